"""From the cells of one row to an action: cleaned, with what is unclear about it in sentences."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from actionplans.trackers import columns, lights, tables
from actionplans.trackers.columns import normal
from actionplans.trackers.lights import Light
from actionplans.trackers.records import NEW, UNCLEAR, WRONG, Remark, Row
from actionplans.trackers.rows import Found
from actionplans.trackers.tables import Table
from actionplans.trackers.updates import Update, read_updates
from subgroup.sheets import colours, dates
from subgroup.sheets.agencies import AgencyWords, Who
from subgroup.sheets.dates import Timescale, read_timescale
from subgroup.sheets.grids import EMPTY, Cell
from subgroup.sheets.known_agencies import NOBODY
from subgroup.sheets.years import Near

_MONTH_FIRST = re.compile(r"^\s*(\d\d?)[./-](\d\d?)[./-](?:\d{4}|\d\d)\s*$")
_NUMBERED = re.compile(r"^(?P<no>[A-Z]{0,4}\d+(?:[.\-]\d+|[a-z])+)[.):]?\s+(?P<text>.+)$", re.DOTALL)
_TICK = r"(?:[✓✔☑√xXþü]|y(?:es)?|true|1|done)"
_TICKED = re.compile(rf"^\s*{_TICK}\s*(?P<more>)$", re.IGNORECASE)
_TICKED_AND = re.compile(rf"^\s*{_TICK}(?:\s*[,;:(–—]\s*|\s+-?\s*)(?P<more>\S.*)$", re.IGNORECASE | re.DOTALL)
"""“Yes 12/1/18”, “Y (see the minutes)”."""
_NOT_TICKED = re.compile(r"^\W*(?:no?|false|0|n/?a)?\W*$", re.IGNORECASE)
_ERROR = re.compile(r"^#(?:REF!|VALUE!|N/A|NAME\?|DIV/0!|NULL!|NUM!|SPILL!|CALC!)$")
"""What Excel shows for a formula that has no result."""
_DAY_ONLY = re.compile(
    r"^\W*(?:completed?\s*(?:on\s*)?)?(?:[\d./\- ]+|\d{0,2}(?:st|nd|rd|th)?\s*[a-z]{3,9}\.?[\s,]*\d{0,4}|n/?a|tb[ac])?\W*$",
    re.IGNORECASE,
)
_PARENT = re.compile(
    r"^(?P<parent>[A-Za-z]{0,4}\d+)[.\-/](?:\d+[a-z]?|[a-z])$|^(?P<lettered>[A-Za-z]{0,4}\d+)[a-z]$"
)


class Builder:
    """Makes the rows of one table. `near` is a day of the file, from which missing years are guessed where the row has none."""

    def __init__(
        self, table: Table, found: Sequence[Found], agencies: AgencyWords, near: Near, *, several_sheets: bool,
        legend: Mapping[str, str],
    ) -> None:  # fmt: skip
        self.table = table
        self.agencies = agencies
        self.near = near
        self.legend = legend
        self.name = tables.name_of(table)
        self.numbered = "reference" not in {c.field for c in table.columns} and _are_numbered(found)
        self.which_action = _which_action(table)
        self.month_first = self._is_month_first(found)
        self.sheet_is_review = several_sheets and len({item.above.review for item in found}) < 2

    def row(self, found: Found) -> Row:
        remarks: list[Remark] = []
        agreed_on = self._agreed_on(found)
        said: dict[str, Any] = {
            "sheet": self.table.grid.name,
            "row": found.row,
            "review": self._review(found),
            "finding": found.above.finding,
            "recommendation": found.above.recommendation,
            "addressed_to": found.text("addressed_to"),
            "agreed_on": agreed_on,
            "outcome": found.text("outcome"),
            "evidence": found.text("evidence"),
            "evidence_supplied": found.text("evidence_supplied"),
            "completed_on": self._completed_on(found),
            "signed_off": found.text("signed_off"),
            "comments": _comments(found, self._joined(found, "comments")),
            "hidden": found.row in self.table.grid.hidden_rows,
        }
        said |= self._action(found, remarks)
        if not found.without_action:
            said |= self._who(found, remarks)
            said |= self._when(found, self._near(agreed_on), remarks)
            said |= self._progress(found)
            said |= self._light(said, found, remarks)
        self._of_the_row(found, remarks, hidden=said["hidden"])
        weights = {remark.weight for remark in remarks}
        verdict = WRONG if WRONG in weights else UNCLEAR if UNCLEAR in weights else NEW
        return Row(**said, verdict=verdict, remarks=tuple(remarks))

    def _agreed_on(self, found: Found) -> date | None:
        return read_timescale(found.cell("agreed_on").value, near=self.near).due

    def _completed_on(self, found: Found) -> date | None:
        written = [found.cell("completed_on").value]
        written += [ticked["more"].strip(" )") for _, ticked in _ticked(found) if ticked and ticked["more"]]
        days = (read_timescale(value, near=self.near) for value in written)
        return next((day for read in days if (day := read.due or read.done_on)), None)

    def _near(self, agreed: date | None) -> Near:
        """A day without a year is the next one after its action was agreed."""
        return Near(agreed, f"the date agreed, {dates.long(agreed)}", 1) if agreed else self.near

    def _review(self, found: Found) -> str:
        return self.name if self.sheet_is_review or not found.above.review else found.above.review

    def _action(self, found: Found, remarks: list[Remark]) -> dict[str, Any]:
        wanted = "action" if "action" in found.cells else "recommendation"
        action, reference = found.text(wanted), found.text("reference")
        if found.without_action:
            remarks.append(Remark("action", "The recommendation has no action.", WRONG))
            return {"rec_no": found.above.rec_no}
        if not action:
            gone = found.cell(wanted).struck
            said = "The action is struck out." if gone else "No action is written."
            remarks.append(Remark("action", said, WRONG))
            action = gone
        if self.which_action:
            remarks.append(Remark("action", self.which_action))
        if self.numbered and (numbered := _NUMBERED.match(action)):
            reference, action = numbered["no"], numbered["text"].strip()
        parent = _PARENT.match(reference)
        number = found.above.rec_no or (parent and (parent["parent"] or parent["lettered"])) or ""
        if (
            found.above.rec_no
            and parent
            and _digits(number) != _digits(parent["parent"] or parent["lettered"])
        ):
            said = f"Action “{reference}” stands under recommendation “{number}”: is that so?"
            remarks.append(Remark("rec_no", said))
        return {"action": action, "action_no": reference, "rec_no": number}

    def _who(self, found: Found, remarks: list[Remark]) -> dict[str, Any]:
        text = found.text("agency")
        is_over = bool(found.above.agency) and not text and not found.cell("agency").struck
        lead = (
            self._read_agency(found.cell("agency"), remarks)
            if "agency" in found.cells and not is_over
            else self._by_heading(found)
        )
        remarks += [Remark("agency_codes", note, "note") for note in lead.notes]
        remarks += [Remark("agency_codes", doubt) for doubt in lead.doubts]
        officer = found.text("officer") or lead.rest
        if not officer or normal(officer) in NOBODY or not normal(officer):
            said = f"“{officer}” names no lead officer." if officer else "No lead officer is written."
            remarks.append(Remark("lead_officer", said, "note"))
        supporting = found.text("supporting")
        others = self.agencies.read(supporting) if supporting else Who()
        remarks += [Remark("supporting_codes", doubt) for doubt in others.doubts]
        return {
            "agency_text": text,
            "agency_codes": lead.codes,
            "lead_officer": officer,
            "supporting_text": supporting,
            "supporting_codes": tuple(code for code in others.codes if code not in lead.codes),
        }

    def _by_heading(self, found: Found) -> Who:
        """Trackers without a column for the agency have a sheet, or a part of one, for each."""
        for text in filter(None, (found.above.agency, found.above.review, self.table.grid.name)):
            who = self.agencies.read(text)
            if who.codes and not who.doubts and not who.notes:
                return replace(who, notes=(f"The agency was taken from the heading “{text}”.",))
        return self.agencies.read("")

    def _read_agency(self, cell: Cell, remarks: list[Remark]) -> Who:
        if cell.struck:
            remarks.append(Remark("agency_codes", f"“{cell.struck}” is struck out.", "note"))
        return self.agencies.read(cell.text)

    def _when(self, found: Found, near: Near, remarks: list[Remark]) -> dict[str, Any]:
        cells = {
            name: found.cell(name) for name in ("first_due", "revised_due", "due") if name in found.cells
        }
        read = {
            name: self._timescale(cell, remarks, near)
            for name, cell in cells.items()
            if cell.text or cell.struck
        }
        current = read.get("revised_due") or read.get("due") or read.get("first_due") or Timescale(
            doubts=("No due date is written: ask for one.",)
        )  # fmt: skip
        first = read.get("first_due") or (read.get("due") if "revised_due" in read else None)
        for scale in dict.fromkeys([current, *read.values()]):
            weight = WRONG if scale.impossible else UNCLEAR
            remarks += [Remark("due_suggested", doubt, weight) for doubt in scale.doubts]
            remarks += [Remark("due_suggested", note, "note") for note in scale.notes]
        if current.done_on and self.near.is_of_file and current.done_on > self.near.day:
            said = f"“{current.written}” names a day after {self.near.source}: is it done, or to be done by then?"
            remarks.append(Remark("due_suggested", said))
        original = (first.first or first.due) if first else current.first or current.due
        revised = current.due if original and current.due != original else None
        if original and revised and revised < original:
            said = f"The revised date, {dates.long(revised)}, comes before the first, {dates.long(original)}."
            remarks.append(Remark("due_suggested", said))
        return {
            "timescale_as_written": current.written,
            "timescale_kind": current.kind,
            "due_suggested": current.due,
            "original_target": original,
            "revised_target": revised,
        }

    def _timescale(self, cell: Cell, remarks: list[Remark], near: Near) -> Timescale:
        stands = cell.text if cell.struck or isinstance(cell.value, str) else cell.value
        scale = read_timescale(stands, near=near, struck=cell.struck)
        if cell.shows_month and scale.due and scale.due.day == 1:
            ask = (
                f"The cell shows {scale.due:%B %Y} and keeps its first day: is {dates.long(scale.due)} meant?"
            )
            remarks.append(Remark("due_suggested", ask))
        numbers = _MONTH_FIRST.match(cell.text) if self.month_first and isinstance(cell.value, str) else None
        if numbers and int(numbers[1]) <= 12 and int(numbers[2]) <= 12 and numbers[1] != numbers[2]:
            ask = f"“{cell.text}” was read day first, but other dates in this column have the month first."
            remarks.append(Remark("due_suggested", ask))
        return scale

    def _is_month_first(self, found: Sequence[Found]) -> bool:
        for item in found:
            for name in ("due", "first_due", "revised_due"):
                numbers = _MONTH_FIRST.match(item.text(name))
                if numbers and int(numbers[2]) > 12 >= int(numbers[1]):
                    return True
        return False

    def _joined(self, found: Found, name: str) -> str:
        """The columns of a field that has several, each under its heading."""
        cells = [(header, cell.text) for header, cell in found.cells.get(name, ()) if cell.text]
        if len(found.cells.get(name, ())) < 2:
            return cells[0][1] if cells else ""
        return "\n".join(f"{header}: {text}" for header, text in cells)

    def _progress(self, found: Found) -> dict[str, Any]:
        several = len(found.cells.get("progress", ())) > 1
        updates: list[Update] = []
        for header, cell in found.cells.get("progress", ()):
            on = read_timescale(_after_first_word(header), near=self.near).due if several else None
            updates += [u if u.on or not on else replace(u, on=on) for u in read_updates(cell.text)]
        for text in found.more_progress:
            updates += read_updates(text)
        text = "\n".join(filter(None, [self._joined(found, "progress"), *found.more_progress]))
        return {"progress": text, "updates": tuple(updates)}

    def _light(self, row: Mapping[str, Any], found: Found, remarks: list[Remark]) -> dict[str, Any]:
        """`row` is what the row was read as before its light."""
        ticks = [header for header, ticked in _ticked(found) if ticked]
        status = _share(found) or found.text("status") or ", ".join(ticks) or _said_completed(found)
        cell = found.cell("rag")
        colour = self._colour(cell, found)
        if "rag" in found.cells:
            light = lights.read_light(cell.text, colour, self.legend)
        elif status:
            light = lights.read_light(status, self._colour(found.cell("status"), found), self.legend)
            light = light if light.code else Light(notes=light.doubts)
        elif filled := self._colour(found.cell("status"), found):
            light = lights.read_light("", filled, self.legend)
        else:
            light = self._light_of_row(found)
        remarks += [Remark("rag", note, "note") for note in light.notes]
        remarks += [Remark("rag", doubt) for doubt in light.doubts]
        if not (light.code or light.doubts) and {"rag", "status", "tick"} & set(found.cells):
            remarks.append(Remark("rag", "No traffic light is set.", "note"))
        asked = [lights.gone(words) for words in (status, cell.text, row["timescale_as_written"])]
        asked.append(lights.gone(row["action"], begins=True))
        remarks += [Remark("", sentence) for sentence in dict.fromkeys(filter(None, asked))]
        said = [status] if "rag" in found.cells else []
        said += [row["timescale_as_written"]] if row["timescale_kind"] == "done" else []
        for words in said:
            against = lights.disagreement(words, light.code)
            if against:
                remarks.append(Remark("rag", against))
        return {"rag": light.code, "status": status}

    def _colour(self, cell: Cell, found: Found) -> str:
        """The cell's colour, unless the whole row is as pale: then it is a stripe of the table."""
        if not cell.colour or not colours.is_pale(cell.shade):
            return cell.colour
        action = found.cell("action") if "action" in found.cells else found.cell("recommendation")
        return "" if action.shade == cell.shade else cell.colour

    def _light_of_row(self, found: Found) -> Light:
        """Trackers without a column for the light colour the row, or its first cell."""
        cells = [self.table.grid.row(found.row).get(n, EMPTY) for n in self.table.used]
        seen = {c.colour for c in cells if c.colour in set("RAGB") and not colours.is_pale(c.shade)}
        if len(seen) != 1:
            return Light()
        code = seen.pop()
        ask = f"No column holds the light; the row is {colours.COLOURS[code]}: is that its light?"
        light = lights.read_light("", code, self.legend)
        return Light(light.code, light.notes, (*light.doubts, ask))

    def _of_the_row(self, found: Found, remarks: list[Remark], *, hidden: bool) -> None:
        if hidden:
            remarks.append(Remark("", "The row is hidden in its sheet.", "note"))
        stale = [h for cells in found.cells.values() for h, cell in cells if cell.uncounted]
        if stale:
            names = ", ".join(f"“{header}”" for header in stale)
            said = f"{names} holds a formula whose result was not saved: open the file in Excel, save it and choose it again."
            remarks.append(Remark("", said))
        for header, cell in (one for cells in found.cells.values() for one in cells):
            if _ERROR.match(cell.text.strip()):
                remarks.append(
                    Remark("", f"“{header}” shows Excel’s error {cell.text.strip()}: mend it there.")
                )


