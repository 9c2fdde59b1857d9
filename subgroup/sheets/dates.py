"""Timescales as people write them, read as a day or as none. A day that was not written in full is only a suggestion."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise

from subgroup.sheets.date_doubts import asked_of, long
from subgroup.sheets.date_patterns import (
    APART,
    DAY_BEFORE,
    DAY_MONTH,
    DONE,
    FORMER,
    LONE_YEAR,
    MONTH_SHORT_YEAR,
    ONGOING,
    PART,
    PATTERNS,
    REPLACED,
    UNKNOWN,
)
from subgroup.sheets.grids import text_of
from subgroup.sheets.years import OWN_DATE, Near

FIRST_YEAR, LAST_YEAR = 1990, 2100
SOME_DAY = date(2017, 4, 1)
_SERIALS = range(32874, 73416)  # Excel's count of the days of those years
_MONTHS = {name.lower(): n for n, name in enumerate(calendar.month_name) if name}
_SHORT = {name[:3]: n for name, n in _MONTHS.items()}


@dataclass(frozen=True)
class Timescale:
    written: str = ""
    kind: str = "blank"
    """date, datetext, month, quarter, ongoing, done, blank; “text” for words that give no day."""
    due: date | None = None
    first: date | None = None
    """The earlier day, where the text says that it was replaced."""
    notes: tuple[str, ...] = ()
    """How it was read."""
    doubts: tuple[str, ...] = ()
    """What a person must confirm or add."""
    impossible: bool = False
    """A date is written that no calendar has, or one too far away to be meant."""
    done_on: date | None = None
    """The day on which it is said to have been done."""


@dataclass(frozen=True)
class _Found:
    kind: str
    day: date | None
    start: int
    end: int
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()
    impossible: bool = False


def day_or_none(year: int, month: int, day: int) -> date | None:
    """The day, or None where the calendar has none or it lies outside 1990 to 2100."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> date | None:
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return None
    return date(year, month, calendar.monthrange(year, month)[1])


def end_of_quarter(quarter: int, starting: int) -> date | None:
    """The last day of a quarter of the financial year that starts in April of `starting`: Q1 is April to June."""
    year, month = (starting, 3 + 3 * quarter) if quarter < 4 else (starting + 1, 3)
    return last_of_month(year, month)


def read_timescale(value: object, *, near: date | Near | None = None, struck: str = "") -> Timescale:
    """Reads a cell. `near` is a day of the file, or of the row, from which a missing year is guessed; `struck` is crossed-out text."""
    plain = _of_value(value) if value is not None else None
    found = plain or _of_text(text_of(value), near)
    if not struck:
        return found
    before = _of_text(struck, near)
    if found.due is None and found.kind == "blank":
        return Timescale(
            struck,
            "text",
            None,
            before.due,
            (),
            (f"“{struck}” is struck out and nothing stands in its place.",),
        )
    note = f"“{struck}” is struck out; “{found.written}” was taken."
    return Timescale(
        found.written,
        found.kind,
        found.due,
        before.due or found.first,
        (*found.notes, note),
        found.doubts,
        done_on=found.done_on,
    )


def _of_value(value: object) -> Timescale | None:
    """Cells that hold a day or a number and no text."""
    written = text_of(value)
    if isinstance(value, date):
        day = value.date() if isinstance(value, datetime) else value
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return Timescale(written, "date", day)
        doubt = f"{long(day)} lies outside the years {FIRST_YEAR} to {LAST_YEAR}."
        return Timescale(written, "text", None, None, (), (doubt,), impossible=True)
    if isinstance(value, bool) or not re.fullmatch(r"\d{4,5}|\d{5}\.\d+", written):
        return None
    number = int(float(written))
    if number in _SERIALS:
        day = date(1899, 12, 30) + timedelta(days=number)
        return Timescale(written, "date", day, None, (f"The number {number} is how Excel keeps {long(day)}.",), (
            f"The cell shows the number {number}: is {long(day)} meant?",))  # fmt: skip
    return _none(
        written,
        f"“{written}” is no day."
        if not FIRST_YEAR <= number <= LAST_YEAR
        else f"“{written}” is only a year.",
    )


