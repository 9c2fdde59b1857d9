"""Requests, panels and decisions for tests, made by the services that people reach; invented."""

from datetime import date, datetime, time, timedelta
from typing import Any

from members.models import Agency
from members.services import appointments
from reviews.models import (
    Assessment,
    Case,
    ChairDecision,
    IdentityPerson,
    InformationRequest,
    Panel,
    PanelRecommendation,
)
from reviews.services import deciding, panels, requests
from subgroup.clock import day_of, moment
from subgroup.models import Person, SubGroup
from tests import factories
from tests.reviews.cases import agency, make_case

ASKED = moment(date(2017, 3, 1), time(10))
DUE = date(2017, 3, 15)
DECIDED = moment(date(2017, 3, 20), time(11))


def make_lead(group: SubGroup, code: str) -> Person:
    person = factories.make_person(f"Lead of {code}")
    appointments.appoint(
        group=group, person=person, role="agency_lead", agency=agency(group, code), starts_on=date(2017, 1, 1),
        by=None, at=factories.START,
    )  # fmt: skip
    return person


def make_independent_chair(group: SubGroup) -> Person:
    person = factories.make_person("Invented Independent Chair")
    appointments.appoint(
        group=group,
        person=person,
        role="independent_chair",
        starts_on=date(2017, 1, 1),
        by=None,
        at=factories.START,
    )
    return person


def ask(
    case: Case, *codes: str, at: datetime = ASKED, due_on: date = DUE, **more: object
) -> list[InformationRequest]:
    agencies = [Agency.objects.get(group=case.group, code=code) for code in codes]
    support = factories.holder(case.group, "S06")
    said = {"question": "CANARY question", **more}
    return requests.send(case=case, agencies=agencies, due_on=due_on, by=support, at=at, **said)


def identify(case: Case) -> IdentityPerson:
    return IdentityPerson.objects.create(case=case, name="CANARY Testchild", born_on=date(2010, 1, 2))


def assess(case: Case, *, answer: str = "yes", at: datetime = ASKED) -> Assessment:
    support = factories.holder(case.group, "S06")
    made = Assessment.objects.create(
        case=case, question="review", regime=case.regime, answer=answer, because="CANARY because", decided_on=day_of(at),
        decided_by_name="The panel", recorded_at=at, recorded_by=support,
    )  # fmt: skip
    made.limbs.create(limb="serious_harm", met=answer, evidence="CANARY evidence")
    return made


def call(case: Case, *seats: str, at: datetime = ASKED, days: int = 14) -> Panel:
    people = [factories.holder(case.group, code, day_of(at)) for code in seats or ("S09", "S16")]
    return panels.call(
        case=case, meets_on=day_of(at) + timedelta(days=days), members=people, chair=people[0],
        by=factories.holder(case.group, "S06"), at=at,
    )  # fmt: skip


def recommend(
    panel: Panel, *, outcome: str = "scr", at: datetime | None = None, **more: object
) -> PanelRecommendation:
    at = at or moment(panel.meets_on, time(15))
    return panels.recommend(
        panel=panel, outcome=outcome, because="CANARY panel reasons", by=factories.holder(panel.case.group, "S06"), at=at,
        **more,
    )  # fmt: skip


def recommended(group: SubGroup, *, outcome: str = "scr") -> Case:
    """A case whose panel has sent its recommendation on 15 March 2017."""
    case = make_case(group)
    assess(case)
    recommend(call(case), outcome=outcome)
    case.refresh_from_db()
    return case


def decide(
    case: Case, by: Person, *, outcome: str = "scr", at: datetime = DECIDED, **more: object
) -> ChairDecision:
    """Against what the panel recommended with `differs_because`."""
    said: dict[str, Any] = {
        "because": "CANARY decision reasons", "decided_on": day_of(at), "decided_by_name": "Invented Chair", **more,
    }  # fmt: skip
    return deciding.decide(case=case, outcome=outcome, by=by, at=at, **said)
