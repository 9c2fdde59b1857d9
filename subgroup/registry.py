"""The doors through which an upper app shows itself to this one. Filled in AppConfig.ready().

What lies below asks here and never imports upwards. What a list needs is asked for many things at once.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from subgroup.addresses import address
from subgroup.deadlines.rules import Offset, Rule
from subgroup.once import once

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from subgroup.models import Message, Person, SubGroup
    from subgroup.past import When
    from subgroup.views.base import GroupRequest

T = TypeVar("T")


class Register(Generic[T]):
    """Things by key. The same may be entered twice; another one under a taken key raises ValueError."""

    def __init__(self, what: str) -> None:
        self.what = what
        self._entries: dict[str, T] = {}

    def add(self, key: str, entry: T) -> T:
        if self._entries.setdefault(key, entry) != entry:
            raise ValueError(f"There is already another {self.what} named {key!r}.")
        return entry

    def add_all(self, entries: Mapping[str, T]) -> None:
        for key, entry in entries.items():
            self.add(key, entry)

    def remove(self, key: str) -> None:
        self._entries.pop(key, None)

    def __getitem__(self, key: str) -> T:
        try:
            return self._entries[key]
        except KeyError:
            raise LookupError(f"No {self.what} is named {key!r}. Its app registers it in ready().") from None

    def get(self, key: str) -> T | None:
        return self._entries.get(key)

    def __contains__(self, key: str) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[T]:
        return iter(list(self._entries.values()))

    def keys(self) -> list[str]:
        return list(self._entries)


class Rules(Register[Rule]):
    """The rules that the ledger knows, with the word for keeping each: "circulated", "published", "sent"."""

    def __init__(self) -> None:
        super().__init__("rule")
        self._done: dict[str, str] = {}

    def register(self, *rules: Rule, done: str = "done") -> None:
        """`done` says how the rule is kept, as in "Minutes of M2 late: due …, circulated …"."""
        for rule in rules:
            self.add(rule.key, rule)
            self._done[rule.key] = done

    def done(self, key: str) -> str:
        return self._done.get(key, "done")

    def breaching(self) -> list[str]:
        """The keys of the rules whose missed due day is a breach."""
        return [rule.key for rule in self._entries.values() if rule.breach]

    def harmless(self) -> list[str]:
        """The others. To leave these out finds what is overdue by the index of open rows; to name the many does not."""
        return [rule.key for rule in self._entries.values() if not rule.breach]


class Hider:
    """What keeps things of a kind from somebody: `roots` says what is hidden at all, `among` which of some ids hang on that.

    `roots` is asked once, however many kinds share it, and where it answers nothing nothing more is asked. For nobody in
    particular (None) it answers what is hidden from anybody. `among` answers for all ids where it is given None.
    `left` says who is told of what is owed for them, where it is hidden from everybody who answers for it. `exactly`, where
    it hangs on more than the root, answers for one person which of some ids are hidden.
    """

    def __init__(
        self,
        roots: Callable[["Person | None", "SubGroup", date], frozenset[str]],
        among: Callable[[frozenset[str], Collection[str] | None], Collection[str]],
        left: Callable[["SubGroup", str, date], Sequence["Person"]] = lambda group, one, on: (),
        exactly: Callable[["Person", "SubGroup", Collection[str], date], Collection[str]] | None = None,
    ) -> None:
        self.roots, self.among, self.left, self.exactly = roots, among, left, exactly


@dataclass(frozen=True)
class Subject:
    """A kind of thing that deadlines, breaches and mails are about; each function answers for many ids.

    `labels` leaves out an id that is gone. `page` names the address that leads to one thing, by the slug of its group
    and its id (without `pages_by_id` by the slug alone). `still_on` says which of the things still take place (a
    cancelled meeting does not). Any right of `opened_by` opens their pages; any of `told_to` (as a rule the same) lets
    a reader know of what is owed for them. `hidden` says which of them are not there for a person on a day: their
    deadlines, breaches, mails and histories are in no list, count or page of theirs. `theirs` says which of some ids open to a
    reader, where it hangs on more than a right: no page leads them to another, and their calendar is without it.
    """

    noun: str
    labels: Callable[[Collection[str]], Mapping[str, str]]
    page: str
    still_on: Callable[[Collection[str]], Collection[str]] = field(default=lambda ids: ids)
    opened_by: tuple[str, ...] = ("view_group",)
    told_to: tuple[str, ...] = ()
    hidden: Hider | None = None
    theirs: Callable[["GroupRequest", Collection[str]], Collection[str]] | None = None
    pages_by_id: bool = True

    def url(self, slug: str, pk: str) -> str:
        return address(self.page, slug, pk) if self.pages_by_id else address(self.page, slug)

    def opens_to(self, may: Callable[[str], bool]) -> bool:
        return any(map(may, self.opened_by))

    def is_told_to(self, may: Callable[[str], bool]) -> bool:
        return any(map(may, self.told_to or self.opened_by))


@dataclass(frozen=True)
class Owners:
    """One kind of owner ("role", "seat", "agency", "person").

    `people` says, for keys of this kind in a group on a day, who answers for each then: the vice chair too
    where the chair's seat is vacant. `keys_of` is the way back: the keys for which a person answers. Both in
    constant queries.
    """

    people: Callable[["SubGroup", Collection[str], date], Mapping[str, Sequence["Person"]]]
    keys_of: Callable[["Person", "SubGroup", date], Collection[str]]
    labels: Callable[["SubGroup", Collection[str]], Mapping[str, str]] = field(
        default=lambda group, keys: {key: key.replace("_", " ") for key in keys}
    )
    choices: Callable[["SubGroup", date], Sequence[tuple[str, str]]] = field(default=lambda group, on: ())
    """Who of this kind can be given something to do on a day: key and words."""


@dataclass(frozen=True)
class Panel:
    """A part of the home page. `context` answers None where there is nothing to say to this person.

    With `where`, rows of `OuterRef("pk")`'s group, it is asked only in a group that has one, whoever may see it.
    Rows of the ledger that it lists stand in its `deadlines`: the home page takes out of them what it has named above.
    """

    order: int
    permission: str
    template: str
    context: Callable[["GroupRequest"], Mapping[str, Any] | None]
    where: "QuerySet[Any] | None" = None


@dataclass(frozen=True)
class Waits:
    """A kind of thing that waits for somebody's decision: the home page lists it, and of a past day what waited then.

    `find` answers the decisions (members/deciding.py) that wait for the reader, or waited. With `where`, rows of
    `OuterRef("pk")`'s group, it is asked of today only in a group that has one.
    """

    order: int
    permission: str
    find: Callable[["GroupRequest", "When"], Iterable[Any]]
    where: "QuerySet[Any] | None" = None


@dataclass(frozen=True)
class Hit:
    """A thing that a search found, as its reader may see it."""

    title: str
    url: str
    note: str = ""


@dataclass(frozen=True)
class Found:
    """The first of what a search found of a kind, how many there are, and where all of them stand."""

    hits: Sequence[Hit]
    total: int
    all_url: str = ""


@dataclass(frozen=True)
class Search:
    """A kind of thing that is searched. `find` takes the request and the words, and answers what the reader may see of it.

    Any right of `rights` lets it be asked at all. Each in constant queries.
    """

    order: int
    heading: str
    rights: frozenset[str]
    find: Callable[["GroupRequest", str], Found]


HITS = 10
"""Of each kind, on the page of a search."""


def found(rows: Any, hit: Callable[[Any], Hit], all_url: str = "") -> Found:
    """The first of a queryset. Two queries."""
    total = rows.count()
    return Found([hit(row) for row in rows[:HITS]] if total else [], total, all_url)


def listen(door: list[T], listener: T) -> None:
    """Adds a listener to a door, once, however often its app is set up."""
    if listener not in door:
        door.append(listener)


typed: list[Callable[..., object]] = []
"""Called with a form that somebody sent, and keywords place (in words), group, by and at: adds an error where they are asked first."""
gone: list[Callable[..., bool]] = []
"""Called before a page is refused, with the request, the group, the person and what the address holds: whether the thing is not there."""
unwanted: list[Callable[["Message"], str]] = []
"""Called before a mail goes, or goes again: a sentence where whoever it is for wants no more of its kind."""
holders: list[Callable[[str], str]] = []
"""One function: who holds a permission by their role, in words ("the chair or the business manager"), for what is refused."""


DailyHook = Callable[["SubGroup", date, datetime], Sequence[str]]
"""A part of the daily run: for a group, today and the moment; idempotent; answers a line per thing it did."""


class Regimes:
    """The door for statutory clocks: how far the due day lies from its trigger under a regime (guidance in force from a day)."""

    offset: Callable[["SubGroup", str, str, date], Offset]
    """(group, key of the regime, key of the rule, trigger day) → offset. Raises KeyError for what the regime does not know."""


rules = Rules()
regimes = Regimes()
subjects: Register[Subject] = Register("kind of subject")
owners: Register[Owners] = Register("kind of owner")
panels: Register[Panel] = Register("panel")
waiting: Register[Waits] = Register("kind of what waits")
daily: Register[DailyHook] = Register("daily hook")
searches: Register[Search] = Register("search")


def passes(form: Any, *, place: str, group: "SubGroup", by: "Person", at: datetime) -> bool:
    """Whether a form is right, when those who listen at `typed` have looked at it too."""
    form.is_valid()
    for look in typed:
        look(form, place=place, group=group, by=by, at=at)
    return not form.errors


def unwanted_mail(message: "Message") -> str:
    """Why a mail is not sent any more; empty where nobody objects."""
    return next(filter(None, (ask(message) for ask in unwanted)), "")


def batched(ids: Sequence[T], size: int = 5000) -> Iterator[Sequence[T]]:
    """Parts that fit into one query of either database."""
    return (ids[start : start + size] for start in range(0, len(ids), size))


def hidden(
    person: "Person | None", group: "SubGroup", pairs: Iterable[tuple[str, str]], *, on: date
) -> set[tuple[str, str]]:
    """Those of the (kind, id) that are not there for this person; for nobody in particular, that are not there for somebody.

    One query where nothing is hidden from them, none where no kind of the pairs hides anything; else a few, and one for each kind.
    """
    by_kind = _by_kind(pairs)
    found: set[tuple[str, str]] = set()
    for kind, ids in by_kind.items():
        hider = subjects[kind].hidden if kind in subjects else None
        if hider and hider.exactly and person is not None:
            found |= {(kind, one) for one in hider.exactly(person, group, sorted(ids), on)}
            by_kind = {other: ids for other, ids in by_kind.items() if other != kind}
    for kind, hider, roots in _hiders(person, group, by_kind, on):
        found |= {(kind, one) for one in hider.among(roots, sorted(by_kind[kind]))}
    return found


def all_hidden(person: "Person | None", group: "SubGroup", *, on: date) -> dict[str, set[str]]:
    """Kind → all ids that are not there for this person: for lists that are counted and paged in the database."""

    def ask() -> dict[str, set[str]]:
        found = {
            kind: set(hider.among(roots, None))
            for kind, hider, roots in _hiders(person, group, hiding_kinds(), on)
        }
        return {kind: ids for kind, ids in found.items() if ids}

    return once(("all hidden", person and person.pk, group.pk, on), ask)


class Told:
    """Who may be told of a thing of a group on a day. Two queries where nothing is hidden from anybody."""

    def __init__(self, group: "SubGroup", pairs: Iterable[tuple[str, str]], *, on: date) -> None:
        self.group, self.on = group, on
        self.secret = hidden(None, group, pairs, on=on)
        self._from: dict[int, set[tuple[str, str]]] = {}

    def of(self, pair: tuple[str, str], people: Sequence["Person"]) -> Sequence["Person"]:
        """Those of the people for whom it is there; where there are none, who else answers for what is hidden."""
        if pair not in self.secret or not people:
            return people
        found = [person for person in people if pair not in self._hidden_from(person)]
        hider = subjects[pair[0]].hidden
        return found or (list(hider.left(self.group, pair[1], self.on)) if hider else [])

    def is_there(self, pair: tuple[str, str], person: "Person") -> bool:
        return pair not in self.secret or pair not in self._hidden_from(person)

    def _hidden_from(self, person: "Person") -> set[tuple[str, str]]:
        if person.pk not in self._from:
            self._from[person.pk] = hidden(person, self.group, self.secret, on=self.on)
        return self._from[person.pk]


def hiding_kinds() -> list[str]:
    return [kind for kind in subjects.keys() if subjects[kind].hidden]  # noqa: SIM118 - not a dict


def _hiders(
    person: "Person | None", group: "SubGroup", kinds: Iterable[str], on: date
) -> Iterator[tuple[str, Hider, frozenset[str]]]:
    """Each kind that hides something now, its hider and what is hidden at its root."""
    asked: dict[Any, frozenset[str]] = {}
    for kind in kinds:
        entry = subjects.get(kind)
        if entry is None or entry.hidden is None:
            continue
        roots = entry.hidden.roots
        if roots not in asked:
            asked[roots] = roots(person, group, on)
        if asked[roots]:
            yield kind, entry.hidden, asked[roots]


def _by_kind(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for kind, key in pairs:
        found.setdefault(kind, set()).add(key)
    return found


def people_for(
    group: "SubGroup", pairs: Iterable[tuple[str, str]], *, on: date
) -> dict[tuple[str, str], list["Person"]]:
    """Who answers on a day for each (kind, key): active people only, nobody for an unknown kind."""
    found: dict[tuple[str, str], list[Person]] = {}
    for kind, keys in _by_kind(pairs).items():
        entry = owners.get(kind)
        people = entry.people(group, keys, on) if entry else {}
        found |= {(kind, key): [one for one in people.get(key, ()) if one.is_active] for key in keys}
    return found


def owner_labels(group: "SubGroup", pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """Each owner in words: "chair", "Greater Manchester Police"."""
    found: dict[tuple[str, str], str] = {}
    for kind, keys in _by_kind(pairs).items():
        entry = owners.get(kind)
        labels = entry.labels(group, keys) if entry else {}
        found |= {(kind, key): labels.get(key, key) for key in keys}
    return found


def owner_choices(group: "SubGroup", *, on: date) -> list[tuple[tuple[str, str], str]]:
    """Everybody who can be given something to do: (kind, key) and words."""
    return [((kind, key), words) for kind in owners.keys() for key, words in owners[kind].choices(group, on)]  # noqa: SIM118


def url_of(group: "SubGroup", kind: str, pk: str) -> str | None:
    """The path of a thing of the group; None for a kind that has no page."""
    entry = subjects.get(kind)
    return entry.url(group.slug, pk) if entry else None


def not_theirs(request: "GroupRequest", pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (kind, id) that do not open to this reader although their kind does. A query for each kind that asks more."""
    found: set[tuple[str, str]] = set()
    for kind, ids in _by_kind(pairs).items():
        if (entry := subjects.get(kind)) and entry.theirs:
            found |= {(kind, one) for one in ids - set(entry.theirs(request, sorted(ids)))}
    return found


