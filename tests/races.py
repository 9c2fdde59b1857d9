"""Several people who press a button at the same moment. Only PostgreSQL lets them."""

from collections.abc import Callable
from threading import Barrier, Thread

import pytest
from django.db import connection

from subgroup.models import SubGroup
from tests import factories


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Runs each in a thread and a connection of its own; answers results and refusals."""
    barrier, results = Barrier(len(acts)), []

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        try:
            results.append(act())
        except Exception as problem:  # noqa: BLE001 - whatever it is, the test says what it should have been
            results.append(problem)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def raced_board() -> SubGroup:
    """Salford's board for a test with `transactional_db`; on SQLite the test is passed over."""
    if not connection.features.has_select_for_update:
        pytest.skip(
            "SQLite lets one connection write at a time and tests share one in memory: nothing can race"
        )
    return factories.salford()
