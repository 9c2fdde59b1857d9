"""What learning points and bulletins say on the home page."""

from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from members.deciding import Decision
from reviews.enums import BulletinState, LearningState
from reviews.models import Bulletin, LearningPoint
from reviews.services.passing_on import SUBJECT
from subgroup.past import When
from subgroup.registry import Waits
from subgroup.views.base import GroupRequest

LISTED = 20


def to_agree(request: GroupRequest, when: When) -> list[Decision]:
    """For the chair: learning points that are drafted."""
    rows = LearningPoint.objects.filter(group=request.group).select_related("drafted_by")
    slug = request.group.slug
    return [
        Decision(
            f"Agree the learning point “{one.title}”",
            reverse("learning:point", args=[slug, one.pk]),
            hint=f"Drafted by {one.drafted_by}",
        )
        for one in when.of(rows.order_by("drafted_at", "pk"), state=LearningState.DRAFTED)[:LISTED]
    ]


def to_approve(request: GroupRequest, when: When) -> list[Decision]:
    """For the chair: bulletins that were put to them."""
    return _of(request, when, BulletinState.WITH_CHAIR, "Approve bulletin")


def to_send(request: GroupRequest, when: When) -> list[Decision]:
    """For business support: bulletins that the chair has approved."""
    if when.may("approve_learning"):
        return []
    return _of(request, when, BulletinState.APPROVED, "Send bulletin")


def _of(request: GroupRequest, when: When, state: str, what: str) -> list[Decision]:
    rows = Bulletin.objects.filter(group=request.group).defer("said").order_by("started_at", "pk")
    slug = request.group.slug
    return [
        Decision(
            f"{what} {one.reference}", reverse("learning:bulletin", args=[slug, one.pk]), hint=one.title,
            about=(SUBJECT, str(one.pk)),
        )
        for one in when.of(rows, state=state)[:LISTED]
    ]  # fmt: skip


def _bulletins(state: str) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(group=OuterRef("pk"), state=state)


DRAFTED = LearningPoint.objects.filter(group=OuterRef("pk"), state=LearningState.DRAFTED)
WAITING = {
    "learning to agree": Waits(27, "approve_learning", to_agree, DRAFTED),
    "bulletins to approve": Waits(28, "approve_learning", to_approve, _bulletins(BulletinState.WITH_CHAIR)),
    "bulletins to send": Waits(29, "write_learning", to_send, _bulletins(BulletinState.APPROVED)),
}
