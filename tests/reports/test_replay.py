"""The year 2017-18 replayed through the services gives exactly the figures that the log's own tables expect."""

import json
import re
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from reports.measures import facts, output
from reports.models import Return
from reports.replay import driver, log, plans
from subgroup.clock import day_of
from tests.factories import MEMBERS, ROOT

pytestmark = pytest.mark.either  # test_replay_of_other_years.py asks the same of both databases

YEAR = ROOT / "reports" / "demo" / "year-2017-18.md"
END = date(2018, 4, 13)


@pytest.fixture(scope="module")
def year(django_db_setup, django_db_blocker):
    """The figures of the replayed year; the database is left as it was."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        said: list[str] = []
        world = driver.replay(log.read(YEAR.read_text()), members=MEMBERS.read_text(), say=said.append)
        the_year = facts.year_labelled(world.the_group, "2017-18")
        found = output.data(world.the_group, the_year, on=END)
        found["issued"] = [
            (row.figures["year"], then(world.the_group, the_year, row.sent_at))
            for row in Return.objects.filter(group=world.the_group, state=Return.State.SENT)
        ]
        transaction.set_rollback(True)
        return found | {"summary": driver.summary(world), "said": said}


def then(group, the_year, at: datetime) -> dict:
    """Rebuilt from history at the close of a moment, as a return holds it."""
    after = at + timedelta(seconds=1)
    rebuilt = output.data(group, the_year, on=day_of(at), with_forecasts=False, before=after)
    return json.loads(json.dumps(rebuilt))


def test_R1_as_it_was_when_each_return_was_sent_is_what_the_return_says(year):
    assert len(year["issued"]) > 3
    for frozen, rebuilt in year["issued"]:
        assert list(rebuilt) == list(frozen)
        for part in frozen:
            assert rebuilt[part] == frozen[part], f"{part} as at {frozen['as_at']}"


def table(heading: str) -> list[dict[str, str]]:
    """The rows of the table under a heading of the log."""
    lines = YEAR.read_text().split(f"### {heading}", 1)[1].splitlines()
    rows = [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in _first_table(lines)
        if not set(line) <= set("|- :")
    ]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def _first_table(lines: list[str]) -> list[str]:
    started = [index for index, line in enumerate(lines) if line.startswith("|")]
    rows = []
    for line in lines[started[0] :]:
        if not line.startswith("|"):
            break
        rows.append(line)
    return rows


def test_every_event_is_done_or_named(year):
    events = log.read(YEAR.read_text())
    assert year["summary"][0].split()[1] == str(len(events))
    assert not [line for line in year["summary"] if line.startswith("not built yet")]


@pytest.mark.parametrize("key", ["P1", "P3", "P4", "P5", "P6", "P9", "P10"])
def test_measures_of_the_year(year, key):
    row = next(row for row in table("For the year") if row["measure"].split()[0] == key)
    measure = year["measures"][key]
    assert row["value"].startswith(measure["value"])
    assert measure["met"] == (row["met"] == "yes")


def test_P2_the_version_that_was_agreed_and_its_day(year):
    row = next(row for row in table("For the year") if row["measure"].startswith("P2"))
    measure = year["measures"]["P2"]
    assert row["value"] == f"{measure['value'].split(' agreed')[0]} agreed {measure['on']}"
    assert measure["met"]


def test_each_meeting(year):
    for row, ours in zip(table("Per meeting"), year["meetings"], strict=True):
        assert ours["meeting"] == row["meeting"]
        if row["P1 chaired by"] == "cancelled":
            assert ours["status"] == "cancelled"
            continue
        assert ours["P1_chaired_by"] == row["P1 chaired by"]
        assert ours["P1_member_of_cdg"] == (row["P1 member of C&DG that day"] == "yes")
        assert ours["P4_agencies"] == row["P4 agencies (SSCB Business Unit not counted)"].split(", ")
        assert ours["P4_quorate"] == (row["P4 quorate"] == "yes")
        assert ours["present"] == int(row["present"])
        assert ours["deputies"] == int(row["deputies"])
        assert ours["P5_apologies"] == int(row["P5 absences with apologies"])
        assert ours["P5_without_apologies"] == int(row["P5 absences without"])
        assert ours["P6_letters_due"] == (
            [] if row["P6 letters due after it"] == "none" else [row["P6 letters due after it"]]
        )
        assert ours["minutes_due"] == row["P10 minutes due"]
        assert ours["minutes_circulated"] == row["circulated"]
        assert ours["P10_in_time"] == (row["P10 in time"] == "yes")
        assert ours["published"] == row["published"]
        assert ours["publication_in_time"] == (row["publication in time"] == "yes")


def test_A1_derived_dates(year):
    rows = _first_table(YEAR.read_text().split("## 2. Meetings", 1)[1].splitlines())[2:]
    for line, ours in zip(rows, year["meetings"], strict=True):
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        assert [ours["date"], ours["items_due"], ours["publish_by"], ours["minutes_due"]] == [
            cells[1],
            cells[4],
            cells[5],
            cells[6].split()[0],
        ]


def test_A2_on_time_rate_of_each_agency(year):
    rows = table("On-time submission rate per agency")
    without = {row["agency"]: row["rate"] for row in year["submissions_without_cancelled_meetings"]}
    ours = {row["agency"]: row for row in year["submissions"]}
    for row in rows:
        assert ours[row["agency"]]["submitted"] == int(row["submitted"])
        if int(row["submitted"]):
            assert ours[row["agency"]]["rate"] == row["rate"]
            assert without[row["agency"]] == row["rate if M4 (cancelled) is left out"]


def test_P4_forecasts_from_replies(year):
    for row, ours in zip(table("Forecast of quorum from replies"), year["forecasts"], strict=True):
        assert ours["at_close_of"] == row["at the close of"]
        assert ours["agencies_yes"] == row["agencies that say yes"].split(", ")
        waiting = row["agencies with no yes, but a filled seat that has not answered"]
        assert ours["not_answered"] == ([] if waiting == "none" else waiting.split(", "))


def test_breaches_and_the_return_that_carries_each(year):
    expected = table("Breaches, in order")
    assert len(expected) == len(year["breaches"])
    for row, ours in zip(expected, year["breaches"], strict=True):
        assert ours["rule"] == row["rule"]
        assert ours["meeting"] == (row["meeting"] or None)
        if row["day"] != "year end":
            assert ours["day"] == row["day"]
            assert row["first return that must carry it"].startswith(ours["first_return"])
        else:
            assert (ours["day"], ours["first_return"]) == ("2018-04-01", None)


def test_P8_each_late_update_says_what_the_log_says(year):
    """“Family D: HOUSING update owed by 2017-05-17, made 2017-05-19”, in our words and the log's order."""
    rows = [row for row in table("Breaches, in order") if row["rule"] == "P8"]
    ours = [row["breach"] for row in year["breaches"] if row["rule"] == "P8"]
    assert len(rows) == len(ours) == 5
    for row, breach in zip(rows, ours, strict=True):
        plan, agency, due, made = re.fullmatch(
            r"(.+): (\w+) update owed by ([\d-]+), (?:made ([\d-]+)|never made)", row["breach"]
        ).groups()
        code = f"SCR-{plan.upper().replace(' ', '-')}"
        said = f"{code}: {agency} update late: due {words(due)}, "
        if made:
            assert breach == f"{said}made {words(made)}"
        else:
            assert breach.startswith(f"{said}released ")
            assert "it was never made, and M" in breach


