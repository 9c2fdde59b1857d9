"""The annual reports to the Board (R2): the list, and the page of one, live as a draft and frozen once issued."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode

from meetings.services import seen
from reports.annual import changes, document, services
from reports.annual.chapters import APPENDICES
from reports.annual.draft import Draft, Written
from reports.annual.figure import Figure
from reports.annual.part import named
from reports.annual.places import place
from reports.annual.table import COLUMNS, lines
from reports.measures.tally import Tally
from reports.models import AnnualReport
from reports.sections import Chapter
from reports.views.shared import as_file, parts, url
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import when_made

State = AnnualReport.State
STATES = {
    State.DRAFT: ("Draft", "yellow"),
    State.APPROVED: ("Approved, not issued", "blue"),
    State.ISSUED: ("Issued", "green"),
}
ASK_THE_CHAIR = "The chair or the vice chair does this."
LIST_COLUMNS = [
    Column("year", "Reporting year", link=lambda row: reverse("reports:annual", args=[row.group.slug, row.pk]), sort="year"),
    Column("number", "Version"),
    Column("state", "State", lambda row: STATES[row.state][0], colour=lambda row: STATES[row.state][1]),
    Column("wanted_on", "Wanted by"),
    Column("issued_at", "Issued"),
]  # fmt: skip


def reports_of(request: GroupRequest) -> QuerySet[AnnualReport]:
    """Who reads no drafts finds those that were issued, and no other."""
    rows = AnnualReport.objects.filter(group=request.group)
    rows = rows.select_related("group", "pdf", "started_by", "approved_by", "issued_by")
    return rows if request.may("view_annual_drafts") else rows.filter(state=State.ISSUED)


class AnnualReports(ListPage, GroupView):
    permission = "view_annual"
    title = "Annual reports"
    purpose = "One report to the Board on each reporting year, in chapters drafted from the record."
    nouns = ("report", "reports")
    ordering = ["-year", "-number"]
    template_name = "reports/annual_reports.html"
    empty_title = "No annual reports yet"
    empty_text = "A report appears here when it is started, and for those who read it when it is issued."

    def get_queryset(self) -> QuerySet[AnnualReport]:
        return reports_of(self.request).defer("figures", "approved_as")

    def get_columns(self) -> list[Column]:
        return LIST_COLUMNS

    def list_context(self) -> dict[str, Any]:
        return {
            "parts": parts(self.request, "annual_reports"),
            "may_start": self.may("write_annual"),
        }


class AnnualView(GroupView):
    abstract = True
    permission = "view_annual"

    def report(self, pk: int) -> AnnualReport:
        return get_object_or_404(reports_of(self.request), pk=pk)


class AnnualPage(AnnualView):
    permission = "view_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.report(pk)
        words, colour = STATES[State(row.state)]
        versions = [
            one for one in reports_of(request).filter(year=row.year).order_by("number") if one.pk != row.pk
        ]
        later = [one for one in versions if one.number > row.number]
        context = {
            "title": f"Annual report {row.year}",
            "caption": f"Report to the {self.group.board}" + (f", version {row.number}" if row.number > 1 else ""),
            "breadcrumbs": [("Annual reports", url(request, "annual_reports"))],
            "report": row,
            "state_words": words,
            "state_colour": colour,
            "versions": versions,
            "replaced_by": next((one for one in later if one.is_issued), None),
            "may_correct": self.may("approve_annual") and row.is_issued and not later,
            "refused": "" if self.may("approve_annual") else ASK_THE_CHAIR,
            "may_write": row.state == State.DRAFT and self.may("write_annual"),
            "is_issued": row.is_issued,
            **(self.frozen(row) if row.is_issued else self.live(row)),
        }  # fmt: skip
        return render(request, "reports/annual.html", context)

    def frozen(self, row: AnnualReport) -> dict[str, Any]:
        said = document.for_page(row.figures or {})
        chapters = [
            {**chapter, "paragraphs": [[{"text": one}] for one in chapter["paragraphs"]]}
            for chapter in said["chapters"]
        ]
        corrected = said.get("changes", [])
        return {
            "chapters": chapters,
            "as_at": said["as_at"],
            "corrected": corrected,
            "corrected_in": changes.in_parts(corrected),
        }

    def live(self, row: AnnualReport) -> dict[str, Any]:
        today = clock.today()
        draft = Draft(row, on=today)
        rows = url(self.request, "annual_rows", row.pk) if self.may("write_annual") else ""
        chapters = [_shown(draft, one, rows) for one in draft.chapters]
        said = draft.said()
        waits = sum(len(one.missing) for one in draft.chapters)
        return {
            "chapters": chapters,
            "as_at": today,
            "waits": count(waits, "thing", "things") if waits else "",
            "contents_head": ["Chapter", "Text", "Missing, from whom"],
            "issue_refused": self._issue_refused(row),
            **changed(row, said),
            "seen": {"seen": seen.word(services.word_of(row, said), clock.now())},
        }

    def _issue_refused(self, row: AnnualReport) -> str:
        try:
            services.check_issue(row, on=clock.today())
        except NotAllowed as refusal:
            return str(refusal)
        return "" if self.may("approve_annual") else ASK_THE_CHAIR


def changed(row: AnnualReport, said: dict[str, Any]) -> dict[str, Any]:
    """What a draft says otherwise than when it was approved, and than the version that it replaces."""
    moved = changes.between(row.approved_as, said) if row.approved_as else []
    return {
        "moved": moved,
        "moved_in": changes.in_parts(moved),
        "is_compared": row.approved_as is not None,
        "corrected": said["changes"],
        "corrected_in": changes.in_parts(said["changes"]),
    }


def _shown(draft: Draft, one: Written, rows: str) -> dict[str, Any]:
    """`rows` is the page of what a figure counts; empty for who is not led there."""
    return {
        "key": one.chapter.value,
        "title": one.chapter.label,
        "state": ("Left out", "grey") if one.saved and draft.is_left_out(one) else _state(one),
        "saved": one.saved,
        "missing": one.missing,
        "paragraphs": [
            [_piece(draft, piece, rows) for piece in draft.pieces(text)]
            for text in one.source.split("\n\n")
            if text.strip()
        ],
        "exhibits": _exhibits(draft, one.chapter, rows),
    }


def _exhibits(draft: Draft, chapter: Chapter, rows: str) -> list[dict[str, Any]]:
    """For who writes each figure of a table leads to its rows, as those of the text do."""
    shown = document.pictured(draft.exhibits[chapter])
    tables = [one for one in shown if one["kind"] == "table"]
    for number, table in enumerate(tables if rows else ()):
        heads = named(table["head"])
        table["rows"] = [
            [
                _opening(cell, rows, place(chapter, number, row[0], head))
                if isinstance(cell, Tally)
                else cell
                for head, cell in zip(heads, row, strict=True)
            ]
            for row in table["rows"]
        ]
    return shown


def _opening(cell: Tally, rows: str, query: dict[str, str]) -> str:
    return format_html('<a class="govuk-link" href="{}?{}">{}</a>', rows, urlencode(query), cell)


def _piece(draft: Draft, piece: Any, rows: str) -> dict[str, str]:
    """Who writes sees the true number, as it is published beside it, and is led to the rows."""
    if not piece.is_figure:
        return {"text": piece.text}
    figure: Figure = draft.figures[piece.text]
    if not rows:
        return {"text": figure.published}
    return {
        "text": figure.text,
        "published": figure.published if figure.is_withheld else "",
        "url": f"{rows}?{urlencode({'figure': figure.name})}" if figure.has_rows else "",
        "name": figure.name,
    }


def _state(one: Written) -> tuple[str, str]:
    """Of a chapter of a draft, in words and a colour."""
    if one.saved is None:
        if one.chapter == Chapter.FOREWORD:
            return "Not written", "yellow"
        return ("Drafted", "grey") if one.chapter in APPENDICES else ("Drafted, to be read", "yellow")
    return ("Read, as drafted", "blue") if one.saved.as_drafted else ("Written", "green")


class AnnualDocument(AnnualView):
    """The PDF of an issued report, made by a task; of a draft, the same document as a page to read before it is issued."""

    permission = "view_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        row = self.report(pk)
        back = url(request, "annual", pk)
        if row.is_issued:
            return when_made(request, row.pdf, title=str(row), back=back)
        printed = document.printed(Draft(row, on=clock.today()).said(), draft=True)
        return render(request, document.TEMPLATE, {**printed, "back": back})


class AnnualTables(AnnualView):
    """Every figure and table of a report as CSV or XLSX, as they are published."""

    permission = "view_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.report(pk)
        said = row.figures if row.is_issued else Draft(row, on=clock.today()).said()
        kind = request.GET.get("format", "csv")
        if kind not in ("csv", "xlsx"):
            raise Http404("The tables are saved as CSV or XLSX.")
        return as_file(kind, str(row), COLUMNS, lines(said or {}))
