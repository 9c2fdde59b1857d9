"""Done is four steps: reported done with evidence, signed off, tested, sustained (F10, F15, F16)."""

import csv
import io
from datetime import date, time

import pytest
from django.urls import reverse

from actionplans.enums import Stage
from actionplans.forms.windows import WordForm
from actionplans.lights import voices
from actionplans.models import Action, AgreedLight, HandOver
from actionplans.services import completion, evidence, extensions, plans, updates
from actionplans.services.evidence import NewEvidence
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message
from subgroup.terms.lights import LightTerms
from tests import factories

AT = moment(date(2017, 6, 1), time(11))
LATER = moment(date(2017, 7, 3), time(11))
DUE = date(2017, 7, 6)
POLICY = [NewEvidence("The policy as it was approved", told="Trust intranet, version 4")]


@pytest.fixture
def owner(group):
    return factories.holder(group, "S09")


@pytest.fixture
def plan(group, support):
    return plans.open_plan(
        group=group, code="scr-k", title="Serious Case Review Child K", kind="scr", by=support, at=AT
    )


@pytest.fixture
def recommendation(plan, support):
    return plans.add_recommendation(
        plan=plan, number="3", text="Records follow the child.", by=support, at=AT
    )


@pytest.fixture
def action(group, recommendation, support) -> Action:
    seat = factories.seat(group, "S09")
    return plans.add_action(
        recommendation=recommendation, text="Write the policy on CANARY", agency=seat.agency, owner=seat, due_on=DUE,
        evidence_required="The approved policy", by=support, at=AT,
    )  # fmt: skip


@pytest.fixture
def proposed(action, owner) -> Action:
    return completion.propose(
        action=action, text="Approved by the board", by=owner, at=LATER, evidence=POLICY
    )


def signed_off(action, chair):
    return completion.sign_off(
        action=action, test_kind="dip_sample", test_due_on=date(2017, 12, 1), by=chair, at=LATER
    )


def stages(action) -> list[str]:
    return list(action.stages.values_list("stage", flat=True))


def deadline(rule, kind, pk) -> Deadline:
    return Deadline.objects.filter(rule=rule).about(kind, pk).get()


def test_F3_an_action_has_a_reference_that_nothing_changes(group, recommendation, action, support):
    agency = action.agency
    second = plans.add_action(recommendation=recommendation, text="More", agency=agency, by=support, at=AT)
    third = plans.add_action(
        recommendation=recommendation, text="From a tracker", agency=agency, number="7", by=support, at=AT
    )
    fourth = plans.add_action(recommendation=recommendation, text="Next", agency=agency, by=support, at=AT)
    assert [one.reference for one in (action, second, third, fourth)] == [
        "SCR-K/3.1", "SCR-K/3.2", "SCR-K/3.7", "SCR-K/3.8",
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match=r"action SCR-K/3\.7 already"):
        plans.add_action(recommendation=recommendation, text="x", agency=agency, number=7, by=support, at=AT)
    owed = deadline("action", "action", action.pk)
    assert (owed.label, owed.due_on) == ("Action SCR-K/3.1", DUE)
    assert not Deadline.objects.about("action", second.pk).exists(), "without a day nothing is owed"


def test_F3_a_code_is_never_used_twice_and_a_seat_belongs_to_its_agency(group, plan, recommendation, support):
    with pytest.raises(NotAllowed, match="plan SCR-K already"):
        plans.open_plan(group=group, code="SCR-K", title="Other", kind="audit", by=support, at=AT)
    other = factories.seat(group, "S16")
    with pytest.raises(NotAllowed, match="not a seat of"):
        plans.add_action(
            recommendation=recommendation, text="x", agency=factories.seat(group, "S09").agency, owner=other,
            by=support, at=AT,
        )  # fmt: skip


