"""How a death and a request are worded and coloured, on every page and in every file the same."""

from datetime import date

from reviews.enums import DeathState, RequestState
from reviews.models import ChildDeath, DeathRequest
from subgroup.deadlines.wording import count

DEATH_COLOURS = {
    DeathState.NOTIFIED: "yellow", DeathState.GATHERING: "blue", DeathState.READY: "purple", DeathState.REVIEWED: "green",
    DeathState.DEFERRED: "orange", DeathState.CLOSED: "grey",
}  # fmt: skip
_WORST = (
    RequestState.ASKED, RequestState.DECLINED, RequestState.RETURNED, RequestState.NIL, RequestState.WITHDRAWN,
)  # fmt: skip


def standing(request: DeathRequest, today: date) -> tuple[str, str]:
    """In words, with the days that it has been outstanding, and a colour."""
    waited = count((today - request.requested_on).days, "day", "days")
    late = "" if request.answered_on is None or request.answered_on <= request.due_on else ", late"
    match request.state:
        case RequestState.ASKED if request.is_late(today):
            return f"Late, {waited}", "red"
        case RequestState.ASKED:
            return f"Asked, {waited}", "blue"
        case RequestState.RETURNED:
            return f"Returned{late}", "orange" if late else "green"
        case RequestState.NIL:
            return f"No involvement{late}", "orange" if late else "teal"
        case RequestState.DECLINED:
            return "Declined", "magenta"
    return "Not needed", "grey"


def board_cell(death: ChildDeath, agency: int, today: date) -> tuple[str, str]:
    """What an agency owes for a death, the worst of several forms. The death's requests stand in `asked`."""
    mine = [one for one in vars(death)["asked"] if one.agency_id == agency]
    if not mine:
        return "", ""
    worst = min(mine, key=lambda one: (_WORST.index(RequestState(one.state)), one.due_on))
    return standing(worst, today)