def _none(written: str, doubt: str, kind: str = "text") -> Timescale:
    return Timescale(written, kind, None, None, (), (doubt,))


@lru_cache(maxsize=2048)
def _of_text(text: str, near: date | Near | None) -> Timescale:
    if not text:
        return _none("", "No due date is written: ask for one.", "blank")
    if UNKNOWN.match(text):
        return _none(text, f"“{text}” gives no due date: ask for one.", "blank")
    own = Near(near, OWN_DATE) if isinstance(near, date) else near
    found = _dates(text, own)
    if ONGOING.search(text):
        return _none(
            text, "The action is ongoing and has no due date: ask for one, or for a day of review.", "ongoing"
        )
    if DONE.match(text):
        days = [item.day for item in found if item.day and item.kind == "datetext"]
        note = f"Said to be done on {long(days[-1])}." if days else "Said to be done; no due date is written."
        return Timescale(text, "done", None, None, (note,), done_on=days[-1] if days else None)
    if not found and own and (short := DAY_MONTH.fullmatch(text.strip())):
        return _one(text, _without_year(short, own))
    if not found and (short := MONTH_SHORT_YEAR.fullmatch(text.strip())):
        return _one(text, _of_month(short, _year(short[2]), int(short[1])))
    if not found:
        return _none(text, f"“{text}” gives no day: ask for one.")
    return _one(text, found[0]) if len(found) == 1 else _several(text, found)


def _dates(text: str, own: Near | None) -> list[_Found]:
    """Each date of the text. The year of “July & October 2017” stands for both; so does that of “July 2017, October”."""
    matches = [match for match in PATTERNS.finditer(text) if not _is_verb(text, match)]
    found: list[_Found | None] = [None if _lacks_year(match) else _parsed(match, None) for match in matches]
    lent = [f"“{match[0]}”" for match in matches]
    links = list(pairwise(range(len(matches))))
    for at, to, order in [*((b, a, -1) for a, b in reversed(links)), *((a, b, 1) for a, b in links)]:
        item = found[at]
        between = text[matches[min(at, to)].end() : matches[max(at, to)].start()]
        if (
            found[to] is None
            and item
            and item.day
            and not APART.search(between)
            and _alike(matches[at], matches[to])
        ):
            order = -order if FORMER.search(between) else order
            found[to], lent[to] = _parsed(matches[to], Near(item.day, lent[at], order)), lent[at]
    own = _of_lone_year(text, matches) or own
    return [item or _parsed(match, own) for item, match in zip(found, matches, strict=True)]


def _of_lone_year(text: str, matches: list[re.Match[str]]) -> Near | None:
    """The year of “February half-term 2018”, which stands apart from its month."""
    alone = [
        year
        for year in LONE_YEAR.finditer(text)
        if not any(m.start() <= year.start() < m.end() for m in matches)
    ]
    return Near(date(int(alone[0][1]), 7, 1), f"“{alone[0][1]}”") if len(alone) == 1 else None


def _lacks_year(match: re.Match[str]) -> bool:
    return bool(match["noyear"] or match["m"] or (match["qtr"] and not match["qy"]))


def _alike(one: re.Match[str], other: re.Match[str]) -> bool:
    """A quarter is of a financial year, a month of a plain one."""
    return bool(one["qtr"] or one["yq"]) == bool(other["qtr"])


def _is_verb(text: str, match: re.Match[str]) -> bool:
    """“may need longer” names no month."""
    return match[0] == "may" and bool(re.match(r"\s+[a-z]", text[match.end() :]))


def _one(text: str, item: _Found) -> Timescale:
    if item.day is None:
        return Timescale(text, "text", None, None, item.notes, item.doubts, item.impossible)
    notes, doubts = item.notes, item.doubts
    if item.kind == "month" and PART.search(text):
        doubts = (*doubts, f"“{text}” is a part of a month: which day is meant?")
    if item.kind == "datetext" and DAY_BEFORE.search(text[: item.start]):
        doubts = (*doubts, f"“{text}” holds more than one day: the last, {long(item.day)}, was taken.")
    if item.kind == "datetext":
        doubts = (*doubts, *asked_of(text, item.day, text[: item.start], text[item.end :]))
    return Timescale(text, item.kind, item.day, None, notes, doubts)


