"""Why a date is what it is, and lifting what need not be done."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from subgroup import clock, ledger, registry
from subgroup.calendar import calendar_for
from subgroup.forms import GovForm
from subgroup.models import Deadline
from subgroup.reminders import when
from subgroup.views.base import GroupRequest, GroupView


def _url(request: GroupRequest, deadline: Deadline) -> str:
    return reverse("deadline:detail", args=[request.group.slug, deadline.pk])


def _find(request: GroupRequest, pk: int) -> Deadline:
    """404 too for what is about something that is not there for the reader."""
    rows = Deadline.objects.select_related("terms", "released_by")
    deadline = get_object_or_404(rows, group=request.group, pk=pk)
    about = (deadline.subject_kind, deadline.subject_id)
    if registry.hidden(request.user, request.group, [about], on=clock.today()):
        raise Http404("No such deadline.")
    return deadline


def _state(deadline: Deadline) -> tuple[str, str]:
    """The state in a word and its colour."""
    late = deadline.is_late(clock.today())
    if deadline.met_on:
        return ("Done late", "orange") if late else ("Done in time", "green")
    if deadline.released_on:
        return ("Released", "grey")
    return ("Late", "red") if late else ("Open", "blue")


class WhyThisDate(GroupView):
    """Open to everybody who may see the group: it shows a date and its reason, and no case. Who may not, as an agency’s lead,
    opens what they answer for themselves.
    """

    permission = "view_group"
    or_permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        deadline = _find(request, pk)
        subject = (deadline.subject_kind, deadline.subject_id)
        owner = (deadline.owner_kind, deadline.owner_key)
        if not self.may("view_group") and owner not in ledger.owners_of(
            request.user, request.group, on=clock.today()
        ):
            raise Http404("No such deadline.")
        state, colour = _state(deadline)
        reminders = deadline.reminders.filter(message__isnull=False)
        context = {
            "title": deadline.label,
            "caption": "Why this date",
            "purpose": "How the date was worked out, and what happened to it since.",
            "deadline": deadline,
            "state": state,
            "colour": colour,
            "days": when(deadline.due_on, clock.today(), calendar_for(request.group))
            if deadline.is_open
            else "",
            "done": registry.rules.done(deadline.rule),
            "skipped": [{**day, "date": clock.date.fromisoformat(day["date"])} for day in deadline.skipped],
            "owner": registry.owner_labels(request.group, [owner])[owner],
            "subject_url": registry.url_open_to(request, *subject),
            "subject_label": registry.labels_for([subject]).get(subject),
            "moves": deadline.moves.select_related("moved_by"),
            "breaches": deadline.breaches.order_by("day"),
            "told": sorted(set(reminders.values_list("message__queued_at", "recipient__name"))),
            "may_release": self.may("waive_deadlines") and deadline.is_open,
        }
        return render(request, "subgroup/deadline_detail.html", context)


class ReleaseForm(GovForm):
    reason = forms.CharField(
        label="Why need this not be done?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="It stands in the record and in reports. No child’s name.",
        error_messages={"required": "Say why: a deadline is never lifted silently."},
    )
    mistake = forms.BooleanField(
        label="It was entered by mistake and was never owed",
        required=False,
        help_text="Then it is no breach, even if its day has passed.",
    )


class ReleaseDeadline(GroupView):
    permission = "waive_deadlines"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(_find(request, pk), ReleaseForm())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        deadline = _find(request, pk)
        form = ReleaseForm(request.POST)
        place = "Why a deadline is released"
        if not registry.passes(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(deadline, form, status=422)
        done = ledger.release_one(
            deadline=deadline,
            reason=form.cleaned_data["reason"],
            mistake=form.cleaned_data["mistake"],
            by=request.user,
            at=clock.now(),
        )
        if done:
            messages.success(request, "It need not be done any more. The reason is kept.")
        else:
            messages.error(request, "It had been done or released already. Nothing was changed.")
        return redirect(_url(request, deadline))

    def show(self, deadline: Deadline, form: ReleaseForm, status: int = 200) -> HttpResponse:
        late = deadline.is_late(clock.today())
        context = {
            "title": "Release this deadline?",
            "caption": deadline.label,
            "breadcrumbs": [(deadline.label, _url(self.request, deadline))],
            "form": form,
            "happens": [
                "Nobody owes it any more, and no more reminders are sent.",
                "Its day has passed: it stays a breach, shown with your reason."
                if late
                else "It is not counted as late.",
            ],
            "told": [],
            "button": "Release",
            "destructive": True,
            "cancel_url": _url(self.request, deadline),
        }
        return render(self.request, "shapes/confirm.html", context, status=status)
