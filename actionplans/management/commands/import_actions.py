"""import_actions FILE --dry-run: prints what an action tracker would bring, a row an action. Nothing is written from here."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import DatabaseError

from actionplans.trackers import AgencyWords, Tracker, Unreadable, output, read
from actionplans.trackers.headings import FIELDS
from members import agency_words
from subgroup import clock
from subgroup.models import SubGroup


class Command(BaseCommand):
    help = (
        "Reads an action tracker (.xlsx, .xlsm or .csv) and prints its actions. The agencies are those of the group; where the "
        "database holds none, those of the terms of reference that come with the program."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--dry-run", action="store_true", help="print what the file holds and write nothing"
        )
        parser.add_argument("--json", action="store_true", help="a list of the actions, as JSON")
        parser.add_argument(
            "--full",
            action="store_true",
            help="with --json: an object with the columns, every field, the verdicts with their reasons, and what was passed over",
        )
        parser.add_argument("--group", help="the group's slug, where there are several")
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="HEADING=FIELD",
            help=f"what a column is; nothing after = leaves it out. Fields: {', '.join(FIELDS)}",
        )

    def handle(self, *args: Any, file: Path, group: str | None, **options: Any) -> None:
        if not options["dry_run"]:
            raise CommandError(
                "Nothing was written. This command only shows what a file holds: add --dry-run. Actions are imported on the "
                "import page, where each row is confirmed."
            )
        agencies = self._agencies(group)
        try:
            tracker = read(file, agencies=agencies, today=clock.today(), mapping=_mapping(options["map"]))
        except Unreadable as refusal:
            raise CommandError(str(refusal)) from None
        if options["json"]:
            found = output.everything(tracker) if options["full"] else output.rows(tracker)
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
        else:
            self._print(tracker)
        for remark in tracker.remarks:
            self.stderr.write(remark)

    def _agencies(self, slug: str | None) -> AgencyWords:
        try:
            groups = list(SubGroup.objects.filter(agencies__isnull=False).distinct().order_by("id"))
        except DatabaseError:
            groups = []
        chosen = [group for group in groups if slug in (None, group.slug)]
        known = ", ".join(group.slug for group in groups) or "none"
        if slug and not chosen:
            raise CommandError(f"There is no sub-group “{slug}” with agencies. There is: {known}.")
        if not chosen:
            self.stderr.write(
                "The database holds no sub-group with agencies: those of the terms of reference that come with the program were taken."
            )
            return agency_words.of_shipped_terms()
        if len(chosen) > 1:
            self.stderr.write(
                f"The agencies are those of {chosen[0].slug}. Choose with --group among: {known}."
            )
        return agency_words.of_group(chosen[0])

    def _print(self, tracker: Tracker) -> None:
        for row in tracker.rows:
            due = (
                row.due_suggested.isoformat() if row.due_suggested else row.timescale_as_written or "no date"
            )
            who = "|".join(row.agency_codes) or "no agency"
            self.stdout.write(
                f"{row.sheet} {row.row}: {row.verdict}: {row.action_no} {row.action} ({who}, {due})"
            )
            for reason in row.reasons:
                self.stdout.write(f"    {reason}")
        for skipped in tracker.skipped:
            self.stdout.write(f"{skipped.sheet} {skipped.row}: passed over: {skipped.why} “{skipped.text}”")
        counts = ", ".join(f"{tracker.count(verdict)} {verdict}" for verdict in ("new", "unclear", "wrong"))
        self.stdout.write(f"{len(tracker.rows)} actions: {counts}. Nothing was written.")


def _mapping(pairs: Sequence[str]) -> dict[str, str]:
    found = {}
    for pair in pairs:
        header, equals, field = pair.rpartition("=")
        if not equals:
            raise CommandError(f"“{pair}” is not HEADING=FIELD.")
        found[header] = "" if field == "ignore" else field.strip()
    return found
