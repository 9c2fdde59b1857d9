"""What the words around a day make of it: “within 3 months of 1/9/17” means another one."""

import re
from datetime import date

COUNTED = re.compile(
    r"\b(?:\d+|an?|one|two|three|four|five|six|nine|twelve)\s*(?:working\s+|calendar\s+|clear\s+)?(?:days?|wd|weeks?|wks?|months?|mths?|years?)\b"
    r".{0,20}\b(?:of|from|after|before|prior|following|since)\b",
    re.IGNORECASE,
)
"""“within 3 months of 1/9/17”: the day that is written is not the one that is meant."""
STARTS = re.compile(
    r"\b(?:(?:not|no)\s+(?:before|earlier than|sooner than)|after|from|start(?:s|ing|ed)?|begin(?:s|ning)?|commenc(?:es|ing|ed))\W*$",
    re.IGNORECASE,
)
"""Before a day: it says from when, not by when."""
UNSURE_BEFORE = re.compile(
    r"(?:\b(?:approx\w*|circa|c\.|about|around|provisional\w*|possibly|hopefully)|~)\W*$", re.IGNORECASE
)
UNSURE_AFTER = re.compile(r"^\s*[(\[]?\s*(?:\?|tbc\b|provisional|approx|if\b)", re.IGNORECASE)
SAID_DONE = re.compile(r"\b(?:completed?|done|achieved|closed|finished|signed off)\b", re.IGNORECASE)
NOT_YET = re.compile(r"\b(?:not|un|in|to be)\W*$", re.IGNORECASE)


def long(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B %Y}"


def asked_of(text: str, day: date, before: str, after: str) -> list[str]:
    """What the words before and after a day make of it."""
    done = SAID_DONE.search(after)
    asks = [
        (COUNTED.search(before), f"“{text}” counts from {long(day)}: which day is meant?"),
        (
            STARTS.search(before) and not COUNTED.search(before),
            f"“{text}” says from when and not by when: is {long(day)} meant?",
        ),
        (
            UNSURE_BEFORE.search(before) or UNSURE_AFTER.search(after),
            f"“{text}” is not certain: is {long(day)} meant?",
        ),
        (
            done and not NOT_YET.search(after[: done.start()]),
            f"“{text}” says beside its day that it is done: is it?",
        ),
    ]
    return [ask for found, ask in asks if found]
