import csv
import io
import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from subgroup import calendar as calendars
from subgroup.calendar import add_closure, calendar_for, remove_closure, working_days_between
from subgroup.errors import NotAllowed
from subgroup.models import SubGroup
from tests import factories
from tests.subgroup import oracle

ROOT = Path(__file__).resolve().parents[2]


def answer(*args):
    out = io.StringIO()
    call_command("working_days", *args, stdout=out)
    return out.getvalue()


def test_the_date_and_the_reason_are_printed():
    first, second, *skipped = answer("2017-10-23", "-10").splitlines()

    assert first == "2017-10-09"
    assert second == (
        "Monday 9 October 2017: 10 working days before Monday 23 October 2017, not counting 2 weekends (4 days); "
        "no bank holiday."
    )
    assert skipped[0] == "  skipped Saturday 14 October 2017: Saturday"
    assert len(skipped) == 4


def test_json_gives_the_date_and_the_days_skipped_between():
    assert json.loads(answer("2018-01-02", "-4", "--json")) == {
        "date": "2017-12-22",
        "skipped": [
            {"date": "2017-12-23", "why": "Saturday"},
            {"date": "2017-12-24", "why": "Sunday"},
            {"date": "2017-12-25", "why": "Christmas Day"},
            {"date": "2017-12-26", "why": "Boxing Day"},
            {"date": "2017-12-30", "why": "Saturday"},
            {"date": "2017-12-31", "why": "Sunday"},
            {"date": "2018-01-01", "why": "New Year's Day"},
        ],
    }


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("working", "2017-01-17"),
        ("calendar", "2017-01-21"),
        ("clear", "2017-01-20"),
        ("weeks", "2016-11-22"),
        ("months", "2016-03-31"),
    ],
)
def test_every_unit(unit, expected):
    assert json.loads(answer("2017-01-31", "-10", "--unit", unit, "--json"))["date"] == expected


@pytest.mark.parametrize(
    "arguments",
    ["2017-10-23 -10 --json", "--json 2017-10-23 -10", "2017-10-23 --json -10", "--json -- 2017-10-23 -10"],
)
def test_it_works_from_the_shell_without_a_database(arguments, tmp_path):
    done = subprocess.run(
        [sys.executable, "manage.py", "working_days", *arguments.split()],
        cwd=ROOT,
        env={
            "DATABASE_URL": "postgres://nobody:x@127.0.0.1:1/none",
            "SECRET_KEY": "x",
            "VAR_DIR": str(tmp_path),
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert json.loads(done.stdout)["date"] == "2017-10-09"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["2017-02-29", "1"], "“2017-02-29” is no date: write it as 2017-10-23."),
        (["20171023", "1"], "“20171023” is no date"),
        (["2017-10-23", "ten"], "“ten” is no offset"),
        (["2017-10-23", "1.5"], "“1.5” is no offset"),
        (["2017-10-23", "\u0661\u0660"], "“\u0661\u0660” is no offset"),
        (
            ["2017-10-23", "1", "--unit", "fortnights"],
            "“fortnights” is no unit: write working, calendar, clear",
        ),
        (["2017-10-23", "999999999", "--unit", "months"], "outside the years 1 to 9999"),
        (["2017-10-23"], "Give a start and an offset"),
        (["--csv", "nowhere.csv"], "nowhere.csv cannot be read"),
    ],
)
def test_a_wrong_question_is_refused_in_a_sentence(arguments, said):
    with pytest.raises(CommandError, match=said):
        answer(*arguments)


def file_of(tmp_path, text):
    path = tmp_path / "in.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_is_answered_row_by_row_and_closures_hold_for_their_row_alone(tmp_path):
    path = file_of(
        tmp_path,
        "\ufeffref,start,offset,unit,closures\n"
        "a,2017-10-23,-10,working,2017-10-20 2017-10-19\n"
        'b,2017-10-23,-10,working,\n"c,d",2017-10-23,-7,clear,2017-10-20\n',
    )

    assert answer("--csv", path) == (
        "ref,start,offset,unit,closures,date\n"
        "a,2017-10-23,-10,working,2017-10-20 2017-10-19,2017-10-05\n"
        'b,2017-10-23,-10,working,,2017-10-09\n"c,d",2017-10-23,-7,clear,2017-10-20,2017-10-15\n'
    )


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ("2017-10-23,x,working", "line 3: “x” is no offset"),
        ("2017-10-23,1,days", "line 3: “days” is no unit"),
        ("2017-10-23", "line 3: “” is no offset"),
        ("2017-10-23,1,working,,", "line 3: the row has more fields"),
        ('"2017-10-23,1,working', "from line 2: this is not CSV: unexpected end of data"),
    ],
)
def test_a_wrong_row_is_named_and_nothing_is_answered(rows, said, tmp_path, capsys):
    with pytest.raises(CommandError, match=said):
        answer("--csv", file_of(tmp_path, f"start,offset,unit\n2017-10-23,-10,working\n{rows}\n"))
    assert capsys.readouterr().out == ""


