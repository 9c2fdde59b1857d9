"""A sub-group with one of everything, and for every address of the route table the things that it can be opened for."""

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, time, timedelta

from actionplans.models import (
    Action,
    ActionUpdate,
    Challenge,
    Escalation,
    Evidence,
    Extension,
    HandOver,
    ImpactTest,
    Plan,
    PlanTemplate,
    Recommendation,
    TrackerImport,
    UpdateOwed,
    Window,
    WindowLink,
)
from meetings.models import (
    ActionLine,
    AgendaItem,
    ApologyLetter,
    BlockedPeriod,
    Decision,
    Meeting,
    MinutesDocument,
    Movement,
    Pack,
    Paper,
    PaperVersion,
    Withholding,
    YearPlan,
)  # fmt: skip
from meetings.services import agenda, day, floor, letters, minutes, planning, readers, submission, withholding
from members.models import Agency, ApiToken, Appointment, Compact, Deputyship, Invitation, Seat
from members.services import invitations, seats
from reports import book, returns
from reports.models import AnnualReport, Binder, CoordinatingMeeting, DecisionAsked, Feedback, FeedbackAction
from subgroup import calendar, programme
from subgroup.clock import moment
from subgroup.models import (
    Closure,
    Deadline,
    Message,
    Objective,
    Person,
    ProgrammeItem,
    ProgrammeVersion,
    Risk,
    SubGroup,
)
from tests import factories, settled, snapshots
from tests.meetings.papers import sent, stored
from tests.reviews import access as of_reviews

NOW = moment(date(2017, 6, 6), time(9))


def settle(at: datetime = NOW) -> SubGroup:
    """The small year, and of what it lacks one each: a late item, a departure, an interest, a plan not agreed yet …"""
    snapshots.made_once(("places", at), lambda: _settle(at))
    return SubGroup.objects.get()


def _settle(at: datetime) -> None:
    group = settled.replayed()
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    held, coming = Meeting.objects.get(group=group, number=2), Meeting.objects.get(group=group, number=3)
    item = held.items.on_agenda().first()
    floor.leave(attendance=held.attendance.get(seat__number=9), item=item, by=support, at=at)
    floor.declare(
        meeting=held,
        item=item,
        person=chair,
        nature="Worked on one of the cases",
        handling="stays",
        by=support,
        at=at,
    )
    floor.set_guests(
        meeting=held, guests=[("Jane Roe", "Coordination and Delivery Group")], by=support, at=at
    )
    withholding.withhold(
        item=item, person=factories.holder(group, "S16"), reason="a declared interest", by=support, at=at
    )
    _approved_minutes(group, at)
    today = factories.make_meeting(group, at.date(), number=8)
    held.terms.data["quorum"]["chair_may_declare"] = True
    held.terms.save()
    agenda.prepare(meeting=coming, at=at)
    sender = factories.holder(group, "S09")
    submission.submit(
        meeting=coming, seat=factories.seat(group, "S09"), by=sender, at=at, title="Audit of neglect cases",
        papers=[stored(group, sender, at, "Audit.pdf")],
    )  # fmt: skip
    submission.submit(
        meeting=today, seat=factories.seat(group, "S09"), by=sender, at=at, title="Discharge of babies: what was found",
        papers=[stored(group, sender, at, "Discharge.pdf")],
    )  # fmt: skip
    settled.settle(group, at)
    programme.start(group=group, year="2018-19", by=chair, at=at)
    _without_readers(coming, at)
    letters.sign(letter=ApologyLetter.objects.first(), by=chair, at=at)
    next_year, _ = (
        planning.propose_plan(
            group=group,
            label=label,
            start=date(year, 4, 19),
            weekday=3,
            count=2,
            frequency="every 6 weeks",
            by=None,
            at=at,
        )
        for label, year in (("2018-19", 2018), ("2019-20", 2019))
    )
    planning.agree_plan(plan=next_year, by=chair, at=at)
    BlockedPeriod.objects.create(
        group=group,
        kind="school_holiday",
        name="Summer holidays",
        first_day=date(2017, 7, 24),
        last_day=date(2017, 9, 1),
    )
    calendar.add_closure(group=group, day=date(2017, 12, 27), reason="Office closed", by=None, at=at)
    seats.name_deputy(
        seat=factories.seat(group, "S10"), person=factories.make_person("Dorcas Applewhite"), starts_on=date(2017, 5, 1),
        by=None, at=at,
    )  # fmt: skip
    invitations.invite(person=factories.holder(group, "S12"), group=group, by=support, at=at)
    minutes.record_decision(
        meeting=held, item=item, text="Agree the scope of thirty cases", by=support, at=at
    )
    owner = factories.seat(group, "S16")  # of the agency that has the agency lead of tests/factories.py
    minutes.record_action(
        meeting=held,
        item=item,
        owner=owner,
        text="Send the figures",
        due_on=date(2017, 7, 6),
        by=support,
        at=at,
    )
    for name, on, approved in (("CDG3", date(2017, 9, 6), False), ("CDG4", date(2017, 12, 6), True)):
        drafted = returns.draft(
            meeting=returns.add_meeting(group=group, day=on, name=name, by=support, at=at), by=support, at=at
        )
        if approved:
            returns.approve(the_return=drafted, by=chair, at=at)


