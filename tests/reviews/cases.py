"""Cases for tests, made by the services that people reach; invented."""

from datetime import date, datetime, time

from members.models import Agency
from reviews.models import Case
from reviews.services import cases
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories

MADE = moment(date(2017, 3, 1), time(9))


def agency(group: SubGroup, code: str) -> Agency:
    return Agency.objects.get(group=group, code=code)


def make_case(
    group: SubGroup, *, at: datetime = MADE, code: str = "GMP", acknowledged: bool = True, **fields
) -> Case:
    """A case that GMP referred, acknowledged by business support."""
    support = factories.holder(group, "S06")
    case = cases.open_case(group=group, by=support, at=at, agency=agency(group, code), **fields)
    return cases.acknowledge(case=case, by=support, at=at) if acknowledged else case
