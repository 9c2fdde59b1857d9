"""The annual reports to the Board (R2): the list, and the contents of one, live as a draft and frozen once issued."""

from typing import Any

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from reports.annual import braces, changes, document, services
from reports.annual.draft import Draft
from reports.annual.table import COLUMNS, lines
from reports.models import AnnualReport
from reports.sections import Chapter
from reports.views import annual_chapter
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
    """The report's contents: each chapter with its state, and what is done with the whole. No chapter is worked out.

    `?chapter=` shows one of them, `?changes` what is other than when it was approved and than in the version before.
    """

    permission = "view_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.report(pk)
        if "chapter" in request.GET:
            return annual_chapter.shown(request, row, request.GET["chapter"])
        if "changes" in request.GET and not row.is_issued:
            return self.changes(row)
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
            "is_issued": row.is_issued,
            **(frozen(row) if row.is_issued else self.live(row)),
        }  # fmt: skip
        return render(request, "reports/annual.html", context)

    def live(self, row: AnnualReport) -> dict[str, Any]:
        today = clock.today()
        return {
            **contents(Draft(row, on=today)),
            "as_at": today,
            "is_compared": row.approved_as is not None or row.number > 1,
            "issue_refused": self._issue_refused(row),
        }

    def _issue_refused(self, row: AnnualReport) -> str:
        try:
            services.check_issue(row, on=clock.today())
        except NotAllowed as refusal:
            return str(refusal)
        return "" if self.may("approve_annual") else ASK_THE_CHAIR

    def changes(self, row: AnnualReport) -> HttpResponse:
        context = {
            "title": "What is other than before",
            "caption": str(row),
            "breadcrumbs": annual_chapter.trail(self.request, row),
            "report": row,
            "is_compared": row.approved_as is not None,
            **changed(row, Draft(row, on=clock.today()).said()),
        }
        return render(self.request, "reports/annual_changes.html", context)


def frozen(row: AnnualReport) -> dict[str, Any]:
    said = row.figures or {}
    corrected = said.get("changes", [])
    return {
        "chapters": [{**one, "words": sum(map(braces.words, one["paragraphs"]))} for one in said["chapters"]],
        "corrected": corrected,
        "corrected_in": changes.in_parts(corrected),
    }


def contents(draft: Draft) -> dict[str, Any]:
    """Each chapter of a draft: how its text stands, of how many words it is where somebody wrote it, and what it waits for."""
    missing = {one: draft.missing(one) for one in Chapter}
    chapters = [
        {
            "key": one.value,
            "title": one.label,
            "state": annual_chapter.state_of(draft, one),
            "saved": (saved := draft.texts.get(one)),
            "words": braces.words(saved.text) if saved and saved.text else "",
            "missing": missing[one],
        }
        for one in Chapter
    ]
    waits = sum(map(len, missing.values()))
    return {
        "chapters": chapters,
        "waits": count(waits, "thing", "things") if waits else "",
        "contents_head": ["Chapter", "Text", "Words|number", "Missing, from whom"],
    }


def changed(row: AnnualReport, said: dict[str, Any]) -> dict[str, Any]:
    """What a draft says otherwise than when it was approved, and than the version that it replaces."""
    moved = changes.between(row.approved_as, said) if row.approved_as else []
    return {
        "moved": moved,
        "moved_in": changes.in_parts(moved),
        "corrected": said["changes"],
        "corrected_in": changes.in_parts(said["changes"]),
    }


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
