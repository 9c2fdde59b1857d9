"""A postponed meeting in what is counted and reported: today, when its year is over, and as it was on a past day (P3, A2, A3, P6)."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from meetings.models import ApologyLetter
from meetings.services import planning, postponing, submission
from reports import returns
from reports.annual.chapters import meetings as chapter
from reports.annual.record import YearRecord
from reports.binder import meeting as binder
from reports.figures import find
from reports.measures import definitions, facts, tables
from subgroup import clock, past
from tests import factories
from tests.meetings import year
from tests.reports import built
from tests.reports.built import at

SNOW = "Snow: the Civic Centre is shut"
OFF, NAMED = date(2017, 8, 16), date(2017, 9, 4)
"""M4 of 24 August 2017 is put off, and given a day."""


def counted(group, on: date, before=None):
    return facts.gather(group, facts.year_labelled(group, "2017-18"), on=on, before=before)


@pytest.fixture
def m4(group):
    meeting = built.plan(group)[3]
    with clock.frozen(at(OFF)):
        return postponing.postpone(
            meeting=meeting, reason=SNOW, by=factories.holder(group, "S06"), at=at(OFF)
        )


def name_a_day(meeting, to_day: date = date(2017, 9, 14), on: date = NAMED):
    with clock.frozen(at(on)):
        by = factories.holder(meeting.group, "S06")
        return planning.move(meeting=meeting, to_day=to_day, reason="Open again", by=by, at=at(on))


def test_P3_a_postponed_meeting_is_to_come_while_its_year_runs_and_was_not_held_when_it_is_over(group, m4):
    year_ends = date(2018, 3, 31)
    for on in (date(2017, 8, 30), year_ends):
        measure = definitions.p3(counted(group, on))
        assert "M4" not in [record.label for record in measure.records]
        assert "postponed, with no new day yet: M4" in measure.excluded
    assert definitions.p3(counted(group, date(2017, 4, 1))).left == 9
    over = definitions.p3(counted(group, year_ends + timedelta(days=1)))
    (record,) = [record for record in over.records if record.label == "M4"]
    assert (record.kept, record.why) == (False, f"Postponed and not held in 2017-18: {SNOW}")


def test_P3_of_the_days_between_two_dates_it_is_still_to_come_while_its_reporting_year_runs(group, m4):
    august = facts.between(group, date(2017, 8, 1), date(2017, 8, 31))
    measure = definitions.p3(facts.gather(group, august, on=date(2017, 10, 2)))
    assert (measure.records, measure.excluded) == ((), ("postponed, with no new day yet: M4",))


def test_P3_held_on_its_new_day_it_took_place(group, m4):
    meeting = name_a_day(m4)
    built.hold(group, meeting, 5)
    (record,) = [
        one for one in definitions.p3(counted(group, date(2017, 9, 20))).records if one.label == "M4"
    ]
    assert (record.kept, record.why) == (
        True,
        "Held on Thursday 14 September 2017, moved from Thursday 24 August 2017",
    )


def test_P3_a_past_day_on_which_it_was_postponed_is_told_as_it_was(group, chair):
    first = date(2017, 8, 24)
    with clock.frozen(factories.START):
        plan = planning.propose_plan(
            group=group, label="2017-18", start=first, weekday=3, count=1, by=chair, at=clock.now()
        )
        (meeting,) = planning.agree_plan(plan=plan, by=chair, at=clock.now())
    with clock.frozen(at(OFF)):
        postponing.postpone(meeting=meeting, reason=SNOW, by=chair, at=clock.now())
    name_a_day(meeting)
    before, on = OFF - timedelta(days=1), date(2017, 8, 31)
    earlier, then = (counted(group, day, before=past.close_of(day)) for day in (before, on))
    now = counted(group, NAMED)
    told = [(seen.meetings[0].meeting.state, seen.meetings[0].meeting.day) for seen in (earlier, then, now)]
    assert told == [("planned", first), ("postponed", first), ("planned", date(2017, 9, 14))]
    assert definitions.p3(then).excluded == ("postponed, with no new day yet: M1",)
    counts = [find(seen, {"measure": "meetings", "state": "postponed"}).text for seen in (earlier, then, now)]
    assert counts == ["0", "1", "0"]
    august = facts.between(group, date(2017, 8, 1), on)
    of_august = [facts.gather(group, august, on=on, before=before) for before in (past.close_of(on), None)]
    assert [[one.meeting.state for one in seen.meetings] for seen in of_august] == [["postponed"], []]
    row = tables.meeting_row(then.meetings[0], then)
    assert (row["status"], row["date"], row["publication_in_time"]) == ("postponed", "2017-08-24", None)


def test_A2_nothing_of_it_is_late_while_nobody_knows_its_day(group):
    meeting, by = built.plan(group)[3], factories.holder(group, "S12")
    submission.submit(
        meeting=meeting, seat=factories.seat(group, "S12"), by=by, at=at(date(2017, 7, 20)), title="Note",
        paper_to_follow=True,
    )  # fmt: skip
    postponing.postpone(meeting=meeting, reason=SNOW, by=by, at=at(date(2017, 7, 24)))
    assert (
        find(counted(group, date(2017, 9, 1)), {"measure": "A2", "agency": "ALL"}).text == "1 of 1 = 100.0%"
    )


def test_P4_the_forecast_is_that_of_the_day_on_which_it_was_postponed(group, m4):
    said = {row["meeting"]: row for row in tables.forecasts(counted(group, OFF))}
    assert said["M4"]["at_close_of"] == OFF.isoformat()


def test_P6_a_postponed_meeting_is_no_part_of_a_run_of_apologies(group):
    for number in (1, 2):
        year.hold(group, number)
    off = factories.make_meeting(group, year.MEETINGS[3][0], number=3)
    postponing.postpone(meeting=off, reason=SNOW, by=factories.holder(group, "S06"), at=at(date(2017, 7, 12)))
    year.hold(group, 5, changed={"S08": "A"})
    letters = {(one.seat.code, one.meeting.code) for one in ApologyLetter.objects.all()}
    assert ("S08", "M5") in letters, "apologies at M2 and at M5, with none held between"


def test_R1_the_return_says_that_it_is_postponed(group, m4, chair, client_as):
    with clock.frozen(at(date(2017, 8, 31))):
        due = returns.add_meeting(group=group, day=date(2017, 9, 20), name="CDG3", by=chair, at=clock.now())
        page = client_as("chair").get(reverse("reports:return", args=[group.slug, due.pk])).content.decode()
    assert "Postponed, with no new day yet" in page


def test_R2_the_annual_report_counts_it(group, m4):
    record = YearRecord(group, facts.year_labelled(group, "2017-18"), on=date(2017, 8, 31))
    part = chapter.part(record)
    assert "{meetings postponed} meeting is postponed, with no new day yet." in part.draft
    (figure,) = [one for one in part.figures if one.name == "meetings postponed"]
    assert figure.text == "1"


def test_P11_the_binder_gives_the_reason(group, m4):
    seen = counted(group, date(2017, 8, 31))
    scope = SimpleNamespace(facts=seen)
    (one,) = [one for one in seen.meetings if one.meeting.code == "M4"]
    assert binder._meeting(scope, one)[2] == f"Postponed: {SNOW}"
