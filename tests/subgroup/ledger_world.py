"""A group with three rules of its own, people who answer for them, and no meetings: what the ledger's tests stand on."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time

from members.models import Holding
from subgroup import ledger, registry
from subgroup.clock import moment
from subgroup.deadlines.rules import Offset, Rule
from subgroup.models import Person, SubGroup
from tests import factories

PAPERS = Rule(
    "test_papers", "A2", "Papers", Offset(10), "seat", "Papers are due by {due}",
    reminders=(-5, -1, 1), escalate=((2, "chair"),), breach=False,
)  # fmt: skip
MINUTES = Rule(
    "test_minutes", "P10", "Minutes", Offset(14, direction="after"), "role", "Minutes are due by {due}",
    reminders=(-5, -1, 0, 1), escalate=((1, "chair"),),
)  # fmt: skip
TASK = Rule(
    "test_task",
    "F15",
    "Task",
    Offset(0, direction="on"),
    "person",
    "Due by {due}",
    reminders=(-2,),
    breach=False,
)
RULES = (PAPERS, MINUTES, TASK)
SUPPORT = ("role", "business_support")


@contextmanager
def registered() -> Iterator[None]:
    """The rules and nothing of the upper apps' daily work: what is tested here is the ledger's own."""
    hooks = {name: registry.daily[name] for name in registry.daily.keys()}  # noqa: SIM118
    for name in hooks:
        registry.daily.remove(name)
    registry.rules.register(PAPERS, TASK)
    registry.rules.register(MINUTES, done="circulated")
    try:
        yield
    finally:
        for rule in RULES:
            registry.rules.remove(rule.key)
        for name in registry.daily.keys():  # noqa: SIM118
            registry.daily.remove(name)
        for name, hook in hooks.items():
            registry.daily.add(name, hook)


def board() -> SubGroup:
    """The seats of the terms, five of them held since 2015."""
    group = factories.make_group()
    for code in ("S01", "S02", "S06", "S07", "S09"):
        person = factories.make_person(f"Holder of {code}")
        Holding.objects.create(seat=factories.seat(group, code), person=person, starts_on=date(2015, 1, 1))
    return group


def at(day: date, hour: int = 9) -> datetime:
    return moment(day, time(hour))


def minutes(group: SubGroup, held_on: date, *, name: str = "M2", day: date | None = None, **more):
    """Business support owes the minutes of a meeting, from the day of the plan on."""
    values = {
        "rule": MINUTES.key, "subject_kind": "test", "subject_id": name, "trigger_on": held_on, "owner": SUPPORT,
        "label": f"Minutes of {name}", "at": at(day or date(2017, 3, 1)),
    }  # fmt: skip
    return ledger.owe(group=group, **{**values, **more})


def circulated(group: SubGroup, on: date, *, name: str = "M2", day: date | None = None):
    return ledger.meet(
        group=group, rule=MINUTES.key, subject_kind="test", subject_id=name, on=on, at=at(day or on)
    )


def task(group: SubGroup, person: Person, due: date, name: str, **more):
    values = {
        "rule": TASK.key, "subject_kind": "test", "subject_id": name, "trigger_on": due, "label": f"Task {name}",
        "owner": ("person", str(person.pk)), "at": at(date(2017, 3, 1)),
    }  # fmt: skip
    return ledger.owe(group=group, **{**values, **more})
