"""How long a case is kept: a day on which it is asked, a legal hold that beats it, and what was decided. Nothing is destroyed here."""

from datetime import date, datetime

from django.db import transaction

from reviews.deadlines import RETENTION_REVIEW
from reviews.models import Case, KeepingDecision
from reviews.reading import CASE
from reviews.services.cases import locked
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person

OWNER = ("role", RETENTION_REVIEW.owner)


@transaction.atomic
def keep(*, case: Case, until: date, because: str, by: Person, at: datetime) -> KeepingDecision:
    """It is kept until then, when it is asked again: what is owed moves to that day with the reason, also where an earlier one
    was waived.
    """
    locked(case)
    if until <= day_of(at):
        raise NotAllowed("The day on which it is asked again must lie ahead.")
    if not because.strip():
        raise NotAllowed("Say why it is kept until then.")
    case.retention_review_on, case.version = until, case.version + 1
    case.save()
    ledger.owe(
        group=case.group, rule=RETENTION_REVIEW.key, subject_kind=CASE, subject_id=case.pk, trigger_on=until, owner=OWNER,
        label=f"Retention review of case {case.codename}", at=at, by=by, reason=because.strip(),
        again=True,
    )  # fmt: skip
    return KeepingDecision.objects.create(
        case=case, keep_until=until, because=because.strip(), decided_at=at, decided_by=by
    )


@transaction.atomic
def hold(*, case: Case, because: str, by: Person, at: datetime) -> Case:
    """Nothing of it may be destroyed, whatever the review day (as for the national inquiry, July 2015)."""
    locked(case)
    if case.legal_hold:
        raise NotAllowed("It is on legal hold already.")
    if not because.strip():
        raise NotAllowed("Say why it is put on legal hold.")
    case.legal_hold, case.hold_because, case.version = True, because.strip(), case.version + 1
    case.save()
    return case


@transaction.atomic
def end_hold(*, case: Case, because: str, by: Person, at: datetime) -> Case:
    """The review day counts again. Why stands in the history of the case."""
    locked(case)
    if not case.legal_hold:
        raise NotAllowed("It is not on legal hold.")
    if not because.strip():
        raise NotAllowed("Say why the legal hold ends.")
    ended = f"{case.hold_because}\nEnded on {long_date(day_of(at))} by {by}: {because.strip()}"
    case.legal_hold, case.hold_because, case.version = False, ended, case.version + 1
    case.save()
    return case


def check_may_go(case: Case) -> None:
    """Raises NotAllowed where nothing of the case may be destroyed. What would destroy anything asks here first."""
    case.refresh_from_db(fields=["legal_hold"])
    if case.legal_hold:
        raise NotAllowed(f"{case} is on legal hold: nothing of it may be destroyed.")
