"""Traffic lights and words of status: what a cell says, what its colour says, and whether they agree."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from subgroup.sheets.colours import COLOURS

LETTERS = {"r": "R", "a": "A", "g": "G", "b": "B", "y": "A"}
NAMES = {"red": "R", "amber": "A", "yellow": "A", "orange": "A", "green": "G", "blue": "B"}
DONE = (
    "complete with evidence", "completed", "complete", "achieved", "closed", "done", "signed off", "finished", "embedded",
    "implemented", "delivered",
)  # fmt: skip
GOING = (
    "on track",
    "on target",
    "in progress",
    "progressing",
    "underway",
    "under way",
    "going to plan",
    "started",
)
SLOW = (
    "some slippage", "slippage", "partly", "partially", "part achieved", "delayed", "at risk", "behind", "delay",
)  # fmt: skip
NOT_DONE = (
    "not achieved", "not started", "not met", "not complete", "not completed", "incomplete", "overdue", "no progress",
    "off track", "off target", "outstanding", "stalled", "not done", "not yet started",
)  # fmt: skip
_GONE = re.compile(
    r"\bwithdrawn\b|\bsuperseded\b|\b(?:no longer|not) (?:required|needed|relevant|applicable|pursued)\b|\bdeferred\b|"
    r"\bcancelled\b|\babandoned\b|\bon hold\b|\bsuspended\b|\bmerged (?:with|into)\b|\bduplicate\b",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"(\d{1,3})(?:[.,]\d+)?\s*(?:%|per\s?cent\b)", re.IGNORECASE)
_MEANINGS = [
    (re.compile(f" (?:{'|'.join(phrases)}) "), code)
    for phrases, code in ((NOT_DONE, "R"), (SLOW, "A"), (DONE, "B"), (GOING, "G"))
]
_BEFORE = re.compile(r"[\s(\[,;-]+\b(?:was|previously|formerly)\b.*$", re.IGNORECASE | re.DOTALL)
"""Of “Green (was amber)” what it was."""
_CAUTION = "RAGB"
COMPLETE = "B"


@dataclass(frozen=True)
class Light:
    code: str = ""
    """R, A, G, B, or nothing."""
    notes: tuple[str, ...] = ()
    doubts: tuple[str, ...] = ()


def read_light(text: str, colour: str = "", legend: Mapping[str, str] | None = None) -> Light:
    """The light of a cell by its word, and by its fill (a key of COLOURS) where it has no word.

    `legend` is what the tracker says its colours mean; “completed” is always said by blue.
    """
    if legend and not text and legend.get(colour) and colour not in set("RAGB"):
        return _unusual(colour, legend[colour])
    return _explained(_as_usual(text, colour), text, legend or {})


def _unusual(colour: str, words: str) -> Light:
    said, meant = f"The cell is {COLOURS[colour]}, which means “{words}” in this tracker", meaning(words)
    return Light(meant, (f"{said}.",)) if meant else Light("", (), (f"{said}: which light is meant?",))


def _explained(light: Light, text: str, legend: Mapping[str, str]) -> Light:
    """The light by the tracker's own words for it, or a doubt where they are another light's here."""
    words = legend.get(light.code, "")
    meant = meaning(words)
    if not meant or meant == light.code or (meaning(text) and not named(text)):
        return light
    said = f"This tracker says that {COLOURS[light.code]} means “{words}”"
    if COMPLETE in (meant, light.code):
        return Light(meant, (*light.notes, f"{said}."), light.doubts)
    if (light.code, meant) == ("A", "G"):  # all that is going on is amber where green is what is complete
        return Light(light.code, (*light.notes, f"{said}."), light.doubts)
    return Light(light.code, light.notes, (*light.doubts, f"{said}: which light is meant?"))


def _as_usual(text: str, colour: str) -> Light:
    said, doubts, notes = _by_word(text)
    filled = colour if colour in set("RAGB") else ""
    if colour and not filled and not said:
        return Light("", (), (f"The cell is {COLOURS[colour]}, which is no traffic light here.",))
    if not said:
        if filled and not text:
            return Light(filled, (f"Read from the colour of the cell ({COLOURS[filled]}).",))
        if filled:
            return Light(
                filled, (f"“{text}” names no light; read from the colour ({COLOURS[filled]}).",), doubts
            )
        return Light("", notes, doubts)
    if filled and filled != said:
        doubts = (*doubts, f"The word says {COLOURS[said]} and the cell is {COLOURS[filled]}.")
    return Light(said, notes, doubts)


def _by_word(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """The code, doubts and notes."""
    words = re.findall(r"[a-z]+", _BEFORE.sub("", text).lower())
    if not words and not _PERCENT.search(text):
        return "", (), ()
    named = [NAMES[word] for word in words if word in NAMES]
    if not named and words and all(word in LETTERS for word in words) and len(words) <= 3:
        named = [LETTERS[word] for word in words]
    different = list(dict.fromkeys(named))
    if len(different) > 2:
        return "", (f"“{text}” names {len(different)} colours: none was chosen.",), ()
    if len(different) > 1:
        code = min(different, key=_CAUTION.index)
        return code, (f"“{text}” names {len(different)} colours; the more careful one was taken.",), ()
    meant = meaning(text)
    if different:
        note = f"“{text}” holds a colour and a word; the colour was taken."
        return different[0], (), (note,) if meant and meant != different[0] else ()
    if meant:
        return meant, (f"“{text}” names no colour; it was read as {COLOURS[meant]}.",), ()
    return "", (f"“{text}” is no traffic light that is known.",), ()


def named(text: str) -> bool:
    """Whether the text is the name or the letter of a light."""
    words = re.findall(r"[a-z]+", text.lower())
    return bool(words) and (
        any(word in NAMES for word in words)
        or (len(words) == 1 and words[0] in LETTERS and len(text.strip()) == 1)
    )


@lru_cache(maxsize=1024)
def meaning(text: str) -> str:
    """R, A, G or B by the usual meaning of a word of status; nothing for other words, and of a part of a hundred alone."""
    if share := _PERCENT.search(text):
        if int(share[1]) == 100:
            return COMPLETE
        text = re.sub(
            r"\b(?:completed?|achieved|done|delivered|implemented)\b", " ", text, flags=re.IGNORECASE
        )
    words = f" {' '.join(re.findall(r'[a-z]+', text.lower()))} "
    return next((code for phrases, code in _MEANINGS if phrases.search(words)), "")


def disagreement(status: str, code: str) -> str:
    """A sentence where a word of status and a light contradict each other; green may mean complete in some trackers."""
    meant = meaning(status)
    if (meant == "B" and code in {"R", "A"}) or (meant == "R" and code in {"G", "B"}):
        return f"The status says “{status}” and the light is {COLOURS[code]}."
    return ""


def gone(words: str, *, begins: bool = False) -> str:
    """A question where a status, or an action that `begins` so, says that it is followed up no more, or not now: no light is that."""
    if not (_GONE.match(words.strip()) if begins else _GONE.search(words)):
        return ""
    return f"It is said to be “{words}”: leave the row out, or take it as an action that is still to be done."
