"""The day: opening, attendance, quorum by agency, and the breaches that follow (P1, P4, P5)."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.enums import ItemState, MeetingState
from meetings.models import AgendaItem, Attendance, Declaration, Meeting, Withholding
from meetings.services import day, floor, minutes
from members.services import coordinating
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, SubGroup
from tests import factories
from tests.meetings import year

M2 = date(2017, 6, 1)
AT = moment(M2, time(9, 30))


@pytest.fixture
def group(group: SubGroup) -> SubGroup:
    join = coordinating.join
    join(seat=factories.seat(group, "S01"), starts_on=date(2015, 10, 1), by=None, at=factories.START)
    join(seat=factories.seat(group, "S02"), starts_on=date(2017, 9, 1), by=None, at=factories.START)
    return group


@pytest.fixture
def meeting(group, support) -> Meeting:
    made = factories.make_meeting(group, M2, number=2)
    return day.open_meeting(meeting=made, chaired_by_seat=factories.seat(group, "S01"), by=support, at=AT)


def take(meeting: Meeting, support, codes: dict[str, str], *, others: str = "A") -> None:
    """Takes the attendance of every row: the seats named, all others as `others`."""
    presences = {
        row.seat_id: codes.get(row.seat.code, others) for row in meeting.attendance.select_related("seat")
    }
    day.record_all(meeting=meeting, presences=presences, by=support, at=AT)


def item(meeting: Meeting, position: int) -> AgendaItem:
    return AgendaItem.objects.create(
        meeting=meeting, state=ItemState.ON_AGENDA, position=position, title=f"Item {position}"
    )


def row(meeting: Meeting, code: str) -> Attendance:
    return meeting.attendance.get(seat__number=int(code[1:]))


def sentences() -> list[tuple[str, date, str]]:
    return list(
        Breach.objects.filter(withdrawn_at=None)
        .order_by("day", "clause")
        .values_list("clause", "day", "sentence")
    )


def test_opening_makes_a_row_for_each_filled_seat_as_on_the_day(meeting):
    codes = [one.seat.code for one in meeting.attendance.all()]
    assert meeting.state == MeetingState.HELD
    assert len(codes) == 16
    assert {"S05", "S14"}.isdisjoint(codes)
    assert [one.seat.code for one in meeting.attendance.filter(counts=False)] == ["S06", "S07"]
    assert set(meeting.attendance.values_list("presence", flat=True)) == {""}


def test_a_meeting_of_a_later_day_is_not_opened_and_none_is_opened_twice(group, support, meeting):
    chair = factories.seat(group, "S01")
    later = factories.make_meeting(group, date(2017, 7, 13), number=3)
    with pytest.raises(NotAllowed, match="Thursday 13 July 2017"):
        day.open_meeting(meeting=later, chaired_by_seat=chair, by=support, at=AT)
    with pytest.raises(NotAllowed, match="opened already"):
        day.open_meeting(meeting=meeting, chaired_by_seat=chair, by=support, at=AT)
    with pytest.raises(NotAllowed, match="cancelled"):
        day.open_meeting(
            meeting=year.cancel(group, 4), chaired_by_seat=chair, by=support, at=moment(date(2017, 9, 1))
        )
    assert Attendance.objects.count() == 16


def test_a_deputy_who_is_the_only_named_one_is_put_down_by_name(group, support, meeting):
    day.record(meeting=meeting, seat=factories.seat(group, "S04"), presence="D", by=support, at=AT)
    assert row(meeting, "S04").person.name == "Douglas Amberley-Cole"
    with pytest.raises(NotAllowed, match="Nobody held that seat"):
        day.record(meeting=meeting, seat=factories.seat(group, "S14"), presence="P", by=support, at=AT)


def test_attendance_is_confirmed_only_when_it_is_complete(group, support, meeting):
    take(meeting, support, {"S01": "P", "S13": "", "S16": ""})
    with pytest.raises(NotAllowed, match=r"S13 \(Callum Rushgrove\) and S16 \(Aidan Crossthwick\)"):
        day.confirm_attendance(meeting=meeting, by=support, at=AT)
    assert not Breach.objects.exists()


def test_confirming_twice_is_refused_and_changing_needs_a_reason(group, support, meeting):
    take(meeting, support, {}, others="P")
    day.confirm_attendance(meeting=meeting, by=support, at=AT)
    with pytest.raises(NotAllowed, match="confirmed already"):
        day.confirm_attendance(meeting=meeting, by=support, at=AT)
    with pytest.raises(NotAllowed, match="Correct it with a reason"):
        day.record(meeting=meeting, seat=factories.seat(group, "S13"), presence="N", by=support, at=AT)
    with pytest.raises(NotAllowed, match="the reason is kept"):
        day.correct_attendance(
            meeting=meeting, presences={factories.seat(group, "S13").pk: "N"}, reason=" ", by=support, at=AT
        )


def test_P5_absence_without_apologies_is_a_breach_of_the_seat(group):
    meeting = year.hold(group, 2)
    assert sentences() == [("P5", M2, "S13 (NPS) absent without apologies at M2 of 1 June 2017")]
    assert Breach.objects.get().key == f"P5:{meeting.pk}:{factories.seat(group, 'S13').pk}"


def test_P5_a_correction_withdraws_the_breach_with_the_reason_and_notes_another(group, support):
    meeting = year.hold(group, 2)
    day.correct_attendance(
        meeting=meeting,
        presences={factories.seat(group, "S13").pk: "A", factories.seat(group, "S03").pk: "N"},
        reason="The apologies had gone to the old address",
        by=support,
        at=AT,
    )
    assert sentences() == [("P5", M2, "S03 (CCG) absent without apologies at M2 of 1 June 2017")]
    assert (
        Breach.objects.exclude(withdrawn_at=None).get().withdrawn_reason
        == "The apologies had gone to the old address"
    )
    assert row(meeting, "S13").corrected_because == "The apologies had gone to the old address"
    assert row(meeting, "S08").corrected_because == ""


def test_P5_a_hint_where_the_reply_said_otherwise_and_no_error(group, support, meeting):
    seat = factories.seat(group, "S13")
    meeting.replies.create(seat=seat, answer="apologies", given_at=AT)
    assert day.suggestions(meeting) == {seat.pk: "A"}
    day.record(meeting=meeting, seat=seat, presence="N", by=support, at=AT)
    assert "gave apologies before the meeting" in day.hints(meeting)[seat.pk]


def test_P1_the_chair_was_no_member_of_the_coordinating_group_on_the_day(group):
    year.hold(group, 3)
    year.hold(group, 7)
    assert [one for one in sentences() if one[0] == "P1"] == [
        (
            "P1", date(2017, 7, 13),
            "M3 of 13 July 2017 was chaired by S02 (CCG), not a member of the Coordination and Delivery Group on that day",
        )
    ]  # fmt: skip


def test_P1_is_withdrawn_when_the_record_of_the_chair_is_corrected(group, support):
    meeting = year.hold(group, 3)
    day.change_chair(meeting=meeting, chaired_by_seat=factories.seat(group, "S01"), by=support, at=AT)
    assert not Breach.objects.filter(clause="P1", withdrawn_at=None).exists()


def test_P4_agencies_count_and_not_heads_and_the_business_unit_does_not(group):
    meeting = year.hold(group, 6)
    result = day.quorum(meeting)
    assert not result.quorate
    assert result.parts[0].have == 3
    assert ("P4", date(2017, 11, 16)) in [one[:2] for one in sentences()]
    assert Breach.objects.get(clause="P4").sentence == (
        "M6 of 16 November 2017 was not quorate: members of 3 agencies are present and 4 needed"
    )


def test_P4_ten_people_of_three_agencies_are_not_enough_and_one_more_agency_is(group, support, meeting):
    council = dict.fromkeys(
        ["S01", "S02", "S03", "S04", "S06", "S07", "S09", "S10", "S15", "S17", "S18"], "P"
    )
    take(meeting, support, council)
    assert not day.quorum(meeting).quorate
    day.record(meeting=meeting, seat=factories.seat(group, "S16"), presence="D", by=support, at=AT)
    assert day.quorum(meeting).quorate


def test_P4_quorum_follows_arrivals_and_departures_item_by_item(group, support, meeting):
    first, second, third = (item(meeting, position) for position in (10, 20, 30))
    take(meeting, support, dict.fromkeys(["S01", "S02", "S09", "S16"], "P"))
    day.arrive(attendance=row(meeting, "S16"), item=second, by=support, at=AT)
    day.leave(attendance=row(meeting, "S09"), item=third, by=support, at=AT)
    assert [day.quorum(meeting, one).quorate for one in (first, second, third)] == [False, True, False]
    assert day.quorum(meeting).quorate


def test_P4_who_leaves_for_an_interest_is_out_for_that_item_alone(group, support, meeting):
    first, second = item(meeting, 10), item(meeting, 20)
    take(meeting, support, dict.fromkeys(["S01", "S02", "S09", "S16"], "P"))
    nurse = factories.holder(group, "S09")
    day.declare(
        meeting=meeting, item=first, person=nurse, nature="Line manager", handling=Declaration.Handling.WITHHELD,
        by=support, at=AT,
    )  # fmt: skip
    assert [day.quorum(meeting, one).quorate for one in (first, second)] == [False, True]
    assert Withholding.objects.get().person == nurse
    with pytest.raises(NotAllowed, match="for which item"):
        day.declare(
            meeting=meeting, person=nurse, nature="x", handling=Declaration.Handling.LEAVES, by=support, at=AT
        )


def test_P4_the_chair_declares_it_quorate_only_where_the_terms_allow_it(group, support, meeting):
    chair = factories.holder(group, "S01")
    take(meeting, support, {"S01": "P"})
    with pytest.raises(NotAllowed, match="do not let the chair declare"):
        day.declare_quorate(meeting=meeting, reason="Urgent", by=chair, at=AT)
    meeting.terms.data["quorum"]["chair_may_declare"] = True
    meeting.terms.save()
    meeting = Meeting.objects.get(pk=meeting.pk)
    day.declare_quorate(meeting=meeting, reason="All agencies have agreed by letter.", by=chair, at=AT)
    result = day.quorum(meeting)
    assert result.quorate
    assert result.sentence.startswith("Declared quorate by the chair: All agencies have agreed by letter.")


def test_P4_decisions_follow_a_corrected_attendance(group, support, meeting):
    take(meeting, support, dict.fromkeys(["S01", "S02", "S09"], "P"))
    decision = minutes.record_decision(meeting=meeting, item=None, text="Agree", by=support, at=AT)
    day.confirm_attendance(meeting=meeting, by=support, at=AT)
    assert not decision.quorate
    day.correct_attendance(
        meeting=meeting,
        presences={factories.seat(group, "S16").pk: "P"},
        reason="Signed the sheet",
        by=support,
        at=AT,
    )
    decision.refresh_from_db()
    assert decision.quorate
    assert Breach.objects.get(clause="P4").withdrawn_reason == "Signed the sheet"


def test_the_item_we_leave_counts_as_discussed_unless_marked(group, support, meeting):
    first, second = item(meeting, 10), item(meeting, 20)
    day.turn_to(meeting=meeting, item=first, by=support, at=AT)
    day.turn_to(meeting=meeting, item=second, by=support, at=AT)
    day.mark_discussed(item=second, discussed=False, by=support, at=AT)
    day.turn_to(meeting=meeting, item=None, by=support, at=AT)
    assert list(meeting.items.values_list("discussed", flat=True)) == [True, False]


def test_P4_a_decision_follows_who_left_also_when_that_is_recorded_after_the_attendance_is_confirmed(
    meeting, support
):
    first, second = item(meeting, 10), item(meeting, 20)
    take(meeting, support, {"S01": "P", "S03": "P", "S09": "P", "S16": "P"})
    before, after = (
        minutes.record_decision(meeting=meeting, item=one, text="Agreed", by=support, at=AT)
        for one in (first, second)
    )
    day.confirm_attendance(meeting=meeting, by=support, at=AT)
    assert (before.quorate, after.quorate) == (True, True)
    movement = day.leave(attendance=row(meeting, "S16"), item=second, by=support, at=AT)
    for one in (before, after):
        one.refresh_from_db()
    assert (before.quorate, after.quorate) == (True, False)
    floor.undo(movement=movement, by=support, at=AT)
    after.refresh_from_db()
    assert after.quorate


def test_what_happened_in_the_room_is_frozen_once_the_minutes_are_approved(group, meeting, support):
    one = item(meeting, 10)
    take(meeting, support, {"S01": "P", "S03": "P", "S09": "P", "S16": "P"})
    movement = day.leave(attendance=row(meeting, "S16"), item=one, by=support, at=AT)
    day.confirm_attendance(meeting=meeting, by=support, at=AT)
    minutes.approve(meeting=meeting, by=factories.holder(group, "S01"), at=AT)
    common = {"by": support, "at": AT}
    for change in (
        lambda: day.set_guests(meeting=meeting, guests=[("A guest", "")], **common),
        lambda: day.change_chair(
            meeting=meeting, chaired_by_seat=factories.seat(meeting.group, "S02"), **common
        ),
        lambda: day.turn_to(meeting=meeting, item=one, **common),
        lambda: day.mark_discussed(item=one, discussed=False, **common),
        lambda: day.arrive(attendance=row(meeting, "S16"), item=one, **common),
        lambda: floor.undo(movement=movement, **common),
        lambda: day.declare(
            meeting=meeting, person=support, nature="Sits on the board", handling="stays", **common
        ),
    ):
        with pytest.raises(NotAllowed, match=r"no longer changes\. The chair can give them back"):
            change()


def test_once_the_minutes_are_approved_the_day_is_read_only_and_says_why_and_who_can_help(
    client_as, group, meeting, support
):
    one = item(meeting, 10)
    take(meeting, support, {"S01": "P", "S03": "P", "S09": "P", "S16": "P"})
    day.leave(attendance=row(meeting, "S16"), item=one, by=support, at=AT)
    day.confirm_attendance(meeting=meeting, by=support, at=AT)
    minutes.approve(meeting=meeting, by=factories.holder(group, "S01"), at=AT)
    url = reverse("meetings:day", args=[group.slug, meeting.pk])
    acts = ["chair", "interest", "movement", "guests"]
    with clock.frozen(AT):
        client = client_as("business_support")
        page = client.get(url).content.decode()
        main = page[page.index("<main") : page.index("</main>")]
        assert "The chair can give them back to business support." in main
        assert "left at “Item 10”" in main
        for word in ("<form", *(f'href="{act}/"' for act in acts)):
            assert word not in main
        for act in acts:
            refused = client.get(f"{url}{act}/")
            assert refused.status_code == 409
            assert "The chair can give them back" in refused.content.decode()


def test_P1_who_chaired_is_corrected_at_the_next_meeting_once_the_minutes_are_circulated(
    group, meeting, support
):
    take(meeting, support, {"S01": "P", "S03": "P", "S09": "P", "S16": "P"})
    day.confirm_attendance(meeting=meeting, by=support, at=AT)
    minutes.approve(meeting=meeting, by=factories.holder(group, "S01"), at=AT)
    minutes.circulate(meeting=meeting, by=support, at=AT)
    with pytest.raises(NotAllowed, match="The next meeting, which agrees them, can correct them"):
        day.change_chair(meeting=meeting, chaired_by_seat=factories.seat(group, "S02"), by=support, at=AT)
    assert meeting.chaired_by_seat == factories.seat(group, "S01")


def test_a_cancelled_meeting_has_no_day_and_says_so(client_as, group):
    cancelled = factories.make_meeting(
        group,
        date(2017, 7, 13),
        number=3,
        state="cancelled",
        cancelled_at=AT,
        cancel_reason="Too few replies",
    )
    for name in ("day", "attendance", "open"):
        refused = client_as("business_support").get(
            reverse(f"meetings:{name}", args=[group.slug, cancelled.pk])
        )
        assert refused.status_code == 409
        assert "M3 was cancelled" in refused.content.decode()
