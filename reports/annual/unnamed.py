"""A report that is published names no case: codenames and references are refused in what people type, and looked for before it goes out.

Whether a word is refused never hangs on a case that the writer may not know: every word that a case may be called by is refused.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime

from reviews import reading
from reviews.codenames import WORDS
from reviews.models import ChildDeath, Review
from subgroup import access
from subgroup.clock import day_of
from subgroup.models import Person, SubGroup

_REFERENCE = re.compile(r"\bCC/\d\d/\d+\b", re.IGNORECASE)
_CALLED = re.compile(r"\b(?:case|codename|codenamed|called)\s+[“\"'‘]?([^\W\d_]+)", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_CODENAMES = frozenset(WORDS)
_LOWER = frozenset(word.lower() for word in WORDS)


def refusal(text: str, group: SubGroup, person: Person, *, at: datetime) -> str:
    """Why a text that somebody typed cannot stand in the report; empty where it can."""
    for word in [*_by_its_look(text), *_known(text, group, person, at)]:
        return f"“{word}” can be read as a case, a review or a child death. The report is published: say it without."
    return ""


def named(texts: Iterable[str], group: SubGroup, person: Person, *, at: datetime) -> str:
    """The first codename or reference that stands in the words of a whole report; empty where none does."""
    whole = "\n".join(texts)
    found = _REFERENCE.search(whole)
    return found[0] if found else next(_known(whole, group, person, at), "")


def _by_its_look(text: str) -> Iterator[str]:
    for found in _REFERENCE.finditer(text):
        yield found[0]
    for found in _CALLED.finditer(text):
        if found[1].lower() in _LOWER:
            yield found[1]
    for found in _WORD.finditer(text):
        if found[0].title() in _CODENAMES and found[0] != found[0].lower():
            yield found[0]


def _known(text: str, group: SubGroup, person: Person, at: datetime) -> Iterator[str]:
    """Codenames as they are written, and references of reviews and child deaths, of what is there for the person."""
    rights = access.permissions(person, group, on=day_of(at))
    cases = reading.visible(person, group, rights, at=at)
    reviews = Review.objects.filter(group=group, case__in=cases) | Review.objects.filter(
        group=group, case=None
    )
    deaths = ChildDeath.objects.filter(group=group) if "view_deaths" in rights else ChildDeath.objects.none()
    names = [
        *cases.order_by().values_list("codename", flat=True),
        *reviews.order_by().values_list("code", flat=True),
        *deaths.order_by().values_list("reference", flat=True),
    ]
    for name in dict.fromkeys(names):
        if re.search(rf"(?<![\w/-]){re.escape(name)}(?![\w/-])", text):
            yield name
