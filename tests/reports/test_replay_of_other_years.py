"""Logs that nobody has seen: what a year may hold within the conventions, and what a log may get wrong."""

import re
from datetime import date, time

import pytest
from django.core.management import CommandError, call_command

from actionplans.models import Action
from meetings.models import Meeting
from reports.measures import facts, output
from reports.replay import driver, log, membership
from reports.replay.acts import ACTS
from reviews.models import Case
from subgroup.models import DailyRun, Objective, ProgrammeItem, Risk
from tests.factories import MEMBERS, ROOT
from tests.subgroup.oracle import nth_working_day

HALF_YEAR = ROOT / "tests" / "data" / "half-year-2018.md"
HEAD = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
START = "| 1 | 2017-03-02 |  | terms |  | T | version=2016; in_force_from=2016-04-01 |\n"
CLOSED = (date(2018, 6, 4),)


@pytest.fixture(scope="module")
def half(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        world = driver.replay(
            log.read(HALF_YEAR.read_text()), members=MEMBERS.read_text(), say=lambda line: None
        )
        year = facts.year_labelled(world.the_group, "2018-19")
        found = output.data(world.the_group, year, on=date(2018, 10, 11))
        details = {
            meeting.code: (
                meeting.place,
                meeting.starts_at,
                meeting.ends_at,
                meeting.sequence,
                meeting.terms.version,
            )
            for meeting in Meeting.objects.select_related("terms")
        }
        made = {
            "objectives": list(Objective.objects.values_list("title", "done_on")),
            "programme": list(ProgrammeItem.objects.values_list("title", "done_on")),
            "risks": list(Risk.objects.values_list("title", "reviewed", "done_on")),
            "actions": list(
                Action.objects.exclude(recommendation=None).values_list(
                    "reference", "stage", "first_due_on", "due_on"
                )
            ),
            "cases": [(case.state, case.outcomes.get().learning) for case in Case.objects.all()],
        }
        transaction.set_rollback(True)
        return found | {
            "made": made,
            "world": world,
            "details": details,
            "rows": {row["meeting"]: row for row in found["meetings"]},
        }


def test_every_event_is_done_and_agrees_with_the_log(half):
    (note,) = half["world"].notes
    assert note.startswith(
        "event 23 2018-05-10 10:00 publish M1 pack v1: the chair approved again, because: “Annex”"
    )
    assert sum(half["world"].done.values()) == 85


@pytest.mark.parametrize(
    ("code", "day", "figures"),
    [
        ("M1", date(2018, 5, 17), (10, 5, 14)),
        ("M2", date(2018, 6, 21), (10, 5, 14)),
        ("M3", date(2018, 8, 2), (12, 4, 20)),
        ("M4", date(2018, 9, 13), (12, 4, 20)),
    ],
)
def test_M4_A1_dates_by_the_terms_in_force_on_the_meetings_day(half, code, day, figures):
    row = half["rows"][code]
    items, publish, minutes = figures
    assert row["date"] == day.isoformat()
    assert row["items_due"] == nth_working_day(day, -items, CLOSED).isoformat()
    assert row["publish_by"] == nth_working_day(day, -publish, CLOSED).isoformat()
    assert row["minutes_due"] == nth_working_day(day, minutes, CLOSED).isoformat()


def test_M4_A1_the_same_dates_counted_by_hand(half):
    found = {
        code: [row[key] for key in ("items_due", "publish_by", "minutes_due")]
        for code, row in half["rows"].items()
    }
    assert found["M1"] == ["2018-05-02", "2018-05-10", "2018-06-08"]
    assert found["M2"] == ["2018-06-07", "2018-06-14", "2018-07-11"]
    assert found["M3"] == ["2018-07-17", "2018-07-27", "2018-08-31"]
    assert found["M4"] == ["2018-08-28", "2018-09-07", "2018-10-11"]
    assert found["X1"][2] == "2018-09-07"


def test_M4_meetings_keep_the_terms_of_their_day(half):
    assert [half["details"][code][4] for code in ("M1", "M2", "M3", "X1", "M4")] == [
        "2018", "2018", "2018b", "2018b", "2018b",
    ]  # fmt: skip


def test_A1_rooms_and_times_of_updates_and_moves(half):
    assert half["details"]["M1"][:4] == ("Room 2", time(14), time(16), 2)
    assert half["details"]["M2"][:4] == ("Committee Room 1", time(10), time(12, 30), 2)


def test_measures_of_the_half_year(half):
    values = {key: one["value"] for key, one in half["measures"].items()}
    assert values["P3"].startswith("3 of 4")
    assert (half["measures"]["P3"]["target"], half["measures"]["P3"]["met"]) == ("87.5%", False)
    assert values["P4"].startswith("3 of 4")
    assert values["P10"].startswith("3 of 4")
    assert [(row["seat"], row["meeting"]) for row in half["letters"]] == [("S08", "X1")]
    late = [row for row in half["submissions"] if row["late"]]
    assert {row["agency"]: (row["submitted"], row["late"]) for row in late}["HOUSING"] == (2, 2)
    assert {row["agency"]: (row["submitted"], row["late"]) for row in late}["GMP"] == (1, 1)


def test_P7_P8_F4_objectives_risks_plans_and_cases_of_the_log_are_what_people_would_have_made(half):
    values = {key: half["measures"][key]["value"].split(" =")[0] for key in ("P7", "P8", "P8-told")}
    assert values == {"P7": "3 of 8", "P8": "2 of 10", "P8-told": "1 of 5"}, (
        "the risk was addressed and reported"
    )
    assert half["made"] == {
        "objectives": [
            ("Front-line staff know what reviews found", date(2018, 10, 1)),
            ("One tool in all agencies", None),
        ],
        "programme": [("Audit of neglect", date(2018, 9, 27))],
        "risks": [("Updates are missing", 1, date(2018, 9, 14))],
        "actions": [
            ("CR-S/1.1", "signed_off", date(2018, 6, 29), date(2018, 6, 29)),
            ("CR-S/1.2", "open", date(2018, 5, 31), date(2018, 7, 31)),
            ("SCR-CHILD-Q/1.1", "open", None, None),
        ],
        "cases": [("closed", "Ask until it is put right.")],
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("| 2 | 2017-03-03 | | terms | | T | version=9; in_force_from=2017-04-01; quorum_agencies=four |", "“four” is no whole number"),
        ("| 2 | 2017-03-03 | | terms | | T | version=9; in_force_from=2017-04-01; held_target=most |", "“most” is no target"),
        ("| 2 | 2017-03-03 | | terms | | T | version=9; in_force_from=1/4/2017 |", "“1/4/2017” is no date"),
        ("| 2 | 2017-03-03 | | plan-proposed | | 2017-18 | start=2017-04-20; count=nine |", "“nine” is no whole number"),
        ("| 2 | 2017-03-03 | | plan-proposed | | 2017-18 | start=20 April |", "“20 April” is no date"),
        ("| 2 | 2017-03-03 | | plan-proposed | | 2017-18 | start=2017-04-20; interval=fortnights |", "fortnights"),
        ("| 2 | 2017-03-03 | | objective | | O1 | lead=S01; due=2017-04-03 |", "“title” is missing"),
        ("| 2 | 2017-03-03 | | objective-reached | | O9 | |", "There is no objective O9"),
        ("| 2 | 2017-03-03 | | risk | | R1 | title=x; owner=S01; review=2017-05-03; likelihood=high |", "“high” is no whole number"),
        ("| 2 | 2017-03-03 | | recommendation | | K | number=1; text=x |", "There is no plan K"),
        ("| 2 | 2017-03-03 | | case-closed | | C | reason=x |", "There is no case C"),
        ("| 2 | 2017-03-03 | | extraordinary-called | X1 | | date=2017-04-03; time=noon; reason=x |", "“noon” is no time"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_a_wrong_value_is_a_sentence_with_its_event_and_line(line, said):
    with pytest.raises(driver.Stopped) as stop:
        driver.replay(log.read(HEAD + START + line), members=MEMBERS.read_text(), say=lambda line: None)
    assert "event 2" in str(stop.value)
    assert "line 4" in str(stop.value)
    assert said in str(stop.value)
    assert stop.value.world.done["terms"] == 1


@pytest.mark.either  # it empties the database, which PostgreSQL does not do in the midst of a transaction
@pytest.mark.django_db
def test_the_command_says_what_was_done_before_it_stops(tmp_path, capsys, monkeypatch):
    file = tmp_path / "log.md"
    unknown = "| 2 | 2017-03-02 | 10:00 | risk-raised | | R1 | text=x |\n"
    wrong = "| 3 | 2017-03-03 | 10:00 | publish | M1 | pack v1 | by=S06 |\n"
    file.write_bytes(b"\xef\xbb\xbf" + (HEAD + START + unknown + wrong).replace("\n", "\r\n").encode())
    with pytest.raises(CommandError, match=r"event 3 .*There is no meeting M1"):
        call_command("replay", str(file))
    said = capsys.readouterr().out
    assert "replayed: 1 events" in said
    assert "not built yet: risk-raised, 1 events" in said
    call_command("replay", str(file), "--until", "2017-03-02")
    assert "not built yet: risk-raised, 1 events" in capsys.readouterr().out
    assert DailyRun.objects.latest("day").day == date(2017, 3, 2), "what comes after the day is left alone"


def test_a_table_is_read_past_empty_lines_with_more_columns_and_open_ends():
    text = HEAD.replace("| detail |", "| detail | remark |") + "\n".join(
        [
            "| 1 | 2017-03-02 | 9:30 | terms |  | T | version=1;P10_target=90%; note=x; y; | said |",
            "",
            "| 2 | 2017-03-03 |  | cdg-member |  | S01 | from_=2015-10-01 | x",
            "# 4",
        ]
    )  # fmt: skip
    first, second = log.read(text)
    assert first.detail == {"version": "1", "P10_target": "90%", "note": "x; y"}
    assert (first.at.hour, first.at.minute, second.detail) == (9, 30, {"from_": "2015-10-01"})


def test_terms_with_some_figures_keep_the_others_of_the_terms_before():
    event = log.read(HEAD + START.replace(" |\n", "; minutes_wd_after=20 |\n"))[0]
    before, _ = membership.terms_of(event)
    later = log.read(HEAD + START.replace("version=2016", "version=2; P3_target=87.5 per cent"))[0]
    terms, unknown = membership.terms_of(later, before)
    assert terms.to_json()["deadlines"]["minutes"]["due"] == "20 working days after"
    assert (terms.target("P3"), unknown) == (0.875, [])


def test_a_reason_that_the_log_does_not_give_stops_nothing_unless_a_refusal_is_expected():
    row = "| 2 | 2017-04-03 | 10:00 | withdraw | M1 | M1-01 | {} |\n"
    said = [log.read(HEAD + row.format(detail))[0].reason for detail in ("by=S09", "by=S09; note=not ready")]
    assert said == ["The log gives no reason.", "not ready"]
    assert log.read(HEAD + row.format("by=S09; expect=refused"))[0].reason == ""


def test_A1_a_plan_that_is_proposed_by_its_dates_alone_holds_these(db):
    lines = [
        "| 2 | 2017-03-11 | 10:00 | plan-proposed |  | 2017-18 | dates=2017-05-09 2017-09-12 2018-02-27 |",
        "| 3 | 2017-03-12 | 10:00 | plan-agreed |  | 2017-18 | by=S01 |",
    ]
    world = driver.replay(
        log.read(HEAD + START + "\n".join(lines)), members=MEMBERS.read_text(), say=lambda line: None
    )
    assert [str(one.day) for one in world.meetings.values()] == ["2017-05-09", "2017-09-12", "2018-02-27"]
    assert not world.notes


def test_each_kind_of_event_is_documented():
    told = set(re.findall(r"`([a-z-]+)`", (ROOT / "docs" / "event-log.md").read_text()))
    assert set(ACTS) | {"terms"} <= told
