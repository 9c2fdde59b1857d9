"""A button pressed twice on pages of the desk: the second press does nothing, and says that it was done already."""

from datetime import date, time

import pytest
from django.urls import reverse

from meetings.models import BlockedPeriod, Pack
from meetings.services import agenda
from subgroup import clock
from subgroup.clock import moment
from subgroup.forms import date_data
from subgroup.models import Message
from tests.factories import holder, make_meeting
from tests.meetings.papers import sent

pytestmark = pytest.mark.django_db
AT = moment(date(2017, 4, 3), time(10))


@pytest.fixture
def meeting(group):
    made = make_meeting(group, date(2017, 6, 1), starts_at=time(9, 30), ends_at=time(12))
    sent(made, "Audit", "S03", at=AT)
    return made


def hidden(page: str, name: str) -> str:
    return page.split(f'name="{name}" value="')[1].split('"')[0]


def test_A3_a_pack_is_published_once_though_it_is_pressed_twice(group, meeting, client_as):
    url = reverse("meetings:publish", args=[group.slug, meeting.pk])
    with clock.frozen(AT):
        support = client_as("business_support")
        for version, words in enumerate([{}, {"change_note": "A figure was corrected"}], start=1):
            sent(meeting, f"Item {version}", "S16", at=AT)
            if version == 1:
                agenda.approve(meeting=meeting, by=holder(group, "S01"), at=AT)
            page = support.get(url).content.decode()
            data = {**words, "seen": hidden(page, "seen"), "version": hidden(page, "version")}
            assert "is published and being made" in support.post(url, data, follow=True).content.decode()
            mails = Message.objects.count()
            again = support.post(url, data, follow=True)
            assert again.status_code == 200
            assert f"Version {version} of the pack is published already." in again.content.decode()
            assert (Pack.objects.count(), Message.objects.count()) == (version, mails)


def test_A3_an_agenda_sent_to_the_chair_twice_says_so_at_the_desk(group, meeting, client_as):
    url = reverse("meetings:agenda_send", args=[group.slug, meeting.pk])
    with clock.frozen(AT):
        support = client_as("business_support")
        support.post(url)
        again = support.post(url, follow=True)
    assert again.redirect_chain == [(reverse("meetings:desk", args=[group.slug, meeting.pk]), 302)]
    assert "The agenda is with the chair already." in again.content.decode()
    assert Message.objects.filter(kind="agenda_for_chair").count() == 1


def test_A1_days_to_avoid_are_entered_once(group, client_as):
    support, url = client_as("business_support"), reverse("meetings:blocked", args=[group.slug])
    day = date(2017, 9, 5)
    asked = {
        "kind": "other_group",
        "name": "Learning",
        **date_data("first_day", day),
        **date_data("last_day", day),
    }
    for _ in range(2):
        assert support.post(url, asked).status_code == 302
    assert BlockedPeriod.objects.count() == 1
