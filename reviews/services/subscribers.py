"""Who gets the bulletins: the holders of seats, for as long as they hold them, and addresses of agencies' staff. Each can end it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.locks import lock_group
from members.models import Agency
from members.representation import seats_on
from reviews import learning_policies as policies
from reviews.enums import Ended
from reviews.models import BulletinMail, Subscriber
from subgroup import tokens
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Message, Person, SubGroup

KIND = "bulletin_sent"
State = Message.State


@dataclass(frozen=True)
class Reader:
    """Whom a bulletin goes to. `row` is not saved yet of a holder of a seat to whom none went so far, who `is_new`."""

    row: Subscriber
    person: Person | None
    is_new: bool = False


def readers(group: SubGroup, *, on: date) -> list[Reader]:
    """To whom a bulletin goes on that day, each address once."""
    rows = list(Subscriber.objects.filter(group=group).select_related("agency", "person"))
    by_email = {one.email.lower(): one for one in rows}
    by_person = {one.person_id: one for one in rows if one.person_id}
    gone = set(undeliverable(group).values_list("pk", flat=True))
    found: dict[str, Reader] = {}
    for seat in seats_on(group, on):
        if seat.holder is None or not seat.holder.is_active:
            continue
        email = seat.holder.email.lower()
        own = [one for one in (by_email.get(email), by_person.get(seat.holder.pk)) if one]
        if any(one.ended_because == Ended.UNSUBSCRIBED for one in own):
            continue  # under an address that they had before, too
        row = (
            own[0]
            if own
            else Subscriber(group=group, agency=seat.agency, name=seat.holder.name, person=seat.holder)
        )
        if row.email != email:
            row.email = email
            gone.discard(row.pk)
        found.setdefault(email, Reader(row, seat.holder, is_new=not own))
    for email, row in by_email.items():
        if row.person_id is None:
            found.setdefault(email, Reader(row, None))
    return [
        one for one in found.values() if one.row.ended_at is None and (one.is_new or one.row.pk not in gone)
    ]


def undeliverable(group: SubGroup) -> QuerySet[Subscriber]:
    """Addresses that are on the list and refused a mail, which was not taken when it was sent again either."""
    refused = BulletinMail.objects.filter(subscriber=OuterRef("pk"), message__state=State.FAILED)
    refused = refused.exclude(message__resends__state=State.SENT)
    since = refused.filter(message__queued_at__gte=OuterRef("again_at"))
    rows = Subscriber.objects.filter(group=group, ended_at=None)
    return rows.filter(again_at=None).filter(Exists(refused)) | rows.filter(Exists(since))


@transaction.atomic
def taken_up(group: SubGroup, *, by: Person, at: datetime) -> list[Reader]:
    """The readers of now, each with their row; addresses that refused the mail before get no more. Asked with the group locked."""
    found = readers(group, on=day_of(at))
    for row in undeliverable(group).exclude(pk__in=[one.row.pk for one in found if not one.is_new]):
        _end(row, Ended.BOUNCED, at)
    stored = dict(Subscriber.objects.filter(group=group).values_list("pk", "email"))
    for one in found:
        if one.is_new:
            one.row.added_at = at
            one.row.save()
        elif stored[one.row.pk] != one.row.email:  # nothing else: whoever unsubscribes meanwhile stays so
            one.row.save(update_fields=["email"])
    return found


@dataclass(frozen=True)
class Added:
    """What came of addresses that somebody added; those that were not taken, as they were typed."""

    new: int
    there: int
    refused: Sequence[str]


@transaction.atomic
def add(*, group: SubGroup, people: Iterable[tuple[str, str, Agency]], by: Person, at: datetime) -> Added:
    """Names, addresses and agencies. Who ended it is not taken up again; nobody is written to twice."""
    lock_group(group)
    known = {one.email.lower(): one for one in Subscriber.objects.filter(group=group)}
    new, there, refused = 0, 0, []
    for name, email, agency in people:
        row = known.get(email.lower())
        if row is None:
            known[email.lower()] = Subscriber.objects.create(
                group=group, agency=agency, name=name, email=email.lower(), added_at=at, added_by=by
            )
            new += 1
        elif row.ended_because:
            refused.append(f"{email} ({row.get_ended_because_display().lower()})")
        else:
            there += 1
            if row.person_id:  # from now on not by a seat alone
                row.person = None
                row.save(update_fields=["person"])
    return Added(new, there, refused)


@transaction.atomic
def end(*, subscriber: Subscriber, because: str, by: Person | None, at: datetime) -> Subscriber:
    row = _locked(subscriber)
    policies.check_end(row)
    _end(row, because, at)
    return row


@transaction.atomic
def again(*, subscriber: Subscriber, by: Person, at: datetime) -> Subscriber:
    """An address that was ended for another reason than its owner's own wish is written to again; the wish is theirs alone to take
    back."""
    row = _locked(subscriber)
    if row.ended_because == Ended.UNSUBSCRIBED:
        raise NotAllowed(
            f"{row} has ended it. They can take it up again themselves where they have an account."
        )
    row.ended_at, row.ended_because, row.again_at = None, "", at
    row.save()
    return row


@transaction.atomic
def turn(*, group: SubGroup, person: Person, wanted: bool, on: date, at: datetime) -> bool:
    """A holder of a seat, or whose address is on the list, ends their own bulletins or takes them up again; answers whether that
    changed anything."""
    lock_group(group)
    rows = _own(group, person, on=on)
    if not rows:
        raise NotAllowed("You are not on the list. Business support adds your address.")
    if wanted == (rows[0].ended_at is None):
        return False
    for row in rows if wanted else rows[:1]:
        row.ended_at, row.ended_because = (None, "") if wanted else (at, Ended.UNSUBSCRIBED)
        row.again_at = at if wanted else row.again_at
        row.added_at = row.added_at or at
        row.save()
    return True


def own(group: SubGroup, person: Person, *, on: date) -> Subscriber | None:
    """A person's own row, saved or not; None for who is not on the list."""
    return next(iter(_own(group, person, on=on)), None)


