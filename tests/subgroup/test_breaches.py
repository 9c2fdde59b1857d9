"""Breaches of deadlines follow from the ledger, whether the daily run has come round or not."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from subgroup import breaches, ledger
from subgroup.models import Breach
from tests import factories
from tests.subgroup import ledger_world as world
from tests.subgroup.ledger_world import at

M2 = date(2017, 6, 1)
DUE, NEXT, LATER = date(2017, 6, 21), date(2017, 6, 22), date(2017, 7, 3)


@pytest.fixture(autouse=True)
def _rules():
    with world.registered():
        yield


@pytest.fixture
def group(db):
    return world.board()


def sentences(group, on=LATER):
    return [breach.sentence for breach in breaches.listing(group, on=on)]


def record(group, on=LATER):
    return breaches.record(group, on=on, at=at(on))


def test_P10_in_time_on_the_due_day_and_a_breach_the_day_after(group):
    world.minutes(group, M2)
    assert record(group, on=DUE) == []
    (breach,) = record(group, on=NEXT)
    assert (breach.day, breach.clause) == (NEXT, "P10")
    assert breach.sentence == "Minutes of M2 late: due 21 June 2017, not yet circulated"


def test_P10_the_sentence_is_finished_when_the_minutes_go_out(group):
    world.minutes(group, M2)
    record(group, on=NEXT)
    world.circulated(group, NEXT)
    expected = ["Minutes of M2 late: due 21 June 2017, circulated 22 June 2017"]
    assert sentences(group) == expected
    assert record(group) == []
    assert [breach.sentence for breach in Breach.objects.all()] == expected


def test_the_listing_is_the_same_with_and_without_a_run(group):
    world.minutes(group, M2)
    world.minutes(group, M2, name="M1")
    world.circulated(group, NEXT, name="M1")
    without = [(b.key, b.day, b.sentence, b.clause) for b in breaches.listing(group, on=LATER)]
    assert len(without) == 2
    record(group)
    assert [(b.key, b.day, b.sentence, b.clause) for b in breaches.listing(group, on=LATER)] == without


def test_recording_twice_writes_once(group):
    world.minutes(group, M2)
    record(group)
    before = list(Breach.objects.values())
    assert record(group) == []
    assert list(Breach.objects.values()) == before


def test_A2_a_rule_that_makes_no_breach_makes_none(group):
    world.minutes(group, M2, rule=world.PAPERS.key, label="Papers")
    assert record(group) == []
    assert sentences(group) == []


def test_released_before_the_due_day_is_none_and_after_it_stays_one_with_its_reason(group):
    for name in ("M1", "M2"):
        world.minutes(group, M2, name=name)
    values = {"group": group, "subject_kind": "test", "reason": "meeting cancelled", "by": None}
    ledger.release(subject_id="M1", at=at(DUE), **values)
    ledger.release(subject_id="M2", at=at(NEXT), **values)
    expected = ["Minutes of M2 late: due 21 June 2017, released 22 June 2017: meeting cancelled"]
    assert sentences(group) == expected
    record(group)
    assert sentences(group) == expected


def test_entered_by_mistake_withdraws_it_and_keeps_the_row(group):
    world.minutes(group, M2)
    record(group)
    ledger.release(
        group=group,
        subject_kind="test",
        subject_id="M2",
        reason="Wrong date",
        by=None,
        at=at(LATER),
        mistake=True,
    )
    assert sentences(group) == []
    record(group)
    assert Breach.objects.get().withdrawn_reason == "Entered by mistake: Wrong date"


def test_recorded_late_but_circulated_in_time_is_withdrawn(group):
    world.minutes(group, M2)
    record(group)
    world.circulated(group, date(2017, 6, 20), day=LATER)
    assert sentences(group) == []
    record(group)
    assert (
        Breach.objects.get().withdrawn_reason
        == "It had been circulated on 20 June 2017, as was recorded later."
    )


def test_a_moved_date_withdraws_the_old_breach_and_moving_back_restores_it(group):
    world.minutes(group, M2)
    record(group)
    world.minutes(group, date(2017, 6, 29))
    assert sentences(group) == []
    record(group)
    assert Breach.objects.get().withdrawn_reason == "The due day moved to 19 July 2017."
    world.minutes(group, M2)
    assert len(sentences(group)) == 1
    record(group)
    assert len(sentences(group)) == 1
    assert Breach.objects.get().withdrawn_at is None


def note(group, sentence="Not quorate", **more):
    values = {
        "group": group, "key": "quorum:M6", "clause": "P4", "day": M2, "subject_kind": "test", "subject_id": "M6",
        "sentence": sentence, "at": at(M2),
    }  # fmt: skip
    return breaches.note(**{**values, **more})


def test_P4_an_event_is_noted_once_corrected_and_withdrawn(group):
    assert note(group).pk == note(group, "Not quorate: 3 agencies of 4").pk
    assert sentences(group) == ["Not quorate: 3 agencies of 4"]
    assert breaches.withdraw(group=group, key="quorum:M6", reason="Attendance corrected", at=at(NEXT))
    assert not breaches.withdraw(group=group, key="quorum:M6", reason="again", at=at(NEXT))
    assert sentences(group) == []
    record(group)
    assert sentences(group) == []
    note(group)
    assert sentences(group) == ["Not quorate"]


def test_a_breach_of_a_deadline_cannot_be_noted_or_withdrawn_by_hand(group):
    with pytest.raises(ValueError, match="ledger"):
        note(group, key="deadline:1:2017-06-21")
    with pytest.raises(ValueError, match="mistake"):
        breaches.withdraw(group=group, key="deadline:1:2017-06-21", reason="x", at=at(NEXT))


def test_P8_what_was_done_about_it_is_kept_also_before_a_run_wrote_it(group):
    world.minutes(group, M2)
    (unsaved,) = breaches.listing(group, on=LATER)
    chair = factories.person_with(group, "chair")
    breaches.address(breach=unsaved, text="Clerk replaced", by=chair, at=at(LATER))
    record(group)
    (breach,) = breaches.listing(group, on=LATER)
    assert (breach.addressed, breach.addressed_by) == ("Clerk replaced", chair)


def test_since_takes_its_day_in(group):
    world.minutes(group, M2)
    assert len(breaches.listing(group, on=LATER, since=NEXT)) == 1
    assert breaches.listing(group, on=LATER, since=LATER) == []
    record(group)
    assert len(breaches.listing(group, on=LATER, since=NEXT)) == 1
    assert breaches.listing(group, on=LATER, since=LATER) == []


def test_queries_do_not_grow_with_the_number_of_breaches(group):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as listed:
            breaches.listing(group, on=LATER)
        with CaptureQueriesContext(connection) as recorded:
            record(group)
        return len(listed) + len(recorded)

    world.minutes(group, M2)
    few = queries()
    for number in range(20):
        world.minutes(group, M2, name=f"N{number}")
    assert queries() <= few