def test_a_file_without_its_columns_is_refused(tmp_path):
    with pytest.raises(CommandError, match="the first line lacks the column offset"):
        answer("--csv", file_of(tmp_path, "start,unit\n"))


def test_twenty_thousand_rows_agree_with_a_count_by_hand(tmp_path):
    asked = [(date(2017, 2, 1) + timedelta(days=n % 1000), n % 41 - 20) for n in range(20_000)]
    path = file_of(tmp_path, "start,offset,unit\n" + "".join(f"{day},{n},working\n" for day, n in asked))

    answers = [row["date"] for row in csv.DictReader(io.StringIO(answer("--csv", path)))]

    by_hand = {pair: oracle.nth_working_day(*pair).isoformat() for pair in asked[::7]}
    assert {pair: answers[asked.index(pair)] for pair in list(by_hand)[:500]} == dict(
        list(by_hand.items())[:500]
    )
    assert len(answers) == 20_000


@pytest.fixture
def own(db):
    return SubGroup.objects.create(slug="own", name="Own", board="Board", created_at=factories.START)


def close(group, day, reason="Office move"):
    return add_closure(group=group, day=date.fromisoformat(day), reason=reason, by=None, at=factories.START)


def test_a_closure_counts_for_its_group_and_no_other(own):
    other = SubGroup.objects.create(slug="other", name="Other", board="Board", created_at=factories.START)
    close(own, "2017-10-20")

    assert json.loads(answer("2017-10-23", "-10", "--json", "--group", "own"))["date"] == "2017-10-06"
    assert json.loads(answer("2017-10-23", "-10", "--json", "--group", "other"))["date"] == "2017-10-09"
    assert working_days_between(other, date(2017, 10, 19), date(2017, 10, 23)) == 2
    assert working_days_between(own, date(2017, 10, 19), date(2017, 10, 23)) == 1


def test_a_closure_is_seen_at_once_by_whoever_asked_before(own, django_assert_num_queries):
    same = SubGroup.objects.get(pk=own.pk)
    assert calendar_for(same).is_working(date(2017, 10, 20))
    closure = close(own, "2017-10-20")
    with django_assert_num_queries(1):
        assert not calendar_for(same).is_working(date(2017, 10, 20))
        assert calendar_for(same).why_not(date(2017, 10, 20)) == "closure: Office move"
    remove_closure(closure=closure, by=None, at=factories.START)
    assert calendar_for(same).is_working(date(2017, 10, 20))


@pytest.mark.parametrize(
    ("day", "reason", "said"),
    [
        ("2017-10-21", "Move", "Saturday 21 October 2017 is not a working day already: Saturday."),
        ("2017-12-25", "Move", "not a working day already: Christmas Day."),
        ("2017-10-20", " ", "Say why the day is closed"),
        ("2017-10-20", "x" * 201, "too long"),
        ("2017-10-19", "Move", "not a working day already: closure: Office move."),
    ],
)
def test_a_closure_that_closes_nothing_is_refused(own, day, reason, said):
    close(own, "2017-10-19")

    with pytest.raises(NotAllowed, match=said):
        close(own, day, reason)


def test_a_closure_that_was_used_cannot_be_taken_back(own, monkeypatch):
    closure = close(own, "2017-10-20")
    monkeypatch.setattr(calendars, "closure_used_checks", [lambda one: "3 due dates skip it"])

    with pytest.raises(NotAllowed, match=r"20 October 2017 cannot be taken back: 3 due dates skip it\."):
        remove_closure(closure=closure, by=None, at=factories.START)
    assert not calendar_for(own).is_working(date(2017, 10, 20))


def test_rows_with_nothing_in_them_are_left_out_before_the_first_line_too(tmp_path):
    text = "\n,,\nstart,offset,unit\n\n2016-02-29,12,months\n , ,\n2016-02-29,-12,months\n,,"
    said = answer("--csv", file_of(tmp_path, text))
    assert said == (
        "start,offset,unit,date\n2016-02-29,12,months,2017-02-28\n2016-02-29,-12,months,2015-02-28\n"
    )


def test_a_wrong_row_after_rows_with_nothing_in_them_is_named_by_its_line(tmp_path):
    with pytest.raises(CommandError, match="line 6: “2017-02-30” is no date"):
        answer("--csv", file_of(tmp_path, "\nstart,offset,unit\n2017-01-03,1,\n\n,,\n2017-02-30,1,\n"))
