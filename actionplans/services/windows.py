"""The update window of a meeting: it opens by itself, asks each agency for a word on its actions, and closes with the papers (P8)."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from actionplans.deadlines import PLAN_UPDATE
from actionplans.enums import PlanState, Stage
from actionplans.models import Action, ActionUpdate, StageChange, UpdateOwed, Window, WindowLink
from actionplans.owed import current, ends_at, label, open_now, owed_of, paused, said_in, unsaid_in
from actionplans.services import asking
from meetings.enums import MeetingState
from meetings.models import Meeting
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline, Person, SubGroup, Terms
from subgroup.reckoning import Reckoner
from subgroup.terms.content import ParsedTerms

__all__ = ["current", "owed_of"]

SUBJECT = "plan_update"
MOVED_PAST = "{reason} This day had passed by then."
NOTHING_OPEN = "No action of the agency is open in the plan any more."


def dates_of(day: date, reckoner: Reckoner) -> tuple[date, date]:
    """When the window of a meeting on that day opens, and the last day on which an update is in time."""
    closes = reckoner.due(PLAN_UPDATE.key, day)[0].on
    offset = reckoner.terms_on(day).content.offsets["update_window_opens"]
    return min(offset.from_(day, reckoner.calendar).date, closes), closes


def days_following(meeting: Meeting, to_day: date, today: date) -> Iterable[tuple[str, date, date, str]]:
    """For meetings.doors: the days of its window, and what becomes of the updates that are owed in it."""
    window = Window.objects.filter(meeting=meeting).first()
    if window is None:
        return
    opens, closes = dates_of(to_day, Reckoner(meeting.group))
    if window.opened_at is None:
        yield "Updates of action plans are asked for", window.opens_on, opens, ""
    effect, was_to_come = "", window.is_paused or today <= window.closes_on
    if closes < today and was_to_come:
        effect = "That day has passed: what nobody has said yet is owed no more."
    elif today <= closes and not was_to_come:
        effect = "They are in time again."
    yield "Updates of action plans", window.closes_on, closes, effect


@transaction.atomic
def follow(
    meeting: Meeting, at: datetime, by: Person | None = None, reason: str = "", *, moved: bool = True
) -> Window | None:
    """Makes the window of a meeting, moves it with the meeting's day, or ends it with a meeting that was cancelled.

    With one that was postponed it pauses: when a new day is named it goes on where a move alone would have left it. A
    meeting called at short notice, after the day had passed, gets none. What was said stays said. Where the meeting
    itself has not `moved`, but the terms or the calendar are others, what was met or released stays as it was.
    """
    window = Window.objects.select_for_update().filter(meeting=meeting).first()
    if meeting.is_off:
        return _end(window, meeting, at, by) if window else None
    if meeting.state != MeetingState.PLANNED:
        return window
    reckoner, today = Reckoner(meeting.group), day_of(at)
    opens, closes = dates_of(meeting.day, reckoner)
    if window is None:
        if closes < today:
            return None
        return Window.objects.create(meeting=meeting, opens_on=opens, closes_on=closes)
    if (window.opens_on, window.closes_on) == (opens, closes) and not window.is_paused:
        return window
    if window.is_paused:
        window.closed_at = None
    window.opens_on, window.closes_on = opens, closes
    if window.opened_at and closes >= today:
        window.closed_at = None
    elif window.opened_at is None:
        window.closed_at = at if closes < today else None
    window.save()
    WindowLink.objects.filter(window=window, revoked_at=None).update(expires_at=ends_at(window))
    _move_owed(
        window, meeting, reckoner, at, by, reason or (f"{meeting.code} was moved." if moved else ""), moved
    )
    return window


def follow_calendar(group: SubGroup, at: datetime, by: Person | None) -> None:
    """For members.doors.dates_moving: windows to come open and close as the calendar now says."""
    windows = Window.objects.filter(
        meeting__group=group, meeting__state=MeetingState.PLANNED, closes_on__gte=day_of(at)
    )
    for window in windows.select_related("meeting__group"):
        follow(window.meeting, at, by, moved=False)


def follow_terms(terms: Terms, parsed: ParsedTerms, at: datetime) -> list[str]:
    """For subgroup.terms.loading: the windows of meetings to come open and close as the terms on their day say."""
    windows = Window.objects.filter(meeting__group=terms.group, meeting__state=MeetingState.PLANNED)
    for window in windows.select_related("meeting__group"):
        follow(window.meeting, at, reason=ledger.TERMS_CHANGED, moved=False)
    return []


def _move_owed(
    window: Window,
    meeting: Meeting,
    reckoner: Reckoner,
    at: datetime,
    by: Person | None,
    reason: str,
    moved: bool,
) -> None:
    today = day_of(at)
    for owed in window.owed.select_related("plan", "agency"):
        before = Deadline.objects.filter(group=meeting.group).about(SUBJECT, owed.pk).first()
        lifted = before is not None and meeting.lifted(before)
        was_to_come = (
            before is not None
            and (before.is_open or lifted)
            and not before.is_late(before.released_on or today)
        )
        if not moved and before and not before.is_open:
            continue  # what was met or released under the terms and the calendar of then stays so
        _owe(owed, meeting, reckoner, at, by, reason=reason, again=lifted)
        if lifted and owed.made_at:
            _meet(owed, meeting.group, day_of(owed.made_at), at)
        if was_to_come and window.closes_on < today:
            _release(owed, meeting.group, MOVED_PAST.format(reason=reason).strip(), at, by, mistake=True)


def _end(window: Window, meeting: Meeting, at: datetime, by: Person | None) -> Window:
    """What had been missed before the meeting was called off stays missed; the rest is owed no more."""
    if window.closed_at is None:
        for owed in window.owed.filter(made_at=None):
            _release(
                owed, meeting.group, f"{meeting.code} was {meeting.get_state_display().lower()}.", at, by
            )
        window.closed_at = at
        window.save(update_fields=["closed_at"])
        WindowLink.objects.filter(window=window, expires_at__gt=at).update(expires_at=at)
    return window


@transaction.atomic
def open_due(*, group: SubGroup, at: datetime) -> list[Window]:
    """Opens the windows whose day has come, also after days without a run: each agency owes a word on its actions.

    The people who answer for agencies are mailed, each once a window; who comes to answer while it is open is too.
    """
    today = day_of(at)
    coming = Window.objects.filter(meeting__group=group, meeting__state=MeetingState.PLANNED, closed_at=None)
    due = coming.filter(opens_on__lte=today, opened_at=None, meeting__day__gte=today)
    opened = list(due.select_for_update(of=("self",)).select_related("meeting__group"))
    for window in opened:
        window.opened_at = at
        window.save(update_fields=["opened_at"])
        _give_up(window, at)
        _ask(window, at)
    for window in coming.exclude(opened_at=None).select_related("meeting__group"):
        asking.mail(window, at=at)
    return opened


def _give_up(window: Window, at: datetime) -> None:
    """What earlier windows were never told stays a breach, and is asked for no more: a word of now belongs to this one."""
    earlier = UpdateOwed.objects.filter(
        window__meeting__group=window.meeting.group, window__closed_at__isnull=False, made_at=None
    )
    open_rows = Deadline.objects.open().filter(
        group=window.meeting.group,
        rule=PLAN_UPDATE.key,
        subject_id__in=[str(pk) for pk in earlier.values_list("pk", flat=True)],
    )
    for row in open_rows:
        ledger.release_one(
            deadline=row, reason=f"it was never made, and {window.meeting.code} asks anew", by=None, at=at
        )


def _ask(window: Window, at: datetime) -> None:
    meeting, reckoner = window.meeting, Reckoner(window.meeting.group)
    asked = Action.objects.filter(
        group=meeting.group, withdrawn_at=None, stage=Stage.OPEN, recommendation__plan__state=PlanState.OPEN
    )
    pairs = asked.order_by().values_list("recommendation__plan", "agency").distinct()
    UpdateOwed.objects.bulk_create(
        UpdateOwed(window=window, plan_id=plan, agency_id=agency) for plan, agency in sorted(pairs)
    )
    for owed in window.owed.select_related("plan", "agency"):
        _owe(owed, meeting, reckoner, at, None)


def _owe(
    owed: UpdateOwed,
    meeting: Meeting,
    reckoner: Reckoner,
    at: datetime,
    by: Person | None,
    reason: str = "",
    *,
    again: bool = False,
) -> None:
    ledger.owe(
        group=meeting.group, rule=PLAN_UPDATE.key, subject_kind=SUBJECT, subject_id=owed.pk, trigger_on=meeting.day,
        owner=("agency", owed.agency.code), label=label(owed), at=at, by=by, reason=reason, reckoner=reckoner,
        again=again,
    )  # fmt: skip


def _release(
    owed: UpdateOwed,
    group: SubGroup,
    reason: str,
    at: datetime,
    by: Person | None,
    *,
    mistake: bool = False,
) -> None:
    ledger.release(
        group=group, rule=PLAN_UPDATE.key, subject_kind=SUBJECT, subject_id=owed.pk, reason=reason, by=by, at=at,
        mistake=mistake,
    )  # fmt: skip


def _meet(owed: UpdateOwed, group: SubGroup, on: date, at: datetime) -> None:
    ledger.meet(group=group, rule=PLAN_UPDATE.key, subject_kind=SUBJECT, subject_id=owed.pk, on=on, at=at)


@transaction.atomic
def close_due(*, group: SubGroup, at: datetime) -> list[Window]:
    """Closes the windows whose last day is over. What nobody said by then is a breach (P8), and can still be said, late."""
    over = Window.objects.filter(meeting__group=group, closed_at=None, closes_on__lt=day_of(at))
    closed = list(
        over.exclude(opened_at=None).select_for_update(of=("self",)).select_related("meeting__group")
    )
    for window in closed:
        settle(window, at=at)
        window.closed_at = at
        window.save(update_fields=["closed_at"])
    return closed


def daily(group: SubGroup, today: date, at: datetime) -> Sequence[str]:
    """Windows are made, open, are settled and close. Idempotent; days may be missed."""
    lines = []
    coming = Meeting.objects.filter(group=group, state=MeetingState.PLANNED, day__gte=today, opened_at=None)
    made = set(Window.objects.filter(meeting__in=coming).values_list("meeting_id", flat=True))
    for meeting in coming.select_related("group"):
        if meeting.pk not in made:
            follow(meeting, at)
    for window in open_due(group=group, at=at):
        owed = window.owed.count()
        lines.append(
            f"{window}: open, {count(owed, 'update', 'updates')} owed by {long_date(window.closes_on)}"
        )
    for window in Window.objects.filter(meeting__group=group, closed_at=None).exclude(opened_at=None):
        settle(window, at=at)
    lines += [
        f"{window}: closed on {long_date(window.closes_on)}" for window in close_due(group=group, at=at)
    ]
    return lines


@transaction.atomic
def settle(window: Window, *, at: datetime, owed: QuerySet[UpdateOwed] | None = None) -> None:
    """Meets what was said of to the last action, on the day of the last word; releases what has no open action left."""
    asked = window.owed.filter(made_at=None) if owed is None else owed
    rows = list(asked.order_by("pk").select_for_update(of=("self",)))  # held before the words are counted
    if not rows:
        return
    unsaid = unsaid_in(window).filter(agency__in={row.agency_id for row in rows})
    waiting = set(unsaid.order_by().values_list("recommendation__plan", "agency").distinct())
    for row in rows:
        if (row.plan_id, row.agency_id) in waiting:
            continue
        last = _last_word(window, row)
        if last is None:
            _release(row, window.meeting.group, NOTHING_OPEN, at, None)
            continue
        row.made_at = last
        row.save(update_fields=["made_at"])
        _meet(row, window.meeting.group, day_of(last), at)


def _last_word(window: Window, row: UpdateOwed) -> datetime | None:
    """The last update, or step reported, of the agency's actions in the plan since the window opened."""
    theirs = Action.objects.filter(recommendation__plan=row.plan_id, agency=row.agency_id).values("pk")
    said = said_in(window).filter(action__in=theirs).aggregate(last=Max("made_at"))["last"]
    steps = StageChange.objects.filter(action__in=theirs, changed_at__gt=window.opened_at)
    stepped = steps.aggregate(last=Max("changed_at"))["last"]
    return max(filter(None, (said, stepped)), default=None)


