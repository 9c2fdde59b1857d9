"""P7: lights in three voices, computed by published rules, and as they were on any past day."""

import itertools
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans import lights, register
from actionplans.enums import Stage
from actionplans.lights import Facts
from actionplans.models import (
    Action,
    ActionUpdate,
    AgreedLight,
    DueChange,
    Evidence,
    Extension,
    ImpactTest,
    StageChange,
)
from actionplans.services import lights as services
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.terms.lights import LightTerms
from tests import factories
from tests.actionplans.rows import make_action, make_plan, make_recommendation

TERMS = LightTerms()
ON = date(2017, 6, 15)
NEAR = st.integers(-40, 40).map(lambda days: ON + timedelta(days=days))
FACTS = st.builds(
    Facts,
    stage=st.sampled_from(list(Stage)),
    due_on=st.none() | NEAR,
    first_due_on=st.none() | NEAR,
    done_on=st.none() | NEAR,
    extensions=st.integers(0, 3),
    evidence=st.booleans(),
    evidence_asked=st.booleans(),
    failed=st.booleans(),
)


def says(**facts) -> str:
    known = {
        "stage": "open", "due_on": date(2017, 9, 1), "done_on": None, "extensions": 0, "evidence": False,
        "evidence_asked": True, "failed": False,
    } | facts  # fmt: skip
    known.setdefault("first_due_on", known["due_on"])
    return lights.computed(Facts(**known), ON, TERMS).colour


@given(FACTS)
def test_P7_green_without_evidence_never_computes_green(facts):
    assert lights.computed(facts._replace(evidence=False), ON, TERMS).colour != "green"


@given(FACTS)
def test_P7_complete_without_the_evidence_that_was_asked_for_never_computes_blue(facts):
    facts = facts._replace(evidence=False, evidence_asked=True)
    assert lights.computed(facts, ON, TERMS).colour != "blue"


@given(FACTS)
def test_P7_an_open_action_past_its_day_is_red_whatever_was_shown(facts):
    facts = facts._replace(stage=Stage.OPEN, due_on=ON - timedelta(days=1))
    assert lights.computed(facts, ON, TERMS).colour == "red"


@pytest.mark.parametrize(
    ("facts", "colour"),
    [
        ({}, "grey"),
        ({"evidence": True}, "green"),
        ({"evidence": True, "extensions": 1}, "amber"),
        ({"evidence": True, "first_due_on": date(2017, 8, 1)}, "amber"),
        ({"due_on": None}, "amber"),
        ({"due_on": ON + timedelta(days=14)}, "amber"),
        ({"due_on": ON + timedelta(days=15)}, "grey"),
        ({"due_on": ON}, "amber"),
        ({"due_on": ON - timedelta(days=1), "evidence": True}, "red"),
        ({"failed": True, "evidence": True}, "red"),
        ({"stage": "proposed", "due_on": date(2017, 6, 1), "done_on": date(2017, 6, 1), "evidence": True}, "green"),
        ({"stage": "proposed", "due_on": date(2017, 6, 1), "done_on": date(2017, 6, 2), "evidence": True}, "amber"),
        ({"stage": "signed_off", "evidence": True}, "blue"),
        ({"stage": "signed_off"}, "amber"),
        ({"stage": "done", "evidence_asked": False}, "blue"),
    ],
)  # fmt: skip
def test_P7_the_published_rules_one_by_one(facts, colour):
    assert says(**facts) == colour


def test_P7_a_status_fades_after_a_cycle_without_a_word_and_says_since_when():
    told = date(2017, 4, 20)
    assert lights.faded_since(told, told + timedelta(days=55), TERMS) is None
    assert lights.faded_since(told, ON, TERMS) == told + timedelta(days=56) == ON
    assert lights.faded_since(told, ON, TERMS, stage=Stage.SIGNED_OFF) is None


