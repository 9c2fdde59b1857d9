"""Child deaths by the reference of the panel alone (F1), and what comes of one in category 1 (F6)."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from meetings.locks import lock_group
from reviews import doors
from reviews.cdop.references import why_no_area, why_not
from reviews.deadlines import CATEGORY_ONE
from reviews.enums import DEATH_TRANSITIONS, CaseSource, DeathState
from reviews.models import Case, ChildDeath
from reviews.services import cases
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup

SUBJECT = "death"
CHAIR = ("role", "chair")
NOT_IN_IT = "It is not in category 1."
PLAN_KIND = "cdop"
PLAN_CODE = 20
"""Characters that a plan's code may have."""


@transaction.atomic
def record(
    *, group: SubGroup, reference: str, notified_on: date, by: Person | None, at: datetime, area: str = "",
    expected: bool | None = None, category_one: bool | None = None, state: str = DeathState.NOTIFIED,
) -> ChildDeath:  # fmt: skip
    """A death that the panel was notified of. Raises NotAllowed for what could say who the child is, and for a reference twice."""
    lock_group(group)
    _check(group, reference, area, notified_on, day_of(at))
    death = ChildDeath.objects.create(
        group=group, reference=reference.strip(), area=area.strip(), expected=expected, notified_on=notified_on,
        state=state, category_one=category_one, entered_at=at, entered_by=by,
    )  # fmt: skip
    settle_screening(death, by=by, at=at)
    return death


@transaction.atomic
def change(
    *, death: ChildDeath, version: int, reference: str, notified_on: date, area: str, expected: bool | None,
    category_one: bool | None, by: Person, at: datetime,
) -> ChildDeath:  # fmt: skip
    """Corrects what is known. Raises Conflict where somebody else saved in between."""
    locked(death)
    if death.version != version:
        raise Conflict("Somebody else changed this death in between.", theirs=said(death), mine=reference)
    _check(death.group, reference, area, notified_on, day_of(at), but=death)
    death.reference, death.notified_on, death.area = reference.strip(), notified_on, area.strip()
    death.expected, death.category_one = expected, category_one
    return _saved(death, by, at)


def _saved(death: ChildDeath, by: Person | None, at: datetime) -> ChildDeath:
    death.version += 1
    death.save()
    settle_screening(death, by=by, at=at)
    return death


def said(death: ChildDeath) -> str:
    """What stands now, in a line."""
    words = {None: "not known", True: "yes", False: "no"}
    return (
        f"{death.reference}, {death.area or 'no area'}, notified on {long_date(death.notified_on)}, expected: "
        f"{words[death.expected]}, category 1: {words[death.category_one]}"
    )


def _check(
    group: SubGroup, reference: str, area: str, notified_on: date, today: date, but: ChildDeath | None = None
) -> None:
    if why := why_not(reference) or why_no_area(area):
        raise NotAllowed(why)
    if notified_on > today:
        raise NotAllowed("The panel cannot have been notified on a day that is still to come.")
    twins = ChildDeath.objects.filter(group=group, reference__iexact=reference.strip())
    if (twins.exclude(pk=but.pk) if but else twins).exists():
        raise NotAllowed(f"There is a death {reference.strip()} already.")


def check_move(death: ChildDeath, state: DeathState) -> None:
    if state not in DEATH_TRANSITIONS[DeathState(death.state)]:
        raise NotAllowed(
            f"{death} is “{death.get_state_display()}”, and cannot become “{state.label}” from there."
        )


@transaction.atomic
def move(*, death: ChildDeath, state: DeathState, by: Person | None, at: datetime) -> ChildDeath:
    """Where the death is with the panel now."""
    locked(death)
    check_move(death, state)
    death.state = state
    return _saved(death, by, at)


