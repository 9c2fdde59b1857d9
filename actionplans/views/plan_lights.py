"""The light that the chair gives a plan (P7)."""

from functools import cached_property
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from actionplans import plan_lights, plan_policies, reading
from actionplans.plan_lights import Light
from actionplans.register import lights_of
from actionplans.services import plan_lights as services
from actionplans.views.plans import PlanView, plan_url
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.terms.lights import LightTerms
from subgroup.views.base import GroupRequest

AS_COMPUTED = "computed"


class PlanLightForm(GovForm):
    colour = forms.ChoiceField(
        label="Light", widget=forms.RadioSelect, error_messages={"required": "Choose a light"}
    )
    reason = forms.CharField(
        label="Reason", widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Say why"}
    )

    def __init__(self, *args: Any, terms: LightTerms, light: Light, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(one.key, one.word) for one in terms.colours]
        hints = {one.key: one.meaning for one in terms.colours}
        if light.chairs:
            choices.append((AS_COMPUTED, "The one of its actions again"))
            hints[AS_COMPUTED] = f"Now “{light.computed_word}”. {light.because}"
        self.fields["colour"].choices = choices  # type: ignore[attr-defined]
        vars(self)["item_hints"] = {"colour": hints}


class GivePlanLight(PlanView):
    permission = "sign_off_actions"

    @cached_property
    def terms(self) -> LightTerms:
        return lights_of(self.group, clock.today())

    @cached_property
    def light(self) -> Light:
        request, today = self.request, clock.today()
        seen = reading.visible(request.user, self.group, request.permissions, on=today)
        return plan_lights.of_plans([self.plan.pk], seen, today, today=today, terms=self.terms)[self.plan.pk]

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan_policies.check_plan_open(self.plan)
        return self.show(PlanLightForm(terms=self.terms, light=self.light))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        plan, form = self.plan, PlanLightForm(request.POST, terms=self.terms, light=self.light)
        if not passes(request, form, f"Plan {plan.code}", plan=plan):
            return self.show(form)
        said = form.cleaned_data
        colour = "" if said["colour"] == AS_COMPUTED else said["colour"]
        try:
            services.give(plan=plan, colour=colour, reason=said["reason"], by=request.user, at=clock.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form)
        messages.success(request, f"The light of {plan.code} is given.")
        return redirect(plan_url(plan))

    def show(self, form: GovForm) -> HttpResponse:
        plan, light = self.plan, self.light
        return self.form_page(
            form, title=f"Give {plan.code} a light", button="Give it", back=plan_url(plan), breadcrumbs=self.of_plan(plan),
            intro=f"By its actions it is “{light.computed_word}”. {light.because} Yours stands in its place, with your "
            "reason, until you give another or take it back.",
        )  # fmt: skip
