"""How agencies passed a bulletin on (F11): each that sits on the sub-group owes a word on it."""

from datetime import date, datetime

from django.db import transaction

from members.models import Agency
from members.representation import seats_on
from reviews import learning_policies as policies
from reviews.deadlines import PASS_ON
from reviews.models import Bulletin, PassedOn
from reviews.services.learning import check_unnamed
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Person
from subgroup.reckoning import Reckoner

SUBJECT = "bulletin"


def owe(bulletin: Bulletin, *, at: datetime) -> None:
    group, today = bulletin.group, day_of(at)
    agencies = {one.agency.code: one.agency for one in seats_on(group, today) if one.holder}
    reckoner = Reckoner(group)
    for code in sorted(agencies):
        ledger.owe(
            group=group, rule=PASS_ON.key, subject_kind=SUBJECT, subject_id=bulletin.pk, trigger_on=today,
            owner=("agency", code), label=f"How {code} passed on bulletin {bulletin.reference}", at=at, reckoner=reckoner,
        )  # fmt: skip


def release(bulletin: Bulletin, *, by: Person, at: datetime) -> None:
    ledger.release(
        group=bulletin.group, subject_kind=SUBJECT, subject_id=bulletin.pk, reason="The bulletin was withdrawn.", by=by, at=at
    )  # fmt: skip


@transaction.atomic
def record(
    *, bulletin: Bulletin, agency: Agency, how: str, reached: int, day: date, by: Person, at: datetime, version: int = 0
) -> PassedOn:  # fmt: skip
    """The agency's word, or another one in its place. Raises Conflict when somebody else recorded one in between."""
    bulletin.refresh_from_db(from_queryset=Bulletin.objects.select_for_update())
    policies.check_pass_on(bulletin)
    _check_day(bulletin, day, day_of(at))
    check_unnamed([how], bulletin.group, by, at=at, what="What is said here")
    row = PassedOn.objects.filter(bulletin=bulletin, agency=agency).first()
    said = {"how": how.strip(), "reached": reached, "day": day}
    if row and all(getattr(row, name) == value for name, value in said.items()):
        return row
    if row and row.version != version:
        theirs = f"{row.how}, {row.reached} people, on {long_date(row.day)}"
        raise Conflict(f"{row.recorded_by} recorded it in between.", theirs=theirs, mine=how)
    row = row or PassedOn(bulletin=bulletin, agency=agency, version=0)
    for name, value in said.items():
        setattr(row, name, value)
    row.recorded_at, row.recorded_by, row.version = at, by, row.version + 1
    row.save()
    ledger.meet(
        group=bulletin.group, rule=PASS_ON.key, subject_kind=SUBJECT, subject_id=bulletin.pk, owner=("agency", agency.code),
        on=day_of(at), at=at,
    )  # fmt: skip
    return row


def _check_day(bulletin: Bulletin, day: date, today: date) -> None:
    if bulletin.sent_at and not day_of(bulletin.sent_at) <= day <= today:
        raise NotAllowed(
            f"The bulletin was sent on {long_date(day_of(bulletin.sent_at))}. Give a day from then until today."
        )


def owed(bulletin: Bulletin) -> dict[str, Deadline]:
    """By the code of the agency."""
    rows = Deadline.objects.filter(group=bulletin.group_id, rule=PASS_ON.key).about(SUBJECT, bulletin.pk)
    return {row.owner_key: row for row in rows}
