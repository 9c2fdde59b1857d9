"""Work that a person waits for with no page in between: a tracker read, recommendations compared, many dates reckoned."""

import io
import random
import tempfile
import time
from collections.abc import Callable
from contextlib import redirect_stdout
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command

from actionplans.models import Plan, Recommendation
from actionplans.services import kin
from actionplans.trackers.reading import read
from subgroup.sheets.agencies import words_from

LETTERS = "abcdefghiklmnoprstuvw"


def measure() -> list[dict[str, Any]]:
    return [
        _timed("a tracker of 5,000 rows", _tracker, under=4),
        _timed("900 recommendations compared", _likeness, under=1),
        _timed("20,000 working days from a file", _dates, under=10),
    ]


def _timed(what: str, prepare: Callable[[], Callable[[], object]], *, under: float) -> dict[str, Any]:
    act = prepare()
    started = time.perf_counter()
    act()
    return {"what": what, "seconds": time.perf_counter() - started, "under": under}


def _tracker() -> Callable[[], object]:
    rows = (
        f"R{n};Do {n} things;Agency {n};Q{n % 4 + 1};Amber {n % 3};{n}.{n}.17 - said {n}" for n in range(5000)
    )
    data = ("Ref;Action;Lead agency;Due date;RAG;Progress\n" + "\n".join(rows)).encode()
    agencies = words_from(
        [{"agency_code": "GMP", "agency": "Greater Manchester Police", "category": "police"}]
    )
    return lambda: read(data, name="tracker.csv", agencies=agencies, today=date(2017, 6, 1))


def _likeness() -> Callable[[], object]:
    chance = random.Random(7)  # noqa: S311 - the same words each time
    words = ["".join(chance.choices(LETTERS, k=chance.randint(4, 10))) for _ in range(3000)]
    rows = []
    for number in range(30):
        plan = Plan(pk=-number - 1, code=f"P{number}", agreed_on=date(2010, 1, 1) + timedelta(number))
        rows += [
            Recommendation(pk=-number * 30 - at - 1, plan=plan, number=str(at), text=" ".join(chance.choices(words, k=25)))
            for at in range(30)
        ]  # fmt: skip
    return lambda: kin.propose(rows)


def _dates() -> Callable[[], object]:
    rows = "".join(f"{date(2017, 2, 1) + timedelta(n % 1000)},{n % 41 - 20},working\n" for n in range(20_000))

    def answer() -> None:
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file, redirect_stdout(io.StringIO()):
            file.write("start,offset,unit\n" + rows)
            file.flush()
            call_command("working_days", "--csv", Path(file.name))

    return answer
