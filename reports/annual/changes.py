"""What a report says otherwise than it did: since the chair approved it, or since the version that it replaces (R2)."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from reports.annual.part import named

Said = Mapping[str, Any]
IN_THE_TEXT = "Figures for the text"
ITS_TEXT = "What the text says"
NONE = ("", "")
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
    old, new = dict(_told(before)), dict(_told(now))
    moved = [
        key
        for key in dict.fromkeys([*new, *old])
        if key not in old or key not in new or old[key][1] != new[key][1]
    ]
    return [
        {
            "chapter": key[0],
            "what": new.get(key, old.get(key, NONE))[0],
            "before": old.get(key, NONE)[1],
            "now": new.get(key, NONE)[1],
        }
        for key in moved
    ] + list(_reworded(before, now))


def _told(said: Said) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """Where a value stands, by the words of its table, line and column, with what it is and says; tables may be numbered otherwise."""
    for name, value in said["figures"].items():
        yield (IN_THE_TEXT, name), (name, value)
    for chapter in said["chapters"]:
        seen: Counter[str] = Counter()
        for table in (one for one in chapter["exhibits"] if one["kind"] == "table"):
            heads = named(table["head"])
            kind = " ".join(heads)
            seen[kind] += 1
            for row in table["rows"]:
                for head, cell in zip(heads[1:], row[1:], strict=True):
                    what = f"Table {table['number']}, {row[0]}: {head}"
                    yield (chapter["title"], f"{kind} {seen[kind]}", row[0], head), (what, cell)


def _reworded(before: Said, now: Said) -> Iterator[dict[str, str]]:
    old, new = ({one["title"]: one["paragraphs"] for one in said["chapters"]} for said in (before, now))
    for chapter in dict.fromkeys([*new, *old]):
        was, is_ = ({_NUMBER.sub("0", text): text for text in texts.get(chapter, ())} for texts in (old, new))
        gone = "\n".join(text for words, text in was.items() if words not in is_)
        come = "\n".join(text for words, text in is_.items() if words not in was)
        if gone or come:
            yield {"chapter": chapter, "what": ITS_TEXT, "before": gone, "now": come}
