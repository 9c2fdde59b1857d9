"""What may stand as a reference of the Child Death Overview Panel: never something that could say who a child is."""

import re

LONGEST = 40
_ALLOWED = re.compile(r"[A-Za-z0-9/.\-]+")
_DAY = re.compile(
    r"(?<!\d)(?:\d{1,2}[/.\-]\d{1,2}[/.\-](?:19|20)?\d{2}|(?:19|20)\d{2}[/.\-]\d{1,2}[/.\-]\d{1,2}"
    r"|(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])(?:19|20)\d{2}|(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01]))(?!\d)"
)
_MONTH = re.compile(
    r"\d[/.\-]?(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[/.\-]?\d{2}", re.IGNORECASE
)
_WORDS = re.compile(r"[A-Za-z]+")
_KNOWN = {"bolton", "salford", "wigan", "manchester", "child", "death", "case", "panel", "ref", "form", "bsw"}
_NAME_FROM = 5
"""Letters in a row from which an unknown word passes for a name; with small letters in it, from three."""


def why_not(reference: str) -> str:
    """The sentence for what cannot be a reference; empty for what can. It never repeats what was typed."""
    text = reference.strip()
    if not text:
        return "Enter the reference that the panel gave."
    if len(text) > LONGEST or not _ALLOWED.fullmatch(text):
        return (
            f"A reference has letters, digits, “/”, “-” and “.” only, and at most {LONGEST} of them, so that no name or "
            "detail of a child can stand in it."
        )
    if _DAY.search(text) or _MONTH.search(text):
        return "This looks like a date, perhaps of birth or death. Enter the panel’s reference alone."
    if re.search(r"\d{10}", text):
        return "This looks like an NHS number. Enter the panel’s reference alone."
    if any(map(_is_name, _WORDS.findall(text))) or not any(letter.isdigit() for letter in text):
        return "This looks like a name. Enter the panel’s reference alone: it has a number, such as BSW/2017/014."
    return ""


def _is_name(word: str) -> bool:
    if word.lower() in _KNOWN:
        return False
    return len(word) >= (_NAME_FROM if word.isupper() else 3)


def why_no_area(area: str) -> str:
    """The sentence for what cannot be an area."""
    if area and not re.fullmatch(r"[A-Za-z][A-Za-z ’'\-]*", area.strip()):
        return "An area is the name of a place: letters only."
    return ""
