"""The clocks under whatever is done to a case: answers, decisions, relaxations, its end and its return, in any order."""

from datetime import date, time

import hypothesis.strategies as st
import pytest
from hypothesis import HealthCheck, example, given, settings

from reviews.criteria import Said
from reviews.models import ChairDecision, Relaxation
from reviews.services import cases, clocks, closing, dates, questions, relaxations
from subgroup.clock import moment
from subgroup.models import Deadline
from tests import factories
from tests.reviews.test_clock_properties import DAYS, NOW, D, counted, expected, guidance, shown

OPENED = date(2017, 1, 3)
LONGER = {"s2_chair_decides": "3 months", "rapid_review": 30}
KINDS = [kind for kind in D.values if kind != "incident"]
ACTS = st.one_of(
    st.tuples(st.sampled_from(KINDS), DAYS),
    st.tuples(st.just("notifiable"), st.booleans()),
    st.tuples(st.just("decide"), st.sampled_from(["scr", "practice_review", "audit", "deferred"])),
    st.tuples(st.just("relax"), st.sampled_from([*LONGER])),
    st.tuples(st.just("end relaxations"), st.none()),
    st.tuples(st.just("close and open"), st.none()),
)


def say(case, is_notifiable, by):
    limbs = {
        "died": is_notifiable,
        "seriously_harmed": False,
        "looked_after": False,
        "regulated": False,
        "care_leaver": False,
    }
    questions.answer(
        case=case, question="notifiable", answer="yes" if is_notifiable else "no", because="As it is", decided_by_name="Chair",
        limbs={key: Said("yes" if met else "no", "Seen") for key, met in limbs.items()}, decided_on=NOW.date(), by=by, at=NOW,
    )  # fmt: skip


def decide(case, outcome, by):
    ChairDecision.objects.create(
        case=case, outcome=outcome, because="As said", decided_on=NOW.date(), decided_by_name="Chair", recorded_at=NOW,
        recorded_by=by,
    )  # fmt: skip
    clocks.follow(case=case, at=NOW)


def relax(group, clock, by):
    """From 2016 to 2019, under the guidance that knows the clock first."""
    regime = {"s2_chair_decides": "wt2015", "rapid_review": "wt2018"}[clock]
    if Relaxation.objects.filter(group=group, clock=clock, ended_at=None).exists():
        return
    text = {"s2_chair_decides": "3 months after", "rapid_review": "30 working days after"}[clock]
    relaxations.relax(
        group=group, regime=regime, clock=clock, starts_on=date(2016, 1, 1), ends_on=date(2019, 12, 31), offset=text,
        because="A letter of the Department", by=by, at=NOW,
    )  # fmt: skip


def wanted(case, days, notifiable, decision, relaxed):
    """What the days say, less what is not owed, and longer where it is relaxed."""
    found = expected(days, OPENED)
    if notifiable is False:
        found = {
            key: row for key, row in found.items() if not key.startswith("s1_") and key != "rapid_review"
        }
    statutory = "practice_review" if "rapid_review" in guidance(days, OPENED) else "scr"
    start = days.get("initiated") or (days.get("chair_decided") if decision == statutory else None)
    if start and decision in (None, statutory):
        found["s4_review_complete"] = (start, counted(start, "6 months"), days.get("completed"))
    else:
        found.pop("s4_review_complete", None)
    for clock in relaxed & set(found):
        start, _, stop = found[clock]
        known_by = {"s2_chair_decides": "wt2015", "rapid_review": "wt2018"}[clock]
        if date(2016, 1, 1) <= start <= date(2019, 12, 31) and case.regime == known_by:
            found[clock] = (start, counted(start, LONGER[clock]), stop)
    return found


@pytest.mark.either
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(acts=st.lists(ACTS, min_size=2, max_size=9))
@example(
    acts=[("board_told", date(2017, 1, 31)), ("relax", "s2_chair_decides"), ("board_told", date(2020, 1, 6))]
)
@example(
    acts=[("aware", date(2017, 3, 1)), ("notifiable", False), ("close and open", None), ("notifiable", True)]
)
@example(
    acts=[
        ("chair_decided", date(2017, 3, 1)),
        ("decide", "scr"),
        ("close and open", None),
        ("decide", "audit"),
    ]
)
@example(
    acts=[
        ("initiated", date(2017, 3, 1)),
        ("decide", "audit"),
        ("decide", "scr"),
        ("completed", date(2017, 10, 2)),
    ]
)
@example(acts=[("board_told", date(2017, 1, 31)), ("relax", "s2_chair_decides"), ("end relaxations", None)])
@example(
    acts=[
        ("board_told", date(2017, 1, 31)),
        ("chair_decided", date(2017, 2, 3)),
        ("chair_decided", date(2017, 3, 3)),
    ]
)
def test_S1_to_S6_whatever_is_done_in_whatever_order_the_clocks_say_what_holds(group, acts):
    by = factories.holder(group, "S01")
    relaxed = set(Relaxation.objects.filter(ended_at=None).values_list("clock", flat=True))
    case = cases.acknowledge(
        case=cases.open_case(group=group, by=by, at=moment(OPENED, time(9))), by=by, at=NOW
    )
    days, notifiable, decision = {}, None, None
    for act, what in acts:
        match act:
            case "notifiable":
                notifiable = what
                say(case, what, by)
            case "decide":
                decision = what
                decide(case, what, by)
            case "relax":
                relaxed.add(what)
                relax(group, what, by)
            case "end relaxations":
                relaxed.clear()
                for one in Relaxation.objects.filter(ended_at=None):
                    relaxations.end(relaxation=one, because="It never held", by=by, at=NOW)
            case "close and open":
                before = shown(case)
                closing.close(case=case, because="Over", by=by, at=NOW)
                assert (
                    not Deadline.objects.open()
                    .about("case", case.pk)
                    .exclude(rule="s6_report_available")
                    .exists()
                )
                closing.reopen(case=case, because="Not over", by=by, at=NOW)
                assert shown(case) == before
            case _:
                days[act] = what
                dates.record(case=case, kind=act, day=what, by=by, at=NOW, because="Corrected")
        assert shown(case) == wanted(case, days, notifiable, decision, relaxed)
