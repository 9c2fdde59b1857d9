"""When an action may be updated and completed."""

from datetime import date

from actionplans.enums import Stage
from actionplans.models import Action
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.terms.lights import COLOURS, LightTerms


def check_open(action: Action) -> None:
    if action.withdrawn_at:
        how = "removed from the minutes" if action.line_id else "taken back with its import"
        raise NotAllowed(
            f"{action.reference} was {how} on {long_date(day_of(action.withdrawn_at))}, "
            "so that nothing is owed any more."
        )
    if action.stage == Stage.ENDED:
        raise NotAllowed(f"{action.reference} was open when its plan was closed, and is owed no more.")
    if action.done_on:
        raise NotAllowed(
            f"{action.reference} was reported done on {long_date(action.done_on)} by {action.done_by}."
        )


def check_complete(action: Action) -> None:
    """Of a plan, completion is proposed with its evidence, and the chair signs it off."""
    check_open(action)
    if action.recommendation_id:
        raise NotAllowed(
            f"{action.reference} is of a plan: propose its completion, and the chair signs it off."
        )


def check_update(action: Action, text: str, new_due_on: date | None, today: date) -> None:
    check_open(action)
    if not text.strip():
        raise NotAllowed("Say in a few words how the action stands.")
    if new_due_on and new_due_on < today:
        raise NotAllowed("The new day has passed already. Give a day from today on.")


def check_light(action: Action, colour: str, reason: str, says: str, because: str, terms: LightTerms) -> None:
    """`says` is what days and evidence compute. Another colour is an override and needs a reason (P7)."""
    if action.withdrawn_at:
        raise NotAllowed(f"{action.reference} was removed, so that it has no light any more.")
    if colour not in COLOURS:
        raise NotAllowed("Choose one of the lights.")
    if colour != says and not reason.strip():
        raise NotAllowed(
            f"Days and evidence say “{terms.word(says)}”: {because[0].lower()}{because[1:]} "
            f"Give a reason for “{terms.word(colour)}”."
        )


def check_saved_filter(name: str, query: str) -> None:
    if not name.strip():
        raise NotAllowed("Give the filter a name.")
    if not query:
        raise NotAllowed("Nothing is filtered. Choose a filter first, then save it.")
    if len(query) > 1000:
        raise NotAllowed("That filter is too long to be saved.")
