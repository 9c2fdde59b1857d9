from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db.models import Q

from members.models import Invitation
from reports.replay import driver, log
from reports.replay.world import World
from subgroup import typed
from subgroup.models import Person, SubGroup

MEMBERS = settings.BASE_DIR / "reports" / "demo" / "members.csv"


class Command(BaseCommand):
    help = "Drives the services through a simulated clock from an event log, and stops at the first event that the rules refuse."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--until", type=typed.day, metavar="YYYY-MM-DD", help="the last day to replay")
        parser.add_argument(
            "--members", type=Path, help="the membership; otherwise members.csv beside the log, or the demo's"
        )

    def handle(
        self, *args: object, file: Path, until: date | None, members: Path | None, **options: object
    ) -> None:
        beside = file.parent / "members.csv"
        members = members or (beside if beside.is_file() else MEMBERS)
        try:
            events = log.read(_text(file))
            people = _text(members)
        except OSError as error:
            raise CommandError(f"{error.filename} cannot be read: {error.strerror}.") from error
        except log.LogError as error:
            raise CommandError(str(error)) from error
        call_command("migrate", verbosity=0)
        make_room()
        try:
            world = driver.replay(events, members=people, until=until, say=self.stdout.write)
        except driver.Stopped as stop:
            self._tell(stop.world)
            raise CommandError(f"Stopped: {stop}") from stop
        self._tell(world)

    def _tell(self, world: World) -> None:
        for line in driver.summary(world):
            self.stdout.write(line)


def _text(file: Path) -> str:
    """With or without a byte order mark. Raises CommandError for what is no UTF-8 text."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise CommandError(f"{file}: line {line}: this is not UTF-8 text.") from None


def make_room() -> None:
    """Empties a database that holds earlier replays and loaded terms alone. Raises CommandError when it holds anything else."""
    if _somebody_works_here():
        raise CommandError(
            "This database holds people or a sub-group that no replay made, so nothing is replayed into it. "
            "Give the replay a database of its own: VAR_DIR=/some/folder bin/manage replay …"
        )
    if SubGroup.objects.exists():
        call_command("flush", interactive=False, verbosity=0)


def _somebody_works_here() -> bool:
    """Whether a sub-group that no replay made has people, invitations, meetings or a year plan, or there are people and no
    replay. Terms alone can be loaded again.
    """
    real = SubGroup.objects.filter(simulated=False)
    in_use = (
        Q(seats__holdings__isnull=False)
        | Q(seats__deputyships__isnull=False)
        | Q(appointments__isnull=False)
        | Q(meetings__isnull=False)
        | Q(plans__isnull=False)
    )
    if real.filter(in_use).exists() or Invitation.objects.filter(group__in=real).exists():
        return True
    return Person.objects.exists() and not SubGroup.objects.filter(simulated=True).exists()
