"""The demo's returns: one with feedback that was taken up, one of which nothing was said yet, and a draft in which two people wrote."""

from datetime import date, datetime, time

from members.models import Seat
from reports import feedback, returns, writing
from reports.models import CoordinatingMeeting, DecisionAsked, Feedback, FeedbackAction
from reports.replay.world import World
from reports.sections import Section
from subgroup.clock import moment
from subgroup.models import Person, SubGroup

EVENT_BUDGET = "Agree £3,000 for the learning event of autumn 2018."
VICE_CHAIR = "Agree that the vice chair signs letters while the chair is on leave in April."
TRAINING = "Agree that the neglect tool is part of the induction of every agency from September 2018."
DRAFTED = {date(2018, 1, 22): ("CDG7", EVENT_BUDGET), date(2018, 3, 5): ("CDG8", VICE_CHAIR)}
"""Each two days before it was sent."""
ANSWERED, GIVEN_ON, DONE_ON = date(2018, 2, 2), date(2018, 1, 31), date(2018, 2, 27)
SAID = (
    "The group thanked the members for a clear return. Two agencies have given no update for two meetings: their chief officers "
    "should hear of it before the next return."
)
ACTIONS = [
    ("S01", "Write to the chief officers of the two agencies that gave no update", date(2018, 2, 28)),
    ("S06", "Book a hall for the learning event within the budget", date(2018, 5, 18)),
]
"""Seat, action, by when: the first from the words, the second from the answer."""


def each_day(world: World, day: date) -> None:
    support = _person("imogen.larkmoor")
    if support is None:
        return
    group, at = world.the_group, moment(day, time(10))
    if day in DRAFTED:
        name, decision = DRAFTED[day]
        meeting = CoordinatingMeeting.objects.standing().get(group=group, name=name)
        row = returns.draft(meeting=meeting, by=support, at=at)
        writing.ask(the_return=row, text=decision, by=support, at=at)
    elif day == ANSWERED:
        _answer(group, support, at)
    elif day == DONE_ON:
        action = FeedbackAction.objects.get(group=group, number=1)
        feedback.ACTIONS.finish(action, on=day, note="Both have answered and named a new lead.", at=at)


def _answer(group: SubGroup, by: Person, at: datetime) -> None:
    decision = DecisionAsked.objects.get(the_return__group=group, text=EVENT_BUDGET)
    said: Feedback = feedback.give(
        the_return=decision.the_return, day=GIVEN_ON, text=SAID, by=by, at=at,
        answers={decision.pk: ("other", "£2,000, and the hall of a partner agency.")},
    )  # fmt: skip
    for (seat, text, due_on), answer in zip(ACTIONS, (None, said.answers.get()), strict=True):
        owner = ("seat", str(Seat.objects.get(group=group, number=int(seat[1:])).pk))
        feedback.take_up(feedback=said, answer=answer, text=text, owner=owner, due_on=due_on, by=by, at=at)


def draft(group: SubGroup, *, support: Person, at: datetime) -> None:
    """The next one, begun: the chair and business support have each written of a section, and it asks for one decision."""
    meeting = returns.add_meeting(group=group, day=date(2018, 5, 2), name="CDG9", by=support, at=at)
    row = returns.draft(meeting=meeting, by=support, at=at)
    chair = _person("marguerite.thackwell")
    comments = [
        (
            Section.ACTIONS,
            "Housing has asked for more time twice. The lead is back from leave on 30 April.",
            support,
        ),
        (
            Section.RISKS,
            "The red risk was spoken of with both chief officers; their answers came in February.",
            chair,
        ),
    ]
    for section, text, by in comments:
        writing.comment(the_return=row, section=section, text=text, version=0, by=by, at=at)
    writing.ask(the_return=row, text=TRAINING, by=support, at=at)


def _person(name: str) -> Person | None:
    return Person.objects.filter(email=f"{name}@example.org").first()
