"""archive GROUP FILE: all that a sub-group has, to leave with."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from subgroup import archive, clock
from subgroup.deadlines.wording import count
from subgroup.models import SubGroup


class Command(BaseCommand):
    help = "Writes everything that a sub-group has, restricted cases too, into a zip file that only you can read."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "group", help="the word for the sub-group in its addresses, such as case-review-and-audit"
        )
        parser.add_argument("file", type=Path)

    def handle(self, *args: Any, group: str, file: Path, **options: Any) -> None:
        found = SubGroup.objects.filter(slug=group).first()
        if found is None:
            known = ", ".join(SubGroup.objects.order_by("slug").values_list("slug", flat=True)) or "none"
            raise CommandError(f"There is no sub-group “{group}”. There is: {known}.")
        try:
            with file.open("xb") as out:
                file.chmod(0o600)
                counts = archive.write(found, out, at=clock.now())
        except FileExistsError:
            raise CommandError(
                f"{file} is there already. Give another name: nothing is overwritten."
            ) from None
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}.") from None
        self.stdout.write(f"{count(sum(counts.values()), 'record', 'records')} of {found} are in {file}.")
