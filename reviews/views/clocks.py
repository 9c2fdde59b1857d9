"""The wall of clocks over all cases, the reason for a late one, and national relaxations (S1 to S6)."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet, prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reviews import annual_parts, guarding, owed, reading, regimes
from reviews.clock_states import clock_of, counted, guidance_of, reason_for, state_of
from reviews.forms.clocks import ClockFilter, EndForm, ReasonForm, RelaxationForm
from reviews.models import Case, Relaxation
from reviews.models.cases import current_dates
from reviews.services import clocks, relaxations
from reviews.views.base import MARKING, CaseView
from reviews.views.parts import parts
from subgroup import clock
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline
from subgroup.templatetags.ui import shortdate
from subgroup.views.base import GroupRequest, GroupView

LISTED = 20


def regime_name(key: str) -> str:
    return next((one.name for one in regimes.every() if one.key == key), key)


def clock_name(relaxation: Relaxation) -> str:
    known = regimes.clocks().get(relaxation.clock)
    return known.title if known else relaxation.clock


class ClockWall(ListPage, GroupView):
    permission = "view_all_cases"
    or_permission = "decide_reviews"
    title = "Clocks"
    purpose = "The statutory clocks of every case that is open to you: the late ones first, then by due day."
    marking = MARKING
    nouns = ("clock", "clocks")
    filterset_class = ClockFilter
    template_name = "reviews/clocks.html"
    empty_title = "No clock is running"
    empty_text = "A clock appears here as soon as the day from which it is counted is recorded in a case."
    ordering: ClassVar[list[str]] = ["due_on"]

    def get_queryset(self) -> QuerySet[Deadline]:
        cases = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        return owed.of_cases(self.group, cases).prefetch_related("clock_exceptions")

    def fetched(self, rows: Any) -> Iterable[Deadline]:
        today, calendar = clock.today(), calendar_for(self.group)
        found = list(rows)
        cases = owed.cases_of(found)
        prefetch_related_objects(list(cases.values()), "dates")
        for row in found:
            case = cases[row.pk]
            how = counted(row, current_dates(case), said=shortdate)
            vars(row).update(
                case=case, state=state_of(row, today, calendar), reason=reason_for(row), counted=how
            )
        return found

    columns: ClassVar[list[Column]] = [
        Column("due_on", "Due", sort="due_on"),
        Column("case", "Case", lambda row: row.case.codename, link=lambda row: _page(row.case)),
        Column("state", "State", lambda row: row.state.word, colour=lambda row: row.state.colour),
        Column(
            "clock",
            "Clock",
            lambda row: clock_of(row).title if row.subject_kind == reading.CASE else row.label,
        ),
        Column("clause", "Clause", sort="clause"),
        Column("counted", "Counted"),
        Column(
            "expected",
            "Expected now",
            lambda row: row.reason.expected_on if row.reason and not row.met_on else None,
        ),
        Column("regime", "Guidance", guidance_of),
    ]

    def list_context(self) -> dict[str, Any]:
        return {
            "parts": parts(self.request, "clocks"),
            "annual": annual_parts.latest(self.request, clock.today()),
            "relaxations_url": reverse("reviews:relaxations", args=[self.group.slug])
            if self.may(RelaxationList.permission)
            else "",
        }


def _page(case: Case) -> str:
    return reverse("reviews:case", args=[case.group.slug, case.pk])


class ClockReason(CaseView):
    """Why a clock that “normally” runs so long runs longer."""

    permission = "decide_cases"
    part = "a clock of the case"

    def get(self, request: GroupRequest, pk: int, deadline: int) -> HttpResponse:
        clocks.check_reason(self.case, self.deadline)
        reason = self.deadline.clock_exceptions.last()
        names = ("because", "expected_on", "meanwhile")
        return self.show(self.form(initial={name: getattr(reason, name) for name in names} if reason else {}))

    def post(self, request: GroupRequest, pk: int, deadline: int) -> HttpResponse:
        form = self.form(request.POST)
        place = "Why a clock runs longer"
        if guarding.passes(form, case=self.case, place=place, by=request.user, at=clock.now()):
            try:
                clocks.give_reason(
                    case=self.case,
                    deadline=self.deadline,
                    by=request.user,
                    at=clock.now(),
                    **form.cleaned_data,
                )
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            else:
                messages.success(request, "The reason is recorded. It stands beside the clock.")
                return redirect(self.url("case", pk))
        return self.show(form)

    @cached_property
    def deadline(self) -> Deadline:
        cases = Case.objects.filter(pk=self.case.pk)
        return get_object_or_404(owed.of_cases(self.group, cases), pk=self.kwargs["deadline"])

    def form(self, *args: Any, **kwargs: Any) -> ReasonForm:
        return ReasonForm(*args, is_over=self.deadline.met_on is not None, **kwargs)

    def show(self, form: ReasonForm) -> HttpResponse:
        known = clock_of(self.deadline)
        page = {
            "title": f"Why it {'took' if self.deadline.met_on else 'takes'} longer: {known.title[0].lower()}{known.title[1:]}",
            "caption": str(self.case),
            "breadcrumbs": self.trail(),
            "intro": f"{self.deadline.explanation} A later day is an exception, which asks for its reason.",
            "form": form,
            "button": "Record the reason",
            "cancel_url": self.url("case", self.case.pk),
        }
        return render(self.request, "shapes/form.html", page, status=422 if form.is_bound else 200)


ENTERS = "waive_deadlines"


class RelaxationView(GroupView):
    """A relaxation is a fact of national guidance and no decision on a case: who may waive a deadline enters it."""

    abstract = True
    permission = ENTERS

    def url(self, name: str, *args: object) -> str:
        return reverse(f"reviews:{name}", args=[self.group.slug, *args])

    def passes(self, form: GovForm) -> bool:
        said: dict[str, Any] = {"by": self.request.user, "at": clock.now()}
        return guarding.passes(form, case=None, group=self.group, place="A national relaxation", **said)

    def trail(self) -> list[tuple[str, str]]:
        return [("Clocks", self.url("clocks")), ("National relaxations", self.url("relaxations"))]


class RelaxationList(ListPage, RelaxationView):
    permission = "view_all_cases"
    title = "National relaxations"
    purpose = "Clocks that the government let run longer for a time, each with its reason. Each date that it moved says so."
    nouns = ("relaxation", "relaxations")
    template_name = "reviews/relaxations.html"
    empty_text = "A relaxation appears here when the chair or the business manager enters one."

    def get_columns(self) -> list[Column]:
        slug, decides = self.group.slug, self.may(ENTERS)

        def end(row: Relaxation) -> str | None:
            return (
                None
                if row.ended_at or not decides
                else reverse("reviews:relaxation_end", args=[slug, row.pk])
            )

        return [
            Column("starts_on", "From", sort="starts_on"),
            Column("ends_on", "To", sort="ends_on"),
            Column("clock", "Clock", clock_name, link=end),
            Column("offset", "Runs instead"),
            Column("regime", "Guidance", lambda row: regime_name(row.regime)),
            Column("because", "Why"),
            Column(
                "state", "State", lambda row: f"Taken back: {row.ended_because}" if row.ended_at else "Holds",
                colour=lambda row: "grey" if row.ended_at else "green",
            ),
        ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Relaxation]:
        return Relaxation.objects.filter(group=self.group)

    def list_context(self) -> dict[str, Any]:
        may = self.may(ENTERS)
        return {"new_url": self.url("relaxation_new") if may else "", "clocks_url": self.url("clocks")}


class NewRelaxation(RelaxationView):
    """Shows which dates would move before they do."""

    permission = ENTERS

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(RelaxationForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form = RelaxationForm(request.POST)
        if not self.passes(form):
            return self.show(form)
        said = form.cleaned_data
        regime, key = said["clock"]
        about = {name: said[name] for name in ("starts_on", "ends_on", "offset")}
        about |= {"group": self.group, "regime": regime, "clock": key}
        try:
            if "confirmed" not in request.POST:
                return self.confirm(relaxations.preview(**about))
            relaxations.relax(**about, because=said["because"], by=request.user, at=clock.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, "The relaxation holds. The dates in its period moved.")
        return redirect(self.url("relaxations"))

    def confirm(self, moves: list[relaxations.Move]) -> HttpResponse:
        said = {name: value for name, value in self.request.POST.items() if name != "csrfmiddlewaretoken"}
        page = {
            "title": "Relax this clock?",
            "breadcrumbs": self.trail(),
            "happens": self.moved(moves),
            "button": "Relax it",
            "hidden": {**said, "confirmed": "yes"},
            "cancel_url": self.url("relaxation_new"),
        }
        return render(self.request, "shapes/confirm.html", page)

    def moved(self, moves: list[relaxations.Move]) -> list[str]:
        """The dates that move; those of cases that are not there for the reader are only counted."""
        if not moves:
            return ["No date that is owed now moves; what begins in the period runs by it."]
        cases = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        seen = set(owed.of_cases(self.group, cases).values_list("pk", flat=True))
        shown = [move for move in moves if move.deadline.pk in seen][:LISTED]
        said = [
            f"{move.deadline.label}: from {long_date(move.deadline.due_on)} to {long_date(move.to)}."
            for move in shown
        ]
        if rest := len(moves) - len(shown):
            said.append(f"{count(rest, 'date', 'dates')} more {'moves' if rest == 1 else 'move'}.")
        return said

    def show(self, form: RelaxationForm) -> HttpResponse:
        page = {
            "title": "Enter a national relaxation",
            "breadcrumbs": self.trail(),
            "intro": "Only what the government relaxed for everybody. The next page shows which dates it moves.",
            "form": form,
            "button": "Go on",
            "cancel_url": self.url("relaxations"),
        }
        return render(self.request, "shapes/form.html", page, status=422 if form.is_bound else 200)


class EndRelaxation(RelaxationView):
    permission = ENTERS

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(EndForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = EndForm(request.POST)
        if not self.passes(form):
            return self.show(form)
        relaxations.end(
            relaxation=self.relaxation, because=form.cleaned_data["because"], by=request.user, at=clock.now()
        )
        messages.success(request, "The relaxation is taken back. The dates are as the guidance says.")
        return redirect(self.url("relaxations"))

    @cached_property
    def relaxation(self) -> Relaxation:
        return get_object_or_404(Relaxation, group=self.group, pk=self.kwargs["pk"])

    def show(self, form: GovForm) -> HttpResponse:
        row = self.relaxation
        page = {
            "title": "Take this relaxation back?",
            "breadcrumbs": self.trail(),
            "happens": [
                (
                    f"For what begins from {long_date(row.starts_on)} to {long_date(row.ends_on)} “{clock_name(row)}” runs as "
                    f"{regime_name(row.regime)} says."
                ),
                "The dates in that period move back, and what is late by then is late.",
            ],
            "form": form,
            "button": "Take it back",
            "destructive": True,
            "cancel_url": self.url("relaxations"),
        }
        return render(self.request, "shapes/confirm.html", page, status=422 if form.is_bound else 200)
