"""The parts of the home page about actions."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db.models import Count, OuterRef, Q
from django.urls import reverse

from actionplans import owed, reading
from actionplans.enums import Stage
from actionplans.models import NO_DAY_LAST, Action, ActionQuerySet, Extension, HandOver, Window
from actionplans.services.owing import SUBJECT
from members import standing
from members.deciding import Button, Decision
from subgroup import clock
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline
from subgroup.registry import Panel
from subgroup.views.base import GroupRequest

LISTED = 8
DECIDED = 20


def mine(request: GroupRequest) -> Mapping[str, Any] | None:
    """The open actions of one's posts and agencies, and how many wait for a word in the window that is open or was last.

    An agency lead, who owes nothing else, sees them one by one.
    """
    today, group = clock.today(), request.group
    rows = _open(request).filter(_mine(request, today))
    lists_them = not request.may("view_actions")
    listed = list(rows.order_by(NO_DAY_LAST, "pk")[:LISTED]) if lists_them else []
    counted = rows.aggregate(
        open=Count("pk"), late=Count("pk", filter=_late()),
        of_plans=Count("pk", filter=Q(recommendation__isnull=False)),
    )  # fmt: skip
    if not counted["open"] and not lists_them:
        return None
    window = owed.current(group, at=clock.now()) if counted["of_plans"] else None
    waiting = owed.unsaid_in(window, rows).count() if window else 0
    url = reverse("actionplans:list", args=[group.slug])
    words = reverse("actionplans:window", args=[group.slug, window.pk]) if window and waiting else ""
    return {
        "open": counted["open"],
        "late": counted["late"],
        "waiting": waiting,
        "window": window,
        "window_url": words,
        "is_over": bool(window and window.closes_on < today),
        "mine": True,
        "owes": _owes(counted["open"], counted["late"], waiting, window) if lists_them else "",
        "rows": [
            (row, _address(request, row), row.due_on is not None and row.due_on < today) for row in listed
        ],
        "url": url if lists_them else f"{url}?mine=yes&state=open",
        "button": Button("Update them", words or url) if words or (lists_them and counted["open"]) else None,
    }


def _owes(number: int, late: int, waiting: int, window: Window | None) -> str:
    """“You owe 5 updates by Thursday 25 January 2018. 2 actions are late.”"""
    said = []
    if waiting and window:
        said.append(f"You owe {count(waiting, 'update', 'updates')} by {long_date(window.closes_on)}.")
    if late:
        said.append(f"{count(late, 'action is', 'actions are')} late.")
    elif number and not said:
        said.append(f"{count(number, 'action is', 'actions are')} open.")
    return " ".join(said)


def _mine(request: GroupRequest, today: date) -> Q:
    answers: dict[str, list[str]] = {"seat": [], "agency": []}
    for kind, key in standing.owners_of(request.user, request.group, today):
        if kind in answers:
            answers[kind].append(key)
    mine = Q(owner__in=answers["seat"])
    return mine | Q(agency__code__in=answers["agency"]) if answers["agency"] else mine


def _seen(request: GroupRequest) -> ActionQuerySet:
    return reading.visible(request.user, request.group, request.permissions, on=clock.today())


def _open(request: GroupRequest) -> ActionQuerySet:
    return _seen(request).open()


def _late() -> Q:
    return Q(stage=Stage.OPEN, due_on__lt=clock.today())


def register(request: GroupRequest) -> Mapping[str, Any] | None:
    """For readers, who own none: how the whole register stands."""
    if request.may("update_actions"):
        return None
    counted = _open(request).aggregate(open=Count("pk"), late=Count("pk", filter=_late()))
    url = reverse("actionplans:list", args=[request.group.slug])
    return {**counted, "mine": False, "rows": [], "url": url, "button": Button("Open the register", url)}


def to_sign_off(request: GroupRequest) -> Mapping[str, Any] | None:
    """What was reported done and waits for the chair."""
    rows = _open(request).filter(stage=Stage.PROPOSED).order_by("done_on", "pk")
    found = list(rows.only("reference")[:DECIDED])
    due = _due(request, "sign_off") if found else {}
    decisions = [
        Decision(
            f"Sign off {one.reference}", reverse("actionplans:sign_off", args=[request.group.slug, one.pk]),
            due.get(str(one.pk)), "Reported done", (SUBJECT, str(one.pk)),
        )
        for one in found
    ]  # fmt: skip
    return {"decisions": decisions} if decisions else None


def to_extend(request: GroupRequest) -> Mapping[str, Any] | None:
    """More time that was asked for and waits for the chair."""
    rows = Extension.objects.filter(
        granted=None, action__in=_seen(request).standing().order_by().values("pk")
    )
    found = list(rows.select_related("action").order_by("asked_at", "pk")[:DECIDED])
    due = _due(request, "extension") if found else {}
    decisions = [
        Decision(
            f"More time for {one.action.reference}", reverse("actionplans:extension", args=[request.group.slug, one.pk]),
            due.get(str(one.pk)), f"Asked for until {long_date(one.to_day)}", ("extension", str(one.pk)),
        )
        for one in found
    ]  # fmt: skip
    return {"decisions": decisions} if decisions else None


def to_receive(request: GroupRequest) -> Mapping[str, Any] | None:
    """What closed plans hand over and nobody has taken up yet (F16)."""
    rows = reading.plans(request.user, request.group, request.permissions, on=clock.today())
    waiting = HandOver.objects.filter(received_at=None, plan__in=rows.order_by().values("pk"))
    decisions = [
        Decision(
            f"Take up the hand-over of {one.plan.code}",
            reverse("actionplans:hand_over_receive", args=[request.group.slug, one.pk]),
            hint=f"Closed on {long_date(day_of(one.made_at))}",
        )
        for one in waiting.select_related("plan").order_by("made_at", "pk")[:DECIDED]
    ]
    return {"decisions": decisions} if decisions else None


def _due(request: GroupRequest, rule: str) -> dict[str, date]:
    rows = Deadline.objects.open().filter(group=request.group, rule=rule)
    return dict(rows.order_by().values_list("subject_id", "due_on"))


def _address(request: GroupRequest, row: Action) -> str:
    return reverse("actionplans:detail", args=[request.group.slug, row.pk])


TEMPLATE = "actionplans/_home_panel.html"
PROPOSED = Action.objects.open().filter(group=OuterRef("pk"), stage=Stage.PROPOSED)
WAITS = HandOver.objects.filter(plan__group=OuterRef("pk"), received_at=None)
ASKED = Extension.objects.filter(action__group=OuterRef("pk"), granted=None)
PANELS = {
    "sign-offs": Panel(30, "sign_off_actions", "", to_sign_off, PROPOSED),
    "more time": Panel(30, "sign_off_actions", "", to_extend, ASKED),
    "hand-overs": Panel(30, "receive_hand_overs", "", to_receive, WAITS),
    "my actions": Panel(40, "update_actions", TEMPLATE, mine),
    "the register of actions": Panel(40, "view_actions", TEMPLATE, register),
}
