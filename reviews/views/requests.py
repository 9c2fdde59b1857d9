"""What agencies were asked about a case: sent from its page, answered on a page that shows nothing else of it."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.models import Agency
from reviews import openings, reading
from reviews.enums import CaseState, InterestHandling, RequestState
from reviews.forms.requests import AnswerForm, AskAgainForm, RequestFilter, SendForm, WithdrawForm
from reviews.models import Case, EarlierAnswer, InformationRequest
from reviews.services import requests
from reviews.views.act import Act, refused
from reviews.views.base import MARKING, CaseView
from reviews.views.parts import parts
from subgroup import clock, registry
from subgroup.deadlines.wording import count, listing, long_date
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline, StoredFile
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView

COLOURS = {
    RequestState.ASKED: "blue",
    RequestState.RETURNED: "green",
    RequestState.NIL: "green",
    RequestState.DECLINED: "orange",
    RequestState.WITHDRAWN: "grey",
}

OVER = (CaseState.DECIDED, CaseState.CLOSED)
"""Where nothing of the screening is offered any more."""


def is_late(one: InformationRequest) -> bool:
    return one.state == RequestState.ASKED and one.due_on < clock.today()


def state_of(one: InformationRequest) -> tuple[str, str]:
    """The word and its colour."""
    if is_late(one):
        return "Late", "red"
    return one.get_state_display(), COLOURS[RequestState(one.state)]


def days_out(one: InformationRequest) -> int | None:
    """For how many days it has been with the agency."""
    return (clock.today() - clock.day_of(one.sent_at)).days if one.state == RequestState.ASKED else None


def address(one: InformationRequest) -> str:
    return reverse("reviews:request", args=[one.case.group.slug, one.pk])


class RequestList(ListPage, GroupView):
    permission = "answer_requests"
    or_permission = "manage_cases"
    title = "Requests"
    marking = MARKING
    nouns = ("request", "requests")
    filterset_class = RequestFilter
    template_name = "reviews/requests.html"
    ordering: ClassVar[list[str]] = ["-waits", "due_on"]
    empty_text = "A request appears here when business support asks agencies what they know of a case that is being screened."
    columns: ClassVar[list[Column]] = [
        Column("case", "Case", lambda one: one.case.codename, link=address, sort="case__codename"),
        Column("agency", "Agency", lambda one: one.agency.code, sort="agency__code"),
        Column("sent_at", "Asked", lambda one: clock.day_of(one.sent_at), sort="sent_at"),
        Column("due_on", "Due", sort="due_on"),
        Column("days", "Days outstanding", days_out, numeric=True),
        Column("state", "State", lambda one: state_of(one)[0], colour=lambda one: state_of(one)[1]),
    ]

    @property
    def purpose(self) -> str:  # type: ignore[override]
        if self.may("manage_cases"):
            return "What agencies were asked for screenings, and what is still owed."
        return "What your agency was asked for screenings. Where it has no involvement, one press says so."

    def get_queryset(self) -> QuerySet[InformationRequest]:
        rows = reading.requests(self.request.user, self.group, self.request.permissions, at=clock.now())
        waits = ExpressionWrapper(Q(state=RequestState.ASKED), output_field=BooleanField())
        return rows.select_related("case__group", "agency").annotate(waits=waits)

    def list_context(self) -> dict[str, Any]:
        return {"parts": parts(self.request, "requests")}


class SendRequests(Act):
    permission = "manage_cases"
    form_class = SendForm
    title, button = "Ask agencies for information", "Send the requests"
    template = "shapes/confirm.html"

    def check(self) -> None:
        requests.check_send(self.case)

    def initial(self) -> dict[str, Any]:
        due = requests.answer_day(self.group, on=clock.today())
        return {"question": requests.QUESTION, "due_on": due, "with_identity": True}

    def make_form(self, *data: Any, **more: Any) -> GovForm:
        agencies = Agency.objects.filter(group=self.group).exclude(pk__in=self.waiting).order_by("name")
        pairs = [("agency", one.code) for one in agencies]
        people = registry.people_for(self.group, pairs, on=clock.today())
        mailed = {
            str(one.pk): f"Mail to {listing([str(person) for person in people['agency', one.code]])}"
            for one in agencies
        }
        return SendForm(*data, agencies=agencies, mailed=mailed, **more)

    @cached_property
    def waiting(self) -> set[int]:
        return requests.asked_now(self.case)

    def page(self) -> dict[str, Any]:
        happens = [
            "Each agency chosen owes its answer by the day below, and is reminded of it.",
            "Its people get one mail with the case’s reference and a link.",
            "They see what their agency was asked, and nothing else of the case.",
        ]
        if self.waiting:
            codes = Agency.objects.filter(pk__in=self.waiting).order_by("code").values_list("code", flat=True)
            happens.append(
                f"{listing(list(codes))} {'is' if len(codes) == 1 else 'are'} not offered: an answer is awaited already."
            )
        return {"happens": happens, "cancel_text": "Cancel"}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        made = requests.send(case=self.case, by=self.request.user, at=clock.now(), **said)
        return f"{count(len(made), 'agency is', 'agencies are')} asked."


class AboutRequest(CaseView):
    """A page of one request. An agency's reader finds it by what their agency was asked, and not by the case."""

    abstract = True
    permission = "answer_requests"
    or_permission: ClassVar[str | None] = "manage_cases"
    part = "what an agency was asked"

    @cached_property
    def asked(self) -> InformationRequest:
        rows = reading.requests(self.request.user, self.group, self.request.permissions, at=clock.now())
        rows = rows.select_related("case__group", "agency", "answered_by", "file", "sent_by", "withdrawn_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def case(self) -> Case:
        return self.asked.case

    def trail(self) -> list[tuple[str, str]]:
        if self.may("manage_cases"):
            return [*super().trail(), (f"Request to {self.asked.agency.code}", address(self.asked))]
        return [("Requests", self.url("requests")), (str(self.case), address(self.asked))]

    def back(self) -> str:
        return address(self.asked)


class RequestPage(AboutRequest):
    permission = "answer_requests"
    or_permission = "manage_cases"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        one, manages = self.asked, self.may("manage_cases")
        state, colour = state_of(one)
        page = {
            "title": f"What {one.agency} is asked about {self.case}",
            "caption": self.case.reference,
            "breadcrumbs": self.trail()[:-1],
            "one": one,
            "state": state,
            "colour": colour,
            "is_open": one.state == RequestState.ASKED,
            "due": Deadline.objects.filter(group=self.group).about(requests.SUBJECT, one.pk).first(),
            "earlier": one.earlier.select_related("answered_by", "sent_back_by", "file"),
            "manages": manages,
            "answer_url": self.url("request_answer", pk),
            "nil_url": self.url("request_nil", pk),
            "file_url": self.url("request_file", pk),
            "who_url": self.url("request_who", pk) if _may_open_who(one) else "",
            "again_url": self.url("request_again", pk),
            "withdraw_url": self.url("request_withdraw", pk),
            "again_refused": refused(requests.check_ask_again, one),
        }
        return render(request, "reviews/request.html", page)


def _may_open_who(one: InformationRequest) -> bool:
    """While the agency is to search its records, and no longer."""
    return one.with_identity and one.state == RequestState.ASKED


class RequestWho(AboutRequest):
    """Who the child is, for the agency that is asked to search its records."""

    permission = "answer_requests"
    or_permission = None
    part = "who the child is, for a request"
    shows_identity = True

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        if not self.asked.with_identity:
            raise NotAllowed(
                "This request was sent without saying who the child is. Business support can tell you what you need."
            )
        if not _may_open_who(self.asked):
            raise NotAllowed(
                "Who the child is can be opened until the request is answered. Business support can ask again."
            )
        page = {
            "title": "Who this is about",
            "caption": f"{self.case}, {self.case.reference}",
            "purpose": "To search your agency’s records. That you opened this is logged, and shown to the chair.",
            "breadcrumbs": self.trail(),
            "people": self.case.identities.all(),
            "back_url": self.back(),
        }
        return render(request, "reviews/request_who.html", page)


class RequestFile(GroupView):
    """A file that an agency sent back: for the agency, for who manages the case, and for its panel."""

    permission = "answer_requests"
    or_permission = ("manage_cases", "view_cases")

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        at = clock.now()
        mine = reading.requests(request.user, self.group, request.permissions, at=at).filter(pk=pk)
        panels = reading.panels(request.user, self.group, request.permissions, at=at)
        of_panel = InformationRequest.objects.filter(pk=pk, case__in=panels.order_by().values("case_id"))
        row = mine.select_related("file", "case").first() or of_panel.select_related("file", "case").first()
        if row is None:
            raise Http404("No such file.")
        file = self._file(row)
        openings.note(case=row.case, person=request.user, part="a file that an agency sent back", at=at)
        return storage.serve(file, as_attachment="save" in request.GET)

    def _file(self, row: InformationRequest) -> StoredFile:
        asked = self.request.GET.get("earlier", "")
        if (earlier_pk := whole(asked)) is not None:
            earlier = get_object_or_404(
                EarlierAnswer.objects.select_related("file"), request=row, pk=earlier_pk
            )
            file = earlier.file
        else:
            file = row.file
        if file is None:
            raise Http404("No such file.")
        return file


class NilReturn(AboutRequest):
    """One press: the agency has no involvement."""

    permission = "answer_requests"
    or_permission = "manage_cases"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        requests.nil(request=self.asked, by=request.user, at=clock.now())
        messages.success(
            request, f"Recorded: {self.asked.agency} has no involvement with {self.case}. Thank you."
        )
        return redirect(address(self.asked))


class RequestAct(AboutRequest, Act):
    abstract = True

    def back(self) -> str:
        return address(self.asked)


class AnswerRequest(RequestAct):
    permission = "answer_requests"
    or_permission = "manage_cases"
    form_class = AnswerForm
    title, button = "Answer", "Send the answer"
    template = "reviews/request_answer.html"

    def check(self) -> None:
        requests.check_answer(self.asked)

    def page(self) -> dict[str, Any]:
        return {"title": f"Answer for {self.asked.agency}", "one": self.asked}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        by, at = self.request.user, clock.now()
        if said["kind"] == "decline":
            requests.decline(request=self.asked, because=said["because"], by=by, at=at)
            return "Your reasons are sent."
        requests.give_answer(request=self.asked, text=said["text"], file=file, by=by, at=at)
        return "The answer is sent. Thank you."


class AskAgain(RequestAct):
    permission = "manage_cases"
    or_permission = None
    form_class = AskAgainForm
    button = "Ask again"
    template = "shapes/confirm.html"

    def check(self) -> None:
        requests.check_ask_again(self.asked)

    def initial(self) -> dict[str, Any]:
        return {"due_on": requests.answer_day(self.group, on=clock.today())}

    def page(self) -> dict[str, Any]:
        return {
            "title": f"Ask {self.asked.agency} again?",
            "happens": ["The request is open again.", "What was sent back before is kept beside it."],
            "told": [str(one) for one in requests.people_of(self.asked, clock.today())],
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        requests.ask_again(request=self.asked, by=self.request.user, at=clock.now(), **said)
        return f"{self.asked.agency} is asked again, by {long_date(self.asked.due_on)}."


class WithdrawRequest(RequestAct):
    permission = "manage_cases"
    or_permission = None
    form_class = WithdrawForm
    button = "Withdraw the request"
    template = "shapes/confirm.html"

    def check(self) -> None:
        requests.check_withdraw(self.asked)

    def page(self) -> dict[str, Any]:
        return {
            "title": f"Withdraw the request to {self.asked.agency}?",
            "happens": ["Nothing is owed any more, and the agency does not see the request any longer."],
            "told": [],
            "destructive": True,
        }

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        requests.withdraw(request=self.asked, because=said["because"], by=self.request.user, at=clock.now())
        return "The request is withdrawn."


def section(request: GroupRequest, case: Case) -> dict[str, Any] | None:
    """For the case's page: what each agency was asked, for who manages the case or sits on its panel."""
    if not request.may("manage_cases") and not _sits(request, case):
        return None
    rows = list(case.requests.select_related("agency", "case__group"))
    return {
        "head": ["Agency", "Due", "State"],
        "rows": [(one, *state_of(one), address(one) if request.may("manage_cases") else "") for one in rows],
        "send_url": reverse("reviews:requests_send", args=[case.group.slug, case.pk])
        if request.may("manage_cases") and case.state not in OVER
        else "",
        "send_refused": refused(requests.check_send, case),
    }


def _sits(request: GroupRequest, case: Case) -> bool:
    mine = case.panels.filter(members__person=request.user)
    return mine.exclude(members__person=request.user, members__handling=InterestHandling.STANDS_DOWN).exists()
