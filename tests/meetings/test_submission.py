"""A2: items and papers are in time until the close of the due day, in London, whatever any worker did."""

from datetime import UTC, date, datetime, time

import pytest
from django.urls import reverse

from meetings.enums import AgendaState, ItemState, MeetingState
from meetings.models import AgendaItem
from meetings.services import agenda, submission
from subgroup import registry
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Closure, Message
from tests.factories import holder, make_meeting, seat
from tests.meetings.papers import stored

pytestmark = pytest.mark.django_db
DAY = date(2017, 4, 20)  # items due Tuesday 4 April 2017
DUE = date(2017, 4, 4)
EARLY = moment(date(2017, 3, 30), time(10))


@pytest.fixture
def meeting(group):
    return make_meeting(group, DAY)


def send(meeting, at, *, code="S09", paper=True, **fields):
    sender = holder(meeting.group, code)
    papers = [stored(meeting.group, sender, at)] if paper else []
    values = {"title": "Neglect audit", "papers": papers} | fields
    return submission.submit(meeting=meeting, seat=seat(meeting.group, code), by=sender, at=at, **values)


@pytest.mark.parametrize(
    ("at", "late"),
    [
        (moment(DUE, time(23, 59)), False),
        (moment(date(2017, 4, 5), time(0, 1)), True),
        (datetime(2017, 4, 4, 22, 59, tzinfo=UTC), False),
        (datetime(2017, 4, 4, 23, 20, tzinfo=UTC), True),
    ],
    ids=["23:59 on the due day", "00:01 after it", "22:59 UTC in summer", "23:20 UTC in summer"],
)
def test_A2_window_shuts_at_the_close_of_the_due_day_in_london(meeting, at, late):
    item = send(meeting, at)
    assert (item.late, item.state) == (late, ItemState.LATE if late else ItemState.ON_AGENDA)
    assert item.due_on == DUE


def test_A2_window_shuts_with_every_worker_down(meeting):
    """No daily run has closed anything: the moment of arrival alone decides."""
    assert send(meeting, moment(date(2017, 4, 12), time(9))).late


def test_A2_item_whose_paper_comes_late_is_late_though_announced_in_time(meeting):
    item = send(meeting, EARLY, paper=False, paper_to_follow=True)
    assert (item.state, item.complete_on) == (ItemState.ANNOUNCED, None)
    sender = holder(meeting.group, "S09")
    at = moment(date(2017, 4, 6), time(10, 20))
    submission.add_paper(item=item, file=stored(meeting.group, sender, at), by=sender, at=at)
    item.refresh_from_db()
    assert (item.state, item.late, item.complete_on) == (ItemState.LATE, True, date(2017, 4, 6))


def test_A2_announced_item_is_in_time_when_its_paper_is(meeting):
    item = send(meeting, EARLY, paper=False, paper_to_follow=True)
    at, sender = moment(DUE, time(23, 59)), holder(meeting.group, "S09")
    submission.add_paper(item=item, file=stored(meeting.group, sender, at), by=sender, at=at)
    item.refresh_from_db()
    assert (item.state, item.late) == (ItemState.ON_AGENDA, False)


def test_A2_item_that_needs_no_paper_is_complete_at_once(meeting):
    item = send(meeting, EARLY, paper=False)
    assert (item.state, item.complete_on) == (ItemState.ON_AGENDA, EARLY.date())


def test_A2_paper_cannot_be_slipped_in_after_the_close_by_an_item_that_needed_none(meeting):
    item = send(meeting, EARLY, paper=False)
    at, sender = moment(date(2017, 4, 6), time(9)), holder(meeting.group, "S09")
    with pytest.raises(NotAllowed, match="needs no paper"):
        submission.add_paper(item=item, file=stored(meeting.group, sender, at), by=sender, at=at)


def test_A2_lateness_is_frozen_when_the_meeting_moves(meeting):
    item = send(meeting, moment(date(2017, 4, 5), time(0, 1)))
    meeting.day = date(2017, 5, 25)
    meeting.save()
    sender = holder(meeting.group, "S09")
    submission.add_version(
        paper=item.papers.get(),
        file=stored(meeting.group, sender, EARLY),
        note="typing errors",
        by=sender,
        at=EARLY,
    )
    item.refresh_from_db()
    assert (item.late, item.due_on) == (True, DUE)


def test_A2_due_day_is_the_one_that_stands_on_the_day_of_arrival(meeting):
    Closure.objects.create(group=meeting.group, day=DUE, reason="Office move", added_at=EARLY)
    item = send(meeting, moment(DUE, time(9)))
    assert (item.late, item.due_on) == (True, date(2017, 4, 3))


