"""Which column of a tracker is what: by the words that head it, by what stands in it, or as a person said."""

import difflib
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from actionplans.trackers import lights
from actionplans.trackers.headings import EITHER, FIELDS, HEADINGS, NOT_USED, SEVERAL
from subgroup.sheets import dates
from subgroup.sheets.agencies import AgencyWords
from subgroup.sheets.grids import Cell, letters

LEAST_CERTAIN = 0.5
BY_HAND = "as chosen by hand"
BY_BOTH = "by its heading and by what stands in it"
_REFERENCE = re.compile(r"^[A-Z]{0,6}[\s./-]?\d{1,3}(?:[./-]?[a-z0-9]{1,3}){0,3}$", re.IGNORECASE)
_CODE = re.compile(r"^(?=\S*\d)[A-Z0-9]+(?:[./-][A-Z0-9]+)*$", re.IGNORECASE)
"""SCR-K/3.2, 1.4, R2a."""
_LIGHTS = {*lights.LETTERS, *lights.NAMES}
_RECOMMENDATION_AND_ACTION = ("recommendation", "action")


@dataclass(frozen=True)
class Column:
    number: int
    header: str
    field: str
    """A key of FIELDS, or NOT_USED."""
    certainty: float
    """From 0 to 1; 1 is a heading that is known word for word, or a person's choice."""
    why: str
    name: str = ""
    """The heading, and of headings that stand over several columns also the column: “Details (column C)”."""


_FOOTNOTE = re.compile(r"\(\s*\d{1,2}\s*\)|\[\s*\d{1,2}\s*\]|['’]")
_WORD = re.compile(r"[^\W_]+")


@lru_cache(maxsize=4096)
def normal(header: str) -> str:
    """A heading in small letters, without the numbers of footnotes and without marks."""
    text = _FOOTNOTE.sub("", header.casefold()).replace("%", " percent ")
    return " ".join(_WORD.findall(text))


def _phrases() -> dict[str, str]:
    table = {phrase: field for field, phrases in HEADINGS.items() for phrase in phrases}
    return table | {phrase: fields for fields, phrases in EITHER.items() for phrase in phrases}


_PHRASES = _phrases()


def is_known(header: str) -> bool:
    """The heading is known word for word."""
    return normal(header) in _PHRASES


@lru_cache(maxsize=4096)
def guesses(header: str) -> tuple[tuple[str, float], ...]:
    """The fields that a heading may mean, the likeliest first; “agency|officer” where it does not tell."""
    here = normal(header)
    if not here or len(here) > 90:
        return ()
    if here in _PHRASES:
        return ((_PHRASES[here], 1.0),)
    bare = normal(re.sub(r"\([^)]*\)", " ", header))
    if bare != here and bare in _PHRASES:
        return ((_PHRASES[bare], 0.95),)
    found: dict[str, float] = {}
    words = here.split()
    for phrase, field in _PHRASES.items():
        score = _likeness(phrase.split(), words)
        if score > found.get(field, 0):
            found[field] = score
    if not found:
        near = difflib.get_close_matches(here, [p for p in _PHRASES if len(p) > 4], n=1, cutoff=0.84)
        found = {_PHRASES[near[0]]: 0.6} if near else {}
    return tuple(sorted(found.items(), key=lambda item: -item[1]))


def _likeness(phrase: Sequence[str], words: Sequence[str]) -> float:
    """How much of a heading a phrase is: its words stand together in it, or, where there are two and more, anywhere in it."""
    length = len(phrase)
    if length > len(words) or not set(phrase) <= set(words):
        return 0.0
    together = any(list(words[at : at + length]) == list(phrase) for at in range(len(words) - length + 1))
    if not together and length < 2:
        return 0.0
    return 0.45 + 0.5 * length / len(words) - (0 if together else 0.05)


def is_combined(header: str) -> bool:
    """One column for recommendations and for their actions."""
    words = normal(header).replace("recommendations", "recommendation").replace("actions", "action").split()
    return (
        all(word in words for word in _RECOMMENDATION_AND_ACTION) and "no" not in words and "ref" not in words
    )


