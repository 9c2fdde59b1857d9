"""The agenda: what comes onto it by itself, its order and times, and the chair's approval."""

from datetime import date, time
from functools import partial

import pytest

from meetings.enums import AgendaState, ItemKind, ItemState, MeetingState
from meetings.models import Decision, Withholding
from meetings.services import agenda, submission
from meetings.timetable import numbered, timetable
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests.factories import holder, make_meeting
from tests.meetings.papers import sent, stored

pytestmark = pytest.mark.django_db
AT = moment(date(2017, 3, 30), time(10))


@pytest.fixture
def meeting(group):
    return make_meeting(group, date(2017, 4, 20))


send = partial(sent, at=AT)


def titles(meeting):
    return list(meeting.items.on_agenda().values_list("title", flat=True))


def cancel(meeting):
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, AT, "leave"
    meeting.save()


def hold(meeting):
    meeting.state, meeting.opened_at = MeetingState.HELD, meeting.starts
    meeting.save()


def test_standing_items_come_by_themselves_and_only_once(meeting):
    agenda.prepare(meeting=meeting, at=AT)
    assert agenda.prepare(meeting=meeting, at=AT) == []
    assert titles(meeting) == [
        "Welcome, apologies and declarations of interest",
        "Minutes of the last meeting",
        "Matters arising and action log",
        "Any other business",
        "Date of the next meeting",
    ]


def test_submitted_items_stand_before_any_other_business(meeting):
    agenda.prepare(meeting=meeting, at=AT)
    send(meeting, "First")
    send(meeting, "Second", "S16")
    assert titles(meeting)[2:6] == ["Matters arising and action log", "First", "Second", "Any other business"]


def test_last_minutes_are_named_once_the_meeting_before_was_held(group, meeting):
    later = make_meeting(group, date(2017, 6, 1))
    agenda.prepare(meeting=later, at=AT)
    hold(meeting)
    agenda.prepare(meeting=later, at=AT)
    item = later.items.get(kind=ItemKind.MINUTES)
    assert item.recommendation == "Agree the minutes of M1, Thursday 20 April 2017."


def test_items_of_a_cancelled_meeting_come_onto_the_next_agenda_with_their_papers(group, meeting):
    item = send(meeting)
    late = send(meeting, "Late", "S16", at=moment(date(2017, 4, 5), time(0, 1)))
    refused = send(meeting, "Refused", "S03", at=moment(date(2017, 4, 5), time(0, 1)))
    submission.decide_late(item=refused, accept=False, reason="too long", by=holder(group, "S01"), at=AT)
    following = make_meeting(group, date(2017, 6, 1))
    cancel(meeting)
    carried = agenda.carry_over(meeting=meeting, at=AT)
    assert agenda.carry_over(meeting=meeting, at=AT) == []
    assert [(one.title, one.kind, one.carried_from) for one in carried] == [
        ("Neglect audit", ItemKind.CARRIED, item),
        ("Late", ItemKind.CARRIED, late),
    ]
    item.refresh_from_db()
    assert item.state == ItemState.CARRIED_OVER
    assert carried[0].root_id == item.pk, "the papers are those of the first item"
    assert following.items.submitted().count() == 0, "a carried item is no new submission (A2)"
    assert meeting.items.submitted().count() == 3


def test_what_is_carried_twice_keeps_its_papers_and_a_new_version_reaches_them(group, meeting):
    item = send(meeting)
    second, third = make_meeting(group, date(2017, 6, 1)), make_meeting(group, date(2017, 7, 13))
    cancel(meeting)
    agenda.carry_over(meeting=meeting, at=AT)
    cancel(second)
    (carried,) = agenda.carry_over(meeting=second, at=AT)
    assert carried.meeting == third
    assert carried.root_id == item.pk
    sender = holder(group, "S09")
    submission.add_version(
        paper=item.papers.get(), file=stored(group, sender, AT), note="brought up to date", by=sender, at=AT
    )
    assert item.papers.get().versions.count() == 2


def test_items_of_a_cancelled_meeting_wait_until_a_next_one_is_planned(group, meeting):
    send(meeting)
    cancel(meeting)
    assert agenda.carry_over(meeting=meeting, at=AT) == []
    following = make_meeting(group, date(2017, 6, 1))
    far = make_meeting(group, date(2017, 7, 13))
    agenda.prepare(meeting=far, at=AT)
    assert "Neglect audit" not in titles(far), "it belongs to the next meeting and not to a later one"
    agenda.prepare(meeting=following, at=AT)
    assert "Neglect audit" in titles(following)


def test_undiscussed_items_come_onto_the_next_agenda_and_discussed_ones_do_not(group, meeting):
    left, done = send(meeting, "Left"), send(meeting, "Done", "S16")
    following = make_meeting(group, date(2017, 6, 1))
    left.refresh_from_db()
    left.discussed, done.discussed = False, True
    left.save()
    done.save()
    hold(meeting)
    agenda.carry_over(meeting=meeting, at=AT)
    assert titles(following) == ["Left"]


def test_withholding_goes_with_the_carried_item(group, meeting):
    item, reader = send(meeting), holder(group, "S16")
    Withholding.objects.create(
        item=item, person=reader, reason="a declared interest", made_at=AT, made_by=reader
    )
    make_meeting(group, date(2017, 6, 1))
    cancel(meeting)
    (carried,) = agenda.carry_over(meeting=meeting, at=AT)
    assert carried.withholdings.get().person == reader


