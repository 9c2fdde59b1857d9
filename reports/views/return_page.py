"""One return (R1): its page, live as a draft and frozen once sent, and what can be done with it."""

from typing import Any, ClassVar
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.services import seen
from reports import book, corrections, document, figures, returns
from reports.forms import CommentaryForm
from reports.models import CoordinatingMeeting, Return, ReturnCorrection
from reports.views.returns import due_of, return_of, state_of
from reports.views.risks import risks_url
from reports.views.shared import url
from subgroup import clock, registry
from subgroup.deadlines.wording import count
from subgroup.errors import Conflict, NotAllowed
from subgroup.files import storage
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import when_made

NOT_STARTED = "Start the return first."
ASK_THE_CHAIR = "The chair or the vice chair does this."


class ReturnView(GroupView):
    abstract = True
    permission = "draft_returns"

    def meeting(self, pk: int) -> CoordinatingMeeting:
        """Who does not draft returns finds those that were sent, and no other."""
        rows = CoordinatingMeeting.objects.filter(group=self.group).select_related("the_return", "group")
        meeting = get_object_or_404(rows, pk=pk)
        found = return_of(meeting)
        if not self.may("draft_returns") and (found is None or found.state != Return.State.SENT):
            raise Http404("No such return.")
        return meeting

    def the_return(self, pk: int) -> Return:
        found = return_of(self.meeting(pk))
        if found is None:
            raise NotAllowed(NOT_STARTED)
        return found

    def version(self, the_return: Return) -> Return | ReturnCorrection:
        """That of the address (`?version=1`), the newest without one."""
        asked = self.request.GET.get("version")
        versions = {str(getattr(one, "number", 1)): one for one in corrections.versions(the_return)}
        if asked is not None and asked not in versions:
            raise Http404("The return has no such version.")
        return versions[asked or max(versions, key=int)]

    def back(self, pk: int) -> HttpResponse:
        return redirect(url(self.request, "return", pk))


class ReturnPage(ReturnView):
    permission = "view_returns"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting = self.meeting(pk)
        return self.withdrawn(meeting) if meeting.withdrawn_at else self.show(meeting)

    def withdrawn(self, meeting: CoordinatingMeeting) -> HttpResponse:
        """Why no return is owed, and what had been written."""
        context = {
            "title": f"Meeting of {meeting.day:%-d %B %Y}",
            "caption": f"Coordination and Delivery Group, {meeting.name}",
            "breadcrumbs": [("Returns", url(self.request, "returns"))],
            "meeting": meeting,
            "the_return": return_of(meeting),
        }
        return render(self.request, "reports/return_withdrawn.html", context)

    def show(
        self,
        meeting: CoordinatingMeeting,
        form: CommentaryForm | None = None,
        theirs: str | None = None,
        status: int = 200,
    ) -> HttpResponse:
        row = return_of(meeting)
        state = row.state if row else "none"
        today = clock.today()
        words, colour = state_of(meeting, today)
        is_draft = state == Return.State.DRAFT
        live = live_figures(meeting, row) if state != Return.State.SENT else None
        version = self.version(row) if row and live is None else None
        newest = corrections.number_of(row) if row else 1
        number = getattr(version, "number", 1)
        if row and is_draft and form is None:
            form = CommentaryForm(initial={"text": row.commentary, "version": row.version})
        context = {
            "title": f"Return for {meeting.day:%-d %B %Y}",
            "caption": f"Coordination and Delivery Group, {meeting.name}",
            "breadcrumbs": [("Returns", url(self.request, "returns"))],
            "meeting": meeting,
            "the_return": row,
            "state": state,
            "state_words": words,
            "state_colour": colour,
            "said": said(meeting, version, self.request, live),
            "number": number,
            "number_text": str(number),
            "newest": newest,
            "others": [one for one in range(1, newest + 1) if one != number],
            "may_send_anew": version is not None and self.may("approve_returns") and corrections.is_last(row),
            "seen": {"seen": seen.word(returns.word_of(row, live), clock.now())} if row and live else {},
            "live": state != Return.State.SENT,
            "due": due_of(meeting) if state != Return.State.SENT else None,
            "form": form if is_draft else None,
            "theirs": theirs,
            "may_write": is_draft and self.may("draft_returns"),
            "feedback": feedback_words(row, number) if row and state == Return.State.SENT else "",
            "refused": "" if self.may("approve_returns") else ASK_THE_CHAIR,
            "breaches_url": f"{url(self.request, 'breaches')}?told=no&state=stands",
            "programme_head": ["Item", "Who has it in hand", "By when", "How it stands"],
            "promise_head": ["Action", "Who has it in hand", "By when", "How it stands"],
            "answer_head": ["Decision", "Answer"],
            "actions_head": ["Plan"],
            "cases_head": ["Where it is"],
            "reviews_head": ["How far it is"],
            "clocks_head": ["Clock"],
            "agency_head": ["Agency"],
            "objective_head": ["Objective", "Target", "Who leads", "How it stands"],
            "risk_head": ["Risk", "Light", "Owner, next review", "What is done about it", "Addressed, reported"],
            "measure_head": ["Measure", "So far", "Target", "Is it met?"],
            "breach_head": ["Day", "Clause", "Breach", "What was done"],
            "exception_head": ["Since", "What went wrong", "Now with", "What was done"],
            "addressed_head": ["Since", "What went wrong", "Addressed", "What was done"],
            "meeting_head": [
                "Meeting", "P1 Chaired by a member of C&DG", "P4 Quorate", "P4 Agencies|number", "P5 Apologies|number",
                "P5 Absent without|number", "P6 Letters called for|number", "A3 Pack published", "P10 Minutes circulated",
            ],
            "submission_head": ["Agency", "Submitted|number", "In time|number", "Late|number", "In time of all"],
            "may_correct": state != Return.State.SENT and self.may("draft_returns"),
        }  # fmt: skip
        return render(self.request, "reports/return.html", context, status=status)


