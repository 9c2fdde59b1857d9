"""Days that the sub-group closes: what would move is shown before anybody confirms it."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from members.forms.compacts import ClosureForm
from members.services import closures, moving
from members.views.pages import MemberPage
from subgroup import clock, ledger
from subgroup.calendar import other_holidays
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Closure
from subgroup.views.base import GroupRequest


class Closures(MemberPage):
    permission = "view_group"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        rows = list(self.group.closures.select_related("added_by").order_by("day"))
        context = {
            "title": "Closures",
            "purpose": "Days that are not working days here, besides weekends and England’s bank holidays.",
            "breadcrumbs": self.crumbs(),
            "holidays": other_holidays(self.group),
            "coming": [row for row in rows if row.day >= today],
            "past": [row for row in rows if row.day < today][::-1],
            "may_manage": self.may("manage_calendar"),
        }
        return render(request, "members/closures.html", context)


class AddClosure(MemberPage):
    """Two steps: the day and the reason, then what would move, and only then the closure."""

    permission = "manage_calendar"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.ask(ClosureForm())

    def post(self, request: GroupRequest) -> HttpResponse:
        form = ClosureForm(request.POST)
        if not form.is_valid():
            return self.ask(form, status=422)
        data = form.cleaned_data
        try:
            if "confirmed" in request.POST:
                moved = closures.close(
                    group=self.group,
                    days=[data["day"]],
                    reason=data["reason"],
                    by=request.user,
                    at=clock.now(),
                )
            else:
                shown = closures.preview(self.group, **data, reader=request.user, on=clock.today())
                return self.confirm(data, shown)
        except NotAllowed as refusal:
            form.add_error("day", str(refusal))
            return self.ask(form, status=422)
        messages.success(request, f"{long_date(data['day'])} is closed. {_moved(moved)}")
        return redirect(self.url("closures"))

    def ask(self, form: ClosureForm, status: int = 200) -> HttpResponse:
        context = {
            **self.page("Close a day"),
            "form": form,
            "intro": "You see which dates would move before anything is changed.",
            "button": "Show what would move",
        }
        return render(self.request, "shapes/form.html", context, status=status)

    def confirm(self, data: dict[str, Any], shown: closures.ClosurePreview) -> HttpResponse:
        context = {
            **self.page(f"Close {long_date(data['day'])}?"),
            "data": data,
            "shown": shown.moves,
            "happens": ["The day is no longer a working day here.", _moves(shown.moves)],
            "warning": f"On this day: {'; '.join(shown.takes_place)}. It is not moved by this."
            if shown.takes_place
            else "",
            "told": shown.moves.told,
            "button": "Close the day",
        }
        return render(self.request, "members/closure_confirm.html", context)

    def page(self, title: str) -> dict[str, Any]:
        return {
            "title": title,
            "breadcrumbs": self.crumbs(("Closures", self.url("closures"))),
            "cancel_url": self.url("closures"),
        }


class MoveDates(MemberPage):
    """What another calendar would move, item by item; then it moves at once, and whoever it concerns is told (A2)."""

    permission = "manage_calendar"

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.confirm()

    def post(self, request: GroupRequest) -> HttpResponse:
        try:
            moved = moving.move(
                group=self.group, by=request.user, at=clock.now(), expected=request.POST.get("shown", "-")
            )
        except NotAllowed as refusal:
            return self.confirm(str(refusal), status=409)
        messages.success(request, _moved(moved))
        return redirect(self.url("closures"))

    def confirm(self, warning: str = "", status: int = 200) -> HttpResponse:
        today = clock.today()
        changes = ledger.affected(self.group, on=today)
        shown = moving.show(self.group, changes, reader=self.request.user, on=today)
        holidays = other_holidays(self.group)
        nothing = not (shown.rows or shown.kept or holidays)
        context = {
            "title": "Work dates out again?",
            "purpose": "What is owed keeps its date when the calendar changes, until somebody agrees that it moves.",
            "breadcrumbs": self.crumbs(("Closures", self.url("closures"))),
            "shown": shown,
            "happens": [*(holidays or sorted(shown.whys)[:1]), _moves(shown)],
            "warning": warning,
            "told": shown.told,
            "button": ""
            if nothing
            else f"Move {count(len(shown.rows) + shown.kept, 'date', 'dates')}"
            if shown.rows or shown.kept
            else "Count with these days",
            "cancel_url": self.url("closures"),
        }
        return render(self.request, "members/dates_confirm.html", context, status=status)


def _moves(shown: moving.Preview) -> str:
    if shown.rows:
        return f"{count(len(shown.rows), 'date moves', 'dates move')}, as the table shows."
    return "No other date moves." if shown.kept else "No date moves."


def _moved(moved: int) -> str:
    return f"{count(moved, 'date has', 'dates have')} moved." if moved else "No date has moved."


class RemoveClosure(MemberPage):
    permission = "manage_calendar"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        closure = get_object_or_404(Closure, group=self.group, pk=pk)
        context = {
            "title": f"Take back the closure of {long_date(closure.day)}?",
            "caption": closure.reason,
            "breadcrumbs": self.crumbs(("Closures", self.url("closures"))),
            "happens": [
                "The day counts as a working day again.",
                "It is refused if a date has been worked out with it.",
            ],
            "told": [],
            "button": "Take it back",
            "destructive": True,
            "cancel_url": self.url("closures"),
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        get_object_or_404(Closure, group=self.group, pk=pk)
        try:
            day = closures.open_again(group=self.group, pk=pk, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, f"{long_date(day)} is a working day again.")
        return redirect(self.url("closures"))
