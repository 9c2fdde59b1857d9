import json

from django.core.management.base import BaseCommand, CommandError

from subgroup import health


class Command(BaseCommand):
    help = "Prints what /health/ says; ends with an error unless database, broker and scheduler all work."
    requires_system_checks = ()

    def handle(self, *args: object, **options: object) -> None:
        answer = health.report()
        self.stdout.write(json.dumps(answer))
        if answer["status"] != "ok":
            raise CommandError(f"The status is {answer['status']}.")