def by_headings(headers: Mapping[int, str], by_hand: Mapping[str, str] | None = None) -> list[Column]:
    """A column for each heading. What a person chose goes before every guess."""
    chosen = {normal(header): field for header, field in (by_hand or {}).items()}
    columns: dict[int, Column] = {}
    taken: set[str] = set()
    names = _names(headers)
    for number, header in headers.items():
        keys = (names[number], header, f"column {letters(number)}")
        field = next((chosen[normal(key)] for key in keys if normal(key) in chosen), None)
        if field is not None:
            columns[number] = Column(number, header, field, 1.0, BY_HAND)
            taken.add(field)
    for number in _lights_to_tick(headers):
        columns.setdefault(number, Column(number, headers[number], "tick", 1.0, "by its heading"))
    for certainty, number, field in _ranked(headers, columns):
        if number in columns or (field in taken and field not in SEVERAL):
            continue
        columns[number] = Column(number, headers[number], field, certainty, "by its heading")
        taken.add(field)
    found = [columns.get(n, Column(n, header, NOT_USED, 0.0, "not used")) for n, header in headers.items()]
    return [replace(column, name=names[column.number]) for column in found]


def _lights_to_tick(headers: Mapping[int, str]) -> list[int]:
    """Columns of their own for red, amber and green, in which one is ticked."""
    found = [number for number, header in headers.items() if normal(header) in _LIGHTS]
    return found if len(found) > 1 else []


def _names(headers: Mapping[int, str]) -> dict[int, str]:
    """A name for each column that no other bears."""
    times = Counter(normal(header) for header in headers.values())
    return {
        number: f"{header} (column {letters(number)})" if header and times[normal(header)] > 1 else header
        for number, header in headers.items()
    }


def is_one_of_several(column: Column, every: Iterable[Column]) -> bool:
    """Whether nothing but its place told it from another column with the same heading."""
    if column.why == BY_HAND or not column.header:
        return False
    here = normal(column.header)
    return any(
        other.number != column.number and other.why != BY_HAND and normal(other.header) == here
        for other in every
    )


def _ranked(headers: Mapping[int, str], done: Mapping[int, Column]) -> list[tuple[float, int, str]]:
    ranked = []
    for number, header in headers.items():
        if number in done:
            continue
        if is_combined(header):
            ranked.append((0.95, number, "action"))
            continue
        ranked += [(score, number, field) for field, score in guesses(header) if score >= LEAST_CERTAIN]
    return sorted(ranked, key=lambda item: (-item[0], item[1]))


def by_contents(
    columns: list[Column], samples: Mapping[int, Sequence[Cell]], agencies: AgencyWords
) -> list[Column]:
    """Settles the headings that do not tell, and finds what is missing among the columns that nothing was known of."""
    columns = _no_agencies(_numbers_under_action(columns, samples), samples, agencies)
    settled = [_agency_or_officer(column, samples, agencies, columns) for column in columns]
    settled = [_officer_or_agency(column, samples, agencies, settled) for column in settled]
    settled = [_no_reference(column, samples, agencies) for column in settled]
    for field, looks_like, least in _LOOKS:
        if any(column.field in _INSTEAD.get(field, (field,)) for column in settled):
            continue
        best = max(
            ((looks_like(samples.get(c.number, ()), agencies), c) for c in settled if c.why == "not used"),
            key=lambda pair: pair[0],
            default=(0.0, None),
        )
        if best[1] is not None and best[0] >= least:
            found = best[1]
            certainty = round(min(best[0], 1.0) * 0.6, 2)
            new = replace(found, field=field, certainty=certainty, why="by what stands in it")
            settled = [new if column is found else column for column in settled]
    return settled


def _numbers_under_action(columns: list[Column], samples: Mapping[int, Sequence[Cell]]) -> list[Column]:
    """“Action” heads the references where another column, such as “What”, says what is to be done."""
    action = next((c for c in columns if c.field == "action" and c.why != BY_HAND), None)
    other = next((c for c in columns if not c.field and ("action", 1.0) in guesses(c.header)), None)
    if not action or not other or any(c.field == "reference" for c in columns):
        return columns
    if _share(samples.get(action.number, ()), lambda cell: bool(_CODE.match(cell.text))) < 0.8:
        return columns
    fields = {action.number: "reference", other.number: "action"}
    return [replace(c, field=fields[c.number], why=BY_BOTH) if c.number in fields else c for c in columns]


def _no_agencies(
    columns: list[Column], samples: Mapping[int, Sequence[Cell]], agencies: AgencyWords
) -> list[Column]:
    """“Agency says” is no column of agencies where “Who” is one."""
    doubtful = next((c for c in columns if c.field == "agency" and c.certainty < 0.9), None)
    telling = [
        c for c in columns if "|" in c.field and _agencies_in(samples.get(c.number, ()), agencies) >= 0.5
    ]
    if not doubtful or not telling or _agencies_in(samples.get(doubtful.number, ()), agencies):
        return columns
    return [
        replace(c, field=NOT_USED, certainty=0.0, why="not used") if c is doubtful else c for c in columns
    ]


