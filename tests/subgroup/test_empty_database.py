"""A command may be the first thing that is run on a database (M4, A1)."""

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from subgroup.models import SubGroup
from tests.subgroup.test_terms_loading import SALFORD


@pytest.fixture(autouse=True)
def _no_tables(monkeypatch, db):
    monkeypatch.setattr(connection.introspection, "table_names", lambda *args, **options: [])


def test_M4_terms_are_loaded_into_a_database_that_has_no_tables_yet(monkeypatch):
    asked: list[str] = []
    monkeypatch.setattr("subgroup.management.tables.call_command", lambda name, **options: asked.append(name))
    call_command("load_terms", str(SALFORD))
    assert asked == ["migrate"]
    assert SubGroup.objects.get().slug == "case-review-and-audit"


@pytest.mark.parametrize("command", ["daily_run", "measures"])
def test_a_command_that_finds_nothing_to_read_says_what_to_run(command):
    with pytest.raises(CommandError, match="bin/manage migrate"):
        call_command(command)
