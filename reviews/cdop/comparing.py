"""What a list of the panel's coordinator would change: each line new, changed, unchanged or wrong, with the reason. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any

from reviews.cdop.lists import FIELDS, Line
from reviews.enums import RequestState
from subgroup.deadlines.wording import long_date

NEW, CHANGED, UNCHANGED, WRONG = "new", "changed", "unchanged", "wrong"
_OF_DEATH = ("notified_on", "area", "expected", "category_one")
_DAYS = ("notified_on", "requested_on", "answered_on")
_LABELS = {**FIELDS, "category_one": "category 1"}


@dataclass(frozen=True)
class KnownRequest:
    state: str
    requested_on: date
    answered_on: date | None


@dataclass
class KnownDeath:
    """A death that is recorded, or that an earlier line of the list adds."""

    notified_on: date | None
    area: str = ""
    expected: bool | None = None
    category_one: bool | None = None
    takes_requests: bool = True
    requests: dict[tuple[str, str], KnownRequest] = field(default_factory=dict)


@dataclass(frozen=True)
class Verdict:
    line: Line
    what: str
    reason: str = ""


def compare(
    lines: Iterable[Line], deaths: Mapping[str, KnownDeath], today: date, *, default_form: str
) -> list[Verdict]:
    """`deaths` by their reference in small letters; each verdict takes for granted that those before it are written."""
    known = dict(deaths)
    seen: dict[tuple[str, str, str], Line] = {}
    return [_verdict(line, known, seen, today, default_form) for line in lines]


def _verdict(
    line: Line, known: dict[str, KnownDeath], seen: dict[tuple[str, str, str], Line], today: date, default_form: str
) -> Verdict:  # fmt: skip
    if line.wrong:
        return Verdict(line, WRONG, line.wrong)
    ahead = [name for name in _DAYS if (day := getattr(line, name)) and day > today]
    if ahead:
        return Verdict(line, WRONG, f"Its {_LABELS[ahead[0]]} is still to come.")
    key = line.reference.casefold()
    death = known.get(key)
    is_new = death is None
    if death is None:
        if line.notified_on is None:
            return Verdict(
                line, WRONG, "This death is not recorded here, and the row has no day on which the panel was notified."
            )  # fmt: skip
        death = KnownDeath(line.notified_on)
    if clash := _clash(line, death):
        return Verdict(line, WRONG, f"Recorded here is another {clash}. Correct one of them by hand.")
    filled = _fills(line, death)
    what, reason = (NEW, "A death that is not recorded yet.") if is_new else (UNCHANGED, "")
    if line.agency:
        what, reason = _of_request(line, death, seen, default_form, is_new=is_new)
    if what == WRONG:
        return Verdict(line, what, reason)
    if what == UNCHANGED and filled and not is_new:
        what, reason = CHANGED, f"Adds: {', '.join(_LABELS[name] for name in filled)}."
    known[key] = death
    for name in filled:
        setattr(death, name, getattr(line, name))
    return Verdict(line, what, " ".join(filter(None, [reason, line.note])))


def _clash(line: Line, death: KnownDeath) -> str:
    for name in _OF_DEATH:
        theirs, ours = getattr(line, name), getattr(death, name)
        if theirs not in (None, "") and ours not in (None, "") and theirs != ours:
            return _LABELS[name]
    return ""


def _fills(line: Line, death: KnownDeath) -> list[str]:
    return [
        name for name in _OF_DEATH if getattr(death, name) in (None, "") and getattr(line, name) not in (None, "")
    ]  # fmt: skip


def _of_request(
    line: Line, death: KnownDeath, seen: dict[tuple[str, str, str], Line], default_form: str, *, is_new: bool
) -> tuple[str, str]:  # fmt: skip
    form = line.form or default_form
    twin = seen.get(key := (line.reference.casefold(), line.agency, form))
    if twin is not None:
        same = (twin.state, twin.requested_on, twin.answered_on) == (
            line.state,
            line.requested_on,
            line.answered_on,
        )
        return (UNCHANGED, f"Row {twin.number} says the same.") if same else (
            WRONG, f"Row {twin.number} says otherwise about the same death and agency.",
        )  # fmt: skip
    seen[key] = line
    there = death.requests.get((line.agency, form))
    if line.state == RequestState.WITHDRAWN:
        if there is None:
            return UNCHANGED, f"{line.agency} is not asked."
        return WRONG, f"{line.agency} was asked here. Take that back on its page, with the reason."
    if line.requested_on and death.notified_on and line.requested_on < death.notified_on:
        return WRONG, f"{line.agency} would have been asked before the panel was notified."
    if there is not None:
        return _of_known(line, there)
    if not death.takes_requests:
        return WRONG, "The panel has reviewed this death: no agency is asked any more."
    return NEW, "" if not is_new else "With a death that is not recorded yet."


def _of_known(line: Line, there: KnownRequest) -> tuple[str, str]:
    if there.requested_on != line.requested_on:
        return (
            WRONG,
            f"Here {line.agency} was asked on {long_date(there.requested_on)}. Correct one of them by hand.",
        )
    if there.state == line.state and there.answered_on == line.answered_on:
        return UNCHANGED, ""
    if line.state == RequestState.ASKED:
        return UNCHANGED, "It is answered here already, and stays so."
    if there.state == RequestState.ASKED:
        return CHANGED, f"{RequestState(line.state).label}: outstanding until now."
    return WRONG, f"Recorded here: {RequestState(there.state).label.lower()}. Correct one of them by hand."


def to_json(line: Line) -> dict[str, Any]:
    kept = {one.name: getattr(line, one.name) for one in fields(line) if one.name not in ("number", "wrong")}
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in kept.items()
        if value not in (None, "")
    }


def from_json(number: int, kept: Mapping[str, Any], wrong: str = "") -> Line:
    values: dict[str, Any] = {
        name: date.fromisoformat(value) if name in _DAYS else value for name, value in kept.items()
    }
    return Line(number, wrong=wrong, **values)
