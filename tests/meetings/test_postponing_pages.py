"""Postponing a meeting and naming its new day, as people press it and read of it (A1, A2, P3)."""

from datetime import date, time

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from meetings.enums import MeetingState
from meetings.models import Meeting, MeetingChange
from meetings.services import agenda, packs, planning, postponing, submission
from subgroup import clock
from subgroup.clock import moment
from subgroup.forms import date_data
from subgroup.models import Message
from tests import factories
from tests.meetings.test_meeting_pages import feed_path, text
from tests.meetings.test_planning import agreed

SNOW = "Snow: the Civic Centre is shut"


@pytest.fixture
def address(group):
    return lambda rest="": f"/g/{group.slug}/meetings/{rest}"


@pytest.fixture
def meeting(group, chair, now):
    """M2 of 1 June 2017, to which everybody is invited."""
    return planning.invite(meeting=agreed(group, chair)[1], by=None, at=now)


@pytest.fixture
def postponed(meeting, now):
    by = factories.holder(meeting.group, "S06")
    return postponing.postpone(meeting=meeting, reason=SNOW, by=by, at=now)


def test_P3_business_support_postpones_and_then_names_the_day(client_as, address, meeting):
    support, page = client_as("business_support"), address(f"{meeting.pk}/")
    offered = text(support.get(page))
    for name, words in (("move", "Move to another day"), ("postpone", "Postpone"), ("cancel", "Cancel")):
        assert f'href="{page}{name}/">{words}</a>' in offered
    asked = text(support.get(f"{page}postpone/"))
    assert "16 people get a mail" in asked
    assert "If 2017-18 ends with no day for it" in asked
    assert "Give the reason" in text(support.post(f"{page}postpone/", {"reason": ""}))
    shown = text(support.post(f"{page}postpone/", {"reason": SNOW}, follow=True))
    assert (
        f"Postponed on Wednesday 1 March 2017 by {factories.holder(meeting.group, 'S06').name}: {SNOW}"
        in shown
    )
    assert "Name the new day" in shown
    assert "Postponed from Thursday 1 June 2017: Snow" in shown
    wanted = date_data("to_day", date(2017, 6, 15)) | {
        "reason": "Open again", "starts_at": "9.30", "ends_at": "12:00", "place": "Room 2",
    }  # fmt: skip
    preview = text(support.post(f"{page}move/", wanted))
    assert "Hold it on Thursday 15 June 2017" in preview
    assert "16 people get an invitation to the new day" in preview
    done = text(support.post(f"{page}move/", wanted | {"confirm": "2017-06-15"}, follow=True))
    assert "From Thursday 1 June 2017 to Thursday 15 June 2017: Open again" in done
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.PLANNED


def test_P3_who_postpones_second_is_told_so_beside_what_was_typed(client_as, address, postponed):
    page = address(f"{postponed.pk}/postpone/")
    second = client_as("chair").post(page, {"reason": "The chair is ill"})
    assert second.status_code == 422
    assert "was postponed on Wednesday 1 March 2017 already" in text(second)
    assert "The chair is ill" in text(second)
    assert (MeetingChange.objects.count(), Message.objects.filter(kind="meeting_postponed").count()) == (
        1,
        16,
    )


def told_day(page: str) -> str:
    return page.split('name="day" value="')[1].split('"')[0]


def wanted(to_day: date) -> dict[str, object]:
    typed = {"reason": "A room at last", "starts_at": "9.30", "ends_at": "12:00", "place": "Room 2"}
    return date_data("to_day", to_day) | typed


def postponed_by_another(meeting):
    postponing.postpone(
        meeting=meeting, reason=SNOW, by=factories.holder(meeting.group, "S06"), at=clock.now()
    )


def moved_by_another(meeting):
    by = factories.holder(meeting.group, "S06")
    planning.move(meeting=meeting, to_day=date(2017, 6, 22), reason="Paint", by=by, at=clock.now())