def opens(may: Callable[[str], bool], kind: str) -> bool:
    """Whether the pages of a kind of thing open to a reader with these rights."""
    entry = subjects.get(kind)
    return entry is not None and entry.opens_to(may)


def url_open_to(request: "GroupRequest", kind: str, pk: str) -> str | None:
    """The path of a thing of the group where it opens to the reader."""
    there = opens(request.may, kind) and not not_theirs(request, [(kind, pk)])
    return url_of(request.group, kind, pk) if there else None


def is_told(may: Callable[[str], bool], kind: str) -> bool:
    """Whether a reader with these rights is told what is owed for a kind of thing."""
    entry = subjects.get(kind)
    return entry is None or entry.is_told_to(may)


def labels_for(pairs: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """The name of each (kind, id) that still exists."""
    found: dict[tuple[str, str], str] = {}
    for kind, ids in _by_kind(pairs).items():
        if entry := subjects.get(kind):
            found |= {(kind, one): label for one, label in entry.labels(ids).items()}
    return found


def still_on(pairs: Iterable[tuple[str, str]]) -> set[tuple[str, str]]:
    """Those of the (kind, id) that still take place; a kind that nobody registered counts as taking place."""
    found = set()
    for kind, ids in _by_kind(pairs).items():
        entry = subjects.get(kind)
        for part in batched(sorted(ids)):
            found |= {(kind, one) for one in (entry.still_on(part) if entry else part)}
    return found
