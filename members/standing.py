"""Who sits where, for pages: what representation.py answers, kept until the membership changes (subgroup/stamps.py)."""

from datetime import date

from members.owners import STAND_INS
from members.representation import SeatOn, seats_on
from subgroup.models import Person, SubGroup, Terms
from subgroup.registry import owners
from subgroup.stamps import kept


def seats(group: SubGroup, day: date) -> list[SeatOn]:
    """`seats_on` for a page; no query while the membership stays as it is."""
    return kept(group, ("seats", day), lambda: seats_on(group, day))


def terms(group: SubGroup) -> dict[int, Terms]:
    """Every version of the terms by its id."""
    return kept(group, "terms", lambda: {each.pk: each for each in group.terms.all()})


def owners_of(person: Person, group: SubGroup, day: date) -> list[tuple[str, str]]:
    """`ledger.owners_of` for a page: what this person answers for on a day. One query."""
    standing = [one for one in seats(group, day) if one.holder]
    mine = [one.seat for one in standing if one.holder == person]
    roles = {seat.role for seat in mine}
    filled = {one.seat.role for one in standing}
    roles |= {role for role, other in STAND_INS.items() if other in roles and role not in filled}
    answers = [("person", str(person.pk))]
    answers += [("seat", str(seat.pk)) for seat in mine] + [("role", role) for role in sorted(roles)]
    return answers + [("agency", code) for code in owners["agency"].keys_of(person, group, day)]
