"""Action plans opened, closed and open, and how their actions stand (F3, F10, P8). Counted by kind and light, and never named."""

from datetime import date
from typing import Any

from actionplans import plan_lights
from actionplans.enums import Stage
from actionplans.models import Action, Plan
from actionplans.naming import OF_CASES
from actionplans.register import light_of
from reports.annual import small
from reports.annual.figure import Figure, count
from reports.annual.part import NOTHING, Missing, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, day_in, thing
from reports.annual.urls import address
from reports.figures import names
from reports.measures.measure import Record
from reports.measures.tally import number
from reports.plots.actions import is_open, record_of
from reports.plots.lights import lights
from reports.plots.slips import slips
from reports.plots.still_open import still_open
from subgroup import past, registry
from subgroup.deadlines.wording import count as number_of
from subgroup.models import Deadline


def part(record: YearRecord) -> Part:
    every = list(record.plans)
    opened = [one for one in every if day_in(record, one.opened_at)]
    closed = [one for one in every if day_in(record, one.closed_at)]
    stand = [one for one in every if _stands(one, record.ends)]
    open_actions = [row for row in record.actions if is_open(row)]
    red = [row for row in open_actions if light_of(row, record.ends, record.lights) == "red"]
    overdue = [
        row
        for row in open_actions
        if row.at_stage == Stage.OPEN and row.at_due_on and row.at_due_on < record.ends
    ]
    year, borne = record.year.label, names(record.facts)
    return Part(
        paragraphs(
            [
                how_many(
                    len(opened), f"No action plan was opened in {year}.", "{plans opened} action plan was opened.",
                    "{plans opened} action plans were opened.",
                ),
                how_many(
                    len(closed), "None was closed.", "{plans closed} was closed and handed over.",
                    "{plans closed} were closed and handed over.",
                ),
                how_many(
                    len(stand), "None was open at the end of the year.", "{plans open} was open at the end of the year.",
                    "{plans open} were open at the end of the year.",
                ),
            ],
            [
                how_many(
                    len(open_actions), "No action was open.", "{actions open} action was open then.",
                    "{actions open} actions were open then.",
                ),
                "Overdue: {actions overdue}. Red: {actions red}." if open_actions else "",
            ],
        ),
        (
            count("plans opened", "Action plans opened in the year", map(_plan, opened)),
            count("plans closed", "Action plans closed and handed over in the year", map(_plan, closed)),
            count("plans open", "Action plans open at the end of the year", map(_plan, stand)),
            *_actions(("actions open", "Actions open at the end of the year", open_actions),
                      ("actions overdue", "Those of them whose day had passed", overdue),
                      ("actions red", "Those of them that were red", red)),
        ),
        (
            _by_kind(stand), _by_light(record, stand), lights(record.actions, record.ends, record.lights),
            still_open(record.actions, record.ends, borne), slips(record.actions, borne, with_references=False),
        ),
    )  # fmt: skip


def _stands(plan: Plan, day: date) -> bool:
    close = past.close_of(day)
    return plan.opened_at < close and (plan.closed_at is None or plan.closed_at >= close)


def _plan(one: Plan) -> Record:
    return thing("plan", one.pk, one.code, f"{one.get_kind_display()}, {one.get_state_display().lower()}")


def _actions(*found: tuple[str, str, list[Any]]) -> list[Figure]:
    return [
        count(
            name, says,
            map(record_of, rows),
        )
        for name, says, rows in found
    ]  # fmt: skip


def _by_kind(stand: list[Plan]) -> Table:
    """Fewer than five that stand for a review or for child deaths are not told by their kind."""
    of_cases = [one for one in stand if one.kind in OF_CASES]
    if not stand:
        return Table("No action plan was open at the end of the year.")
    if small.is_small(len(of_cases)):
        return Table(
            f"Where the open plans came from is not told: {small.FEW} of them came from reviews and child deaths."
        )
    rows = (
        ("Reviews and child deaths", number(map(_plan, of_cases))),
        ("Audits, forums and other work", number(_plan(one) for one in stand if one.kind not in OF_CASES)),
        ("All", number(map(_plan, stand))),
    )
    return Table(
        f"{len(of_cases)} of {number_of(len(stand), 'open plan', 'open plans')} came from reviews and child deaths",
        ("Where a plan came from", "Plans|number"),
        rows,
    )


def _by_light(record: YearRecord, stand: list[Plan]) -> Table:
    if not stand:
        return NOTHING
    actions = Action.objects.filter(group=record.group)
    told = plan_lights.of_plans(
        [one.pk for one in stand], actions, record.ends, today=record.on, terms=record.lights
    )
    rows = [
        (one.word, number(_plan(plan) for plan in stand if told[plan.pk].colour == one.key))
        for one in record.lights.colours
    ]
    red = sum(light.colour == "red" for light in told.values())
    return Table(
        f"{red or 'None'} of {number_of(len(stand), 'open plan', 'open plans')} {'was' if red < 2 else 'were'} red",
        ("Light of a plan", "Plans|number"),
        (*rows, ("All", number(map(_plan, stand)))),
    )


def missing(record: YearRecord) -> tuple[Missing, ...]:
    """What agencies owe on plans now, an agency at a time."""
    owed = Deadline.objects.open().filter(due_on__lt=record.on, group=record.group, rule="plan_update")
    rows = owed.exclude(subject_id__in=record.hidden("plan_update")).order_by("owner_key", "due_on")
    found: dict[tuple[str, str], list[Deadline]] = {}
    for row in rows:
        found.setdefault((row.owner_kind, row.owner_key), []).append(row)
    names = registry.owner_labels(record.group, found)
    return tuple(
        Missing(
            f"{number_of(len(mine), 'update', 'updates')} of action plans owed", names[owner],
            address(record.group, "plan_update", mine[0].subject_id),
        )
        for owner, mine in found.items()
    )  # fmt: skip