@pytest.mark.parametrize(
    ("before", "meanwhile", "why", "shown"),
    [
        ([], postponed_by_another, "M2 was postponed since you opened this page", "Hold it on Thursday 15 June"),
        ([], moved_by_another, "M2 was given a new day since you opened this page: Thursday 22 June 2017", "Move to"),
        (
            [postponed_by_another],
            moved_by_another,
            "M2 was given a new day since you opened this page: Thursday 22 June 2017",
            "Move to Thursday 15 June",
        ),
    ],
    ids=["postponed since", "moved since", "its day named since"],
)  # fmt: skip
def test_A1_an_old_preview_moves_nothing_and_shows_the_new_one(
    client_as, address, meeting, before, meanwhile, why, shown
):
    for act in before:
        act(Meeting.objects.get(pk=meeting.pk))
    chair, page, typed = client_as("chair"), address(f"{meeting.pk}/move/"), wanted(date(2017, 6, 15))
    old = chair.post(page, typed).content.decode()
    meanwhile(Meeting.objects.get(pk=meeting.pk))
    stood = Meeting.objects.values("day", "state", "sequence").get(pk=meeting.pk)
    mails = Message.objects.count()
    confirmed = {**typed, "confirm": "2017-06-15"}
    refused = chair.post(page, confirmed | {"day": told_day(old)})
    assert refused.status_code == 422
    assert why in text(refused)
    assert shown in text(refused)
    assert "A room at last" in text(refused)
    assert Meeting.objects.values("day", "state", "sequence").get(pk=meeting.pk) == stood
    assert Message.objects.count() == mails
    chair.post(page, confirmed | {"day": told_day(refused.content.decode())})
    assert Meeting.objects.get(pk=meeting.pk).day == date(2017, 6, 15)


def test_A1_a_move_confirmed_twice_is_done_once_and_said_so(client_as, address, meeting):
    chair, page, typed = client_as("chair"), address(f"{meeting.pk}/move/"), wanted(date(2017, 6, 15))
    sent = typed | {"confirm": "2017-06-15", "day": told_day(chair.post(page, typed).content.decode())}
    chair.post(page, sent)
    again = chair.post(page, sent)
    assert "M2 is on Thursday 15 June 2017 already" in text(again)
    assert (MeetingChange.objects.count(), Message.objects.filter(kind="meeting_moved").count()) == (1, 16)


def test_P3_a_meeting_postponed_since_the_page_was_opened_is_not_cancelled_unread(
    client_as, address, meeting
):
    support, page = client_as("business_support"), address(f"{meeting.pk}/cancel/")
    postponed_by_another(Meeting.objects.get(pk=meeting.pk))
    late = support.post(page, {"reason": SNOW, "day": "2017-06-01"})
    assert late.status_code == 422
    assert "M2 was postponed since you opened this page" in text(late)
    assert Meeting.objects.get(pk=meeting.pk).is_postponed
    assert 'value="2017-06-01 postponed" type="submit" name="day"' in late.content.decode()
    done = support.post(page, {"reason": SNOW, "day": "2017-06-01 postponed"}, follow=True)
    assert "is cancelled" in text(done)


@pytest.mark.parametrize(("act", "done"), [("postpone", "is postponed"), ("cancel", "is cancelled")])
def test_P3_a_page_that_told_another_day_calls_nothing_off(client_as, address, meeting, now, act, done):
    page = address(f"{meeting.pk}/{act}/")
    support = client_as("business_support")
    assert 'value="2017-06-01" type="submit" name="day"' in support.get(page).content.decode()
    by = factories.holder(meeting.group, "S06")
    planning.move(meeting=meeting, to_day=date(2017, 6, 15), reason="The room is free", by=by, at=now)
    late = support.post(page, {"reason": SNOW, "day": "2017-06-01"})
    assert late.status_code == 422
    assert "M2 was given a new day since you opened this page: Thursday 15 June 2017" in text(late)
    assert SNOW in text(late)
    assert Meeting.objects.get(pk=meeting.pk).state == MeetingState.PLANNED
    assert 'value="2017-06-15" type="submit" name="day"' in late.content.decode()
    assert done in text(support.post(page, {"reason": SNOW, "day": "2017-06-15"}, follow=True))


