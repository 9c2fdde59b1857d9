"""A legal hold: whatever takes something out of a case, none of it goes while the hold lasts; what is new can still come."""

from datetime import date, time, timedelta

import pytest

from reviews.models import IdentityPerson, Milestone, PanelMember, ReviewPerson
from reviews.services import identity, keeping, panels, review_parts
from subgroup.clock import day_of, moment
from subgroup.errors import NotAllowed
from tests import factories
from tests.reviews import reviewed
from tests.reviews.cases import make_case
from tests.reviews.identities import NHS
from tests.reviews.screening import ASKED, call

AT = moment(date(2017, 3, 1), time(11))
CHILD = {"relation": "child", "name": "Zofia Invented-Kowalska", "born_on": date(2010, 1, 2)}


@pytest.fixture
def support(group):
    return factories.holder(group, "S06")


@pytest.fixture
def case(group, support):
    found = make_case(group)
    identity.save(case=found, people=[CHILD], by=support, at=AT)
    return found


def hold(case, on=True):
    act = keeping.hold if on else keeping.end_hold
    act(case=case, because="The national inquiry", by=factories.holder(case.group, "S01"), at=AT)


def empty_place(group, case, support):
    review = reviewed.make_review(group, "CR-H", "concise_review", template=False)
    type(review).objects.filter(pk=review.pk).update(case=case)
    review.refresh_from_db()
    return review, review_parts.add_role(review=review, part="panel", role="A school", by=support, at=AT)


@pytest.mark.parametrize(
    "people",
    [
        [],
        [{**CHILD, "name": "Somebody Invented"}],
        [{**CHILD, "born_on": None}],
        [{**CHILD, "relation": "sibling"}],
        [{"relation": "carer", "name": "Ewa Invented"}],
    ],
)
def test_nothing_of_who_the_child_is_goes_or_is_written_over(case, support, people):
    hold(case)
    with pytest.raises(NotAllowed, match="on legal hold: nobody is taken out"):
        identity.save(case=case, people=people, by=support, at=AT)
    assert IdentityPerson.objects.get(case=case).name == CHILD["name"]
    hold(case, on=False)
    identity.save(case=case, people=people, by=support, at=AT)
    assert IdentityPerson.objects.filter(case=case).count() == len(people)


def test_what_is_new_of_who_the_child_is_can_still_be_added(case, support):
    hold(case)
    more = [{**CHILD, "nhs_number": NHS}, {"relation": "carer", "name": "Ewa Invented"}]
    identity.save(case=case, people=more, by=support, at=AT)
    assert IdentityPerson.objects.filter(case=case).count() == 2


def test_no_member_of_a_panel_no_step_and_no_place_of_a_review_is_taken_away(group, case, support):
    panel = call(case)
    review, place = empty_place(group, case, support)
    step = review_parts.add_milestone(
        review=review, title="Meet the family", planned_on=day_of(AT), by=support, at=AT
    )
    hold(case)
    first = panel.members.select_related("person").first().person
    said = {
        "meets_on": panel.meets_on + timedelta(days=1),
        "members": [first],
        "chair": None,
        "by": support,
        "at": ASKED,
    }
    for act in (
        lambda: panels.change(panel=panel, version=panel.version, **said),
        lambda: review_parts.remove_milestone(milestone=step, by=support, at=AT),
        lambda: review_parts.end(row=place, on=day_of(AT), by=support, at=AT),
    ):
        with pytest.raises(NotAllowed, match="on legal hold"):
            act()
    counted = PanelMember.objects.count(), Milestone.objects.count(), ReviewPerson.objects.count()
    assert counted == (2, 1, 1)
