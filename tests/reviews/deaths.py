"""Child deaths for tests, made by the services that people reach; the references are invented."""

from datetime import date, datetime, time

from reviews.enums import RequestState
from reviews.models import ChildDeath, DeathRequest
from reviews.services import death_requests
from reviews.services import deaths as services
from subgroup.clock import moment
from subgroup.models import SubGroup
from tests import factories
from tests.reviews.cases import agency

MADE = moment(date(2017, 3, 1), time(9))


def at(day: date) -> datetime:
    return moment(day, time(9))


def make_death(
    group: SubGroup, reference: str = "BSW/2017/001", *, notified_on: date = date(2017, 3, 1), when: datetime = MADE, **fields
) -> ChildDeath:  # fmt: skip
    by = factories.holder(group, "S06")
    return services.record(
        group=group, reference=reference, notified_on=notified_on, by=by, at=when, **fields
    )


def ask(
    death: ChildDeath, *codes: str, on: date = date(2017, 3, 1), form: str = "Form B"
) -> list[DeathRequest]:
    group = death.group
    return death_requests.ask(
        death=death, agencies=[agency(group, code) for code in codes], requested_on=on, form=form,
        by=factories.holder(group, "S06"), at=at(on),
    )  # fmt: skip


def answer(
    request: DeathRequest, on: date, state: RequestState = RequestState.RETURNED, because: str = ""
) -> DeathRequest:
    by = factories.holder(request.death.group, "S06")
    return death_requests.answer(request=request, state=state, on=on, by=by, at=at(on), because=because)