def test_F15_completion_needs_the_evidence_that_was_asked_for(action, owner):
    with pytest.raises(NotAllowed, match="asks for evidence: The approved policy"):
        completion.propose(action=action, text="Done", by=owner, at=LATER)
    action.refresh_from_db()
    assert action.stage == Stage.OPEN
    assert action.updates.count() == 0
    completion.propose(action=action, text="Done", by=owner, at=LATER, evidence=POLICY)
    assert (action.stage, action.done_on, action.done_by) == (Stage.PROPOSED, LATER.date(), owner)
    assert deadline("action", "action", action.pk).met_on == LATER.date()
    answer = deadline("sign_off", "action", action.pk)
    assert (answer.owner_key, answer.due_on) == ("chair", date(2017, 7, 17))
    assert "CANARY" not in answer.label


def test_F15_evidence_that_holds_no_longer_shows_nothing(action, owner):
    evidence.supply(
        actions=[action], title="Old policy", told="Intranet", holds_until=date(2017, 6, 30), by=owner, at=AT
    )
    with pytest.raises(NotAllowed, match="holds no longer: Old policy"):
        completion.propose(action=action, text="Done", by=owner, at=LATER)


def test_F10_the_chair_signs_off_and_sets_an_impact_test(proposed, chair):
    with pytest.raises(NotAllowed, match="say why none is needed"):
        completion.sign_off(action=proposed, by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="passed already"):
        completion.sign_off(action=proposed, test_kind="audit", test_due_on=LATER.date(), by=chair, at=LATER)
    signed_off(proposed, chair)
    test = proposed.tests.get()
    assert (proposed.stage, proposed.signed_off_by) == (Stage.SIGNED_OFF, chair)
    assert deadline("sign_off", "action", proposed.pk).met_on == LATER.date()
    owed = deadline("impact_test", "impact_test", test.pk)
    assert (owed.owner_key, owed.due_on) == ("business_manager", date(2017, 12, 1))
    assert AgreedLight.objects.get(action=proposed).colour == "blue"
    with pytest.raises(NotAllowed, match="was signed off on Monday 3 July 2017 by"):
        signed_off(proposed, chair)


def test_F10_signed_off_without_a_test_says_why_and_a_test_can_follow(proposed, chair):
    completion.sign_off(action=proposed, no_test_because="A building was closed.", by=chair, at=LATER)
    assert proposed.stages.last().reason == "A building was closed."
    assert not proposed.tests.exists()
    completion.set_test(action=proposed, kind="survey", due_on=date(2018, 1, 9), by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="to be held by Tuesday 9 January 2018 already"):
        completion.set_test(action=proposed, kind="audit", due_on=date(2018, 1, 9), by=chair, at=LATER)


def test_F15_a_return_says_what_is_missing_and_the_clock_runs_on(proposed, chair, owner):
    with pytest.raises(NotAllowed, match="Say what is missing"):
        completion.return_(action=proposed, reason=" ", by=chair, at=LATER)
    completion.return_(action=proposed, reason="The policy on CANARY has no date", by=chair, at=LATER)
    assert stages(proposed) == [Stage.OPEN, Stage.PROPOSED, Stage.OPEN]
    assert (proposed.done_on, proposed.done_by) == (None, None)
    owed = deadline("action", "action", proposed.pk)
    assert (owed.met_on, owed.due_on) == (None, DUE)
    mail = Message.objects.get(kind="action_returned")
    assert mail.recipient == owner
    assert "CANARY" not in mail.subject + mail.text + mail.html
    again = moment(date(2017, 7, 5), time(9))
    completion.propose(action=proposed, text="Dated now", by=owner, at=again)
    answer = deadline("sign_off", "action", proposed.pk)
    assert (answer.met_on, answer.due_on) == (None, date(2017, 7, 19))


def test_F16_a_test_that_passed_leads_to_sustained(proposed, chair, support):
    signed_off(proposed, chair)
    held = moment(date(2017, 11, 20), time(15))
    test = completion.record_test(
        test=proposed.tests.get(), result="passed", note="9 of 10 files", held_on=date(2017, 11, 17),
        by=support, at=held,
    )  # fmt: skip
    action = test.action
    assert action.stage == Stage.TESTED
    assert deadline("impact_test", "impact_test", test.pk).met_on == date(2017, 11, 17)
    with pytest.raises(NotAllowed, match="recorded already"):
        completion.record_test(
            test=test, result="failed", note="x", held_on=date(2017, 11, 17), by=support, at=held
        )
    completion.sustain(action=action, because="The audit of spring found the same", by=chair, at=held)
    assert stages(action)[-1] == Stage.SUSTAINED


