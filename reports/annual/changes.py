"""What a report says otherwise than it did: since the chair approved it, or since the version that it replaces (R2)."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from reports.annual.part import named
from subgroup.deadlines.wording import listing

Said = Mapping[str, Any]


class Value(NamedTuple):
    """What a report says somewhere; `table` is empty for what stands in the text."""

    table: str
    what: str
    value: str


NONE = Value("", "", "")
IN_THE_TEXT = "Figures for the text"
ITS_TEXT = "What the text says"
_NUMBER = re.compile(r"\d[\d.,%]*")


def kept(said: Said) -> dict[str, Any]:
    """What is compared later: all but the pictures."""
    chapters = [
        {**one, "exhibits": [exhibit for exhibit in one["exhibits"] if exhibit["kind"] == "table"]}
        for one in said["chapters"]
    ]
    return {"figures": said["figures"], "chapters": chapters}


def between(before: Said, now: Said) -> list[dict[str, str]]:
    """Each figure of the text, each cell of a table and each sentence that reads otherwise, as published; in the order of the report.

    A paragraph in which numbers alone moved is told by its figures.
    """
    old, new = _told(before), _told(now)
    keys = dict.fromkeys([*new, *old])
    moved = [key for key in keys if old.get(key, NONE).value != new.get(key, NONE).value]
    return [
        {
            "chapter": key[0],
            "table": (one := new.get(key) or old[key]).table,
            "what": one.what,
            "before": old.get(key, NONE).value,
            "now": new.get(key, NONE).value,
        }
        for key in moved
    ] + list(_reworded(before, now))


def _told(said: Said) -> dict[tuple[str, ...], Value]:
    """By the words of its line and column, and what its table tells of: tables may be numbered otherwise, and gain a column."""
    found: dict[tuple[str, ...], Value] = {
        (IN_THE_TEXT, name): Value("", name, value) for name, value in said["figures"].items()
    }
    for chapter in said["chapters"]:
        seen: Counter[str] = Counter()
        for table in (one for one in chapter["exhibits"] if one["kind"] == "table"):
            heads = named(table["head"])
            seen[heads[0]] += 1
            for row in table["rows"]:
                for head, cell in zip(heads[1:], row[1:], strict=True):
                    key = (chapter["title"], f"{heads[0]} {seen[heads[0]]}", row[0], head)
                    found[key] = Value(f"Table {table['number']}", f"{row[0]}: {head}", cell)
    return found


def _reworded(before: Said, now: Said) -> Iterator[dict[str, str]]:
    old, new = ({one["title"]: one["paragraphs"] for one in said["chapters"]} for said in (before, now))
    for chapter in dict.fromkeys([*new, *old]):
        was, is_ = ({_NUMBER.sub("0", text): text for text in texts.get(chapter, ())} for texts in (old, new))
        gone = "\n".join(text for words, text in was.items() if words not in is_)
        come = "\n".join(text for words, text in is_.items() if words not in was)
        if gone or come:
            yield {"chapter": chapter, "table": "", "what": ITS_TEXT, "before": gone, "now": come}


def in_parts(rows: Iterable[Mapping[str, str]]) -> dict[str, list[Mapping[str, str]]]:
    """What stands in the text, and what stands in tables alone."""
    found = list(rows)
    return {
        "text": [one for one in found if not one["table"]],
        "tables": [one for one in found if one["table"]],
    }


def tables_of(rows: Iterable[Mapping[str, str]]) -> str:
    """Tables 2, 3 and 18, in words."""
    return listing(list(dict.fromkeys(one["table"] for one in rows if one["table"])))
