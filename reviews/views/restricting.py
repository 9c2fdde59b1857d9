"""Who may open a case: restricting it, naming people, shutting somebody out, and breaking the glass."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from members import standing
from reviews import guarding
from reviews.forms.guarded import BreakForm, NameForm, RestrictForm, ShutOutForm
from reviews.models import Case, Naming, ShutOut
from reviews.services import restricting
from reviews.views.base import CaseView
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest, GroupView


def section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """Who may open the case, who is shut out, and who broke the glass. For who manages cases, and for those named."""
    decides = request.may("decide_cases")
    if not (case.is_restricted or decides or request.may("manage_cases")):
        return None
    namings = list(case.namings.select_related("person", "named_by", "ended_by"))
    return {
        "case": case,
        "named": [one for one in namings if one.ended_at is None],
        "ended": [one for one in namings if one.ended_at],
        "shut": case.shut_outs.select_related("person", "decided_by", "lifted_by"),
        "breakings": case.breakings.select_related("person"),
        "decides": decides,
        "now": clock.now(),
    }


class ActView(CaseView):
    """A form or question about a case: shown, handed to one service, back to the case."""

    abstract = True
    permission = "decide_cases"
    part = "who may open it"
    template: ClassVar[str] = "shapes/confirm.html"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        return self.show(self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        case = self.case
        form = self.form(request.POST)
        at = clock.now()
        if form is not None and not guarding.passes(form, case=case, place=self.part, by=request.user, at=at):
            return self.show(form, status=422)
        try:
            done = self.act(form.cleaned_data if form is not None else {})
        except NotAllowed as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return redirect(self.url("case", case.pk))
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, done)
        return redirect(self.back())

    def back(self) -> str:
        return self.url("case", self.case.pk)

    def check(self) -> None:
        """Raises NotAllowed where the form would be filled in for nothing."""

    def form(self, *args: Any) -> GovForm | None:
        return None

    @property
    def places(self) -> dict[int, str]:
        return standing.places(self.group, clock.today())

    def act(self, said: dict[str, Any]) -> str:
        raise NotImplementedError

    def page(self) -> dict[str, Any]:
        raise NotImplementedError

    def show(self, form: GovForm | None, status: int = 200) -> HttpResponse:
        case = self.case
        shared = {
            "caption": f"{case}, {case.reference}",
            "breadcrumbs": self.trail(),
            "form": form,
            "cancel_url": self.back(),
        }
        return render(self.request, self.template, shared | self.page(), status=status)


class RestrictCase(ActView):
    permission = "decide_cases"

    def check(self) -> None:
        restricting.check_restrict(self.case)

    def form(self, *args: Any) -> GovForm:
        people = restricting.candidates(self.case, clock.now()).exclude(pk=self.request.user.pk)
        return RestrictForm(*args, people=people, places=self.places)

    def act(self, said: dict[str, Any]) -> str:
        restricting.restrict(
            case=self.case, people=said["people"], because=said["because"], by=self.request.user, at=clock.now()
        )  # fmt: skip
        return "The case is restricted. It opens to the people named alone."

    def page(self) -> dict[str, Any]:
        return {
            "title": "Restrict this case to named people?",
            "happens": [
                "At once it is not there for anybody else: not in lists, counts, search, calendars, exports or mail.",
                "The system administrator and the auditor are no exception.",
                "Agencies still see what they themselves were asked about it.",
                "In an emergency the chair and the business manager can break the glass, with a reason. You are told at once.",
            ],
            "told": [],
            "button": "Restrict it",
        }


class UnrestrictCase(ActView):
    permission = "decide_cases"

    def check(self) -> None:
        restricting.check_unrestrict(self.case)

    def act(self, said: dict[str, Any]) -> str:
        restricting.unrestrict(case=self.case, by=self.request.user, at=clock.now())
        return "The case is open again as other cases are."

    def page(self) -> dict[str, Any]:
        return {
            "title": "End the restriction?",
            "happens": [
                "The case is there again for everybody whose role opens cases.",
                "Whoever was shut out of it stays so.",
            ],
            "told": [],
            "button": "End the restriction",
        }


class NamePerson(ActView):
    permission = "decide_cases"

    def check(self) -> None:
        restricting.check_unrestrict(self.case)

    def form(self, *args: Any) -> GovForm:
        named = self.case.namings.filter(ended_at=None).values("person_id")
        people = restricting.candidates(self.case, clock.now()).exclude(pk__in=named)
        return NameForm(*args, people=people, places=self.places)

    def act(self, said: dict[str, Any]) -> str:
        restricting.name(case=self.case, person=said["person"], by=self.request.user, at=clock.now())
        return f"The case opens to {said['person']}."

    def page(self) -> dict[str, Any]:
        return {"title": "Name somebody for this case", "told": [], "button": "Name them"}


class ShutOutPerson(ActView):
    permission = "decide_cases"

    def form(self, *args: Any) -> GovForm:
        people = restricting.candidates(self.case, clock.now())
        return ShutOutForm(*args, people=people, places=self.places)

    def act(self, said: dict[str, Any]) -> str:
        restricting.shut_out(
            case=self.case, person=said["person"], because=said["because"], by=self.request.user, at=clock.now()
        )  # fmt: skip
        return f"{said['person']} is shut out of the case."

    def page(self) -> dict[str, Any]:
        return {
            "title": "Shut somebody out of this case",
            "happens": [
                "For them the case is not there any more, whatever they hold: not in lists, counts, search or mail.",
                "If they were named for it, that ends.",
            ],
            "told": [],
            "button": "Shut them out",
            "destructive": True,
        }


class EndNaming(ActView):
    """`pk` is the naming."""

    permission = "decide_cases"

    @cached_property
    def naming(self) -> Naming:
        rows = Naming.objects.filter(case__in=self.rows(), ended_at=None)
        return get_object_or_404(rows.select_related("person", "case__group"), pk=self.kwargs["pk"])

    @cached_property
    def case(self) -> Case:
        return self.find(self.naming.case_id)

    def act(self, said: dict[str, Any]) -> str:
        restricting.end_naming(naming=self.naming, by=self.request.user, at=clock.now())
        return f"The case is not open to {self.naming.person} any more."

    def back(self) -> str:
        own = self.naming.person_id == self.request.user.pk and self.naming.ended_at
        return self.url("list") if own else super().back()

    def page(self) -> dict[str, Any]:
        return {
            "title": f"End that {self.naming.person} is named?",
            "happens": ["At once the case is not there for them any more."],
            "told": [],
            "button": "End it",
            "destructive": True,
        }


class LiftShutOut(ActView):
    """`pk` is the shutting out."""

    permission = "decide_cases"

    @cached_property
    def shut(self) -> ShutOut:
        rows = ShutOut.objects.filter(case__in=self.rows(), lifted_at=None)
        return get_object_or_404(rows.select_related("person", "case__group"), pk=self.kwargs["pk"])

    @cached_property
    def case(self) -> Case:
        return self.find(self.shut.case_id)

    def act(self, said: dict[str, Any]) -> str:
        restricting.lift(shut=self.shut, by=self.request.user, at=clock.now())
        return f"{self.shut.person} is no longer shut out."

    def page(self) -> dict[str, Any]:
        return {
            "title": f"Let {self.shut.person} in again?",
            "happens": ["The case is there for them again as for others of their role."],
            "told": [],
            "button": "Let them in",
        }


class BreakGlass(GroupView):
    """By reference, so that the page itself tells nothing of which cases are restricted. Every attempt is in the log."""

    permission = "break_glass"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(BreakForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form, place = BreakForm(request.POST), "Breaking the glass"
        if not guarding.passes(
            form, case=None, group=self.group, place=place, by=request.user, at=clock.now()
        ):
            return self.show(form, status=422)
        breaking = restricting.try_glass(
            group=self.group, person=request.user, at=clock.now(), **form.cleaned_data
        )
        if breaking is None:
            form.add_error(None, restricting.NO_SUCH)
            return self.show(form, status=422)
        ends = f"{breaking.ends_at.astimezone(clock.LONDON):%H:%M}".replace("00:00", "midnight")
        messages.warning(
            request, f"The case is open to you until {ends}. The chair and the people named were told."
        )
        return redirect("reviews:case", self.group.slug, breaking.case_id)

    def show(self, form: BreakForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Break the glass",
            "purpose": "Opens a restricted case to you in an emergency, until midnight.",
            "breadcrumbs": [
                ("Who opened what", reverse("reviews:openings", args=[self.group.slug])),
            ],
            "happens": [
                "The case is open to you until midnight, and for an hour at least.",
                "The chair and all people named for it get a mail at once, with your name.",
                "What you open, and your reason, stand in the log, which cannot be changed.",
            ],
            "warning": "Do this only where a child would be at risk, or a court or inspector kept waiting, without it.",
            "form": form,
            "button": "Break the glass and send the mails",
            "destructive": True,
        }
        return render(self.request, "shapes/confirm.html", context, status=status)