def test_F16_a_test_that_failed_opens_the_action_again(proposed, chair, support, owner):
    signed_off(proposed, chair)
    held = moment(date(2017, 11, 20), time(15))
    completion.record_test(
        test=proposed.tests.get(), result="failed", note="2 of 10 files", held_on=date(2017, 11, 17),
        due_on=date(2018, 2, 1), by=support, at=held,
    )  # fmt: skip
    proposed.refresh_from_db()
    assert (proposed.stage, proposed.done_on, proposed.signed_off_on) == (Stage.OPEN, None, None)
    assert (proposed.first_due_on, proposed.due_on) == (DUE, date(2018, 2, 1))
    owed = deadline("action", "action", proposed.pk)
    assert (owed.met_on, owed.due_on) == (None, date(2018, 2, 1))
    assert Message.objects.get(kind="action_reopened").recipient == owner


def failed(action, chair, support, at):
    return completion.record_test(
        test=action.tests.get(), result="failed", note="2 of 10 files", held_on=at.date(),
        due_on=date(2018, 2, 1), by=support, at=at,
    )  # fmt: skip


def shown(client, group, query):
    page = client.get(f"{reverse('actionplans:list', args=[group.slug])}?{query}&format=csv")
    rows = list(csv.DictReader(io.StringIO(page.content.decode("utf-8-sig"))))
    return [(row["Agency says"].partition(",")[0], row["Agreed"]) for row in rows]


def test_P7_after_a_failed_test_the_action_is_red_and_not_complete(
    group, action, owner, chair, support, client_as
):
    updates.say(action=action, colour="amber", text="Being written", by=owner, at=AT)
    completion.propose(action=action, text="Done", by=owner, at=LATER, evidence=POLICY)
    signed_off(action, chair)
    at = moment(date(2017, 11, 20), time(15))
    failed(action, chair, support, at)
    action.refresh_from_db()
    assert (action.colour, action.agreed_colour) == ("amber", "red")
    light = action.agreed_lights.last()
    assert (light.reason, light.agreed_at, light.agreed_by) == ("An impact test failed.", at, support)
    with clock.frozen(moment(date(2017, 11, 22), time(9))):
        client = client_as("chair")
        assert shown(client, group, "light=red") == [("Some slippage", "Overdue or failing")]
        assert shown(client, group, "light=blue") == []
        assert shown(client, group, "as_of=2017-11-19&state=all") == [("Complete", "Complete")]
        assert shown(client, group, "as_of=2017-11-20") == [("Some slippage", "Overdue or failing")]
        agency, _, agreed = voices(action, date(2017, 11, 22))
        assert (agency.colour, agency.since) == ("amber", date(2017, 11, 20))
        assert [one.colour for one in agency.history] == ["amber", "blue", "amber"]
        assert agreed.because == "An impact test failed."


def test_P7_what_was_returned_is_no_longer_said_to_be_complete(group, proposed, chair, client_as):
    completion.return_(action=proposed, reason="No date", by=chair, at=moment(date(2017, 7, 4), time(9)))
    assert proposed.colour == ""
    with clock.frozen(moment(date(2017, 7, 5), time(9))):
        client = client_as("chair")
        assert shown(client, group, "state=all") == [("", "")]
        assert shown(client, group, "as_of=2017-07-03&state=all") == [("Complete", "")]
        assert shown(client, group, "as_of=2017-07-04&state=all") == [("", "")]


