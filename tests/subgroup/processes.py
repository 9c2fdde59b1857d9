"""Processes of their own on the database of a test: for what only a kill, or two at once, can show."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.db import connection

PRELUDE = """
import sys, time, pathlib
import django
django.setup()
from datetime import date
from subgroup import daily, delivery
from tests.subgroup import ledger_world as world
def wait_for(path):
    print("ready", flush=True)
    while not pathlib.Path(path).exists():
        time.sleep(0.005)
"""


@contextmanager
def shared_database(tmp_path: Path) -> Iterator[dict[str, str]]:
    """The environment for processes that see what the test wrote; the test sees what they wrote afterwards.

    Needs a transactional test. SQLite's database in memory goes to a file and comes back.
    """
    env = {**os.environ, "VAR_DIR": str(tmp_path / "var"), "DJANGO_SETTINGS_MODULE": "subgroup.settings"}
    if connection.vendor == "sqlite":
        path = tmp_path / "shared.sqlite3"
        with closing(sqlite3.connect(path)) as shared:
            connection.connection.backup(shared)
        yield env | {"DATABASE_URL": f"sqlite:///{path}"}
        with closing(sqlite3.connect(path)) as shared:
            shared.backup(connection.connection)
        return
    at = connection.settings_dict
    login = ":".join(quote(part) for part in (at["USER"], at["PASSWORD"]) if part)
    yield env | {"DATABASE_URL": f"postgresql://{login}@{at['HOST']}:{at['PORT']}/{at['NAME']}"}


def start(script: str, env: dict[str, str], *args: object) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PRELUDE + script, *map(str, args)],
        env=env,
        cwd=settings.BASE_DIR,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def end(process: subprocess.Popen[str]) -> str:
    """What it printed; fails with what it complained of."""
    out, err = process.communicate(timeout=120)
    assert process.returncode == 0, err
    return out


def mails_sent(tmp_path: Path) -> list[str]:
    """Whom the processes' mails went to, one entry a mail."""
    files = (tmp_path / "var" / "mail").glob("*.log")
    return [
        line.removeprefix("To: ")
        for file in files
        for line in file.read_text().splitlines()
        if line.startswith("To: ")
    ]
