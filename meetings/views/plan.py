"""The year plan: proposed, changed by hand, agreed, sent out; and the days that it avoids."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.doors import ask
from meetings.enums import MeetingState
from meetings.forms.planning import BlockedForm, PlanDateFormSet, ProposeForm
from meetings.mails import invitees
from meetings.models import BlockedPeriod, Meeting, YearPlan
from meetings.plan_table import plan_rows, rows_of
from meetings.policies import planning as policies
from meetings.services import planning
from members.representation import seats_on
from subgroup import clock
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupView

HEAD = ["Meeting", "Items due", "Publish by", "Minutes due", "Next return", "Look out for"]


class Planner(GroupView):
    """What the pages of this file share."""

    permission = "manage_meetings"
    abstract = True

    def url(self, name: str, *args: object) -> str:
        return reverse(f"meetings:{name}", args=[self.group.slug, *args])

    def passes(self, form: GovForm) -> bool:
        """Right, and looked at by who listens at meetings/doors.py: a reason is sent with the invitations."""
        return ask(form, place="A meeting", group=self.group, by=self.request.user, at=clock.now())

    def meeting(self, pk: int) -> Meeting:
        return get_object_or_404(
            Meeting.objects.select_related("group", "terms", "plan"), group=self.group, pk=pk
        )

    def plan(self, pk: int) -> YearPlan:
        return get_object_or_404(
            YearPlan.objects.select_related("group", "agreed_by"), group=self.group, pk=pk
        )

    def trail(self, meeting: Meeting | None = None) -> list[tuple[str, str]]:
        last = (
            (f"{meeting.code} of {meeting.year}", self.url("detail", meeting.pk))
            if meeting
            else ("Year plan", self.url("plan"))
        )
        return [("Meetings", self.url("list")), last]

    def refuse(self, sentence: str, back: str) -> HttpResponse:
        messages.error(self.request, sentence)
        return redirect(back)


class PlanPage(Planner):
    """The plans side by side with every date that follows. Read by everybody; changed by those who plan."""

    permission = "view_meetings"

    def get(self, request: Any) -> HttpResponse:
        plans = list(YearPlan.objects.filter(group=self.group).select_related("agreed_by").order_by("-label"))
        chosen = next(
            (plan for plan in plans if plan.label == request.GET.get("year")), plans[0] if plans else None
        )
        context: dict[str, Any] = {
            "title": f"Year plan {chosen.label}" if chosen else "Year plan",
            "purpose": "The year’s meetings with every date that follows from them. Agreeing the plan fixes what counts as planned.",
            "breadcrumbs": [("Meetings", self.url("list"))],
            "plan": chosen,
            "years": [
                {"label": plan.label, "url": f"?year={plan.label}", "current": plan == chosen}
                for plan in plans
            ],
            "may_plan": self.may("manage_meetings"),
            "head": HEAD,
            "new_url": self.url("plan_new"),
            "agree_url": chosen and self.url("plan_agree", chosen.pk),
            "invite_url": chosen and self.url("plan_invite", chosen.pk),
        }
        if chosen:
            context |= self.table(chosen)
        return render(request, "meetings/plan.html", context)

    def table(self, plan: YearPlan) -> dict[str, Any]:
        if not plan.agreed_at:
            notes = dict(plan.dates.values_list("day", "note"))
            return {"rows": plan_rows(self.group, list(notes), notes=notes)}
        meetings = list(plan.meetings.order_by("day"))
        waiting = [
            one
            for one in meetings
            if one.state == MeetingState.PLANNED and not one.invited_at and one.day >= clock.today()
        ]
        return {"rows": rows_of(self.group, meetings), "waiting": waiting}


class PlanNew(Planner):
    """Proposes the dates of a reporting year; proposing again replaces a plan that is not agreed."""

    def get(self, request: Any) -> HttpResponse:
        terms = self.group.terms_on(clock.today()).content
        last = Meeting.objects.filter(group=self.group).order_by("day").last()
        following = terms.reporting_year(clock.today())[1] if last else None
        initial = {
            "start": following and date.fromordinal(following.toordinal() + 1),
            "weekday": terms.meetings.weekday,
            "frequency": terms.meetings.frequency.text,
            "starts_at": last.starts_at if last else "09:30",
            "ends_at": last.ends_at if last else "12:00",
            "place": last.place if last else "",
        }
        return self.show(ProposeForm(initial=initial))

    def post(self, request: Any) -> HttpResponse:
        form = ProposeForm(request.POST)
        if not form.is_valid():
            return self.show(form, status=422)
        label = planning.year_label(
            self.group.terms_on(form.cleaned_data["start"]).content, form.cleaned_data["start"]
        )
        try:
            plan = planning.propose_plan(
                group=self.group, label=label, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(
            request,
            f"{count(plan.dates.count(), 'date', 'dates')} proposed. Check them, change what does not fit, then agree the plan.",
        )
        return redirect(f"{self.url('plan')}?year={plan.label}")

    def show(self, form: ProposeForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Propose the year’s meetings",
            "purpose": "Dates that are not worked, or on which another group meets, move to the nearest week that is free.",
            "breadcrumbs": self.trail(),
            "form": form,
            "button": "Propose dates",
            "cancel_url": self.url("plan"),
        }
        return render(self.request, "shapes/form.html", context, status=status)


class PlanDates(Planner):
    """Dates changed by hand; “show” works out what follows without saving."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        policies.check_plan_open(plan)
        days = list(plan.dates.values_list("day", flat=True))
        return self.show(plan, PlanDateFormSet(initial=[{"day": day} for day in days]), days)

    def post(self, request: Any, pk: int) -> HttpResponse:
        plan, formset = self.plan(pk), PlanDateFormSet(request.POST)
        policies.check_plan_open(plan)
        if not formset.is_valid():
            return self.show(plan, formset, [], status=422)
        days = sorted(day for form in formset if (day := form.cleaned_data.get("day")))
        try:
            policies.check_dates(days, calendar=calendar_for(self.group))
            if "show" in request.POST:
                return self.show(plan, formset, days)
            planning.set_dates(plan=plan, dates=days, by=request.user, at=clock.now())
        except policies.DayRefused as refusal:
            *_, form = (form for form in formset if form.cleaned_data.get("day") == refusal.day)
            form.add_error("day", str(refusal))
            return self.show(plan, formset, [], status=422)
        except NotAllowed as refusal:
            return self.show(plan, formset, [], refusal=str(refusal), status=422)
        messages.success(request, "The dates of the plan are saved.")
        return redirect(f"{self.url('plan')}?year={plan.label}")

    def show(
        self, plan: YearPlan, formset: Any, days: list[date], *, refusal: str = "", status: int = 200
    ) -> HttpResponse:
        context = {
            "title": f"Change the dates of {plan.label}",
            "purpose": "Empty a date to take the meeting out; the last row adds one.",
            "breadcrumbs": self.trail(),
            "formset": formset,
            "refusal": refusal,
            "rows": plan_rows(self.group, days),
            "head": HEAD,
            "cancel_url": f"{self.url('plan')}?year={plan.label}",
        }
        return render(self.request, "meetings/plan_dates.html", context, status=status)


