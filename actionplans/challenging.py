"""Who answers a challenge, and who judges the answer: of one to an agency the chair, of one to the sub-group its agency."""

from datetime import date

from actionplans.enums import Direction
from actionplans.models import Challenge
from members.models import Agency
from members.representation import seats_held_by
from subgroup import access
from subgroup.models import Person, SubGroup


def agencies_of(person: Person, group: SubGroup, *, on: date) -> set[int]:
    """The agencies for which a person speaks: as lead, as holder of a seat or as its deputy."""
    held = seats_held_by(person, group, on, or_deputised=True)
    return {seat.agency_id for seat in held} | set(access.agencies(person, group, on=on))


def may_make(
    person: Person, agency: Agency, direction: str, permissions: frozenset[str], *, on: date
) -> bool:
    """To an agency: who manages actions. To the sub-group: they, or somebody of the agency that makes it."""
    if "manage_actions" in permissions:
        return True
    return direction == Direction.TO_GROUP and agency.pk in agencies_of(person, agency.group, on=on)


def may_answer(person: Person, challenge: Challenge, permissions: frozenset[str], *, on: date) -> bool:
    """The agency's people, or business support for them; for the sub-group the chair or business support."""
    if "manage_actions" in permissions:
        return True
    mine = challenge.agency_id in agencies_of(person, challenge.group, on=on)
    return challenge.direction == Direction.TO_AGENCY and mine


def may_judge(person: Person, challenge: Challenge, permissions: frozenset[str], *, on: date) -> bool:
    """The chair; of an answer that the sub-group gave, the agency that asked. The same people close it and take it higher."""
    if challenge.direction == Direction.TO_AGENCY:
        return "sign_off_actions" in permissions
    return challenge.agency_id in agencies_of(person, challenge.group, on=on)
