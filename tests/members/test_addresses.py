"""A person's address is changed by who runs members or accounts; both addresses are told, and the old one opens nothing."""

from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from members.enums import Role
from members.services import appointments, invitations
from subgroup.models import Message, Person
from tests import factories
from tests.members.test_invitations import PASSWORD, join, link_of, may_sign_in

NEW = "nell.ashworth@example.org"


@pytest.fixture
def person(group, now) -> Person:
    """Holds S09, has an account and a row of allauth's."""
    person = factories.holder(group, "S09")
    person.set_password(PASSWORD)
    person.joined_at = now
    person.save()
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


@pytest.fixture
def url(group, person) -> str:
    return reverse("members:address", args=[group.slug, person.pk])


@pytest.fixture
def support(client_as) -> Client:
    return client_as("business_support")


def text(answer) -> str:
    return answer.content.decode()


def test_the_new_address_signs_in_the_old_one_does_not_and_sessions_stay(
    support, url, person, client_as, group
):
    theirs, old = client_as(person), person.email
    page = text(support.get(url))
    assert "signs in with the new address from now on" in page
    support.post(url, {"email": NEW.upper()})
    person.refresh_from_db()
    assert person.email == NEW
    assert theirs.get(reverse("group_home", args=[group.slug])).status_code == 200
    assert may_sign_in(person)
    assert not may_sign_in(Person(email=old))


def test_the_old_address_cannot_ask_for_a_new_password(support, url, person):
    old = person.email
    support.post(url, {"email": NEW})
    Client().post(reverse("account_reset_password"), {"email": old})
    assert not [sent for sent in mail.outbox if "/password/reset/key/" in sent.body]
    Client().post(reverse("account_reset_password"), {"email": NEW})
    assert [sent.to for sent in mail.outbox if "/password/reset/key/" in sent.body] == [[NEW]]
    assert not EmailAddress.objects.exclude(email=NEW).exists()


@pytest.mark.parametrize("seat", ["S01", "S07"])
def test_nobody_gains_a_right_by_changing_the_address_of_who_has_it(support, client_as, group, now, seat):
    person = factories.holder(group, seat)
    person.joined_at = now
    person.save()
    url, old = reverse("members:address", args=[group.slug, person.pk]), person.email
    answer = support.post(url, {"email": NEW})
    assert answer.status_code in (403, 422)
    assert "Ask an administrator to change it" in text(answer)
    person.refresh_from_db()
    assert person.email == old
    client_as("administrator").post(url, {"email": NEW})
    person.refresh_from_db()
    assert person.email == NEW


def test_both_addresses_are_told(support, url, person):
    old = person.email
    support.post(url, {"email": NEW})
    told = Message.objects.filter(kind="address_changed")
    assert {row.to for row in told} == {old, NEW}
    assert NEW not in told.get(to=old).text
    assert "Sign in with it from now on" in told.get(to=NEW).text


def test_the_page_of_the_person_says_who_changed_it(support, url, person, group):
    old = person.email
    support.post(url, {"email": NEW})
    page = text(support.get(reverse("members:person", args=[group.slug, person.pk])))
    assert old in page
    assert "e-mail" in page
    assert f"{NEW}</ins>" in page
    assert str(factories.holder(group, "S06")) in page


def test_an_invitation_that_waits_goes_to_the_new_address(support, group, now):
    person = factories.make_person("Never joined")
    appointments.appoint(group=group, person=person, role=Role.AUDITOR, starts_on=now.date(), by=None, at=now)
    by, old = factories.holder(group, "S06"), person.email
    invitations.invite(person=person, group=group, by=by, at=now)
    first = link_of(person)
    answer = support.post(
        reverse("members:address", args=[group.slug, person.pk]), {"email": NEW}, follow=True
    )
    assert "An invitation is on its way to it." in text(answer)
    assert Message.objects.filter(kind="invitation").latest("pk").to == NEW
    assert Message.objects.get(kind="address_changed").to == old
    assert "no longer works" in Message.objects.get(kind="address_changed").text
    assert "taken back" in text(Client().get(first))
    assert join(Client(), link_of(person)).status_code == 302


def test_an_invitation_that_is_too_old_is_not_renewed(support, group, now):
    person = factories.make_person("Never joined")
    invitations.invite(person=person, group=group, by=None, at=now - timedelta(days=15))
    support.post(reverse("members:address", args=[group.slug, person.pk]), {"email": NEW})
    assert Person.objects.get(pk=person.pk).email == NEW
    assert Message.objects.count() == 1


def test_an_address_that_is_taken_is_refused_and_a_strangers_name_is_not_told(support, url, person, group):
    other = factories.holder(group, "S16")
    answer = support.post(url, {"email": other.email.upper()})
    assert answer.status_code == 422
    assert f"the address of {other}" in text(answer)
    stranger = factories.make_person("Somebody Elsewhere", email="elsewhere@example.org")
    answer = support.post(url, {"email": stranger.email})
    assert "This address is taken" in text(answer)
    assert stranger.name not in text(answer)
    answer = support.post(url, {"email": person.email})
    assert answer.status_code == 422
    assert not Message.objects.exists()


def test_who_sits_on_another_group_too_is_changed_by_who_runs_both(support, url, person, group, now):
    other = factories.make_group(factories.ROOT / "tests" / "data" / "terms-other-board.toml")
    appointments.appoint(group=other, person=person, role=Role.AUDITOR, starts_on=now.date(), by=None, at=now)
    answer = support.post(url, {"email": NEW})
    assert "sits on another sub-group too" in text(answer)
    person.refresh_from_db()
    assert person.email != NEW
    by = factories.holder(group, "S06")
    appointments.appoint(
        group=other, person=by, role=Role.ADMINISTRATOR, starts_on=now.date(), by=None, at=now
    )
    assert support.post(url, {"email": NEW}).status_code == 302
