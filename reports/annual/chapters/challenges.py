"""Challenges that the sub-group made to agencies, and that it received (F5)."""

from actionplans.enums import Adequacy, Direction
from actionplans.models import Challenge
from reports.annual.figure import count
from reports.annual.part import NOTHING, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.measures.measure import Record
from reports.measures.tally import Tally, number
from subgroup.clock import day_of

ADEQUATE = Adequacy.ADEQUATE


def part(record: YearRecord) -> Part:
    year = record.year.label
    rows = Challenge.objects.filter(group=record.group, year=year).exclude(pk__in=record.hidden("challenge"))
    every = [
        one
        for one in rows.select_related("agency").prefetch_related("answers").order_by("number")
        if day_of(one.made_at) <= record.ends
    ]
    given = [one for one in every if one.direction == Direction.TO_AGENCY]
    received = [one for one in every if one.direction == Direction.TO_GROUP]
    answered = [one for one in given if _is_answered(one)]
    changed = [one for one in every if one.changed.strip()]
    return Part(
        paragraphs(
            [
                how_many(
                    len(given),
                    f"The sub-group made no challenge to an agency in {year}.",
                    "The sub-group made {challenges made} challenge to an agency.",
                    "The sub-group made {challenges made} challenges to agencies.",
                ),
                "With an answer that the chair judged adequate: {challenges made with an adequate answer}."
                if given
                else "",
            ],
            how_many(
                len(received),
                f"The sub-group was challenged by nobody in {year}.",
                "{challenges received} challenge was made to the sub-group.",
                "{challenges received} challenges were made to the sub-group.",
            ),
            "Challenges because of which something changed, as recorded: {challenges that changed something}."
            if every
            else "",
        ),
        (
            count("challenges made", "Challenges that the sub-group made to agencies", map(_record, given)),
            count(
                "challenges made with an adequate answer",
                "Those of them whose answer was judged adequate",
                map(_record, answered),
            ),
            count(
                "challenges received", "Challenges that were made to the sub-group", map(_record, received)
            ),
            count(
                "challenges that changed something",
                "Challenges of which it is recorded what changed",
                map(_record, changed),
            ),
        ),
        (_table(record, given, received, answered),),
    )


def _is_answered(one: Challenge) -> bool:
    return any(answer.adequacy == ADEQUATE for answer in one.answers.all())


def _record(one: Challenge) -> Record:
    whom = one.agency.code if one.agency else "no agency"
    return thing(
        "challenge", one.pk, str(one), f"{one.get_direction_display()}, {whom}", day=day_of(one.made_at)
    )


def _table(
    record: YearRecord, given: list[Challenge], received: list[Challenge], answered: list[Challenge]
) -> Table:
    names = {one.agency.code: record.name_of(one.agency) for one in [*given, *received] if one.agency}
    if not names:
        return NOTHING
    lines = tuple(
        (names[code], *(_of_agency(rows, code) for rows in (given, answered, received)))
        for code in sorted(names, key=names.get)  # type: ignore[arg-type]
    )
    head = ("Agency", "Made to it|number", "With an adequate answer|number", "Received from it|number")
    return Table("Challenges by agency", head, lines)


def _of_agency(rows: list[Challenge], code: str) -> Tally:
    return number(_record(one) for one in rows if one.agency and one.agency.code == code)