def words(day: str) -> str:
    on = date.fromisoformat(day)
    return f"{on.day} {on:%B} {on.year}"


def test_P8_of_the_year(year):
    """Two plans and five agencies at nine meetings; a meeting cancelled after its window closed counts."""
    measure = year["measures"]["P8"]
    assert measure["value"] == "40 of 45 = 88.9%"
    assert [row["record"] for row in measure["not_kept"]] == [
        "SCR-FAMILY-D: HOUSING for M2",
        "SCR-CHILD-K: GMMH for M3",
        "SCR-FAMILY-D: HOUSING for M5",
        "SCR-CHILD-K: GMP for M7",
        "SCR-FAMILY-D: HOUSING for M7",
    ]


def test_P8_each_missed_update_is_reported_and_counts_as_kept_once_it_is_addressed(year):
    measure = year["measures"]["P8-told"]
    assert [row["record"] for row in measure["not_kept"]] == [
        row["record"] for row in year["measures"]["P8"]["not_kept"]
    ]
    assert all(
        ", reported " in row["why"] and "reported not yet" not in row["why"] for row in measure["not_kept"]
    )


def test_P8_the_demos_plans_are_those_of_the_log_with_the_agencies_that_it_names():
    """Otherwise the demo's breaches would be others than the log's."""
    book = plans.read((YEAR.parent / "plans.toml").read_text())
    named: dict[str, set[str]] = {}
    for event in log.read(YEAR.read_text()):
        if event.kind == plans.KIND:
            named.setdefault(event.subject, set()).add(event.detail["agency"])
    actions = {
        name: {row["agency"] for one in plan["recommendations"] for row in one["actions"]}
        for name, plan in book.items()
    }
    assert actions == named


