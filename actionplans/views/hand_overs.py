"""What a closed plan hands over (F16): its document, and that it was taken up."""

from functools import cached_property

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect

from actionplans import document
from actionplans.forms.plans import ReceiveForm
from actionplans.models import HandOver
from actionplans.services import hand_over
from actionplans.views.plans import PlanView, plan_url
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.files import storage
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest


class HandOverView(PlanView):
    permission = "view_actions"

    @cached_property
    def hand_over(self) -> HandOver:
        rows = HandOver.objects.filter(plan__in=self.seen().values("pk")).select_related("plan__group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class HandOverFile(HandOverView):
    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        return storage.serve(document.render(self.hand_over), as_attachment="save" in request.GET)


class Receive(HandOverView):
    permission = "receive_hand_overs"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        hand_over.check_receive(self.hand_over)
        return self.show(ReceiveForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form, made = ReceiveForm(request.POST), self.hand_over
        if not passes(request, form, f"Plan {made.plan.code}", plan=made.plan):
            return self.show(form)
        hand_over.receive(hand_over=made, note=form.cleaned_data["note"], by=request.user, at=clock.now())
        messages.success(request, f"The hand-over of {made.plan.code} is taken up.")
        return redirect(plan_url(made.plan))

    def show(self, form: GovForm) -> HttpResponse:
        plan = self.hand_over.plan
        return self.form_page(
            form, title=f"Take up the hand-over of {plan.code}", button="Take it up", back=plan_url(plan),
            breadcrumbs=self.of_plan(plan),
            intro="The chair and business support see on the plan’s page that you have it, and what you do with it.",
        )  # fmt: skip