def test_A2_late_item_waits_for_the_chair_who_is_told(meeting):
    item = send(meeting, moment(date(2017, 4, 5), time(0, 20)))
    mail = Message.objects.get(kind="late_item_for_chair")
    assert mail.recipient == holder(meeting.group, "S01")
    assert item.reference in mail.subject
    assert "Neglect audit" not in mail.text, "no title leaves the system by mail"


def test_A2_chair_accepts_a_late_item_with_a_reason_and_it_stays_late(meeting):
    item = send(meeting, moment(date(2017, 4, 5), time(0, 20)))
    chair, at = holder(meeting.group, "S01"), moment(date(2017, 4, 6), time(12, 30))
    with pytest.raises(NotAllowed, match="reason"):
        submission.decide_late(item=item, accept=True, reason=" ", by=chair, at=at)
    submission.decide_late(item=item, accept=True, reason="needed for action 3.2", by=chair, at=at)
    item.refresh_from_db()
    assert (item.state, item.late, item.late_decision_by) == (ItemState.ON_AGENDA, True, chair)
    assert Message.objects.filter(kind="late_item_decided", recipient=item.submitted_by).count() == 1


def test_A2_refused_and_withdrawn_items_stay_on_record_as_submitted(meeting):
    refused = send(meeting, moment(date(2017, 4, 5), time(0, 20)))
    withdrawn = send(meeting, EARLY, code="S16")
    at = moment(date(2017, 4, 6), time(12))
    submission.decide_late(
        item=refused, accept=False, reason="too long to read", by=holder(meeting.group, "S01"), at=at
    )
    submission.withdraw(item=withdrawn, reason="not signed yet", by=holder(meeting.group, "S16"), at=at)
    assert meeting.items.submitted().count() == 2
    assert list(meeting.items.on_agenda()) == []
    withdrawn.refresh_from_db()
    assert withdrawn.late is False


def test_A2_of_two_who_decide_at_once_the_first_counts(meeting):
    item = send(meeting, moment(date(2017, 4, 5), time(0, 20)))
    chair, vice = holder(meeting.group, "S01"), holder(meeting.group, "S02")
    at = moment(date(2017, 4, 6), time(12))
    as_the_second_sees_it = AgendaItem.objects.get(pk=item.pk)
    submission.decide_late(item=item, accept=False, reason="too long", by=chair, at=at)
    with pytest.raises(NotAllowed, match=str(chair)):
        submission.decide_late(item=as_the_second_sees_it, accept=True, reason="needed", by=vice, at=at)
    item.refresh_from_db()
    assert (item.state, item.late_reason) == (ItemState.REFUSED, "too long")


def test_A2_chair_may_reconsider_a_refusal(meeting):
    item = send(meeting, moment(date(2017, 4, 5), time(0, 20)))
    chair, at = holder(meeting.group, "S01"), moment(date(2017, 4, 6), time(12))
    submission.decide_late(item=item, accept=False, reason="too long", by=chair, at=at)
    submission.decide_late(item=item, accept=True, reason="shortened", by=chair, at=at, reconsider=True)
    assert item.state == ItemState.ON_AGENDA


def test_A2_announced_item_may_be_decided_only_after_the_close(meeting):
    item = send(meeting, EARLY, paper=False, paper_to_follow=True)
    chair = holder(meeting.group, "S01")
    with pytest.raises(NotAllowed, match="Tuesday 4 April 2017"):
        submission.decide_late(item=item, accept=True, reason="short", by=chair, at=moment(DUE, time(23)))
    submission.decide_late(
        item=item, accept=True, reason="short", by=chair, at=moment(date(2017, 4, 5), time(9))
    )
    assert (item.state, item.late) == (ItemState.ON_AGENDA, True)


def test_A2_a_form_sent_twice_makes_one_item(meeting):
    first = send(meeting, EARLY, token="abc")
    assert send(meeting, EARLY, token="abc") == first
    assert meeting.items.submitted().count() == 1
    assert Message.objects.filter(kind="item_received").count() == 1


def test_A2_references_follow_the_order_of_submission_and_are_not_given_twice(meeting):
    first, second = send(meeting, EARLY), send(meeting, EARLY, code="S16")
    submission.withdraw(item=second, reason="sent to the wrong group", by=second.submitted_by, at=EARLY)
    third = send(meeting, EARLY, code="S03")
    assert [first.reference, second.reference, third.reference] == ["M1-01", "M1-02", "M1-03"]


