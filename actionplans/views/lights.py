"""How the lights are worked out, and the light that the group agrees."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from actionplans import lights, plan_lights
from actionplans.register import lights_of
from actionplans.services import lights as services
from actionplans.views.shared import ActionPage, address
from actionplans.views.typed import passes
from meetings.enums import MeetingState
from meetings.models import Meeting
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.terms.lights import LightTerms
from subgroup.views.base import GroupRequest, GroupView

MEETINGS = 12


class LightForm(GovForm):
    colour = forms.ChoiceField(
        label="Light", widget=forms.RadioSelect, error_messages={"required": "Choose a light"}
    )
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(),
        required=False,
        label="Agreed at",
        empty_label="Between meetings, by the chair",
    )
    reason = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Reason",
        help_text="Needed where it differs from what days and evidence say.",
    )  # fmt: skip

    def __init__(self, *args: Any, terms: LightTerms, meetings: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["colour"].choices = [(one.key, one.word) for one in terms.colours]  # type: ignore[attr-defined]
        vars(self)["item_hints"] = {"colour": {one.key: one.meaning for one in terms.colours}}
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]


class LightRules(GroupView):
    """P7: the published rules, with the words and meanings of the terms in force."""

    permission = "view_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest) -> HttpResponse:
        terms = lights_of(self.group, clock.today())
        page = {
            "title": "How the lights are worked out",
            "purpose": "Three lights stand beside each action: what its agency says, what its days and its evidence say, "
            "and what the group agreed.",
            "breadcrumbs": [("Actions", reverse("actionplans:list", args=[self.group.slug]))],
            "colours": terms.colours,
            "rules": [(rule, terms.word(rule.colour), rule.says(terms)) for rule in lights.RULES],
            "plan_rules": [(terms.word(rule.colour), rule.sentence) for rule in plan_lights.RULES],
            "fades_after": terms.fades_after,
        }
        return render(request, "actionplans/light_rules.html", page)


class AgreeLight(ActionPage):
    permission = "sign_off_actions"

    def form(self, data: Any = None) -> LightForm:
        held = Meeting.objects.filter(group=self.group, state=MeetingState.HELD).order_by("-day")
        newest = Meeting.objects.filter(pk__in=list(held.values_list("pk", flat=True)[:MEETINGS]))
        return LightForm(
            data, terms=lights_of(self.group, clock.today()), meetings=newest.order_by("-day"),
            initial={"colour": self.action.agreed_colour},
        )  # fmt: skip

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if not passes(request, form, f"Action {self.action.reference}", plan=self.action.plan):
            return self.show(form, status=422)
        try:
            services.agree(action=self.action, **form.cleaned_data, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, "The light is agreed.")
        return redirect(address(self.action))

    def show(self, form: LightForm, status: int = 200) -> HttpResponse:
        action = self.action
        page = {
            "title": f"Agree the light of {action.reference}",
            "breadcrumbs": self.crumbs((f"Action {action.reference}", address(action))),
            "action_row": action,
            "voices": lights.voices(action, clock.today(), terms=lights_of(self.group, clock.today())),
            "form": form,
            "button": "Agree",
            "cancel_url": address(action),
        }
        return render(self.request, "actionplans/agree_light.html", page, status=status)
