"""A year of twelve agencies and three hundred actions, day by day, with people who come, go and forget."""

from collections import Counter
from datetime import date, time, timedelta

import pytest
from django.db.models import Min

from actionplans.models import Action, UpdateOwed, Window
from actionplans.services import owing, plans, updates
from members.enums import Role
from members.models import Agency, Appointment, Holding
from subgroup import access, clock, daily, registry
from subgroup.clock import moment
from subgroup.models import Breach, Deadline, Message
from tests import factories
from tests.actionplans.plans import make_lead, make_meetings, make_plan
from tests.meetings.year import MEETINGS

MADE = moment(date(2017, 3, 1), time(9))
FIRST, LAST = date(2017, 3, 2), date(2018, 4, 5)
ACTIONS, PLANS = 300, 6
SATURDAY = 5
"""From then to Sunday the worker is down; Monday's run makes up for it."""
HOUSING_SEAT = "S12"


def forgets(window_number: int, plan_number: int, agency_number: int) -> bool:
    """Which agency forgets which plan in which window: about one in seven."""
    return (window_number * 5 + plan_number * 3 + agency_number) % 7 == 0


pytestmark = pytest.mark.either


@pytest.fixture
def world(group):
    for code in ("PROBATION", "AMBULANCE"):
        Agency.objects.create(group=group, code=code, name=f"The {code.lower()} service")
    make_meetings(group, *[on for number, (on, *_) in MEETINGS.items()])
    agencies = list(Agency.objects.filter(group=group).order_by("code"))
    support = factories.holder(group, "S06")
    recommendations = [
        plans.add_recommendation(
            plan=make_plan(group, f"SCR-{number}"),
            number="1",
            text="Practice is changed",
            by=support,
            at=MADE,
        )
        for number in range(1, PLANS + 1)
    ]
    for number in range(ACTIONS):
        plans.add_action(
            recommendation=recommendations[number % PLANS], text=f"Action {number}",
            agency=agencies[(number // PLANS) % len(agencies)], due_on=date(2018, 3, 31), by=support, at=MADE,
        )  # fmt: skip
    for agency in agencies[:9]:  # the others are answered for by their seats, or by business support
        make_lead(group, agency.code)
    return group, agencies


def _answer(group, window, agencies, at):
    """Everybody says how their actions stand, but for those who forget."""
    order = {agency.pk: number for number, agency in enumerate(agencies)}
    for owed in UpdateOwed.objects.filter(window=window).select_related("plan", "agency"):
        if forgets(window.pk, owed.plan_id, order[owed.agency_id]):
            continue
        owner = ("agency", owed.agency.code)
        by = registry.people_for(group, [owner], on=at.date())[owner][0]
        for action in Action.objects.open().filter(recommendation__plan=owed.plan, agency=owed.agency):
            updates.say(action=action, colour="green", text="Goes on", by=by, at=at)


def _somebody_leaves(group, day):
    """A lead goes and nobody follows; a member goes and a deputy is left; an account is ended."""
    if day == date(2017, 8, 1):
        Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, agency__code="GMP").update(ends_on=day)
    if day == date(2017, 9, 1):
        Holding.objects.filter(seat__group=group, seat__agency__code="HOUSING", ends_on=None).update(
            ends_on=day
        )
        Appointment.objects.filter(group=group, agency__code="HOUSING").update(ends_on=day)
    if day == date(2017, 11, 1):
        person = Appointment.objects.get(group=group, agency__code="NPS", role=Role.AGENCY_LEAD).person
        person.is_active = False
        person.save()
    access.rebuild(group, on=day)


def test_P8_F15_a_year_of_twelve_agencies_and_three_hundred_actions(world):
    group, agencies = world
    assert Action.objects.filter(group=group).count() == ACTIONS
    assert len(agencies) == 12
    answered: set[int] = set()
    unowned: list[str] = []
    day = FIRST
    while day <= LAST:
        at = moment(day, time(0, 5))
        if day.weekday() < SATURDAY:
            with clock.frozen(at):
                daily.run(today=day, at=at)
        for window in Window.objects.exclude(opened_at=None).exclude(pk__in=answered):
            answered.add(window.pk)
            _answer(group, window, agencies, moment(day, time(15)))
        if day.day == 1:
            _somebody_leaves(group, day)
        of_each_agency = Action.objects.open().values("agency").annotate(one=Min("pk")).values("one")
        asked = Action.objects.filter(pk__in=of_each_agency).select_related("agency")
        owners = {owing.owner_of(action) for action in asked}
        people = registry.people_for(group, owners, on=day)
        unowned += [f"{day}: {owner}" for owner, found in people.items() if not found]
        day += timedelta(days=1)

    assert unowned == [], "no action without somebody who answers for it, on any day"
    windows = list(Window.objects.order_by("opens_on"))
    assert len(windows) == len(MEETINGS)
    _check_mails(group, windows)
    _check_breaches(group, windows, agencies)


def _check_mails(group, windows):
    told = Counter(
        Message.objects.filter(group=group, kind="plan_updates").values_list("about_id", "recipient")
    )
    assert set(told.values()) == {1}, "exactly one mail a person and window"
    for window in windows:
        leads = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, person__is_active=True).on(
            window.opens_on
        )
        for lead in leads:
            assert told[str(window.pk), lead.person_id] == 1, f"{lead} in {window}"
    ended = Appointment.objects.get(group=group, agency__code="NPS", role=Role.AGENCY_LEAD).person
    assert told[str(windows[-1].pk), ended.pk] == 0, "who has left is asked for nothing"


def _check_breaches(group, windows, agencies):
    """Every update that was forgotten is a breach, and no other is."""
    order = {agency.pk: number for number, agency in enumerate(agencies)}
    rows = UpdateOwed.objects.filter(window__in=windows)
    assert rows.count() == len(windows) * len(agencies) * PLANS
    missed = {str(one.pk) for one in rows if forgets(one.window_id, one.plan_id, order[one.agency_id])}
    found = set(
        Breach.objects.filter(group=group, clause="P8", withdrawn_at=None).values_list(
            "subject_id", flat=True
        )
    )
    assert missed
    assert found == missed
    assert not Deadline.objects.open().filter(rule="plan_update").exclude(subject_id__in=missed).exists()
