"""F6, F7: the limbs of the two questions, in tables that a safeguarding lead can read."""

from datetime import date, time, timedelta

import pytest

from reviews import regimes
from reviews.criteria import Said, follows, problems
from reviews.enums import Answer
from reviews.services import cases, clocks, questions
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline
from tests.reviews.cases import MADE, make_case

YES, NO, NOT_YET = Answer
ALL_NO = {key: {"met": "no"} for key in ("died", "seriously_harmed", "looked_after", "regulated")}
SCR_NO = {
    key: {"met": "no"}
    for key in ("died", "seriously_harmed", "worked_together", "custody", "detained", "deprived_of_liberty")
}


def limbs_of(regime, question):
    return [limb.key for limb in regimes.get(regime).questions[question].limbs]


def said(regime, question, **answers):
    """Every limb is answered with no but for those given, each with its evidence."""
    given = dict.fromkeys(limbs_of(regime, question), NO) | answers
    return {key: Said(met, "The police log" if met != NO else "") for key, met in given.items()}


NOTIFIABLE = [
    # Is it a notifiable incident? Working Together 2015: each limb alone is enough
    ("a child died, abuse or neglect known or suspected", {"died": YES}, YES),
    ("a child was seriously harmed, abuse or neglect known or suspected", {"seriously_harmed": YES}, YES),
    ("a looked-after child died, no abuse suspected", {"looked_after": YES}, YES),
    ("a child in a regulated setting died, no abuse suspected", {"regulated": YES}, YES),
    ("none of them", {}, NO),
    ("the post-mortem is not back", {"died": NOT_YET}, NOT_YET),
    ("the post-mortem is not back, but the child was looked after", {"died": NOT_YET, "looked_after": YES}, YES),
]  # fmt: skip

REVIEW = [
    # Are the criteria for a Serious Case Review met? Regulation 5(2), and the cases in which there is always one
    ("(b)(i) abuse or neglect, and the child died", {"died": YES}, YES),
    ("(b)(ii) seriously harmed, and cause for concern", {"seriously_harmed": YES, "worked_together": YES}, YES),
    ("(b)(ii) seriously harmed, no cause for concern", {"seriously_harmed": YES, "worked_together": NO}, NO),
    ("(b)(ii) cause for concern, but no serious harm", {"seriously_harmed": NO, "worked_together": YES}, NO),
    ("(b)(ii) seriously harmed, the agencies’ returns are awaited", {"seriously_harmed": YES, "worked_together": NOT_YET}, NOT_YET),
    ("always: died in custody", {"custody": YES}, YES),
    ("always: died detained under the Mental Health Act", {"detained": YES}, YES),
    ("always: 16 or 17, deprived of liberty", {"deprived_of_liberty": YES}, YES),
    ("none of them", {}, NO),
]  # fmt: skip

AFTER_2018 = [
    # Is it a serious child safeguarding case? How agencies worked together is no part of it any more
    ("the child died", {"died": YES}, YES),
    ("the child was seriously harmed", {"seriously_harmed": YES}, YES),
    ("neither", {}, NO),
]

BY_PARTNERS = [row for row in NOTIFIABLE if "regulated" not in row[1]]
"""Under the partners' arrangements the regulated setting is no limb of its own any more."""
CARE_LEAVER = [("a care leaver of 24 died", {"care_leaver": YES}, YES)]

TABLE = [
    *(("wt2015", "notifiable", *one) for one in NOTIFIABLE),
    *(("wt2015_from_2018", "notifiable", *one) for one in NOTIFIABLE),
    *(("wt2015", "review", *one) for one in REVIEW),
    *(("wt2015_from_2018", "review", *one) for one in REVIEW),
    *(("wt2018", "notifiable", *one) for one in BY_PARTNERS),
    *(("wt2023", "notifiable", *one) for one in BY_PARTNERS),
    *(("wt2018", "review", *one) for one in AFTER_2018),
    *(("wt2023", "review", *one) for one in AFTER_2018),
    *(("wt2023", "notifiable", *one) for one in CARE_LEAVER),
]


@pytest.mark.parametrize(("regime", "question", "what", "answers", "answer"), TABLE)
def test_F6_F7_each_limb(regime, question, what, answers, answer):
    criteria = regimes.get(regime).questions[question]
    assert follows(criteria, said(regime, question, **answers)) == answer, what


CONTRADICTED = [
    # question, answered limbs, an answer that does not fit, and the limb that says so
    ("notifiable", {"looked_after": YES}, NO, "because this is met: 3, a looked-after child has died"),
    ("notifiable", {"died": YES}, NOT_YET, "because this is met: 1, a child has died"),
    ("notifiable", {}, YES, "because none of them is met"),
    ("notifiable", {"died": NOT_YET}, NO, "“No” yet, because this is not known: 1, a child has died"),
    ("notifiable", {}, NOT_YET, "each of them is answered with no"),
    ("review", {"custody": YES}, NO, "That alone decides, whatever the others say."),
    ("review", {"detained": YES}, NO, "Always: detention, a child has died while detained"),
    ("review", {"deprived_of_liberty": YES}, NO, "Always: liberty, a young person of 16 or 17"),
    ("review", {"seriously_harmed": YES, "worked_together": YES}, NO, "(a) and (b)(ii)"),
]


