"""Calendar invitations as a mail program reads them (A1)."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

from meetings import daily
from meetings.services import planning, replies
from members.services import seats
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories

AT = moment(date(2017, 3, 16), time(11, 30))
LONDON = ZoneInfo("Europe/London")


@pytest.fixture
def meeting(group):
    made = factories.make_meeting(group, date(2017, 8, 24), number=4, place="Meeting Room 2, Civic Centre")
    return planning.invite(meeting=made, by=None, at=AT)


def part(message):
    calendar = Calendar.from_ical(message.calendar)
    assert str(calendar["method"]) == message.calendar_method
    return calendar, calendar.walk("VEVENT")[0]


def test_A1_the_invitation_names_everybody_and_nothing_of_the_agenda(meeting, group):
    messages = Message.objects.filter(kind="meeting_invited")
    assert messages.count() == 16
    calendar, event = part(messages.first())
    assert (str(calendar["method"]), event["sequence"]) == ("REQUEST", 0)
    assert event["dtstart"].dt == datetime(2017, 8, 24, 9, 30, tzinfo=LONDON)
    assert event["dtend"].dt == datetime(2017, 8, 24, 12, 0, tzinfo=LONDON)
    assert [zone["tzid"] for zone in calendar.walk("VTIMEZONE")] == ["Europe/London"]
    assert str(event["summary"]) == "Case Review and Audit: M4"
    assert str(event["organizer"]).startswith("mailto:")
    assert len(event["attendee"]) == 16
    assert f"mailto:{factories.holder(group, 'S01').email}" in map(str, event["attendee"])


def test_A1_inviting_twice_sends_nothing_more(meeting):
    with pytest.raises(NotAllowed, match="were sent on Thursday 16 March 2017"):
        planning.invite(meeting=meeting, by=None, at=AT)
    assert Message.objects.filter(kind="meeting_invited").count() == 16


def test_A1_updates_and_the_cancellation_keep_the_uid_and_raise_the_sequence(meeting, group):
    chair = factories.holder(group, "S01")
    planning.move(meeting=meeting, to_day=date(2017, 8, 31), reason="room", by=chair, at=AT)
    planning.change_details(meeting=meeting, place="Committee Room 1", by=chair, at=AT)
    planning.change_details(meeting=meeting, place="Committee Room 1", by=chair, at=AT)
    planning.cancel(meeting=meeting, reason="August leave", by=chair, at=AT)
    mine = (
        Message.objects.filter(recipient=chair, about_id=str(meeting.pk)).exclude(calendar="").order_by("pk")
    )
    events = [part(message) for message in mine]
    assert [(str(calendar["method"]), event["sequence"], str(event["status"])) for calendar, event in events] == [
        ("REQUEST", 0, "CONFIRMED"), ("REQUEST", 1, "CONFIRMED"), ("REQUEST", 2, "CONFIRMED"), ("CANCEL", 3, "CANCELLED"),
    ]  # fmt: skip
    assert {str(event["uid"]) for _, event in events} == {meeting.uid}
    assert events[1][1]["dtstart"].dt == datetime(2017, 8, 31, 9, 30, tzinfo=LONDON)


def test_A1_a_meeting_that_nobody_was_invited_to_moves_silently(group):
    made = factories.make_meeting(group, date(2017, 8, 24))
    moved = planning.move(
        meeting=made, to_day=date(2017, 8, 31), reason="room", by=factories.holder(group, "S01"), at=AT
    )
    assert moved.sequence == 0
    assert not Message.objects.exists()


def test_A1_a_new_holder_is_invited_by_the_daily_run(meeting, group):
    seat, newcomer = factories.seat(group, "S13"), factories.make_person("New Holder")
    seats.change_holder(
        seat=seat, ended_on=date(2017, 5, 1), person=newcomer, starts_on=date(2017, 5, 2), by=None, at=AT
    )
    today = date(2017, 5, 3)
    assert "M4: 1 newcomer invited" in daily.run(group, today, moment(today))
    assert daily.run(group, today, moment(today)) == []
    assert Message.objects.get(recipient=newcomer, kind="meeting_invited").calendar_method == "REQUEST"


def test_A1_a_former_holder_is_let_go_once_and_by_all_it_was_invited_to(meeting, group):
    seat, former = factories.seat(group, "S13"), factories.holder(group, "S13")
    planning.move(
        meeting=meeting, to_day=date(2017, 8, 31), reason="Room", by=factories.holder(group, "S01"), at=AT
    )
    seats.end_holding(seat=seat, ends_on=date(2017, 5, 1), by=None, at=AT)
    for today in (date(2017, 5, 3), date(2017, 5, 4)):
        daily.run(group, today, moment(today))
    message = Message.objects.get(kind="invitation_ended")
    assert message.recipient == former
    calendar, event = part(message)
    assert (calendar["method"], event["uid"], event["status"]) == ("CANCEL", meeting.uid, "CANCELLED")
    assert [str(who) for who in [event["attendee"]]] == [f"mailto:{former.email}"]


def test_A1_a_holder_who_was_let_go_and_returns_is_invited_again_with_rising_sequences(meeting, group):
    seat, back = factories.seat(group, "S13"), factories.holder(group, "S13")
    seats.end_holding(seat=seat, ends_on=date(2017, 5, 1), by=None, at=AT)
    for today in (date(2017, 5, 3), date(2017, 5, 4)):
        daily.run(group, today, moment(today))
    seats.hold(seat=seat, person=back, starts_on=date(2017, 5, 8), by=None, at=moment(date(2017, 5, 8)))
    for today in (date(2017, 5, 9), date(2017, 5, 10)):
        daily.run(group, today, moment(today))
    assert [(kind, sequence) for kind, sequence, _ in calendar_of(back, meeting)] == [
        ("REQUEST", 0), ("CANCEL", 1), ("REQUEST", 2),
    ]  # fmt: skip
    assert len({uid for *_, uid in calendar_of(back, meeting)}) == 1
    other = factories.holder(group, "S09")
    assert [sequence for _, sequence, _ in calendar_of(other, meeting)] == [0]

    meeting.refresh_from_db()
    planning.move(
        meeting=meeting, to_day=date(2017, 8, 31), reason="Room", by=factories.holder(group, "S01"),
        at=moment(date(2017, 5, 11)),
    )  # fmt: skip
    for person in (back, other):
        assert calendar_of(person, meeting)[-1][:2] == ("REQUEST", 3)
    seats.end_holding(seat=seat, ends_on=date(2017, 5, 12), by=None, at=AT)
    today = date(2017, 5, 15)
    assert "M4: 1 invitation taken back from former holders" in daily.run(group, today, moment(today))
    assert calendar_of(back, meeting)[-1][:2] == ("CANCEL", 4)


def calendar_of(person, meeting):
    """What the person's calendar was told of the meeting, in order: method, sequence, uid."""
    mine = Message.objects.filter(recipient=person, about_kind="meeting", about_id=str(meeting.pk))
    parts = [part(message) for message in mine.exclude(calendar="").order_by("pk")]
    return [(str(calendar["method"]), event["sequence"], str(event["uid"])) for calendar, event in parts]


def test_A1_a_former_holder_who_comes_as_a_deputy_keeps_the_meeting(meeting, group):
    former = factories.holder(group, "S13")
    seats.end_holding(seat=factories.seat(group, "S13"), ends_on=date(2017, 5, 1), by=None, at=AT)
    other = factories.seat(group, "S09")
    seats.name_deputy(seat=other, person=former, starts_on=date(2017, 5, 1), by=None, at=AT)
    replies.reply(meeting=meeting, seat=other, answer="deputy", deputy=former, by=None, at=AT)
    today = date(2017, 5, 3)
    daily.run(group, today, moment(today))
    assert not Message.objects.filter(kind="invitation_ended").exists()


def test_A1_mails_hold_no_reason_and_no_line_of_a_header_is_broken(meeting, group):
    chair = factories.holder(group, "S01")
    planning.change_details(meeting=meeting, place="Room 2\r\nBcc: x@example.org", by=chair, at=AT)
    planning.cancel(meeting=meeting, reason="Kestrelword", by=chair, at=AT)
    for message in Message.objects.all():
        assert "Kestrelword" not in message.subject + message.text + message.html + message.calendar
        assert "\nBcc" not in message.calendar
