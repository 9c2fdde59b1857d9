"""The parts of the home page about actions."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, cast

from django.db.models import Count, OuterRef, Q, QuerySet

from actionplans import owed, reading
from actionplans.enums import Stage
from actionplans.models import NO_DAY_LAST, Action, ActionQuerySet, Extension, HandOver, Window
from actionplans.services.owing import SUBJECT
from members import standing
from members.deciding import Button, Decision
from subgroup import clock, ledger
from subgroup.addresses import address
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.ledger import by_kind
from subgroup.models import Deadline, Person, SubGroup
from subgroup.past import When
from subgroup.registry import Panel, Waits
from subgroup.views.base import GroupRequest
from subgroup.written import figures, written

Keys = Mapping[str, Collection[int]]
Mine = Mapping[str, Collection[Any]]
LISTED = 8
DECIDED = 20


def mine(request: GroupRequest) -> Mapping[str, Any] | None:
    """The open actions of one's posts and agencies, and how many wait for a word in the window that is open or was last.

    An agency lead, who owes nothing else, sees them one by one.
    """
    today, group = clock.today(), request.group
    lists_them = not request.may("view_actions")
    mine, sight = _mine(request, today), _sight(request)
    number, late, of_plans = _counted(request.user, group, mine=mine, today=today, **sight)[0]
    if not number and not lists_them:
        return None
    listed = _listed(request.user, group, mine=mine, **sight) if lists_them else []
    window = owed.current(group, at=clock.now()) if of_plans else None
    if window and window.is_paused:
        window = None
    waiting = _waiting_in(window, request.user, group, mine, sight) if window else 0
    url = address("actionplans:list", group.slug)
    words = address("actionplans:window", group.slug, window.pk) if window and waiting else ""
    return {
        "open": number,
        "late": late,
        "waiting": waiting,
        "window": window,
        "window_url": words,
        "is_over": bool(window and window.closes_on < today),
        "mine": True,
        "owes": _owes(number, late, waiting, window) if lists_them else "",
        "rows": [
            (row, _address(request, row), row.due_on is not None and row.due_on < today) for row in listed
        ],
        "url": url if lists_them else f"{url}?mine=yes&state=open",
        "button": Button("Update them", words or url) if words or (lists_them and number) else None,
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


def _mine(request: GroupRequest, today: date) -> Mine:
    """The seats and agencies for which one answers."""
    answers = by_kind(standing.owners_of(request.user, request.group, today))
    return {"seats": [int(key) for key in answers.get("seat", ())], "agencies": answers.get("agency", [])}


def _sight(request: GroupRequest) -> reading.Sight:
    return reading.sight(request.user, request.group, request.permissions, on=clock.today())


def _seen(request: GroupRequest) -> ActionQuerySet:
    return reading.seen(request.user, request.group, **_sight(request))


def _open(
    person: Person, group: SubGroup, keys: Keys, mine: Mine | None = None, *, whole: bool, confidential: bool
) -> ActionQuerySet:
    rows = reading.seen(person, group, keys, whole=whole, confidential=confidential).open()
    if mine is None:
        return rows
    wanted = Q(owner__in=mine["seats"])
    return rows.filter(wanted | Q(agency__code__in=mine["agencies"]) if mine["agencies"] else wanted)


@written
def _counted(
    person: Person,
    group: SubGroup,
    keys: Keys,
    mine: Mine | None,
    today: date,
    *,
    whole: bool,
    confidential: bool,
) -> QuerySet[Action, tuple[int, int, int]]:
    return figures(
        _open(person, group, keys, mine, whole=whole, confidential=confidential),
        number=Count("pk"),
        late=Count("pk", filter=Q(stage=Stage.OPEN, due_on__lt=today)),
        of_plans=Count("pk", filter=Q(recommendation__isnull=False)),
    )


def _waiting_in(window: Window, person: Person, group: SubGroup, mine: Mine, sight: reading.Sight) -> int:
    """How many of the person's own wait for a word in a window that was opened."""
    opened_at = cast("datetime", window.opened_at)
    [(number,)] = _unsaid(
        person, group, mine=mine, window=window, opened_at=opened_at, end=owed.ends_at(window), **sight
    )
    return number


@written
def _unsaid(
    person: Person,
    group: SubGroup,
    keys: Keys,
    mine: Mine,
    window: Window,
    opened_at: datetime,
    end: datetime,
    *,
    whole: bool,
    confidential: bool,
) -> QuerySet[Action, tuple[int]]:
    rows = _open(person, group, keys, mine, whole=whole, confidential=confidential)
    return figures(owed.unsaid(rows, window, opened_at, end), number=Count("pk"))