class PlanAgree(Planner):
    def get(self, request: Any, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        days = list(plan.dates.values_list("day", flat=True))
        back = f"{self.url('plan')}?year={plan.label}"
        there = Meeting.objects.filter(group=self.group, day__in=days).standing()
        taken = set(there.values_list("day", flat=True))
        try:
            policies.check_agree(
                plan, days, calendar=calendar_for(self.group), today=clock.today(), taken=taken
            )
        except NotAllowed as refusal:
            return self.refuse(str(refusal), back)
        warned = sum(bool(row.warnings) for row in plan_rows(self.group, days))
        context = {
            "title": f"Agree the plan of {plan.label}?",
            "breadcrumbs": self.trail(),
            "happens": [
                f"{count(len(days), 'meeting is', 'meetings are')} made, from {long_date(days[0])} to {long_date(days[-1])}.",
                "From now on these count as planned (P3). Each can still be moved, postponed or cancelled, with a reason.",
                "The days for items, papers and minutes of each meeting are entered, and reminders follow them.",
            ],
            "warning": f"{count(warned, 'date has', 'dates have')} something to look out for; the plan’s page says what."
            if warned
            else "",
            "told": [],
            "button": "Agree the plan",
            "cancel_url": back,
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: Any, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        back = f"{self.url('plan')}?year={plan.label}"
        try:
            made = planning.agree_plan(plan=plan, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            return self.refuse(str(refusal), back)
        messages.success(
            request,
            f"The plan of {plan.label} is agreed: {count(len(made), 'meeting', 'meetings')}. The invitations can go out.",
        )
        return redirect(back)


class PlanInvite(Planner):
    """The invitations to all meetings of a plan at once."""

    def get(self, request: Any, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        waiting = list(
            plan.meetings.filter(
                state=MeetingState.PLANNED, invited_at=None, day__gte=clock.today()
            ).order_by("day")
        )
        back = f"{self.url('plan')}?year={plan.label}"
        if not waiting:
            return self.refuse(planning.nothing_to_send(plan), back)
        people = invitees(seats_on(self.group, waiting[0].day))
        context = {
            "title": f"Send the invitations of {plan.label}?",
            "breadcrumbs": self.trail(),
            "happens": [
                f"A calendar invitation to {one.code} on {long_date(one.day)} goes to whoever holds a post on that day."
                for one in waiting
            ],
            "told": [person.name for person in people],
            "button": f"Send {count(len(waiting), 'invitation', 'invitations')} to each",
            "cancel_url": back,
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: Any, pk: int) -> HttpResponse:
        plan = self.plan(pk)
        back = f"{self.url('plan')}?year={plan.label}"
        try:
            sent = planning.invite_to_plan(plan=plan, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            return self.refuse(str(refusal), back)
        messages.success(
            request, f"Invitations to {count(len(sent), 'meeting', 'meetings')} are on their way."
        )
        return redirect(back)


class BlockedList(Planner):
    """Days that plans avoid: other groups' meetings, and school holidays where the planner asks for it."""

    def get(self, request: Any) -> HttpResponse:
        return self.show(BlockedForm())

    def post(self, request: Any) -> HttpResponse:
        form = BlockedForm(request.POST, instance=BlockedPeriod(group=self.group))
        if not form.is_valid():
            return self.show(form, status=422)
        period = planning.avoid(period=form.instance)
        messages.success(request, f"{period.name} is entered. New plans take it into account.")
        return redirect(self.url("blocked"))

    def show(self, form: BlockedForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Days to avoid",
            "purpose": "Plans keep clear of other groups’ meetings, and of school holidays if you ask for it.",
            "breadcrumbs": self.trail(),
            "form": form,
            "head": ["Name", "What it is", "Days", "Change"],
            "periods": BlockedPeriod.objects.filter(group=self.group),
        }
        return render(self.request, "meetings/plan_blocked.html", context, status=status)


class BlockedRemove(Planner):
    def post(self, request: Any, pk: int) -> HttpResponse:
        period = get_object_or_404(BlockedPeriod, group=self.group, pk=pk)
        period.delete()
        messages.success(request, f"{period.name} is taken out. Plans that are agreed stay as they are.")
        return redirect(self.url("blocked"))
