"""What agencies know happened, day by day: written, struck with a reason, never deleted or rewritten."""

from datetime import date, datetime, time

from django.db import transaction

from members.models import Agency
from reviews.models import Case, ChronologyEntry
from reviews.services.cases import locked
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person


def check_day(happened_on: date, at: datetime) -> None:
    if happened_on > day_of(at):
        raise NotAllowed("The day lies ahead. Enter a day on which it happened.")


@transaction.atomic
def enter(
    *,
    case: Case,
    agency: Agency,
    happened_on: date,
    text: str,
    by: Person,
    at: datetime,
    happened_at: time | None = None,
    source: str = "",
    significant: bool = False,
) -> ChronologyEntry:
    """The same words of an agency for the same moment are one entry, however often the button is pressed."""
    locked(case)
    check_day(happened_on, at)
    if not text.strip():
        raise NotAllowed("Say what happened.")
    same = case.chronology.filter(
        agency=agency, happened_on=happened_on, happened_at=happened_at, text=text.strip(), struck_at=None
    ).first()
    return same or ChronologyEntry.objects.create(
        case=case, agency=agency, happened_on=happened_on, happened_at=happened_at, text=text.strip(),
        source=source.strip(), significant=significant, entered_at=at, entered_by=by,
    )  # fmt: skip


@transaction.atomic
def strike(*, entry: ChronologyEntry, because: str, by: Person, at: datetime) -> ChronologyEntry:
    """It stands struck through with the reason; what is right is entered anew."""
    locked(entry.case)
    entry.refresh_from_db()
    if entry.struck_at:
        raise NotAllowed("This entry is struck already.")
    if not because.strip():
        raise NotAllowed("Say why the entry is struck.")
    entry.struck_at, entry.struck_by, entry.struck_because = at, by, because.strip()[:300]
    entry.save(update_fields=["struck_at", "struck_by", "struck_because"])
    return entry
