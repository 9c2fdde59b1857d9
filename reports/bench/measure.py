"""What is measured, against what, and the aims. Figures are plain data; words.py prints them."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client as InProcess
from django.urls import reverse

from meetings.models import Meeting
from members.enums import Role
from reports.bench import annual, binder, data, pack, plans, register, returned, server, work
from reports.bench.page import Page
from subgroup import clock, daily
from subgroup.calendar import calendar_for
from subgroup.models import Deadline, Person

EMPTY = "bench_empty"
HOME_UNDER, LIST_UNDER = 4, 7
PACK_SECONDS_UNDER, PACK_MB_UNDER, DAILY_SECONDS_UNDER = 3, 300, 20
QUIET_DAYS = 5
Say = Callable[[str], None]
Figures = dict[str, Any]


@dataclass(frozen=True)
class Size:
    """How long and how much. The quick one takes under a minute on an idle machine: ten years and fewer rows."""

    years: tuple[int, ...] = (1, 10, 100)
    times: int = 60
    seconds: float = 4
    rows: int = 100_000
    actions: tuple[int, int] = (2_000, 20_000)
    documents: bool = True
    """Of each number of years a return, an annual report and a binder of the last year; else the return of the first alone."""


QUICK = Size(
    years=(1, 10),
    times=6,
    seconds=0.1,
    rows=5_000,
    actions=(600, 900),
    documents=False,
)


def pages(world: data.World) -> list[Page]:
    slug, meeting = world.group.slug, world.next_meeting.pk

    def at(name: str, *args: object) -> str:
        return reverse(name, args=[slug, *args])

    return [
        Page("home, chair", Role.CHAIR, at("group_home"), HOME_UNDER),
        Page("home, business support", Role.BUSINESS_SUPPORT, at("group_home"), HOME_UNDER),
        Page("meeting of 40 items", Role.CHAIR, at("meetings:detail", meeting), LIST_UNDER),
        Page(
            "agenda desk, 40 items", Role.BUSINESS_SUPPORT, at("meetings:desk", meeting), LIST_UNDER,
            "app-desk__item", data.LONG_AGENDA,
        ),
        Page(
            "actions, 100 rows", Role.CHAIR, f"{at('actionplans:list')}?per_page=100&state=all", LIST_UNDER,
            '<tr class="govuk-table__row">', 101,
        ),
        Page("ledger: what is due in a month", Role.CHAIR, at("meetings:calendar"), LIST_UNDER),
        Page("measures of the year", Role.CHAIR, at("reports:measures"), None),
    ]  # fmt: skip


def measure(size: Size, *, say: Say) -> Figures:
    """Fills the empty database and measures everything; the database is left full."""
    today = clock.today()
    say("making the data of a year")
    world = data.begin(today)
    found: Figures = {
        "database": connection.vendor,
        "python": sys.version.split()[0],
        "cores": os.cpu_count(),
    }
    found["pages"] = []
    with server.running() as running:
        for years in size.years:
            data.add_years(world, years - world.years)
            _look_over()
            say(f"pages, with {years} year{'s' if years > 1 else ''} of data")
            is_first = years == size.years[0]
            found["pages"].append(
                {"years": years, **_counts(world)}
                | ({"return": returned.measure(world)} if is_first or size.documents else {})
                | (
                    {"annual_report": annual.measure(world), "binder": binder.measure(world)}
                    if size.documents
                    else {}
                )
                | _pages(world, running, size, pages(world))
            )
            if is_first:
                found["register"] = _register(world, running, size, say)
    say("a pack of 300 pages")
    found["pack"] = packs()
    say("trackers, likeness, dates")
    found["work"] = work.measure()
    say("the daily run")
    found["daily_run"] = runs(world, size.rows)
    found["aims"] = aims(found)
    return found


def _look_over() -> None:
    """What PostgreSQL does by itself after a while, and the daily run on SQLite."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _counts(world: data.World) -> Figures:
    return {
        "meetings": Meeting.objects.filter(group=world.group).count(),
        "ledger_rows": Deadline.objects.filter(group=world.group).count(),
        "messages": world.group.messages.count(),
    }


def _register(world: data.World, running: server.Server, size: Size, say: Say) -> Figures:
    """The register small and large, and everything in it as files."""
    parts: list[Figures] = []
    made = 0
    for number in size.actions:
        plans.add(world, number - made)
        made = number
        _look_over()
        say(f"the register, with {number:,} actions of plans")
        parts.append(register.counts() | _pages(world, running, size, register.pages(world)))
    return {
        "parts": parts,
        "growth": register.growth(*parts),
        "exports": register.exports(world, running),
    }


