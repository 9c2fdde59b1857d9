"""Kin of recommendations; templates of plans."""

import random
from datetime import date, timedelta

import pytest
from django.urls import reverse

from actionplans.models import Action, Kinship, Plan, PlanTemplate, Recommendation
from actionplans.reading import plans as readable
from actionplans.services import kin, plans, templates
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup
from tests import factories
from tests.actionplans import plans as making

AT = moment(date(2017, 3, 1))
BRUISES = (
    "The Board should be assured that bruising in infants who are not mobile is always seen by a doctor on the same day.",
    "All bruising in infants who are not yet mobile must be seen by a paediatrician on the same day.",
    "Agencies should ensure that a doctor sees bruising in non-mobile infants the same day.",
    "Bruising in infants who are not mobile is seen by a doctor the same day, in every case.",
)
OTHER = "Housing moves of families in debt are told to the social worker before the move."


@pytest.fixture
def by(group) -> Person:
    return factories.holder(group, "S06")


def plan_with(
    group: SubGroup, by: Person, code: str, *texts: str, year: int = 2015, **more
) -> list[Recommendation]:
    plan = plans.open_plan(
        group=group,
        code=code,
        title=f"Review {code}",
        kind="scr",
        agreed_on=date(year, 1, 1),
        by=by,
        at=AT,
        **more,
    )
    return [
        plans.add_recommendation(plan=plan, number=str(number), text=text, by=by, at=AT)
        for number, text in enumerate(texts, start=1)
    ]


def everything() -> list[Recommendation]:
    return list(Recommendation.objects.select_related("plan__group"))


def test_what_an_earlier_review_asked_for_is_proposed_and_another_thing_is_not(group, by):
    plan_with(group, by, "SCR-A", BRUISES[0], OTHER, year=2013)
    plan_with(group, by, "SCR-B", BRUISES[1], "Staff have supervision every month.", year=2016)
    (found,) = kin.propose(everything())
    assert (str(found.recommendation), str(found.earlier)) == ("SCR-B/1", "SCR-A/1"), "the later asks again"
    assert kin.propose(everything(), of=found.earlier.plan) == [found]


def test_the_fourth_review_to_ask_for_the_same_says_so_once_a_person_confirmed(group, by):
    rows = [plan_with(group, by, f"SCR-{n}", text, year=2012 + n)[0] for n, text in enumerate(BRUISES)]
    seen = Plan.objects.filter(group=group)
    assert kin.sentence(rows[3], kin.family(rows[3], seen)) == "", "nobody confirmed anything yet"
    for later, earlier in zip(rows[1:], rows, strict=False):
        kin.decide(recommendation=earlier, earlier=later, is_kin=True, by=by, at=AT)
    assert kin.sentence(rows[3], kin.family(rows[3], seen)) == "Fourth review to ask for this."
    assert kin.sentence(rows[1], kin.family(rows[1], seen)) == "Second review to ask for this."
    assert kin.sentence(rows[0], kin.family(rows[0], seen)) == ""
    assert all(
        one.recommendation.plan.agreed_on > one.earlier.plan.agreed_on for one in Kinship.objects.all()
    )


def test_what_was_refused_is_not_proposed_again(group, by):
    plan_with(group, by, "SCR-A", BRUISES[0], year=2013)
    plan_with(group, by, "SCR-B", BRUISES[1])
    (found,) = kin.propose(everything())
    kin.decide(recommendation=found.recommendation, earlier=found.earlier, is_kin=False, by=by, at=AT)
    assert kin.propose(everything()) == []
    assert kin.family(found.recommendation, Plan.objects.all()) == []


def test_kin_in_a_plan_that_the_reader_may_not_see_is_neither_shown_nor_counted(group, by):
    (first,) = plan_with(group, by, "SCR-A", BRUISES[0], year=2013, confidential=True)
    (second,) = plan_with(group, by, "SCR-B", BRUISES[1])
    kin.decide(recommendation=second, earlier=first, is_kin=True, by=by, at=AT)
    reader = factories.person_with(group, "liqa_reader")
    seen = readable(reader, group, frozenset({"view_group", "view_actions"}), on=AT.date())
    assert kin.sentence(second, kin.family(second, seen)) == ""
    assert kin.family(second, Plan.objects.all()) == [first]


def test_the_two_that_are_alike_are_found_among_nine_hundred(group):
    chance = random.Random(7)
    letters = "abcdefghiklmnoprstuvw"
    words = ["".join(chance.choices(letters, k=chance.randint(4, 10))) for _ in range(3000)]
    made = []
    for number in range(30):
        plan = Plan(
            pk=number + 1,
            group=group,
            code=f"P{number}",
            opened_at=AT,
            agreed_on=date(2010, 1, 1) + timedelta(number),
        )
        made += [
            Recommendation(pk=number * 30 + at + 1, plan=plan, number=str(at), text=" ".join(chance.choices(words, k=25)))
            for at in range(30)
        ]  # fmt: skip
    first, second = made[70], made[815]
    first.text, second.text = BRUISES[0], BRUISES[1]
    (found,) = kin.propose(made)
    assert (found.recommendation, found.earlier) == (second, first)