def _own(group: SubGroup, person: Person, *, on: date) -> list[Subscriber]:
    """Under the address that they have, and where they hold a seat under one that they had before; what they ended comes first."""
    email = person.email.lower()
    seat = next((one for one in seats_on(group, on) if one.holder == person), None)
    added = Q(email__iexact=email, person=None)
    rows = Subscriber.objects.filter(group=group)
    found = list(rows.filter(Q(email__iexact=email) | Q(person=person) if seat else added).order_by("pk"))
    if seat and not found:
        return [Subscriber(group=group, agency=seat.agency, name=person.name, email=email, person=person)]
    if len(found) == 1:
        found[0].email = email
    return sorted(found, key=lambda one: (one.ended_because != Ended.UNSUBSCRIBED, one.email != email))


def found_by(token: str) -> Subscriber:
    """Whose link it is. Changes nothing. Raises NotAllowed with a sentence for whoever holds it."""
    rows = BulletinMail.objects.filter(token_hash=tokens.hashed(token))
    row = rows.select_related("subscriber__group").first()
    if row is None:
        raise NotAllowed("We do not know this link. Check that it was copied whole.")
    return row.subscriber


@transaction.atomic
def unsubscribe(*, token: str, at: datetime) -> Subscriber:
    """Pressed twice it is the same. Raises NotAllowed as `found_by` does."""
    row = _locked(found_by(token))
    if row.ended_because != Ended.UNSUBSCRIBED:
        _end(row, Ended.UNSUBSCRIBED, at)
    return row


def _locked(row: Subscriber) -> Subscriber:
    row.refresh_from_db(from_queryset=Subscriber.objects.select_for_update())
    return row


def _end(row: Subscriber, because: str, at: datetime) -> None:
    row.ended_at, row.ended_because = at, because
    row.save(update_fields=["ended_at", "ended_because"])


def unwanted(message: Message) -> str:
    """What subgroup/registry.py calls with a mail before it goes."""
    if message.kind != KIND:
        return ""
    first = message
    while first.resend_of:
        first = first.resend_of
    row = BulletinMail.objects.filter(message=first).select_related("subscriber", "bulletin").first()
    if row and row.bulletin.withdrawn_at:
        return "The bulletin was withdrawn."
    if row and row.subscriber.ended_because == Ended.UNSUBSCRIBED:
        return "Whoever it is for has unsubscribed."
    if row and row.subscriber.ended_because == Ended.LEFT:
        return "Whoever it is for is no longer at the agency."
    return ""