@pytest.fixture
def action(group) -> Action:
    return make_action(make_recommendation(make_plan(group)), evidence_required="The audit")


def test_P7_the_database_computes_the_light_that_the_rules_compute(group):
    recommendation = make_recommendation(make_plan(group))
    dates = [None, ON - timedelta(days=9), ON, ON + timedelta(days=90)]
    support = factories.holder(group, "S06")
    proof = Evidence.objects.create(group=group, title="Proof", supplied_at=factories.START)
    every = itertools.product(("open", "proposed", "signed_off"), dates, (0, 1), (0, 1), (0, 1))
    for number, (stage, due, slipped, shown, asked) in enumerate(every):
        done = None if stage == "open" else ON - timedelta(days=5)
        action = make_action(
            recommendation, number, due_on=due, stage=stage, done_on=done, done_by=support if done else None,
            extensions=slipped, evidence_required="Proof" if asked else "",
        )  # fmt: skip
        if shown:
            proof.actions.add(action)
        if number % 5 == 0:
            ImpactTest.objects.create(
                action=action, kind="audit", due_on=ON, set_at=factories.START, result="failed",
                recorded_at=factories.START,
            )  # fmt: skip
    rows = register.at(Action.objects.all(), ON, today=ON).annotate(found=lights.computed_colour(ON, TERMS))
    assert {row.found for row in rows} == {"blue", "green", "amber", "red", "grey"}
    for row in rows:
        assert row.found == lights.computed(register.facts_of(row), ON, TERMS).colour


class Shown:
    """What the register and the action's page showed on a day."""

    @staticmethod
    def now(action: Action, on: date, today: date) -> tuple:
        row = register.at(Action.objects.filter(pk=action.pk), on, today=today).get()
        verdict = lights.computed(register.facts_of(row), on, TERMS)
        return (
            row.at_stage, row.at_due_on, row.at_done_on, row.at_extensions, row.at_confirmed_on, row.at_colour,
            row.at_agreed, row.at_evidence, row.at_failed, verdict,
        )  # fmt: skip

    @staticmethod
    def page(action: Action, on: date) -> list[tuple]:
        action = Action.objects.get(pk=action.pk)
        return [(voice.colour, voice.since, voice.faded_since) for voice in lights.voices(action, on)]


def write(action: Action, what: str, at, support) -> None:
    """The records and columns that the services leave."""
    action.refresh_from_db()
    day = at.date()
    match what:
        case "green" | "red":
            ActionUpdate.objects.create(action=action, colour=what, text="x", made_at=at, made_by=support)
            action.colour, action.last_confirmed_on = what, day
        case "send back":
            last = action.updates.filter(sent_back_at=None).last()
            if last:
                last.sent_back_at, last.sent_back_because = at, "Not clear"
                last.save()
            kept = action.updates.filter(sent_back_at=None).last()
            action.colour = kept.colour if kept else ""
            action.last_confirmed_on = kept.made_at.date() if kept else None
        case "later":
            action.due_on += timedelta(days=30)
            Extension.objects.create(
                action=action, to_day=action.due_on, reason="x", asked_at=at, asked_by=support, granted=True,
                decided_at=at,
            )  # fmt: skip
            DueChange.objects.create(action=action, due_on=action.due_on, changed_at=at)
            action.extensions += 1
        case "evidence":
            Evidence.objects.create(group=action.group, title="x", supplied_at=at).actions.add(action)
        case "propose" if action.stage == "open":
            action.stage, action.done_on, action.done_by = "proposed", day, support
            StageChange.objects.create(action=action, stage="proposed", changed_at=at)
        case "return" if action.stage == "proposed":
            action.stage, action.done_on, action.done_by = "open", None, None
            StageChange.objects.create(action=action, stage="open", changed_at=at)
        case "ask for it" | "ask for nothing":
            action.evidence_required = "The audit" if what == "ask for it" else ""
            action.version += 1
        case "sign off":
            action.stage, action.done_on, action.done_by = "signed_off", day, support
            StageChange.objects.create(action=action, stage="signed_off", changed_at=at)
        case "agree":
            services.agree(action=action, colour="amber", reason="The group’s view", by=support, at=at)
            return
    action.save()


