"""What the terms say of who chairs, of deputies and of compacts, where they say other than these do (M4)."""

from datetime import date, time

import pytest

from meetings.services import day
from members import policies
from members.models import Compact, CompactOverride
from members.representation import seats_on
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from tests import factories
from tests.meetings import year

pytestmark = pytest.mark.django_db
M2 = date(2017, 6, 1)


@pytest.fixture
def says(group):
    """`says("standing", key=value)`: the group's terms say so."""

    def say(section: str, **values: object) -> None:
        for terms in group.terms.all():
            terms.data[section] |= values
            terms.save()

    return say


def test_P1_where_the_terms_adjourn_without_a_chair_nobody_else_takes_it(group, support, says):
    says("standing", if_no_chair="meeting is adjourned")
    meeting = factories.make_meeting(group, M2, number=2)
    at = moment(M2, time(9, 30))
    with pytest.raises(NotAllowed, match="let the chair or vice chair chair, and nobody else"):
        day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, "S09"), by=support, at=at)
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, "S02"), by=support, at=at)


def test_P4_where_deputies_do_not_count_an_agency_of_deputies_is_not_there(group, says):
    says("standing", deputies_count_for_quorum=False)
    assert day.quorum(year.hold(group, 3)).parts[0].have == 4, "GMMH and GMP sent deputies"


@pytest.mark.parametrize("required", [True, False])
def test_M2_whether_an_agency_without_a_compact_sits_and_counts_is_what_the_terms_say(group, says, required):
    says("compacts", required_for_quorum=required, required_for_membership=required)
    Compact.objects.filter(agency__code="SRFT").delete()
    CompactOverride.objects.filter(seat__agency__code="SRFT").delete()
    counts = {one.seat.code: one.counts for one in seats_on(group, M2)}
    assert counts["S09"] is not required
    if required:
        with pytest.raises(NotAllowed):
            policies.check_compact(factories.seat(group, "S09"), M2)
    else:
        policies.check_compact(factories.seat(group, "S09"), M2)
