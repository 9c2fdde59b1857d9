"""Child deaths by the panel's reference: the board of agencies, the page of one, and what is recorded of it (F1, F2, F6)."""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members.models import Agency
from reviews import annual_parts, doors, guarding, reading
from reviews.enums import DEATH_TRANSITIONS, DeathState, RequestState
from reviews.forms.deaths import AskForm, DeathFilter, DeathForm, StateForm, as_typed
from reviews.models import ChildDeath, DeathRequest
from reviews.services import death_requests, deaths
from reviews.views.base import MARKING
from reviews.views.death_words import DEATH_COLOURS, board_cell, standing
from reviews.views.parts import parts
from subgroup import clock, ledger, registry
from subgroup.deadlines.wording import count, listing, long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest, GroupView

SIDE_BY_SIDE = 9
"""Agencies whose columns fit on a desk’s screen; more of them scroll sideways there."""
WAITS = Q(requests__state=RequestState.ASKED)


def url(group_slug: str, name: str, *args: object) -> str:
    return reverse(f"reviews:{name}", args=[group_slug, *args])


def address(death: ChildDeath) -> str:
    return url(death.group.slug, "death", death.pk)


def yes_no(value: bool | None) -> str:
    return "Not known" if value is None else "Yes" if value else "No"


def refused(check: Any, *args: Any) -> str:
    try:
        check(*args)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


