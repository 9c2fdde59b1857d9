"""A meeting for which items were asked but to which nobody was invited: who was told its day hears when it is another, or none (A1, A2)."""

from datetime import date

import pytest

from meetings.enums import Answer
from meetings.services import planning, replies
from meetings.services.planning import preview_move
from subgroup.forms import date_data
from subgroup.models import Message
from tests import factories
from tests.meetings.test_ical import part
from tests.meetings.test_meeting_pages import text
from tests.meetings.test_planning import agreed
from tests.meetings.test_postponing import DAY, SNOW, at, move, night, postpone, told

CALLED, LATER, NEW = date(2017, 5, 3), date(2017, 5, 10), date(2017, 6, 15)
ASKED = "You get this mail because you were asked for items for this meeting"


@pytest.fixture
def meeting(group, chair):
    """M2 of 1 June 2017: items are asked for, and no invitation is out."""
    return planning.call_for_items(meeting=agreed(group, chair)[1], by=None, at=at(CALLED))


def cancel(meeting, on: date):
    by = factories.holder(meeting.group, "S06")
    return planning.cancel(meeting=meeting, reason=SNOW, by=by, at=at(on))


def people(kind: str) -> list[int]:
    return sorted(one.recipient_id for one in told(kind))


ACTS = {
    "meeting_moved": lambda meeting, on: move(meeting, on, NEW),
    "meeting_postponed": postpone,
    "meeting_cancelled": cancel,
}


@pytest.mark.parametrize("kind", ACTS)
def test_A1_who_was_asked_for_items_hears_of_it_once_and_without_a_calendar_part(meeting, kind):
    ACTS[kind](meeting, LATER)
    assert people(kind) == people("call_for_items")
    assert len(told(kind)) == 16
    for one in told(kind):
        assert (one.calendar, one.calendar_method) == ("", "")
        assert ASKED in one.text
        assert "attached" not in one.text + one.html
        assert SNOW not in one.text


def test_A1_the_move_says_by_when_items_are_due_now(meeting):
    move(meeting, LATER, NEW)
    assert "The last day for items and papers is Thursday 1 June 2017." in told("meeting_moved")[0].text


@pytest.mark.parametrize("kind", ACTS)
def test_A1_where_nobody_was_asked_either_nobody_is_told(group, chair, kind):
    meeting = agreed(group, chair)[1]
    assert preview_move(meeting, NEW, at(CALLED)).told == ()
    ACTS[kind](meeting, date(2017, 4, 3))
    assert told(kind) == []


def test_A1_postponed_moved_and_moved_again_each_is_told_once_and_the_nights_add_nothing(meeting, group):
    postpone(meeting, LATER)
    night(group, date(2017, 5, 11))
    move(meeting, date(2017, 5, 11), NEW)
    night(group, date(2017, 5, 12))
    move(meeting, date(2017, 5, 12), DAY)
    night(group, date(2017, 5, 13))
    cancel(meeting, date(2017, 5, 13))
    night(group, date(2017, 5, 14))
    kinds = ("call_for_items", "meeting_postponed", "meeting_moved", "meeting_cancelled")
    assert [len(told(kind)) for kind in kinds] == [16, 16, 32, 16]


def test_A2_the_closing_day_is_reminded_of_as_the_move_left_it(meeting, group):
    night(group, date(2017, 5, 10))
    assert {"17 May" in one.subject for one in told("items_closing")} == {True}
    move(meeting, date(2017, 5, 10), NEW)
    night(group, date(2017, 5, 16))
    assert len(told("items_closing")) == 16
    for on in (date(2017, 5, 25), date(2017, 5, 26)):
        night(group, on)
    assert len([one for one in told("items_closing") if "1 June" in one.subject]) == 16


def test_A1_invited_after_a_move_everybody_has_it_in_the_calendar(meeting):
    move(meeting, LATER, NEW)
    planning.invite(meeting=meeting, by=None, at=at(LATER))
    assert len(told("meeting_invited")) == 16
    move(meeting, date(2017, 5, 11), date(2017, 6, 22))
    updates = [one for one in told("meeting_moved") if one.calendar_method == "REQUEST"]
    assert len(updates) == 16
    before, now = (part(one)[1]["sequence"] for one in (told("meeting_invited")[0], updates[0]))
    assert before < now


def test_A1_a_post_that_changed_hands_since_both_are_told_and_who_left_no_second_time(meeting, group):
    gone, seat = factories.holder(group, "S09"), factories.seat(group, "S09")
    seat.holdings.update(ends_on=date(2017, 5, 8))
    came = factories.make_person("Ida Newcome")
    seat.holdings.create(person=came, starts_on=date(2017, 5, 9))
    postpone(meeting, LATER)
    heard = [one.recipient for one in told("meeting_postponed")]
    assert {gone, came} <= set(heard)
    assert len(heard) == 17
    move(meeting, LATER, NEW)
    heard = [one.recipient for one in told("meeting_moved")]
    assert (came in heard, gone in heard) == (True, False)


def test_A1_who_holds_no_post_on_the_new_day_hears_that_the_old_one_is_off(meeting, group):
    leaving = factories.holder(group, "S09")
    factories.seat(group, "S09").holdings.update(ends_on=date(2017, 6, 7))
    move(meeting, LATER, NEW)
    assert leaving in [one.recipient for one in told("meeting_moved")]


def test_A1_a_deputy_who_has_it_in_the_calendar_gets_the_update_of_it(meeting, group):
    given = replies.reply(
        meeting=meeting, seat=factories.seat(group, "S09"), answer=Answer.DEPUTY,
        by=factories.holder(group, "S09"), at=at(date(2017, 5, 4)),
    )  # fmt: skip
    move(meeting, LATER, NEW)
    postpone(meeting, date(2017, 5, 11))
    mine = Message.objects.filter(recipient=given.deputy).exclude(calendar="").order_by("pk")
    assert [(one.calendar_method, part(one)[1]["sequence"]) for one in mine] == [
        ("REQUEST", 0),
        ("REQUEST", 1),
        ("CANCEL", 2),
    ]
    assert len(told("meeting_moved")) == 17


@pytest.mark.either
@pytest.mark.parametrize(
    ("name", "sent"), [("move", {}), ("postpone", None), ("cancel", None)], ids=["move", "postpone", "cancel"]
)
def test_A1_the_page_before_names_who_will_be_told(client_as, meeting, group, name, sent):
    support, page = client_as("business_support"), f"/g/{group.slug}/meetings/{meeting.pk}/{name}/"
    if sent is None:
        shown = text(support.get(page))
    else:
        wanted = date_data("to_day", NEW) | {
            "reason": "Room", "starts_at": "9.30", "ends_at": "12:00", "place": "Room 2",
        }  # fmt: skip
        shown = text(support.post(page, wanted))
    assert "16 people get a mail" in shown
    assert factories.holder(group, "S09").name in shown
    assert "calendar" not in shown.partition("Who will be told")[0]
