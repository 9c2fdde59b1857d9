"""What one version of a return says otherwise than the version before it (R1)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from reports.carried.table import rows_of
from reports.carried.tables import NAMES
from reports.sections import Section
from subgroup.deadlines.wording import count
from subgroup.templatetags.ui import shortdate

Said = Mapping[str, Any]
OF_A_MEETING = {
    "status": "how it stands", "P1_chaired_by": "chaired by", "P1_member_of_cdg": "chaired by a member", "P4_quorate": "quorate",
    "P4_number": "agencies", "P5_apologies": "apologies", "P5_without_apologies": "absent without",
    "P6_letters_due": "letters called for", "publication_in_time": "pack in time", "minutes_circulated": "minutes circulated",
    "P10_in_time": "minutes in time", "published": "pack published", "minutes_due": "minutes due",
}  # fmt: skip
DAYS = {"published", "minutes_due", "minutes_circulated"}
DECISIONS, PROMISED, COMMENTARY = "Decisions asked for", "Promised last time", "Commentary"
COMMENT = "the comment"
SHORT = 20
"""More figures than this stand folded up."""
Told = Iterator[tuple[tuple[str, str], str]]
"""Where it stands and what it is, and what is said of it."""
WORDS = {True: "yes", False: "no", None: ""}


def between(before: Said, now: Said) -> list[dict[str, str]]:
    """Each figure and each text that reads otherwise, in the order of the sections: where it stands, what it is, before and now."""
    old, new = dict(_told(before)), dict(_told(now))
    return [
        {"chapter": where, "table": "", "what": what, "before": was, "now": text}
        for where, what in dict.fromkeys([*new, *old])
        for was, text in [_two(old.get((where, what)), new.get((where, what)), _is_text(where, what))]
        if was != text
    ]


def _is_text(where: str, what: str) -> bool:
    """Whether people wrote it."""
    return where in (DECISIONS, COMMENTARY) or what == COMMENT


def _two(was: str | None, text: str | None, is_text: bool) -> tuple[str, str]:
    """A table tells no line and no figure that counts nothing."""
    missing = "0" if not is_text and (was or text or "").isdecimal() else ""
    return (missing if was is None else was), (missing if text is None else text)


def in_parts(changes: Iterable[Mapping[str, str]]) -> dict[str, Any]:
    """What people wrote, each under its own name; and the figures under the name of their section, in order."""
    texts, figures = [], dict[str, list[Mapping[str, str]]]()
    for one in changes:
        where, what = one["chapter"], one["what"]
        if not _is_text(where, what):
            figures.setdefault(where, []).append(one)
            continue
        name = {DECISIONS: what.capitalize(), COMMENTARY: COMMENTARY}.get(where, f"Comment on: {where}")
        gone = "Asked for no more" if where == DECISIONS else "Taken out"
        texts.append({**one, "what": name, "now": one["now"] or gone})
    counted = sum(map(len, figures.values()))
    summary = f"{count(counted, 'figure reads', 'figures read')} otherwise"
    return {
        "texts": texts,
        "figures": list(figures.items()),
        "summary": summary,
        "is_short": counted <= SHORT,
    }


def _told(said: Said) -> Told:
    yield from _written(said)
    yield from _planned(said)
    for name, title in NAMES.items():
        yield from _table(title, said.get(name))
    yield from _meetings(said["year"])
    yield from _risks(said)
    yield from _went_wrong(said)
    yield from _measured(said["year"])
    yield from _drawn(said.get("pictures"))


def _written(said: Said) -> Told:
    yield ("Terms in force", "version"), said.get("terms", "")
    for one in said.get("decisions", ()):
        yield (DECISIONS, f"decision {one['number']}"), one["text"]
    yield from _promised(said.get("promised"))
    yield (COMMENTARY, "what it says"), said.get("commentary", "")
    for section, one in said.get("comments", {}).items():
        yield (Section(section).label, COMMENT), one["text"]


def _promised(promised: Said | None) -> Told:
    for one in promised["decisions"] if promised else ():
        yield (PROMISED, f"{one['number']} {one['text']}"), _joined(one["answer"], one["words"])
    for one in promised["said"] if promised else ():
        yield (PROMISED, f"said on {_day(one['day'])}: {one['text']}"), "yes"
    for one in promised["actions"] if promised else ():
        stands = f"{one['state']}, {one['owner']}, by {_day(one['due_on'])}"
        yield (PROMISED, f"action {one['number']} {one['text']}"), _joined(stands, one["note"])


def _planned(said: Said) -> Told:
    for row in said.get("objectives", ()):
        name = f"{row['number']} {row['title']}"
        yield (Section.OBJECTIVES.label, name), _joined(row["ended"], row["word"], row["comment"])
        target = f"{row['target']}, by {_day(row['due_on'])}, {row['owner']}"
        yield (Section.OBJECTIVES.label, f"{name}: target"), target
    programme = said.get("programme") or {}
    yield (Section.PROGRAMME.label, "version agreed"), programme.get("agreed", "")
    for row in programme.get("items", ()):
        stands = f"{row['state']}, {row['owner']}, by {_day(row['due_on'])}"
        yield (Section.PROGRAMME.label, f"{row['number']} {row['title']}"), _joined(stands, row["note"])


def _meetings(year: Said) -> Told:
    for row in year["meetings"]:
        yield (Section.ATTENDANCE.label, f"{row['meeting']}: day"), _day(row["date"])
        for name, label in OF_A_MEETING.items():
            value = _day(row[name]) if name in DAYS else _word(row[name])
            yield (Section.ATTENDANCE.label, f"{row['meeting']}: {label}"), value


def _risks(said: Said) -> Told:
    for row in said.get("risks") or ():
        where, name = Section.RISKS.label, f"{row['number']} {row['title']}"
        words = f"{row['word']}, {row['likelihood']} × {row['impact']}"
        yield (where, name), f"closed: {row['closed_because']}" if row["closed_on"] else words
        yield (where, f"{name}: owner, next review"), f"{row['owner']}, {_day(row['due_on'])}"
        done = row["because"] or row["comment"] or row["controls"]
        yield (where, f"{name}: what is done"), _joined(done, *(one["note"] for one in row["done"]))
        told = f"addressed {_day(row['addressed_on'])}" if row["addressed_on"] else ""
        reported = f"reported {_day(row['reported_on'])}" if row["reported_on"] else ""
        yield (where, f"{name}: addressed, reported"), _joined(told, reported)


def _went_wrong(said: Said) -> Told:
    where = Section.EXCEPTIONS.label
    for row in said.get("breaches", ()):
        yield (where, f"{row['rule']}: {row['sentence']}"), row["addressed"] or "Nothing is recorded"
    yield (where, "breaches of what is open to named people only"), str(said.get("breaches_kept") or "")
    for row in said.get("withdrawn", ()):
        yield (where, f"{row['rule']}: {row['sentence']}"), f"Withdrawn: {row['why']}"
    for row in said.get("exceptions", ()):
        steps = [row["rung"], *(one["note"] for one in row["done"]), row["ended"], row["because"]]
        yield (where, row["sentence"]), _joined(*steps)


def _measured(year: Said) -> Told:
    for key, one in year["measures"].items():
        name = f"{key.partition('-')[0]} {one['title']}"
        yield (Section.MEASURES.label, name), one["value"]
        yield (Section.MEASURES.label, f"{name}: target"), one["target"]
        yield (Section.MEASURES.label, f"{name}: is it met?"), _word(one["met"])
        for row in one["not_kept"]:
            yield (Section.MEASURES.label, f"{name}: not kept, {row['record']}"), row["why"]
    for row in year["submissions"]:
        where = (Section.MEASURES.label, f"A2 items and papers in time: {row['agency']}")
        yield (
            where,
            f"{row['on_time']} in time, {row['late']} late: {row['rate']}" if row["submitted"] else "",
        )


def _table(title: str, data: Said | None) -> Told:
    for line in data["lines"] if data else ():
        for one in data["figures"] if data else ():
            if counted := len(rows_of(data or {}, one["key"], line["key"])):
                yield (title, f"{line['label']}: {one['label'].lower()}"), str(counted)


def _drawn(pictures: Said | None) -> Told:
    """What each picture says, and the lines of its table."""
    for section, drawn in (pictures or {}).items():
        for one in drawn:
            yield (Section(section).label, f"{one['title']}, in the picture"), one["sentence"]
            for name, *figures in one["rows"]:
                told = zip(one["head"][1:], figures, strict=False)
                words = ", ".join(f"{head.partition('|')[0]}: {figure}" for head, figure in told)
                yield (Section(section).label, f"{one['title']}, {name}"), words


def _joined(*words: str) -> str:
    return ". ".join(filter(None, words))


def _day(text: str | None) -> str:
    return shortdate(date.fromisoformat(text)) if text else ""


def _word(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(value)
    return WORDS[value] if value is None or isinstance(value, bool) else str(value)
