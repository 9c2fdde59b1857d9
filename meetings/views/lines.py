"""A decision or an action line of the minutes: changed, removed and put back until they are approved."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from meetings import hiding
from meetings.doors import ask
from meetings.forms.minutes import ActionLineForm, DecisionForm, StrikeForm
from meetings.models import ActionLine, Decision
from meetings.policies import minutes as policies
from meetings.services import minutes, striking
from meetings.views.of_meeting import MeetingView
from meetings.views.writing import kept_from, may_write
from subgroup import clock
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest


class _LineView(MeetingView):
    """A page of one line; a line of an item that is withheld from the writer is not there."""

    abstract = True
    permission = "take_minutes"
    model: type[Decision] | type[ActionLine]

    def line(self) -> Any:
        rows = self.model.objects.exclude(confidential=True, item__in=kept_from(self.request.user))
        rows = hiding.without(rows, hiding.of(self.request))
        return get_object_or_404(
            rows.select_related("struck_by"), meeting=self.meeting, pk=self.kwargs["line"]
        )

    def check_writer(self) -> None:
        """Raises NotAllowed where the line is frozen, or the minutes lie with somebody else."""
        policies.check_free(self.line())
        if not may_write(self.meeting, self.request.permissions):
            raise NotAllowed("The minutes are with the chair, who corrects and approves them.")

    def passes(self, form: GovForm) -> bool:
        place = f"{self.line().code} in the minutes of {self.meeting.code} of {self.meeting.year}"
        return ask(form, place=place, group=self.group, by=self.request.user, at=clock.now())

    def page(self, form: GovForm | None, template: str, status: int, **more: Any) -> HttpResponse:
        shared = {
            "caption": self.caption,
            "breadcrumbs": self.crumbs(("Minutes", self.url("minutes"))),
            "cancel_url": self.back(),
            "form": form,
        }
        return render(self.request, template, shared | more, status=status)

    def back(self) -> str:
        return f"{self.url('minutes')}#item-{self.line().item_id or 0}"


class _ChangeLine(_LineView):
    abstract = True
    permission = "take_minutes"

    def form(self, *args: Any) -> GovForm:
        raise NotImplementedError

    def act(self, form: GovForm) -> None:
        raise NotImplementedError

    def get(self, request: GroupRequest, pk: int, line: int) -> HttpResponse:
        policies.check_change(self.line())
        return self.show(self.form())

    def post(self, request: GroupRequest, pk: int, line: int) -> HttpResponse:
        form = self.form(request.POST)
        if not self.passes(form):
            return self.show(form, status=422)
        self.check_writer()
        self.act(form)
        messages.success(request, f"{self.line().code} is changed.")
        return redirect(self.back())

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
        return self.page(form, "shapes/form.html", status, title=f"Change {self.line().code}")


class ChangeDecision(_ChangeLine):
    permission = "take_minutes"
    model = Decision

    def form(self, *args: Any) -> GovForm:
        return DecisionForm(*args, decision=self.line())

    def act(self, form: GovForm) -> None:
        minutes.change_decision(
            decision=self.line(), by=self.request.user, at=clock.now(), **form.cleaned_data
        )


class ChangeAction(_ChangeLine):
    permission = "take_minutes"
    model = ActionLine

    def form(self, *args: Any) -> GovForm:
        return ActionLineForm(*args, line=self.line())

    def act(self, form: GovForm) -> None:
        minutes.change_action(line=self.line(), by=self.request.user, at=clock.now(), **form.cleaned_data)


class _StrikeLine(_LineView):
    """Removes a line with a reason; of a removed one, says who removed it and why, and puts it back."""

    abstract = True
    permission = "take_minutes"
    noun = ""
    follows: tuple[str, ...] = ()
    returns: tuple[str, ...] = ()

    def get(self, request: GroupRequest, pk: int, line: int) -> HttpResponse:
        found = self.line()
        self.check_writer()
        if found.struck_at:
            return self.show_restore()
        return self.show(StrikeForm())

    def post(self, request: GroupRequest, pk: int, line: int) -> HttpResponse:
        found, at = self.line(), clock.now()
        self.check_writer()
        if "restore" in request.POST:
            striking.restore(line=found, by=request.user, at=at)
            messages.success(request, f"{found.code} stands in the minutes again.")
            return redirect(self.back())
        form = StrikeForm(request.POST)
        if not self.passes(form):
            return self.show(form, status=422)
        striking.strike(line=found, reason=form.cleaned_data["reason"], by=request.user, at=at)
        messages.success(
            request, f"{found.code} is removed. Until the minutes are approved it can be put back."
        )
        return redirect(self.back())

    def show(self, form: StrikeForm, status: int = 200) -> HttpResponse:
        found = self.line()
        return self.page(
            form,
            "shapes/confirm.html",
            status,
            title=f"Remove {self.noun} {found.code}?",
            purpose=found.text,
            happens=[
                f"{found.code} stands in no minutes, mail or register. Those who write the minutes see it struck through.",
                "Its number is not given again.",
                *self.follows,
            ],
            button=f"Remove {found.code}",
            destructive=True,
        )

    def show_restore(self) -> HttpResponse:
        found = self.line()
        return self.page(
            None,
            "shapes/confirm.html",
            200,
            title=f"Put {self.noun} {found.code} back?",
            purpose=found.text,
            intro=f"{found.struck_by} removed it on {long_date(day_of(found.struck_at))}: {found.struck_reason}",
            happens=[
                f"{found.code} stands in the minutes again as it was.",
                *self.returns,
            ],
            button=f"Put {found.code} back",
            hidden={"restore": "1"},
        )


class StrikeDecision(_StrikeLine):
    permission = "take_minutes"
    model = Decision
    noun = "decision"
    follows = ("A decision that it ratified waits to be ratified again.",)


class StrikeAction(_StrikeLine):
    permission = "take_minutes"
    model = ActionLine
    noun = "action"
    follows = ("The action leaves the action log, and its owner is told that nothing is owed.",)
    returns = ("The action is owed again, and its owner is told.",)