@pytest.mark.parametrize(("question", "answers", "answer", "sentence"), CONTRADICTED)
def test_F6_F7_an_answer_that_its_limbs_contradict_names_the_limb(question, answers, answer, sentence):
    criteria = regimes.get("wt2015").questions[question]
    (problem,) = problems(criteria, answer, said("wt2015", question, **answers))
    assert sentence in problem.sentence


LACKING = [
    # what is answered to a limb, and what is asked for
    ({"died": Said()}, ("died", "met")),
    ({"died": Said(YES)}, ("died", "evidence")),
    ({"died": Said(NOT_YET)}, ("died", "evidence")),
    ({"seriously_harmed": Said(YES, "x"), "worked_together": Said(NO, "x")}, ("worked_together", "against")),
    ({"seriously_harmed": Said(NOT_YET, "x"), "worked_together": Said(NO)}, ("worked_together", "against")),
    ({"seriously_harmed": Said(YES, "x"), "worked_together": Said()}, ("worked_together", "met")),
]


@pytest.mark.parametrize(("more", "wanted"), LACKING)
def test_F6_each_limb_asks_for_its_evidence(more, wanted):
    criteria = regimes.get("wt2015").questions["review"]
    found = list(problems(criteria, YES, said("wt2015", "review") | more))
    assert [(one.limb, one.field) for one in found] == [wanted]


def test_F6_the_presumption_yields_to_written_evidence_and_asks_nothing_without_serious_harm():
    criteria = regimes.get("wt2015").questions["review"]
    without = said("wt2015", "review")
    assert list(problems(criteria, NO, without)) == []
    harmed = without | {
        "seriously_harmed": Said(YES, "x"),
        "worked_together": Said(NO, "", "No agency knew the child."),
    }
    assert list(problems(criteria, NO, harmed)) == []
    del without["worked_together"]
    assert list(problems(criteria, NO, without)) == [], "it need not be answered at all then"


def test_F6_from_2018_a_review_is_a_discretion_that_may_be_no_and_never_yes_without_a_limb():
    criteria = regimes.get("wt2018").questions["review"]
    met = said("wt2018", "review", died=YES)
    assert list(problems(criteria, NO, met)) == []
    assert [one.field for one in problems(criteria, NOT_YET, met)] == ["answer"]
    assert [one.field for one in problems(criteria, YES, said("wt2018", "review"))] == ["answer"]


def answered(case, by, question="review", answer=NO, **more):
    values = {
        "because": "As the panel sees it", "limbs": said(case.regime, question), "decided_on": MADE.date(),
        "decided_by_name": "The chair", "at": MADE,
    } | more  # fmt: skip
    return questions.answer(case=case, question=question, answer=answer, by=by, **values)


def test_F6_F7_the_two_questions_have_answers_of_their_own_and_the_latest_holds(group, support):
    case = make_case(group)
    first = answered(case, support)
    second = answered(
        case, support, answer=YES, limbs=said("wt2015", "review", died=YES), at=MADE + timedelta(hours=1)
    )
    notifiable = answered(case, support, question="notifiable")
    assert questions.latest(case, "review") == second
    assert questions.latest(case, "notifiable") == notifiable
    assert list(case.assessments.filter(question="review")) == [first, second]
    assert second.limbs.get(limb="died").met == YES
    assert second.regime == "wt2015"


REFUSED = [
    ({"because": " "}, "Say why"),
    ({"because": "", "answer": NOT_YET, "limbs": {"died": NOT_YET}}, "Say what is missing"),
    ({"decided_by_name": " "}, "Say who decided"),
    ({"decided_on": date(2017, 3, 2)}, "lies in the future"),
    ({"answer": YES}, "none of them is met"),
]


@pytest.mark.parametrize(("more", "sentence"), REFUSED)
def test_F6_an_answer_says_who_decided_it_when_and_why(group, support, more, sentence):
    more = {**more}
    if "limbs" in more:
        more["limbs"] = said("wt2015", "review", **more["limbs"])
    with pytest.raises(NotAllowed, match=sentence):
        answered(make_case(group), support, **more)


def test_F6_an_answer_given_meanwhile_is_a_conflict_and_the_same_again_is_one(group, support):
    case = make_case(group)
    first = answered(case, support, seen=0)
    assert answered(case, support, seen=0) == first
    with pytest.raises(Conflict) as raised:
        answered(case, support, seen=0, because="Mine")
    assert (raised.value.theirs, raised.value.mine) == ("As the panel sees it", "Mine")
    answered(case, support, seen=first.pk, because="Mine")


def test_F6_a_closed_case_is_not_answered_again(group, support):
    case = make_case(group)
    case.state, case.closed_at = "closed", MADE
    case.save()
    with pytest.raises(NotAllowed, match="is closed"):
        answered(case, support)


def test_F7_rapid_review_is_not_owed_for_what_is_not_notifiable(group, support):
    at = moment(date(2020, 1, 20), time(9))
    case = cases.open_case(group=group, by=support, at=at)
    from reviews.services import dates

    dates.record(case=case, kind="national_panel_told", day=date(2020, 1, 10), by=support, at=at)
    owed = Deadline.objects.about("case", case.pk)
    assert owed.get(rule="rapid_review").is_open
    answered(case, support, question="notifiable", decided_on=at.date(), at=at)
    assert owed.get(rule="rapid_review").release_reason == clocks.NOT_NOTIFIABLE
