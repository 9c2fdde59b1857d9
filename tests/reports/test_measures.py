"""Each measure on small built data, by its clause: what counts, what does not, and how it is said (P1 to P10, A2)."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest

from meetings.enums import MeetingState
from meetings.models import ApologyLetter, YearPlan
from meetings.services import day, letters, minutes, planning
from members.services import coordinating
from reports import returns
from reports.figures import find
from reports.measures import definitions, facts
from reports.measures.measure import Measure, Record
from subgroup.clock import moment
from subgroup.models import Terms
from tests import factories
from tests.meetings import year
from tests.reports import built

END = date(2018, 3, 31)


def counted(group, on: date = END):
    return facts.gather(group, facts.year_labelled(group, "2017-18"), on=on)


def made(kept: int, of: int, target: Fraction | None) -> Measure:
    records = [Record(f"M{at}", at <= kept, "", "meeting", at) for at in range(1, of + 1)]
    return Measure("P3", "", "planned meeting", target, tuple(records))


def test_P3_eight_of_nine_is_88_9_and_not_90():
    measure = made(8, 9, Fraction(9, 10))
    assert (measure.value, measure.met) == ("8 of 9 = 88.9%", False)
    assert measure.to_meet == "The next 1 would all have to be kept."


def test_P3_with_too_few_to_come_the_target_cannot_be_met_any_more():
    measure = replace(made(7, 8, Fraction(9, 10)), left=1)
    assert (
        measure.to_meet
        == "Cannot be met any more this year: 2 more would have to be kept, with only 1 to come."
    )
    assert replace(measure, left=2).to_meet == "The next 2 would all have to be kept."


@pytest.mark.parametrize(
    ("kept", "of", "met"), [(9, 10, True), (17, 19, False), (18, 20, True), (0, 4, False)]
)
def test_targets_are_compared_unrounded(kept, of, met):
    assert made(kept, of, Fraction(9, 10)).met is met


def test_a_missed_target_is_never_rounded_up_to_itself():
    assert made(8999, 10000, Fraction(9, 10)).value == "8999 of 10000 = 89.9%"


def test_with_nothing_to_count_no_verdict_is_given():
    measure = made(0, 0, Fraction(1))
    assert (measure.met, measure.value) == (None, "nothing to count yet")


def bare_plan(group, days: int):
    person = factories.make_person()
    plan = YearPlan.objects.create(
        group=group, label="2017-18", proposed_at=factories.START, agreed_at=factories.START, agreed_by=person
    )
    return [
        factories.make_meeting(
            group, date(2017, 4, 20) + timedelta(weeks=6 * at), plan=plan, state=MeetingState.HELD
        )
        for at in range(days)
    ]


def test_P3_cancelled_counts_against_and_moved_counts_as_held(group):
    rows = bare_plan(group, 9)
    rows[3].state, rows[3].cancel_reason, rows[3].cancelled_at = "cancelled", "Leave", factories.START
    rows[3].save()
    rows[5].day += timedelta(days=7)
    rows[5].save()
    measure = definitions.p3(counted(group))
    assert (measure.value, measure.met) == ("8 of 9 = 88.9%", False)
    assert [record.label for record in measure.broken] == ["M4"]
    assert "moved from" in next(record for record in measure.records if record.label == "M6").why


def test_P3_extraordinary_meetings_are_not_counted(group):
    bare_plan(group, 2)
    factories.make_meeting(group, date(2017, 9, 1), number=1, plan=None, state=MeetingState.HELD)
    measure = definitions.p3(counted(group))
    assert measure.value == "2 of 2 = 100.0%"
    assert measure.excluded == ("not in the agreed plan: X1",)


def test_P3_what_is_still_to_come_is_not_counted_and_a_day_gone_by_unrecorded_is(group):
    built.plan(group)
    before = definitions.p3(counted(group, on=date(2017, 6, 1)))
    assert [record.label for record in before.broken] == ["M1"]
    assert before.excluded[0].startswith("still to come: M2, M3")


def test_P1_chaired_by_a_member_of_the_coordinating_group_on_the_day(group):
    """S02 is a member from 1 September on: M7 counts and M3 does not."""
    for code, since in (("S01", date(2016, 4, 1)), ("S02", date(2017, 9, 1))):
        coordinating.join(seat=factories.seat(group, code), starts_on=since, by=None, at=factories.START)
    for number in (1, 3, 7):
        year.hold(group, number)
    measure = definitions.p1(counted(group))
    assert [(record.label, record.kept) for record in measure.records] == [
        ("M1", True), ("M3", False), ("M7", True),
    ]  # fmt: skip


def test_P4_an_agency_counts_once_however_many_came_and_the_unit_not_at_all(group):
    """M6: ten people, of whom six are of the council and two of the board's own unit: three agencies."""
    year.hold(group, 1)
    year.hold(group, 6)
    seen = counted(group)
    assert seen.meetings[1].agencies == ["CCG", "SCC", "SRFT"]
    assert definitions.p4(seen).value == "1 of 2 = 50.0%"
    assert find(seen, {"measure": "agencies", "meeting": "M6"}).text == "3"


