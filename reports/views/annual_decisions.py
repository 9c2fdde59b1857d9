"""What the chair decides of an annual report (R2): approving it, taking that back, issuing it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from meetings.services import seen
from reports.annual import services
from reports.annual.draft import Draft
from reports.views import annual_chapter
from reports.views.annual import AnnualView, changed, contents
from reports.views.shared import url
from subgroup import clock
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest


class Approve(AnnualView):
    """The page before works out all that the report says: what is approved is what it showed."""

    permission = "approve_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row, today = self.report(pk), clock.today()
        try:
            services.check_approve(row)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(url(request, "annual", pk))
        draft = Draft(row, on=today)
        said = draft.said()
        context = {
            "title": "Approve the report?",
            "caption": str(row),
            "breadcrumbs": annual_chapter.trail(request, row),
            "happens": [
                "Its chapters can change no more, unless the approval is taken back.",
                "Its figures go on changing until it is issued; what moves is shown before that.",
            ],
            "told": [],
            "button": "Approve",
            "hidden": {"seen": seen.word(services.word_of(row, said), clock.now())},
            "cancel_url": url(request, "annual", pk),
            "report": row,
            **contents(draft),
            **changed(row, said),
        }
        return render(request, "reports/annual_approve.html", context)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        word = request.POST.get("seen", "")
        services.approve(report=self.report(pk), by=request.user, at=clock.now(), seen=word)
        messages.success(request, "The report is approved. It can be issued now.")
        return redirect(url(request, "annual", pk))


class TakeBack(AnnualView):
    permission = "approve_annual"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        services.take_back(report=self.report(pk), by=request.user, at=clock.now())
        messages.success(request, "The approval is taken back. The chapters can change again.")
        return redirect(url(request, "annual", pk))


class Issue(AnnualView):
    permission = "approve_annual"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row, today = self.report(pk), clock.today()
        try:
            services.check_issue(row, on=today)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect(url(request, "annual", pk))
        assert row.approved_at  # noqa: S101 - check_issue() let it pass
        said = Draft(row, on=today).said()
        approved, told = long_date(day_of(row.approved_at)), changed(row, said)
        moved = (
            f"{count(len(told['moved']), 'figure or sentence reads', 'figures and sentences read')} otherwise than on {approved}, "
            "when it was approved, and are issued as of today: they stand below."
        )
        replaces = f"Version {said['replaces']} stays as it was issued. The cover says that this version replaces it, and what changed."
        context = {
            "title": "Freeze and issue the report?",
            "caption": str(row),
            "breadcrumbs": [
                ("Annual reports", url(request, "annual_reports")),
                (str(row), url(request, "annual", pk)),
            ],
            "happens": [
                "Text and figures are frozen as they stand now, and nothing in them changes any more.",
                moved
                if told["moved"]
                else f"Nothing in it reads otherwise than on {approved}, when it was approved.",
                "A PDF is made of it and kept. It is marked OFFICIAL, and the Board can publish it.",
                "Everybody of the sub-group and its readers can read it.",
                *([replaces] if said["replaces"] else []),
            ],
            "told": [person.name for person in services.readers(request.group, on=today)],
            "button": "Freeze and issue",
            "hidden": {"seen": seen.word(services.word_of(row, said), clock.now())},
            "cancel_url": url(request, "annual", pk),
            "report": row,
            **told,
        }
        return render(request, "reports/annual_issue.html", context)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        word = request.POST.get("seen", "")
        services.issue(report=self.report(pk), by=request.user, at=clock.now(), seen=word)
        messages.success(request, "The report is issued. Its text and figures are frozen.")
        return redirect(url(request, "annual", pk))
