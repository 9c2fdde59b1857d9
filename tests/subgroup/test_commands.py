"""Every command of the project that takes a date says in a sentence that it is none, and ends with an error."""

from argparse import _ActionsContainer
from collections.abc import Iterator

import pytest
from django.core.management import CommandError, call_command, get_commands, load_command_class

from subgroup import typed
from subgroup.changes import OWN_APPS
from subgroup.models import DailyRun

NO_DAYS = ["2018-13-05", "2018-02-30", "20180105", "2018-W01-5", "05/01/2018", "soon", "", "²018-01-05"]


def dated() -> Iterator[tuple[str, str]]:
    """(command, argument) of every argument that speaks of a date."""
    for name, app in get_commands().items():
        if app not in OWN_APPS:
            continue
        parser: _ActionsContainer = load_command_class(app, name).create_parser("manage.py", name)
        for action in parser._actions:
            said = f"{action.metavar or ''} {action.help or ''}".lower()
            if action.type is typed.day or any(word in said for word in ("yyyy", "another day", "a date as")):
                yield name, (action.option_strings or [action.dest])[-1]


def test_the_commands_with_a_date_are_these():
    """A new one appears here by itself, and in the tests below."""
    assert set(dated()) == {
        ("daily_run", "--today"),
        ("measures", "--on"),
        ("replay", "--until"),
        ("working_days", "start"),
    }


@pytest.mark.parametrize("text", NO_DAYS)
@pytest.mark.parametrize(("command", "argument"), sorted(dated()))
def test_what_is_no_date_is_refused_with_a_sentence(command, argument, text):
    given = {"replay": ["year.md"], "working_days": []}.get(command, [])
    given += [f"{argument}={text}"] if argument.startswith("-") else [text, "1"]
    with pytest.raises(CommandError, match="is no date: write it as 2017-10-23") as refused:
        call_command(command, *given)
    assert "fromisoformat" not in str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize("year", ["soon", "2017-19", "0000-01", "²017-18", "2017-", "20171"])
def test_what_is_no_reporting_year_is_refused_with_a_sentence(group, year):
    with pytest.raises(CommandError, match="is not a reporting year"):
        call_command("measures", f"--year={year}")


@pytest.mark.django_db
def test_a_day_that_is_one_is_taken(group):
    call_command("daily_run", "--today=2017-03-02")
    assert DailyRun.objects.get().day.isoformat() == "2017-03-02"


@pytest.mark.django_db
@pytest.mark.parametrize("day", ["0001-01-01", "2101-01-03", "9999-12-31"])
def test_the_daily_run_refuses_a_day_of_which_no_bank_holidays_are_known(day):
    with pytest.raises(CommandError, match="between 1990 and 2099"):
        call_command("daily_run", "--today", day)
    assert not DailyRun.objects.exists()
