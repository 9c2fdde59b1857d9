"""The demo's work programmes: drafted, sent back, agreed, worked through, and the next year's that waits for its answer."""

from datetime import date

from members.models import Seat
from reports.replay.world import World
from subgroup import programme
from subgroup.clock import moment
from subgroup.models import Person, Programme, ProgrammeItem

YEAR, NEXT = "2017-18", "2018-19"
ITEMS = [
    ("Audit of thirty cases of neglect, with all agencies", 9, date(2017, 9, 29)),
    ("Follow every action of SCR-K and CR-L to its end", 7, date(2018, 3, 30)),
    ("Learning event for front-line staff", 4, date(2017, 10, 20)),
    ("Dip sample: are fathers asked about at the first visit?", 12, date(2017, 12, 15)),
    ("Agree with the CDOP what each agency returns, and by when", 8, date(2017, 7, 28)),
    ("Bulletin after every review that is published", 6, date(2018, 2, 23)),
    ("Renew the compacts that end in the year", 6, date(2017, 12, 29)),
    ("Annual report to the Board", 1, date(2018, 6, 29)),
]
DONE = {
    date(2017, 7, 24): (5, "Agreed with the coordinator; the form is on the site."),
    date(2017, 10, 12): (3, "Held on 12 October 2017; 140 people came, from eleven agencies."),
    date(2017, 10, 6): (
        1,
        "Reported to the meeting of October, a week late: two agencies sent their cases late.",
    ),
    date(2018, 2, 20): (6, "Two bulletins went out."),
}


def each_day(world: World, day: date) -> None:
    act = ACTS.get(day)
    if act:
        act(world, day)
    elif day in DONE:
        number, note = DONE[day]
        item = ProgrammeItem.objects.get(programme=_of(world, YEAR), number=number)
        programme.ITEMS.finish(item, on=day, note=note, at=moment(day))


def _manager(world: World) -> Person:
    return Person.objects.get(email="desmond.fenwright@example.org")


def _of(world: World, year: str) -> Programme:
    return Programme.objects.get(group=world.the_group, year=year)


def _begin(world: World, day: date) -> None:
    by, group = _manager(world), world.the_group
    whole = programme.start(group=group, year=YEAR, by=by, at=moment(day))
    for title, number, due_on in ITEMS:
        seat = Seat.objects.get(group=group, number=number)
        programme.add(
            programme=whole, title=title, owner=("seat", str(seat.pk)), due_on=due_on, by=by, at=moment(day)
        )
    programme.put(programme=whole, name="0.4", by=by, at=moment(day))


def _sent_back(world: World, day: date, note: str) -> None:
    version = _of(world, YEAR).versions.get(state="put")
    programme.answer(
        version=version, state="sent_back", on=day, note=note, by=_manager(world), at=moment(day)
    )


def _again(world: World, day: date) -> None:
    _sent_back(world, day, "By mail from its chair: say by when each item is due.")
    programme.put(programme=_of(world, YEAR), name="0.9", by=_manager(world), at=moment(day))


def _dropped(world: World, day: date) -> None:
    item = _of(world, YEAR).items.get(number=4)
    programme.ITEMS.drop(
        item,
        reason="The QA sub-group takes the same sample in May 2018.",
        by=_manager(world),
        at=moment(day),
    )


def _next(world: World, day: date) -> None:
    """What is open goes on; a draft goes to the Coordination and Delivery Group's meeting of 2 May."""
    by = _manager(world)
    carried = _of(world, YEAR).items.filter(number__in=[2, 7])
    whole = programme.start(group=world.the_group, year=NEXT, carried=carried, by=by, at=moment(day))
    programme.put(programme=whole, name="0.2", by=by, at=moment(day))


ACTS = {
    date(2017, 3, 30): _begin,
    date(2017, 4, 25): _again,
    date(2017, 5, 2): lambda world, day: _sent_back(world, day, "One item has no owner."),
    date(2017, 12, 14): _dropped,
    date(2018, 4, 19): _next,
}
