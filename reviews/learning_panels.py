"""What learning points and bulletins say on the home page."""

from collections.abc import Mapping
from typing import Any

from django.db.models import OuterRef, QuerySet
from django.urls import reverse

from members.deciding import Decision
from reviews.enums import BulletinState, LearningState
from reviews.models import Bulletin, LearningPoint
from reviews.services.passing_on import SUBJECT
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

LISTED = 20


def to_agree(request: GroupRequest) -> Mapping[str, Any] | None:
    """For the chair: learning points that are drafted."""
    rows = LearningPoint.objects.filter(group=request.group, state=LearningState.DRAFTED)
    slug = request.group.slug
    return _said(
        Decision(
            f"Agree the learning point “{one.title}”",
            reverse("learning:point", args=[slug, one.pk]),
            hint=f"Drafted by {one.drafted_by}",
        )
        for one in rows.select_related("drafted_by").order_by("drafted_at", "pk")[:LISTED]
    )  # fmt: skip


def to_approve(request: GroupRequest) -> Mapping[str, Any] | None:
    """For the chair: bulletins that were put to them."""
    return _of(request, BulletinState.WITH_CHAIR, "Approve bulletin")


def to_send(request: GroupRequest) -> Mapping[str, Any] | None:
    """For business support: bulletins that the chair has approved."""
    if request.may("approve_learning"):
        return None
    return _of(request, BulletinState.APPROVED, "Send bulletin")


def _of(request: GroupRequest, state: str, what: str) -> Mapping[str, Any] | None:
    rows = (
        Bulletin.objects.filter(group=request.group, state=state).defer("said").order_by("started_at", "pk")
    )
    slug = request.group.slug
    return _said(
        Decision(
            f"{what} {one.reference}", reverse("learning:bulletin", args=[slug, one.pk]), hint=one.title,
            about=(SUBJECT, str(one.pk)),
        )
        for one in rows[:LISTED]
    )  # fmt: skip


def _said(decisions: Any) -> Mapping[str, Any] | None:
    found = list(decisions)
    return {"decisions": found} if found else None


def _bulletins(state: str) -> QuerySet[Bulletin]:
    return Bulletin.objects.filter(group=OuterRef("pk"), state=state)


DRAFTED = LearningPoint.objects.filter(group=OuterRef("pk"), state=LearningState.DRAFTED)
PANELS: dict[str, Panel] = {
    "learning to agree": Panel(27, "approve_learning", "", to_agree, DRAFTED),
    "bulletins to approve": Panel(
        28, "approve_learning", "", to_approve, _bulletins(BulletinState.WITH_CHAIR)
    ),
    "bulletins to send": Panel(29, "write_learning", "", to_send, _bulletins(BulletinState.APPROVED)),
}
