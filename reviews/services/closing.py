"""A case is closed once nothing of it is open any more, and can be opened again (F4)."""

from datetime import datetime

from django.db import transaction

from reviews import regimes
from reviews.deadlines import RETENTION_REVIEW
from reviews.enums import CaseState, OutcomeKind, RequestState, StatutoryLetterState
from reviews.models import Case, Referral
from reviews.reading import CASE
from reviews.services import acknowledging, clocks, panels
from reviews.services.cases import check_move, locked, move
from subgroup import ledger
from subgroup.deadlines.wording import listing
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person

GO_ON = [RETENTION_REVIEW.key, *(clock.key for clock in regimes.clocks().values() if clock.lapses)]
"""What is owed of a closed case too."""


@transaction.atomic
def close(*, case: Case, because: str, by: Person, at: datetime) -> Case:
    """Its clocks stop; what was late stays late. Without an outcome it is said why.

    A published report stays available for its twelve months all the same (S6).
    """
    locked(case)
    check_close(case)
    if needs_reason(case) and not because.strip():
        raise NotAllowed("No outcome is recorded. Say why the case is closed without one.")
    move(case, CaseState.CLOSED)
    case.closed_at, case.closed_by, case.closed_because = at, by, because.strip()
    case.save()
    for row in Deadline.objects.open().filter(group=case.group).about(CASE, case.pk).exclude(rule__in=GO_ON):
        ledger.release_one(deadline=row, reason=clocks.CASE_CLOSED, by=by, at=at)
    panels.none_meets(case, at=at)
    return case


@transaction.atomic
def reopen(*, case: Case, because: str, by: Person, at: datetime) -> Case:
    """It is screened again, or waits for its acknowledgement where it never had one; its clocks go on from their days."""
    locked(case)
    check_reopen(case)
    if not because.strip():
        raise NotAllowed("Say why the case is opened again.")
    move(case, CaseState.SCREENING if case.acknowledged_at else CaseState.REFERRED)
    case.closed_at, case.closed_by, case.reopened_because = None, None, because.strip()
    case.save()
    clocks.follow(case=case, at=at, by=by)
    if case.state == CaseState.REFERRED and Referral.objects.filter(case=case).exists():
        acknowledging.owe(case, at, again=True)
    return case


def needs_reason(case: Case) -> bool:
    last = case.outcomes.order_by("pk").last()
    return last is None or last.kind == OutcomeKind.DEFERRED


def check_close(case: Case) -> None:
    """Raises NotAllowed while something of the case is open, and names it."""
    if case.state == CaseState.CLOSED:
        raise NotAllowed(f"{case} is closed already.")
    check_move(case, CaseState.CLOSED)
    if reviews := [review.code for review in case.reviews.open()]:
        raise NotAllowed(f"Of this case {listing(reviews)} is still open. Close the review first.")
    asked = case.requests.filter(state=RequestState.ASKED).select_related("agency")
    if codes := [request.agency.code for request in asked]:
        raise NotAllowed(
            f"An answer is still asked of {listing(codes)}. Withdraw what is not needed any more."
        )
    waiting = (StatutoryLetterState.DRAFTED, StatutoryLetterState.APPROVED)
    if case.letters.filter(state__in=waiting).exists():
        raise NotAllowed("A letter of this case is not sent yet. Send it, or say why it is not needed.")


def check_reopen(case: Case) -> None:
    if case.state != CaseState.CLOSED:
        raise NotAllowed(f"{case} is not closed.")
