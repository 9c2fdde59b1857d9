"""What letters and reviews say on the home page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef
from django.urls import reverse

from members.deciding import Button, Decision
from reviews import reading, review_reading
from reviews.enums import StatutoryLetterState
from reviews.letter_policies import TO_WRITE
from reviews.models import AgencyReport, StatutoryLetter
from reviews.services import statutory
from subgroup import clock, ledger
from subgroup.models import Deadline
from subgroup.past import When
from subgroup.registry import Panel, Waits
from subgroup.views.base import GroupRequest

LISTED = 20


def letters_to_approve(request: GroupRequest, when: When) -> list[Decision]:
    """For the chair: the letters that are drafted, by the day on which they are to be sent."""
    rows = review_reading.letters(request.user, request.group, request.permissions, at=clock.now())
    rows = rows.select_related("case").order_by("drafted_at", "pk")
    drafted = when.of(rows, state=StatutoryLetterState.DRAFTED)
    found = [one for one in drafted if TO_WRITE not in one.text][:LISTED]
    owed = Deadline.objects.filter(group=request.group, subject_kind=statutory.LETTER)
    due = ledger.days(owed.filter(subject_id__in=[str(one.pk) for one in found]), when) if found else {}
    return [
        Decision(
            f"Approve the letter to {one.get_addressee_display()}",
            reverse("reviews:letter", args=[request.group.slug, one.pk]), due.get(str(one.pk)),
            f"{one.get_kind_display()}, {one.case.reference}", (statutory.LETTER, str(one.pk)),
        )
        for one in found
    ]  # fmt: skip


def reports_owed(request: GroupRequest) -> Mapping[str, Any] | None:
    """What the reader's own agencies owe to reviews."""
    today = clock.today()
    mine = reading.agencies_of(request.user, request.group, on=today)
    rows = review_reading.reports(request.user, request.group, request.permissions, at=clock.now())
    rows = rows.filter(agency_id__in=mine, received_at=None, review__closed_at=None)
    found = list(rows.select_related("review", "agency").order_by("due_on", "pk")[:LISTED])
    if not found:
        return None
    slug = request.group.slug
    listed = [
        (one, reverse("reviews:review_report", args=[slug, one.pk]), one.due_on < today) for one in found
    ]
    return {"rows": listed, "button": Button("Hand in the report", listed[0][1])}


DRAFTED = StatutoryLetter.objects.filter(case__group=OuterRef("pk"), state=StatutoryLetterState.DRAFTED)
OWED = AgencyReport.objects.filter(review__group=OuterRef("pk"), received_at=None)
WAITING = {"letters to approve": Waits(26, "decide_cases", letters_to_approve, DRAFTED)}
PANELS: dict[str, Panel] = {
    "reports to reviews": Panel(36, "answer_requests", "reviews/_home_reports.html", reports_owed, OWED),
}