def test_actions(year):
    assert year["actions"] == {"set": 16, "done": 13, "in_time": 9, "late": 4, "open": ["A11", "A15", "A16"]}


def test_the_log_is_read_as_it_stands():
    events = log.read(YEAR.read_text())
    assert (len(events), events[0].kind, events[-1].kind) == (315, "terms", "minutes-circulated")
    assert next(e for e in events if e.number == "29").at.utcoffset().total_seconds() == 3600


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("| 1 | 2017-13-02 |  | terms |  | T | version=1 |", "Line 3"),
        ("| 1 | 2017-03-02 | 25:00 | terms |  | T | version=1 |", "Line 3"),
        ("| 1 | 2017-03-02 | terms |", "Line 3: 3 cells"),
    ],
)
def test_a_line_that_cannot_be_read_is_named(line, reason):
    text = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n" + line
    with pytest.raises(log.LogError, match=reason):
        log.read(text)


def test_what_a_chair_refuses_is_no_refusal_by_the_rules():
    events = [event for event in log.read(YEAR.read_text()) if event.expects_refusal]
    assert events == []


@pytest.mark.django_db
def test_a_refusal_stops_the_replay_and_an_expected_one_does_not(tmp_path: Path):
    head = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
    start = "| 1 | 2017-03-02 |  | terms |  | T | version=2016; in_force_from=2016-04-01 |\n"
    refused = "| 2 | 2017-03-03 | 10:00 | publish | M1 | pack v1 | by=S06 |\n"
    with pytest.raises(driver.Stopped, match=r"event 2 .* There is no meeting M1"):
        driver.replay(log.read(head + start + refused), members=MEMBERS.read_text(), say=lambda line: None)


@pytest.mark.parametrize(
    "said",
    [
        "expect=refused",
        "expected=rejected",
        "refused=yes",
        "refusal=expected",
        "result=not allowed",
        "note=refused: no meeting",
    ],
)
@pytest.mark.django_db
def test_an_expected_refusal_is_counted(said):
    head = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
    start = "| 1 | 2017-03-02 |  | terms |  | T | version=2016; in_force_from=2016-04-01 |\n"
    refused = f"| 2 | 2017-03-03 | 10:00 | publish | M1 | pack v1 | by=S06; {said} |\n"
    world = driver.replay(
        log.read(head + start + refused), members=MEMBERS.read_text(), say=lambda line: None
    )
    assert (world.refused, world.done["publish"]) == (1, 0)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("late-decision | M1 | M1-05 | by=S09; decision=accepted; reason=x", "Bronwen Tillingdale may not do this: the chair"),
        ("compact-override | | NPS | by=S01; seat=S13; until=2017-12-31; reason=x", "the business manager can"),
        ("minutes-approved | M1 | | by=S05", "Nobody is S05 on 2017-03-03"),
        ("letter-sent | M1 | S08 | by=Mallory", "Nobody is Mallory on 2017-03-03"),
    ],
)  # fmt: skip
@pytest.mark.django_db
def test_A2_M1_who_may_not_is_refused_in_a_log_as_on_the_page(line, said):
    head = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
    start = "| 1 | 2017-03-02 |  | terms |  | T | version=2016; in_force_from=2016-04-01 |\n"
    rows = log.read(f"{head}{start}| 2 | 2017-03-03 | 10:00 | {line} |\n")
    with pytest.raises(driver.Stopped, match=said):
        driver.replay(rows, members=MEMBERS.read_text(), say=lambda line: None)


