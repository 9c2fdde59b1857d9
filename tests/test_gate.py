"""The gate: rights need both the live holding and its row, and begin and end at midnight."""

import re
from datetime import date

import pytest
from django.apps import apps
from django.core.management.sql import emit_post_migrate_signal
from django.test import Client
from django.urls import reverse

from meetings.services import minutes
from members.enums import Role
from members.models import Appointment, Holding
from members.roles import MATRIX
from members.services import appointments, seats
from subgroup import access, clock
from subgroup.models import Person
from subgroup.permissions import PERMISSIONS
from subgroup.terms import loading, parse
from tests import factories
from tests.meetings import year


def answer(person: Person, url: str) -> int:
    client = Client()
    client.force_login(person)
    return client.get(url).status_code


@pytest.mark.django_db
def test_rights_begin_and_end_at_midnight_with_no_job_having_run(group):
    """M1: a seat held from 1 to 2 May opens pages on exactly these days, from rows written before."""
    person = factories.make_person("For two days")
    seats.hold(
        seat=factories.seat(group, "S05"),
        person=person,
        starts_on=date(2017, 5, 1),
        ends_on=date(2017, 5, 2),
        by=None,
        at=factories.START,
    )
    url = reverse("meetings:list", args=[group.slug])
    found = {}
    for day in range(1, 4):
        for hour, minute in ((0, 0), (23, 59)):
            with clock.frozen(clock.moment(date(2017, 5, day)).replace(hour=hour, minute=minute)):
                found[day, hour] = answer(person, url)
    with clock.frozen(clock.moment(date(2017, 4, 30)).replace(hour=23, minute=59)):
        assert answer(person, url) == 404
    assert found == {(1, 0): 200, (1, 23): 200, (2, 0): 200, (2, 23): 200, (3, 0): 404, (3, 23): 404}


@pytest.mark.django_db
def test_a_stale_row_opens_nothing_and_a_missing_row_neither(group):
    """Both must agree: the guardian row and the live holding."""
    person = factories.holder(group, "S09")
    day = date(2017, 5, 1)
    assert "view_meetings" in access.permissions(person, group, on=day)
    Holding.objects.filter(person=person).update(ends_on=date(2017, 4, 30))
    assert access.permissions(person, group, on=day) == frozenset()
    Holding.objects.filter(person=person).update(ends_on=None)
    apps.get_model("guardian", "UserObjectPermission").objects.filter(user=person).delete()
    assert access.permissions(person, group, on=day) == frozenset()
    access.rebuild(group, on=day)
    assert "view_meetings" in access.permissions(person, group, on=day)


@pytest.mark.django_db
def test_an_inactive_person_may_do_nothing(group):
    person = factories.holder(group, "S01")
    person.is_active = False
    assert access.permissions(person, group, on=date(2017, 5, 1)) == frozenset()


def test_an_administrator_sees_no_meeting_and_no_paper():
    assert not MATRIX[Role.ADMINISTRATOR] & {
        "view_meetings",
        "view_group",
        "view_confidential",
        "view_actions",
        "view_mail",
    }


def test_the_matrix_covers_every_role_with_known_permissions():
    assert set(MATRIX) == set(Role)
    assert set().union(*MATRIX.values()) <= {name for name, _ in PERMISSIONS}


DAY = date(2017, 6, 2)


@pytest.fixture
def lead(group) -> Person:
    """Leads Greater Manchester Police on 1 and 2 June 2017."""
    person = factories.make_person("Leads for two days")
    appointments.appoint(
        group=group,
        person=person,
        role=Role.AGENCY_LEAD,
        agency=factories.seat(group, "S16").agency,
        starts_on=date(2017, 6, 1),
        by=None,
        at=factories.START,
    )
    appointments.end(
        appointment=Appointment.objects.get(person=person), ends_on=DAY, by=None, at=factories.START
    )
    return person


@pytest.fixture
def actions(group) -> dict[str, str]:
    """The page of an action of the lead's agency (S16), and of another's (S09)."""
    meeting = year.hold(group, 2)
    found = {}
    for code in ("S16", "S09"):
        line = minutes.record_action(
            meeting=meeting, item=None, owner=factories.seat(group, code), text="Ask the schools",
            due_on=date(2017, 7, 6), by=factories.holder(group, "S06"), at=clock.moment(date(2017, 6, 1)),
        )  # fmt: skip
        found[code] = reverse("actionplans:detail", args=[group.slug, line.action.pk])
    return found


def led(person: Person, group) -> list[str]:
    return [row.code for row in access.led_by(person, group, on=DAY)]


@pytest.mark.django_db
def test_a_lead_opens_the_actions_of_their_agency_until_midnight_and_of_no_other(lead, actions):
    """F15: another agency's action is not there for them; the day after their last one, nothing is."""
    found = {}
    for day in (2, 3):
        for hour, minute in ((0, 0), (23, 59)):
            with clock.frozen(clock.moment(date(2017, 6, day)).replace(hour=hour, minute=minute)):
                found[day, hour] = [answer(lead, actions["S16"]), answer(lead, actions["S09"])]
    assert found == {(2, 0): [200, 404], (2, 23): [200, 404], (3, 0): [404, 404], (3, 23): [404, 404]}


