"""The outbox: written with its cause, sent at most once, and nothing is sent again that may have gone."""

import email
import os
import signal
import smtplib
import subprocess
import sys
from datetime import date, timedelta
from email import policy

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend as LocmemBackend
from django.db import transaction

from subgroup import delivery, outbox
from subgroup.errors import NotAllowed
from subgroup.models import Message, Person
from tests import factories
from tests.subgroup import ledger_world as world
from tests.subgroup.processes import end, mails_sent, shared_database, start

AT = world.at(date(2017, 6, 1))
MINUTE = timedelta(minutes=1)
ICAL = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nEND:VCALENDAR\r\n"
CONTEXT = {"own": [], "escalated": [], "home": "http://x/", "overdue": 1, "coming": 0}


@pytest.fixture
def group(db):
    return world.board()


@pytest.fixture
def person(group):
    return factories.person_with(group, "chair")


def enqueue(group, person, key="k", **more):
    values = {"kind": "digest", "why": "you are the chair.", "context": CONTEXT, "at": AT}
    with transaction.atomic():
        return outbox.enqueue(to=person, group=group, key=key, **{**values, **more})


def only() -> Message:
    return Message.objects.get()


def test_the_same_key_gives_one_mail(group, person):
    assert enqueue(group, person)
    assert enqueue(group, person) is None
    assert Message.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_mail_outside_a_transaction_is_refused():
    group = factories.make_group()
    with pytest.raises(RuntimeError, match="transaction"):
        outbox.enqueue(
            kind="digest", to=factories.make_person(), group=group, key="k", context=CONTEXT, why="x", at=AT
        )


@pytest.mark.parametrize(
    "bad", ["Board\nBcc: thief@example.org", "Board\r\nX: y", "Board\u2028X", "Board\x00"]
)
def test_a_line_break_in_the_subject_is_refused(group, person, bad):
    group.name = bad
    with pytest.raises(outbox.UnsafeHeaderError):
        enqueue(group, person)


def test_it_says_why_you_get_it_in_both_parts_and_escapes_only_the_html(group, person):
    group.name = "Review & Audit"
    message = enqueue(group, person)
    assert message.subject == "1 overdue: Review & Audit"
    assert "You get this mail because you are the chair." in message.text
    assert "You get this mail because you are the chair." in message.html
    assert "Review & Audit" not in message.html


def test_a_committed_mail_is_delivered_and_a_rolled_back_one_is_not(
    group, person, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        enqueue(group, person)
    assert [sent.to for sent in mail.outbox] == [[person.email]]
    assert only().state == "sent"
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        enqueue(group, person, key="other")
        transaction.set_rollback(True)
    assert len(mail.outbox) == 1


def test_a_calendar_is_an_alternative_part_with_its_method(group, person):
    enqueue(group, person, calendar=(ICAL, "REQUEST"))
    delivery.deliver_due(AT)
    sent = email.message_from_bytes(mail.outbox[0].message().as_bytes(), policy=policy.default)
    kinds = [part.get_content_type() for part in sent.walk()]
    assert kinds == ["multipart/alternative", "text/plain", "text/html", "text/calendar"]
    calendar = list(sent.walk())[-1]
    assert calendar.get_param("method") == "REQUEST"
    assert calendar.get_content().splitlines() == ICAL.splitlines()
    assert sent["X-Subgroup-Message"] == str(only().pk)
    assert sent["Auto-Submitted"] == "auto-generated"


def test_the_message_id_follows_from_the_row(group, person):
    message = enqueue(group, person)
    ids = {delivery.build(message).message()["Message-ID"] for _ in range(2)}
    other = delivery.build(enqueue(group, person, key="other")).message()["Message-ID"]
    assert len(ids) == 1
    assert other not in ids


def server(monkeypatch, raised: Exception | None, *, opening: bool = False) -> None:
    """A mail server that fails in one place; a backend of Django's own shape."""

    class Backend(LocmemBackend):
        def open(self):
            if raised and opening:
                raise raised
            return True

        def send_messages(self, messages):
            if raised:
                raise raised
            return super().send_messages(messages)

    monkeypatch.setattr(delivery, "get_connection", Backend)


def test_a_server_that_is_away_is_tried_again_later_and_given_up_after_six_times(group, person, monkeypatch):
    enqueue(group, person)
    server(monkeypatch, ConnectionRefusedError(), opening=True)
    at = AT
    for attempt in range(1, 7):
        assert delivery.deliver_due(at) == 1
        assert only().attempts == attempt
        assert delivery.deliver_due(at + timedelta(seconds=59)) == 0
        at += timedelta(hours=1)
    assert only().state == "failed"
    assert delivery.deliver_due(at) == 0


def test_when_the_server_comes_back_the_mail_goes_once(group, person, monkeypatch):
    enqueue(group, person)
    server(monkeypatch, smtplib.SMTPServerDisconnected(), opening=True)
    delivery.deliver_due(AT)
    server(monkeypatch, None)
    delivery.deliver_due(AT + MINUTE)
    delivery.deliver_due(AT + 2 * MINUTE)
    assert only().state == "sent"
    assert len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("raised", "state"),
    [
        (smtplib.SMTPRecipientsRefused({"a@example.org": (550, b"no")}), "failed"),
        (smtplib.SMTPRecipientsRefused({"a@example.org": (450, b"later")}), "queued"),
        (smtplib.SMTPSenderRefused(451, b"later", "x"), "queued"),
        (smtplib.SMTPDataError(554, b"spam"), "failed"),
        (smtplib.SMTPServerDisconnected("gone"), "unknown"),
        (TimeoutError(), "unknown"),
    ],
)
def test_what_the_server_says_decides(group, person, monkeypatch, raised, state):
    enqueue(group, person)
    server(monkeypatch, raised)
    delivery.deliver_due(AT)
    assert only().state == state
    assert person.email not in only().error