class DeathBoard(ListPage, GroupView):
    """A row for each death, a column for each agency asked. Who only answers for an agency goes to their own page."""

    permission = "view_deaths"
    or_permission = "answer_requests"
    title = "CDOP returns"
    purpose = (
        "Which agencies were asked for each child death, by the panel’s reference alone, and for how many days each answer has "
        "been outstanding. The days on which they are due are local, not statutory."
    )
    marking = MARKING
    nouns = ("child death", "child deaths")
    filterset_class = DeathFilter
    template_name = "reviews/deaths.html"
    empty_text = (
        "A death appears here when its reference is recorded, or the panel coordinator’s list is imported."
    )
    ordering: ClassVar[list[str]] = ["-notified_on", "reference"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.may("view_deaths"):
            return redirect(url(self.group.slug, "deaths_asked"))
        return super().get(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[ChildDeath]:
        requests = DeathRequest.objects.exclude(state=RequestState.WITHDRAWN).select_related("agency")
        rows = ChildDeath.objects.filter(group=self.group).select_related("group")
        rows = rows.annotate(waits=Count("requests", filter=WAITS))
        return rows.prefetch_related(Prefetch("requests", queryset=requests, to_attr="asked"))

    def get_columns(self) -> list[Column]:
        return [*_COLUMNS, *self.of_agencies]

    @cached_property
    def of_agencies(self) -> list[Column]:
        """A column for each agency that was ever asked. One query."""
        today = clock.today()
        asked = DeathRequest.objects.filter(death__group=self.group).exclude(state=RequestState.WITHDRAWN)
        rows = Agency.objects.filter(group=self.group, pk__in=asked.values("agency_id")).order_by("code")
        return [_of_agency(one, today) for one in rows]

    def list_context(self) -> dict[str, Any]:
        slug, may = self.group.slug, self.may("manage_deaths")
        waits = DeathRequest.objects.filter(death__group=self.group, state=RequestState.ASKED)
        late = waits.filter(due_on__lt=clock.today()).exists() if may else False
        return {
            "parts": parts(self.request, "deaths"),
            "annual": annual_parts.latest(self.request, clock.today()),
            "fits": len(self.of_agencies) <= SIDE_BY_SIDE,
            "main": ("Chase what is late", url(slug, "deaths_chase")) if late
            else ("Record a death", url(slug, "death_new")) if may else None,
            "new_url": url(slug, "death_new") if late else "",
            "recommend_url": url(slug, "deaths_recommend") if may else "",
            "imports_url": url(slug, "death_imports") if may else "",
            "contribution_url": url(slug, "contribution"),
            "requests_url": url(slug, "death_requests"),
            "asked_url": url(slug, "deaths_asked") if self.may("answer_requests") else "",
        }  # fmt: skip


def _of_agency(agency: Agency, today: date) -> Column:
    def cell(death: ChildDeath) -> tuple[str, str]:
        return board_cell(death, agency.pk, today)

    return Column(
        f"agency-{agency.pk}", agency.code, lambda death: cell(death)[0], colour=lambda death: cell(death)[1],
        full=agency.name,
    )  # fmt: skip


_COLUMNS = [
    Column("reference", "Death", link=address, sort="reference"),
    Column("notified_on", "Notified", sort="notified_on"),
    Column("area", "Area", sort="area"),
    Column(
        "state", "Where it is", lambda one: one.get_state_display(), colour=lambda one: DEATH_COLOURS[DeathState(one.state)],
        sort="state",
    ),
    Column("waits", "To come", numeric=True, sort="waits", full="Answers outstanding"),
]  # fmt: skip


class NewDeath(GroupView):
    permission = "manage_deaths"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(DeathForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form, place = DeathForm(request.POST), "A child death"
        if not guarding.passes(
            form, case=None, group=self.group, place=place, by=request.user, at=clock.now()
        ):
            return self.show(form, status=422)
        try:
            death = deaths.record(group=self.group, by=request.user, at=clock.now(), **form.said())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, f"{death} is recorded. Say next whom the panel asked.")
        name = "death_screening" if death.waits_for_screening and self.may("manage_cases") else "death_ask"
        return redirect(url(self.group.slug, name, death.pk))

    def show(self, form: DeathForm, status: int = 200) -> HttpResponse:
        page = {
            "title": "Record a child death",
            "purpose": "By the panel’s reference alone: no name, no date of birth, nothing clinical.",
            "breadcrumbs": [("CDOP returns", url(self.group.slug, "deaths"))],
            "form": form,
            "button": "Record",
            "cancel_url": url(self.group.slug, "deaths"),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class DeathView(GroupView):
    abstract = True
    permission = "view_deaths"

    @cached_property
    def death(self) -> ChildDeath:
        rows = ChildDeath.objects.filter(group=self.group).select_related(
            "group", "entered_by", "screened_by"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[str, str]]:
        return [
            ("CDOP returns", url(self.group.slug, "deaths")),
            (self.death.reference, address(self.death)),
        ]


class DeathPage(DeathView):
    permission = "view_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        death, slug, today, may = self.death, self.group.slug, clock.today(), self.may("manage_deaths")
        asked = list(death.requests.select_related("agency", "death").order_by("agency__name", "pk"))
        plan = doors.plan_of(self.group, death.plan_code, today) if death.plan_code else None
        page = {
            "title": death.reference,
            "caption": "Child death, by the panel’s reference alone",
            "breadcrumbs": self.trail()[:1],
            "death": death,
            "colour": DEATH_COLOURS[DeathState(death.state)],
            "expected": yes_no(death.expected),
            "category_one": yes_no(death.category_one),
            "requests": [(one, *standing(one, today), url(slug, "death_request", one.pk)) for one in asked],
            "waits": any(one.is_open for one in asked),
            "case": self.case(),
            "screens": self.screens() if death.waits_for_screening else "",
            "screening": Deadline.objects.open().filter(group=self.group).about(deaths.SUBJECT, pk).first(),
            "plan": plan,
            "may": may,
            "main": self.main() if may else None,
            "ask_url": url(slug, "death_ask", pk),
            "state_url": url(slug, "death_state", pk),
            "change_url": url(slug, "death_change", pk),
            "chase_url": f"{url(slug, 'deaths_chase')}?death={pk}",
            "ask_refused": refused(death_requests.check_ask, death),
            "may_move": may and bool(DEATH_TRANSITIONS[DeathState(death.state)]),
        }
        return render(request, "reviews/death.html", page)

    def screens(self) -> str:
        """Who says what comes of category 1."""
        people = registry.people_for(self.group, [deaths.CHAIR], on=clock.today())[deaths.CHAIR]
        return listing([str(one) for one in people])

    def case(self) -> Any:
        """The case that was opened, where it is there for this reader."""
        if not self.death.case_id:
            return None
        rows = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        return rows.filter(pk=self.death.case_id).first()

    def main(self) -> tuple[str, str]:
        death, slug = self.death, self.group.slug
        if death.waits_for_screening and self.may("manage_cases"):
            return "Say what comes of category 1", url(slug, "death_screening", death.pk)
        if death.state in (DeathState.REVIEWED, DeathState.CLOSED):
            return "Enter recommendations", f"{url(slug, 'deaths_recommend')}?death={death.pk}"
        return "Ask agencies", url(slug, "death_ask", death.pk)


class DeathAct(DeathView):
    """A form of its own for one act; a refusal stands beside it."""

    abstract = True
    permission = "manage_deaths"
    heading: ClassVar[str]
    button: ClassVar[str]
    purpose: ClassVar[str] = ""

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        return self.show(self.form(initial=self.initial()))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form, death = self.form(request.POST), self.death
        if not guarding.passes(
            form, case=death.case, group=self.group, place=str(death), by=request.user, at=clock.now()
        ):
            return self.show(form, status=422)
        try:
            messages.success(request, self.act(form))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        except Conflict as conflict:
            return self.conflicted(form, conflict)
        return redirect(self.after())

    def check(self) -> None:
        """Raises NotAllowed where the act is not to be had now."""

    def form(self, *args: Any, **kwargs: Any) -> Any:
        raise NotImplementedError

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, form: Any) -> str:
        raise NotImplementedError

    def after(self) -> str:
        return address(self.death)

    def conflicted(self, form: GovForm, conflict: Conflict) -> HttpResponse:
        form.add_error(None, f"{conflict} It says now: {conflict.theirs}. What you typed stands below.")
        return self.show(form, status=409)

    def show(self, form: GovForm, status: int = 200, **more: Any) -> HttpResponse:
        page = {
            "title": f"{self.heading} {self.death.reference}",
            "purpose": self.purpose,
            "breadcrumbs": self.trail(),
            "form": form,
            "button": self.button,
            "cancel_url": address(self.death),
        } | more
        return render(self.request, "shapes/form.html", page, status=status)


class ChangeDeath(DeathAct):
    permission = "manage_deaths"
    heading, button = "Change", "Save"
    purpose = "By the panel’s reference alone: no name, no date of birth, nothing clinical."

    def form(self, *args: Any, **kwargs: Any) -> DeathForm:
        return DeathForm(*args, **kwargs)

    def initial(self) -> dict[str, Any]:
        death = self.death
        return {
            "reference": death.reference, "notified_on": death.notified_on, "area": death.area, "version": death.version,
            "expected": as_typed(death.expected), "category_one": as_typed(death.category_one),
        }  # fmt: skip

    def act(self, form: DeathForm) -> str:
        deaths.change(
            death=self.death, version=form.cleaned_data["version"] or 0, by=self.request.user, at=clock.now(), **form.said()
        )  # fmt: skip
        return f"{self.death} is changed."

    def after(self) -> str:
        if self.death.waits_for_screening and self.may("manage_cases"):
            return url(self.group.slug, "death_screening", self.death.pk)
        return address(self.death)

    def conflicted(self, form: GovForm, conflict: Conflict) -> HttpResponse:
        form.data = {**form.data.dict(), "version": str(self.death.version)}  # type: ignore[attr-defined]
        return super().conflicted(form, conflict)


class MoveDeath(DeathAct):
    permission = "manage_deaths"
    heading, button = "Where is", "Save"
    purpose = "How far the panel is with it."

    def form(self, *args: Any, **kwargs: Any) -> StateForm:
        return StateForm(*args, death=self.death, **kwargs)

    def act(self, form: StateForm) -> str:
        state = DeathState(form.cleaned_data["state"])
        deaths.move(death=self.death, state=state, by=self.request.user, at=clock.now())
        return f"{self.death} is now: {state.label.lower()}."


class AskAgencies(DeathAct):
    permission = "manage_deaths"
    heading, button = "Ask agencies about", "Ask them"

    def check(self) -> None:
        death_requests.check_ask(self.death)

    def form(self, *args: Any, **kwargs: Any) -> AskForm:
        return AskForm(*args, group=self.group, **kwargs)

    def initial(self) -> dict[str, Any]:
        return {"requested_on": clock.today()}

    def act(self, form: AskForm) -> str:
        asked = form.cleaned_data
        made = death_requests.ask(
            death=self.death, agencies=list(asked["agencies"]), form=asked["form"], requested_on=asked["requested_on"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip
        due = long_date(made[0].due_on)
        return f"{count(len(made), 'agency is', 'agencies are')} asked. By the local setting the answer is due by {due}."

    def show(self, form: GovForm, status: int = 200, **more: Any) -> HttpResponse:
        offset = ledger.preview(self.group, "cdop_return", clock.today()).offset
        intro = (
            f"By the local setting an agency answers within {offset.text.removesuffix(' after')} of being asked "
            f"({offset.source[:1].lower()}{offset.source[1:]}). It is reminded by itself; nobody is mailed now."
        )
        return super().show(form, status, intro=intro, **more)
