"""The page of tokens for reporting tools: made once, shown once, revocable, in the change log without the secret (R3)."""

import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, transaction

from members.enums import Role
from members.models import ApiToken
from members.services import api_tokens
from subgroup import changes, clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.forms import date_data
from subgroup.tokens import hashed
from tests import factories

TODAY = factories.START.date()


@pytest.fixture
def address(group):
    return lambda rest="": f"/g/{group.slug}/group/api/{rest}"


def said(**changed):
    return {"name": "Power BI", "role": "cdg_reader", **date_data("last_day", date(2017, 12, 31)), **changed}


def shown(answer) -> str:
    return unescape(re.sub(r"\s+", " ", answer.content.decode()))


@pytest.mark.django_db
def test_R3_a_token_is_shown_once_and_kept_as_its_hash(address, client_as):
    client = client_as("business_support")
    answer = client.post(address("new/"), said())
    (token,) = re.findall(r"<code class=\"app-address\">(sgapi_[\w-]{43})</code>", answer.content.decode())
    assert answer["Cache-Control"] == "no-store"
    row = ApiToken.objects.get()
    assert row.token_hash == hashed(token)
    assert api_tokens.find(token=token, at=factories.START) == row
    page = shown(client.get(address()))
    assert token not in page
    assert "Power BI" in page
    assert "Coordination and Delivery Group reader" in page
    assert "31 Dec 2017" in page
    told = [(entry.what, entry.changes) for entry in changes.of([row])]
    assert "Power BI" in str(told)
    assert row.token_hash not in str(told)


@pytest.mark.django_db
def test_R3_it_works_to_the_close_of_its_last_day(group):
    by = factories.holder(group, "S07")
    token = api_tokens.make(
        group=group, name="A tool", role=Role.AUDITOR, last_day=date(2017, 6, 30), by=by, at=factories.START
    )
    assert api_tokens.find(token=token, at=moment(date(2017, 7, 1)) - timedelta(seconds=1))
    assert api_tokens.find(token=token, at=moment(date(2017, 7, 1))) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        (date_data("last_day", TODAY - timedelta(days=1)), "last_day", "has passed"),
        (date_data("last_day", TODAY + timedelta(days=366)), "last_day", "a year at most"),
        ({"name": "Old tool"}, "name", "There is a token of “Old tool” already"),
        ({"name": ""}, "name", "Enter the name of the program."),
        ({"role": "chair"}, "role", "one of the answers offered"),
        ({"role": ""}, "role", "Choose what it may read."),
    ],
)
def test_R3_what_is_refused_is_said_beside_its_field_and_makes_nothing(
    group, address, client_as, changed, field, says
):
    by = factories.holder(group, "S07")
    api_tokens.make(
        group=group, name="Old tool", role=Role.AUDITOR, last_day=TODAY, by=by, at=factories.START
    )
    answer = client_as("business_manager").post(address("new/"), said(**changed))
    assert answer.status_code == 422
    assert says in " ".join(answer.context["form"].errors[field])
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db
def test_R3_pressed_twice_it_is_made_once(group, address, client_as):
    client = client_as("business_manager")
    assert [client.post(address("new/"), said()).status_code for _ in range(2)] == [200, 422]
    assert ApiToken.objects.count() == 1


@pytest.mark.django_db
def test_R3_taking_it_back_is_asked_first_says_by_whom_and_ends_it_at_once(group, address, client_as):
    client = client_as("business_support")
    by = factories.holder(group, "S07")
    token = api_tokens.make(
        group=group, name="A tool", role=Role.AUDITOR, last_day=TODAY, by=by, at=factories.START
    )
    row = ApiToken.objects.get()
    assert "reads nothing more with it" in shown(client.get(address(f"{row.pk}/revoke/")))
    assert api_tokens.find(token=token, at=factories.START)
    for _ in range(2):
        page = shown(client.post(address(f"{row.pk}/revoke/"), follow=True))
    assert "The token of A tool no longer works." in page
    assert "Taken back" in page
    assert api_tokens.find(token=token, at=factories.START) is None
    row.refresh_from_db()
    assert row.revoked_by.name in page
    other = factories.make_group(factories.ROOT / "tests" / "data" / "terms-other-board.toml")
    assert client.get(f"/g/{other.slug}/group/api/{row.pk}/revoke/").status_code == 404


@pytest.mark.django_db
def test_R3_the_database_holds_no_token_of_a_role_that_changes_things(group):
    fields = {
        "group": group,
        "name": "x",
        "made_at": factories.START,
        "made_by": factories.holder(group, "S07"),
    }
    for wrong in ({"role": Role.CHAIR}, {"role": Role.AUDITOR, "expires_at": factories.START}):
        values = {"expires_at": factories.START + timedelta(days=1), **wrong}
        with pytest.raises(IntegrityError), transaction.atomic():
            ApiToken.objects.create(**fields, token_hash="x", **values)


@pytest.mark.django_db
def test_R3_a_service_refuses_a_second_of_one_name_and_days_out_of_reach(group):
    make = {"group": group, "role": Role.AUDITOR, "by": factories.holder(group, "S07"), "at": factories.START}
    api_tokens.make(name="A tool", last_day=TODAY, **make)
    for wrong in (
        {"name": "A tool", "last_day": TODAY},
        {"name": "B", "last_day": TODAY + timedelta(days=366)},
    ):
        with pytest.raises(NotAllowed):
            api_tokens.make(**wrong, **make)
    assert clock.day_of(ApiToken.objects.get().expires_at) == TODAY + timedelta(days=1)


@pytest.mark.django_db
def test_R3_who_runs_accounts_takes_a_token_back_and_makes_none(group, address, client_as):
    """They see no meeting, and would read with it."""
    client_as("business_support").post(address("new/"), said())
    administrator = client_as("administrator")
    listed = shown(administrator.get(address()))
    assert "Power BI" in listed
    assert "Make a token" not in listed
    assert administrator.post(address("new/"), said(name="Mine", role="auditor")).status_code == 403
    row = ApiToken.objects.get()
    administrator.post(address(f"{row.pk}/revoke/"))
    row.refresh_from_db()
    assert row.revoked_at
