"""The mails about minutes: who is told, with a link and references, and no text of an item."""

from datetime import date, datetime

from django.urls import reverse

from meetings import hiding
from meetings.models import ActionLine, Meeting
from meetings.notices import mail_people, mail_role
from members.models import Deputyship, Holding
from members.representation import seats_on
from subgroup.clock import day_of
from subgroup.models import Deadline, Person
from subgroup.outbox import absolute


def readers(meeting: Meeting, at: datetime) -> list[Person]:
    """Who gets the minutes: every holder of a seat now, and whoever came to the meeting."""
    holders = [on.holder for on in seats_on(meeting.group, day_of(at)) if on.holder]
    came = [row.person for row in meeting.attendance.select_related("person") if row.person]
    return [person for person in {one.pk: one for one in [*holders, *came]}.values() if person.is_active]


def own_actions(meeting: Meeting, person: Person, at: datetime) -> list[ActionLine]:
    """The lines of the meeting for the seats that the person holds, or if none for those they deputise for; by due day."""
    today = day_of(at)
    seats = Holding.objects.filter(person=person, seat__group=meeting.group).on(today)
    if not seats.exists():
        seats = Deputyship.objects.filter(person=person, seat__group=meeting.group).on(today)
    lines = meeting.action_lines.standing().filter(owner_id__in=seats.values("seat_id"))
    lines = hiding.without(lines, hiding.items(person, meeting.group, today))
    return list(lines.select_related("owner").order_by("due_on", "number"))


def _path(meeting: Meeting) -> str:
    return reverse("meetings:minutes", args=[meeting.group.slug, meeting.pk])


def _to_role(role: str, kind: str, meeting: Meeting, *, by: Person, why: str, at: datetime) -> None:
    mail_role(
        role, kind=kind, group=meeting.group, key=f"{kind}:{meeting.pk}:{at.isoformat()}", why=why, at=at,
        context={"meeting": meeting, "path": _path(meeting), "due": _due(meeting), "by": by},
        about=("meeting", str(meeting.pk)),
    )  # fmt: skip


def for_chair(meeting: Meeting, *, by: Person, at: datetime) -> None:
    _to_role("chair", "minutes_for_chair", meeting, by=by, at=at, why="the chair approves the minutes.")


def returned(meeting: Meeting, *, by: Person, at: datetime) -> None:
    """The chair's words stay in the application, as they may speak of a case."""
    _to_role("business_support", "minutes_returned", meeting, by=by, at=at, why="you write the minutes.")


def approved(meeting: Meeting, *, by: Person, at: datetime) -> None:
    _to_role("business_support", "minutes_approved", meeting, by=by, at=at, why="you circulate the minutes.")


def circulated(meeting: Meeting, *, at: datetime) -> None:
    for person in readers(meeting, at):
        actions = own_actions(meeting, person, at)
        mail_people(
            [person], kind="minutes_circulated", group=meeting.group, key=f"minutes:{meeting.pk}", at=at,
            why="you hold a seat on the sub-group, or came to this meeting.",
            context={"meeting": meeting, "path": _path(meeting), "actions": actions, "actions_link": _actions(meeting)},
            about=("meeting", str(meeting.pk)),
        )  # fmt: skip


def _actions(meeting: Meeting) -> str:
    return absolute(reverse("actionplans:list", args=[meeting.group.slug]))


def _due(meeting: Meeting) -> date | None:
    """The last day to circulate as the ledger has it; None when nothing is owed."""
    rows = Deadline.objects.filter(group=meeting.group, rule="minutes").about("meeting", meeting.pk)
    return rows.values_list("due_on", flat=True).first()
