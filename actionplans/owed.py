"""What the update window of a meeting asks for, and what was said in it (P8). Reads only."""

from datetime import date, datetime, timedelta

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from actionplans.enums import PlanState, Stage
from actionplans.models import Action, ActionUpdate, UpdateOwed, Window
from meetings.enums import MeetingState
from subgroup.clock import day_of, moment
from subgroup.models import Deadline, SubGroup
from subgroup.written import written


def ends_at(window: Window) -> datetime:
    """The close of its last day."""
    return moment(window.closes_on + timedelta(days=1))


def label(owed: UpdateOwed) -> str:
    """SCR-K: GMMH update. References only: everybody who sees what is owed reads it."""
    return f"{owed.plan.code}: {owed.agency.code} update"


def state_of(due: Deadline | None, on: date) -> tuple[str, str]:
    """How an update that was owed stands, by its row of the ledger: the word and its colour."""
    if due is None or due.mistake or (due.released_on and due.released_on <= due.due_on):
        return "Not owed any more", "grey"
    if due.met_on:
        return ("Made", "green") if due.met_on <= due.due_on else ("Made late", "yellow")
    return ("Missed", "red") if due.due_on < on else ("Waits", "blue")


def current(group: SubGroup, *, at: datetime) -> Window | None:
    """The window to which a word of now belongs: of those open the first to close, else the newest that was."""
    newest = _newest(group, at)
    still_open = [one for one in newest if one.closed_at is None and one.closes_on >= day_of(at)]
    return min(still_open, key=lambda one: (one.closes_on, one.pk), default=newest[0] if newest else None)


@written
def _newest(group: SubGroup, at: datetime) -> QuerySet[Window]:
    opened = Window.objects.filter(meeting__group=group, opened_at__lte=at).select_related("meeting__group")
    return opened.order_by("-opened_at", "-opens_on", "-pk")[:4]


def owed_of(window: Window) -> QuerySet[UpdateOwed]:
    """What is owed in it, by plan and agency; `waiting` of each says how many actions wait for a word."""
    return window.owed.select_related("plan", "agency").order_by("plan__code", "agency__name")


def asked_in(window: Window, rows: QuerySet[Action] | None = None) -> QuerySet[Action]:
    """The actions that wait for a word in the window: open before it opened, in a plan and of an agency that owe one."""
    actions = Action.objects.all() if rows is None else rows
    return _asked(actions, window, window.opened_at) if window.opened_at else actions.none()


def _asked(actions: QuerySet[Action], window: Window, opened_at: datetime) -> QuerySet[Action]:
    owed = UpdateOwed.objects.filter(
        window=window, plan=OuterRef("recommendation__plan"), agency=OuterRef("agency")
    )
    return actions.filter(
        Exists(owed), withdrawn_at=None, stage=Stage.OPEN, opened_at__lte=opened_at,
        recommendation__plan__state=PlanState.OPEN,
    )  # fmt: skip


def said_in(window: Window) -> QuerySet[ActionUpdate]:
    """The updates that count in a window, those of another that was open at the same time too; none that was sent back.

    A tracker's words do not count: nobody of the agency said them there.
    """
    if window.opened_at is None:
        return ActionUpdate.objects.none()
    return _said(window, window.opened_at, ends_at(window))


def _said(window: Window, opened_at: datetime, end: datetime) -> QuerySet[ActionUpdate]:
    meanwhile = Q(made_at__gte=opened_at, made_at__lt=end)
    return ActionUpdate.objects.filter(Q(window=window) | meanwhile, sent_back_at=None, from_tracker=False)


def unsaid_in(window: Window, rows: QuerySet[Action] | None = None) -> QuerySet[Action]:
    """Of those asked for, the ones that nobody said anything of yet."""
    actions = Action.objects.all() if rows is None else rows
    return unsaid(actions, window, window.opened_at, ends_at(window)) if window.opened_at else actions.none()


def unsaid(actions: QuerySet[Action], window: Window, opened_at: datetime, end: datetime) -> QuerySet[Action]:
    """`unsaid_in` for a window that opened then and ends then, so that it can be written once (subgroup/written.py)."""
    said = _said(window, opened_at, end).filter(action=OuterRef("pk"))
    return _asked(actions, window, opened_at).exclude(Exists(said))


def open_now(group: SubGroup, at: datetime) -> list[Window]:
    """The windows in which a word of now counts as in time, or is about to be closed."""
    rows = Window.objects.filter(meeting__group=group, closed_at=None, opened_at__lte=at)
    return list(rows.select_related("meeting__group"))


def paused(group: SubGroup) -> list[Window]:
    """The windows that go on when their meeting, which is postponed, has a new day."""
    rows = Window.objects.filter(meeting__group=group, meeting__state=MeetingState.POSTPONED)
    return list(rows.filter(closed_at=F("meeting__postponed_at")).select_related("meeting__group"))
