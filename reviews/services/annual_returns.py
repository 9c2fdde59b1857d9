"""The Child Death Overview Panel's annual return (LSCB1): by law each May, for the year to 31 March. The sub-group checks that it
was made; it makes none itself.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef

from meetings.locks import lock_group
from members.enums import Role
from members.models import Appointment
from reviews.deadlines import ANNUAL_RETURN
from reviews.models import AnnualReturn, ChildDeath
from subgroup import ledger
from subgroup.clock import day_of, moment
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup

SUBJECT = "annual_return"
OWNER = ("role", ANNUAL_RETURN.owner)
LAST = date(2019, 3, 31)
"""From 1 April 2019 the National Child Mortality Database makes it from what panels enter: no later year is owed."""


def ended(on: date) -> date:
    """The 31 March that has passed last before a day."""
    return date(on.year if on >= date(on.year, 4, 1) else on.year - 1, 3, 31)


def due_of(ends_on: date) -> date:
    return date(ends_on.year, 5, 31)


@transaction.atomic
def keep(group: SubGroup, today: date, at: datetime) -> list[str]:
    """A part of the daily run: the return of the year that has ended is owed, where the group had to do with child deaths by then."""
    ends_on = ended(today)
    if ends_on > LAST or not _is_to_be_owed(group, ends_on):
        return []
    return [f"{owe(group=group, ends_on=ends_on, at=at)} is owed."]


def _is_to_be_owed(group: SubGroup, ends_on: date) -> bool:
    """By its day a child death had been recorded, or the group had a coordinator of the panel; and it is not owed yet. One query."""
    day, mine = due_of(ends_on), {"group": OuterRef("pk")}
    coordinators = Appointment.objects.filter(**mine, role=Role.CDOP_COORDINATOR, starts_on__lte=day)
    deaths = ChildDeath.objects.filter(**mine, entered_at__lt=moment(day + timedelta(days=1)))
    known = AnnualReturn.objects.filter(**mine, ends_on=ends_on)
    had_to_do = Exists(coordinators.on_or_after(day)) | Exists(deaths)
    return SubGroup.objects.filter(had_to_do, ~Exists(known), pk=group.pk).exists()


@transaction.atomic
def owe(*, group: SubGroup, ends_on: date, at: datetime) -> AnnualReturn:
    """Repeating it changes nothing."""
    made, _ = AnnualReturn.objects.get_or_create(group=group, ends_on=ends_on)
    ledger.owe(
        group=group, rule=ANNUAL_RETURN.key, subject_kind=SUBJECT, subject_id=made.pk, trigger_on=due_of(ends_on),
        owner=OWNER, label=str(made), at=at,
    )  # fmt: skip
    return made


@transaction.atomic
def record(
    *, annual: AnnualReturn, version: int, made_on: date | None, by: Person, at: datetime, made_by: str = "", proof: str = "",
    because: str = "",
) -> AnnualReturn:  # fmt: skip
    """That it was made, or with no day that it was not after all. The clock follows; what stood before is in the history.

    Raises NotAllowed for a change without its reason, Conflict where somebody else recorded in between.
    """
    _locked(annual)
    made_by, proof, because = made_by.strip(), proof.strip(), because.strip()
    if made_on is None:
        made_by = proof = ""
    held = annual.made_on
    if (held, annual.made_by, annual.proof) == (made_on, made_by, proof):
        return annual
    if annual.version != version:
        raise Conflict("Somebody else recorded something in between.", theirs=said(annual), mine=proof)
    _check(annual, made_on, made_by, proof, because, day_of(at))
    annual.made_on, annual.made_by, annual.proof = made_on, made_by, proof
    annual.because = because if held else ""
    annual.recorded_at, annual.recorded_by, annual.version = at, by, annual.version + 1
    annual.save()
    if held != made_on:
        _follow(annual, by, at)
    return annual


def said(annual: AnnualReturn) -> str:
    """What stands now, in a line."""
    if annual.made_on is None:
        return "not made yet"
    return f"made on {long_date(annual.made_on)} by {annual.made_by}: {annual.proof}"


def _check(
    annual: AnnualReturn, made_on: date | None, made_by: str, proof: str, because: str, today: date
) -> None:
    if made_on and made_on > today:
        raise NotAllowed(f"{long_date(made_on)} lies in the future. Record it once it is made.")
    if made_on and made_on <= annual.ends_on:
        raise NotAllowed(f"It is about the year to {long_date(annual.ends_on)}: it was made after that.")
    if made_on and not made_by:
        raise NotAllowed("Say who made it.")
    if made_on and not proof:
        raise NotAllowed("Say what shows that it was made.")
    if annual.made_on and not because:
        raise NotAllowed("Say why what was recorded is changed.")


def _follow(annual: AnnualReturn, by: Person, at: datetime) -> None:
    row = annual.group.deadlines.about(SUBJECT, annual.pk).get(rule=ANNUAL_RETURN.key)
    if row.met_on:
        ledger.reopen(deadline=row, reason=annual.because, by=by, at=at)
    if annual.made_on:
        ledger.meet(
            group=annual.group, rule=ANNUAL_RETURN.key, subject_kind=SUBJECT, subject_id=annual.pk, on=annual.made_on, at=at
        )  # fmt: skip


def _locked(annual: AnnualReturn) -> None:
    lock_group(annual.group)
    annual.refresh_from_db(from_queryset=AnnualReturn.objects.select_for_update())
