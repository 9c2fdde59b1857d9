"""load_archive FILE: reads the archive of a sub-group into an empty installation."""

import zipfile
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subgroup import access, archive, clock


class Command(BaseCommand):
    help = "Reads what `archive` wrote into an empty installation. Everybody asks for a new password then."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            with zipfile.ZipFile(file) as opened:
                group = archive.read(opened)
        except archive.ArchiveError as error:
            raise CommandError(f"{error} Nothing was changed.") from None
        except (OSError, zipfile.BadZipFile) as error:
            raise CommandError(f"{file} cannot be read: {error}. Nothing was changed.") from None
        access.rebuild(group, on=clock.today())
        self.stdout.write(f"{group} is here, as it was when the archive was written.")
