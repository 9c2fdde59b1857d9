"""The exception list (F14, P8): what went wrong, how high it has climbed, and what was done about it."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import challenging, reading
from actionplans.forms.challenges import (
    ADDRESSED,
    ENDED,
    STANDING,
    AddressEndedForm,
    AddressForm,
    ExceptionFilter,
    NoteForm,
)
from actionplans.ladder import REPORTED
from actionplans.models import Escalation, EscalationStep, Plan
from actionplans.services import escalations
from actionplans.views.parts import parts
from actionplans.views.typed import passes
from subgroup import clock, registry, risks
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column
from subgroup.models import SubGroup
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.list_documents import DocumentList

SHOWN = {
    STANDING: "in the list",
    ENDED: "in the list and no longer so",
    ADDRESSED: "addressed",
    "all": "in every state",
}
OPENED_BY = ("update_actions", "view_returns")


def rows_for(request: GroupRequest) -> QuerySet[Escalation]:
    rows = reading.exceptions(request.user, request.group, request.permissions, on=clock.today())
    return rows.select_related("agency", "group", "action", "risk", "addressed_by")


def state_of(row: Escalation) -> tuple[str, str]:
    if row.addressed_at:
        return "Addressed", "green"
    return ("No longer so", "yellow") if row.ended_on else ("Stands", "red")


def with_newest_note(rows: QuerySet[Escalation]) -> QuerySet[Escalation]:
    notes = EscalationStep.objects.filter(escalation=OuterRef("pk")).exclude(note="")
    return rows.annotate(newest_note=Subquery(notes.order_by("-taken_at", "-pk").values("note")[:1]))


def columns(group: SubGroup, today: date) -> list[Column]:
    rungs = group.terms_on(today).content.escalation.rungs
    return [
        Column("sentence", "What went wrong", link=escalations.url_of),
        Column("agency__code", "Agency", sort="agency__code"),
        Column("began_on", "Since", sort="began_on"),
        Column("rung", "Now with", lambda row: rungs[row.rung]),
        Column("done", "What was done", lambda row: row.addressed_because or row.newest_note or row.ended_because),
        Column("state", "State", lambda row: state_of(row)[0], colour=lambda row: state_of(row)[1]),
    ]  # fmt: skip


class ExceptionList(DocumentList, GroupView):
    permission = "view_actions"
    or_permission = OPENED_BY
    title = "Exceptions"
    document = "Exception report"
    purpose = (
        "What went wrong with plans and challenges, and which risks are red. It climbs until it is put right, stands here "
        "until somebody says what was done about it, and goes into the next return."
    )
    nouns = ("exception", "exceptions")
    filterset_class = ExceptionFilter
    template_name = "actionplans/exceptions.html"
    ordering: ClassVar[list[str]] = ["began_on"]
    phrases: ClassVar[Any] = {"state": lambda value: SHOWN[value]}
    empty_title = "Nothing stands in the list"
    empty_text = (
        "What is overdue, red, not updated or not answered appears here by itself, what was given more time twice, "
        "and each red risk."
    )

    def get_queryset(self) -> QuerySet[Escalation]:
        return with_newest_note(rows_for(self.request))

    def get_columns(self) -> list[Column]:
        return columns(self.group, clock.today())

    def list_context(self) -> dict[str, Any]:
        ended = 0
        if self.may("manage_actions"):
            ended = escalations.ended(rows_for(self.request)).count()
        return {
            "parts": parts(self.request, "exceptions"),
            "ended": ended,
            "ended_url": reverse("actionplans:exceptions_ended", args=[self.group.slug]),
        }


class AddressEnded(GroupView):
    """All that are no longer so leave the list with one recorded reason."""

    permission = "manage_actions"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(AddressEndedForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form = AddressEndedForm(request.POST)
        if not passes(request, form, "The exception list"):
            return self.show(form, status=422)
        number = escalations.address_ended(
            rows=rows_for(request), reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        )
        messages.success(request, f"{number} left the list. The next return says so.")
        return redirect("actionplans:exceptions", self.group.slug)

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
        rows = escalations.ended(rows_for(self.request))
        back = reverse("actionplans:exceptions", args=[self.group.slug])
        page = {
            "title": "Address what is no longer so",
            "breadcrumbs": [("Exceptions", back)],
            "happens": [f"This leaves the list: {row.sentence} {row.ended_because}" for row in rows],
            "told": None,
            "form": form,
            "button": "Take them off the list",
            "cancel_url": back,
        }
        return render(self.request, "shapes/confirm.html", page, status=status)


class ExceptionView(GroupView):
    abstract = True
    permission = "view_actions"

    @cached_property
    def row(self) -> Escalation:
        rows = rows_for(self.request).prefetch_related("steps__taken_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def plan(self) -> Plan | None:
        """Of which what went wrong is."""
        row = self.row
        if row.owed:
            return row.owed.plan
        action = row.action or (row.challenge.action if row.challenge else None)
        return action.plan if action else None

    @property
    def may_note(self) -> bool:
        """Who manages actions, and who speaks for the agency or owns the risk."""
        if self.may("manage_actions"):
            return True
        today = clock.today()
        if risk := self.row.risk:
            return self.request.user in registry.people_for(self.group, [risk.owner], on=today)[risk.owner]
        mine = challenging.agencies_of(self.request.user, self.group, on=today)
        return self.may("update_actions") and self.row.agency_id in mine

    def page(
        self, note: NoteForm | None = None, address: AddressForm | None = None, status: int = 200
    ) -> HttpResponse:
        row = self.row
        state, colour = state_of(row)
        rungs = self.group.terms_on(clock.today()).content.escalation.rungs
        stands = row.addressed_at is None
        page = {
            "title": row.sentence,
            "caption": f"Exception: {row.get_cause_display().lower()}",
            "breadcrumbs": [("Exceptions", reverse("actionplans:exceptions", args=[self.group.slug]))],
            "row": row,
            "state": state,
            "colour": colour,
            "rung": rungs[row.rung],
            "reported": row.rung in REPORTED,
            "steps": story(row, rungs),
            "about": self.about(),
            "note_form": (note or NoteForm(prefix="note")) if stands and self.may_note else None,
            "address_form": (address or AddressForm(prefix="address", initial={"reason": row.ended_because}))
            if stands and self.may("manage_actions")
            else None,
            "form": note or address,
        }
        return render(self.request, "actionplans/exception.html", page, status=status)

    def about(self) -> tuple[str, str] | None:
        """The action, the challenge or the risk behind it, for who may see that."""
        row, slug, today = self.row, self.group.slug, clock.today()
        mine = (self.request.user, self.group, self.request.permissions)
        if row.action and reading.visible(*mine, on=today).filter(pk=row.action.pk).exists():
            return f"Action {row.action.reference}", reverse("actionplans:detail", args=[slug, row.action_id])
        if row.challenge_id and reading.challenges(*mine, on=today).filter(pk=row.challenge_id).exists():
            return "The challenge", reverse("actionplans:challenge", args=[slug, row.challenge_id])
        if row.risk and (
            address := registry.url_open_to(self.request, risks.KIND, risks.review_key(row.risk))
        ):
            return f"{row.risk}: {row.risk.title}", address
        return None


def story(row: Escalation, rungs: Any) -> list[dict[str, Any]]:
    """Each rung it came to and each word on what was done, in order."""
    found: list[dict[str, Any]] = []
    before = ""
    for step in row.steps.all():
        title = f"With: {rungs[step.rung]}" if step.rung != before else "What was done"
        at = step.taken_at if step.taken_by else clock.day_of(step.taken_at)
        found.append({"title": title, "at": at, "by": step.taken_by, "note": step.note})
        before = step.rung
    return found


class ExceptionDetail(ExceptionView):
    permission = "view_actions"
    or_permission = OPENED_BY

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.page()


class NoteException(ExceptionView):
    permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.page()

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        if not self.may_note:
            who = f"Who speaks for {self.row.agency}" if self.row.agency else "Who owns the risk"
            raise NotAllowed(f"{who}, or business support, says what was done.")
        form = NoteForm(request.POST, prefix="note")
        if not passes(request, form, "The exception list", plan=self.plan):
            return self.page(note=form, status=422)
        try:
            escalations.note(
                escalation=self.row, text=form.cleaned_data["text"], by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.page(note=form, status=422)
        messages.success(request, "What was done is recorded. It stays in the list until it is addressed.")
        return redirect(escalations.url_of(self.row))


class AddressException(ExceptionView):
    permission = "manage_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.page()

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = AddressForm(request.POST, prefix="address")
        if not passes(request, form, "The exception list", plan=self.plan):
            return self.page(address=form, status=422)
        try:
            escalations.address(
                escalation=self.row, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.page(address=form, status=422)
        messages.success(request, "It left the exception list. The next return says what was done.")
        return redirect(escalations.url_of(self.row))