def feedback_words(row: Return, version: int) -> str:
    """What is recorded of feedback on a return that was sent, and on this version where there are several."""
    found, versions = list(row.feedback.filter(corrected_by=None)), corrections.versions(row)
    if not found:
        return "None is recorded yet"
    on_this = sum(corrections.read_by(versions, one) == version for one in found)
    of_it = f", {on_this or 'none'} on this version" if len(versions) > 1 else ""
    return f"{count(len(found), 'record', 'records')}{of_it}"


def live_figures(meeting: CoordinatingMeeting, row: Return | None) -> dict[str, Any]:
    """What the return would say if it were sent now. Writes nothing."""
    row = row or Return(group=meeting.group, meeting=meeting)
    today = clock.today()
    return returns.frozen(row, returns.since_last_return(row, on=today), on=today)


def said(
    meeting: CoordinatingMeeting,
    version: Return | ReturnCorrection | None,
    request: GroupRequest,
    live: dict[str, Any] | None,
) -> dict[str, Any]:
    """Sent: from the frozen figures alone, and for who drafts the rows frozen with them. Else live, each figure with its address."""
    if live is None:
        rows = (
            (lambda *what: rows_url(meeting, *what, version=getattr(version, "number", 1)))
            if request.may("draft_returns")
            else document.no_address
        )
        return document.for_page((version.figures if version else None) or {}, rows=rows)
    year = live["year"]["year"]
    return document.for_page(
        live,
        records=lambda key, **query: figures.address(meeting.group, year, key, **query),
        breach=lambda key: book.url_of(meeting.group, key),
        rows=lambda *what: rows_url(meeting, *what),
        exception=lambda pk: reverse("actionplans:exception", args=[meeting.group.slug, pk]),
        risks=lambda *pk, **query: risks_url(meeting.group, *pk, **query),
    )


