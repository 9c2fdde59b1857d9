"""The demo's risks: entered in spring; one red in summer and put right, one red since autumn and with the Coordination and Delivery
Group, one closed."""

from datetime import date, time
from typing import Any

from actionplans.models import Escalation
from actionplans.services import escalations
from members.models import Seat
from reports.replay.world import World
from subgroup import risks
from subgroup.clock import moment
from subgroup.models import Person, Risk

ENTERED, FIRST_REVIEW = date(2017, 4, 3), date(2017, 7, 10)
RISKS: list[dict[str, Any]] = [
    {
        "title": "Agencies do not give updates on their action plans",
        "cause": "Leads change, and nobody follows them.",
        "effect": "The group cannot say whether practice changed.",
        "controls": "Updates are asked for before each meeting; what is missing climbs.",
        "likelihood": 3,
        "impact": 4,
        "seat": 7,
    },
    {
        "title": "Papers come too late to be read",
        "cause": "Members write them in the last week.",
        "effect": "Decisions are taken on papers that nobody knows.",
        "controls": "Late items need the chair’s word.",
        "likelihood": 3,
        "impact": 2,
        "seat": 6,
    },
    {
        "title": "A meeting is not quorate when a decision is due",
        "cause": "Three agencies have no deputy.",
        "effect": "Decisions wait six weeks.",
        "controls": "The forecast is looked at a week before.",
        "likelihood": 2,
        "impact": 3,
        "seat": 1,
    },
]
REVIEWS = {
    FIRST_REVIEW: [
        (1, 3, 4, "As before."),
        (2, 4, 4, "Half of the papers of June came after the day."),
        (3, 2, 3, "Two of the three have named a deputy."),
    ],
    date(2017, 10, 9): [
        (1, 5, 4, "One agency has twice given none."),
        (2, 2, 2, "Three of the last four packs went out whole."),
        (3, 1, 3, "All have deputies."),
    ],
    date(2018, 1, 8): [
        (1, 4, 4, "The agency has a new lead; two updates are still missing."),
        (2, 2, 2, "As before."),
    ],
}
"""Risk, likelihood, impact, what was found."""
NEXT = {ENTERED: FIRST_REVIEW, FIRST_REVIEW: date(2017, 10, 9), date(2017, 10, 9): date(2018, 1, 8)}
NEXT_OF_THE_LAST = date(2018, 5, 14)
ADDRESSED = {
    date(2017, 7, 20): (2, "The chair spoke with each agency; the desk asks for papers a week earlier.")
}
NOTED = {date(2017, 10, 12): (1, "The chair has written to the agency’s board member.")}
CLOSED = date(2018, 1, 8)


def each_day(world: World, day: date) -> None:
    by = Person.objects.filter(email="desmond.fenwright@example.org").first()
    group, at = world.the_group, moment(day, time(10))
    if day == ENTERED:
        for said in RISKS:
            words = {name: value for name, value in said.items() if name != "seat"}
            owner = ("seat", str(Seat.objects.get(group=group, number=said["seat"]).pk))
            risks.add(group=group, owner=owner, due_on=NEXT[day], by=by, at=at, **words)
    for number, likelihood, impact, comment in REVIEWS.get(day, ()):
        risk = Risk.objects.get(group=group, number=number)
        risks.review(
            risk=risk, likelihood=likelihood, impact=impact, comment=comment, due_on=NEXT.get(day, NEXT_OF_THE_LAST),
            seen=risk.version, by=by, at=at,
        )  # fmt: skip
    if by is None:
        return
    if day == CLOSED:
        risk = Risk.objects.get(group=group, number=3)
        risks.close(risk=risk, reason="Every agency has a deputy.", by=by, at=at)
    if day in NOTED:
        number, text = NOTED[day]
        escalations.note(escalation=_listed(world, number), text=text, by=by, at=at)
    if day in ADDRESSED:
        number, text = ADDRESSED[day]
        escalations.address(escalation=_listed(world, number), reason=text, by=by, at=at)


def _listed(world: World, number: int) -> Escalation:
    """Its row in the exception list."""
    return Escalation.objects.standing().get(group=world.the_group, risk__number=number)
