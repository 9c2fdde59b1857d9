"""The demo's objectives: set for the year, given a light before each meeting, and the next year's begun with what is open."""

from datetime import date

from django.db.models import Q

from meetings.models import Meeting
from members.models import Seat
from reports.demo.programme import NEXT, YEAR
from reports.replay.world import World
from subgroup import objectives
from subgroup.clock import moment
from subgroup.models import Objective, Person

SET_ON, REACHED_ON, NEXT_ON = date(2017, 3, 30), date(2018, 3, 1), date(2018, 4, 19)
LEARNING, NEGLECT = "Learning that changes practice", "Neglect is seen and acted upon early"
OBJECTIVES = [
    (LEARNING, "Every action of a review is closed with evidence that practice changed", "Actions signed off with an impact test",
     "90% of those due in the year", 7, date(2018, 3, 30)),
    (LEARNING, "Front-line staff of every agency know what the last two reviews found", "Survey of staff after the learning events",
     "Eight of ten can say it", 4, date(2018, 3, 1)),
    (NEGLECT, "Agencies use one tool to see neglect", "Audit of cases, from all agencies", "30 cases, 27 with the tool", 9,
     date(2017, 12, 15)),
]  # fmt: skip
SAID = {
    "M1": [
        (1, "green", "All plans have owners and days."),
        (2, "amber", "No date for the event yet."),
        (3, "green", "The tool is agreed."),
    ],
    "M2": [
        (1, "green", "Nothing is late."),
        (2, "amber", "A hall is sought."),
        (3, "amber", "Two agencies have not trained their staff."),
    ],
    "M3": [
        (1, "amber", "Two actions have no evidence."),
        (2, "green", "The event is on 12 October."),
    ],
    "M5": [
        (1, "amber", "One agency has twice given no update."),
        (2, "green", "140 places are taken."),
        (3, "red", "The audit starts six weeks late."),
    ],
    "M6": [
        (1, "red", "Five actions are past their day."),
        (2, "green", "The event was held."),
        (3, "amber", "The audit is reported; 24 of 30 had the tool."),
    ],
    "M7": [
        (1, "red", "Four actions are past their day."),
        (2, "green", "The survey is out."),
        (3, "amber", "A second audit is set for spring."),
    ],
    "M8": [
        (1, "amber", "Two of the four came in with evidence."),
        (2, "green", "Answers from nine agencies."),
        (3, "amber", "As before."),
    ],
    "M9": [
        (1, "amber", "Two are left and have new days."),
        (3, "green", "Training is finished; the second audit has begun."),
    ],
}
"""For each meeting that was held: objective, light, comment. For M3 nothing is said of the third."""


def each_day(world: World, day: date) -> None:
    by = Person.objects.filter(email="desmond.fenwright@example.org").first()
    if day == SET_ON:
        _set(world, day, by)
    elif day == REACHED_ON:
        objective = Objective.objects.get(group=world.the_group, year=YEAR, number=2)
        objectives.OBJECTIVES.finish(
            objective, on=day, note="84 of 100 asked could say what the reviews found.", at=moment(day)
        )
    elif day == NEXT_ON:
        carried = Objective.objects.filter(group=world.the_group, year=YEAR, done_on=None)
        objectives.carry(group=world.the_group, year=NEXT, objectives=carried, by=by, at=moment(day))
    for meeting in Meeting.objects.filter(
        Q(day=day) | Q(update_window__closes_on=day), group=world.the_group, year=YEAR, cancelled_at=None
    ):
        _say(world, meeting, day, by)


def _say(world: World, meeting: Meeting, day: date, by: Person | None) -> None:
    """On the last day for it; at the meeting what could not be said by then."""
    for number, colour, comment in SAID.get(meeting.code, ()):
        objective = Objective.objects.get(group=world.the_group, year=YEAR, number=number)
        if objective.lights.filter(meeting_key=str(meeting.pk)).exists():
            continue
        objectives.say(
            objective=objective,
            meeting_key=str(meeting.pk),
            colour=colour,
            comment=comment,
            by=by,
            at=moment(day),
        )


def _set(world: World, day: date, by: Person | None) -> None:
    group = world.the_group
    for priority, title, measure, target, number, due_on in OBJECTIVES:
        seat = Seat.objects.get(group=group, number=number)
        objectives.add(
            group=group, year=YEAR, priority=priority, title=title, measure=measure, target=target,
            owner=("seat", str(seat.pk)), due_on=due_on, by=by, at=moment(day),
        )  # fmt: skip