def rows_url(
    meeting: CoordinatingMeeting, table: str, figure: str, of: str = "", *, version: int | None = None
) -> str:
    """Of the rows that one figure of a return counts; of a sent one, in the version that is read."""
    path = reverse("reports:return_rows", args=[meeting.group.slug, meeting.pk])
    asked = {"table": table, "figure": figure, "of": of, "version": version}
    return f"{path}?{urlencode({name: value for name, value in asked.items() if value})}"


class Start(ReturnView):
    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        returns.draft(meeting=self.meeting(pk), by=request.user, at=clock.now())
        messages.success(request, "The return is started. Add the commentary, then the chair approves it.")
        return self.back(pk)


class Comment(ReturnPage):
    permission = "draft_returns"
    acts: ClassVar[dict[str, str]] = {}

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.back(pk)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.the_return(pk)
        form, place = CommentaryForm(request.POST), f"The return to {row.meeting.name}"
        if not registry.passes(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(row.meeting, form, status=422)
        given = form.cleaned_data
        try:
            returns.comment(the_return=row, by=request.user, at=clock.now(), **given)
        except Conflict as conflict:
            return self.merge(pk, conflict)
        messages.success(request, "The commentary is saved.")
        return self.back(pk)

    def merge(self, pk: int, conflict: Conflict) -> HttpResponse:
        """Both texts, so that nothing is lost: theirs as it stands, mine in the form, to be saved over it."""
        meeting = self.meeting(pk)
        row = self.the_return(pk)
        form = CommentaryForm({"text": conflict.mine, "version": row.version})
        form.is_valid()
        form.add_error("text", f"{conflict} Bring the two together and save again: yours is below.")
        return self.show(meeting, form, theirs=conflict.theirs, status=409)


class Approve(ReturnView):
    permission = "approve_returns"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        word = request.POST.get("seen", "")
        returns.approve(the_return=self.the_return(pk), by=request.user, at=clock.now(), seen=word)
        messages.success(request, "The return is approved. It can be sent now.")
        return self.back(pk)


class TakeBack(ReturnView):
    permission = "approve_returns"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        returns.take_back(the_return=self.the_return(pk), by=request.user, at=clock.now())
        messages.success(request, "The approval is taken back. The commentary can change again.")
        return self.back(pk)


class Send(ReturnView):
    permission = "approve_returns"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.the_return(pk)
        if row.state != Return.State.APPROVED:
            return self.back(pk)
        told = returns.readers(request.group, on=clock.today())
        live = live_figures(row.meeting, row)
        carried = len(live["breaches"])
        context = {
            "title": "Send the return?",
            "caption": str(row.meeting),
            "breadcrumbs": [("Returns", url(request, "returns")), (row.meeting.name, url(request, "return", pk))],
            "happens": [
                "The figures are frozen as they stand now, this return counted as sent, and nothing in it changes any more.",
                f"It carries {carried} {'breach' if carried == 1 else 'breaches'}: every one since the last return.",
                "The exception list goes with it: what stands, and what was addressed since the last return.",
                "A PDF is made of it and kept.",
            ],
            "told": [person.name for person in told],
            "button": "Freeze and send",
            "hidden": {"seen": seen.word(returns.word_of(row, live), clock.now())},
            "cancel_url": url(request, "return", pk),
        }  # fmt: skip
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        word = request.POST.get("seen", "")
        returns.send(the_return=self.the_return(pk), by=request.user, at=clock.now(), seen=word)
        messages.success(request, "The return is sent. Its figures are frozen.")
        return self.back(pk)


class Document(ReturnView):
    """The PDF of a sent return; of a draft, the same document as a page to read before it is sent."""

    permission = "view_returns"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        meeting = self.meeting(pk)
        row = return_of(meeting)
        if row and row.state == Return.State.SENT:
            version = self.version(row)
            if document.is_being_made(version, at=clock.now()):
                return when_made(request, None, title=str(row.meeting), back=url(request, "return", pk))
            return storage.serve(document.render(version), as_attachment="save" in request.GET)
        printed = document.printed(live_figures(meeting, row), draft=True)
        return render(request, document.TEMPLATE, {**printed, "back": url(request, "return", pk)})
