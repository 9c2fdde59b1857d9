import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError, CommandParser

from reports.measures import facts, output
from subgroup import clock, past, typed
from subgroup.management import tables
from subgroup.models import DailyRun, SubGroup


class Command(BaseCommand):
    help = "Prints the performance measures of a reporting year, as at the last daily run or --on."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--year", help="2017-18, or 2017-04-01..2017-06-30; otherwise the latest year with meetings"
        )
        parser.add_argument(
            "--on", type=typed.day, metavar="YYYY-MM-DD", help="as it was at the close of this day"
        )
        parser.add_argument("--group", help="the group's slug, where there are several")
        parser.add_argument("--json", action="store_true", help="everything, as JSON")

    def handle(
        self, *args: object, year: str | None, on: date | None, group: str | None, **options: object
    ) -> None:
        tables.needed()
        the_group = self._group(group)
        run = DailyRun.objects.order_by("-day").first()
        asked, on = on is not None, on or (run.day if run else clock.today())
        label = year or output.latest_year_with_meetings(the_group) or facts.year_of(the_group, on).label
        try:
            the_year = facts.period_labelled(the_group, label)
            before = past.close_of(on) if asked and on < clock.today() else None
            found = output.data(the_group, the_year, on=on, before=before)
        except ValueError as error:
            raise CommandError(str(error)) from error
        if options["json"]:
            self.stdout.write(json.dumps(found, indent=2, ensure_ascii=False))
            return
        self.stdout.write(f"{the_group}, {label}, as at {on:%-d %B %Y}")
        for key, measure in found["measures"].items():
            met = {True: "met", False: "not met", None: "no verdict"}[measure["met"]]
            self.stdout.write(
                f"{key:4} {measure['title']}: {measure['value']} (target {measure['target']}: {met})"
            )
            for row in measure["not_kept"]:
                self.stdout.write(f"       {row['record']}: {row['why']}")

    def _group(self, slug: str | None) -> SubGroup:
        """The one named, or the only one, or the only one that has met or will: another may have terms and no more yet."""
        groups = list(SubGroup.objects.filter(**({"slug": slug} if slug else {})))
        if not slug and len(groups) > 1:
            groups = [group for group in groups if group.meetings.exists()]
        if len(groups) != 1:
            names = ", ".join(SubGroup.objects.values_list("slug", flat=True)) or "none"
            raise CommandError(f"Say which sub-group with --group. There is: {names}.")
        return groups[0]
