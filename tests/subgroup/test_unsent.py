"""What is sent when the sign-in has ended in between is not saved, and not lost either."""

from datetime import date, time

import pytest
from django.db import OperationalError
from django.test import Client
from django.urls import reverse

from tests import factories

TEXT = "A long report <b>of the audit</b>"


@pytest.fixture
def url(group) -> str:
    return reverse("members:closures", args=[group.slug])


def test_words_sent_when_signed_out_are_shown_again_and_the_way_to_sign_in(db, url):
    answer = Client().post(url, {"reason": TEXT, "again": TEXT, "place": "Hall", "password1": "two words"})
    html = answer.content.decode()
    assert answer.status_code == 401
    assert "nothing was saved" in html
    assert html.count("A long report &lt;b&gt;of the audit&lt;/b&gt;") == 1
    assert "two words" not in html
    assert f"{reverse('account_login')}?next={url}" in html


def test_who_typed_nothing_goes_straight_to_sign_in(db, url):
    assert Client().post(url, {"day": "5"}).url == f"{reverse('account_login')}?next={url}"
    assert Client().get(url, {"reason": TEXT}).status_code == 302


def test_a_page_of_an_earlier_sign_in_shows_the_words_again_and_none_of_another_site(group, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.person_with(group, "chair"))
    for site, shown in [("same-origin", True), ("cross-site", False), ("", False)]:
        answer = client.post(url, {"reason": TEXT}, headers={"Sec-Fetch-Site": site})
        assert answer.status_code == 403
        assert "open too long" in answer.content.decode()
        assert ("of the audit" in answer.content.decode()) is shown, site


def test_the_autosave_says_that_the_writer_is_signed_out_and_does_not_answer_a_page(group):
    meeting = factories.make_meeting(group, date(2017, 6, 1), starts_at=time(9, 30))
    url = reverse("meetings:minutes_item", args=[group.slug, meeting.pk, 0])
    answer = Client().post(url, {"text": TEXT, "version": "0"}, headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert "signed out" in answer.json()["sentence"]
    assert not meeting.minute_texts.exists()


def test_what_another_write_kept_waiting_too_long_is_shown_again(group, url, monkeypatch):
    def waits(**said):
        raise OperationalError("database is locked")

    monkeypatch.setattr("meetings.services.planning.cancel", waits)
    client = Client()
    client.force_login(factories.person_with(group, "chair"))
    meeting = factories.make_meeting(group, date(2030, 6, 6), starts_at=time(9, 30))
    answer = client.post(reverse("meetings:cancel", args=[group.slug, meeting.pk]), {"reason": TEXT})
    assert answer.status_code == 503
    assert "Send it again in a minute" in answer.content.decode()
    assert "of the audit" in answer.content.decode()
