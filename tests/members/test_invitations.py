"""An invitation's life: a mail, a page with a button, a password, once. Accounts that end. Ways in that are closed."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from members.models import Invitation
from members.services import invitations
from subgroup import clock
from subgroup.models import Message, Person
from tests import factories

PASSWORD = "three words nothing shared"


@pytest.fixture
def person(group) -> Person:
    return factories.holder(group, "S09")


@pytest.fixture
def link(group, person, now) -> str:
    """The path of an invitation's link, as the mail holds it."""
    invitations.invite(person=person, group=group, by=factories.holder(group, "S06"), at=now)
    return link_of(person)


def link_of(person: Person) -> str:
    message = Message.objects.filter(recipient=person, kind="invitation").latest("pk")
    return re.search(r"/join/\S+", message.text).group()


def join(client: Client, link: str, password: str = PASSWORD):
    client.post(link)
    return client.post(reverse("join:password"), {"password1": password, "password2": password})


def may_sign_in(person: Person, password: str = PASSWORD) -> bool:
    client = Client()
    client.post(reverse("account_login"), {"login": person.email, "password": password})
    return "_auth_user_id" in client.session


def test_accepting_sets_the_password_signs_in_and_leads_home(link, person, group):
    client = Client()
    assert join(client, link).url == reverse("home")
    assert client.get(reverse("group_home", args=[group.slug])).status_code == 200
    person.refresh_from_db()
    assert person.joined_at == factories.START
    assert may_sign_in(person)


def test_a_scanner_that_opens_the_link_changes_nothing(link, person):
    for _ in range(3):
        assert "Choose a password" in Client().get(link).content.decode()
    assert Invitation.objects.get().accepted_at is None
    assert join(Client(), link).status_code == 302


def test_the_token_leaves_the_address_at_the_first_press(link):
    client = Client()
    response = client.post(link)
    assert response.url == reverse("join:password")
    assert response["Referrer-Policy"] == "strict-origin"
    token = link.strip("/").split("/")[-1]
    assert token not in client.get(response.url).content.decode()
    assert token not in str(dict(client.session))


def test_the_token_is_long_and_kept_hashed_and_its_mail_is_private(link):
    token = link.strip("/").split("/")[-1]
    assert len(token) >= 43  # 256 bits in URL-safe base 64
    assert token not in Invitation.objects.get().token_hash
    assert Message.objects.get(kind="invitation").private


def test_a_link_works_once(link, person):
    join(Client(), link)
    again = Client().get(link)
    assert again.status_code == 404
    assert "used already" in again.content.decode()
    assert join(Client(), link, "another password here").status_code == 404
    assert may_sign_in(person)


def test_a_link_ends_after_fourteen_days(link):
    with clock.frozen(factories.START + timedelta(days=14, seconds=-1)):
        assert Client().get(link).status_code == 200
    with clock.frozen(factories.START + timedelta(days=14)):
        assert "too old" in Client().get(link).content.decode()


def test_a_link_that_ends_between_the_button_and_the_password_sets_none(link, person):
    client = Client()
    client.post(link)
    with clock.frozen(factories.START + timedelta(days=15)):
        said = client.post(reverse("join:password"), {"password1": PASSWORD, "password2": PASSWORD})
    assert "too old" in said.content.decode()
    person.refresh_from_db()
    assert not person.has_usable_password()


def test_inviting_again_ends_the_earlier_link(link, person, group, client_as):
    client_as("business_support").post(reverse("members:invite", args=[group.slug, person.pk]))
    assert "taken back" in Client().get(link).content.decode()
    assert link_of(person) != link
    assert join(Client(), link_of(person)).status_code == 302


def test_business_support_takes_an_invitation_back(link, person, group, client_as):
    row = Invitation.objects.get()
    client_as("business_support").post(
        reverse("members:invitation_revoke", args=[group.slug, person.pk, row.pk])
    )
    assert "taken back" in Client().get(link).content.decode()


def test_a_made_up_link_says_so_and_a_password_without_a_link_is_refused(group, now):
    assert "do not know this link" in Client().get("/join/abcdef/").content.decode()
    assert "Open the link" in Client().get(reverse("join:password")).content.decode()


def test_a_weak_password_is_refused_and_the_link_still_works(link, person):
    client = Client()
    assert join(client, link, "short").status_code == 422
    assert Invitation.objects.get().accepted_at is None
    assert (
        client.post(reverse("join:password"), {"password1": PASSWORD, "password2": PASSWORD}).status_code
        == 302
    )


def test_somebody_with_an_account_is_not_invited_again(link, person, group, client_as):
    join(Client(), link)
    client_as("business_support").post(reverse("members:invite", args=[group.slug, person.pk]))
    assert Invitation.objects.count() == 1


def test_a_member_can_invite_nobody(person, group, client_as):
    response = client_as("member").post(reverse("members:invite", args=[group.slug, person.pk]))
    assert response.status_code == 403
    assert not Invitation.objects.exists()


def test_who_never_accepted_an_invitation_cannot_get_in_by_a_reset(person, mailoutbox, now):
    Client().post(reverse("account_reset_password"), {"email": person.email})
    assert all("/password/reset/key/" not in mail.body for mail in mailoutbox)


def test_ending_an_account_ends_its_sessions_at_once_and_for_good(link, person, group, client_as):
    theirs = Client()
    join(theirs, link)
    home = reverse("group_home", args=[group.slug])
    administrator = client_as("administrator")
    administrator.post(reverse("members:account_end", args=[group.slug, person.pk]))
    assert theirs.get(home).status_code == 302
    assert not may_sign_in(person)
    administrator.post(reverse("members:account_restore", args=[group.slug, person.pk]))
    assert theirs.get(home).status_code == 302
    assert not may_sign_in(person)
    administrator.post(reverse("members:invite", args=[group.slug, person.pk]))
    assert join(Client(), link_of(person), "yet another long one").status_code == 302


def test_nobody_ends_their_own_account(group, client_as):
    administrator = factories.person_with(group, "administrator")
    client = client_as(administrator)
    url = reverse("members:account_end", args=[group.slug, administrator.pk])
    assert "You cannot end your own account" in client.post(url, follow=True).content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_an_administrator_does_not_end_who_sits_on_another_group_too(group, person, client_as, now):
    from members.services import appointments
    from subgroup.models import SubGroup

    other = SubGroup.objects.create(slug="other", name="Other", board="Board", created_at=now)
    appointments.appoint(
        group=other, person=person, role="auditor", starts_on=date(2017, 1, 1), by=None, at=now
    )
    url = reverse("members:account_end", args=[group.slug, person.pk])
    assert "sits on another sub-group" in client_as("administrator").post(url, follow=True).content.decode()
    person.refresh_from_db()
    assert person.is_active


@pytest.mark.parametrize("path", ["email/", "confirm-email/", "login/code/confirm/"])
def test_pages_of_the_library_that_are_not_used_are_not_there(path, client_as):
    assert client_as("member").get(f"/accounts/{path}").status_code == 404


def test_signing_up_is_closed(db):
    Client().post(
        reverse("account_signup"),
        {"email": "stranger@example.org", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not Person.objects.filter(email="stranger@example.org").exists()
