"""The work programme of a year (A1, P2): its items with owners and days on the ledger, and the versions put to the Coordination and
Delivery Group, which agrees one or sends it back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from subgroup import registry
from subgroup.clock import day_of
from subgroup.deadlines.rules import ON_THE_DAY, Rule
from subgroup.deadlines.wording import long_date
from subgroup.entrusting import Entrusting, a_year_on, check_owner, check_seen
from subgroup.errors import NotAllowed
from subgroup.models import Person, Programme, ProgrammeItem, ProgrammeVersion, SubGroup

ITEM = Rule(
    key="programme_item",
    clause="A1",
    title="Item of the work programme",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The item of the work programme is due by {due}",
    reminders=(-10, 0),
    escalate=((5, "chair"),),
    breach=False,
)
KIND = "programme_item"
ITEMS = Entrusting(ITEM, KIND, "Item {number}", "Item {0.number} of the work programme {0.programme.year}")
State = ProgrammeVersion.State


@transaction.atomic
def start(
    *, group: SubGroup, year: str, by: Person | None, at: datetime, carried: Iterable[ProgrammeItem] = ()
) -> Programme:
    """A programme for a reporting year; started twice it is one. `carried` are open items of another year that go on, each a year later."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
    programme, is_new = Programme.objects.get_or_create(group=group, year=year)
    for item in carried if is_new else ():
        add(
            programme=programme,
            title=item.title,
            owner=item.owner,
            due_on=a_year_on(item.due_on),
            by=by,
            at=at,
        )
    return programme


@transaction.atomic
def add(
    *, programme: Programme, title: str, owner: tuple[str, str], due_on: date, by: Person | None, at: datetime
) -> ProgrammeItem:
    _locked(programme)
    check_owner(programme.group, owner, on=day_of(at))
    last = programme.items.aggregate(last=Max("number"))["last"] or 0
    item = ProgrammeItem.objects.create(
        programme=programme,
        number=last + 1,
        title=title.strip(),
        owner_kind=owner[0],
        owner_key=owner[1],
        due_on=due_on,
    )
    ITEMS.owe(item, at=at, by=by)
    return item


@transaction.atomic
def change(
    *, item: ProgrammeItem, title: str, owner: tuple[str, str], due_on: date, reason: str, seen: int, by: Person, at: datetime
) -> ProgrammeItem:  # fmt: skip
    """What is asked, of whom, by when. The old day stays in the ledger with the reason. Raises Conflict where another saved since."""
    ITEMS.locked(item)
    ITEMS.check_open(item)
    check_seen(item, seen, theirs=item.title, mine=title)
    ITEMS.hand_over(item, owner, due_on, reason=reason, by=by, at=at)
    item.title = title.strip()
    item.save()
    ITEMS.owe(item, at=at, by=by, reason=reason)
    return item


@transaction.atomic
def put(*, programme: Programme, name: str, by: Person | None, at: datetime) -> ProgrammeVersion:
    """The programme as it stands goes to the Coordination and Delivery Group as a version. What is in it never changes."""
    _locked(programme)
    name = plain_name(name)
    check_put(programme)
    if programme.versions.filter(name=name).exists():
        raise NotAllowed(f"There is a version {name} already. Give this one another number.")
    return ProgrammeVersion.objects.create(
        programme=programme, name=name, items=frozen(programme), put_on=day_of(at), put_by=by
    )


@transaction.atomic
def answer(
    *, version: ProgrammeVersion, state: str, on: date, by: Person | None, at: datetime, minute: str = "", note: str = ""
) -> ProgrammeVersion:  # fmt: skip
    """What the Coordination and Delivery Group said of a version on a day, by which minute (P2). Said twice it is said once."""
    _locked(version.programme)
    version.refresh_from_db()
    if (version.state, version.answered_on) == (state, on):
        return version
    check_answer(version)
    if on > day_of(at):
        raise NotAllowed(f"{long_date(on)} lies ahead. Record the answer once it was given.")
    if on < version.put_on:
        raise NotAllowed(
            f"The version was put to the group on {long_date(version.put_on)}; its answer cannot be earlier."
        )
    version.state, version.answered_on, version.minute, version.note = state, on, minute.strip(), note.strip()
    version.recorded_by = by
    version.save()
    return version


def check_put(programme: Programme) -> None:
    """Raises NotAllowed where a version waits for its answer."""
    waiting = programme.versions.filter(state=State.PUT).last()
    if waiting:
        raise NotAllowed(
            f"{waiting} was put on {long_date(waiting.put_on)} and waits for its answer. Record that first."
        )


def check_answer(version: ProgrammeVersion) -> None:
    if version.state != State.PUT and version.answered_on:
        raise NotAllowed(
            f"{version} was {version.get_state_display().lower()} on {long_date(version.answered_on)}. An answer stands: put a new version."
        )


def frozen(programme: Programme) -> list[dict[str, Any]]:
    """The items as a version keeps them, dropped ones left out."""
    rows = list(programme.items.filter(dropped_on=None))
    owners = registry.owner_labels(programme.group, {item.owner for item in rows})
    return [
        {
            "number": item.number,
            "title": item.title,
            "owner": owners[item.owner],
            "due_on": item.due_on.isoformat(),
            "done_on": item.done_on.isoformat() if item.done_on else "",
        }
        for item in rows
    ]


def plain_name(name: str) -> str:
    """v1.0 is 1.0."""
    return name.strip().removeprefix("v").removeprefix("V")


def _locked(programme: Programme) -> Programme:
    programme.refresh_from_db(from_queryset=Programme.objects.select_for_update())
    return programme
