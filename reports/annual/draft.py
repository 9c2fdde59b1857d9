"""A report as it stands: its chapters' texts with today's figures, its pictures and tables numbered, and what it waits for."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from reports.annual import changes
from reports.annual.braces import Piece, Wrong, names, pieces
from reports.annual.chapters import APPENDICES, DRAFTED, MISSING, foreword
from reports.annual.figure import Figure
from reports.annual.part import Missing, Part, Table
from reports.annual.record import YearRecord
from reports.measures.facts import year_labelled
from reports.models import AnnualReport, ChapterText
from reports.plots.plot import Plot
from reports.sections import Chapter
from subgroup.clock import day_of
from subgroup.errors import NotAllowed

UNREAD = Missing("Nobody has read it yet", "the chair or business support")


@dataclass(frozen=True)
class Written:
    """A chapter: `source` is its text with names in braces. `saved` is what was saved of it last, None where nobody has read it."""

    chapter: Chapter
    source: str
    saved: ChapterText | None
    part: Part

    @property
    def is_drafted(self) -> bool:
        """Its text is that of the record."""
        return self.saved is None or self.saved.as_drafted


class Draft:
    """Everything from the record as known on `on`. A fixed number of queries."""

    def __init__(self, report: AnnualReport, *, on: date) -> None:
        self.report, self.on = report, on
        self.record = YearRecord(report.group, year_labelled(report.group, report.year), on=on)
        self._parts: dict[Chapter, Part] = {}

    def part(self, chapter: Chapter) -> Part:
        """Worked out once."""
        if chapter not in self._parts:
            self._parts[chapter] = DRAFTED[chapter](self.record)
        return self._parts[chapter]

    @property
    def parts(self) -> dict[Chapter, Part]:
        return {chapter: self.part(chapter) for chapter in DRAFTED}

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """By name; any chapter may use any of them."""
        return {one.name: one for part in self.parts.values() for one in part.figures}

    def figure(self, name: str) -> Figure | None:
        """Of the first chapter that has it; no other is worked out."""
        return next(
            (one for chapter in DRAFTED for one in self.part(chapter).figures if one.name == name), None
        )

    @cached_property
    def texts(self) -> dict[str, ChapterText]:
        """By chapter the text that counts, where one was saved."""
        return newest(self.report)

    @cached_property
    def chapters(self) -> list[Written]:
        return [self.chapter(chapter) for chapter in Chapter]

    def chapter(self, chapter: Chapter) -> Written:
        """No other is worked out."""
        saved, part = self.texts.get(chapter), self.part(chapter)
        text = part.draft if saved is None or saved.as_drafted else saved.text
        return Written(chapter, text, saved, part)

    def missing(self, chapter: Chapter) -> tuple[Missing, ...]:
        """What it waits for. No chapter is worked out."""
        saved = self.texts.get(chapter)
        if chapter == Chapter.FOREWORD:
            return () if saved and saved.text else (foreword.WAITS,)
        unread = () if saved or chapter in APPENDICES else (UNREAD,)
        return (*unread, *(MISSING[chapter](self.record) if chapter in MISSING else ()))

    def pieces(self, text: str, figures: Mapping[str, Figure] | None = None) -> list[Piece]:
        """A text that names what is no figure any more is left as it is."""
        try:
            return pieces(text, self.figures if figures is None else figures)
        except Wrong:
            return [Piece(text)]

    def figures_of(self, one: Written) -> dict[str, Figure]:
        """Those that the chapter’s text names. Another chapter is worked out where they are not its own."""
        own = {figure.name: figure for figure in one.part.figures}
        others = {name: self.figure(name) for name in names(one.source) if name not in own}
        return own | {name: figure for name, figure in others.items() if figure}

    def filled(self, text: str) -> str:
        """As it is published."""
        said = ""
        for one in self.pieces(text):
            said += begun(self.figures[one.text].published, said) if one.is_figure else one.text
        return said

    @cached_property
    def exhibits(self) -> dict[Chapter, list[dict[str, Any]]]:
        """Pictures and tables, each kind numbered through the whole report. What has nothing to show is a sentence."""
        numbers = {"figure": 0, "table": 0}
        return {
            one.chapter: [shown for exhibit in one.part.exhibits for shown in shown_of(exhibit, numbers)]
            for one in self.chapters
        }

    def is_left_out(self, one: Written) -> bool:
        """A chapter with nothing under its title is none."""
        return not one.source and not any(map(_shows, one.part.exhibits))

    def check_pieces(self) -> None:
        """Raises NotAllowed for a text that names what is no figure any more: it would be published with its braces."""
        for one in self.chapters:
            try:
                pieces(one.source, self.figures)
            except Wrong as wrong:
                raise NotAllowed(
                    f"The chapter “{one.chapter.label}” cannot be published as it is. {wrong}"
                ) from wrong

    def said(self) -> dict[str, Any]:
        """All that is published, as plain data."""
        report, group, year, before = self.report, self.report.group, self.record.year, self.before
        said = {
            "group": group.name,
            "board": group.board,
            "year": year.label,
            "first_day": year.first.isoformat(),
            "last_day": year.last.isoformat(),
            "as_at": self.on.isoformat(),
            "version": report.number,
            "replaces": before.number if before else None,
            "replaces_of": day_of(before.issued_at).isoformat() if before and before.issued_at else "",
            "because": report.corrected_because,
            "approved_by": str(report.approved_by or ""),
            "approved_on": day_of(report.approved_at).isoformat() if report.approved_at else "",
            "chapters": [
                {
                    "key": one.chapter.value,
                    "title": str(one.chapter.label),
                    "paragraphs": paragraphs_of(self.filled(one.source)),
                    "exhibits": self.exhibits[one.chapter],
                }
                for one in self.chapters
                if not self.is_left_out(one)
            ],
            "figures": {name: one.published for name, one in self.figures.items()},
        }
        return said | {"changes": changes.between(before.figures, said) if before and before.figures else []}

    @cached_property
    def before(self) -> AnnualReport | None:
        """The version that it replaces."""
        return report_before(self.report)


def begun(value: str, before: str) -> str:
    """A sentence that begins with a figure in words begins with a capital."""
    begins = not before.strip() or before.rstrip()[-1] in ".!?" or before.endswith("\n")
    return value[:1].upper() + value[1:] if begins else value


def paragraphs_of(text: str) -> list[str]:
    return [one.strip() for one in text.split("\n\n") if one.strip()]


def newest(report: AnnualReport) -> dict[str, ChapterText]:
    """By chapter the text that counts."""
    rows = ChapterText.objects.filter(report=report).select_related("written_by").order_by("version")
    return {row.chapter: row for row in rows}


def report_before(report: AnnualReport) -> AnnualReport | None:
    """The version that it replaces."""
    if report.number == 1:
        return None
    return AnnualReport.objects.get(group=report.group_id, year=report.year, number=report.number - 1)


def _shows(exhibit: Plot | Table) -> bool:
    return not isinstance(exhibit, Table) or bool(exhibit.rows or exhibit.finding)


def shown_of(exhibit: Plot | Table, numbers: dict[str, int] | None = None) -> Iterator[dict[str, Any]]:
    """As it is published; without `numbers` as a chapter shows it by itself, whose exhibits are numbered when all are told."""
    if isinstance(exhibit, Table):
        if exhibit.rows:
            yield _table(exhibit, numbers)
        elif exhibit.finding:
            yield {"kind": "words", "finding": exhibit.finding}
        return
    if not exhibit.rows:
        yield {"kind": "words", "finding": f"{exhibit.title}: there was nothing to show."}
        return
    number = _next(numbers, "figure")
    yield {
        "kind": "figure",
        "number": number,
        "key": exhibit.key,
        "title": exhibit.title,
        "finding": exhibit.sentence,
        "note": exhibit.note,
        "svg": str(exhibit.picture.svg) if exhibit.picture else "",
    }
    of_what = f"Figure {number}" if number else "the picture"
    finding = f"{exhibit.title}: the figures of {of_what}"
    yield _table(Table(finding, exhibit.head, exhibit.rows, is_wide=exhibit.is_wide), numbers)


def _table(table: Table, numbers: dict[str, int] | None) -> dict[str, Any]:
    return {
        "kind": "table",
        "number": _next(numbers, "table"),
        "finding": table.finding,
        "note": table.note,
        "head": list(table.head),
        "rows": [list(row) for row in table.rows],
        "wide": table.is_wide,
    }


def _next(numbers: dict[str, int] | None, kind: str) -> int | None:
    if numbers is None:
        return None
    numbers[kind] += 1
    return numbers[kind]