def _ticked(found: Found) -> list[tuple[str, re.Match[str] | None]]:
    """Each heading that is ticked or not, with its tick and, as `more`, what is written beside it."""
    cells = found.cells.get("tick", ())
    return [(header, _TICKED.match(cell.text) or _TICKED_AND.match(cell.text)) for header, cell in cells]


def _said_completed(found: Found) -> str:
    """“Completed”, of a tick under a heading that asks for the day."""
    return "Completed" if _TICKED.match(found.text("completed_on")) else ""


def _comments(found: Found, own: str) -> str:
    """The comments; what is written in place of the day of completion or beside a tick; and the notes that hang on the cells."""
    more = []
    for header, cell in found.cells.get("completed_on", ()):
        if isinstance(cell.value, str) and not _TICKED.match(cell.text) and not _DAY_ONLY.match(cell.text):
            more.append(f"{header}: {cell.text}")
    for header, cell in found.cells.get("tick", ()):
        if not _TICKED.match(cell.text) and not _NOT_TICKED.match(cell.text):
            more.append(f"{header}: {cell.text}")
    noted = {cell.note for cells in found.cells.values() for _, cell in cells if cell.note}
    return "\n".join(filter(None, [own, *more, *sorted(noted)]))


def _share(found: Found) -> str:
    """“50%”, of a number under “% complete”."""
    header, cell = next(iter(found.cells.get("status", ())), ("", EMPTY))
    if "%" not in header or isinstance(cell.value, bool) or not isinstance(cell.value, int | float):
        return ""
    return f"{cell.value * 100 if cell.value <= 1 else cell.value:g}%"


def _which_action(table: Table) -> str:
    """A sentence where another column bears the heading of the one that was taken for the action."""
    found = table.columns_of("action") or table.columns_of("recommendation")
    if not found or not columns.is_one_of_several(found[0], table.columns):
        return ""
    return (
        f"Several columns are headed “{found[0].header}”, and column {columns.letters(found[0].number)} was taken for the action: "
        "choose the columns by hand if it is another."
    )


def _are_numbered(found: Sequence[Found]) -> bool:
    """The actions begin with their own numbers, such as “2.1 Brief all teams”."""
    texts = [item.text("action") for item in found if item.text("action")]
    return bool(texts) and sum(1 for text in texts if _NUMBERED.match(text)) * 3 >= len(texts) * 2


def _digits(text: str) -> str:
    return "".join(re.findall(r"\d+", text)).lstrip("0")


def _after_first_word(header: str) -> str:
    return header.split(maxsplit=1)[1] if " " in header else header