@written
def _listed(
    person: Person, group: SubGroup, keys: Keys, mine: Mine, *, whole: bool, confidential: bool
) -> QuerySet[Action]:
    rows = _open(person, group, keys, mine, whole=whole, confidential=confidential)
    return rows.order_by(NO_DAY_LAST, "pk")[:LISTED]


@written
def _proposed(
    person: Person, group: SubGroup, keys: Keys, *, whole: bool, confidential: bool
) -> QuerySet[Action]:
    rows = _open(person, group, keys, whole=whole, confidential=confidential).filter(stage=Stage.PROPOSED)
    return rows.order_by("done_on", "pk").only("reference")[:DECIDED]


def register(request: GroupRequest) -> Mapping[str, Any] | None:
    """For readers, who own none: how the whole register stands."""
    if request.may("update_actions"):
        return None
    sight = _sight(request)
    number, late, _ = _counted(request.user, request.group, mine=None, today=clock.today(), **sight)[0]
    url = address("actionplans:list", request.group.slug)
    return {
        "open": number,
        "late": late,
        "mine": False,
        "rows": [],
        "url": url,
        "button": Button("Open the register", url),
    }


def to_sign_off(request: GroupRequest, when: When) -> list[Decision]:
    """What was reported done and waits for the chair."""
    if when.before is None:
        found = _proposed(request.user, request.group, **_sight(request))
    else:
        rows = _seen(request).order_by("done_on", "pk")
        found = when.of(rows, stage=Stage.PROPOSED, withdrawn_at=None)[:DECIDED]
    due = _due(request, when, "sign_off") if found else {}
    return [
        Decision(
            f"Sign off {one.reference}", address("actionplans:sign_off", request.group.slug, one.pk),
            due.get(str(one.pk)), "Reported done", (SUBJECT, str(one.pk)),
        )
        for one in found
    ]  # fmt: skip


def to_extend(request: GroupRequest, when: When) -> list[Decision]:
    """More time that was asked for and waits for the chair."""
    seen = _seen(request).order_by()
    rows = Extension.objects.filter(action__in=seen.values("pk")).select_related("action")
    asked = when.of(rows.order_by("asked_at", "pk"), granted=None)
    mine = seen.filter(pk__in=[one.action_id for one in asked])
    standing = {one.pk for one in when.of(mine, withdrawn_at=None)} if asked else set()
    found = [one for one in asked if one.action_id in standing][:DECIDED]
    due = _due(request, when, "extension") if found else {}
    return [
        Decision(
            f"More time for {one.action.reference}", address("actionplans:extension", request.group.slug, one.pk),
            due.get(str(one.pk)), f"Asked for until {long_date(one.to_day)}", ("extension", str(one.pk)),
        )
        for one in found
    ]  # fmt: skip


def to_receive(request: GroupRequest, when: When) -> list[Decision]:
    """What closed plans hand over and nobody has taken up yet (F16)."""
    seen = reading.plans(request.user, request.group, request.permissions, on=clock.today())
    rows = HandOver.objects.filter(plan__in=seen.order_by().values("pk")).select_related("plan")
    return [
        Decision(
            f"Take up the hand-over of {one.plan.code}",
            address("actionplans:hand_over_receive", request.group.slug, one.pk),
            hint=f"Closed on {long_date(day_of(one.made_at))}",
        )
        for one in when.of(rows.defer("snapshot").order_by("made_at", "pk"), received_at=None)[:DECIDED]
    ]


def _due(request: GroupRequest, when: When, rule: str) -> dict[str, date]:
    if when.before is None:
        return dict(_open_days(request.group, rule))
    return ledger.days(Deadline.objects.filter(group=request.group, rule=rule), when)


@written
def _open_days(group: SubGroup, rule: str) -> QuerySet[Deadline, tuple[str, date]]:
    rows = Deadline.objects.filter(group=group, rule=rule).open().order_by()
    return rows.values_list("subject_id", "due_on")


def _address(request: GroupRequest, row: Action) -> str:
    return address("actionplans:detail", request.group.slug, row.pk)


TEMPLATE = "actionplans/_home_panel.html"
PROPOSED = Action.objects.open().filter(group=OuterRef("pk"), stage=Stage.PROPOSED)
NOT_RECEIVED = HandOver.objects.filter(plan__group=OuterRef("pk"), received_at=None)
ASKED = Extension.objects.filter(action__group=OuterRef("pk"), granted=None)
WAITING = {
    "sign-offs": Waits(30, "sign_off_actions", to_sign_off, PROPOSED),
    "more time": Waits(30, "sign_off_actions", to_extend, ASKED),
    "hand-overs": Waits(30, "receive_hand_overs", to_receive, NOT_RECEIVED),
}
PANELS = {
    "my actions": Panel(40, "update_actions", TEMPLATE, mine),
    "the register of actions": Panel(40, "view_actions", TEMPLATE, register),
}
