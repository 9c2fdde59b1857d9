"""The terms of reference in sentences."""

from subgroup.deadlines.quorum import (
    ROLE_NAMES,
    AllOf,
    AnyOf,
    AtLeastAgencies,
    AtLeastMembers,
    AtLeastOfCategory,
    Condition,
    FractionOfMembers,
    KOf,
    RolePresent,
)
from subgroup.deadlines.wording import count, listing
from subgroup.terms import ParsedTerms

DEADLINES = {
    "agenda_call": ("The call for items goes out", "the meeting"),
    "items": ("Agenda items and papers are with the chair and business support", "the meeting"),
    "publish": ("Agenda and papers are published", "the meeting"),
    "minutes": ("Minutes are circulated", "the meeting"),
    "second_apology_letter": ("The chair writes after consecutive apologies", "the meeting"),
    "update_window_opens": ("Updates of actions are asked for", "the meeting"),
    "update_window_closes": ("Updates of actions are made", "the meeting"),
    "return": ("The return goes to the Coordination and Delivery Group", "its meeting"),
    "compact_warning": ("A compact is renewed, or its end prepared for", "its last day"),
    "cdop_return": ("An agency answers the Child Death Overview Panel (local)", "the day it is asked"),
}


def _needed(condition: Condition) -> str:
    match condition:
        case FractionOfMembers():
            return f"{condition.number}/{condition.of} of the members, rounded up"
        case AtLeastMembers():
            return f"at least {count(condition.number, 'member', 'members')}"
        case AtLeastAgencies():
            return f"members from at least {count(condition.number, 'agency', 'different agencies')}"
        case RolePresent():
            return listing([ROLE_NAMES.get(role, role) for role in condition.roles], "or")
        case AllOf():
            return f"all of {listing(condition.names)}"
        case AnyOf():
            return f"one of {listing(condition.names, 'or')}"
        case KOf():
            return f"at least {condition.k} of {listing(condition.names)}"
        case AtLeastOfCategory():
            return f"at least {count(condition.number, 'member', 'members')} from {condition.category}"
    raise TypeError(f"No words for {condition!r}.")


def quorum(terms: ParsedTerms) -> str:
    """“A meeting is quorate with members from at least 4 different agencies.”"""
    needed = listing([_needed(condition) for condition in terms.quorum.conditions])
    return f"A meeting is quorate with {needed}." if needed else "The terms ask for no quorum."


def not_quorate(terms: ParsedTerms) -> str:
    """What follows from too few, and whether the chair may decide otherwise."""
    declare = (
        "The chair may declare the meeting quorate with a reason."
        if terms.quorum.chair_may_declare
        else "The chair cannot declare it quorate."
    )
    return f"If it is not quorate: {terms.quorum.if_not_quorate}. {declare}"


def deputies(terms: ParsedTerms) -> str:
    standing = terms.standing
    counts = "counts" if standing.deputies_count_for_quorum else "does not count"
    breaks = "ends" if standing.deputy_breaks_run_of_apologies else "does not end"
    return (
        f"A deputy {counts} for quorum, and {breaks} a run of apologies. "
        f"The chair writes after {count(standing.letter_after_apologies, 'apology', 'consecutive apologies')}."
    )


def deadlines(terms: ParsedTerms) -> list[tuple[str, str, str]]:
    """What, when and where it says so, in the order of a meeting's cycle."""
    offsets = terms.offsets
    rows = []
    for key in [
        *(key for key in DEADLINES if key in offsets),
        *(key for key in offsets if key not in DEADLINES),
    ]:
        what, of = DEADLINES.get(key, (key.replace("_", " ").capitalize(), "its day"))
        offset = offsets[key]
        when = f"on the day of {of}" if offset.direction == "on" else f"{offset.text} {of}"
        rows.append((what, when, offset.source))
    return rows
