"""The demo's learning points and bulletins: two that were sent and passed on, and one that waits for the chair. All of it invented."""

from datetime import date, time
from typing import Any

from auditlog.context import set_actor

from members.models import Agency, Seat
from members.representation import holder_of
from reports.replay.world import World
from reviews.models import Bulletin, LearningPoint
from reviews.services import bulletins, learning, passing_on, subscribers
from subgroup import clock, printing
from subgroup.clock import moment
from subgroup.models import Person, SubGroup

Said = dict[str, Any]
POINTS: dict[date, list[Said]] = {
    date(2017, 11, 27): [
        {
            "title": "Ask who else lives there",
            "what": "Four services visited the same house in one year. None had written down that a second man lived in it.",
            "practice": "At each visit ask who sleeps in the house, see where the children sleep, and write both down.",
            "source": "concise", "theme": "hidden men",
        },
        {
            "title": "A missed appointment is a question",
            "what": "A child missed eleven appointments. Each was closed as “did not attend”; a child is brought by somebody, or is not.",
            "practice": "Write “was not brought”. After the second one ring the family, and tell the school nurse and the GP.",
            "source": "audit", "theme": "neglect",
        },
    ],
    date(2018, 2, 8): [
        {
            "title": "Whoever notes it first asks until it is put right",
            "what": "Two offices each noted that a family had no heating, and each waited for the other for three weeks.",
            "practice": "Say by name who asks, and by which day. Ask again until it is put right, also when another office is to do it.",
            "source": "concern", "theme": "poor housing",
        },
        {
            "title": "Talk of safer sleeping before the birth and at each visit",
            "what": "Parents had been given a leaflet once. Nobody looked again when the family moved in with relatives.",
            "practice": "Ask to see where the baby sleeps at each visit, and again after a move, an illness or a party.",
            "source": "death", "theme": "safer sleeping",
        },
    ],
    date(2018, 4, 16): [
        {
            "title": "A discharge from hospital needs a plan that somebody reads",
            "what": "A plan was sent to a mailbox that three people could open and nobody did.",
            "practice": "Ring the person who is to act, and write their name and the time on the form.",
            "source": "scr", "theme": "discharge from hospital",
        },
    ],
    date(2018, 4, 23): [
        {
            "title": "Write down what the child says, in the child’s words",
            "what": "Records said that a child “disclosed”; what was said was lost.",
            "practice": "Write the words, the day and who heard them, before you write what you make of them.",
            "source": "audit", "theme": "the child’s voice",
        },
    ],
}  # fmt: skip
BULLETINS: dict[date, tuple[str, str]] = {
    date(2017, 11, 30): (
        "Who lives there, and who was not brought",
        "Two things that came up again this autumn. Please talk of them in your team before the holidays.",
    ),
    date(2018, 2, 13): (
        "Ask again, and look again",
        "Families were let down by nobody’s fault alone, because each of us thought that another would ask.",
    ),
    date(2018, 4, 20): (
        "Plans that are read",
        "A short bulletin on one thing that is easy to get right.",
    ),
}
LINKS = {
    date(
        2018, 2, 13
    ): "The Lullaby Trust: safer sleep for babies https://www.lullabytrust.org.uk/safer-sleep-advice/"
}
SENT_AFTER = {date(2017, 12, 4): date(2017, 11, 30), date(2018, 2, 19): date(2018, 2, 13)}
AGREED = {
    date(2017, 11, 29): date(2017, 11, 27),
    date(2018, 2, 12): date(2018, 2, 8),
    date(2018, 4, 18): date(2018, 4, 16),
}
LISTED_ON = date(2017, 11, 28)
STAFF = [
    ("Nell Ashgrove-Pym", "nell.ashgrove-pym@example.org", "SRFT"),
    ("Barnaby Tolliver", "barnaby.tolliver@example.org", "SRFT"),
    ("Winifred Stokely", "winifred.stokely@example.org", "GMP"),
    ("Alban Merrifield", "alban.merrifield@example.org", "HOUSING"),
    ("Cressida Holm", "cressida.holm@example.org", "HOUSING"),
    ("", "safeguarding.team@example.org", "GMMH"),
]
HOW = [
    ("Read out and talked of at team meetings", 46),
    ("In the weekly brief to all staff, with a quiz", 310),
    ("A poster in each staff room", 85),
    ("Half an hour in the safeguarding supervision of the month", 24),
    ("On the intranet; 64 people opened it", 64),
]
ANSWERED = {
    date(2017, 12, 20): (1, 0, 7), date(2018, 1, 4): (1, 7, 99), date(2018, 3, 6): (2, 0, 5), date(2018, 3, 19): (2, 5, -2),
}  # fmt: skip
"""On which day, of which bulletin, which of the agencies that were asked, by their names; two of the second have not answered."""