def _several(text: str, found: list[_Found]) -> Timescale:
    days = [item for item in found if item.day]
    if not days:
        said = tuple(doubt for item in found for doubt in item.doubts)
        return Timescale(text, "text", None, None, (), said, any(item.impossible for item in found))
    between = " ".join(text[a.end : b.start] for a, b in pairwise(found))
    before = text[: found[0].start]
    doubts = tuple(doubt for item in found for doubt in item.doubts)
    first, last = days[0], days[-1]
    if first.day == last.day:
        return Timescale(text, last.kind, last.day, None, last.notes, doubts)
    if FORMER.search(between):
        first, last = last, first
        replaced = True
    else:
        replaced = bool(REPLACED.search(between) or FORMER.search(before))
    if replaced and len(days) == len(found):
        note = f"Two dates: {long(last.day)} replaces {long(first.day)}."  # type: ignore[arg-type]
        return Timescale(text, last.kind, last.day, first.day, (*last.notes, note), doubts)
    latest = max(days, key=lambda item: item.day or date.min)
    ask = f"“{text}” holds {len(found)} dates: the latest, {long(latest.day)}, was taken."  # type: ignore[arg-type]
    return Timescale(text, latest.kind, latest.day, None, latest.notes, (*doubts, ask))


def _parsed(match: re.Match[str], near: Near | None) -> _Found:
    return _READERS[_kind_of(match)](match, near)


def _kind_of(match: re.Match[str]) -> str:
    return next(name for name in _READERS if match[name] is not None)


def _full(match: re.Match[str], year: int, month: int, day: int, *doubts: str) -> _Found:
    found = day_or_none(year, month, day)
    if found is None:
        doubts = (f"“{match[0]}” is no day of the calendar from {FIRST_YEAR} to {LAST_YEAR}.",)
    return _Found("datetext", found, *match.span(), (), doubts, impossible=found is None)


def _year(written: str) -> int:
    return int(written) if len(written) == 4 else 2000 + int(written)


def _iso(match: re.Match[str], near: Near | None) -> _Found:
    return _full(match, int(match["iy"]), int(match["im"]), int(match["id"]))


def _numbers(match: re.Match[str], near: Near | None) -> _Found:
    day, month, year = int(match["na"]), int(match["nb"]), _year(match["ny"])
    if month > 12 >= day:
        return _full(match, year, day, month, f"“{match[0]}” was read month first, as in America.")
    return _full(match, year, month, day)


def _spaced(match: re.Match[str], near: Near | None) -> _Found:
    return _full(match, int(match["sy"]), int(match["sb"]), int(match["sa"]))


def _run_together(match: re.Match[str], near: Near | None) -> _Found:
    return _full(match, int(match["ry"]), int(match["rm"]), int(match["rd"]))


def _year_of_finance(match: re.Match[str], near: Near | None) -> _Found:
    """“by the end of 2017/18”."""
    starting = int(match["fyy"])
    day = end_of_quarter(4, starting)
    if int(match["fyz"][-2:]) != (starting + 1) % 100 or day is None:
        return _Found("text", None, *match.span(), (), (f"“{match[0]}” gives no day: ask for one.",))
    said = f"“{match[0]}” is a financial year: its last day, {long(day)}, is suggested."
    return _Found("text", day, *match.span(), (), (said,))


def _day_month_year(match: re.Match[str], near: Near | None) -> _Found:
    return _full(match, _year(match["dy"] or match["dys"]), _month(match["dm"]), int(match["dd"]))


def _month_day_year(match: re.Match[str], near: Near | None) -> _Found:
    return _full(match, _year(match["uy"]), _month(match["um"]), int(match["ud"]))


def _month(written: str) -> int:
    return _SHORT[written[:3].lower()]


def _of_month(match: re.Match[str], year: int, month: int, *more: str) -> _Found:
    day = last_of_month(year, month)
    if day is None:
        return _Found(
            "month",
            None,
            *match.span(),
            (),
            (f"“{match[0]}” is no month between {FIRST_YEAR} and {LAST_YEAR}.",),
        )
    doubts = more or (f"“{match[0]}” is a month: its last day, {long(day)}, is suggested.",)
    return _Found("month", day, *match.span(), (), doubts)


