"""The dated words that a row of a tracker brings: its notes, and how the tracker as a whole puts the action."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from actionplans.saying import TRACKER_SAYS
from actionplans.trackers import Row
from subgroup.deadlines.wording import long_date
from subgroup.sheets.agencies import plain

COLOUR = {"R": "red", "A": "amber", "G": "green", "B": "blue", "": ""}


@dataclass(frozen=True)
class Word:
    """A dated word to be added to an action. `done`: by it the action is reported done, on `done_on`."""

    on: date
    text: str
    colour: str = ""
    done: bool = False
    done_on: date | None = None


def done_text(row: Row) -> str:
    return "\n".join(filter(None, [TRACKER_SAYS, _stands(row)]))


def _stands(row: Row) -> str:
    """How the tracker as a whole puts the action."""
    lines = [
        f"Status: {row.status}." if row.status else "",
        f"Comment: {row.comments}" if row.comments else "",
        f"Completed on {long_date(row.completed_on)}." if row.completed_on else "",
        f"Signed off: {row.signed_off}" if row.signed_off else "",
    ]
    return "\n".join(filter(None, lines))


def words_of(
    row: Row, there: set[tuple[date | None, str]], light: str, said_on: date, on: date, *, done: bool = False,
    is_new: bool = True,
) -> Iterable[Word]:  # fmt: skip
    """The notes that the register has not, by their days; then how the tracker as a whole puts the action, with its light.

    `done`: the action is open, or new, and is reported done by it.
    """
    for update in row.updates:
        text = update.text.strip()
        if not text or (update.on, plain(text)) in there:
            continue
        if update.on is None or update.on > on:
            text = f"{long_date(update.on)}: {text}" if update.on else text
            if (None, plain(text)) not in there:
                yield Word(said_on, text)
        else:
            yield Word(update.on, text)
    if done:
        done_on = min(row.completed_on or said_on, on)
        said = done_on if is_new else min(said_on, on)
        yield Word(said, done_text(row), COLOUR["B"], done=True, done_on=done_on)
        return
    text = done_text(row) if row.is_said_done else _stands(row)
    known = not text or (None, plain(text)) in there
    if light or not known:
        yield Word(said_on, "As it stood in the tracker." if known else text, COLOUR[light])
