"""Plans and meetings for tests of what comes of them. Made by the services that people reach; invented."""

from datetime import date, datetime, time

from actionplans.enums import PlanKind
from actionplans.models import Action, Plan, Recommendation, Window
from actionplans.services import plans, windows
from meetings.models import Meeting
from meetings.services import planning
from members.models import Agency
from members.services import appointments
from subgroup.clock import moment
from subgroup.models import Person, SubGroup
from tests import factories, snapshots

MEETING = date(2017, 4, 20)
OPENS, CLOSES = date(2017, 3, 28), date(2017, 4, 4)
MADE = moment(date(2017, 3, 1), time(9))
OPEN = moment(OPENS, time(0, 5))


def agency(group: SubGroup, code: str) -> Agency:
    return Agency.objects.get(group=group, code=code)


def make_plan(
    group: SubGroup, code: str = "SCR-K", *, at: datetime = MADE, confidential: bool = False
) -> Plan:
    return plans.open_plan(
        group=group, code=code, title=f"Plan {code}", kind=PlanKind.SCR, by=factories.holder(group, "S06"), at=at,
        confidential=confidential,
    )  # fmt: skip


def make_action(
    plan: Plan,
    code: str,
    *,
    text: str = "",
    due_on: date | None = date(2017, 9, 1),
    at: datetime = MADE,
    **fields,
) -> Action:
    """An action of the plan’s first recommendation, for the agency of that code."""
    by = factories.holder(plan.group, "S06")
    recommendation = Recommendation.objects.filter(plan=plan).first() or plans.add_recommendation(
        plan=plan, number="1", text="Practice is changed", by=by, at=at
    )
    return plans.add_action(
        recommendation=recommendation, text=text or f"CANARY {code}", agency=agency(plan.group, code),
        due_on=due_on, by=by, at=at, **fields,
    )  # fmt: skip


def make_meetings(group: SubGroup, *days: date, at: datetime = MADE) -> list[Meeting]:
    """Planned meetings on these days, agreed by the chair."""
    support = factories.holder(group, "S06")

    def make() -> list[Meeting]:
        plan = planning.propose_plan(
            group=group,
            label="2017-18",
            start=days[0],
            weekday=days[0].weekday(),
            count=len(days),
            by=support,
            at=at,
        )
        planning.set_dates(plan=plan, dates=days, by=support, at=at)
        return planning.agree_plan(plan=plan, by=factories.holder(group, "S01"), at=at)

    return snapshots.grown(("planned", days, at), make)


def make_lead(group: SubGroup, code: str, name: str = "") -> Person:
    person = factories.make_person(name or f"Lead of {code}")
    appointments.appoint(
        group=group, person=person, role="agency_lead", agency=agency(group, code), starts_on=date(2017, 1, 1),
        by=None, at=MADE,
    )  # fmt: skip
    return person


def open_window(group: SubGroup, at: datetime = OPEN) -> Window:
    """The window of the first meeting, opened by the daily run of its day."""
    windows.daily(group, at.date(), at)
    return Window.objects.exclude(opened_at=None).latest("opens_on")
