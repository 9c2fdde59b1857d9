"""A plan with an action at every step, through the services: for tests that open every page."""

from datetime import date, datetime, timedelta

from actionplans.models import Action, Plan
from actionplans.services import completion, evidence, extensions, plans
from actionplans.services.evidence import NewEvidence
from subgroup.models import SubGroup
from tests import factories
from tests.meetings.papers import stored


def settle(group: SubGroup, at: datetime) -> Plan:
    """SCR-T, open: an action of GMP (which has the agency lead) at each step, one that asks for more time, one without a
    day, and the closed and handed over AUD-1."""
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    lead, today = factories.holder(group, "S16"), at.date()
    plan = plans.open_plan(
        group=group, code="SCR-T", title="Serious Case Review Child T", kind="scr", theme="Neglect",
        source_reference="SCR 2016/2", agreed_on=date(2017, 1, 12), ends_on=date(2018, 3, 30), by=support, at=at,
    )  # fmt: skip
    first = plans.add_recommendation(
        plan=plan, number="1", text="The Board assures itself that records follow the child between areas.",
        finding="Records stayed behind at two moves.", by=support, at=at,
    )  # fmt: skip
    seat = factories.seat(group, "S16")

    def add(text: str, **more) -> Action:
        values = {"agency": seat.agency, "owner": seat, "due_on": today + timedelta(days=60)} | more
        return plans.add_action(recommendation=first, text=text, by=support, at=at, **values)

    def done(text: str) -> Action:
        action = add(
            text, evidence_required="The approved policy", success_criterion="9 of 10 files are complete"
        )
        file = stored(group, lead, at, "Policy.pdf")
        return completion.propose(
            action=action, text="The policy was approved and is in use.", by=lead, at=at,
            evidence=[NewEvidence("Transfer policy", file=file, holds_until=today + timedelta(days=365))],
        )  # fmt: skip

    add("Write a policy on the transfer of records.", officer="Head of Public Protection")
    done("Train all duty sergeants in the policy.")
    for text in ("Send records within two working days.", "Name a records officer."):
        completion.sign_off(
            action=done(text), test_kind="dip_sample", test_due_on=today + timedelta(days=90), by=chair, at=at
        )
    tested = Action.objects.get(reference="SCR-T/1.4")
    completion.record_test(
        test=tested.tests.get(),
        result="passed",
        note="19 of 20 files were complete.",
        held_on=today,
        by=support,
        at=at,
    )
    late = add("Review the handbook.", due_on=today - timedelta(days=20))
    extensions.ask(
        action=late, to_day=today + timedelta(days=20), reason="The author was away.", by=lead, at=at
    )
    no_day = add("Keep the list of contacts up to date.", due_on=None, due_as_written="ongoing", owner=None)
    evidence.supply(actions=[no_day], title="List of contacts", told="Shared drive", by=lead, at=at)
    plans.add_recommendation(plan=plan, number="2", text="Agencies use one chronology.", by=support, at=at)
    closed = plans.open_plan(
        group=group, code="AUD-1", title="Audit of files", kind="audit", by=support, at=at
    )
    plans.close(plan=closed, by=chair, at=at)
    return plan