def _month_year(match: re.Match[str], near: Near | None) -> _Found:
    return _of_month(match, _year(match["mj"] or match["mjs"]), _month(match["mm"]))


def _month_of_financial_year(match: re.Match[str], near: Near | None) -> _Found:
    """“March 2017/18” is of 2018, “December 2017/18” of 2017."""
    month, first = _month(match["fmm"]), int(match["fmy"])
    if int(match["fmz"][-2:]) != (first + 1) % 100:
        return _Found(
            "month", None, *match.span(), (), (f"“{match[0]}” names no financial year: which is meant?",)
        )
    return _of_month(match, first if month >= 4 else first + 1, month)


def _number_year(match: re.Match[str], near: Near | None) -> _Found:
    return _of_month(match, int(match["nmy"]), int(match["nmm"]))


def _month_alone(match: re.Match[str], near: Near | None) -> _Found:
    month = _month(match["om"])
    if near is None:
        return _Found("month", None, *match.span(), (), (f"“{match[0]}” has no year: which is meant?",))
    year = near.year(month)
    day = last_of_month(year, month)
    said = f"“{match[0]}” has no year: {long(day)} is suggested, from {near.source}." if day else ""
    return _of_month(match, year, month, *([said] if said else []))


def _day_month(match: re.Match[str], near: Near | None) -> _Found:
    month, day = _month(match["xm"]), int(match["xd"])
    if near is None:
        return _Found("datetext", None, *match.span(), (), (f"“{match[0]}” has no year: which is meant?",))
    year = near.year(month)
    return _full(match, year, month, day, f"“{match[0]}” has no year: {year} was taken from {near.source}.")


def _without_year(match: re.Match[str], near: Near) -> _Found:
    """“31/07” alone in its cell, day first."""
    year = near.year(int(match[2]))
    said = f"“{match[0]}” has no year: {year} was taken from {near.source}."
    return _full(match, year, int(match[2]), int(match[1]), said)


def _quarter(match: re.Match[str], near: Near | None) -> _Found:
    return _of_quarter(match, int(match["q"] or match["qo"]), match["qy"], match["qz"], near)


def _quarter_after_its_year(match: re.Match[str], near: Near | None) -> _Found:
    return _of_quarter(match, int(match["yqn"] or match["yqo"]), match["yqy"], match["yqz"], near)


def _of_quarter(
    match: re.Match[str], quarter: int, year: str | None, following: str | None, near: Near | None
) -> _Found:
    """`following` is the second year of a financial one: 18 of 2017/18."""
    if year:
        starting, sure = _year(year), bool(following)
        if following and _year(following) != starting + 1:
            return _Found("quarter", None, *match.span(), (), (f"“{match[0]}” names no financial year.",))
        why = "" if sure else f" It was read as the financial year {starting}/{(starting + 1) % 100:02d}."
    elif near:
        starting = near.financial_year(quarter)
        why = f" It has no year: {starting}/{(starting + 1) % 100:02d} was taken from {near.source}."
    else:
        return _Found("quarter", None, *match.span(), (), (f"“{match[0]}” has no year: which is meant?",))
    day = end_of_quarter(quarter, starting)
    if day is None:
        return _Found(
            "quarter", None, *match.span(), (), (f"“{match[0]}” lies outside {FIRST_YEAR} to {LAST_YEAR}.",)
        )
    said = f"“{match[0]}” is a quarter of a financial year: its last day, {long(day)}, is suggested.{why}"
    return _Found("quarter", day, *match.span(), (), (said,))


_READERS = {
    "iso": _iso, "num": _numbers, "spaced": _spaced, "run": _run_together, "dmy": _day_month_year, "mdy": _month_day_year,
    "yq": _quarter_after_its_year, "qtr": _quarter, "fm": _month_of_financial_year, "my": _month_year, "nm": _number_year,
    "fy": _year_of_finance, "noyear": _day_month, "m": _month_alone,
}  # fmt: skip