def test_F15_nothing_is_as_before_at_an_action_that_was_reported_done_and_is_open(proposed, chair, owner):
    completion.return_(action=proposed, reason="No date", by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="was last said to be done, and is open"):
        updates.say(action=proposed, no_change=True, by=owner, at=LATER)
    last = proposed.updates.last()
    form = WordForm(action=proposed, last=last, lights=LightTerms(), may_attach=True)
    assert "no_change" not in form.fields
    word = updates.say(action=proposed, colour="amber", text="The date is asked for", by=owner, at=LATER)
    updates.send_back(update=word, reason="Which date?", by=chair, at=LATER)
    proposed.refresh_from_db()
    assert proposed.colour == ""


def test_F15_more_time_is_asked_for_granted_and_counted(action, owner, chair):
    asked = extensions.ask(action=action, to_day=date(2017, 9, 1), reason="CANARY is away", by=owner, at=AT)
    assert deadline("extension", "extension", asked.pk).owner_key == "chair"
    with pytest.raises(NotAllowed, match="asked for already"):
        extensions.ask(action=action, to_day=date(2017, 9, 2), reason="x", by=owner, at=AT)
    action.refresh_from_db()
    assert action.due_on == DUE, "until it is decided the day stays"
    extensions.decide(extension=asked, granted=True, reason="", by=chair, at=LATER)
    action.refresh_from_db()
    assert (action.first_due_on, action.due_on, action.extensions) == (DUE, date(2017, 9, 1), 1)
    owed = deadline("action", "action", action.pk)
    assert owed.due_on == date(2017, 9, 1)
    assert "CANARY" not in owed.moves.get().reason
    with pytest.raises(NotAllowed, match="granted by"):
        extensions.decide(extension=asked, granted=False, reason="x", by=chair, at=LATER)
    assert Message.objects.get(kind="extension_granted").recipient == owner


def test_F15_more_time_is_refused_with_a_reason_and_lapses_when_it_is_done(action, owner, chair):
    asked = extensions.ask(action=action, to_day=date(2017, 9, 1), reason="x", by=owner, at=AT)
    with pytest.raises(NotAllowed, match="why the day stays"):
        extensions.decide(extension=asked, granted=False, reason="", by=chair, at=AT)
    extensions.decide(extension=asked, granted=False, reason="The children wait", by=chair, at=AT)
    action.refresh_from_db()
    assert (action.due_on, action.extensions) == (DUE, 0)
    second = extensions.ask(action=action, to_day=date(2017, 9, 1), reason="y", by=owner, at=AT)
    completion.propose(action=action, text="Done", by=owner, at=LATER, evidence=POLICY)
    second.refresh_from_db()
    assert (second.granted, second.decided_because) == (False, extensions.REPORTED_DONE)
    assert not Deadline.objects.open().filter(rule="extension").exists()


def test_F15_an_action_without_a_day_is_given_one_and_owed_from_then(recommendation, action, support):
    bare = plans.add_action(
        recommendation=recommendation,
        text="x",
        agency=action.agency,
        due_as_written="ongoing",
        by=support,
        at=AT,
    )
    extensions.set_day(action=bare, day=date(2017, 10, 1), by=support, at=AT)
    assert (bare.first_due_on, bare.due_on) == (date(2017, 10, 1), date(2017, 10, 1))
    assert deadline("action", "action", bare.pk).owner_kind == "agency"


def test_F15_somebody_else_answers_and_is_told(group, action, owner, support):
    seat = factories.seat(group, "S16")
    plans.change_action(
        action=action, version=1, agency=seat.agency, owner=seat, text=action.text, by=support, at=LATER
    )
    assert [row.owner_key for row in Deadline.objects.open().about("action", action.pk)] == [str(seat.pk)]
    assert Message.objects.get(kind="action_given").recipient == factories.holder(group, "S16")
    with pytest.raises(Conflict) as conflict:
        plans.change_action(action=action, version=1, text="Mine", by=support, at=LATER)
    assert conflict.value.theirs == "Text: Write the policy on CANARY"
    assert conflict.value.mine == "Text: Mine"


