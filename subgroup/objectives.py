"""The year's objectives (A4, P7): each serves a priority of the Board, is measured, and has a light and a comment for each meeting."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.rules import ON_THE_DAY, Rule
from subgroup.entrusting import Entrusting, a_year_on, check_owner, check_seen
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Objective, ObjectiveLight, Person, SubGroup

COLOURS = ("blue", "green", "amber", "red")
"""What may be said of an objective; grey is that nothing was."""
RULE = Rule(
    key="objective",
    clause="A4",
    title="Objective of the year",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The objective is to be reached by {due}",
    reminders=(-10, 0),
    escalate=((5, "chair"),),
    breach=False,
)
LIGHT = Rule(
    key="objective_light",
    clause="P7",
    title="Light of an objective",
    offset="update_window_closes",
    owner="business_manager",
    sentence="Who leads the objective is to say how it stands by {due}",
    reminders=(-5, -1, 0, 1),
    escalate=((3, "chair"),),
    breach=False,
)
"""Asked for before each meeting: reports/lights.py. What was not said by the day of the meeting is counted by P7 alone."""
KIND, LIGHT_KIND = "objective", "objective_light"
ENDED, HANDED_OVER = "The objective is open no more.", "Somebody else leads the objective now."
LET_GO = (ENDED, HANDED_OVER)
"""Why a light is owed no more; where that holds no longer it is owed again."""


def light_key(objective: Objective, meeting_key: str) -> str:
    """Of a light on the ledger: an objective has one for each meeting."""
    return f"{objective.pk}.{meeting_key}"


def _let_go(objective: Objective, by: Person | None, at: datetime) -> None:
    """The lights that are asked for go with the objective to who leads it now, and are owed no more once it is not open."""
    rows = Deadline.objects.open().filter(group=objective.group, rule=LIGHT.key, subject_kind=LIGHT_KIND)
    for row in rows.filter(subject_id__startswith=f"{objective.pk}."):
        if not objective.is_open:
            ledger.release_one(deadline=row, reason=ENDED, by=by, at=at)
        elif (row.owner_kind, row.owner_key) != objective.owner:
            ledger.release_one(deadline=row, reason=HANDED_OVER, by=by, at=at)
            ledger.owe(
                group=objective.group, rule=LIGHT.key, subject_kind=LIGHT_KIND, subject_id=row.subject_id,
                trigger_on=row.trigger_on, owner=objective.owner, label=row.label, at=at, by=by, again=True,
            )  # fmt: skip


OBJECTIVES = Entrusting(
    RULE, KIND, "Objective {number}", "Objective {0.number} of {0.year}", done="reached", follow=_let_go
)


@transaction.atomic
def add(
    *, group: SubGroup, year: str, priority: str, title: str, measure: str, target: str, owner: tuple[str, str],
    due_on: date, by: Person | None, at: datetime,
) -> Objective:  # fmt: skip
    SubGroup.objects.select_for_update().get(pk=group.pk)
    check_owner(group, owner, on=day_of(at))
    last = Objective.objects.filter(group=group, year=year).aggregate(last=Max("number"))["last"] or 0
    objective = Objective.objects.create(
        group=group, year=year, number=last + 1, priority=priority.strip(), title=title.strip(), measure=measure.strip(),
        target=target.strip(), owner_kind=owner[0], owner_key=owner[1], due_on=due_on, set_on=day_of(at),
    )  # fmt: skip
    OBJECTIVES.owe(objective, at=at, by=by)
    return objective


@transaction.atomic
def carry(
    *, group: SubGroup, year: str, objectives: Iterable[Objective], by: Person | None, at: datetime
) -> list[Objective]:
    """A year begun with open objectives of the last, each a year later. A year that has some already is left as it is."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
    if Objective.objects.filter(group=group, year=year).exists():
        return []
    return [
        add(
            group=group, year=year, priority=one.priority, title=one.title, measure=one.measure, target=one.target,
            owner=one.owner, due_on=a_year_on(one.due_on), by=by, at=at,
        )
        for one in objectives
    ]  # fmt: skip


@transaction.atomic
def change(
    *, objective: Objective, priority: str, title: str, measure: str, target: str, owner: tuple[str, str], due_on: date,
    reason: str, seen: int, by: Person, at: datetime,
) -> Objective:  # fmt: skip
    """The old day stays in the ledger with the reason. Raises Conflict where another saved since."""
    OBJECTIVES.locked(objective)
    OBJECTIVES.check_open(objective)
    check_seen(objective, seen, theirs=objective.title, mine=title)
    OBJECTIVES.hand_over(objective, owner, due_on, reason=reason, by=by, at=at)
    objective.priority, objective.title = priority.strip(), title.strip()
    objective.measure, objective.target = measure.strip(), target.strip()
    objective.save()
    OBJECTIVES.owe(objective, at=at, by=by, reason=reason)
    return objective


@transaction.atomic
def say(
    *, objective: Objective, meeting_key: str, colour: str, comment: str, by: Person | None, at: datetime
) -> ObjectiveLight:
    """A light and a comment for a meeting (P7), which is owed no more. Pressed twice it is said once."""
    OBJECTIVES.locked(objective)
    if objective.dropped_on:
        OBJECTIVES.check_open(objective)
    if colour not in COLOURS:
        raise NotAllowed("Choose one of the colours.")
    if not comment.strip():
        raise NotAllowed("Say in a sentence why it has this light.")
    last = objective.lights.filter(meeting_key=meeting_key).last()
    if last and (last.colour, last.comment, last.said_by) == (colour, comment.strip(), by):
        return last
    ledger.meet(
        group=objective.group, rule=LIGHT.key, subject_kind=LIGHT_KIND, subject_id=light_key(objective, meeting_key),
        on=day_of(at), at=at,
    )  # fmt: skip
    return ObjectiveLight.objects.create(
        objective=objective,
        meeting_key=meeting_key,
        colour=colour,
        comment=comment.strip(),
        said_at=at,
        said_by=by,
    )


def latest(lights: Iterable[ObjectiveLight]) -> dict[str, ObjectiveLight]:
    """Meeting key → the light that counts, of one objective's in the order in which they were said."""
    return {one.meeting_key: one for one in lights}
