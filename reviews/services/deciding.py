"""What the Board's Independent Chair decided: a record apart from what the panel recommended, and free to differ (F6)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from meetings.notices import mail_people
from reviews import doors, outcome_kinds, reading
from reviews.enums import CaseState, DateKind, OutcomeKind
from reviews.models import Case, ChairDecision, PanelRecommendation
from reviews.models.cases import current_dates
from reviews.services import cases, clocks, dates, panels
from subgroup import registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person

TOLD = (("role", "business_support"), ("role", "chair"))


def recommendation(case: Case) -> PanelRecommendation | None:
    """The last one that was sent."""
    rows = PanelRecommendation.objects.filter(panel__case=case).select_related("panel", "sent_by")
    return rows.order_by("-sent_at", "-pk").first()


def standing(case: Case) -> ChairDecision | None:
    """The last decision that nothing has replaced."""
    rows = case.decisions.standing().select_related("recommendation__panel", "recorded_by", "replaces")
    return rows.order_by("-recorded_at", "-pk").first()


def waiting(case: Case) -> PanelRecommendation | None:
    """The recommendation that has not been decided on."""
    last = recommendation(case)
    return None if last is None or last.decisions.exists() else last


def check_decide(case: Case) -> None:
    if waiting(case) is not None and case.state == CaseState.FOR_DECISION:
        return
    last = standing(case)
    if last and case.state == CaseState.FOR_DECISION:
        raise NotAllowed(
            f"The decision of {long_date(last.decided_on)} was recorded by {last.recorded_by}. "
            "If it was recorded wrongly, replace it and say why."
        )
    raise NotAllowed(
        f"{case} is “{case.get_state_display()}”. The Independent Chair decides when a panel’s recommendation was sent."
    )


def check_replace(case: Case) -> None:
    if standing(case) is None:
        raise NotAllowed("There is no decision that could be replaced.")
    if case.state not in (CaseState.FOR_DECISION, CaseState.DEFERRED, CaseState.DECIDED):
        raise NotAllowed(f"{case} is “{case.get_state_display()}”: its decision stays as it was recorded.")


@transaction.atomic
def decide(
    *, case: Case, outcome: str, because: str, decided_on: date, decided_by_name: str, by: Person, at: datetime,
    differs_because: str = "", peer_challenge: str = "",
) -> ChairDecision:  # fmt: skip
    """Recorded by the Independent Chair, or by the business manager or business support for them. Both texts are kept."""
    cases.locked(case)
    check_decide(case)
    return _record(
        case, waiting(case), outcome, because, decided_on, decided_by_name, differs_because, peer_challenge, by, at
    )  # fmt: skip


@transaction.atomic
def replace(
    *, case: Case, replaces: ChairDecision, replaced_because: str, outcome: str, because: str, decided_on: date,
    decided_by_name: str, by: Person, at: datetime, differs_because: str = "", peer_challenge: str = "",
) -> ChairDecision:  # fmt: skip
    """Another record in place of one that was wrong; the earlier one is kept with why."""
    cases.locked(case)
    check_replace(case)
    if standing(case) != replaces:
        raise NotAllowed("Another record has replaced this one in between. Read it before you go on.")
    if not replaced_because.strip():
        raise NotAllowed("Say what was wrong with the record that this one replaces.")
    return _record(
        case, replaces.recommendation, outcome, because, decided_on, decided_by_name, differs_because, peer_challenge,
        by, at, replaces=replaces, replaced_because=replaced_because.strip(),
    )  # fmt: skip


def _record(
    case: Case, recommended: PanelRecommendation | None, outcome: str, because: str, decided_on: date, name: str,
    differs_because: str, peer_challenge: str, by: Person, at: datetime, *, replaces: ChairDecision | None = None,
    replaced_because: str = "",
) -> ChairDecision:  # fmt: skip
    if not because.strip() or not name.strip():
        raise NotAllowed("A decision has the name of the Independent Chair and their reasons.")
    if decided_on > day_of(at):
        raise NotAllowed("The day of the decision lies ahead. Record it when it is made.")
    if recommended and decided_on < day_of(recommended.sent_at):
        raise NotAllowed(
            f"The panel’s recommendation was sent on {long_date(day_of(recommended.sent_at))}. "
            "The decision on it cannot be earlier."
        )
    chosen = outcome_kinds.chosen(case, outcome)
    differs = recommended is not None and recommended.outcome != outcome
    if recommended and differs and not differs_because.strip():
        raise NotAllowed(
            f"The panel recommended “{recommended.get_outcome_display()}”. Say why the decision differs."
        )
    decision = ChairDecision.objects.create(
        case=case, recommendation=recommended, outcome=chosen, because=because.strip(),
        differs_because=differs_because.strip() if differs else "", peer_challenge=peer_challenge.strip(),
        decided_on=decided_on, decided_by_name=name.strip(), recorded_at=at, recorded_by=by, replaces=replaces,
        replaced_because=replaced_because,
    )  # fmt: skip
    _record_day(decision, by, at)
    for listener in doors.decided:
        listener(decision, at)
    _tell(decision, by, at)
    return decision


def _record_day(decision: ChairDecision, by: Person, at: datetime) -> None:
    """The clocks follow the day, and what was decided: the six months of a review run from a decision for one (S2 to S4).

    To defer is not to decide whether there is a review: the month runs on, and nobody is to be told of anything yet (S2, S3).
    """
    defers = decision.outcome == OutcomeKind.DEFERRED
    if not defers or (decision.replaces and DateKind.CHAIR_DECIDED in current_dates(decision.case)):
        dates.record(
            case=decision.case, kind=DateKind.CHAIR_DECIDED, day=None if defers else decision.decided_on,
            source=f"Decision of {decision.decided_by_name}"[:200],
            because=(decision.replaced_because or "The decision itself was recorded.")[:300], by=by, at=at,
        )  # fmt: skip
    clocks.follow(case=decision.case, at=at, by=by)


def _tell(decision: ChairDecision, by: Person, at: datetime) -> None:
    """Who goes on with it: its outcome is recorded, the letters are sent."""
    case = decision.case
    found = registry.people_for(case.group, TOLD, on=day_of(at))
    people = [one for owner in TOLD for one in found[owner] if one != by]
    mail_people(
        panels.open_to(people, case, at), kind="chair_decided", group=case.group, key=f"chair_decided:{decision.pk}",
        context={"case": case, "path": reverse("reviews:decision", args=[case.group.slug, case.pk])},
        why="you chair or support this sub-group.", about=(reading.CASE, str(case.pk)), at=at,
    )  # fmt: skip