def said(action: Action, *, at: datetime) -> None:
    """Called with each word on an action of a plan, and each step of it: what its agency owes may be made by it."""
    window = current(action.group, at=at)
    if action.recommendation_id is None or window is None:
        return
    plan = action.plan
    for one in sorted({window, *open_now(action.group, at)}, key=lambda each: each.pk):
        settle(one, at=at, owed=one.owed.filter(made_at=None, plan=plan, agency=action.agency_id))


def unsaid(update: ActionUpdate, *, reason: str, by: Person, at: datetime) -> None:
    """An update was sent back: in the newest window what it made is owed again, unless another word stands for it.

    While its meeting is postponed that rests with the others, until the new day is named.
    """
    action = update.action
    window = current(action.group, at=at)
    if window is None or action.recommendation_id is None:
        return
    plan = action.plan
    if not unsaid_in(window, Action.objects.filter(pk=action.pk)).exists():
        return
    for owed in window.owed.filter(plan=plan, agency=action.agency_id).exclude(made_at=None):
        owed.made_at = None
        owed.save(update_fields=["made_at"])
        for row in Deadline.objects.filter(group=action.group).about(SUBJECT, owed.pk):
            ledger.reopen(deadline=row, reason=reason, by=by, at=at)
        _rest(owed, window, by)