def test_F10_a_plan_closes_with_an_action_open_only_with_a_reason(plan, action, chair):
    with pytest.raises(NotAllowed, match="1 action of SCR-K is still open"):
        plans.close(plan=plan, by=chair, at=LATER)
    plans.close(plan=plan, because="The agency was dissolved.", by=chair, at=LATER)
    assert not Deadline.objects.open().about("action", action.pk).exists()
    assert not Action.objects.open().exists()
    assert not Action.objects.overdue(on=date(2018, 1, 1)).exists()
    action.refresh_from_db()
    with pytest.raises(NotAllowed, match="was open when its plan was closed"):
        updates.say(action=action, text="Still here", colour="green", by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="SCR-K was closed on Monday 3 July 2017"):
        completion.propose(action=action, text="Done", by=chair, at=LATER, evidence=POLICY)
    plans.reopen(plan=plan, because="The agency lives on", by=chair, at=LATER)
    assert Deadline.objects.open().about("action", action.pk).get().due_on == DUE
    assert plan.closed_because == ""
    assert stages(action) == [Stage.OPEN, Stage.ENDED, Stage.OPEN]


def test_F16_closing_hands_the_plan_over_to_the_readers(
    group, plan, proposed, chair, django_capture_on_commit_callbacks
):
    reader = factories.person_with(group, "liqa_reader")
    signed_off(proposed, chair)
    with django_capture_on_commit_callbacks(execute=True):
        plans.close(plan=plan, by=chair, at=LATER)
    made = HandOver.objects.get(plan=plan)
    assert made.pdf.name == "Hand-over of SCR-K.pdf"
    assert made.snapshot["figures"]["signed_off"] == 1
    assert made.snapshot["to_check"] == [
        {"reference": "SCR-K/3.1", "kind": "Dip sample", "due_on": "2017-12-01"}
    ]
    mail = Message.objects.get(kind="plan_handed_over")
    assert mail.recipient == reader
    said = mail.subject + mail.text + mail.html
    assert "SCR-K" in said
    assert "CANARY" not in said
    assert "Child K" not in said


def test_F16_a_confidential_plan_is_not_announced_to_who_may_not_open_it(group, plan, chair):
    factories.person_with(group, "liqa_reader")
    plan.confidential = True
    plan.save()
    plans.close(plan=plan, by=chair, at=LATER)
    assert not Message.objects.filter(kind="plan_handed_over").exists()
    assert HandOver.objects.filter(plan=plan).exists()


def test_F16_a_failed_test_opens_a_closed_plan_again(plan, proposed, chair, support):
    signed_off(proposed, chair)
    plans.close(plan=plan, by=chair, at=LATER)
    held = moment(date(2017, 11, 20), time(15))
    completion.record_test(
        test=proposed.tests.get(),
        result="failed",
        note="No change",
        held_on=date(2017, 11, 17),
        by=support,
        at=held,
    )
    plan.refresh_from_db()
    assert (plan.state, plan.reopened_because) == ("open", "An impact test of SCR-K/3.1 failed.")
    assert Deadline.objects.open().about("action", proposed.pk).exists()


def test_F15_actions_of_the_minutes_are_not_signed_off(group, support, chair):
    from meetings.services import minutes
    from tests.meetings import year

    line = minutes.record_action(
        meeting=year.hold(group, 2), item=None, owner=factories.seat(group, "S09"), text="x", due_on=DUE,
        by=support, at=AT,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="comes from the minutes"):
        completion.propose(action=line.action, text="Done", by=support, at=LATER)
    with pytest.raises(NotAllowed, match="comes from the minutes"):
        completion.sign_off(action=line.action, no_test_because="x", by=chair, at=LATER)


def test_F15_one_policy_serves_several_actions_of_its_agency_only(
    group, recommendation, action, owner, support
):
    second = plans.add_action(
        recommendation=recommendation, text="Second", agency=action.agency, by=support, at=AT
    )
    made = evidence.supply(actions=[action, second], title="One policy", told="Intranet", by=owner, at=AT)
    assert made.agency == action.agency
    other = plans.add_action(
        recommendation=recommendation,
        text="Other",
        agency=factories.seat(group, "S16").agency,
        by=support,
        at=AT,
    )
    with pytest.raises(NotAllowed, match="of another agency"):
        evidence.attach(evidence=made, action=other, by=owner, at=AT)
