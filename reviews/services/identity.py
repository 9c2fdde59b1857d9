"""Who is behind a codename: kept on a part of its own. Nothing of it goes into a log, a mail or a title."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from reviews.leaks import pieces_of
from reviews.models import Case, IdentityPerson
from reviews.services.acknowledging import draw_again
from reviews.services.cases import locked
from subgroup.errors import NotAllowed
from subgroup.models import Person

FIELDS = ("relation", "name", "also_known_as", "born_on", "died_on", "nhs_number", "address")


def plain(person: Mapping[str, Any]) -> dict[str, str]:
    """One person of a form, as a referral keeps them before there is a case."""
    return {
        name: value.isoformat() if isinstance(value, date) else str(value)
        for name in FIELDS
        if (value := person.get(name))
    }


def named(people: Iterable[Mapping[str, Any]]) -> list[str]:
    """The words that no codename may be."""
    return [name for person in people for name in (person.get("name"), person.get("also_known_as")) if name]


@transaction.atomic
def save(
    *, case: Case, people: Iterable[Mapping[str, Any]], by: Person, at: datetime, version: int | None = None
) -> None:  # fmt: skip
    """The people behind the case, in place of those that were there.

    Raises NotAllowed where the case changed after `version`. A codename that turns out to be somebody's name is drawn again,
    as long as the case is not acknowledged.
    """
    locked(case)
    if version is not None and version != case.version:
        raise NotAllowed(
            "Somebody else changed this case after you opened the page. What you typed stands here: look at the page again "
            "in another window, and save once more."
        )
    rows = [person for person in people if any(value for name, value in person.items() if name != "relation")]
    if case.legal_hold and _loses(people_of(case), rows):
        raise NotAllowed(
            f"{case} is on legal hold: nobody is taken out, and nothing that is recorded is changed. Add what is new beside it."
        )
    IdentityPerson.objects.filter(case=case).delete()
    IdentityPerson.objects.bulk_create(
        IdentityPerson(case=case, **{name: person[name] for name in FIELDS if person.get(name)})
        for person in rows
    )
    case.version += 1
    case.save()
    if not case.acknowledged_at and set(pieces_of(case.codename)) & _pieces(rows):
        draw_again(case, at)


def _loses(before: Iterable[Mapping[str, Any]], after: Iterable[Mapping[str, Any]]) -> bool:
    """Whether something that was recorded of a person would be there no more."""
    kept = [plain(person).items() for person in after]
    return not all(any(plain(person).items() <= one for one in kept) for person in before)


def _pieces(people: Iterable[Mapping[str, Any]]) -> set[str]:
    return {piece for name in named(people) for piece in pieces_of(name)}


def people_of(case: Case) -> list[dict[str, Any]]:
    return list(IdentityPerson.objects.filter(case=case).values(*FIELDS))
