"""Calendar files: invitations (REQUEST, CANCEL) and private feeds. No item, paper or case is named in them."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress, vText

from meetings.models import Meeting
from subgroup.clock import moment
from subgroup.models import Person

REQUEST, CANCEL = "REQUEST", "CANCEL"
PRODUCT = "-//Safeguarding sub-group//Meetings//EN"


def invitation(
    meeting: Meeting, people: Iterable[Person], *, method: str, at: datetime, link: str
) -> tuple[str, str]:
    """The calendar part of a mail and its method. The UID never changes; the sequence is the meeting's.

    Answers are given on the page behind `link`, not to the mailbox of the organiser: RSVP is off.
    """
    calendar = _calendar(method)
    event = _event(meeting, at=at, link=link)
    event["status"] = vText("CANCELLED" if method == CANCEL else "CONFIRMED")
    event["organizer"] = _organiser(meeting.group.name)
    for person in people:
        event.add("attendee", _attendee(person), encode=False)
    calendar.add_component(event)
    return _text(calendar), method


def _calendar(method: str = "") -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    if method:
        calendar.add("method", method)
    return calendar


def _event(meeting: Meeting, *, at: datetime, link: str) -> Event:
    event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("dtstart", meeting.starts)
    event.add("dtend", moment(meeting.day, meeting.ends_at))
    event.add("summary", f"{meeting.group.name}: {meeting.code}")
    if meeting.place:
        event.add("location", meeting.place)
    event.add("description", f"Agenda, papers and your reply: {link}")
    event.add("url", link)
    return event


def _organiser(name: str) -> vCalAddress:
    address = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    address.params["CN"] = vText(name)
    return address


def _attendee(person: Person) -> vCalAddress:
    address = vCalAddress(f"mailto:{person.email}")
    address.params["CN"] = vText(person.name or person.email)
    address.params["ROLE"] = vText("REQ-PARTICIPANT")
    address.params["PARTSTAT"] = vText("NEEDS-ACTION")
    address.params["RSVP"] = vText("FALSE")
    return address


def _text(calendar: Calendar) -> str:
    calendar.add_missing_timezones()
    return calendar.to_ical().decode()


def feed(
    meetings: Iterable[tuple[Meeting, str]], owed: Iterable[tuple[str, str, date, str]], *, at: datetime
) -> str:
    """A person's private calendar: meetings with their links, and deadlines as (uid, label, day, link), all-day and free.

    A postponed meeting is CANCELLED, not TENTATIVE: its old day is free, and the new one comes with a higher sequence.
    """
    calendar = _calendar()
    calendar.add("x-wr-calname", "Sub-group meetings and what I owe")
    calendar.add("x-published-ttl", "PT1H")
    for meeting, link in meetings:
        event = _event(meeting, at=at, link=link)
        event.add("status", "CANCELLED" if meeting.is_off else "CONFIRMED")
        calendar.add_component(event)
    for uid, label, day, link in owed:
        event = Event()
        event.add("uid", uid)
        event.add("dtstamp", at.astimezone(UTC))
        event.add("dtstart", day)
        event.add("dtend", day + timedelta(days=1))
        event.add("summary", f"Due: {label}")
        event.add("transp", "TRANSPARENT")
        event.add("url", link)
        calendar.add_component(event)
    return _text(calendar)
