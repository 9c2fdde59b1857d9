"""The parts of the home page about challenges and exceptions."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, OuterRef, Q
from django.urls import reverse

from actionplans import reading
from actionplans.enums import Direction
from actionplans.models import ChallengeAnswer, Escalation
from members import standing
from members.deciding import Decision
from subgroup import access, clock
from subgroup.past import When
from subgroup.registry import Panel, Waits
from subgroup.views.base import GroupRequest

DECIDED = 20


def to_judge(request: GroupRequest, when: When) -> list[Decision]:
    """The answers of agencies that wait for the chair's judgement."""
    seen = reading.challenges(request.user, request.group, request.permissions, on=clock.today())
    seen = seen.filter(direction=Direction.TO_AGENCY).order_by()
    rows = ChallengeAnswer.objects.filter(challenge__in=seen.values("pk"))
    given = when.of(rows.select_related("challenge__agency").order_by("answered_at", "pk"), adequacy="")
    mine = seen.filter(pk__in=[one.challenge_id for one in given])
    standing = {one.pk for one in when.of(mine, closed_at=None)} if given else set()
    return [
        Decision(
            f"Judge the answer to challenge {one.challenge.reference}",
            reverse("actionplans:challenge_judge", args=[request.group.slug, one.challenge_id]),
            hint=f"Answered by {one.challenge.agency.code}",
        )
        for one in given
        if one.challenge_id in standing
    ][:DECIDED]


def exceptions(request: GroupRequest) -> Mapping[str, Any] | None:
    """How many stand: all of them for who manages actions or reads the returns, for others those of their agencies."""
    if not request.may("update_actions") and not request.may("view_returns"):
        return None
    seen = reading.exceptions(request.user, request.group, request.permissions, on=clock.today())
    rows = seen.filter(addressed_at=None)
    whole = request.may("manage_actions") or request.may("view_returns")
    if not whole:
        rows = rows.filter(agency_id__in=_agencies(request))
    counted = rows.aggregate(standing=Count("pk"), ended=Count("pk", filter=Q(ended_on__isnull=False)))
    if not counted["standing"]:
        return None
    return {**counted, "mine": not whole, "url": reverse("actionplans:exceptions", args=[request.group.slug])}


def _agencies(request: GroupRequest) -> set[int]:
    today = clock.today()
    found = {seat.agency_id for seat in standing.seats_of(request.user, request.group, today)}
    if standing.leads(request.user, request.group, today):
        found |= access.agencies(request.user, request.group, on=today)
    return found


TEMPLATE = "actionplans/_exceptions_panel.html"
ANSWERED = ChallengeAnswer.objects.filter(challenge__group=OuterRef("pk"), adequacy="")
STANDING = Escalation.objects.standing().filter(group=OuterRef("pk"))
WAITING = {"answers to judge": Waits(31, "sign_off_actions", to_judge, ANSWERED)}
PANELS = {
    "exceptions": Panel(45, "update_actions", TEMPLATE, exceptions, STANDING),
    "exceptions for readers": Panel(
        45,
        "view_returns",
        TEMPLATE,
        lambda request: None if request.may("update_actions") else exceptions(request),
        STANDING,
    ),
}