def each_day(world: World, day: date) -> None:
    support, chair = _person("imogen.larkmoor"), _person("marguerite.thackwell")
    if support and chair:
        with clock.frozen(moment(day, time(10))):
            _written(world.the_group, day, support)
            _decided(world.the_group, day, chair, support)
            if day in ANSWERED:
                _answer(world.the_group, *ANSWERED[day], support, day)


def _written(group: SubGroup, day: date, by: Person) -> None:
    said: dict[str, Any] = {"group": group, "by": by, "at": clock.now()}
    with set_actor(by):
        for one in POINTS.get(day, ()):
            learning.draft(agencies=_audience(group, one), **said, **one)
        if day == LISTED_ON:
            subscribers.add(
                people=[
                    (name, email, Agency.objects.get(group=group, code=code)) for name, email, code in STAFF
                ],
                **said,
            )
        if day in BULLETINS:
            title, opening = BULLETINS[day]
            made = bulletins.start(title=title, opening=opening, links=LINKS.get(day, ""), **said)
            drafted = max(one for one in AGREED.values() if one < day)
            bulletins.choose(bulletin=made, points=_points(drafted), version=1, by=by, at=clock.now())
            bulletins.put_to_chair(bulletin=made, by=by, at=clock.now())


def _decided(group: SubGroup, day: date, chair: Person, support: Person) -> None:
    with set_actor(chair):
        for one in _points(AGREED[day]) if day in AGREED else ():
            learning.agree(point=one, by=chair, at=clock.now())
    if day in SENT_AFTER:
        made = Bulletin.objects.get(group=group, title=BULLETINS[SENT_AFTER[day]][0])
        with set_actor(chair):
            bulletins.approve(bulletin=made, by=chair, at=clock.now())
        if made.printout:
            printing.make(made.printout.pk, at=clock.now())
        with set_actor(support):
            bulletins.send(bulletin=made, by=support, at=clock.now())


def _audience(group: SubGroup, said: Said) -> list[Agency]:
    codes = ["HOUSING", "GMP"] if said["source"] == "concern" else []
    return list(Agency.objects.filter(group=group, code__in=codes))


def _points(day: date) -> list[LearningPoint]:
    titles = [one["title"] for one in POINTS[day]]
    return list(LearningPoint.objects.filter(title__in=titles).order_by("pk"))


def _answer(group: SubGroup, number: int, first: int, last: int, support: Person, day: date) -> None:
    bulletin = Bulletin.objects.get(group=group, year="2017-18", number=number)
    for place, code in list(enumerate(sorted(passing_on.owed(bulletin))))[first:last]:
        agency = Agency.objects.get(group=group, code=code)
        seats = Seat.objects.filter(agency=agency)
        by = next(filter(None, (holder_of(seat, day) for seat in seats)), support)
        how, reached = HOW[(place + number) % len(HOW)]
        with set_actor(by):
            passing_on.record(
                bulletin=bulletin, agency=agency, how=how, reached=reached, day=day, by=by, at=clock.now()
            )


def _person(name: str) -> Person | None:
    return Person.objects.filter(email=f"{name}@example.org").first()
