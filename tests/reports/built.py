"""A small year, made by the services that people reach: four planned meetings and an extraordinary one, up to 31 August 2017."""

from datetime import date, datetime, time

from meetings.models import ApologyLetter, Meeting
from meetings.services import day, letters, minutes, planning, submission
from members.services import agencies, coordinating
from reports import returns
from reports.models import CoordinatingMeeting, Return
from subgroup.clock import moment
from subgroup.models import Breach, Deadline, Person, SubGroup
from tests import factories, snapshots
from tests.meetings import year
from tests.meetings.papers import stored

TODAY = date(2017, 8, 31)
NOW = moment(TODAY, time(9))
CDG = [date(2017, 6, 14), date(2017, 7, 26), date(2017, 9, 20)]


def at(day: date, hour: int = 12) -> object:
    return moment(day, time(hour))


def plan(group: SubGroup, numbers: tuple[int, ...] = tuple(year.MEETINGS)) -> list[Meeting]:
    support, begun = factories.holder(group, "S06"), factories.START
    days = [year.MEETINGS[number][0] for number in numbers]

    def make() -> list[Meeting]:
        proposed = planning.propose_plan(
            group=group, label="2017-18", start=days[0], weekday=3, count=len(days), by=support, at=begun
        )
        planning.set_dates(plan=proposed, dates=days, by=support, at=begun)
        return planning.agree_plan(plan=proposed, by=factories.holder(group, "S01"), at=begun)

    return snapshots.grown(("planned", numbers), make)


def hold(group: SubGroup, meeting: Meeting, number: int | None = None) -> Meeting:
    """Opened and its attendance confirmed, as meeting `number` of the year 2017-18 was."""
    number = number or meeting.number
    _, chair, _ = year.MEETINGS[number]
    when, support = moment(meeting.day, time(9, 30)), factories.holder(group, "S06")
    day.open_meeting(
        meeting=meeting, chaired_by_seat=factories.seat(group, chair or "S01"), by=support, at=when
    )
    codes = year.codes(number)
    presences = {factories.seat(group, code).pk: presence for code, presence in codes.items()}
    day.record_all(meeting=meeting, presences=presences, by=support, at=when)
    return day.confirm_attendance(meeting=meeting, by=support, at=when)


def circulate(group: SubGroup, meeting: Meeting, on: date) -> None:
    chair, support = factories.holder(group, "S01"), factories.holder(group, "S06")
    minutes.approve(meeting=meeting, by=chair, at=at(on, 9))
    minutes.circulate(meeting=meeting, by=support, at=at(on, 16))


def item(group: SubGroup, meeting: Meeting, code: str, on: date, title: str = "A paper") -> None:
    by = factories.holder(group, code)
    submission.submit(
        meeting=meeting, seat=factories.seat(group, code), by=by, at=at(on), title=title,
        papers=[stored(group, by, at(on))],
    )  # fmt: skip


def send_return(group: SubGroup, meeting: CoordinatingMeeting, on: date) -> Return:
    chair = factories.holder(group, "S01")
    made = returns.draft(meeting=meeting, by=chair, at=at(on, 9))
    returns.approve(the_return=made, by=chair, at=at(on, 10))
    return returns.send(the_return=made, by=chair, at=at(on, 11))


def small_year(group: SubGroup) -> list[Meeting]:
    """M1 to M3 held, M4 cancelled, an extraordinary one held; minutes of M2 late; one return in time, one late."""
    return snapshots.grown("small year", lambda: _small_year(group))


def _small_year(group: SubGroup) -> list[Meeting]:
    meetings = plan(group)
    m1, m2, m3, m4 = meetings[:4]
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    cdg = [
        returns.add_meeting(group=group, day=one, name=f"CDG{number}", by=support, at=factories.START)
        for number, one in enumerate(CDG, start=1)
    ]
    item(group, m1, "S09", date(2017, 3, 28))
    item(group, m1, "S16", date(2017, 3, 29))
    item(group, m1, "S13", date(2017, 4, 12))
    hold(group, m1)
    line = {"meeting": m1, "item": None, "by": support, "at": at(m1.day, 11)}
    minutes.record_action(owner=factories.seat(group, "S09"), text="Write", due_on=date(2017, 5, 17), **line)
    minutes.record_action(owner=factories.seat(group, "S16"), text="Ask", due_on=date(2017, 5, 20), **line)
    circulate(group, m1, date(2017, 5, 9))
    hold(group, m2)
    send_return(group, cdg[0], date(2017, 6, 7))
    circulate(group, m2, date(2017, 6, 22))
    hold(group, m3)
    letter = ApologyLetter.objects.get(meeting=m3, seat__number=8)
    letters.sign(letter=letter, by=chair, at=at(date(2017, 7, 19)))
    letter.refresh_from_db()
    letters.send(letter=letter, by=chair, at=at(date(2017, 7, 19), 14))
    circulate(group, m3, date(2017, 7, 26))
    item(group, m4, "S16", date(2017, 8, 4))
    item(group, m4, "S08", date(2017, 8, 11))
    planning.cancel(meeting=m4, reason="Too few replies", by=chair, at=at(date(2017, 8, 16)))
    send_return(group, cdg[1], date(2017, 8, 2))
    extra = planning.call_extraordinary(
        group=group, day=date(2017, 8, 30), starts_at=time(9, 30), ends_at=time(11), place="Room 1",
        reason="One case", by=chair, at=at(date(2017, 8, 17)),
    )  # fmt: skip
    hold(group, extra, 6)
    return meetings


def change_everything(group: SubGroup, meeting: Meeting, *, by: Person, at: datetime) -> None:
    """Under what is frozen: attendance, memberships, names, days, deadlines, breaches."""
    held = Meeting.objects.get(pk=meeting.pk)
    everybody = {row.seat_id: "A" for row in held.attendance.all()}
    day.correct_attendance(meeting=held, presences=everybody, reason="All wrong", by=by, at=at)
    coordinating.join(
        seat=factories.seat(group, "S02"), starts_on=date(2017, 1, 1), by=None, at=factories.START
    )
    agencies.rename(
        agency=factories.seat(group, "S08").agency, name="MFT", starts_on=date(2017, 5, 1), by=None, at=at
    )
    Meeting.objects.filter(group=group).update(day=date(2017, 12, 1), place="Nowhere")
    Deadline.objects.filter(group=group).update(met_on=None, met_at=None)
    Breach.objects.filter(group=group).update(sentence="Something else", addressed="Changed")
    Person.objects.update(name="A. N. Other")
    group.name, group.board = "Another name", "Another board"
    group.save()
