"""Whether a case that looks alike is known: the same NHS number, a like name born on the same day, or a like account (F4)."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import SequenceMatcher
from typing import Any

from django.db.models import Q

from members.models import Agency
from reviews.enums import DateKind
from reviews.leaks import pieces_of
from reviews.models import Case, CaseDate, IdentityPerson
from subgroup.models import SubGroup

ALIKE_NAMES = 0.8
ALIKE_WORDS = 0.3
"""Of the longer words of two accounts, the share that both have."""
_LONG = 5


def alike(
    *, group: SubGroup, agency: Agency | None, people: Iterable[Mapping[str, Any]], incident_on: date | None, summary: str
) -> list[Case]:  # fmt: skip
    """The group's cases, closed ones too, that may be the same. Three queries."""
    found = _same_people(group, list(people)) | _same_account(group, agency, incident_on, summary)
    return list(Case.objects.filter(pk__in=found).order_by("pk"))


def _same_people(group: SubGroup, people: list[Mapping[str, Any]]) -> set[int]:
    numbers = {person["nhs_number"] for person in people if person.get("nhs_number")}
    days = {person["born_on"] for person in people if person.get("born_on")}
    rows = IdentityPerson.objects.filter(case__group=group).filter(
        Q(nhs_number__in=numbers) | Q(born_on__in=days)
    )
    return {
        row.case_id
        for row in rows
        if row.nhs_number in numbers or any(_is_like(person, row) for person in people)
    }


def _is_like(person: Mapping[str, Any], row: IdentityPerson) -> bool:
    if not row.born_on or person.get("born_on") != row.born_on.isoformat():
        return False
    theirs = [_sorted(name) for name in (row.name, row.also_known_as) if name]
    ours = [_sorted(name) for name in (person.get("name"), person.get("also_known_as")) if name]
    return any(
        set(one.split()) <= set(other.split())
        or set(other.split()) <= set(one.split())
        or SequenceMatcher(None, one, other).ratio() >= ALIKE_NAMES
        for one in ours
        for other in theirs
    )


def _sorted(name: str) -> str:
    return " ".join(sorted(pieces_of(name)))


def _same_account(group: SubGroup, agency: Agency | None, incident_on: date | None, summary: str) -> set[int]:
    if incident_on is None:
        return set()
    rows = CaseDate.objects.filter(
        case__group=group, case__agency=agency, kind=DateKind.INCIDENT, day=incident_on
    ).values_list("case_id", "case__summary")
    ours = _words(summary)
    return {
        case
        for case, theirs in rows
        if len(ours & _words(theirs)) >= ALIKE_WORDS * max(len(ours | _words(theirs)), 1)
    }


def _words(text: str) -> set[str]:
    return {piece for piece in pieces_of(text) if len(piece) >= _LONG}