def test_P4_decisions_taken_while_not_quorate_come_to_be_ratified_as_one_item(group, meeting):
    hold(meeting)
    for number in (10, 11):
        Decision.objects.create(
            group=group, meeting=meeting, year="2017-18", number=number, text=f"Decision {number}", quorate=False,
            taken_at=AT, recorded_by=holder(group, "S06"),
        )  # fmt: skip
    following, far = make_meeting(group, date(2017, 6, 1)), make_meeting(group, date(2017, 7, 13))
    for _ in range(2):
        agenda.prepare(meeting=following, at=AT)
        agenda.prepare(meeting=far, at=AT)
    item = following.items.get(kind=ItemKind.RATIFICATION)
    assert item.recommendation == "Ratify: D10 of M1, Decision 10; D11 of M1, Decision 11"
    assert not far.items.filter(kind=ItemKind.RATIFICATION).exists()


def test_order_is_kept_and_an_order_from_an_older_page_is_refused(group, meeting):
    first, second = send(meeting, "First"), send(meeting, "Second", "S16")
    support = holder(group, "S06")
    agenda.reorder(meeting=meeting, item_ids=[second.pk, first.pk], by=support, at=AT)
    assert titles(meeting) == ["Second", "First"]
    with pytest.raises(NotAllowed, match="has changed since"):
        agenda.reorder(meeting=meeting, item_ids=[second.pk, first.pk, 999999], by=support, at=AT)


def test_times_are_summed_against_the_length_of_the_meeting(group, meeting):
    item = send(meeting, minutes_needed=100)
    other = send(meeting, "Second", "S16", minutes_needed=60)
    table = timetable(meeting, meeting.items.all())
    assert (table.total, table.available, table.over) == (160, 150, 10)
    assert [(line.number, f"{line.starts:%H:%M}") for line in table.lines] == [("1", "09:30"), ("2", "11:10")]
    agenda.set_times(meeting=meeting, minutes={item.pk: 80, other.pk: 60}, by=holder(group, "S06"), at=AT)
    assert timetable(meeting, meeting.items.all()).spare == 10


def test_numbers_once_published_stay_and_a_newcomer_gets_a_letter():
    assert numbered([7, 8, 9], {}) == ["1", "2", "3"]
    assert numbered([7, 20, 21, 9], {7: "1", 8: "2", 9: "3"}) == ["1", "1a", "1b", "3"]


def test_vice_chair_may_approve_and_a_second_approval_says_who_did(group, meeting):
    chair, vice = holder(group, "S01"), holder(group, "S02")
    agenda.send_to_chair(meeting=meeting, by=holder(group, "S06"), at=AT)
    assert Message.objects.filter(kind="agenda_for_chair", recipient=chair).exists()
    agenda.approve(meeting=meeting, by=vice, at=AT)
    with pytest.raises(NotAllowed, match=str(vice)):
        agenda.approve(meeting=meeting, by=chair, at=AT)


def test_chair_returns_an_agenda_with_a_reason(group, meeting):
    agenda.send_to_chair(meeting=meeting, by=holder(group, "S06"), at=AT)
    with pytest.raises(NotAllowed, match="reason"):
        agenda.return_to_desk(meeting=meeting, reason="", by=holder(group, "S01"), at=AT)
    agenda.return_to_desk(meeting=meeting, reason="Put the audit first.", by=holder(group, "S01"), at=AT)
    assert meeting.agenda_state == AgendaState.OPEN
    assert "Put the audit first." in meeting.agenda_note


def test_change_after_approval_needs_the_chair_again_but_an_accepted_late_item_does_not(group, meeting):
    first, second = send(meeting, "First"), send(meeting, "Second", "S16")
    late = send(meeting, "Late", "S03", at=moment(date(2017, 4, 5), time(0, 1)))
    agenda.approve(meeting=meeting, by=holder(group, "S01"), at=AT)
    submission.decide_late(item=late, accept=True, reason="needed", by=holder(group, "S01"), at=AT)
    meeting.refresh_from_db()
    assert meeting.agenda_state == AgendaState.APPROVED
    agenda.reorder(meeting=meeting, item_ids=[second.pk, first.pk], by=holder(group, "S06"), at=AT)
    assert meeting.agenda_state == AgendaState.OPEN
    assert "changed the order" in meeting.agenda_note


def test_agenda_of_an_opened_or_cancelled_meeting_stays_as_it_is(group, meeting):
    item = send(meeting)
    hold(meeting)
    with pytest.raises(NotAllowed, match="opened"):
        agenda.reorder(meeting=meeting, item_ids=[item.pk], by=holder(group, "S06"), at=AT)
    assert agenda.prepare(meeting=meeting, at=AT) == []


def test_home_page_asks_the_chair_to_decide_and_business_support_to_publish(client_as, group, meeting):
    late = send(meeting, "Late", "S03", at=moment(date(2017, 4, 5), time(0, 1)))
    agenda.send_to_chair(meeting=meeting, by=holder(group, "S06"), at=AT)
    where = f"/g/{group.slug}/"
    page = client_as("chair").get(where).content.decode()
    assert f"Late item {late.reference} for M1: accept or refuse it" in page
    assert "Approve the agenda of M1" in page
    agenda.approve(meeting=meeting, by=holder(group, "S01"), at=AT)
    assert "Publish the pack of M1" in client_as("business_support").get(where).content.decode()
