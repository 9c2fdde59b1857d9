"""A version of a plan is recorded as agreed (F2, F3)."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect

from actionplans import plan_policies, plan_versions
from actionplans.forms.plans import text_area
from actionplans.services import plan_versions as services
from actionplans.views.plans import PlanView, plan_url
from actionplans.views.typed import passes
from meetings.enums import MeetingState
from meetings.models import Meeting
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.forms import DateField, GovForm
from subgroup.views.base import GroupRequest

MEETINGS = 12


class PlanVersionForm(GovForm):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), required=False, label="Agreed at", empty_label="No meeting of this sub-group"
    )
    agreed_on = DateField(
        required=False, label="Agreed on", help_text="Of a meeting of this sub-group it is the day of the meeting: leave it empty."
    )  # fmt: skip
    agreed_by = forms.CharField(
        required=False, max_length=100, label="Agreed by, if it was elsewhere", help_text="A body or a post: the Board, the panel."
    )  # fmt: skip
    note = text_area(
        "What is new",
        3,
        required=False,
        help_text="What was added and withdrawn and which days moved is listed by itself.",
    )
    number = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        meeting, day = cleaned.get("meeting"), cleaned.get("agreed_on")
        if meeting and day and day != meeting.day:
            self.add_error("agreed_on", f"{meeting.code} was on {long_date(meeting.day)}")
        elif meeting:
            cleaned["agreed_on"] = meeting.day
        elif not day and "agreed_on" not in self.errors:
            self.add_error("agreed_on", "Give the day on which it was agreed, or choose the meeting")
        return cleaned


class AgreePlanVersion(PlanView):
    permission = "manage_actions"

    @cached_property
    def versions(self) -> plan_versions.Versions:
        today = clock.today()
        return plan_versions.of_plan(self.plan, today, today=today)

    def form(self, data: Any = None) -> PlanVersionForm:
        held = Meeting.objects.filter(group=self.group, state=MeetingState.HELD).order_by("-day")
        newest = Meeting.objects.filter(pk__in=list(held.values_list("pk", flat=True)[:MEETINGS]))
        return PlanVersionForm(
            data, meetings=newest.order_by("-day"), initial={"number": self.versions.following}
        )

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan_policies.check_plan_open(self.plan)
        return self.show(self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan, form = self.plan, self.form(request.POST)
        if not passes(request, form, f"Plan {plan.code}", plan=plan):
            return self.show(form)
        try:
            made = services.agree(plan=plan, **form.cleaned_data, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, f"Version {made.number} of {plan.code} is recorded.")
        return redirect(plan_url(plan))

    def show(self, form: GovForm) -> HttpResponse:
        plan, known = self.plan, self.versions
        last = known.current
        intro = f"What {plan.code} holds now is kept as version {known.following}. "
        if last is None:
            intro += "Later versions say what changed since."
        elif last.row is None:
            intro += f"Version 1 was agreed on {long_date(last.agreed_on)}; what it held was not kept."
        else:
            since = " ".join(known.since) or "Nothing."
            intro += f"Changed since version {last.number} of {long_date(last.agreed_on)}: {since}"
        return self.form_page(
            form, title=f"Record that version {known.following} of {plan.code} was agreed", button="Record it", back=plan_url(plan),
            breadcrumbs=self.of_plan(plan), intro=intro,
        )  # fmt: skip