def test_kin_by_the_page_and_a_reader_may_not_decide(group, by, client_as):
    plan_with(group, by, "SCR-A", BRUISES[0], year=2013)
    (second,) = plan_with(group, by, "SCR-B", BRUISES[1])
    url = reverse("actionplans:kin", args=[group.slug])
    first = Recommendation.objects.get(plan__code="SCR-A")
    said = {"recommendation": second.pk, "earlier": first.pk, "is_kin": "yes"}
    assert client_as("member").post(url, said).status_code == 403
    client = client_as(by)
    recommendation = reverse("actionplans:recommendation", args=[group.slug, second.pk])
    assert "Did an earlier review ask for this?" in client.get(recommendation).content.decode()
    assert "SCR-B/1 and SCR-A/1" in client.get(url).content.decode()
    page = client.post(url, said, follow=True).content.decode()
    assert "Second review to ask for this." in page
    page = client.get(recommendation).content.decode()
    assert "Second review to ask for this." in page
    assert "Did an earlier review ask for this?" not in page, "it is decided"
    assert "SCR-B/1 and SCR-A/1" in client.get(f"{url}?show=decided&plan=SCR-A").content.decode()


# Templates


def test_a_plan_begins_from_a_template_with_its_days_and_owes_them(group, by):
    (template, *_) = templates.add_shipped(group=group, by=by, at=AT)
    plan = plans.open_plan(
        group=group,
        code="SCR-K",
        title="Child K",
        kind=template.kind,
        agreed_on=date(2017, 2, 1),
        by=by,
        at=AT,
        template=template,
    )
    asked = [action for row in template.rows for action in row["actions"]]
    made = Action.objects.filter(recommendation__plan=plan).order_by("pk")
    assert [one.text for one in made] == [one["text"] for one in asked]
    assert [one.due_on for one in made] == [date(2017, 2, 1) + timedelta(one["due_after"]) for one in asked]
    assert made[0].reference == "SCR-K/1.1"
    assert templates.add_shipped(group=group, by=by, at=AT) == [], "once"


def test_a_plan_saved_as_a_template_lays_out_the_same_again(group, by):
    first = making.make_plan(group, "SCR-K")
    making.make_action(first, "GMP", due_on=date(2017, 4, 10), evidence_required="The report")
    making.make_action(first, "SRFT", due_on=None)
    template = templates.save(plan=first, name="After a review", by=by, at=AT)
    again = plans.open_plan(
        group=group,
        code="SCR-L",
        title="Child L",
        kind="scr",
        agreed_on=date(2018, 1, 1),
        by=by,
        at=AT,
        template=template,
    )
    made = Action.objects.filter(recommendation__plan=again).order_by("pk")
    assert [(one.agency.code, one.evidence_required) for one in made] == [("GMP", "The report"), ("SRFT", "")]
    assert [one.due_on for one in made] == [date(2018, 1, 1) + timedelta(40), None]


def test_a_confidential_plan_is_no_template(group, by):
    plan = making.make_plan(group, "SCR-C", confidential=True)
    making.make_action(plan, "GMP")
    with pytest.raises(NotAllowed, match="SCR-C is confidential"):
        templates.save(plan=plan, name="Secret", by=by, at=AT)


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [{"number": "1"}],
        [{"number": "1", "text": "x", "other": 1}],
        [{"number": "1", "text": "x", "actions": [{"text": "y", "due_after": "soon"}]}],
        [{"number": "1", "text": "x", "addressed_to": "somebody"}],
    ],
)
def test_rows_that_cannot_be_laid_out_are_no_template(rows):
    with pytest.raises(NotAllowed):
        templates.check(rows)


def test_templates_by_their_pages(group, by, client_as):
    client = client_as(by)
    url = reverse("actionplans:templates", args=[group.slug])
    assert "With the program come templates" in client.get(url).content.decode()
    client.post(reverse("actionplans:templates_shipped", args=[group.slug]))
    template = PlanTemplate.objects.get(name="Serious Case Review")
    assert "30 days after the plan was agreed" in client.get(f"{url}{template.pk}/").content.decode()
    plan = making.make_plan(group)
    making.make_action(plan, "GMP")
    taken = client.post(
        reverse("actionplans:template_save", args=[group.slug, plan.pk]), {"name": "serious case review"}
    )
    assert "There is a template" in taken.content.decode()
    client.post(reverse("actionplans:template_remove", args=[group.slug, template.pk]))
    assert not PlanTemplate.objects.filter(pk=template.pk).exists()


def test_F3_a_plan_begins_with_what_comes_with_the_program_and_nothing_is_set_up_before(group, by, client_as):
    client, url = client_as("business_support"), reverse("actionplans:plan_new", args=[group.slug])
    asked = {"code": "SCR-T", "title": "A review", "kind": "scr", "template": "Serious Case Review"}
    assert '<option value="Serious Case Review">' in client.get(url).content.decode()
    other = client.post(url, asked | {"kind": "audit"}).content.decode()
    assert "“Serious Case Review” is for: Serious Case Review" in other
    client.post(url, asked)
    plan = Plan.objects.get(code="SCR-T")
    assert Action.objects.filter(recommendation__plan=plan).count() > 3
    assert not PlanTemplate.objects.exists()
