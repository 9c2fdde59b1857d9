"""A command may be the first thing that is run on a database."""

from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection


def made() -> None:
    """Makes the tables of a database that has none at all; leaves any other as it is."""
    if not connection.introspection.table_names():
        call_command("migrate", verbosity=0)


def needed() -> None:
    """Raises CommandError with a sentence where there is nothing to read yet."""
    if not connection.introspection.table_names():
        raise CommandError("This database is empty. Make its tables with: bin/manage migrate")
