"""When a plan may be agreed, and a meeting called, invited, moved, postponed or cancelled (A1, P3)."""

from collections.abc import Collection, Sequence
from datetime import date

from meetings.enums import MeetingState
from meetings.models import Meeting, YearPlan
from subgroup.clock import day_of
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed

FROZEN = "The plan of {label} was agreed on {day}, so that its dates are fixed. A meeting is moved, postponed or cancelled on its own page."
NAME_A_DAY = "Business support or the chair can name its new day, or cancel it."


def check_plan_open(plan: YearPlan) -> None:
    """Agreeing a plan freezes what “planned” means (P3)."""
    if plan.agreed_at:
        raise NotAllowed(FROZEN.format(label=plan.label, day=long_date(day_of(plan.agreed_at))))


class DayRefused(NotAllowed):
    """It is this day that cannot be: the refusal is shown beside it."""

    def __init__(self, day: date, sentence: str) -> None:
        super().__init__(sentence)
        self.day = day


def check_dates(days: Sequence[date], *, calendar: WorkingCalendar) -> None:
    """The dates of a plan are different working days."""
    twice = sorted({day for day in days if days.count(day) > 1})
    if twice:
        raise DayRefused(twice[0], f"{long_date(twice[0])} stands in the plan twice.")
    for day in sorted(days):
        check_working(day, calendar=calendar)


def check_working(day: date, *, calendar: WorkingCalendar) -> None:
    why = calendar.why_not(day)
    if why:
        raise DayRefused(day, f"{long_date(day)} is not a working day: {why}. Choose another day.")


def check_day_free(day: date, *, calendar: WorkingCalendar, today: date, taken: Collection[date]) -> None:
    """A meeting can be put on a working day that has not passed and has no other meeting of the group."""
    if day < today:
        raise NotAllowed(f"{long_date(day)} has passed. Choose a day from {long_date(today)} on.")
    check_working(day, calendar=calendar)
    if day in taken:
        raise NotAllowed(f"The sub-group meets on {long_date(day)} already. Choose another day.")


def check_agree(
    plan: YearPlan, days: Sequence[date], *, calendar: WorkingCalendar, today: date, taken: Collection[date]
) -> None:
    check_plan_open(plan)
    if not days:
        raise NotAllowed("The plan has no dates yet. Propose some first.")
    check_dates(days, calendar=calendar)
    for day in days:
        check_day_free(day, calendar=calendar, today=today, taken=taken)


def check_not_over(meeting: Meeting, act: str) -> None:
    """`act` completes "cannot be …": moved, cancelled."""
    if meeting.state == MeetingState.CANCELLED:
        raise NotAllowed(f"{meeting.code} has been cancelled, so that it cannot be {act}.")
    if meeting.state == MeetingState.HELD or meeting.opened_at:
        raise NotAllowed(f"{meeting.code} has been held, so that it cannot be {act}.")


def check_still_planned(meeting: Meeting, act: str) -> None:
    """As before, and it has a day."""
    check_not_over(meeting, act)
    if meeting.is_postponed:
        raise NotAllowed(f"{meeting.code} is postponed, so that it cannot be {act} as yet. {NAME_A_DAY}")


def check_invite(meeting: Meeting, *, today: date) -> None:
    check_still_planned(meeting, "sent out")
    if meeting.invited_at:
        raise NotAllowed(
            f"The invitations to {meeting.code} were sent on {long_date(day_of(meeting.invited_at))}."
        )
    if meeting.day < today:
        raise NotAllowed(
            f"{meeting.code} was to be on {long_date(meeting.day)}, which has passed. Move it first, or cancel it."
        )


def check_move(
    meeting: Meeting, to_day: date, *, calendar: WorkingCalendar, today: date, taken: Collection[date]
) -> None:
    check_not_over(meeting, "moved")
    if to_day == meeting.day and not meeting.is_postponed:
        raise NotAllowed(f"{meeting.code} is on {long_date(to_day)} already.")
    check_day_free(to_day, calendar=calendar, today=today, taken=taken)


def check_postpone(meeting: Meeting) -> None:
    check_not_over(meeting, "postponed")
    if meeting.is_postponed and meeting.postponed_at:
        on = long_date(day_of(meeting.postponed_at))
        raise NotAllowed(f"{meeting.code} was postponed on {on} already. {NAME_A_DAY}")


def day_told(meeting: Meeting) -> str:
    """What a page tells of its day, to be sent back when its button is pressed: 2017-06-01, perhaps that it is postponed from it."""
    return f"{meeting.day.isoformat()}{' postponed' if meeting.is_postponed else ''}"


def check_day_read(meeting: Meeting, read: str | None) -> None:
    """`read` is what the page told of its day (day_told) when its button was pressed; None where no page was read."""
    if read is None or read == day_told(meeting):
        return
    if meeting.is_postponed:
        raise NotAllowed(
            f"{meeting.code} was postponed since you opened this page. Nothing was done. Press again if you still mean it."
        )
    raise NotAllowed(
        f"{meeting.code} was given a new day since you opened this page: {long_date(meeting.day)}. "
        "Nothing was done. Press again if you still mean it."
    )


def check_cancel(meeting: Meeting, reason: str) -> None:
    check_not_over(meeting, "cancelled")
    check_reason(reason)


def check_reason(reason: str) -> None:
    if not reason.strip():
        raise NotAllowed("Give the reason: it is kept with the meeting.")


def check_call(meeting: Meeting, *, items_due: date, today: date) -> None:
    check_still_planned(meeting, "called for")
    if meeting.called_at:
        raise NotAllowed(
            f"The call for items to {meeting.code} went out on {long_date(day_of(meeting.called_at))}."
        )
    if items_due < today:
        raise NotAllowed(
            f"Items for {meeting.code} closed on {long_date(items_due)}. An item can still be sent; the chair decides on it."
        )