def test_P3_a_day_that_cannot_be_keeps_what_was_typed(client_as, address, postponed):
    typed = date_data("to_day", date(2017, 6, 10)) | {
        "reason": "A room at last", "starts_at": "9.30", "ends_at": "12:00", "place": "Room 2",
    }  # fmt: skip
    refused = client_as("chair").post(address(f"{postponed.pk}/move/"), typed)
    assert "not a working day: Saturday" in text(refused)
    assert "A room at last" in text(refused)


def test_P3_who_names_the_day_finds_it_first_and_others_read_that_it_is_off(
    client_as, address, postponed, group
):
    home = reverse("group_home", args=[group.slug])
    for role in ("business_support", "chair"):
        assert "Name the new day of M2, or cancel it" in text(client_as(role).get(home))
    member = client_as("member")
    assert "Name the new day" not in text(member.get(home))
    page = text(member.get(address(f"{postponed.pk}/")))
    assert "Was to be on" in page
    assert "You are told when business support or the chair has named it" in page


@pytest.mark.parametrize("rest", ["", "plan/", "calendar/?month=2017-06"])
def test_P3_lists_say_that_it_is_postponed(client_as, address, postponed, rest):
    assert "Postponed" in text(client_as("auditor").get(address(rest)))


def test_A2_no_form_is_offered_for_what_would_be_refused(client_as, address, postponed):
    member = client_as("member")
    for name in ("submit", "reply"):
        refused = member.get(address(f"{postponed.pk}/{name}/"))
        assert refused.status_code == 409
        assert "M2 is postponed" in text(refused)
    assert "Submit an item" not in text(member.get(address(f"{postponed.pk}/")))


def test_A1_the_feed_keeps_it_as_cancelled_until_it_has_a_day(client_as, address, postponed, now):
    def event():
        made = client_as("member").post(address("feed/"), {"make": "1"})
        calendar = Calendar.from_ical(Client().get(feed_path(made)).content)
        return next(one for one in calendar.walk("VEVENT") if one["uid"] == postponed.uid)

    off = event()
    assert (str(off["status"]), off["sequence"]) == ("CANCELLED", 1)
    by = factories.holder(postponed.group, "S06")
    planning.move(meeting=postponed, to_day=date(2017, 6, 15), reason="Open", by=by, at=clock.now())
    on = event()
    assert (str(on["status"]), on["sequence"], on["dtstart"].dt.date()) == ("CONFIRMED", 2, date(2017, 6, 15))


def test_A2_the_item_and_the_pack_of_it_say_that_it_is_postponed(client_as, address, meeting, group, chair):
    seat, by = factories.seat(group, "S12"), factories.holder(group, "S12")
    sent = moment(date(2017, 5, 2), time(11))
    item = submission.submit(
        meeting=meeting, seat=seat, by=by, at=sent, title="Housing note", paper_to_follow=True
    )
    agenda.approve(meeting=meeting, by=chair, at=sent)
    packs.publish(meeting=meeting, by=chair, at=sent)
    postponing.postpone(meeting=meeting, reason=SNOW, by=chair, at=sent)
    with clock.frozen(moment(date(2017, 5, 25), time(11))):
        support = client_as("business_support")
        page = text(support.get(address(f"items/{item.pk}/")))
        assert "Postponed" in page
        assert "its last day follows from the meeting’s new day" in page
        assert "came after the last day" not in page
        desk = text(support.get(address(f"{meeting.pk}/desk/")))
        assert "Paper to follow" in desk
        assert "the day has passed" not in desk
        pack = text(support.get(address(f"{meeting.pk}/pack/")))
    assert "M2 is postponed, with no new day yet. The front of this pack says the day that it had." in pack
    assert "Publish a new version" not in pack
    for form in (f"items/{item.pk}/paper/", f"{meeting.pk}/place/"):
        assert "M2 is postponed" in text(support.get(address(form), follow=True))
