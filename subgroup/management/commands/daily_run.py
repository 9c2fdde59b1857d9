from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from subgroup import clock, daily, typed
from subgroup.management import tables


class Command(BaseCommand):
    help = "Does what the day asks for: closes windows, writes breaches, sends reminders. Safe to repeat."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--today", type=typed.day, metavar="YYYY-MM-DD", help="another day")

    def handle(self, *args: Any, today: date | None = None, **options: Any) -> None:
        tables.needed()
        at = clock.now()
        if today is not None:
            if not 1990 <= today.year <= 2099:
                raise CommandError(
                    "The day must lie between 1990 and 2099: bank holidays are known for those years."
                )
            at = clock.moment(today, at.time())
        with clock.frozen(at):
            try:
                lines = daily.run(today=clock.today(), at=at)
            except daily.IncompleteError as error:
                self.stdout.write("\n".join(error.lines))
                raise CommandError(str(error)) from error
        self.stdout.write("\n".join(lines) or "Nothing to do.")
