"""Takes mails from the outbox to the mail server: each row at most once, whatever crashes.

A row is claimed in a transaction of its own before the server hears of it. Where nobody can tell whether the
server took the mail, the row is shown as "unknown" and a person decides; it is never sent again by itself.
"""

import logging
import smtplib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from subgroup import registry
from subgroup.models import Message

logger = logging.getLogger(__name__)

MAX_ATTEMPTS = 6
STUCK_AFTER = timedelta(minutes=10)
HEADER = "X-Subgroup-Message"
DIGEST = "digest"
State = Message.State


@dataclass(frozen=True)
class Outcome:
    state: str
    error: str = ""


SENT = Outcome(State.SENT)


def deliver_due(at: datetime, *, limit: int = 200) -> int:
    """Sends what waits, oldest first; answers how many rows it dealt with. Many may run at once."""
    for done in range(limit):
        message = _claim(at)
        if message is None:
            return done
        _settle(message, _outcome(message), at)
    return limit


def _claim(at: datetime) -> Message | None:
    """Marks one waiting row as being sent, and commits that."""
    waiting = Message.objects.filter(Q(next_try_at=None) | Q(next_try_at__lte=at), state=State.QUEUED)
    while True:
        with transaction.atomic():
            rows = waiting.order_by(F("next_try_at").asc(nulls_first=True), "pk")
            if connection.features.has_select_for_update_skip_locked:
                rows = rows.select_for_update(skip_locked=True, of=("self",))
            pk = rows.values_list("pk", flat=True).first()
            if pk is None:
                return None
            won = waiting.filter(pk=pk).update(
                state=State.SENDING, claimed_at=at, attempts=F("attempts") + 1, error=""
            )
        if won:
            return Message.objects.select_related("recipient").get(pk=pk)


def _outcome(message: Message) -> Outcome:
    if reason := _no_longer_needed(message):
        return Outcome(State.DROPPED, reason)
    return _send(build(message))


def _no_longer_needed(message: Message) -> str:
    """A reminder is asked once more, just before it goes, whether it still says anything to anybody; any mail, whether it is wanted."""
    if refused := registry.unwanted_mail(message):
        return refused
    if message.kind != DIGEST or message.resend_of_id:
        return ""
    if message.recipient and not message.recipient.is_active:
        return "The account has ended since."
    about = message.reminders.all()
    if about.exists() and not about.filter(deadline__met_on=None, deadline__released_at=None).exists():
        return "Everything in it has been done since."
    return ""


def build(message: Message) -> EmailMultiAlternatives:
    """The mail of a row; its Message-ID follows from the row and stays the same however often it is built."""
    host = (
        urlsplit(settings.BASE_URL).hostname or parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    )
    identity = salted_hmac("subgroup.outbox", message.key).hexdigest()[:24]
    mail = EmailMultiAlternatives(
        message.subject,
        message.text,
        settings.DEFAULT_FROM_EMAIL,
        [message.to],
        headers={
            "Message-ID": f"<{message.pk}.{identity}@{host}>",
            HEADER: str(message.pk),
            "Auto-Submitted": "auto-generated",
            **_unsubscribe(message.unsubscribe),
        },
    )
    if message.html:
        mail.attach_alternative(message.html, "text/html")
    if message.calendar:
        mail.attach_alternative(message.calendar, f"text/calendar; method={message.calendar_method}")
    return mail


def _unsubscribe(address: str) -> dict[str, str]:
    """By which a mail program offers to end such mails in one press (RFC 2369, RFC 8058)."""
    if not address:
        return {}
    return {"List-Unsubscribe": f"<{address}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}


def _send(mail: EmailMultiAlternatives) -> Outcome:
    """Tells apart what surely did not go (tried again, or failed) from what may have gone (unknown)."""
    backend = get_connection()
    reached_data = False
    try:
        backend.open()
    except Exception as error:  # noqa: BLE001 - a backend may raise anything; nothing was sent
        logger.warning("The mail server could not be reached: %s", type(error).__name__)
        return Outcome(State.QUEUED, f"The mail server could not be reached ({_name(error)}).")
    server = getattr(backend, "connection", None)
    if isinstance(server, smtplib.SMTP):
        data = server.data

        def watched(msg: Any) -> tuple[int, bytes]:
            nonlocal reached_data
            reached_data = True
            return data(msg)

        server.data = watched  # type: ignore[method-assign]
    try:
        mail.connection = backend
        mail.send()
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code, error, reached_data)
    except smtplib.SMTPRecipientsRefused as error:
        return _refused(
            max((code for code, _ in error.recipients.values()), default=450), error, reached_data
        )
    except Exception as error:  # noqa: BLE001 - what was handed over decides, not the kind of error
        logger.warning("A mail broke off: %s", type(error).__name__)
        if isinstance(server, smtplib.SMTP) and not reached_data:
            return Outcome(
                State.QUEUED, f"The mail server broke off before it took the mail ({_name(error)})."
            )
        return Outcome(
            State.UNKNOWN, f"The connection broke off while the mail was handed over ({_name(error)})."
        )
    finally:
        with suppress(Exception):  # the mail is handed over: a failing good-bye changes nothing
            backend.close()
    return SENT


def _name(error: Exception) -> str:
    return type(error).__name__


def _refused(code: int, error: Exception, reached_data: bool) -> Outcome:
    if reached_data and code < 400:
        return Outcome(State.UNKNOWN, f"The mail server answered with code {code}. It may have gone, or not.")
    if 400 <= code < 500:
        return Outcome(State.QUEUED, f"The mail server put it off with code {code}.")
    return Outcome(State.FAILED, f"The mail server refused it with code {code} ({_name(error)}).")


def _settle(message: Message, outcome: Outcome, at: datetime) -> None:
    """Writes what became of a claimed row; a transient failure is tried again after 1, 4, 9 … minutes."""
    values: dict[str, object] = {"state": outcome.state, "error": outcome.error}
    if outcome.state == State.SENT:
        values["sent_at"] = at
    elif outcome.state == State.QUEUED:
        if message.attempts >= MAX_ATTEMPTS:
            values["state"] = State.FAILED
        else:
            values["next_try_at"] = at + timedelta(minutes=message.attempts**2)
    Message.objects.filter(pk=message.pk, state=State.SENDING).update(**values)


def mark_stuck(at: datetime) -> int:
    """Rows whose worker was killed between claim and answer become "unknown"; answers how many."""
    stuck = Message.objects.filter(state=State.SENDING, claimed_at__lt=at - STUCK_AFTER)
    return stuck.update(
        state=State.UNKNOWN,
        error="The sending process stopped while the mail was handed over. It may have gone, or not.",
    )


def due(at: datetime) -> bool:
    """Whether anything waits to be sent now."""
    waiting = Message.objects.filter(Q(next_try_at=None) | Q(next_try_at__lte=at), state=State.QUEUED)
    return waiting.exists()