HISTORY = [
    "green",
    "agree",
    "evidence",
    "red",
    "propose",
    "return",
    "send back",
    "green",
    "later",
    "send back",
    "later",
    "propose",
    "sign off",
]
LOOKED = {1, 6, 7, 8, 14, 20, 21, 22, 28}
"""Of each month: the days around what is done, and some between."""
ASKED = ["propose", "sign off", "ask for nothing", "green", "ask for it", "evidence", "ask for nothing"]


@pytest.mark.either
@pytest.mark.parametrize("history", [HISTORY, ASKED], ids=["all sorts", "evidence asked for"])
def test_P7_as_it_was_on_any_day_equals_what_was_shown_on_that_day(group, action, history):
    support = factories.holder(group, "S06")
    day, end = factories.START.date(), date(2017, 11, 1)
    shown, pages, acts = {}, {}, iter(history)
    while day < end:
        if day.day in (7, 21):
            with clock.frozen(at := moment(day, time(23, 30))):
                write(action, next(acts, ""), at, support)
        if day.day in LOOKED:
            shown[day], pages[day] = Shown.now(action, day, day), Shown.page(action, day)
        day += timedelta(days=1)
    for past, was in shown.items():
        assert Shown.now(action, past, end) == was, past
        assert Shown.page(action, past) == pages[past], past
    assert len({was[-1].colour for was in shown.values()}) == (5 if history is HISTORY else 3)
    assert len({was[5] for was in shown.values()}) == (3 if history is HISTORY else 2)


def test_P7_the_three_voices_stand_side_by_side_with_their_history(group, action):
    support = factories.holder(group, "S06")
    write(action, "green", moment(date(2017, 4, 3), time(10)), support)
    write(action, "green", moment(date(2017, 5, 3), time(10)), support)
    chair = factories.holder(group, "S01")
    services.agree(
        action=action, colour="red", reason="Nothing was shown at two meetings", by=chair,
        at=moment(date(2017, 5, 4), time(10)),
    )  # fmt: skip
    agency, computed, agreed = lights.voices(action, date(2017, 5, 10))
    assert (agency.word, agency.since, len(agency.history)) == ("On track", date(2017, 4, 3), 2)
    assert (computed.word, computed.because) == ("Nothing shown yet", "Nothing has been shown yet.")
    assert (agreed.word, agreed.by, agreed.because) == (
        "Overdue or failing", str(chair), "Nothing was shown at two meetings",
    )  # fmt: skip
    assert lights.differ((agency, computed, agreed))
    assert lights.voices(action, date(2017, 7, 2))[1].history[0].day == date(2017, 7, 2)
    assert lights.voices(action, date(2017, 6, 28))[0].faded_since == date(2017, 6, 28)


def test_P7_another_light_than_the_computed_one_needs_a_reason(group, action):
    chair, at = factories.holder(group, "S01"), moment(ON, time(10))
    with pytest.raises(
        NotAllowed, match=r"Days and evidence say “Nothing shown yet”.* Give a reason for “On track”"
    ):
        services.agree(action=action, colour="green", reason=" ", by=chair, at=at)
    services.agree(action=action, colour="grey", reason="", by=chair, at=at)
    services.agree(action=action, colour="green", reason="The audit was seen", by=chair, at=at)
    action.refresh_from_db()
    assert action.agreed_colour == "green"
    assert list(AgreedLight.objects.values_list("colour", "reason")) == [
        ("grey", ""), ("green", "The audit was seen"),
    ]  # fmt: skip
    with pytest.raises(NotAllowed, match="Choose one of the lights"):
        services.agree(action=action, colour="pink", reason="x", by=chair, at=at)
