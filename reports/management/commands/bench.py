import json
import sys
import time

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.bench import measure, words
from reports.management.commands.replay import make_room


class Command(BaseCommand):
    help = "Fills an empty database and measures pages, packs and the daily run. Call it by bin/bench."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="print the figures as JSON")
        parser.add_argument(
            "--quick",
            action="store_true",
            help="under a minute on an idle machine; ten years of data and fewer rows",
        )

    def handle(self, *args: object, **options: bool) -> None:
        if settings.ROOT_URLCONF != "reports.bench.urls":
            raise CommandError("Run bin/bench: it gives the benchmark settings and a database of its own.")
        call_command("migrate", run_syncdb=True, verbosity=0)
        make_room()
        started = time.monotonic()
        size = measure.QUICK if options["quick"] else measure.Size()
        found = measure.measure(size, say=lambda line: print(f"bench: {line}", file=sys.stderr))  # noqa: T201
        found["seconds"] = time.monotonic() - started
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2))
            return
        for line in words.lines(found):
            self.stdout.write(line)