@pytest.mark.django_db
def test_a_row_on_an_agency_opens_nothing_without_its_appointment_and_the_reverse(group, lead, actions):
    """The row outlives the lead's time, another role stays theirs: the agency's action is shut nevertheless."""
    agency = factories.seat(group, "S16").agency
    assert (led(lead, group), access.agencies(lead, group, on=DAY)) == (["GMP"], frozenset({agency.pk}))
    other = factories.seat(group, "S09").agency
    Appointment.objects.filter(person=lead).update(agency=other)
    with clock.frozen(clock.moment(DAY)):
        assert led(lead, group) == []
        assert [answer(lead, url) for url in actions.values()] == [404, 404]
        assert access.rebuild(group, on=DAY) == 2
        assert [answer(lead, url) for url in actions.values()] == [404, 200]
    Appointment.objects.filter(person=lead).update(agency=agency)
    rows = apps.get_model("guardian", "UserObjectPermission").objects.filter(user=lead)
    rows.filter(content_type__model="agency").delete()
    assert led(lead, group) == []
    access.rebuild(group, on=DAY)
    assert led(lead, group) == ["GMP"]


@pytest.mark.django_db
def test_the_rows_on_agencies_go_when_the_last_day_is_over(group, lead):
    """And a lead who is shut out leads nothing meanwhile."""
    rows = apps.get_model("guardian", "UserObjectPermission").objects.filter(user=lead)
    lead.is_active = False
    assert led(lead, group) == []
    assert rows.filter(content_type__model="agency").count() == 1
    access.rebuild(group, on=date(2017, 6, 3))
    assert not rows.exists()


@pytest.mark.django_db
def test_the_agencies_of_a_lead_are_one_query(group, lead, django_assert_num_queries):
    led(lead, group)
    with django_assert_num_queries(1):
        assert led(lead, group) == ["GMP"]


OTHER_BOARD = factories.ROOT / "tests" / "data" / "terms-other-board.toml"


def appoint_to(group, person: Person, ends_on: date | None = None) -> None:
    appointments.appoint(
        group=group, person=person, role=Role.AUDITOR, starts_on=date(2017, 1, 1), by=None, at=factories.START
    )
    Appointment.objects.filter(group=group, person=person).update(ends_on=ends_on)


def switcher(page: str) -> list[str]:
    found = re.search(r'<details class="app-groups">(.*?)</details>', page, re.DOTALL)
    return re.findall(r'href="([^"]+)"', found.group(1)) if found else []


@pytest.mark.django_db
def test_who_is_in_two_groups_switches_between_them_on_every_page(group, client_as):
    other = factories.make_group(OTHER_BOARD)
    person = factories.holder(group, "S09")
    client = client_as(person)
    pages = [reverse(name, args=[group.slug]) for name in ("group_home", "meetings:list", "members:group")]
    assert [switcher(client.get(page).content.decode()) for page in pages] == [[], [], []]
    appoint_to(other, person)
    here, there = (reverse("group_home", args=[each.slug]) for each in (group, other))
    assert [switcher(client.get(page).content.decode()) for page in pages] == [[there]] * 3
    assert switcher(client.get(reverse("members:seats", args=[other.slug])).content.decode()) == [here]
    Appointment.objects.filter(group=other, person=person).update(ends_on=date(2017, 2, 28))
    assert switcher(client.get(pages[0]).content.decode()) == []


@pytest.mark.django_db
def test_switching_costs_one_query_however_many_groups_there_are(group, django_assert_num_queries):
    person = factories.holder(group, "S09")
    access.entering(person, group, on=DAY)
    with django_assert_num_queries(2):
        assert access.entering(person, group, on=DAY)[1] == [group]
    text = OTHER_BOARD.read_text()
    for number in range(3):
        other = loading.load(
            parse(re.sub(r'(?m)^slug = "[^"]+"', f'slug = "board-{number}"', text)), at=factories.START
        )
        appoint_to(other.terms.group, person)
    with django_assert_num_queries(3):
        assert len(access.entering(person, group, on=DAY)[1]) == 4


def test_an_upgrade_gives_new_permissions_to_who_holds_the_role(group, monkeypatch):
    chair, day = factories.holder(group, "S01"), clock.day_of(factories.START)
    with monkeypatch.context() as before:
        before.setitem(MATRIX, Role.CHAIR, MATRIX[Role.CHAIR] - {"sign_off_actions"})
        access.rebuild(group, on=day)
    assert not access.may(chair, "sign_off_actions", group, on=day)
    with clock.frozen(factories.START):
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")
    assert access.may(chair, "sign_off_actions", group, on=day)
