"""What is published names no case: codenames and references are refused in what people type, and looked for before it goes out.

Whether a word is refused never hangs on a case that the writer may not know: every word that a case may be called by is refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Q, QuerySet

from reviews import doors, reading
from reviews.codenames import WORDS
from reviews.models import Case, ChildDeath, Review
from subgroup import access, clock
from subgroup.clock import day_of
from subgroup.models import Person, SubGroup

_SIGNS = dict.fromkeys((0x2044, 0x2215), "/") | dict.fromkeys((*range(0x2010, 0x2016), 0x2212), "-")
"""What is read as a stroke or a hyphen."""
_REFERENCE = re.compile(r"\bCC\s?[/\s-]\s?\d\d\s?[/\s-]\s?\d+\b", re.IGNORECASE)
_REVIEW = re.compile(r"\b(?:SCR|CR|MACR|CSPR|LCSPR)-[A-Z0-9]{1,4}\b", re.IGNORECASE)
"""As codes of reviews look, whether there is such a review or not."""
_CALLED = re.compile(r"\b(?:case|codename|codenamed|called)\s+[“\"'‘]?([^\W\d_]+)", re.IGNORECASE)
_CASE_OF = re.compile(
    r"\b([^\W\d_]+)[”\"'’]?\s+(?:case|review|inquiry|child|children|family)\b", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+")
_INNER_HYPHEN = re.compile(r"(?<=[^\W\d_])-(?=[^\W\d_])")
_CODENAMES = frozenset(WORDS)
_LOWER = frozenset(word.lower() for word in WORDS)


def as_read(text: str) -> str:
    """As a person reads it: signs that are not seen are gone, and letters of other widths, strokes and hyphens are plain ones."""
    seen = (
        one
        for one in unicodedata.normalize("NFKC", text).translate(_SIGNS)
        if unicodedata.category(one) != "Cf"
    )
    return "".join(seen)


def refusal(text: str, group: SubGroup, person: Person, *, at: datetime, what: str = "The report") -> str:
    """Why a text that somebody typed cannot stand in what is published; empty where it can."""
    text = as_read(text)
    for word in [*_by_its_look(text), *_known(text, group, person, at)]:
        return (
            f"“{word}” can be read as a case, a review or a child death. {what} is published: say it without."
        )
    return ""


def named(texts: Iterable[str], group: SubGroup, person: Person, *, at: datetime) -> str:
    """The first codename or reference that stands in the words of a whole document; empty where none does."""
    whole = as_read("\n".join(texts))
    found = _REFERENCE.search(whole) or _REVIEW.search(whole)
    return found[0] if found else next(_known(whole, group, person, at), "")


def _by_its_look(text: str) -> Iterator[str]:
    for pattern in (_REFERENCE, _REVIEW):
        yield from (found[0] for found in pattern.finditer(text))
    for read in (text, _INNER_HYPHEN.sub("", text)):
        for pattern in (_CALLED, _CASE_OF):
            yield from (found[1] for found in pattern.finditer(read) if found[1].lower() in _LOWER)
        for found in _WORD.finditer(read):
            if found[0].title() in _CODENAMES and found[0] != found[0].lower():
                yield found[0]


def _known(text: str, group: SubGroup, person: Person, at: datetime) -> Iterator[str]:
    """Codenames as they are written, and references of reviews, their plans and child deaths, of what is there for the person."""
    rights, on = access.permissions(person, group, on=day_of(at)), day_of(at)
    cases = reading.visible(person, group, rights, at=at)
    named_ = Named.of(group, cases, person, on, with_deaths="view_deaths" in rights)
    yield from named_.found_in(text)


@dataclass(frozen=True)
class Named:
    """What cases, reviews, what comes from them, and child deaths are called: name → what is said in its place."""

    words: Mapping[str, str]

    @classmethod
    def of(
        cls,
        group: SubGroup,
        cases: QuerySet[Case],
        person: Person | None,
        on: date,
        *,
        with_deaths: bool = True,
    ) -> "Named":
        reviews = Review.objects.filter(Q(case=None) | Q(case__in=cases), group=group)
        deaths = ChildDeath.objects.filter(group=group) if with_deaths else ChildDeath.objects.none()
        return cls(
            {
                **dict.fromkeys(cases.order_by().values_list("codename", flat=True), "a case"),
                **dict.fromkeys(deaths.order_by().values_list("reference", flat=True), "a child death"),
                **{name: said for ask in doors.also_called for name, said in ask(person, group, on).items()},
                **dict.fromkeys(reviews.order_by().values_list("code", flat=True), "a review"),
            }
        )

    @classmethod
    def open_to_all(cls, group: SubGroup, *, on: date) -> "Named":
        """Of what nobody is kept from: the report is the same for every reader."""
        return cls.of(group, reading.open_to_all(group, clock.now()), None, on)

    def found_in(self, text: str) -> list[str]:
        read = as_read(text)
        return [name for name in self.words if _written(name).search(read)]

    def left_out_of(self, text: str) -> str:
        """A title that somebody typed elsewhere, without them."""
        read = left = as_read(text)
        for name in sorted(self.found_in(read), key=len, reverse=True):
            left = _written(name).sub(self.words[name], left)
        left = _REVIEW.sub("a review", _REFERENCE.sub("a case", left))
        return text if left == read else left


def _written(name: str) -> re.Pattern[str]:
    """A codename as it is written, for it is an ordinary word too; a code or reference in any case, its parts joined by a stroke, a
    hyphen or a space."""
    parts = re.split(r"[/-]", as_read(name))
    spelt = r"\s?[/\s-]\s?".join(map(re.escape, parts))
    return re.compile(rf"(?<![\w/-]){spelt}(?![\w/-])", 0 if name.isalpha() else re.IGNORECASE)
