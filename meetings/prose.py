"""Minutes as plain text: paragraphs, and lists whose lines begin with "- ". And what changed between two texts, word by word."""

import re
from difflib import SequenceMatcher
from itertools import groupby
from typing import Literal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

_MARKER = re.compile(r"^\s*[-*•]\s+")
_TOKENS = re.compile(r"\s+|[^\s]+")
Segment = tuple[Literal["same", "gone", "new"], str]


def as_html(text: str) -> SafeString:
    """Paragraphs at blank lines, lists where lines begin with a dash; all else is text and is escaped."""
    blocks = re.split(r"\n\s*\n", text.replace("\r\n", "\n").strip())
    return mark_safe("".join(_block(block) for block in blocks if block.strip()))  # noqa: S308 - parts are escaped


def _block(block: str) -> SafeString:
    made = []
    for listed, lines in groupby(block.split("\n"), key=lambda line: bool(_MARKER.match(line))):
        if listed:
            items = format_html_join("", "<li>{}</li>", ((_MARKER.sub("", line),) for line in lines))
            made.append(format_html('<ul class="govuk-list govuk-list--bullet">{}</ul>', items))
        else:
            words = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in lines))
            made.append(format_html('<p class="govuk-body">{}</p>', words))
    return mark_safe("".join(made))  # noqa: S308 - parts are escaped


def changes(before: str, after: str) -> list[Segment]:
    """The words that stayed, went and came, in reading order."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    found: list[Segment] = []
    for kind, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            found.append(("same", "".join(old[a:b])))
            continue
        if b > a:
            found.append(("gone", "".join(old[a:b])))
        if d > c:
            found.append(("new", "".join(new[c:d])))
    return found
