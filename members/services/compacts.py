"""Compacts between the board and an agency (M2)."""

from datetime import date, datetime

from django.db import transaction

from members.models import Agency, Compact, CompactOverride, Seat
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, StoredFile


@transaction.atomic
def sign(
    *,
    agency: Agency,
    signed_on: date,
    signatory: str,
    by: Person | None,
    at: datetime,
    starts_on: date | None = None,
    ends_on: date | None = None,
    review_on: date | None = None,
    document: StoredFile | None = None,
) -> Compact:
    """Records a signed compact, in force from `starts_on` (the day of signing if none is given). Its review or end is warned of in time."""
    starts_on = starts_on or signed_on
    if ends_on and ends_on < starts_on:
        raise NotAllowed("A compact cannot end before it begins.")
    compact = Compact.objects.create(
        agency=agency,
        signed_on=signed_on,
        signatory=signatory,
        starts_on=starts_on,
        ends_on=ends_on,
        review_on=review_on,
        document=document,
    )
    for earlier in Compact.objects.filter(agency=agency, starts_on__lt=starts_on):
        ledger.release(
            group=agency.group,
            rule="compact_warning",
            subject_kind="compact",
            subject_id=earlier.pk,
            reason="A later compact was signed.",
            by=by,
            at=at,
        )
    owe_warning(compact=compact, at=at)
    return compact


@transaction.atomic
def end(*, compact: Compact, ends_on: date, by: Person | None, at: datetime) -> Compact:
    """The compact's last day, told after it was recorded: it runs out, or the agency ends it. It is warned of anew."""
    compact.refresh_from_db(from_queryset=Compact.objects.select_for_update().select_related("agency__group"))
    if ends_on < compact.starts_on:
        raise NotAllowed("A compact cannot end before it begins.")
    compact.ends_on = ends_on
    compact.save(update_fields=["ends_on"])
    if ends_on < day_of(at):
        ledger.release(
            group=compact.agency.group, rule="compact_warning", subject_kind="compact", subject_id=compact.pk,
            reason="The compact has ended.", by=by, at=at,
        )  # fmt: skip
    elif not Compact.objects.filter(agency=compact.agency, starts_on__gt=compact.starts_on).exists():
        owe_warning(compact=compact, at=at)
    return compact


def owe_warning(*, compact: Compact, at: datetime) -> None:
    """The business manager sees to a compact before its last day, or its review day."""
    last = compact.ends_on or compact.review_on
    if last is None or last < day_of(at):
        return
    ledger.owe(
        group=compact.agency.group,
        rule="compact_warning",
        subject_kind="compact",
        subject_id=compact.pk,
        trigger_on=last,
        owner=("role", "business_manager"),
        label=f"Renew the compact of {compact.agency.name}",
        at=at,
    )


@transaction.atomic
def override(
    *, seat: Seat, until: date, reason: str, by: Person, at: datetime, starts_on: date | None = None
) -> CompactOverride:
    """The business manager lets the seat be held, and count, without a compact until a day, with a reason."""
    starts_on = starts_on or day_of(at)
    if until < starts_on:
        raise NotAllowed("The last day of an override cannot come before its first.")
    if not reason.strip():
        raise NotAllowed("Say why the seat may be held without a compact.")
    return CompactOverride.objects.create(
        seat=seat, reason=reason, starts_on=starts_on, ends_on=until, by=by, recorded_at=at
    )