def _rest(owed: UpdateOwed, window: Window, by: Person) -> None:
    """What is owed again while the window is paused is lifted as if it had been owed when its meeting was postponed."""
    meeting = window.meeting
    if window.is_paused and meeting.postponed_at:
        _release(owed, meeting.group, f"{meeting.code} was postponed.", meeting.postponed_at, by)


def owed_again(action: Action, *, since: datetime, reason: str, by: Person, at: datetime) -> None:
    """The action is open with its agency as before `since`: in the windows that are open, what ended since is owed again.

    In one that pauses it rests with the others, until the new day is named.
    """
    plan = action.plan
    for window in [*open_now(action.group, at), *paused(action.group)] if plan else ():
        if not unsaid_in(window, Action.objects.filter(pk=action.pk)).exists():
            continue
        for owed in window.owed.filter(plan=plan, agency=action.agency_id).select_related("plan", "agency"):
            if owed.made_at is not None and owed.made_at >= since:
                owed.made_at = None
                owed.save(update_fields=["made_at"])
            for row in Deadline.objects.filter(group=action.group).about(SUBJECT, owed.pk):
                if row.met_at and row.met_at >= since:
                    ledger.reopen(deadline=row, reason=reason, by=by, at=at)
                elif (
                    row.released_at
                    and row.released_at >= since
                    and not row.mistake
                    and not window.meeting.lifted(row)
                ):
                    _owe(owed, window.meeting, Reckoner(action.group), at, by, reason=reason, again=True)
            _rest(owed, window, by)
