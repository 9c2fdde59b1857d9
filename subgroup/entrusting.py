"""What is done alike to everything that a post has in hand until a day: an item of the work programme, an objective."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any, TypeVar

from django.db import transaction

from subgroup import ledger, registry
from subgroup.clock import day_of
from subgroup.deadlines.rules import Rule
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup
from subgroup.models.entrusted import Entrusted

Thing = TypeVar("Thing", bound=Entrusted)


@dataclass(frozen=True)
class Entrusting:
    """Of one kind of thing: its rule of the ledger, its kind there, and what one is called: “Item {number}”."""

    rule: Rule
    kind: str
    name: str
    label: str
    """On the ledger, of the thing: `{0}`."""
    key: Callable[[Any], object] = attrgetter("pk")
    """What its row of the ledger is about."""
    done: str = "done"
    follow: Callable[[Any, Person | None, datetime], object] = lambda thing, by, at: None
    """Called after it was finished, dropped or given to another owner, in the same transaction."""

    def called(self, thing: Any) -> str:
        return self.name.format(number=thing.number)

    def locked(self, thing: Thing) -> Thing:
        thing.refresh_from_db(from_queryset=type(thing)._default_manager.select_for_update())  # noqa: SLF001
        return thing

    @transaction.atomic
    def finish(self, thing: Thing, *, on: date, note: str, at: datetime) -> Thing:
        """Done on a day that has come, with what came of it. Pressed twice it is done once."""
        self.locked(thing)
        if thing.done_on:
            return thing
        self.check_open(thing)
        if on > day_of(at):
            raise NotAllowed(f"{long_date(on)} lies ahead. Record it once it is done.")
        thing.done_on, thing.note = on, note.strip()
        thing.version += 1
        thing.save()
        ledger.meet(
            group=thing.home,
            rule=self.rule.key,
            subject_kind=self.kind,
            subject_id=self.key(thing),
            on=on,
            at=at,
        )
        self.follow(thing, None, at)
        return thing

    @transaction.atomic
    def drop(self, thing: Thing, *, reason: str, by: Person, at: datetime) -> Thing:
        """It is not done this year, for a reason that stays."""
        self.locked(thing)
        if thing.dropped_on:
            return thing
        self.check_open(thing)
        if not reason.strip():
            raise NotAllowed("Say why it is dropped.")
        thing.dropped_on, thing.note = day_of(at), reason.strip()
        thing.version += 1
        thing.save()
        self.release(thing, reason, by, at)
        self.follow(thing, by, at)
        return thing

    @transaction.atomic
    def reopen(self, thing: Thing, *, reason: str, by: Person, at: datetime) -> Thing:
        """What was recorded as done or dropped is open again, and owed again. What was said of it stays in its history."""
        self.locked(thing)
        if thing.is_open:
            return thing
        if not reason.strip():
            raise NotAllowed("Say why it is opened again.")
        owed = self.owed_for(thing)
        thing.done_on = thing.dropped_on = None
        thing.note = ""
        thing.version += 1
        thing.save()
        if owed and owed.met_on:
            ledger.reopen(deadline=owed, reason=reason, by=by, at=at)
        else:
            self.owe(thing, at=at, by=by, reason=reason)
        return thing

    def hand_over(
        self, thing: Entrusted, owner: tuple[str, str], due_on: date, *, reason: str, by: Person, at: datetime
    ) -> None:
        """Another owner or another day, for a reason; the caller saves the thing and owes it anew."""
        if (due_on, owner) != (thing.due_on, thing.owner) and not reason.strip():
            raise NotAllowed("Say why its day or its owner changes.")
        if owner != thing.owner:
            check_owner(thing.home, owner, on=day_of(at))
            self.release(thing, f"It went to somebody else. {reason}".strip(), by, at)
        thing.due_on, (thing.owner_kind, thing.owner_key) = due_on, owner
        thing.version += 1
        self.follow(thing, by, at)

    def check_open(self, thing: Entrusted) -> None:
        closed = thing.done_on or thing.dropped_on
        if closed:
            raise NotAllowed(
                f"{self.called(thing)} was {self.done if thing.done_on else 'dropped'} on {long_date(closed)}. Open it again first."
            )

    def owed_for(self, thing: Entrusted) -> Any:
        """Its row of the ledger."""
        rows = ledger.calendar(thing.home, date.min, date.max).about(self.kind, self.key(thing))
        return rows.filter(owner_kind=thing.owner_kind, owner_key=thing.owner_key).first()

    def owe(self, thing: Entrusted, *, at: datetime, by: Person | None, reason: str = "") -> None:
        ledger.owe(
            group=thing.home, rule=self.rule.key, subject_kind=self.kind, subject_id=self.key(thing), trigger_on=thing.due_on,
            owner=thing.owner, label=self.label.format(thing), at=at, by=by, reason=reason, again=True,
        )  # fmt: skip

    def release(self, thing: Entrusted, reason: str, by: Person, at: datetime) -> None:
        ledger.release(
            group=thing.home, subject_kind=self.kind, subject_id=self.key(thing), rule=self.rule.key, owner=thing.owner,
            reason=reason, by=by, at=at,
        )  # fmt: skip


def check_owner(group: SubGroup, owner: tuple[str, str], *, on: date) -> None:
    if owner not in dict(registry.owner_choices(group, on=on)):
        raise NotAllowed("Choose a post of this sub-group as owner.")


def check_seen(thing: Entrusted, seen: int, *, theirs: str, mine: str) -> None:
    """Raises Conflict where another saved since."""
    if thing.version != seen:
        raise Conflict("Somebody else changed this since you opened it.", theirs=theirs, mine=mine)


def a_year_on(day: date) -> date:
    """29 February becomes the 28th."""
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day.replace(year=day.year + 1, day=28)


def state_of(thing: Any, on: date) -> tuple[str, str]:
    """How it stands on a day, of a kind that is done or dropped: in words and a colour."""
    if thing.done_on:
        return ("Done late", "orange") if thing.done_on > thing.due_on else ("Done", "green")
    if thing.dropped_on:
        return "Dropped", "grey"
    return ("Overdue", "red") if thing.due_on < on else ("In hand", "blue")
