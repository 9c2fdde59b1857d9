"""A membership as people keep it in a spreadsheet: one row a holder of a seat, read, previewed, then written in one transaction.

Columns: seat_no, seat, role_in_group, agency_code, agency, counts_for_quorum, holder, email, start_date, end_date, deputy,
deputy_email, compact_signed, notes. A row without a holder is a vacant seat. “previous one D to D” in the notes is a compact
that came before the signed one.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction

from members.models import Agency, Compact, Deputyship, Holding, Seat
from members.services import compacts, people, seats
from subgroup import access, typed
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

COLUMNS = (
    "seat_no",
    "agency_code",
    "holder",
    "email",
    "start_date",
    "end_date",
    "deputy",
    "deputy_email",
    "compact_signed",
)
SEPARATORS = ",;\t"
MOST_ROWS = 2000
LONGEST_NAME = 200
_PREVIOUS = re.compile(r"previous one (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)")


@dataclass
class Row:
    """One row of the file. `problems` are sentences; a row with one is not imported."""

    line: int
    seat_no: int | None
    seat_title: str
    agency_code: str
    holder: str
    email: str
    starts_on: date | None
    ends_on: date | None
    deputy: str
    deputy_email: str
    compact_signed: date | None
    previous_compact: tuple[date, date] | None
    problems: list[str]
    status: str = ""

    @property
    def is_vacant(self) -> bool:
        return not self.holder


def read(text: str) -> list[Row]:
    """The rows of a membership, separated by commas, semicolons or tabs. Raises NotAllowed when it is not one."""
    text = text.lstrip("\ufeff")
    head = text.partition("\n")[0]
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(SEPARATORS, key=head.count))
    try:
        missing = [name for name in COLUMNS if name not in (reader.fieldnames or ())]
        if missing:
            raise NotAllowed(f"This is not a membership file: it has no column {', '.join(missing)}.")
        rows = []
        for raw in reader:
            rows.append(_row(reader.line_num, {key: value.strip() for key, value in _cells(raw)}))
            if len(rows) > MOST_ROWS:
                raise NotAllowed(f"This is too long to be a membership: {MOST_ROWS:,} rows are the most.")
    except csv.Error as error:
        raise NotAllowed(
            f"After line {reader.line_num} this cannot be read as CSV. Save the spreadsheet as CSV again."
        ) from error
    return rows


def _cells(raw: dict[str, str | None]) -> Iterator[tuple[str, str]]:
    """A short row lacks its last cells; a long one has some that belong to no column."""
    return ((key, value or "") for key, value in raw.items() if key)


def _row(line: int, raw: dict[str, str]) -> Row:
    problems: list[str] = []

    def day(name: str) -> date | None:
        return as_day(name, raw[name]) if raw[name] else None

    def as_day(name: str, text: str) -> date | None:
        try:
            return typed.day(text)
        except ValueError:
            problems.append(f"{name} “{text}” is not a date such as 2017-04-20.")
            return None

    def previous() -> tuple[date, date] | None:
        found = _PREVIOUS.search(raw.get("notes") or "")
        first, last = (as_day("notes", text) for text in found.groups()) if found else (None, None)
        if first and last and last < first:
            problems.append("notes: the previous compact ends before it starts.")
        return (first, last) if first and last else None

    number = typed.whole(raw["seat_no"])
    if number is None:
        problems.append("seat_no is not a number.")
    starts_on, ends_on = day("start_date"), day("end_date")
    problems += _of_people(raw)
    problems += _of_holder(raw, starts_on, ends_on)
    return Row(
        line=line,
        seat_no=number,
        seat_title=raw.get("seat", ""),
        agency_code=raw["agency_code"],
        holder=raw["holder"],
        email=raw["email"],
        starts_on=starts_on,
        ends_on=ends_on,
        deputy=raw["deputy"],
        deputy_email=raw["deputy_email"],
        compact_signed=day("compact_signed"),
        previous_compact=previous(),
        problems=problems,
    )


def _of_people(raw: dict[str, str]) -> Iterator[str]:
    for name in ("email", "deputy_email"):
        if raw[name]:
            try:
                validate_email(raw[name])
            except ValidationError:
                yield f"{name} “{raw[name]}” is not an e-mail address."
    for name in ("holder", "deputy"):
        if len(raw[name]) > LONGEST_NAME:
            yield f"{name} is too long to be a name."


def _of_holder(raw: dict[str, str], starts_on: date | None, ends_on: date | None) -> Iterator[str]:
    if raw["holder"] and not raw["email"]:
        yield f"{raw['holder']} has no e-mail address."
    if raw["holder"] and not raw["start_date"]:
        yield f"{raw['holder']} has no start date."
    if starts_on and ends_on and ends_on < starts_on:
        yield "The end date comes before the start date."


def preview(group: SubGroup, rows: list[Row]) -> list[Row]:
    """The same rows with their status: new, changed, unchanged, vacant or wrong. Writes nothing."""
    by_number = {seat.number: seat for seat in Seat.objects.filter(group=group).select_related("agency")}
    held = {
        (holding.seat_id, holding.person.email.lower(), holding.starts_on): holding
        for holding in Holding.objects.filter(seat__group=group).select_related("person", "seat")
    }
    for row in rows:
        seat = by_number.get(row.seat_no or 0)
        if seat is None and row.seat_no is not None:
            row.problems.append(f"The terms of reference have no post {row.seat_no}.")
        elif seat and seat.agency.code != row.agency_code:
            row.problems.append(
                f"Post {row.seat_no} belongs to {seat.agency.code}, not to {row.agency_code}."
            )
        if row.problems or seat is None:
            row.status = "wrong"
        elif row.is_vacant:
            row.status = "vacant"
        else:
            holding = held.get((seat.pk, row.email.lower(), row.starts_on or date.min))
            row.status = (
                "new" if holding is None else "unchanged" if holding.ends_on == row.ends_on else "changed"
            )
    _two_at_once(rows, list(held.values()))
    return rows


def _two_at_once(rows: list[Row], stored: list[Holding]) -> None:
    """Marks rows that would have one seat held by two people on the same day."""
    held = [
        (row, row.seat_no, row.starts_on)
        for row in rows
        if row.seat_no and row.starts_on and row.status in ("new", "changed", "unchanged")
    ]
    in_file = {(seat_no, row.email.lower(), starts_on) for row, seat_no, starts_on in held}
    others = [
        (holding.seat.number, holding.starts_on, holding.ends_on, f"{holding.person} holds it already")
        for holding in stored
        if (holding.seat.number, holding.person.email.lower(), holding.starts_on) not in in_file
    ]
    for row, seat_no, starts_on in sorted(held, key=lambda one: one[2]):
        for number, first, last, who in others:
            if number == seat_no and first <= (row.ends_on or date.max) and starts_on <= (last or date.max):
                row.problems.append(f"Post {number} would be held twice: {who}, from {first:%-d %B %Y}.")
                row.status = "wrong"
                break
        else:
            others.append((seat_no, starts_on, row.ends_on, f"line {row.line} gives it to {row.holder}"))


@transaction.atomic
def write(*, group: SubGroup, rows: Iterable[Row], by: Person | None, at: datetime) -> list[str]:
    """Writes the rows that are not wrong. Raises NotAllowed, and writes nothing, if one of them is."""
    rows = preview(group, list(rows))
    wrong = [row for row in rows if row.problems]
    if wrong:
        raise NotAllowed(f"Line {wrong[0].line}: {wrong[0].problems[0]} Nothing was imported.")
    lines: list[str] = []
    seat_of = {
        seat.number: seat for seat in Seat.objects.filter(group=group).select_related("agency", "group")
    }
    with access.rebuilt_at_the_end(group, on=day_of(at)):
        for row in sorted(
            rows, key=lambda row: (row.starts_on or date.max, row.line)
        ):  # who leaves before who comes
            seat = seat_of[row.seat_no or 0]
            lines += _compact(seat.agency, row, by=by, at=at)
            if not row.is_vacant:
                lines += _holder(seat, row, by=by, at=at)
    return lines


def _compact(agency: Agency, row: Row, *, by: Person | None, at: datetime) -> list[str]:
    lines = []
    wanted: list[tuple[date, date | None]] = [row.previous_compact] if row.previous_compact else []
    if row.compact_signed:
        wanted.append((row.compact_signed, None))
    for first, last in wanted:
        if not Compact.objects.filter(agency=agency, starts_on=first).exists():
            compacts.sign(agency=agency, signed_on=first, signatory="", ends_on=last, by=by, at=at)
            lines.append(f"compact of {agency.code} from {first}")
    return lines


def _holder(seat: Seat, row: Row, *, by: Person | None, at: datetime) -> list[str]:
    assert row.starts_on is not None  # noqa: S101 - preview refuses a holder without a start date
    lines = []
    person = people.get_or_make(email=row.email, name=row.holder)
    holding = Holding.objects.filter(seat=seat, person=person, starts_on=row.starts_on).first()
    if holding is None:
        seats.record_holding(seat=seat, person=person, starts_on=row.starts_on, ends_on=row.ends_on, at=at)
        lines.append(f"{seat.code}: {person} from {row.starts_on}")
    elif holding.ends_on != row.ends_on:
        holding.ends_on = row.ends_on
        holding.save()
        lines.append(f"{seat.code}: {person} until {row.ends_on}")
    if row.deputy and row.deputy_email:
        deputy = people.get_or_make(email=row.deputy_email, name=row.deputy)
        if not Deputyship.objects.filter(seat=seat, person=deputy).on_or_after(row.starts_on).exists():
            seats.name_deputy(
                seat=seat, person=deputy, starts_on=row.starts_on, ends_on=row.ends_on, by=by, at=at
            )
            lines.append(f"{seat.code}: {deputy} is deputy")
    return lines
