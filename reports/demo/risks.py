"""The demo's risks: entered in spring, one red from autumn until it was put right, one closed."""

from datetime import date

from members.models import Seat
from reports.replay.world import World
from subgroup import risks
from subgroup.clock import moment
from subgroup.models import Person, Risk

ENTERED = date(2017, 4, 3)
RISKS = [
    ("Agencies do not give updates on their action plans", "Leads change and nobody follows them", "The group cannot say whether practice changed",
     "Updates are asked for before each meeting; what is missing climbs", 3, 4, 7, date(2017, 7, 10)),
    ("Papers come too late to be read", "Members write them in the last week", "Decisions are taken on papers nobody knows",
     "Late items need the chair's word", 3, 2, 6, date(2017, 7, 10)),
    ("A meeting is not quorate when a decision is due", "Three agencies have no deputy", "Decisions wait six weeks",
     "The forecast is looked at a week before", 2, 3, 1, date(2017, 7, 10)),
]  # fmt: skip
REVIEWS = {
    date(2017, 7, 10): [(1, 3, 4, "As before.", date(2017, 10, 9)), (2, 3, 2, "As before.", date(2017, 10, 9)),
                        (3, 2, 3, "Two of the three have named a deputy.", date(2017, 10, 9))],
    date(2017, 10, 9): [(1, 5, 4, "One agency has twice given none. The chair writes to its board member.", date(2018, 1, 8)),
                        (2, 2, 2, "Fewer are late.", date(2018, 1, 8)), (3, 1, 3, "All have deputies.", date(2018, 1, 8))],
    date(2018, 1, 8): [(1, 4, 4, "The agency has a new lead; two updates are still missing.", date(2018, 5, 14)),
                       (2, 2, 2, "As before.", date(2018, 5, 14))],
}  # fmt: skip
CLOSED = date(2018, 1, 8)


def each_day(world: World, day: date) -> None:
    by = Person.objects.filter(email="desmond.fenwright@example.org").first()
    if day == ENTERED:
        for title, cause, effect, controls, likelihood, impact, seat, due_on in RISKS:
            key = str(Seat.objects.get(group=world.the_group, number=seat).pk)
            risks.add(
                group=world.the_group, title=title, cause=cause, effect=effect, controls=controls, likelihood=likelihood,
                impact=impact, owner=("seat", key), due_on=due_on, by=by, at=moment(day),
            )  # fmt: skip
    for number, likelihood, impact, comment, due_on in REVIEWS.get(day, ()):
        risk = Risk.objects.get(group=world.the_group, number=number)
        risks.review(
            risk=risk, likelihood=likelihood, impact=impact, comment=comment, due_on=due_on, seen=risk.version, by=by,
            at=moment(day),
        )  # fmt: skip
    if day == CLOSED and by:
        risk = Risk.objects.get(group=world.the_group, number=3)
        risks.close(risk=risk, reason="Every agency has a deputy.", by=by, at=moment(day))
