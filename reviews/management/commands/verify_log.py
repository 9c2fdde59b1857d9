from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from reviews import openings
from reviews.models import OpeningHead
from subgroup.models import SubGroup


class Command(BaseCommand):
    help = (
        "Checks that the log of who opened which case is as it was written, and names the first bad or missing entry. "
        "Prints the seal of the last one: kept elsewhere and given with --expect, it shows also that the whole log was rewritten."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            metavar="SEAL",
            help="a seal printed earlier: it must still be there",
        )

    def handle(self, *args: Any, expect: list[str], **options: Any) -> None:
        bad = []
        for group in SubGroup.objects.order_by("slug"):
            fault = openings.fault(group)
            if fault:
                bad.append(f"{group.slug}: {fault}")
                continue
            head = OpeningHead.objects.filter(group=group).first()
            end = f"the last, {head.number}, is sealed {head.seal}" if head else "none yet"
            self.stdout.write(f"{group.slug}: every entry is as it was written; {end}.")
        bad += [f"No entry is sealed {seal}: the log was rewritten." for seal in openings.missing(expect)]
        if bad:
            raise CommandError("\n".join(bad))
