from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.demo import seed
from subgroup import clock
from subgroup.models import SubGroup


class Command(BaseCommand):
    help = "Fills an empty database with the demo: an invented year of meetings, ending with work for every role."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="do nothing where there is data already")

    def handle(self, *args: object, if_empty: bool, **options: object) -> None:
        if not settings.DEMO:
            raise CommandError("This is not a demo: set DEMO=1, and VAR_DIR to a folder of its own.")
        if SubGroup.objects.exists():
            if if_empty:
                return
            raise CommandError("There is data already. bin/demo --fresh starts anew.")
        self.stdout.write("demo: telling the year 2017-18 day by day; this takes some minutes")
        marker = settings.VAR_DIR / "demo-clock"
        marker.unlink(missing_ok=True)
        real = clock.now()
        seed.seed(self.stdout.write)
        marker.write_text(str(int((seed.NOW - real).total_seconds())))
