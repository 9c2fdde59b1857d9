"""The outbox: a mail is a row, written in the transaction that caused it and delivered once, afterwards."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec
from unicodedata import category

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.template import Context
from django.template.engine import Engine
from django.template.loader import render_to_string

from subgroup import bulk, registry
from subgroup.errors import NotAllowed
from subgroup.models import Message, Person, SubGroup

SUBJECT_LENGTH, WHY_LENGTH = 250, 300
_SEPARATORS = {"Cc", "Zl", "Zp"}
_P = ParamSpec("_P")


class UnsafeHeaderError(ValueError):
    """A subject or address that would break into another header line."""


def absolute(path: str) -> str:
    """A path of the application as an address for mail."""
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def _header(value: str) -> str:
    value = value.strip()
    if any(category(character) in _SEPARATORS for character in value):
        raise UnsafeHeaderError("A mail header may not hold a line break or a control character.")
    return value


def _render_text(name: str, context: dict[str, Any]) -> str:
    return Engine.get_default().get_template(name).render(Context(context, autoescape=False)).strip()


def composed(
    *,
    kind: str,
    to: Person | None,
    group: SubGroup | None,
    key: str,
    context: Mapping[str, Any],
    why: str,
    at: datetime,
    about: tuple[str, str] | None = None,
    calendar: tuple[str, str] | None = None,
    private: bool = False,
    address: str = "",
    unsubscribe: str = "",
) -> Message:
    """One mail from templates/mail/<kind>/, not written yet.

    `why` ends the sentence "You get this mail because …". `calendar` is an iCalendar text and its method.
    The mail log never shows the text of a `private` one, as where it holds a link that lets its holder in.
    `address` is where it goes when that is not the person's present address, or when there is no such person here (`to` None).
    `unsubscribe` is the address at which its reader ends mails of this kind (RFC 8058).
    Raises UnsafeHeaderError for a line break in subject or address.
    """
    values = {**context, "group": group, "to": to, "why": why, "base_url": settings.BASE_URL}
    subject = _header(_render_text(f"mail/{kind}/subject.txt", values))
    text = _render_text(f"mail/{kind}/body.txt", values)
    about_kind, about_id = about or ("", "")
    ical, method = calendar or ("", "")
    return Message(
        group=group,
        key=key,
        kind=kind,
        recipient=to,
        to=_header(address or (to.email if to else "")),
        subject=subject if len(subject) <= SUBJECT_LENGTH else f"{subject[: SUBJECT_LENGTH - 1]}…",
        text=f"{text}\n\n-- \nYou get this mail because {why}\n",
        html=render_to_string(f"mail/{kind}/body.html", values),
        calendar=ical,
        calendar_method=_header(method),
        why=why[:WHY_LENGTH],
        private=private,
        unsubscribe=_header(unsubscribe),
        about_kind=about_kind,
        about_id=str(about_id),
        queued_at=at,
    )


def _check_atomic() -> None:
    if not connection.in_atomic_block:
        raise RuntimeError("A mail is written in the transaction that causes it.")


def _written(compose: Callable[_P, Message]) -> Callable[_P, Message | None]:
    @wraps(compose)
    def write(*args: _P.args, **mail: _P.kwargs) -> Message | None:
        _check_atomic()
        return _write(compose(*args, **mail))

    return write


enqueue = _written(composed)
"""Writes the mail; None when there is one with this key already. Raises RuntimeError outside a transaction."""


def enqueue_all(rows: Sequence[Message]) -> None:
    """Writes many mails that `composed` made, in a few queries. The caller knows that there is none with these keys.

    Raises RuntimeError outside a transaction.
    """
    _check_atomic()
    bulk.insert(rows)
    if rows:
        transaction.on_commit(ring, robust=True)


def _write(row: Message) -> Message | None:
    if Message.objects.filter(key=row.key).exists():
        return None
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        if Message.objects.filter(key=row.key).exists():
            return None
        raise
    transaction.on_commit(ring, robust=True)
    return row


def ring() -> None:
    """Wakes the delivery; when the broker is away, the sweep finds the row within a minute."""
    from subgroup.tasks import deliver

    deliver.apply_async(retry=False)


def check_resend(message: Message) -> None:
    """Raises NotAllowed with the reason why a mail cannot be sent again now."""
    if message.state in {Message.State.QUEUED, Message.State.SENDING}:
        raise NotAllowed("This mail is still on its way. It can be sent again when its result is known.")
    if message.recipient and not message.recipient.is_active:
        raise NotAllowed("This person’s account has ended, so that nothing is sent to them any more.")
    if refused := registry.unwanted_mail(message):
        raise NotAllowed(refused)
    newest = message.resends.order_by("-pk").first()
    if newest and newest.state in {Message.State.QUEUED, Message.State.SENDING}:
        raise NotAllowed("This mail is being sent again already.")


@transaction.atomic
def resend(*, message: Message, by: Person, at: datetime) -> Message:
    """Sends the same text again as a row of its own, to the person's present address. Raises NotAllowed."""
    message = Message.objects.select_for_update(of=("self",)).select_related("recipient").get(pk=message.pk)
    check_resend(message)
    row = Message(
        key=f"resend:{message.pk}:{message.resends.count() + 1}",
        to=_header(message.recipient.email) if message.recipient else message.to,
        resend_of=message,
        resent_by=by,
        queued_at=at,
        **{
            name: getattr(message, name)
            for name in (
                "group", "kind", "recipient", "subject", "text", "html", "calendar", "calendar_method", "why",
                "about_kind", "about_id",
                "private", "unsubscribe",
            )
        },
    )  # fmt: skip
    if _write(row) is None:
        raise NotAllowed("This mail is being sent again already.")
    return row
