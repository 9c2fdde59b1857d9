"""Minutes: numbered decisions and actions, nothing lost, approved and circulated once (P10)."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.enums import ItemKind, ItemState, MinutesState
from meetings.models import AgendaItem, Decision, Meeting, MinutesDocument
from meetings.services import agenda, day, minutes, minutes_document
from meetings.services.pack_contents import snapshot_of
from members.services import agencies
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.meetings import minuted, year
from tests.meetings.made_packs import text_of
from tests.meetings.minuted import AT, LATER, save


@pytest.fixture
def meeting(group) -> Meeting:
    return minuted.hold(group)


@pytest.fixture
def item(meeting) -> AgendaItem:
    return minuted.audit(meeting)


def test_two_writers_lose_nothing_and_the_second_is_shown_both_texts(meeting, item, support, chair):
    save(meeting, item, "First", 0, support)
    save(meeting, item, "The chair's words", 1, chair)
    with pytest.raises(Conflict, match="Marguerite Thackwell saved this note") as found:
        save(meeting, item, "My words", 1, support)
    assert (found.value.theirs, found.value.mine) == ("The chair's words", "My words")
    note = save(meeting, item, "Both words", 2, support)
    assert [one.text for one in note.revisions.all()] == ["First", "The chair's words"]
    assert note.text == "Both words"


def test_a_text_that_the_writer_did_not_touch_is_no_conflict(meeting, item, support, chair):
    save(meeting, item, "First", 0, support)
    save(meeting, item, "Second", 1, chair)
    note = save(meeting, item, "First\r\n", 1, support)
    assert (note.text, note.version) == ("Second", 2)
    assert save(meeting, item, "", 0, support).text == "Second"


def test_decisions_and_actions_are_numbered_through_the_year(group, meeting, item, support):
    owner = factories.seat(group, "S09")
    minutes.record_decision(meeting=meeting, item=item, text="One", by=support, at=AT)
    minutes.record_action(
        meeting=meeting, item=item, owner=owner, text="Do", due_on=date(2017, 7, 6), by=support, at=AT
    )
    later = year.hold(group, 3)
    assert minutes.record_decision(meeting=later, item=None, text="Two", by=support, at=AT).code == "D2"
    line = minutes.record_action(
        meeting=later, item=None, owner=owner, text="Do", due_on=date(2017, 8, 10), by=support, at=AT
    )
    assert line.code == "A2"
    other = factories.make_meeting(group, date(2018, 5, 3), number=1)
    day.open_meeting(
        meeting=other,
        chaired_by_seat=factories.seat(group, "S01"),
        by=support,
        at=moment(date(2018, 5, 3), time(9)),
    )
    with pytest.raises(NotAllowed, match="Take the attendance first"):
        minutes.record_decision(meeting=other, item=None, text="Three", by=support, at=AT)
    day.record_all(
        meeting=other,
        presences=dict.fromkeys(other.attendance.values_list("seat_id", flat=True), "P"),
        by=support,
        at=AT,
    )
    assert minutes.record_decision(meeting=other, item=None, text="Three", by=support, at=AT).code == "D1"


def test_P4_a_decision_while_not_quorate_is_marked_goes_to_the_next_agenda_and_is_ratified_there(
    group, support, chair
):
    sixth = year.hold(group, 6)
    following = factories.make_meeting(group, date(2018, 1, 4), number=7)
    made = [
        minutes.record_decision(meeting=sixth, item=None, text=f"No. {n}", by=support, at=AT) for n in (1, 2)
    ]
    assert [one.quorate for one in made] == [False, False]
    minutes.approve(meeting=sixth, by=chair, at=LATER)
    ratification = following.items.get(kind=ItemKind.RATIFICATION)
    assert "D1" in ratification.recommendation
    at = moment(date(2018, 1, 4), time(9, 30))
    day.open_meeting(meeting=following, chaired_by_seat=factories.seat(group, "S02"), by=support, at=at)
    taken = {factories.seat(group, code).pk: presence for code, presence in year.codes(7).items()}
    day.record_all(meeting=following, presences=taken, by=support, at=at)
    good = minutes.record_decision(
        meeting=following, item=ratification, text="Ratify D1 and D2", by=support, at=at, ratifies=made
    )
    assert set(good.ratifies.all()) == set(made)
    with pytest.raises(NotAllowed, match="D1 was ratified already"):
        minutes.record_decision(
            meeting=following, item=ratification, text="Again", by=support, at=at,
            ratifies=[Decision.objects.get(pk=made[0].pk)],
        )  # fmt: skip


def test_P4_where_the_terms_adjourn_the_meeting_no_decision_is_taken(group, support):
    for terms in group.terms.all():
        terms.data["quorum"]["if_not_quorate"] = "meeting is adjourned"
        terms.save()
    meeting = year.hold(group, 6)
    with pytest.raises(NotAllowed, match="it is adjourned and takes no decision"):
        minutes.record_decision(meeting=meeting, item=None, text="Close it", by=support, at=AT)


def test_P10_approved_once_circulated_once_and_the_clock_stops(group, meeting, item, support, chair):
    save(meeting, item, "Agreed.", 0, support)
    with pytest.raises(NotAllowed, match="approved first"):
        minutes.circulate(meeting=meeting, by=support, at=LATER)
    minutes.send_to_chair(meeting=meeting, by=support, at=LATER)
    assert Message.objects.get(kind="minutes_for_chair").recipient == chair
    minutes.approve(meeting=meeting, by=factories.holder(group, "S02"), at=LATER)
    with pytest.raises(NotAllowed, match="approved on Tuesday 20 June 2017"):
        minutes.approve(meeting=meeting, by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="can no longer be changed"):
        save(meeting, item, "Changed", 1, support)
    late = moment(date(2017, 6, 22), time(0, 20))
    minutes.circulate(meeting=meeting, by=support, at=late)
    deadline = Deadline.objects.get(rule="minutes")
    assert (deadline.due_on, deadline.met_on) == (date(2017, 6, 21), date(2017, 6, 22))
    told = Message.objects.filter(kind="minutes_circulated").count()
    with pytest.raises(NotAllowed, match="circulated on Thursday 22 June 2017"):
        minutes.circulate(meeting=Meeting.objects.get(pk=meeting.pk), by=support, at=late)
    assert Message.objects.filter(kind="minutes_circulated").count() == told
    assert MinutesDocument.objects.count() == 1


def test_P10_the_mail_goes_to_holders_and_to_deputies_who_came_with_own_actions_and_no_text(
    group, meeting, item, support, chair
):
    owner = factories.seat(group, "S09")
    minutes.record_action(
        meeting=meeting,
        item=item,
        owner=owner,
        text="Write about CANARY",
        due_on=date(2017, 7, 6),
        by=support,
        at=AT,
    )
    save(meeting, item, "The CANARY was discussed", 0, support)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    mails = {mail.recipient.name: mail for mail in Message.objects.filter(kind="minutes_circulated")}
    assert {"Neville Garthorne", "Callum Rushgrove", "Bronwen Tillingdale"} <= mails.keys()
    assert "Verity Hobcroft" not in mails
    assert "A1 of 2017-18, by Thursday 6 July 2017" in mails["Bronwen Tillingdale"].text
    assert mails["Bronwen Tillingdale"].subject == "Minutes of M2, and 1 action for you"
    assert "A1" not in mails["Callum Rushgrove"].text
    assert not [mail for mail in Message.objects.all() if "CANARY" in mail.text + mail.html + mail.subject]


def test_P10_the_document_is_made_from_what_was_frozen_and_never_again(group, meeting, item, support, chair):
    save(meeting, item, "Agreed.\n\n- one\n- two", 0, support)
    save(meeting, item, "A name", 0, support, confidential=True)
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    open_, secret = MinutesDocument.objects.order_by("confidential")
    assert open_.snapshot["items"][0]["confidential_text"] == ""
    assert secret.snapshot["items"][0]["confidential_text"] == "A name"
    item.title = "Another title"
    item.save()
    made = minutes_document.render(open_)
    assert made.snapshot["items"][0]["title"] == "Audit of neglect"
    first = made.file_id
    assert made.file.read_bytes().startswith(b"%PDF")
    assert minutes_document.render(made).file_id == first


def test_A3_in_the_next_pack_the_minutes_are_marked_as_their_document_is(
    group, meeting, item, support, chair
):
    owner = factories.seat(group, "S09")
    minutes.record_action(
        meeting=meeting, item=item, owner=owner, text="Send it", due_on=date(2017, 7, 6), by=support, at=AT
    )
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    document = minutes_document.render(MinutesDocument.objects.get())
    said = " ".join(" ".join(text_of(document.file.full_path)).split())
    assert "Action A1: Send it – S09, " in said
    following = factories.make_meeting(group, date(2017, 7, 13), number=3)
    agenda.prepare(meeting=following, at=LATER)
    said_of = snapshot_of(following, {}, LATER.date())["items"]
    (paper,) = [paper for row in said_of for paper in row["papers"]]
    assert (paper["title"], paper["marking"]) == ("Minutes of M2", "sensitive")
    assert "OFFICIAL-SENSITIVE" in said


def test_lines_are_frozen_once_the_minutes_are_approved_and_free_when_given_back(
    group, meeting, item, support, chair
):
    owner = factories.seat(group, "S09")
    line = minutes.record_action(
        meeting=meeting, item=item, owner=owner, text="Do", due_on=date(2017, 7, 6), by=support, at=AT
    )
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    change = {
        "line": line,
        "owner": owner,
        "text": "Do it",
        "due_on": date(2017, 7, 7),
        "by": support,
        "at": LATER,
    }
    line.refresh_from_db()
    with pytest.raises(NotAllowed, match="A1 was agreed with the minutes of M2"):
        minutes.change_action(**change)
    minutes.return_to_support(meeting=meeting, reason="The date of CANARY is wrong", by=chair, at=LATER)
    line = minutes.change_action(**change)
    assert line.text == "Do it"
    mail = Message.objects.get(kind="minutes_returned")
    assert "CANARY" not in mail.text
    assert meeting.minutes_returned_reason == "The date of CANARY is wrong"


def test_agreed_at_a_later_held_meeting_with_corrections_once(group, meeting, support, chair):
    minutes.approve(meeting=meeting, by=chair, at=LATER)
    minutes.circulate(meeting=meeting, by=support, at=LATER)
    later = factories.make_meeting(group, date(2017, 7, 13), number=3)
    with pytest.raises(NotAllowed, match="M3 has not been held yet"):
        minutes.agree(meeting=meeting, agreed_at=later, by=support, at=AT)
    later.delete()
    later = year.hold(group, 3)
    minutes.agree(meeting=meeting, agreed_at=later, corrections="Item 2: 30 cases, not 13", by=support, at=AT)
    assert (meeting.minutes_state, meeting.minutes_agreed_at) == (MinutesState.AGREED, later)
    with pytest.raises(NotAllowed, match="agreed already"):
        minutes.agree(meeting=meeting, agreed_at=later, by=support, at=AT)


def test_an_item_not_discussed_comes_onto_the_next_agenda(group, meeting, item, support):
    following = factories.make_meeting(group, date(2017, 7, 13), number=3)
    day.mark_discussed(item=item, discussed=False, by=support, at=AT)
    minutes.send_to_chair(meeting=meeting, by=support, at=LATER)
    assert following.items.filter(carried_from=item).count() == 1


@pytest.mark.parametrize("turned", [True, False])
def test_what_the_meeting_never_reached_comes_onto_the_next_agenda(group, meeting, item, support, turned):
    following = factories.make_meeting(group, date(2017, 7, 13), number=3)
    reached, noted, _unreached = (
        AgendaItem.objects.create(meeting=meeting, state=ItemState.ON_AGENDA, position=place, title=title)
        for place, title in ((20, "Reached"), (30, "Noted"), (40, "Unreached"))
    )
    if turned:
        day.turn_to(meeting=meeting, item=reached, by=support, at=AT)
    save(meeting, noted, "Taken without turning to it", 0, support)
    minutes.send_to_chair(meeting=meeting, by=support, at=LATER)
    carried = following.items.filter(kind=ItemKind.CARRIED).values_list("title", flat=True)
    assert list(carried) == (["Unreached"] if turned else [])


def test_P4_where_the_terms_make_it_advisory_a_decision_says_so_and_is_not_ratified(group, support, chair):
    for terms in group.terms.all():
        terms.data["quorum"]["if_not_quorate"] = "advisory only"
        terms.save()
    sixth = year.hold(group, 6)
    following = factories.make_meeting(group, date(2018, 1, 4), number=7)
    made = minutes.record_decision(meeting=sixth, item=None, text="Close it", by=support, at=AT)
    assert (made.quorate, made.is_advisory) == (False, True)
    minutes.approve(meeting=sixth, by=chair, at=LATER)
    assert not following.items.filter(kind=ItemKind.RATIFICATION).exists()
    assert not Decision.objects.to_ratify().exists()
    assert minutes_document.snapshot(sixth, confidential=False)["general"]["decisions"][0]["advisory"]
    at = moment(date(2018, 1, 4), time(9, 30))
    day.open_meeting(meeting=following, chaired_by_seat=factories.seat(group, "S02"), by=support, at=at)
    taken = {factories.seat(group, code).pk: presence for code, presence in year.codes(7).items()}
    day.record_all(meeting=following, presences=taken, by=support, at=at)
    with pytest.raises(NotAllowed, match="D1 is advisory under the terms of reference"):
        minutes.record_decision(
            meeting=following, item=None, text="Ratify D1", by=support, at=at, ratifies=[made]
        )


def test_M1_the_minutes_name_an_agency_as_it_was_called_on_the_day(group):
    held = year.hold(group, 2)
    agency = factories.seat(group, "S09").agency
    rename = {"agency": agency, "by": None, "at": AT}
    agencies.rename(name="Northern Care Alliance", starts_on=date(2017, 5, 1), **rename)
    agencies.rename(name="A later name", starts_on=date(2017, 9, 1), **rename)
    assert "Northern Care Alliance" in minutes_document.snapshot(held, confidential=False)["agencies"]


def test_M1_the_pages_of_the_day_name_an_agency_as_it_was_called_on_the_day(group, client_as):
    held = year.hold(group, 2)
    agencies.rename(
        agency=factories.seat(group, "S09").agency, name="Northern Care Alliance", starts_on=date(2017, 5, 1),
        by=None, at=AT,
    )  # fmt: skip
    for page in ("detail", "day", "attendance"):
        url = reverse(f"meetings:{page}", args=[group.slug, held.pk])
        text = client_as("business_support").get(url).content.decode()
        assert "Northern Care Alliance" in text, page
        assert "Salford Royal" not in text.replace("Named Nurse", ""), page
