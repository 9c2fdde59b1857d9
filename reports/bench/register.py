"""The register of actions at two sizes: its page, one action, a thousand rows as CSV, and all rows as files."""

import re
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from django.urls import reverse

from actionplans.enums import Stage
from actionplans.models import Action, ActionUpdate
from members.enums import Role
from reports.bench import plans, server
from reports.bench.data import World
from reports.bench.page import Page

LIST_UNDER, ACTION_UNDER, CSV_UNDER = 7, 4, 12
EXPORT_SECONDS_UNDER, EXPORT_MB_UNDER = 10, 300
GROWTH_UNDER = 1.2
CSV_ROWS = 1000
"""At 20,000 actions; a theme has one in twenty of them."""


def pages(world: World) -> list[Page]:
    slug = world.group.slug
    register = reverse("actionplans:list", args=[slug])
    shown = Action.objects.filter(recommendation__isnull=False, stage=Stage.OPEN).order_by("pk")[0]
    row = '<tr class="govuk-table__row">'
    return [
        Page("register, 100 rows", Role.CHAIR, f"{register}?per_page=100", LIST_UNDER, row, 101),
        Page("register, 100 amber rows", Role.CHAIR, f"{register}?per_page=100&light=amber", LIST_UNDER, row, 101),
        Page("one action", Role.CHAIR, reverse("actionplans:detail", args=[slug, shown.pk]), ACTION_UNDER),
        Page("a theme as CSV", Role.CHAIR, f"{register}?state=all&theme={quote(plans.theme(0))}&format=csv", CSV_UNDER),
    ]  # fmt: skip


def counts() -> dict[str, int]:
    return {
        "actions": Action.objects.count(),
        "updates": ActionUpdate.objects.count(),
        "csv_rows": Action.objects.filter(recommendation__plan__theme=plans.theme(0)).count(),
    }


def exports(world: World, running: server.Server) -> dict[str, Any]:
    """Every action as CSV and as a workbook: seconds, size, and the most memory that a worker has held since it began."""
    client = server.Client(running.port, server.cookie_of(world.person(Role.CHAIR)))
    register = reverse("actionplans:list", args=[world.group.slug])
    found: dict[str, Any] = {}
    for kind in ("csv", "xlsx"):
        started = time.perf_counter()
        status, body = client.get(f"{register}?state=all&format={kind}")
        if status != 200:
            raise RuntimeError(f"The export as {kind} answered {status}.")
        found[kind] = {"seconds": time.perf_counter() - started, "mb": len(body) / 1e6}
    found["peak_mb"] = max(map(_peak_mb, running.workers()))
    return found


def _peak_mb(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    held = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(held[1]) / 1024 if held else 0.0


def growth(small: dict[str, Any], large: dict[str, Any]) -> dict[str, float]:
    """How much longer each page takes at the larger size. The theme grows with it and is left out."""
    before = {one["page"]: one["ms"] for one in small["measured"]}
    return {
        one["page"]: one["ms"] / before[one["page"]] for one in large["measured"] if "CSV" not in one["page"]
    }
