"""A meeting of the Coordination and Delivery Group that was entered wrongly is moved or withdrawn, until a return to it is sent (P9)."""

from datetime import date, time

import pytest
from django.urls import reverse

from reports import returns
from reports.measures import output
from reports.measures.facts import year_of
from reports.models import CoordinatingMeeting
from subgroup import breaches, clock, ledger
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Deadline
from tests import factories
from tests.reports import built

WRONG, RIGHT = date(2017, 6, 14), date(2017, 7, 14)
AFTER = clock.moment(date(2017, 6, 20), time(12))


@pytest.fixture
def meeting(group) -> CoordinatingMeeting:
    return returns.add_meeting(group=group, day=WRONG, name="CDG1", by=None, at=factories.START)


@pytest.fixture
def by(group):
    return factories.holder(group, "S06")


@pytest.fixture
def now():
    with clock.frozen(AFTER):
        yield AFTER


def owed(meeting: CoordinatingMeeting) -> Deadline:
    return Deadline.objects.get(rule="return", subject_id=str(meeting.pk))


def p9(group) -> str:
    return output.data(group, year_of(group, RIGHT), on=RIGHT)["measures"]["P9"]["value"]


def address(name: str, meeting: CoordinatingMeeting) -> str:
    return reverse(f"reports:{name}", args=[meeting.group.slug, meeting.pk])


def text(answer) -> str:
    return answer.content.decode()


def test_P9_a_moved_meeting_moves_what_is_owed_and_the_breach_of_the_wrong_day_goes(
    client_as, group, meeting
):
    breaches.record(group, on=AFTER.date(), at=AFTER)
    assert Breach.objects.get(withdrawn_at=None).day == date(2017, 6, 15)
    support = client_as("business_support")
    said = {"day_day": 14, "day_month": 7, "day_year": 2017, "reason": "A slip of the month"}
    page = text(support.post(address("coordinating_move", meeting), said, follow=True))
    assert "CDG1 is on Friday 14 July 2017. Its return is due by Friday 14 July 2017." in page
    row = owed(meeting)
    assert (row.due_on, row.is_open) == (RIGHT, True)
    assert "14 July 2017" in row.label
    move = row.moves.get()
    assert (move.from_due, move.reason, move.moved_by) == (
        WRONG,
        "A slip of the month",
        factories.holder(group, "S06"),
    )
    assert not breaches.listing(group, on=AFTER.date())
    history = text(
        support.get(reverse("changes:of", args=[group.slug, "reports.coordinatingmeeting", meeting.pk]))
    )
    assert "Friday 14 July 2017" in history


def test_P9_a_withdrawn_meeting_owes_nothing_counts_nowhere_and_is_kept(client_as, group, meeting, by):
    breaches.record(group, on=AFTER.date(), at=AFTER)
    draft = returns.draft(meeting=meeting, by=by, at=AFTER)
    returns.comment(the_return=draft, text="Half written", version=1, by=by, at=AFTER)
    assert p9(group) == "0 of 1 = 0.0%"
    support = client_as("business_support")
    assert "What will happen" in text(support.get(address("coordinating_withdraw", meeting)))
    page = text(
        support.post(address("coordinating_withdraw", meeting), {"reason": "Of another board"}, follow=True)
    )
    assert "Of another board" in page
    assert "Half written" in page
    assert owed(meeting).mistake
    assert (
        not ledger.owed_by(factories.holder(group, "S01"), group, on=AFTER.date())
        .filter(rule="return")
        .exists()
    )
    assert not breaches.listing(group, on=AFTER.date())
    assert "0 of 1" not in p9(group)
    assert "Withdrawn" in text(support.get(reverse("reports:returns", args=[group.slug])))
    returns.add_meeting(group=group, day=WRONG, name="CDG1 again", by=by, at=AFTER)


def test_P9_nothing_is_written_for_a_withdrawn_meeting(meeting, by):
    draft = returns.draft(meeting=meeting, by=by, at=AFTER)
    returns.approve(the_return=draft, by=by, at=AFTER)
    returns.withdraw_meeting(meeting=meeting, reason="A mistake", by=by, at=AFTER)
    for verb in (returns.send, returns.take_back):
        with pytest.raises(NotAllowed, match="was withdrawn on Tuesday 20 June 2017"):
            verb(the_return=draft, by=by, at=AFTER)
    with pytest.raises(NotAllowed, match="was withdrawn"):
        returns.draft(meeting=meeting, by=by, at=AFTER)
    with pytest.raises(NotAllowed, match="was withdrawn"):
        returns.move_meeting(meeting=meeting, day=RIGHT, reason="Back", by=by, at=AFTER)


def test_P9_a_meeting_whose_return_was_sent_stays_where_it_is(client_as, group, meeting):
    built.send_return(group, meeting, date(2017, 6, 7))
    support = client_as("business_support")
    for name in ("coordinating_move", "coordinating_withdraw"):
        assert address(name, meeting) not in text(support.get(address("return", meeting)))
        answer = support.get(address(name, meeting))
        assert answer.status_code == 409
        assert "was sent on Wednesday 7 June 2017" in text(answer)
    said = {"day_day": 14, "day_month": 7, "day_year": 2017, "reason": "Too late"}
    assert support.post(address("coordinating_move", meeting), said).status_code == 422
    assert support.post(address("coordinating_withdraw", meeting), said).status_code == 422
    meeting.refresh_from_db()
    assert (meeting.day, meeting.withdrawn_at) == (WRONG, None)


def test_a_day_that_another_meeting_has_or_that_it_has_itself_is_refused(client_as, group, meeting):
    other = returns.add_meeting(group=group, day=RIGHT, name="CDG2", by=None, at=factories.START)
    support = client_as("business_support")
    for day, why in ((RIGHT, "is entered already"), (WRONG, "is on Wednesday 14 June 2017 already")):
        said = {"day_day": day.day, "day_month": day.month, "day_year": day.year, "reason": "Why not"}
        answer = support.post(address("coordinating_move", meeting), said)
        assert answer.status_code == 422
        assert why in text(answer)
    assert "Say why" in text(support.post(address("coordinating_withdraw", other), {"reason": " "}))
