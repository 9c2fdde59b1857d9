"""What a text is held against, and the word of somebody who went on all the same."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.crypto import salted_hmac

from meetings.locks import lock_group
from members.models import Deputyship, Holding
from reviews.leaks import BORN, NAME, NHS, Known, Match, Somebody
from reviews.models import Case, IdentityPerson, LeakOverride
from subgroup.models import Person, SubGroup

TWICE = timedelta(minutes=2)
NO_TEXT, UNREAD = "no text that can be checked", "words that could not be read"
_IN_WORDS = {
    NAME: "a name of the child or family",
    BORN: "a date of birth",
    NHS: "an NHS number",
    NO_TEXT: "no text that can be checked",
    UNREAD: "words that could not be read, so that nobody knows whom it names",
}


def somebody(row: IdentityPerson | Mapping[str, Any]) -> Somebody:
    """One person of an identity part, or of the form before there is one."""
    value = row.get if isinstance(row, Mapping) else lambda name: getattr(row, name)
    born = value("born_on")
    return Somebody(
        tuple(filter(None, (value("name"), value("also_known_as")))),
        date.fromisoformat(born) if isinstance(born, str) and born else born or None,
        value("nhs_number") or "",
    )


def known_of_case(case: Case) -> Known:
    """The case's own people, each of their names. One query."""
    return Known([somebody(row) for row in IdentityPerson.objects.filter(case=case)])


def known_of_group(group: SubGroup, *, on: date, also: Case | None = None) -> Known:
    """The people of all open cases of the group, and of a case that may be closed. Three queries.

    A first name or surname that somebody of the sub-group has too counts as part of a whole name only: minutes name those
    who are there.
    """
    cases = Case.objects.filter(group=group)
    cases = cases.open() | cases.filter(pk=also.pk) if also else cases.open()
    rows = IdentityPerson.objects.filter(case__in=cases)
    here = [
        model.objects.filter(seat__group=group).on(on).values_list("person__name", flat=True)
        for model in (Holding, Deputyship)
    ]
    return Known([somebody(row) for row in rows], [name for names in here for name in names])


def in_words(kinds: Collection[str]) -> str:
    """“a name of the child or family and a date of birth”."""
    said = [words for kind, words in _IN_WORDS.items() if kind in kinds]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"


def stamp(match: Match) -> str:
    """Keyed, so that a page and a row tell nothing of what was found."""
    return salted_hmac("leak", f"{match.kind}:{match.what}", algorithm="sha256").hexdigest()[:20]


def gone_on_with(group: SubGroup, places: Iterable[str]) -> dict[str, set[str]]:
    """For each place the stamps of what somebody went on with there. One query."""
    found: dict[str, set[str]] = {}
    rows = LeakOverride.objects.filter(group=group, place__in=list(places))
    for place, stamps in rows.values_list("place", "stamps"):
        found.setdefault(place, set()).update(stamps)
    return found


@transaction.atomic
def go_on(
    *, group: SubGroup, place: str, found: Iterable[Match], because: str, by: Person, at: datetime, case: Case | None = None
) -> LeakOverride:  # fmt: skip
    """Writes down that somebody was asked and went on; the chair reads it. Pressed twice it is one row."""
    lock_group(group)
    matches = set(found)
    said = {
        "group": group,
        "case": case,
        "place": place[:200],
        "kinds": sorted({match.kind for match in matches}),
        "stamps": sorted({stamp(match) for match in matches}),
        "because": because.strip()[:300],
        "by": by,
    }
    twice = LeakOverride.objects.filter(**said, at__range=(at - TWICE, at)).first()
    return twice or LeakOverride.objects.create(**said, at=at)
