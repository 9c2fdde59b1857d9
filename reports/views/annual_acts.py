"""What is done with an annual report (R2): starting, writing and correcting it. What the chair decides is in annual_decisions.py."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reports.annual import services
from reports.annual.draft import Draft, Written
from reports.forms_annual import ChapterForm, CorrectForm, StartReportForm, WantedForm
from reports.models import AnnualReport, ChapterText
from reports.sections import Chapter
from reports.views import annual_chapter
from reports.views.acts import Act, TextAct
from reports.views.annual import AnnualView, reports_of
from reports.views.shared import url
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.views.base import GroupRequest


class StartReport(Act):
    permission = "write_annual"
    form_class = StartReportForm
    page = {"title": "Start an annual report", "button": "Start it", "caption": ""}
    place = "The start of an annual report"

    @property
    def back(self) -> str:
        started = getattr(self, "started", None)
        return url(self.request, "annual", started.pk) if started else url(self.request, "annual_reports")

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [("Annual reports", url(self.request, "annual_reports"))]

    @cached_property
    def years(self) -> list[str]:
        return services.years_to_report(self.group, on=clock.today())

    def check(self) -> None:
        if not self.years:
            raise NotAllowed("Every reporting year that has begun has its report already.")

    def form(self, *data: Any) -> forms.Form:
        return StartReportForm(*data, years=self.years)

    def act(self, said: dict[str, Any]) -> str:
        self.started = services.start(group=self.group, by=self.request.user, at=clock.now(), **said)
        return "The report is started. Its chapters are drafted from the record: read each, and change what you like."


class _OfReport(Act):
    abstract = True
    permission = "write_annual"

    @cached_property
    def report(self) -> AnnualReport:
        return get_object_or_404(reports_of(self.request), pk=self.kwargs["pk"])

    @property
    def place(self) -> str:
        return str(self.report)

    @property
    def back(self) -> str:
        return url(self.request, "annual", self.report.pk)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [
            ("Annual reports", url(self.request, "annual_reports")),
            (str(self.report), url(self.request, "annual", self.report.pk)),
        ]


class WantReport(_OfReport):
    form_class = WantedForm
    page = {"title": "The day by which the Board wants it", "button": "Save the day"}

    def check(self) -> None:
        services.check_wanted(self.report)

    def form(self, *data: Any) -> forms.Form:
        return WantedForm(*data, initial={"wanted_on": self.report.wanted_on})

    def act(self, said: dict[str, Any]) -> str:
        due = services.want(report=self.report, by=self.request.user, at=clock.now(), **said)
        return due.explanation


class _OfChapter(_OfReport):
    abstract = True

    @cached_property
    def chapter(self) -> Chapter:
        try:
            return Chapter(self.kwargs["chapter"])
        except ValueError as error:
            raise Http404("A report has no such chapter.") from error

    @property
    def back(self) -> str:
        return annual_chapter.address(self.request, self.report, self.chapter.value)

    @cached_property
    def draft(self) -> Draft:
        return Draft(self.report, on=clock.today())

    @property
    def written(self) -> Written:
        return self.draft.chapter(self.chapter)

    def check(self) -> None:
        services.check_draft(self.report)


class WriteChapter(TextAct, _OfChapter):
    permission = "write_annual"
    form_class = ChapterForm
    shape = "reports/annual_chapter.html"
    refused_beside = "text"

    @property
    def page(self) -> dict[str, Any]:  # type: ignore[override]
        figures = self.draft.figures
        own = {one.name for one in self.written.part.figures}
        rows = [
            (
                f"{{{one.name}}}",
                one.text if one.text == one.published else f"{one.text}, published as {one.published}",
                one.says,
            )
            for one in figures.values()
        ]
        return {
            "title": self.chapter.label,
            "button": "Save the chapter",
            "chapter": self.chapter,
            "report": self.report,
            "written": self.written,
            "own_figures": [row for row in rows if row[0].strip("{}") in own],
            "other_figures": [row for row in rows if row[0].strip("{}") not in own],
            "figures_head": ["Write", "Today", "What it is"],
        }  # fmt: skip

    def version(self) -> int:
        saved = (
            ChapterText.objects.filter(report=self.report, chapter=self.chapter).order_by("version").last()
        )
        return saved.version if saved else 0

    def form(self, *data: Any) -> forms.Form:
        one = self.written
        return ChapterForm(
            *data, initial={"text": one.source, "version": one.saved.version if one.saved else 0}
        )

    def act(self, said: dict[str, Any]) -> str:
        saved = services.write(
            report=self.report, chapter=self.chapter, by=self.request.user, at=clock.now(), **said
        )
        return "The chapter stands as it is drafted." if saved.as_drafted else "The chapter is saved."

    def merge(self, form: forms.Form, conflict: Conflict) -> HttpResponse:
        if self.written.is_drafted:
            conflict.theirs = self.written.source
        return super().merge(form, conflict)


class KeepDrafted(_OfChapter):
    """The drafted text stands, or stands again."""

    permission = "write_annual"
    form_class = forms.Form

    def get(self, request: GroupRequest, **_: Any) -> HttpResponse:
        return redirect(self.back)

    def post(self, request: GroupRequest, **_: Any) -> HttpResponse:
        given = request.POST.get("version", "")
        version = int(given) if given.isdigit() and len(given) < 9 else 0
        try:
            services.as_drafted(
                report=self.report, chapter=self.chapter, version=version, by=request.user, at=clock.now()
            )
        except Conflict as conflict:
            messages.error(request, f"{conflict} Read it before you go back to the drafted text.")
        else:
            messages.success(
                request, "The chapter stands as it is drafted. What was written before can still be read."
            )
        return redirect(self.back)


class ChapterVersions(AnnualView):
    permission = "view_annual_drafts"

    def get(self, request: GroupRequest, pk: int, chapter: str) -> HttpResponse:
        row = self.report(pk)
        if chapter not in Chapter.values:
            raise Http404("A report has no such chapter.")
        saved = ChapterText.objects.filter(report=row, chapter=chapter).select_related("written_by")
        context = {
            "title": f"Versions of “{Chapter(chapter).label}”",
            "caption": str(row),
            "breadcrumbs": [
                ("Annual reports", url(request, "annual_reports")),
                (str(row), url(request, "annual", pk)),
                (Chapter(chapter).label, annual_chapter.address(request, row, chapter)),
            ],
            "rows": saved.order_by("-version"),
        }
        return render(request, "reports/annual_versions.html", context)


class CorrectReport(_OfReport):
    permission = "approve_annual"
    form_class = CorrectForm
    refused_beside = "because"

    @property
    def page(self) -> dict[str, Any]:  # type: ignore[override]
        return {
            "title": f"Correct the {str(self.report)[0].lower()}{str(self.report)[1:]}",
            "button": "Start the new version",
            "intro": f"Version {self.report.number} stays as it was issued, and can still be read. "
            "The new version begins with its texts, and with figures that are live again.",
        }

    def check(self) -> None:
        services.check_correct(self.report)

    @property
    def back(self) -> str:
        return url(self.request, "annual", getattr(self, "made", self.report).pk)

    def act(self, said: dict[str, Any]) -> str:
        self.made = services.correct(
            report=self.report, because=said["because"], by=self.request.user, at=clock.now()
        )
        return f"Version {self.made.number} is begun."
