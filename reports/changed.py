"""What one version of a return says otherwise than the version before it (R1)."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from reports.carried.table import rows_of
from reports.carried.tables import NAMES
from reports.sections import Section
from subgroup.templatetags.ui import shortdate

Said = Mapping[str, Any]
OF_A_MEETING = {
    "status": "how it stands", "P1_chaired_by": "chaired by", "P1_member_of_cdg": "chaired by a member", "P4_quorate": "quorate",
    "P4_number": "agencies", "P5_apologies": "apologies", "P5_without_apologies": "absent without",
    "P6_letters_due": "letters called for", "publication_in_time": "pack in time", "minutes_circulated": "minutes circulated",
    "P10_in_time": "minutes in time",
}  # fmt: skip
Told = Iterator[tuple[tuple[str, str], str]]
"""Where it stands and what it is, and what is said of it."""
WORDS = {True: "yes", False: "no", None: ""}


def between(before: Said, now: Said) -> list[dict[str, str]]:
    """Each figure and each text that reads otherwise, in the order of the sections: where it stands, what it is, before and now."""
    old, new = dict(_told(before)), dict(_told(now))
    return [
        {"chapter": where, "table": "", "what": what, "before": old.get((where, what), ""), "now": new.get((where, what), "")}
        for where, what in dict.fromkeys([*new, *old])
        if old.get((where, what), "") != new.get((where, what), "")
    ]  # fmt: skip


def _told(said: Said) -> Told:
    yield from _written(said)
    for name, title in NAMES.items():
        yield from _table(title, said.get(name))
    for row in said["year"]["meetings"]:
        for name, label in OF_A_MEETING.items():
            day = (
                row[name] and shortdate(date.fromisoformat(row[name]))
                if name == "minutes_circulated"
                else None
            )
            yield (Section.ATTENDANCE.label, f"{row['meeting']}: {label}"), day or _word(row[name])
    yield from _went_wrong(said)
    for key, one in said["year"]["measures"].items():
        yield (Section.MEASURES.label, f"{key.partition('-')[0]} {one['title']}"), one["value"]
    for row in said["year"]["submissions"]:
        yield (Section.MEASURES.label, f"A2 items and papers in time: {row['agency']}"), row["rate"]


def _written(said: Said) -> Told:
    yield ("Commentary", "what it says"), said.get("commentary", "")
    for section, one in said.get("comments", {}).items():
        yield (Section(section).label, "the comment"), one["text"]
    for row in said.get("objectives", ()):
        words = [row["ended"], row["word"], row["comment"]]
        yield (Section.OBJECTIVES.label, f"{row['number']} {row['title']}"), ". ".join(filter(None, words))
    for row in (said.get("programme") or {}).get("items", ()):
        yield (
            (Section.PROGRAMME.label, f"{row['number']} {row['title']}"),
            f"{row['state']}, by {shortdate(date.fromisoformat(row['due_on']))}",
        )


def _went_wrong(said: Said) -> Told:
    for row in said.get("risks") or ():
        words = f"{row['word']}, {row['likelihood']} × {row['impact']}"
        ended = f"closed: {row['closed_because']}" if row["closed_on"] else words
        yield (Section.RISKS.label, f"{row['number']} {row['title']}"), ended
    for row in said.get("breaches", ()):
        yield (
            (Section.EXCEPTIONS.label, f"{row['rule']}: {row['sentence']}"),
            row["addressed"] or "Nothing is recorded",
        )
    for row in said.get("withdrawn", ()):
        yield (Section.EXCEPTIONS.label, f"{row['rule']}: {row['sentence']}"), f"Withdrawn: {row['why']}"
    for row in said.get("exceptions", ()):
        steps = [row["rung"], *(one["note"] for one in row["done"]), row["ended"], row["because"]]
        yield (Section.EXCEPTIONS.label, row["sentence"]), ". ".join(filter(None, steps))


def _table(title: str, data: Said | None) -> Told:
    for line in data["lines"] if data else ():
        for one in data["figures"] if data else ():
            if counted := len(rows_of(data or {}, one["key"], line["key"])):
                yield (title, f"{line['label']}: {one['label'].lower()}"), str(counted)


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return WORDS[value] if value is None or isinstance(value, bool) else str(value)