def _pages(world: data.World, running: server.Server, size: Size, measured: Sequence[Page]) -> Figures:
    floor = reverse(EMPTY)
    found: list[Figures] = []
    floors: list[float] = []
    rates: list[server.Rate] = []
    for page in measured:
        person = world.person(page.role)
        client = server.Client(running.port, server.cookie_of(person))
        _check(client, page)
        empty, alone = server.medians(client, [floor, page.path], times=size.times)
        empty_rate = server.rate(running, client, floor, seconds=size.seconds)
        rate = server.rate(running, client, page.path, seconds=size.seconds)
        floors.append(empty)
        rates.append(empty_rate)
        found.append(
            {
                "page": page.name,
                "ms": alone * 1000,
                "times_empty": alone / empty,
                "per_second": rate.per_second,
                "times_empty_at_four": empty_rate.per_second / rate.per_second,
                "processor_ms": rate.processor_ms,
                "processor_times_empty": rate.processor_ms / empty_rate.processor_ms,
                "queries": queries(person, page.path),
                "under": page.under,
            }
        )
    person = world.person(Role.CHAIR)
    empty_page = {
        "ms": median(floors) * 1000,
        "per_second": median(one.per_second for one in rates),
        "processor_ms": median(one.processor_ms for one in rates),
        "queries": queries(person, floor),
    }
    return {"empty": empty_page, "measured": found}


def _check(client: server.Client, page: Page) -> None:
    status, body = client.get(page.path)
    shown = body.decode().count(page.holds) if page.holds else 0
    if status != 200 or shown < page.at_least:
        raise RuntimeError(
            f"{page.name}: {page.path} answered {status} and shows {shown} of {page.at_least}."
        )


def queries(person: Person, path: str) -> int:
    """The statements that a page runs, those of the session included."""
    browser = InProcess(headers={"host": "127.0.0.1", "cookie": server.cookie_of(person)})
    number = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*arguments)

    with connection.execute_wrapper(count):
        browser.get(path)
    return number


def packs() -> Figures:
    """The pack, and the same papers only joined, each in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        pack.write_papers(Path(folder))
        return {how: _in_child(how, folder) for how in ("made", "joined")}


def _in_child(how: str, folder: str) -> Figures:
    command = [sys.executable, "-m", "reports.bench.pack", how, folder]
    done = subprocess.run(  # noqa: S603 - our own module
        command,
        cwd=settings.BASE_DIR,
        env=os.environ.copy(),
        capture_output=True,
        text=True,
        timeout=300,
        check=True,
    )
    return json.loads(done.stdout.splitlines()[-1])


def runs(world: data.World, rows: int) -> Figures:
    """Quiet days of the group as it is; then, with many open rows more, a first run and one on the day after."""
    _run(world.today)
    quiet = [_run(world.today) for _ in range(QUIET_DAYS)]
    data.open_deadlines(world, rows)
    _look_over()
    calendar = calendar_for(world.group)
    day = calendar.next_working(world.today + timedelta(days=1))
    first, _ = _run(day)
    after, _ = _run(calendar.next_working(day + timedelta(days=1)))
    return {
        "quiet_ms": min(seconds for seconds, _ in quiet) * 1000,
        "quiet_queries": min(number for _, number in quiet),
        "open_rows": rows,
        "first_seconds": first,
        "next_day_seconds": after,
    }


def _run(day: date) -> tuple[float, int]:
    number = 0

    def count(execute: Callable[..., Any], *arguments: Any) -> Any:
        nonlocal number
        number += 1
        return execute(*arguments)

    started = time.perf_counter()
    with connection.execute_wrapper(count):
        daily.run(today=day, at=clock.moment(day))
    return time.perf_counter() - started, number


def aims(found: Figures) -> list[Figures]:
    """Each aim with what came out and whether it was met."""
    rows = [
        _aim(f"{one['page']}, {part['years']} y", one["times_empty"], one["under"], "times the empty page")
        for part in found["pages"]
        for one in part["measured"]
        if one["under"]
    ]
    made, kept, run = found["pack"]["made"], found["register"], found["daily_run"]
    exports = kept["exports"]
    rows += [
        _aim(
            f"{one['page']}, {part['actions']:,} actions",
            one["times_empty"],
            one["under"],
            "times the empty page",
        )
        for part in kept["parts"]
        for one in part["measured"]
    ]
    rows += [
        _aim(f"{page}: growth", times, register.GROWTH_UNDER, "times as long")
        for page, times in kept["growth"].items()
    ]
    rows += [
        _aim(f"all actions as {kind}", exports[kind]["seconds"], register.EXPORT_SECONDS_UNDER, "s")
        for kind in ("csv", "xlsx")
    ]
    return [
        *rows,
        _aim("all actions as files, memory", exports["peak_mb"], register.EXPORT_MB_UNDER, "MB"),
        _aim("pack of 300 pages", made["seconds"], PACK_SECONDS_UNDER, "s"),
        _aim("pack of 300 pages, memory", made["peak_mb"], PACK_MB_UNDER, "MB"),
        *(
            _aim(
                f"binder of a year, {shape}, {part['years']} y",
                part["binder"][f"{shape}_seconds"],
                binder.SECONDS_UNDER,
                "s",
            )
            for part in found["pages"]
            if "binder" in part
            for shape in ("pdf", "zip")
        ),
        *(_aim(one["what"], one["seconds"], one["under"], "s") for one in found["work"]),
        _aim(f"daily run, {run['open_rows']:,} open rows", run["first_seconds"], DAILY_SECONDS_UNDER, "s"),
    ]


def _aim(what: str, value: float, under: float, unit: str) -> Figures:
    return {"what": what, "value": value, "under": under, "unit": unit, "met": value < under}