def _without_readers(meeting: Meeting, at: datetime) -> None:
    """An item whose sender and whose only named reader have both left."""
    group = meeting.group
    item = sent(meeting, "A worry that came by letter", "S18", at=at)
    readers.name(item=item, people=[factories.holder(group, "S13")], by=factories.holder(group, "S18"), at=at)
    for code in ("S13", "S18"):
        seats.end_holding(
            seat=factories.seat(group, code), ends_on=at.date() - timedelta(days=1), by=None, at=at
        )


def _approved_minutes(group: SubGroup, at: datetime) -> None:
    """A meeting on 25 May of which nobody has circulated the minutes yet."""
    chair = factories.holder(group, "S01")
    meeting = factories.make_meeting(group, date(2017, 5, 25), number=9)
    agenda.prepare(meeting=meeting, at=at)
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, "S01"), by=chair, at=at)
    present = {row.seat_id: "P" for row in meeting.attendance.all()}
    day.record_all(meeting=meeting, presences=present, by=chair, at=at)
    day.confirm_attendance(meeting=meeting, by=chair, at=at)
    minutes.approve(meeting=meeting, by=chair, at=at)


def _rows(model: type, **more: str) -> Callable[[SubGroup], Iterator[dict[str, object]]]:
    """The keys of every row, newest first; `more` names further keys by where they are found on the row."""
    names = {"pk": "pk"} | more
    return lambda group: (
        {key: getattr(row, name) for key, name in names.items()} for row in model.objects.order_by("-pk")
    )


