"""A case is opened under a codename, acknowledged, and goes its way."""

from collections.abc import Collection
from datetime import datetime
from random import Random

from django.db import transaction
from django.db.models import Max

from meetings.locks import lock_group
from meetings.services.planning import year_label
from members.models import Agency
from reviews import codenames, regimes
from reviews.enums import CASE_TRANSITIONS, CaseSource, CaseState
from reviews.models import Case
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


@transaction.atomic
def open_case(
    *,
    group: SubGroup,
    by: Person | None,
    at: datetime,
    source: str = CaseSource.REFERRAL,
    agency: Agency | None = None,
    summary: str = "",
    theme: str = "",
    names: Collection[str] = (),
    chance: Random = codenames.CHANCE,
) -> Case:
    """A case under a codename that the system draws, pinned for now to the guidance in force on the day.

    `names` are those of its people: the codename is none of them.
    """
    lock_group(group)
    today = clock.day_of(at)
    year = year_label(group.terms_on(today).content, today)
    last = Case.objects.filter(group=group, year=year).aggregate(last=Max("number"))["last"] or 0
    taken = set(Case.objects.filter(group=group).values_list("codename", flat=True))
    return Case.objects.create(
        group=group, year=year, number=last + 1, codename=codenames.draw(taken, names, chance=chance), source=source,
        agency=agency, summary=summary.strip(), theme=theme.strip(), regime=regimes.key_on(today, group), opened_at=at, opened_by=by,
    )  # fmt: skip


@transaction.atomic
def acknowledge(*, case: Case, by: Person, at: datetime) -> Case:
    """The sub-group has it, and screens it (F4)."""
    locked(case)
    if case.acknowledged_at:
        raise NotAllowed(f"{case} was acknowledged on {long_date(clock.day_of(case.acknowledged_at))}.")
    if case.state != CaseState.REFERRED:
        raise NotAllowed(
            f"{case} is “{case.get_state_display()}”. It is acknowledged once it is opened again."
        )
    move(case, CaseState.SCREENING)
    case.acknowledged_at, case.acknowledged_by = at, by
    case.save()
    return case


def locked(case: Case) -> Case:
    """The case as it stands now, held until the end of the transaction. Always after the group."""
    lock_group(case.group)
    case.refresh_from_db(from_queryset=Case.objects.select_for_update())
    return case


def check_move(case: Case, state: CaseState) -> None:
    """Raises NotAllowed where the table of transitions has no such step."""
    if state not in CASE_TRANSITIONS[CaseState(case.state)]:
        raise NotAllowed(
            f"{case} is “{case.get_state_display()}”, and cannot become “{state.label}” from there."
        )


def move(case: Case, state: CaseState) -> None:
    """Takes the step, unsaved; the version rises."""
    check_move(case, state)
    case.state, case.version = state, case.version + 1
