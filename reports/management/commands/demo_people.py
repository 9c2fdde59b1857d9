from django.core.management.base import BaseCommand

from reports.demo import seed


class Command(BaseCommand):
    help = "Lists who can sign in to the demo."

    def handle(self, *args: object, **options: object) -> None:
        for line in seed.sign_ins():
            self.stdout.write(line)