@pytest.mark.django_db
def test_A2_F15_a_log_withdraws_only_what_was_sent_and_finishes_only_what_it_told_of():
    head = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
    lines = [
        "2017-03-02 |  | terms |  | T | version=2016; in_force_from=2016-04-01",
        "2017-03-02 | 10:00 | plan-agreed |  | 2017-18 | dates=2017-04-20; expect=refused",
        "2017-03-02 | 10:00 | plan-proposed |  | 2017-18 | dates=2017-04-20",
        "2017-03-02 | 10:05 | plan-agreed |  | 2017-18 | ",
        "2017-03-03 | 10:00 | submit | M1 | M1-01 | seat=S09; title=An audit; paper=none",
        "2017-03-03 | 10:05 | withdraw | M1 | M1-01 | by=S16; reason=Not ours; expect=refused",
        "2017-03-03 | 10:10 | plan-opened |  | K | kind=scr",
        "2017-03-03 | 10:15 | recommendation |  | K | number=1; text=Better records",
        "2017-03-03 | 10:20 | plan-action |  | K | recommendation=1; agency=GMP; text=Write them; due=2017-06-01",
        "2017-03-03 | 10:25 | action-done | M1 | A9 | by=S16; expect=refused",
        "2017-03-03 | 11:00 | withdraw | M1 | M1-01 | by=S09; reason=Not ready",
    ]
    rows = "".join(f"| {number} | {line} |\n" for number, line in enumerate(lines, start=1))
    said: list[str] = []
    world = driver.replay(log.read(head + rows), members=MEMBERS.read_text(), say=said.append)
    assert (world.refused, world.done["withdraw"]) == (3, 1)
    assert any("Aidan Crossthwick may not withdraw" in line for line in said)
    assert any("There is no action A9" in line for line in said)


@pytest.mark.django_db
def test_P3_a_log_postpones_a_meeting_and_a_move_names_its_day():
    head = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
    lines = [
        "2017-03-02 |  | terms |  | T | version=2016; in_force_from=2016-04-01",
        "2017-03-02 | 10:00 | plan-proposed |  | 2017-18 | dates=2017-04-20, 2017-06-01",
        "2017-03-02 | 10:05 | plan-agreed |  | 2017-18 | ",
        "2017-03-02 | 10:10 | invite | M1 |  | sequence=0",
        "2017-03-02 | 11:00 | postpone | M1 |  | by=S09; reason=Snow; expect=refused",
        "2017-03-02 | 11:05 | postpone | M1 |  | by=S06; reason=Snow",
        "2017-03-02 | 11:10 | invite-cancel | M1 |  | sequence=1",
        "2017-03-02 | 11:15 | postpone | M1 |  | reason=Snow again; expect=refused",
        "2017-03-03 | 10:00 | move | M1 |  | to=2017-04-27; reason=Open again",
        "2017-03-03 | 10:05 | invite-update | M1 |  | sequence=2; date=2017-04-27",
        "2017-03-03 | 10:10 | postpone | M2 |  | reason=The chair is ill",
        "2017-03-03 | 10:15 | cancel | M2 |  | reason=No day was found",
    ]  # fmt: skip
    rows = "".join(f"| {number} | {line} |\n" for number, line in enumerate(lines, start=1))
    world = driver.replay(log.read(head + rows), members=MEMBERS.read_text(), say=lambda line: None)
    assert (world.done["postpone"], world.refused, world.notes) == (2, 2, [])
    first, second = world.meeting("M1"), world.meeting("M2")
    assert (first.state, first.day.isoformat(), second.state) == ("planned", "2017-04-27", "cancelled")