SINK = """
import socket, sys
cut = sys.argv[1]
listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    peer, _ = listener.accept()
    lines = peer.makefile("rb")
    def say(text): peer.sendall(text.encode() + b"\\r\\n")
    say("220 sink")
    for line in lines:
        word = line.split()[0].upper().decode()
        if word == cut: break
        if word == "DATA":
            say("354 go on")
            while lines.readline() != b".\\r\\n": pass
            print("TAKEN", flush=True)
            if cut == "AFTER": break
            say("250 taken")
        else:
            say("250 ok")
            if word == "QUIT": break
    lines.close(); peer.close()
"""


@pytest.fixture
def sink(settings):
    """A real SMTP server that breaks the connection at a command; its lines tell what it took."""
    started = []

    def start(cut: str) -> subprocess.Popen:
        process = subprocess.Popen([sys.executable, "-c", SINK, cut], stdout=subprocess.PIPE, text=True)
        started.append(process)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = (
            "127.0.0.1",
            int(process.stdout.readline()),
            5,
        )
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.mark.parametrize(
    ("cut", "state", "taken"),
    [
        ("NEVER", "sent", 1),
        ("MAIL", "queued", 0),
        ("RCPT", "queued", 0),
        ("DATA", "unknown", 0),
        ("AFTER", "unknown", 1),
    ],
)
def test_a_connection_cut_before_DATA_is_tried_again_and_one_cut_after_it_is_unknown(
    group, person, sink, cut, state, taken
):
    process = sink(cut)
    enqueue(group, person)
    delivery.deliver_due(AT)
    delivery.deliver_due(AT)
    assert only().state == state
    process.kill()
    assert process.stdout.read().count("TAKEN") == taken


def test_an_unknown_mail_is_never_sent_again_by_itself_and_a_person_can(group, person, monkeypatch):
    enqueue(group, person)
    Message.objects.update(state="sending", claimed_at=AT)
    delivery.mark_stuck(AT + 10 * MINUTE)
    assert only().state == "sending"
    assert delivery.mark_stuck(AT + 11 * MINUTE) == 1
    lost = only()
    assert lost.state == "unknown"
    assert delivery.deliver_due(AT + timedelta(days=9)) == 0
    again = outbox.resend(message=lost, by=person, at=AT + 12 * MINUTE)
    assert (again.resend_of, again.resent_by, again.text) == (lost, person, lost.text)
    with pytest.raises(NotAllowed):
        outbox.resend(message=lost, by=person, at=AT + 12 * MINUTE)
    assert delivery.deliver_due(AT + 12 * MINUTE) == 1
    assert len(mail.outbox) == 1


def test_a_mail_on_its_way_and_one_to_a_closed_account_are_not_sent_again(group, person):
    message = enqueue(group, person)
    with pytest.raises(NotAllowed, match="on its way"):
        outbox.resend(message=message, by=person, at=AT)
    delivery.deliver_due(AT)
    person.is_active = False
    person.save()
    with pytest.raises(NotAllowed, match="account has ended"):
        outbox.resend(message=only(), by=person, at=AT)


def test_a_digest_to_a_person_whose_account_ended_meanwhile_does_not_go(group, person):
    enqueue(group, person)
    person.is_active = False
    person.save()
    delivery.deliver_due(AT)
    assert only().state == "dropped"
    assert mail.outbox == []


KILLED = """
def hang(mail):
    print("claimed", flush=True)
    time.sleep(60)
delivery._send = hang
delivery.deliver_due(world.at(date(2017, 6, 2)))
"""
WORKER = """
wait_for(sys.argv[1])
delivery.deliver_due(world.at(date(2017, 6, 2)))
"""


def waiting(number: int) -> list[Person]:
    """As many mails that wait for a worker. (The test's own bell had them delivered at once.)"""
    group = world.board()
    people = [factories.make_person() for _ in range(number)]
    for person in people:
        enqueue(group, person, key=f"k{person.pk}")
    Message.objects.update(state="queued", attempts=0, sent_at=None, claimed_at=None)
    return people


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_between_claim_and_send_leaves_one_unknown_and_nobody_gets_a_mail_twice(tmp_path):
    waiting(3)
    with shared_database(tmp_path) as env:
        worker = start(KILLED, env)
        assert worker.stdout.readline() == "claimed\n"
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
        (tmp_path / "go").touch()
        end(start(WORKER, env, tmp_path / "go"))
    delivery.mark_stuck(world.at(date(2017, 6, 3)))
    sent = Message.objects.filter(state="sent").values_list("to", flat=True)
    assert sorted(mails_sent(tmp_path)) == sorted(sent)
    assert len(sent) == 2
    assert Message.objects.get(state="unknown").to not in sent


@pytest.mark.django_db(transaction=True)
def test_three_workers_at_once_send_each_mail_once(tmp_path):
    people = waiting(60)
    with shared_database(tmp_path) as env:
        workers = [start(WORKER, env, tmp_path / "go") for _ in range(3)]
        assert [worker.stdout.readline() for worker in workers] == ["ready\n"] * 3
        (tmp_path / "go").touch()
        for worker in workers:
            end(worker)
    assert sorted(mails_sent(tmp_path)) == sorted(person.email for person in people)
    assert set(Message.objects.values_list("state", flat=True)) == {"sent"}
