from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "meetings"

    def ready(self) -> None:
        from meetings import daily, deadlines, home, home_agenda, home_chair, home_mail, home_minutes, mails
        from meetings.histories import is_kept
        from meetings.searching import SEARCHES
        from meetings.services import agenda, terms
        from meetings.subjects import ITEM, LETTER, MEETING
        from members import doors
        from subgroup import changes, registry
        from subgroup.terms import loading

        changes.kept_from.append(is_kept)
        for rule in deadlines.RULES:
            registry.rules.register(rule, done=deadlines.DONE[rule.key])
        registry.subjects.add("meeting", MEETING)
        registry.subjects.add("letter", LETTER)
        registry.subjects.add("item", ITEM)
        registry.listen(loading.on_load, terms.loaded)
        registry.listen(doors.also_told, mails.told_of)
        registry.daily.add("meetings", daily.run)
        registry.daily.add("agenda", agenda.daily)
        registry.panels.add_all(home.PANELS | home_chair.PANELS | home_mail.PANELS)
        registry.waiting.add_all(home_agenda.WAITING | home_minutes.WAITING)
        registry.searches.add_all(SEARCHES)
