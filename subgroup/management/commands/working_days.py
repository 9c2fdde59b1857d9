"""working_days START OFFSET: the date so many working days (or other units) from a start, and why."""

import csv
import io
import json
import re
import sys
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subgroup import typed
from subgroup.deadlines.arithmetic import Shifted, Unit, shift
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.rules import Direction, Offset, why
from subgroup.deadlines.wording import long_date

COLUMNS = ("start", "offset", "unit")


class Command(BaseCommand):
    help = (
        "Counts from a date by working, calendar or clear days, weeks or months; below zero is before it. "
        "Working days are England's. Needs no database unless --group is given."
    )
    requires_system_checks: list[str] = []

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        parser = super().create_parser(prog_name, subcommand, **kwargs)
        # an option may stand between the start and the offset: START --json -10
        parser.parse_args = parser.parse_intermixed_args  # type: ignore[method-assign]
        return parser

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("start", nargs="?", help="a date as YYYY-MM-DD")
        parser.add_argument("offset", nargs="?", help="a whole number; below zero is before the start")
        parser.add_argument("--unit", default=Unit.WORKING, help=", ".join(Unit))
        parser.add_argument("--json", action="store_true", help="the date and the days skipped, as JSON")
        parser.add_argument("--group", help="the slug of a sub-group whose closures count")
        parser.add_argument(
            "--csv",
            metavar="FILE",
            help="answer each row of a file: columns start, offset, unit, perhaps closures; - is stdin",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        calendar = _group_calendar(options["group"]) if options["group"] else WorkingCalendar()
        if options["csv"]:
            if options["start"] or options["json"]:
                raise CommandError("--csv answers a file: give neither a start nor --json with it.")
            self.stdout.write(_answer_file(options["csv"], options["unit"], calendar), ending="")
            return
        if options["start"] is None or options["offset"] is None:
            raise CommandError("Give a start and an offset, as in: working_days 2017-10-23 -10")
        try:
            start, offset, unit = _row(options["start"], options["offset"], options["unit"])
            shifted = shift(start, offset, unit, calendar)
        except ValueError as error:
            raise CommandError(str(error)) from None
        self.stdout.write(_as_json(shifted) if options["json"] else _in_words(start, offset, unit, shifted))


def _as_json(shifted: Shifted) -> str:
    skipped = [{"date": skip.date.isoformat(), "why": skip.why} for skip in shifted.skipped]
    return json.dumps({"date": shifted.date.isoformat(), "skipped": skipped})


def _in_words(start: date, offset: int, unit: Unit, shifted: Shifted) -> str:
    direction: Direction = "before" if offset < 0 else "after" if offset else "on"
    reason = why(start, Offset(abs(offset), unit, direction), shifted.skipped)
    lines = [shifted.date.isoformat(), f"{long_date(shifted.date)}: {reason}."]
    lines += [f"  skipped {long_date(skip.date)}: {skip.why}" for skip in shifted.skipped]
    return "\n".join(lines)


_day = cache(typed.day)


def _row(start: str, offset: str, unit: str) -> tuple[date, int, Unit]:
    """Raises ValueError with a sentence."""
    day = _day(start.strip())
    number = offset.strip()
    if not re.fullmatch(r"[-+]?[0-9]{1,10}", number):
        raise ValueError(f"“{number}” is no offset: write a whole number such as -10.")
    try:
        return day, int(number), Unit(unit.strip().lower())
    except ValueError:
        raise ValueError(f"“{unit}” is no unit: write {', '.join(Unit)}.") from None


def _answer_file(name: str, unit: str, calendar: WorkingCalendar) -> str:
    """The rows of the file with a column date. All or nothing: a row that is wrong is named, one with nothing in it is left out."""
    reader = csv.DictReader(_lines(name), strict=True)
    answers = io.StringIO()
    try:
        head = next((row for row in reader.reader if any(map(_says, row))), [])
        fields = [field.strip().lower() for field in head]
        reader.fieldnames = fields
        if missing := [column for column in COLUMNS[:2] if column not in fields]:
            raise CommandError(f"{name}: the first line lacks the column {' and '.join(missing)}.")
        columns = [*(field for field in fields if field != "date"), "date"]
        writer = csv.DictWriter(answers, columns, lineterminator="\n")
        writer.writeheader()
        for row in reader:
            if not any(map(_says, row.values())):
                continue
            row["date"] = _answer(row, unit, calendar).isoformat()
            writer.writerow(row)
    except csv.Error as error:
        raise CommandError(f"{name}, from line {reader.line_num}: this is not CSV: {error}.") from None
    except ValueError as error:
        raise CommandError(f"{name}, line {reader.line_num}: {error}") from None
    return answers.getvalue()


def _says(field: Any) -> bool:
    return bool("".join(field).strip()) if field else False


def _answer(row: dict[str, Any], unit: str, calendar: WorkingCalendar) -> date:
    if None in row:
        raise ValueError("the row has more fields than the first line names.")
    start, offset, unit = _row(row["start"] or "", row["offset"] or "", row.get("unit") or unit)
    if closures := (row.get("closures") or "").split():
        calendar = calendar.with_closures(dict.fromkeys(map(_day, closures), ""))
    return shift(start, offset, Unit(unit), calendar).date


def _lines(name: str) -> Iterable[str]:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_bytes().decode("utf-8-sig")
        return io.StringIO(text.removeprefix("\ufeff"), newline="")
    except OSError as error:
        raise CommandError(f"{name} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{name} is not UTF-8 text.") from None


def _group_calendar(slug: str) -> WorkingCalendar:
    from subgroup.calendar import calendar_for  # only --group asks the database
    from subgroup.models import SubGroup

    group = SubGroup.objects.filter(slug=slug).first()
    if group is None:
        raise CommandError(f"There is no sub-group “{slug}”.")
    return calendar_for(group)
