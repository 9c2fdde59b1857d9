"""A report that an agency owes a review (F9): the agency sees what it owes, and no more of the review."""

from functools import cached_property
from typing import Any, ClassVar

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from reviews import openings, reading, review_reading
from reviews import review_policies as policies
from reviews.forms import reviews as review_forms
from reviews.models import AgencyReport
from reviews.services import agency_reports
from reviews.views.form_act import FormAct, why_not
from reviews.views.reviewing import address as review_address
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.files.storage import serve
from subgroup.models import Deadline, StoredFile
from subgroup.views.base import GroupRequest, GroupView


def address(report: AgencyReport, name: str = "review_report") -> str:
    return reverse(f"reviews:{name}", args=[report.review.group.slug, report.pk])


class ReportView(GroupView):
    """One report (`pk`), for who speaks for its agency and for who manages the review."""

    abstract = True
    permission = "answer_requests"
    or_permission: ClassVar[str | tuple[str, ...] | None] = "manage_cases"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        shown = request.method == "GET" and answer.status_code == 200 and "report" in vars(self)
        if shown and (case := self.report.review.case):
            part = "what an agency owes the review"
            openings.note(case=case, person=self.request.user, part=part, at=clock.now())
        return answer

    @cached_property
    def report(self) -> AgencyReport:
        request = self.request
        rows = review_reading.reports(request.user, self.group, request.permissions, at=clock.now())
        rows = rows.select_related("review__group", "review__case__group", "agency", "received_by", "file")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def speaks(self) -> bool:
        """For the agency; who manages cases may hand in what came on another way."""
        if self.may("manage_cases"):
            return True
        mine = reading.agencies_of(self.request.user, self.group, on=clock.today())
        return self.may("answer_requests") and self.report.agency_id in mine

    def trail(self) -> list[tuple[str, str]]:
        return [(f"Report to review {self.report.review.code}", address(self.report))]


class ReportPage(ReportView):
    permission = "answer_requests"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        report, manages = self.report, self.may("manage_cases")
        late = report.received_at is None and report.due_on < clock.today()
        state = (
            ("Handed in", "green") if report.received_at else (("Late", "red") if late else ("Owed", "blue"))
        )
        page = {
            "title": f"Report to review {report.review.code}",
            "caption": report.agency.name,
            "purpose": f"What {report.agency.name} is asked to hand in: its own report for the review.",
            "breadcrumbs": [("Review " + report.review.code, review_address(report.review))]
            if manages
            else [],
            "report": report,
            "state": state[0],
            "colour": state[1],
            "due": Deadline.objects.filter(group=self.group).about("agency_report", report.pk).first(),
            "refused": why_not(agency_reports.check_hand_in, report),
            "may_hand_in": self.speaks and report.received_at is None,
            "may_send_back": manages and report.received_at is not None and not report.review.closed_at,
        }
        return render(request, "reviews/agency_report.html", page)


class ReportAct(ReportView, FormAct):
    abstract = True

    def back(self) -> str:
        return address(self.report)

    def trail(self) -> list[tuple[str, str]]:
        return ReportView.trail(self)

    def more(self) -> dict[str, Any]:
        return {"caption": self.report.agency.name}


class HandIn(ReportAct):
    permission = "answer_requests"
    form_class = review_forms.HandInForm
    title = "Hand in the report"
    button = "Hand it in"
    done = "The report is handed in. Thank you."

    def refuse(self) -> None:
        if not self.speaks:
            raise NotAllowed(f"Who speaks for {self.report.agency} can hand in its report.")
        agency_reports.check_hand_in(self.report)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        if file is None:
            raise NotAllowed("Choose the file.")
        agency_reports.hand_in(
            report=self.report, file=file, note=said["note"], by=self.request.user, at=clock.now()
        )


class SendBackReport(ReportAct):
    permission = "manage_cases"
    or_permission = None
    form_class = review_forms.SendBackForm
    title = "Send the report back for more"
    button = "Send it back"
    done = "The report is owed again. Who speaks for the agency was told."

    def refuse(self) -> None:
        policies.check_open(self.report.review)

    def more(self) -> dict[str, Any]:
        intro = "Who speaks for the agency gets a mail with the review’s code, the new day and a link."
        return {**super().more(), "intro": intro}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        agency_reports.send_back(report=self.report, by=self.request.user, at=clock.now(), **said)


class ReportFile(ReportView):
    permission = "answer_requests"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        if self.report.file is None:
            raise Http404("The report is not here yet.")
        return serve(self.report.file, as_attachment="save" in request.GET)
