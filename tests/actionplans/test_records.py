"""All that is on record about one action comes by one statement, and is what the models hold."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from actionplans import records
from actionplans.models import Action
from actionplans.services import challenges, completion, extensions, lights
from actionplans.services.evidence import NewEvidence
from subgroup.clock import moment
from subgroup.models import Deadline
from tests import factories
from tests.actionplans.plans import agency, make_action, make_plan
from tests.meetings.papers import stored

AT = moment(date(2017, 5, 10)) + timedelta(hours=9, microseconds=120)


@pytest.fixture
def action(group) -> Action:
    """With a record of every kind."""
    lead, chair = factories.holder(group, "S16"), factories.holder(group, "S01")
    found = make_action(make_plan(group), "GMP", supporting=[agency(group, "SCC"), agency(group, "SRFT")])
    asked = extensions.ask(action=found, to_day=date(2017, 12, 1), reason="Ill\nhealth", by=lead, at=AT)
    extensions.decide(extension=asked, granted=True, reason="", by=chair, at=AT)
    lights.agree(action=found, colour="amber", reason="“Slips”", by=chair, at=AT)
    challenges.make(
        group=group, agency=found.agency, action=found, issue="x", question="Why?", answer_due_on=date(2017, 6, 30),
        by=chair, at=AT,
    )  # fmt: skip
    file = stored(group, lead, AT, "Policy.pdf")
    completion.propose(
        action=found, text="Done", by=lead, at=AT,
        evidence=[NewEvidence("Policy", file=file, holds_until=date(2018, 1, 1)), NewEvidence("Letter", told="In a safe")],
    )  # fmt: skip
    completion.sign_off(action=found, test_kind="audit", test_due_on=date(2017, 9, 1), by=chair, at=AT)
    return Action.objects.get()


def values(row: Model) -> dict:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_P7_the_records_of_an_action_are_read_at_once_as_the_models_hold_them(group, action):
    fresh = Action.objects.select_related("group", "agency", "recommendation__plan").get()
    with CaptureQueriesContext(connection) as queries:
        known = records.read(fresh)
        read = {kind: list(getattr(fresh, kind).all()) for kind in (*records.PEOPLE, "supporting")}
        named = {
            (kind, name): [str(getattr(row, name)) for row in read[kind]]
            for kind, names in records.PEOPLE.items()
            for name in names
        }
        files = [one.file for one in read["evidence"]]
        signed = str(fresh.signed_off_by)
    assert len(queries) == 1
    for kind, rows in read.items():
        assert rows, kind
        assert [values(one) for one in rows] == [values(one) for one in getattr(action, kind).all()], kind
    for (kind, name), words in named.items():
        assert words == [str(getattr(row, name)) for row in getattr(action, kind).all()]
    assert [values(one) if one else None for one in files] == [
        values(one.file) if one.file else None for one in action.evidence.all()
    ]
    assert signed == str(action.signed_off_by)
    assert known.challenges == list(action.challenges.all())
    due = Deadline.objects.get(rule="action")
    assert known.due is not None
    assert (known.due.pk, known.due.explanation, known.due.clause) == (due.pk, due.explanation, due.clause)


def test_P7_of_an_action_with_no_records_nothing_is_read(group):
    fresh = make_action(make_plan(group), "GMP", due_on=None)
    known = records.read(Action.objects.get(pk=fresh.pk))
    assert (known.challenges, known.due) == ([], None)


def test_P7_what_an_action_belongs_to_comes_with_them(group, action):
    kept = Action.objects.select_related("agency", "owner", "recommendation__plan").get()
    fresh = Action.objects.get()
    with CaptureQueriesContext(connection) as queries:
        records.read(fresh)
        above = [fresh.agency, fresh.owner, fresh.recommendation, fresh.plan]
    assert len(queries) == 1
    for mine, theirs in zip(above, [kept.agency, kept.owner, kept.recommendation, kept.plan], strict=True):
        assert (mine and values(mine)) == (theirs and values(theirs))