def settle_screening(death: ChildDeath, *, by: Person | None, at: datetime) -> None:
    """A death in category 1 is owed a case or a reason; repeating this changes nothing, and what somebody waived stays waived."""
    about: dict[str, Any] = {"group": death.group, "subject_kind": SUBJECT, "subject_id": death.pk}
    if death.waits_for_screening:
        known = death.group.deadlines.about(SUBJECT, death.pk).filter(rule=CATEGORY_ONE.key).first()
        if known is not None and known.met_on:
            ledger.reopen(deadline=known, reason="What came of it was taken back.", by=by, at=at)
        elif known is None or (known.released_at and known.release_reason == NOT_IN_IT):
            ledger.owe(
                **about, rule=CATEGORY_ONE.key, trigger_on=day_of(at), owner=CHAIR, by=by, at=at, again=True,
                label=f"Screening of {death.reference}, a category-1 death",
            )  # fmt: skip
    elif death.category_one:
        ledger.meet(**about, rule=CATEGORY_ONE.key, on=day_of(at), at=at)
    else:
        ledger.release(**about, rule=CATEGORY_ONE.key, reason=NOT_IN_IT, by=by, at=at)


def check_screening(death: ChildDeath) -> None:
    if not death.category_one:
        raise NotAllowed(f"{death} is not recorded as category 1: nothing prompts its screening.")
    if death.case_id:
        raise NotAllowed(f"{death} was referred for screening already.")


@transaction.atomic
def open_case(*, death: ChildDeath, by: Person, at: datetime) -> Case:
    """A case with the panel as its source. It holds a codename and nobody's identity."""
    locked(death)
    check_screening(death)
    case = cases.open_case(group=death.group, by=by, at=at, source=CaseSource.CDOP)
    _link(death, case, by, at)
    return case


@transaction.atomic
def link_case(*, death: ChildDeath, case: Case, by: Person, at: datetime) -> ChildDeath:
    """The case is there already."""
    locked(death)
    check_screening(death)
    _link(death, case, by, at)
    return death


def _link(death: ChildDeath, case: Case, by: Person, at: datetime) -> None:
    death.case, death.screening_because = case, ""
    death.screened_at, death.screened_by = at, by
    _saved(death, by, at)


@transaction.atomic
def not_screened(*, death: ChildDeath, because: str, by: Person, at: datetime) -> ChildDeath:
    """No case is opened, for a reason."""
    locked(death)
    check_screening(death)
    if not because.strip():
        raise NotAllowed("Say why no case is opened.")
    death.screening_because, death.screened_at, death.screened_by = because.strip(), at, by
    return _saved(death, by, at)


def check_recommend(death: ChildDeath) -> None:
    if death.state not in (DeathState.REVIEWED, DeathState.CLOSED):
        raise NotAllowed(
            f"{death} is “{death.get_state_display()}”: the panel recommends once it reviewed it."
        )


@transaction.atomic
def recommend(
    *, deaths: list[ChildDeath], title: str, theme: str, recommendations: list[doors.Recommended], by: Person, at: datetime
) -> doors.PlanLink:  # fmt: skip
    """What the panel recommends becomes an action plan, which names the panel's references (F2)."""
    if not deaths or not recommendations:
        raise NotAllowed("Choose the deaths, and write at least one recommendation.")
    for death in sorted(deaths, key=lambda one: one.pk):
        locked(death)
        check_recommend(death)
    code = next((death.plan_code for death in deaths if death.plan_code), "") or plan_code(deaths[0])
    link = doors.plan_wanted[0](
        group=deaths[0].group, code=code, title=title.strip(), kind=PLAN_KIND,
        source_reference=", ".join(death.reference for death in deaths)[:100], theme=theme.strip(),
        recommendations=recommendations, by=by, at=at,
    )  # fmt: skip
    for death in deaths:
        if not death.plan_code:
            death.plan_code = link.code
            _saved(death, by, at)
    return link


def plan_code(death: ChildDeath) -> str:
    """CDOP-BSW-2017-014; by its number here where that is too long or another death's."""
    bare = death.reference.upper().replace("/", "-").replace(".", "-").removeprefix("CDOP-")
    code = f"CDOP-{bare}".strip("-")
    taken = ChildDeath.objects.filter(group=death.group, plan_code=code).exists()
    return f"CDOP-D{death.pk}" if taken or len(code) > PLAN_CODE else code


def locked(death: ChildDeath) -> ChildDeath:
    """The death as it stands now, held until the end of the transaction. Always after the group."""
    lock_group(death.group)
    death.refresh_from_db(from_queryset=ChildDeath.objects.select_for_update())
    return death
