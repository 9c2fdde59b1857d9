"""A chapter of an annual report by itself (R2): of a draft as the record has it today, of an issued one as it was frozen."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.http import urlencode

from reports.annual import document
from reports.annual.braces import Piece
from reports.annual.chapters import APPENDICES
from reports.annual.draft import Draft, Written, begun, shown_of
from reports.annual.figure import Figure
from reports.annual.part import named
from reports.annual.places import place
from reports.measures.tally import Tally
from reports.models import AnnualReport
from reports.sections import Chapter
from reports.views.shared import url
from subgroup import clock
from subgroup.views.base import GroupRequest


def address(request: GroupRequest, row: AnnualReport, chapter: str) -> str:
    return f"{url(request, 'annual', row.pk)}?chapter={chapter}"


def trail(request: GroupRequest, row: AnnualReport) -> list[tuple[str, str]]:
    return [("Annual reports", url(request, "annual_reports")), (str(row), url(request, "annual", row.pk))]


def shown(request: GroupRequest, row: AnnualReport, chapter: str) -> HttpResponse:
    """Its page; 404 for one that the report has not."""
    titles = (
        {one["key"]: one["title"] for one in (row.figures or {})["chapters"]}
        if row.is_issued
        else {one.value: one.label for one in Chapter}
    )
    if chapter not in titles:
        raise Http404("The report has no such chapter.")
    keys = list(titles)
    at = keys.index(chapter)
    context = {
        "title": titles[chapter],
        "caption": str(row),
        "breadcrumbs": trail(request, row),
        "report": row,
        "as_at": clock.today(),
        "may_write": row.state == AnnualReport.State.DRAFT and request.may("write_annual"),
        "may_read_versions": not row.is_issued and request.may("view_annual_drafts"),
        "one": _frozen(row, chapter) if row.is_issued else _live(request, row, Chapter(chapter)),
        "around": [
            (rel, words, titles[key], address(request, row, key))
            for rel, words, key in (
                ("prev", "Previous", keys[at - 1] if at else ""),
                ("next", "Next", keys[at + 1] if at + 1 < len(keys) else ""),
            )
            if key
        ],
    }
    return render(request, "reports/annual_read.html", context)


def _frozen(row: AnnualReport, chapter: str) -> dict[str, Any]:
    one = next(one for one in (row.figures or {})["chapters"] if one["key"] == chapter)
    return {
        "key": chapter,
        "paragraphs": [[{"text": text}] for text in one["paragraphs"]],
        "exhibits": document.pictured(one["exhibits"]),
    }


def _live(request: GroupRequest, row: AnnualReport, chapter: Chapter) -> dict[str, Any]:
    """For who writes its figures lead to the page of what they count."""
    draft = Draft(row, on=clock.today())
    one, rows = (
        draft.chapter(chapter),
        url(request, "annual_rows", row.pk) if request.may("write_annual") else "",
    )
    figures = draft.figures_of(one)
    return {
        "key": chapter.value,
        "state": state_of(draft, chapter),
        "saved": one.saved,
        "missing": draft.missing(chapter),
        "paragraphs": [
            _pieces(draft.pieces(text, figures), figures, rows)
            for text in one.source.split("\n\n")
            if text.strip()
        ],
        "exhibits": _exhibits(one, rows),
    }


def state_of(draft: Draft, chapter: Chapter) -> tuple[str, str]:
    """Of a chapter of a draft, in words and a colour. It is worked out where it may be left out alone: its text was emptied."""
    saved = draft.texts.get(chapter)
    if saved is None:
        if chapter == Chapter.FOREWORD:
            return "Not written", "yellow"
        return ("Drafted", "grey") if chapter in APPENDICES else ("Drafted, to be read", "yellow")
    emptied = not saved.text and (not saved.as_drafted or chapter == Chapter.FOREWORD)
    if emptied and draft.is_left_out(draft.chapter(chapter)):
        return "Left out", "grey"
    return ("Read, as drafted", "blue") if saved.as_drafted else ("Written", "green")


def _exhibits(one: Written, rows: str) -> list[dict[str, Any]]:
    """For who writes each figure of a table leads to its rows, as those of the text do."""
    found = document.pictured(each for exhibit in one.part.exhibits for each in shown_of(exhibit))
    tables = [each for each in found if each["kind"] == "table"]
    for number, table in enumerate(tables if rows else ()):
        heads = named(table["head"])
        table["rows"] = [
            [
                _opening(cell, rows, place(one.chapter, number, row[0], head))
                if isinstance(cell, Tally)
                else cell
                for head, cell in zip(heads, row, strict=True)
            ]
            for row in table["rows"]
        ]
    return found


def _opening(cell: Tally, rows: str, query: dict[str, str]) -> str:
    return format_html('<a class="govuk-link" href="{}?{}">{}</a>', rows, urlencode(query), cell)


def _pieces(found: Iterable[Piece], figures: Mapping[str, Figure], rows: str) -> list[dict[str, str]]:
    """Who writes sees the true number, as it is published beside it, and is led to the rows."""
    said, shown = "", list[dict[str, str]]()
    for piece in found:
        if not piece.is_figure:
            shown.append({"text": piece.text})
        else:
            figure = figures[piece.text]
            published = begun(figure.published, said)
            shown.append(_opened(figure, published, rows) if rows else {"text": published})
        said += shown[-1]["text"]
    return shown


def _opened(figure: Figure, published: str, rows: str) -> dict[str, str]:
    return {
        "text": figure.text if figure.is_withheld else published,
        "published": figure.published if figure.is_withheld else "",
        "url": f"{rows}?{urlencode({'figure': figure.name})}" if figure.has_rows else "",
        "name": figure.name,
    }