def test_A2_papers_keep_their_order_and_markings_and_earlier_versions(meeting):
    sender = holder(meeting.group, "S09")
    papers = [
        submission.NewPaper(
            stored(meeting.group, sender, EARLY, "Findings_2017.pdf"), marking="confidential"
        ),
        submission.NewPaper(stored(meeting.group, sender, EARLY, "Annex.pdf"), "Annex A"),
    ]
    item = send(meeting, EARLY, papers=papers)
    assert list(item.papers.values_list("title", "marking")) == [
        ("Findings 2017", "confidential"),
        ("Annex A", "official"),
    ]
    paper = item.papers.first()
    submission.add_version(
        paper=paper, file=stored(meeting.group, sender, EARLY), note="page 3", by=sender, at=EARLY
    )
    assert list(paper.versions.values_list("number", "note")) == [(1, ""), (2, "page 3")]


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd.pdf",
        "a\u202efdp.exe.pdf",
        "con.pdf",
        "x" * 400 + ".pdf",
        "\u0000.pdf",
        "Überprüfung 案.pdf",
    ],
)
def test_A2_hostile_names_of_papers_are_kept_harmless(meeting, name):
    sender = holder(meeting.group, "S09")
    item = send(meeting, EARLY, papers=[stored(meeting.group, sender, EARLY, name)])
    version = item.papers.get().versions.get()
    assert "/" not in version.file.name
    assert "\u202e" not in version.file.name
    assert version.file.full_path.is_file()
    assert version.file.name not in str(version.file.full_path)


def test_A2_cancelled_meeting_takes_no_items_and_names_the_next(meeting):
    make_meeting(meeting.group, date(2017, 6, 1))
    meeting.state, meeting.cancelled_at, meeting.cancel_reason = MeetingState.CANCELLED, EARLY, "leave"
    meeting.save()
    with pytest.raises(NotAllowed, match="Thursday 1 June 2017"):
        send(meeting, EARLY)


def test_A2_opened_meeting_takes_no_items(meeting):
    meeting.opened_at = moment(DAY, time(9, 30))
    meeting.save()
    with pytest.raises(NotAllowed, match="has been opened"):
        send(meeting, moment(DAY, time(9, 31)))


def test_A2_completeness_check_tells_the_sender_once_and_its_words_stay_on_the_page(meeting):
    item, support = send(meeting, EARLY), holder(meeting.group, "S06")
    for _ in range(2):
        submission.check(
            item=item, complete=False, note="The recommendation is missing.", by=support, at=EARLY
        )
    mail = Message.objects.get(kind="item_incomplete")
    assert "The recommendation is missing." not in mail.subject + mail.text + mail.html
    assert reverse("meetings:item", args=[meeting.group.slug, item.pk]) in mail.text
    assert item.check_note == "The recommendation is missing."
    submission.check(item=item, complete=True, by=support, at=EARLY)
    assert (item.checked_by, item.check_note) == (support, "")


def test_A2_sender_is_told_once_that_an_announced_paper_has_not_come(meeting):
    item = send(meeting, EARLY, paper=False, paper_to_follow=True)
    hook = registry.daily["agenda"]
    hook(meeting.group, DUE, moment(DUE, time(6)))
    assert not Message.objects.filter(kind="item_incomplete").exists()
    for day in (date(2017, 4, 5), date(2017, 4, 6)):
        hook(meeting.group, day, moment(day, time(6)))
    assert Message.objects.filter(kind="item_incomplete").count() == 1
    item.refresh_from_db()
    assert item.state == ItemState.ANNOUNCED


def test_A2_nobody_sends_for_a_vacant_post(meeting):
    with pytest.raises(NotAllowed, match="Nobody holds"):
        submission.submit(
            meeting=meeting,
            seat=seat(meeting.group, "S05"),
            by=holder(meeting.group, "S06"),
            at=EARLY,
            title="An item",
        )


def test_A2_a_paper_after_the_close_is_marked_and_an_approved_agenda_goes_back_to_the_chair(
    client_as, group, meeting
):
    chair, by = holder(group, "S01"), holder(group, "S09")
    item = send(meeting, moment(date(2017, 4, 3), time(9)))
    agenda.approve(meeting=meeting, by=chair, at=moment(date(2017, 4, 10), time(9)))
    late = moment(date(2017, 4, 10), time(10))
    submission.add_paper(item=item, file=stored(group, by, late, "Second.pdf"), by=by, at=late)
    meeting.refresh_from_db()
    assert meeting.agenda_state == AgendaState.OPEN
    assert "came after the chair approved" in meeting.agenda_note
    item.refresh_from_db()
    assert not item.late  # the item itself was complete in time

    agenda.approve(meeting=meeting, by=chair, at=late)
    first = item.papers.order_by("pk").first()
    submission.add_version(paper=first, file=stored(group, by, late), note="Corrected", by=by, at=late)
    meeting.refresh_from_db()
    assert meeting.agenda_state == AgendaState.OPEN
    client = client_as(chair)
    page = client.get(reverse("meetings:item", args=[group.slug, item.pk])).content.decode()
    assert page.count("Came late") == 2
    desk = client.get(reverse("meetings:desk", args=[group.slug, meeting.pk])).content.decode()
    assert "A paper came late" in desk
