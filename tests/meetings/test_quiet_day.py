"""A day on which nothing is to be done costs next to nothing, and what is to be done is found all the same."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from meetings.services import preparing
from reports.bench import data
from subgroup import clock, daily
from tests import factories
from tests.meetings import year

pytestmark = pytest.mark.django_db
TODAY = date(2017, 3, 7)


def run(day: date) -> list[str]:
    return daily.run(today=day, at=clock.moment(day))


def test_a_quiet_day_with_nine_meetings_to_come_runs_few_queries():
    data.begin(TODAY)
    run(TODAY)
    with CaptureQueriesContext(connection) as asked:
        assert run(TODAY) == []
    questions = [one for one in asked if "SAVEPOINT" not in one["sql"]]
    assert len(questions) <= 78


def test_what_needing_leaves_out_prepare_leaves_as_it_is():
    group = factories.salford()
    held = year.hold(group, 1)
    coming = [
        factories.make_meeting(group, held.day + timedelta(days=42 * n), number=n + 1) for n in (1, 2, 3)
    ]
    at = clock.moment(held.day)
    assert preparing.needing(group, coming) == coming
    for meeting in coming:
        preparing.prepare(meeting=meeting, at=at)
    assert preparing.needing(group, coming) == []
    assert [preparing.prepare(meeting=meeting, at=at) for meeting in coming] == [[], [], []]


def test_only_the_next_agenda_is_asked_for_what_an_earlier_one_left_over():
    group = factories.salford()
    held = year.hold(group, 1)
    coming = [factories.make_meeting(group, held.day + timedelta(days=42 * n), number=n + 1) for n in (1, 2)]
    for meeting in coming:
        preparing.prepare(meeting=meeting, at=clock.moment(held.day))
    held.items.create(
        title="Left over", kind="submitted", state="on_agenda", reference="M1-09", position=5, discussed=False
    )
    held.state = "held"
    held.save()
    assert preparing.needing(group, coming) == coming[:1]
    added = preparing.prepare(meeting=coming[0], at=clock.moment(held.day))
    assert [item.title for item in added] == ["Left over"]
    assert preparing.needing(group, coming) == []
