"""The gate: rights need both the live holding and its row, and begin and end at midnight."""

from datetime import date

import pytest
from django.apps import apps
from django.test import Client
from django.urls import reverse

from members.enums import Role
from members.models import Holding
from members.roles import MATRIX
from members.services import seats
from subgroup import access, clock
from subgroup.models import Person
from subgroup.permissions import PERMISSIONS
from tests import factories


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