def test_P5_of_all_absences_those_with_apologies(group):
    year.hold(group, 2)
    measure = definitions.p5(counted(group))
    assert measure.value == "2 of 3 = 66.7%"
    assert [record.label for record in measure.broken] == ["S13 at M2"]


def test_P5_and_its_breach_follow_a_correction_of_the_attendance(group):
    meeting = year.hold(group, 2)
    day.correct_attendance(
        meeting=meeting, presences={factories.seat(group, "S13").pk: "A"}, reason="His mail was found",
        by=factories.holder(group, "S06"), at=moment(date(2017, 6, 5)),
    )  # fmt: skip
    assert definitions.p5(counted(group)).value == "3 of 3 = 100.0%"


def test_P6_a_letter_that_was_never_sent_counts_against(group):
    for number in (1, 2, 3):
        year.hold(group, number)
    letter = ApologyLetter.objects.get()
    before = definitions.p6(counted(group))
    assert before.value == "0 of 1 = 0.0%"
    assert before.to_meet == "The letters that wait would have to be sent: S08 after M3."
    chair = factories.holder(group, "S01")
    letters.sign(letter=letter, by=chair, at=moment(date(2017, 7, 19)))
    letter.refresh_from_db()
    letters.send(letter=letter, by=chair, at=moment(date(2017, 7, 20)))
    assert definitions.p6(counted(group)).value == "1 of 1 = 100.0%"


def test_P9_in_time_on_the_day_itself_late_after_it_and_open_before_it(group):
    for number, on in enumerate(built.CDG, start=1):
        made = returns.add_meeting(group=group, day=on, name=f"CDG{number}", by=None, at=factories.START)
        if number < 3:
            built.send_return(group, made, on if number == 1 else on + timedelta(days=1))
    measure = definitions.p9(counted(group, on=date(2017, 9, 1)))
    assert [record.kept for record in measure.records] == [True, False]
    assert measure.excluded == ("still to come: CDG3",)


def test_P10_minutes_on_the_due_day_are_in_time_and_open_ones_are_left_out(group):
    m1, m2, m3 = built.plan(group)[:3]
    for meeting, circulated in ((m1, date(2017, 5, 11)), (m2, date(2017, 6, 22)), (m3, None)):
        built.hold(group, meeting)
        if circulated:
            built.circulate(group, meeting, circulated)
    measure = definitions.p10(counted(group, on=date(2017, 8, 1)))
    assert [(record.label, record.kept) for record in measure.records] == [("M1", True), ("M2", False)]
    assert measure.excluded == ("not due yet: M3",)
    later = definitions.p10(counted(group, on=date(2017, 8, 3)))
    assert later.value == "1 of 3 = 33.3%"


def test_P10_of_the_last_meeting_belongs_to_its_own_year_though_it_falls_due_in_the_next(group):
    (last,) = built.plan(group, (9,))
    built.hold(group, last, 9)
    minutes.approve(meeting=last, by=factories.holder(group, "S01"), at=moment(date(2018, 4, 11)))
    minutes.circulate(meeting=last, by=factories.holder(group, "S06"), at=moment(date(2018, 4, 13)))
    assert definitions.p10(counted(group, on=date(2018, 4, 20))).value == "1 of 1 = 100.0%"


def test_A2_a_late_item_of_a_cancelled_meeting_counts_unless_it_is_left_out(group):
    m4 = built.plan(group)[3]
    built.item(group, m4, "S16", date(2017, 8, 10))
    built.item(group, m4, "S08", date(2017, 8, 11))
    planning.cancel(
        meeting=m4, reason="Leave", by=factories.holder(group, "S01"), at=moment(date(2017, 8, 16))
    )
    seen = counted(group, on=date(2017, 8, 20))
    assert find(seen, {"measure": "A2", "agency": "GMP"}).text == "1 of 1 = 100.0%"
    assert find(seen, {"measure": "A2", "agency": "CMFT"}).text == "0 of 1 = 0.0%"
    assert find(seen, {"measure": "A2", "agency": "ALL"}).text == "1 of 2 = 50.0%"
    assert find(seen, {"measure": "A2", "agency": "ALL", "cancelled": "no"}).text == "no submissions"


def test_M4_targets_are_those_of_the_terms_in_force_at_the_end_of_the_year(group):
    bare_plan(group, 1)
    first = group.terms_on(date(2017, 4, 1))
    data = first.data | {"targets": first.data["targets"] | {"P3": "80%"}}
    Terms.objects.create(
        group=group, version="2017b", in_force_from=date(2017, 12, 1), data=data, source="", loaded_at=factories.START
    )  # fmt: skip
    assert definitions.p3(counted(group)).target_text == "80%"
