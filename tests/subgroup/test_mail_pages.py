"""The mail log, the page of a due date, and what may be done there."""

from datetime import date

import pytest
from django.core import mail as sent_mail
from django.db import transaction
from django.urls import reverse

from reports import returns
from subgroup import breaches, clock, daily, delivery, outbox
from subgroup.models import Deadline, Message
from tests import factories
from tests.subgroup import ledger_world as world

CONTEXT = {"own": [], "escalated": [], "home": "http://x/", "overdue": 1, "coming": 0}


@pytest.fixture(autouse=True)
def _rules():
    with world.registered():
        yield


def enqueue(group, person, **more):
    values = {
        "kind": "digest",
        "key": "k",
        "context": CONTEXT,
        "why": "you are the chair.",
        "at": clock.now(),
    }
    with transaction.atomic():
        return outbox.enqueue(**{**values, **more}, to=person, group=group)


def url(name, group, *args):
    return reverse(name, args=[group.slug, *args])


def test_the_log_says_to_whom_why_and_what_became_of_it(group, client_as):
    chair = factories.person_with(group, "chair")
    message = enqueue(group, chair)
    Message.objects.update(state="unknown", error="It may have gone, or not.")
    client = client_as("business_support")
    page = client.get(url("mail:list", group)).text
    assert message.subject in page
    assert "Not known whether it was sent" in page
    assert "1 mail failed or went out with no known result" in page
    page = client.get(url("mail:detail", group, message.pk)).text
    for text in (chair.name, "you are the chair.", "It may have gone, or not.", "Send again"):
        assert text in page


def test_the_log_filters_by_state_and_by_name_and_asks_the_same_for_many(
    group, client_as, django_assert_max_num_queries
):
    people = [factories.make_person(f"Reader {number}") for number in range(20)]
    for person in people:
        enqueue(group, person, key=f"k{person.pk}")
    Message.objects.filter(recipient=people[0]).update(state="failed")
    client = client_as("business_support")
    with django_assert_max_num_queries(14):
        everything = client.get(url("mail:list", group)).text
    assert everything.count("Reader ") == 20
    assert client.get(url("mail:list", group), {"state": "failed"}).text.count("Reader ") == 1
    assert client.get(url("mail:list", group), {"to": "reader 7"}).text.count("Reader ") == 1


def test_an_unknown_mail_is_sent_again_after_a_warning(group, client_as, django_capture_on_commit_callbacks):
    message = enqueue(group, factories.person_with(group, "chair"))
    Message.objects.update(state="unknown")
    client = client_as("business_support")
    assert "It may have arrived already" in client.get(url("mail:resend", group, message.pk)).text
    with django_capture_on_commit_callbacks(execute=True):
        response = client.post(url("mail:resend", group, message.pk))
    again = message.resends.get()
    assert response.url == url("mail:detail", group, again.pk)
    assert (again.state, len(sent_mail.outbox)) == ("sent", 1)


def test_an_auditor_reads_the_log_and_sends_nothing(group, client_as):
    message = enqueue(group, factories.person_with(group, "chair"))
    delivery.deliver_due(clock.now())
    client = client_as("auditor")
    assert "Send again" not in client.get(url("mail:detail", group, message.pk)).text
    assert client.post(url("mail:resend", group, message.pk)).status_code == 403
    assert Message.objects.count() == 1


def test_a_mail_of_another_group_is_not_found(group, client_as):
    message = enqueue(None, factories.person_with(group, "chair"))
    client = client_as("business_support")
    assert client.get(url("mail:detail", group, message.pk)).status_code == 404
    assert client.post(url("mail:resend", group, message.pk)).status_code == 404


def test_the_text_of_a_private_mail_is_not_in_the_log(group, client_as):
    message = enqueue(
        group,
        factories.person_with(group, "chair"),
        private=True,
        context=CONTEXT | {"home": "http://secret/"},
    )
    page = client_as("business_support").get(url("mail:detail", group, message.pk)).text
    assert "http://secret/" in message.text
    assert "secret" not in page
    assert "Only the recipient sees this text" in page


def test_P10_the_page_of_a_due_date_tells_its_whole_story(group, client_as):
    deadline = world.minutes(group, date(2017, 1, 19))
    world.minutes(group, date(2017, 1, 26), reason="Snow", by=factories.person_with(group, "chair"))
    day = clock.today()
    daily.run(today=day, at=clock.now())
    page = client_as("member").get(url("deadline:detail", group, deadline.pk)).text
    for text in (
        "Minutes are due by Wednesday 15 February 2017: 14 working days after Thursday 26 January 2017",
        "Saturday 28 January 2017: Saturday",
        "10 working days late",
        "From Wednesday 8 February 2017. Snow",
        "Minutes of M2 late: due 15 February 2017, not yet circulated",
        factories.person_with(group, "business_support").name,
    ):
        assert text in page
    assert "Release" not in page


def test_the_page_of_a_due_date_links_only_what_its_reader_may_open(group, client_as):
    meeting = returns.add_meeting(group=group, day=date(2017, 8, 9), name="CDG2", by=None, at=factories.START)
    deadline = Deadline.objects.get(rule="return", subject_id=str(meeting.pk))
    link = f'href="{url("reports:return", group, meeting.pk)}"'
    for role, linked in (("member", False), ("business_support", True)):
        page = client_as(role).get(url("deadline:detail", group, deadline.pk)).text
        assert "CDG2" in page
        assert (link in page) == linked, role


def test_a_deadline_is_released_with_a_reason_and_stays_a_breach(group, client_as):
    deadline = world.minutes(group, date(2017, 1, 26))
    client = client_as("chair")
    path = url("deadline:release", group, deadline.pk)
    assert "it stays a breach, shown with your reason" in client.get(path).text
    refused = client.post(path, {"reason": ""})
    assert "a deadline is never lifted silently" in refused.text
    assert Deadline.objects.get(pk=deadline.pk).is_open
    client.post(path, {"reason": "The meeting had no business."})
    released = Deadline.objects.get(pk=deadline.pk)
    assert released.release_reason == "The meeting had no business."
    (breach,) = [one for one in breaches.listing(group, on=clock.today()) if one.deadline_id == deadline.pk]
    assert breach.sentence.endswith("released 1 March 2017: The meeting had no business.")


def test_a_member_may_not_release(group, client_as):
    deadline = world.minutes(group, date(2017, 1, 26))
    response = client_as("member").post(url("deadline:release", group, deadline.pk), {"reason": "x"})
    assert response.status_code == 403
    assert Deadline.objects.get(pk=deadline.pk).is_open