# By how an address begins, the longest first: which things stand in it.
THINGS: dict[str, Callable[[SubGroup], Iterator[dict[str, object]]]] = {
    "meetings/letters/<int:pk>": _rows(ApologyLetter),
    "meetings/items/<int:pk>": _rows(AgendaItem),
    "meetings/packs/<int:pk>": _rows(Pack),
    "meetings/withheld/<int:pk>": _rows(Withholding),
    "meetings/papers/<int:pk>/version": _rows(Paper),
    "meetings/papers/<int:pk>": _rows(PaperVersion),
    "meetings/plan/blocked/<int:pk>": _rows(BlockedPeriod),
    "meetings/plan/<int:pk>": _rows(YearPlan),
    "meetings/<int:pk>/minutes/item": lambda group: iter(
        {"pk": row.meeting_id, "item": row.pk} for row in AgendaItem.objects.all()
    ),
    "meetings/<int:pk>/minutes/decision": _rows(Decision, pk="meeting_id", line="pk"),
    "meetings/<int:pk>/minutes/action": _rows(ActionLine, pk="meeting_id", line="pk"),
    "meetings/<int:pk>/minutes/file": _rows(MinutesDocument, pk="meeting_id", document="pk"),
    "meetings/<int:pk>/day/movement/<int:movement>": lambda group: iter(
        {"pk": row.attendance.meeting_id, "movement": row.pk} for row in Movement.objects.all()
    ),
    "meetings/<int:pk>": _rows(Meeting),
    "actions/<int:pk>": _rows(Action),
    "actions/windows/<int:pk>": _rows(Window),
    "actions/windows/owed/<int:pk>": _rows(UpdateOwed),
    "actions/windows/links/<int:pk>": _rows(WindowLink),
    "actions/updates/<int:pk>": _rows(ActionUpdate),
    "actions/challenges/<int:pk>": _rows(Challenge),
    "actions/exceptions/<int:pk>": _rows(Escalation),
    "actions/plans/<int:pk>": _rows(Plan),
    "actions/imports/<int:pk>": _rows(TrackerImport),
    "actions/templates/<int:pk>": _rows(PlanTemplate),
    "actions/briefings/<int:pk>": _rows(Seat),
    "actions/agencies/<int:pk>": _rows(Agency),
    "actions/recommendations/<int:pk>": _rows(Recommendation),
    "actions/extensions/<int:pk>": _rows(Extension),
    "actions/tests/<int:pk>": _rows(ImpactTest),
    "actions/evidence/<int:pk>": _rows(Evidence),
    "actions/hand-overs/<int:pk>": _rows(HandOver),
    "mail/<int:pk>": _rows(Message),
    "deadlines/<int:pk>": _rows(Deadline),
    "changes/": lambda group: iter(
        {"kind": "meetings.meeting", "pk": str(row.pk)} for row in Meeting.objects.all()
    ),
    "group/terms/<int:pk>": lambda group: iter({"pk": row.pk} for row in group.terms.all()),
    "group/seats/<int:pk>/deputy/<int:deputyship>": _rows(Deputyship, pk="seat_id", deputyship="pk"),
    "group/seats/<int:pk>": _rows(Seat),
    "group/compacts/<int:pk>": _rows(Compact),
    "group/agencies/<int:pk>": _rows(Agency),
    "group/closures/<int:pk>": _rows(Closure),
    "group/api/<int:pk>": _rows(ApiToken),
    "group/people/<int:pk>/invitations/<int:invitation>": _rows(Invitation, pk="person_id", invitation="pk"),
    "group/people/<int:pk>/roles/<int:appointment>": _rows(Appointment, pk="person_id", appointment="pk"),
    "group/people/<int:pk>": _rows(Person),
    "reports/returns/<int:pk>": _rows(CoordinatingMeeting),
    "reports/returns/<int:pk>/comments": lambda group: iter(
        {"pk": row.pk, "section": "risks"} for row in CoordinatingMeeting.objects.order_by("-pk")
    ),
    "reports/returns/decisions/<int:pk>": _rows(DecisionAsked),
    "reports/binders/<int:pk>": _rows(Binder),
    "reports/returns/feedback/<int:pk>": _rows(Feedback),
    "reports/returns/actions/<int:pk>": _rows(FeedbackAction),
    "reports/risks/<int:pk>": _rows(Risk),
    "reports/objectives/<str:year>": lambda group: iter([{"year": "2017-18"}, {"year": "2018-19"}]),
    "reports/objectives/<int:pk>": _rows(Objective),
    "reports/programme/<str:year>": lambda group: iter({"year": one.year} for one in group.programmes.all()),
    "reports/programme/items/<int:pk>": _rows(ProgrammeItem),
    "reports/programme/versions/<int:pk>": _rows(ProgrammeVersion),
    "reports/annual/<int:pk>": _rows(AnnualReport),
    "reports/annual/<int:pk>/chapters/<str:chapter>": lambda group: iter(
        {"pk": one.pk, "chapter": chapter}
        for one in AnnualReport.objects.filter(group=group)
        for chapter in ("foreword", "plans")
    ),
    "reports/breaches/<str:key>": lambda group: iter(
        {"key": entry.key} for entry in book.entries(group, on=NOW.date())
    ),
} | {f"{prefix}<int:pk>": _rows(model) for prefix, model in of_reviews.THINGS.items()}


def things_for(route: str, group: SubGroup) -> Iterator[dict[str, object]]:
    """What an address under /g/<slug>/ can be opened for; one with nothing in it, once."""
    if not re.search(r"<\w+:\w+>", route):
        yield {}
        return
    begins = max((each for each in THINGS if route.startswith(each)), key=len, default=None)
    assert begins, f"Nothing is known to open {route} for: add it to THINGS."
    more = of_reviews.arguments(route)
    for keys in THINGS[begins](group):
        yield keys | more
