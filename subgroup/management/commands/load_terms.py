"""load_terms FILE: stores a version of a sub-group's terms of reference and prints what changed."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.management import tables
from subgroup.terms import ParsedTerms, TermsError, parse
from subgroup.terms.loading import load


class Command(BaseCommand):
    help = "Loads a version of the terms of reference from a TOML file (docs/terms-of-reference.md)."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="say what would change and save nothing")

    def handle(self, *args: Any, file: Path, dry_run: bool, **options: Any) -> None:
        parsed = _parsed(file)
        tables.made()
        with transaction.atomic():
            try:
                changes = load(parsed, at=clock.now())
            except NotAllowed as refusal:
                raise CommandError(
                    f"{file}: line {_version_line(parsed)}: {refusal}\nNothing was changed."
                ) from None
            if dry_run:
                transaction.set_rollback(True)
        for line in changes.lines:
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Dry run: nothing was saved.")


def _parsed(file: Path) -> ParsedTerms:
    try:
        return parse(file.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CommandError(f"{file}: line {line}: this is not UTF-8 text.\nNothing was changed.") from None
    except TermsError as error:
        said = "\n".join(f"{file}: {problem}" for problem in error.problems)
        raise CommandError(f"{said}\nNothing was changed.") from None


def _version_line(parsed: ParsedTerms) -> int:
    """Where the file says which version it is: what a refusal of the whole version points at."""
    lines = enumerate(parsed.source.splitlines(), 1)
    return next((number for number, line in lines if line.strip().startswith("version")), 1)
