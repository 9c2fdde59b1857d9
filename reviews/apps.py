from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"

    def ready(self) -> None:
        from meetings import doors as meeting_doors
        from meetings.enums import HANDED_ON, TRANSITIONS
        from reviews import checks, doors, gone, guarding, naming, offsets, panels, reading
        from reviews.daily import HOOKS
        from reviews.deadlines import RULES
        from reviews.enums import (
            BULLETIN_TRANSITIONS,
            CASE_TRANSITIONS,
            DEATH_TRANSITIONS,
            LEARNING_TRANSITIONS,
            LETTER_TRANSITIONS,
            REFERRAL_TRANSITIONS,
            REQUEST_TRANSITIONS,
            REVIEW_TRANSITIONS,
        )
        from reviews.histories import is_kept
        from reviews.models import Case
        from reviews.searching import SEARCHES
        from reviews.services import subscribers
        from reviews.services.letters import draft_decision
        from reviews.subjects import SUBJECTS
        from reviews.views import considering
        from subgroup import access, changes, registry

        access.gate.containers[access.CASE] = access.Container(Case, "open_case", naming.held, naming.ever)
        changes.not_there.append(is_kept)
        registry.listen(registry.gone, gone.is_gone)
        registry.regimes.offset = offsets.offset
        checks.register()
        HANDED_ON.add(reading.CASE)
        meeting_doors.about_items.append(considering.about)
        meeting_doors.read.append(considering.note_read)
        meeting_doors.typed.append(guarding.look_at_meeting)
        registry.listen(registry.typed, guarding.look_at)
        meeting_doors.said.append(guarding.sentence_for)
        TRANSITIONS.update(
            {
                "Cases": CASE_TRANSITIONS,
                "Referrals": REFERRAL_TRANSITIONS,
                "Requests to agencies": REQUEST_TRANSITIONS,
                "Statutory letters": LETTER_TRANSITIONS,
                "Reviews": REVIEW_TRANSITIONS,
                "Child deaths": DEATH_TRANSITIONS,
                "Learning points": LEARNING_TRANSITIONS,
                "Bulletins": BULLETIN_TRANSITIONS,
            }
        )
        registry.listen(doors.decided, draft_decision)
        registry.listen(registry.unwanted, subscribers.unwanted)
        for rule, done in RULES:
            registry.rules.register(rule, done=done)
        for kind, subject in SUBJECTS.items():
            registry.subjects.add(kind, subject)
        for name, hook in HOOKS.items():
            registry.daily.add(name, hook)
        registry.panels.add_all(panels.PANELS)
        registry.waiting.add_all(panels.WAITING)
        registry.searches.add_all(SEARCHES)
