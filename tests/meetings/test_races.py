"""Two people press the same button of the agenda, the pack or the minutes at once. Only PostgreSQL lets them."""

from datetime import date, time

from meetings.models import ActionLine, Decision, Meeting, MinutesDocument, MinuteText, Pack
from meetings.services import agenda, minutes, packs, submission
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Message
from tests import factories
from tests.meetings import year
from tests.meetings.test_planning_races import at_once, board

__all__ = ["board"]
AT = moment(date(2017, 6, 1), time(11))


def again(meeting: Meeting) -> Meeting:
    return Meeting.objects.get(pk=meeting.pk)


def refusals(results: list[object]) -> list[type]:
    return [type(one) for one in results if isinstance(one, Exception)]


def test_A2_items_sent_at_once_get_references_of_their_own_and_a_form_sent_twice_makes_one(board):
    meeting, member = factories.make_meeting(board, date(2017, 7, 13)), factories.holder(board, "S09")
    common = {"seat": factories.seat(board, "S09"), "by": member, "at": AT}
    titles = ["One", "Two", "Three", "Three", "Three"]
    results = at_once(
        *[
            lambda title=title: submission.submit(meeting=again(meeting), title=title, token=title, **common)
            for title in titles
        ]
    )
    assert refusals(results) == []
    assert sorted(meeting.items.values_list("reference", flat=True)) == ["M1-01", "M1-02", "M1-03"]


def test_A3_an_agenda_is_approved_once_and_published_once(board):
    meeting = factories.make_meeting(board, date(2017, 7, 13))
    support, chair = factories.holder(board, "S06"), factories.holder(board, "S01")
    approved = at_once(*[lambda: agenda.approve(meeting=again(meeting), by=chair, at=AT)] * 3)
    published = at_once(*[lambda: packs.publish(meeting=again(meeting), by=support, at=AT)] * 3)
    assert refusals(approved) == refusals(published) == [NotAllowed, NotAllowed]
    assert Pack.objects.count() == 1


def test_P10_numbers_are_taken_once_nothing_written_is_lost_and_minutes_go_out_once(board):
    meeting, support, chair = (
        year.hold(board, 2),
        factories.holder(board, "S06"),
        factories.holder(board, "S01"),
    )
    common = {"item": None, "by": support, "at": AT}
    line = {"owner": factories.seat(board, "S09"), "due_on": date(2017, 8, 1)}
    at_once(
        *[
            lambda n=n: minutes.record_decision(meeting=again(meeting), text=f"Decision {n}", **common)
            for n in range(4)
        ],
        *[lambda: minutes.record_decision(meeting=again(meeting), text="Sent twice", once=True, **common)]
        * 2,
        *[
            lambda n=n: minutes.record_action(meeting=again(meeting), text=f"Do {n}", **line, **common)
            for n in range(4)
        ],
    )
    assert sorted(Decision.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5]
    assert sorted(ActionLine.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
    saved = at_once(
        *[
            lambda n=n: minutes.save_text(meeting=again(meeting), text=f"Text {n}", version=0, **common)
            for n in range(3)
        ]
    )
    assert refusals(saved) == [Conflict, Conflict]
    assert MinuteText.objects.count() == 1
    approved = at_once(*[lambda: minutes.approve(meeting=again(meeting), by=chair, at=AT)] * 2)
    circulated = at_once(*[lambda: minutes.circulate(meeting=again(meeting), by=support, at=AT)] * 2)
    assert refusals(approved) == refusals(circulated) == [NotAllowed]
    mails = Message.objects.filter(kind="minutes_circulated")
    assert mails.count() == mails.values("recipient").distinct().count() > 0
    assert MinutesDocument.objects.count() == 1
