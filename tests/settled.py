"""One of everything that the small year lacks, made by the services: for tests that open every page."""

from datetime import date, datetime

from subgroup import programme
from subgroup.models import SubGroup
from tests import factories
from tests.actionplans import bringing, disputes, words, world
from tests.reviews import access as of_reviews


def settle(group: SubGroup, at: datetime) -> None:
    for part in (
        world.settle,
        disputes.settle,
        words.settle,
        bringing.settle,
        of_reviews.settle,
        programme_of_the_year,
    ):
        part(group, at)


def programme_of_the_year(group: SubGroup, at: datetime) -> None:
    """A work programme with an item in hand and one done, of which a version was sent back and one waits."""
    chair = factories.holder(group, "S01")
    whole = programme.start(group=group, year="2017-18", by=chair, at=at)
    items = [
        programme.add(
            programme=whole,
            title=title,
            owner=("seat", str(factories.seat(group, seat).pk)),
            due_on=due_on,
            by=chair,
            at=at,
        )
        for title, seat, due_on in (
            ("Audit thirty cases of neglect", "S09", date(2017, 9, 29)),
            ("Learning event for front-line staff", "S04", date(2017, 5, 31)),
        )
    ]
    first = programme.put(programme=whole, name="0.9", by=chair, at=at)
    programme.answer(
        version=first, state="sent_back", on=at.date(), by=chair, at=at, note="Say who pays for the event."
    )
    programme.finish(item=items[1], on=date(2017, 5, 30), note="Sixty people came.", by=chair, at=at)
    programme.put(programme=whole, name="1.0", by=chair, at=at)