def _agency_or_officer(
    column: Column, samples: Mapping[int, Sequence[Cell]], agencies: AgencyWords, every: Iterable[Column]
) -> Column:
    if "|" not in column.field:
        return column
    share = _agencies_in(samples.get(column.number, ()), agencies)
    others = {other.field for other in every}
    if "agency" in others or (share < 0.3 and "officer" not in others):
        field = "officer" if "officer" not in others else NOT_USED
    else:
        field = "agency"
    certainty = column.certainty * (0.9 if share >= 0.5 else 0.6)
    why = BY_BOTH if field else "not used"
    return replace(column, field=field, certainty=round(certainty, 2), why=why)


def _officer_or_agency(
    column: Column, samples: Mapping[int, Sequence[Cell]], agencies: AgencyWords, every: Iterable[Column]
) -> Column:
    """“Action lead” heads agencies in a tracker that has no other column for them."""
    if column.field != "officer" or column.why == BY_HAND or any(other.field == "agency" for other in every):
        return column
    share = _agencies_in(samples.get(column.number, ()), agencies)
    if share < 0.6:
        return column
    return replace(column, field="agency", certainty=round(share * 0.9, 2), why=BY_BOTH)


def _no_reference(column: Column, samples: Mapping[int, Sequence[Cell]], agencies: AgencyWords) -> Column:
    """“Item” heads numbers in one tracker and words in another."""
    cells = samples.get(column.number, ())
    doubtful = (
        column.field == "reference" and column.why == "by its heading" and any(cell.text for cell in cells)
    )
    if (
        doubtful
        and _share(cells, lambda cell: bool(_REFERENCE.match(cell.text)) or len(cell.text) < 12) < 0.5
    ):
        return replace(column, field=NOT_USED, certainty=0.0, why="not used")
    return column


def _share(cells: Sequence[Cell], fits: Callable[[Cell], bool]) -> float:
    texts = [cell for cell in cells if cell.text]
    return sum(1 for cell in texts if fits(cell)) / len(texts) if texts else 0.0


def _agencies_in(cells: Sequence[Cell], agencies: AgencyWords) -> float:
    return _share(cells, lambda cell: len(cell.text) < 80 and bool(agencies.read(cell.text).codes))


def _dates_in(cells: Sequence[Cell], agencies: AgencyWords) -> float:
    kinds = ("date", "datetext", "month", "quarter", "ongoing", "done")
    return _share(
        cells,
        lambda cell: (
            len(cell.text) < 40 and dates.read_timescale(cell.value, near=dates.SOME_DAY).kind in kinds
        ),
    )


def _lights_in(cells: Sequence[Cell], agencies: AgencyWords) -> float:
    def is_light(cell: Cell) -> bool:
        return len(cell.text) < 15 and bool(lights.named(cell.text))

    coloured = [cell for cell in cells if cell.colour in {"R", "A", "G", "B"}]
    if any(cell.text for cell in cells):
        return _share(cells, is_light)
    return 0.8 if len({cell.colour for cell in coloured}) > 1 and len(coloured) * 2 >= len(cells) else 0.0


def _references_in(cells: Sequence[Cell], agencies: AgencyWords) -> float:
    texts = [cell.text for cell in cells if cell.text]
    if len(set(texts)) < len(texts) * 0.8:
        return 0.0
    return _share(cells, lambda cell: bool(_REFERENCE.match(cell.text)))


def _long_text_in(cells: Sequence[Cell], agencies: AgencyWords) -> float:
    texts = [cell.text for cell in cells if cell.text]
    different = len(set(texts)) / max(len(texts), 1)
    return different * min(sum(map(len, texts)) / max(len(texts), 1) / 40, 1.0) if different > 0.5 else 0.0


_LOOKS = (
    ("agency", _agencies_in, 0.5),
    ("due", _dates_in, 0.6),
    ("rag", _lights_in, 0.6),
    ("reference", _references_in, 0.8),
    ("action", _long_text_in, 0.5),
)
_INSTEAD = {
    "due": ("due", "first_due", "revised_due"),
    "rag": ("rag", "status", "tick"),
    "action": ("action",),
    "reference": ("reference", "rec_no"),
}


def fingerprint(headers: Iterable[str]) -> str:
    """The same for every tracker with these headings, in whatever order."""
    known = "\n".join(sorted({normal(header) for header in headers if normal(header)}))
    return hashlib.sha256(known.encode()).hexdigest()[:20]


def remembered(columns: Iterable[Column]) -> dict[str, str]:
    """What to keep of a mapping that a person confirmed: heading to field. It is given back as `mapping`."""
    return {column.name: column.field for column in columns if column.header}


def unknown_fields(mapping: Mapping[str, str]) -> list[str]:
    return sorted({field for field in mapping.values() if field and field not in FIELDS})
