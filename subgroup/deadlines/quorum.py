"""Whether enough of the right people are there. Quorum is an AND of conditions that the terms name (P4)."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import ClassVar

from subgroup.deadlines.wording import count, listing

ROLE_NAMES = {
    "chair": "the chair",
    "vice_chair": "the vice chair",
    "business_support": "the minute taker",
    "business_manager": "the business manager",
    "member": "a member",
}


@dataclass(frozen=True)
class Present:
    """A seat with somebody on it, the holder or a deputy.

    `counts` is whether this person counts towards quorum: the post does, and the deputy where it is one.
    `roles` are those the person fills at this meeting; they hold whether the person counts or not.
    """

    seat_key: str
    agency: str
    roles: frozenset[str] = frozenset()
    categories: frozenset[str] = frozenset()
    counts: bool = True


@dataclass(frozen=True)
class Part:
    """One condition at one meeting."""

    condition: "Condition"
    met: bool
    have: int
    need: int
    sentence: str

    @property
    def short(self) -> int:
        return max(0, self.need - self.have)


class Condition:
    """What quorum asks for. `kind` is its key in the file of terms."""

    kind: ClassVar[str]

    def need(self, members: int) -> int:
        """How many are needed of what have() counts. `members` is the size of the membership."""
        raise NotImplementedError

    def have(self, present: Sequence[Present]) -> int:
        raise NotImplementedError

    def words(self, have: int, need: int) -> str:
        """What is there and what is needed, with no full stop."""
        raise NotImplementedError

    def replied(self, have: int, need: int) -> str:
        """The same of a meeting to come, where `have` of them said yes."""
        raise NotImplementedError

    def part(self, present: Sequence[Present], members: int) -> Part:
        need, have = self.need(members), self.have(present)
        return Part(self, have >= need, have, need, self.words(have, need))


def _yes(have: int, one: str, many: str, need: int) -> str:
    said = f"{count(have, one, many)} {'says' if have == 1 else 'say'} yes"
    return f"{said}, {need} {'is' if need == 1 else 'are'} needed"


@dataclass(frozen=True)
class AtLeastMembers(Condition):
    kind = "at_least_members"
    number: int

    def need(self, members: int) -> int:
        return self.number

    def have(self, present: Sequence[Present]) -> int:
        return sum(one.counts for one in present)

    def words(self, have: int, need: int) -> str:
        return f"{_are(have, 'member', 'members')} present and {need} needed"

    def replied(self, have: int, need: int) -> str:
        return _yes(have, "member", "members", need)


@dataclass(frozen=True)
class AtLeastAgencies(Condition):
    kind = "at_least_agencies"
    number: int

    def need(self, members: int) -> int:
        return self.number

    def have(self, present: Sequence[Present]) -> int:
        return len(_agencies(present))

    def words(self, have: int, need: int) -> str:
        return f"members of {count(have, 'agency', 'agencies')} are present and {need} needed"

    def replied(self, have: int, need: int) -> str:
        return _yes(have, "agency", "agencies", need)


@dataclass(frozen=True)
class FractionOfMembers(AtLeastMembers):
    """A share of the membership, rounded up: a third of 10 is 4."""

    kind = "fraction_of_members"
    number: int
    of: int

    def need(self, members: int) -> int:
        return ceil(self.number * members / self.of)

    def words(self, have: int, need: int) -> str:
        return f"{_are(have, 'member', 'members')} present and {need} needed, {self.share}"

    def replied(self, have: int, need: int) -> str:
        return f"{super().replied(have, need)}, {self.share}"

    @property
    def share(self) -> str:
        return f"{self.number}/{self.of} of the membership"


@dataclass(frozen=True)
class RolePresent(Condition):
    """Somebody in any one of the roles, whether that person counts towards quorum or not."""

    kind = "role_present"
    roles: tuple[str, ...]

    def need(self, members: int) -> int:
        return 1

    def have(self, present: Sequence[Present]) -> int:
        return int(any(one.roles & set(self.roles) for one in present))

    def words(self, have: int, need: int) -> str:
        return f"{self.names} is {'present' if have else 'needed and not present'}"

    def replied(self, have: int, need: int) -> str:
        return f"{self.names} {'says yes' if have else 'is needed and has not said yes'}"

    @property
    def names(self) -> str:
        return listing([ROLE_NAMES.get(role, role) for role in self.roles], "or")


@dataclass(frozen=True)
class KOf(Condition):
    """At least k of the agencies or posts of a set."""

    kind = "k_of"
    k: int
    names: tuple[str, ...]

    def need(self, members: int) -> int:
        return self.k

    def have(self, present: Sequence[Present]) -> int:
        return len(_of_set(self.names, present))

    def words(self, have: int, need: int) -> str:
        return f"{have} of {listing(self.names)} present and {need} needed"

    def replied(self, have: int, need: int) -> str:
        return f"{have} of {listing(self.names)} said yes, {need} {'is' if need == 1 else 'are'} needed"


@dataclass(frozen=True)
class AllOf(KOf):
    kind = "all_of"

    def words(self, have: int, need: int) -> str:
        return f"{have} of {listing(self.names)} present and all {need} needed"

    def replied(self, have: int, need: int) -> str:
        return f"{have} of {listing(self.names)} said yes, all {need} are needed"


@dataclass(frozen=True)
class AnyOf(KOf):
    kind = "any_of"

    def words(self, have: int, need: int) -> str:
        return f"{listing(self.names, 'or')} is {'present' if have else 'needed and not present'}"

    def replied(self, have: int, need: int) -> str:
        return f"{listing(self.names, 'or')} {'says yes' if have else 'is needed and has not said yes'}"


@dataclass(frozen=True)
class AtLeastOfCategory(Condition):
    kind = "at_least_of_category"
    number: int
    category: str

    def need(self, members: int) -> int:
        return self.number

    def have(self, present: Sequence[Present]) -> int:
        return sum(one.counts and self.category in one.categories for one in present)

    def words(self, have: int, need: int) -> str:
        return f"from {self.category} {_are(have, 'member', 'members')} present and {need} needed"

    def replied(self, have: int, need: int) -> str:
        return f"from {self.category} {_yes(have, 'member', 'members', need)}"


@dataclass(frozen=True)
class QuorumResult:
    quorate: bool
    parts: tuple[Part, ...]
    sentence: str

    @property
    def missing(self) -> tuple[Part, ...]:
        return tuple(part for part in self.parts if not part.met)


def evaluate(conditions: Iterable[Condition], present: Sequence[Present], members: int) -> QuorumResult:
    """Quorate when every condition is met. `members` is the number of filled seats that count."""
    parts = tuple(condition.part(present, members) for condition in conditions)
    missing = [part for part in parts if not part.met]
    said = "; ".join(part.sentence for part in (missing or parts))
    quorate = not missing
    return QuorumResult(quorate, parts, f"{'Quorate' if quorate else 'Not quorate'}: {said}.")


@dataclass(frozen=True)
class Forecast:
    """Quorum before the meeting: `certain` by those who said yes, `possible` with those who could still come,
    or `not possible`. `telephone` lists the seats to ring, the most useful first; the first `enough` suffice.
    """

    state: str
    by_replies: QuorumResult
    at_best: QuorumResult
    telephone: tuple[str, ...]
    enough: int
    sentence: str

    @property
    def missing(self) -> tuple[Part, ...]:
        return self.by_replies.missing


@dataclass
class _Search:
    """Rings, at each step, the seat that lessens what is missing most."""

    conditions: tuple[Condition, ...]
    members: int
    there: list[Present]
    waiting: list[Present]
    rung: list[Present] = field(default_factory=list)

    def short(self, more: Collection[Present] = ()) -> int:
        return sum(part.short for part in evaluate(self.conditions, [*self.there, *more], self.members).parts)

    def run(self) -> None:
        while self.waiting and (now := self.short()):
            best = min(self.waiting, key=lambda one: self.short([one]))
            if self.short([best]) == now:
                return
            self.waiting.remove(best)
            self.there.append(best)
            self.rung.append(best)


def forecast(
    conditions: Iterable[Condition],
    saying_yes: Sequence[Present],
    could_still_come: Sequence[Present],
    members: int,
) -> Forecast:
    """What quorum will be, from replies. `could_still_come` are the seats with no answer yet."""
    conditions = tuple(conditions)
    by_replies = evaluate(conditions, saying_yes, members)
    at_best = evaluate(conditions, [*saying_yes, *could_still_come], members)
    if by_replies.quorate:
        sentence = f"Will be quorate by the replies: {_replied(by_replies.parts)}."
        return Forecast("certain", by_replies, at_best, (), 0, sentence)
    search = _Search(conditions, members, list(saying_yes), list(could_still_come))
    search.run()
    first = _Search(conditions, members, list(saying_yes), [])
    alternates = [one for one in search.waiting if first.short([one]) < first.short()]
    telephone = tuple(one.seat_key for one in (*search.rung, *alternates))
    if not at_best.quorate:
        sentence = f"Cannot be quorate as replies stand: {at_best.sentence.removeprefix('Not quorate: ')}"
        return Forecast("not possible", by_replies, at_best, telephone, 0, sentence)
    enough = len(search.rung)
    sentence = f"May be quorate: by the replies {_replied(by_replies.missing)}. {count(enough, 'more yes', 'more who say yes')} will do."
    return Forecast("possible", by_replies, at_best, telephone, enough, sentence)


def _replied(parts: Iterable[Part]) -> str:
    return "; ".join(part.condition.replied(part.have, part.need) for part in parts)


def _agencies(present: Sequence[Present]) -> set[str]:
    return {one.agency for one in present if one.counts}


def _of_set(names: Collection[str], present: Sequence[Present]) -> set[str]:
    there = _agencies(present) | {one.seat_key for one in present if one.counts}
    return there & set(names)


def _are(number: int, one: str, many: str) -> str:
    return f"{count(number, one, many)} {'is' if number == 1 else 'are'}"
