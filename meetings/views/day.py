"""The day: open the meeting, take attendance, watch the quorum, note who comes and goes."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from meetings import hiding
from meetings.doors import ask
from meetings.enums import MeetingState, Presence
from meetings.forms.day import DeclareForm, GuestsForm, MovementForm, OpenForm, QuorateForm
from meetings.models import Meeting, Movement
from meetings.policies import day as policies
from meetings.quorum import agencies_there, at_item, attendance_rows, movements_of, quorum_of
from meetings.services import day, floor
from meetings.views.agenda import why_not
from meetings.views.of_meeting import MeetingView
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.typed import whole
from subgroup.views.base import GroupRequest


def counts_of(meeting: Meeting) -> list[tuple[str, int]]:
    """How many are present, deputies, apologies, absent, and not taken yet."""
    codes = list(meeting.attendance.values_list("presence", flat=True))
    named = [(label, codes.count(code)) for code, label in Presence.choices]
    return [*named, ("Not taken yet", codes.count(""))] if "" in codes else named


def panel(request: GroupRequest, meeting: Meeting) -> dict[str, Any] | None:
    """For the meeting's page: from its day on. None before, and for a cancelled meeting."""
    may_take = "take_minutes" in request.permissions
    if meeting.state == MeetingState.PLANNED:
        return {"meeting": meeting, "can_open": True} if may_take and meeting.day <= clock.today() else None
    if meeting.state != MeetingState.HELD:
        return None
    rows = attendance_rows(meeting)
    return {
        "meeting": meeting,
        "may_take": may_take,
        "counts": counts_of(meeting),
        "quorum": quorum_of(meeting, rows, rows),
        "agencies": agencies_there(meeting, rows),
    }


def _mask(rows: Iterable[Any], gone: frozenset[int]) -> None:
    """Of what is noted of an item: its title, where it is not there for the reader. For showing alone."""
    for row in rows:
        if row.item and row.item.pk in gone:
            row.item = hiding.masked([row.item], gone)[0]


class DayPage(MeetingView):
    permission = "take_minutes"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting = self.meeting
        if meeting.state == MeetingState.PLANNED:
            return redirect(self.url("open"))
        policies.check_held(meeting)
        gone = hiding.of(request)
        items = hiding.masked(meeting.items.on_agenda(), gone)
        rows, moves = attendance_rows(meeting), movements_of(meeting)
        declarations = list(meeting.declarations.select_related("person", "item"))
        _mask(moves, gone)
        _mask(declarations, gone)
        current = meeting.current_item and hiding.masked([meeting.current_item], gone)[0]
        there = at_item(rows, moves, current) if current else rows
        place = items.index(current) if current in items else -1
        frozen = why_not(policies.check_room, meeting)
        page = {
            "title": f"{meeting.code}: the day",
            "caption": self.caption,
            "purpose": "As the minutes have it."
            if frozen
            else "Attendance, quorum and the item the meeting is at.",
            "breadcrumbs": self.crumbs(),
            "meeting": meeting,
            "frozen": frozen,
            "chair_url": "" if frozen else "chair/",
            "attendance_act": "Correct" if meeting.attendance_confirmed_at else "Take",
            "guests_url": "" if frozen else "guests/",
            "items": [
                (number, item, self._light(rows, moves, item)) for number, item in enumerate(items, start=1)
            ],
            "current": current,
            "next": items[place + 1] if place + 1 < len(items) else None,
            "quorum": quorum_of(meeting, rows, there),
            "agencies": agencies_there(meeting, there),
            "counts": counts_of(meeting),
            "moves": moves,
            "declarations": declarations,
            "guests": meeting.guests.all(),
            "may_declare": self.may("approve_minutes")
            and not why_not(policies.check_declare_quorate, meeting, "to be said"),
        }
        return render(request, "meetings/day_page.html", page)

    def _light(self, rows: list, moves: list, item: Any) -> bool:
        return quorum_of(self.meeting, rows, at_item(rows, moves, item)).quorate

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        """To the item named, or with none to the end."""
        chosen = whole(request.POST.get("item", ""))
        item = None if chosen is None else get_object_or_404(self.meeting.items.on_agenda(), pk=chosen)
        name = hiding.masked([item], hiding.of(request))[0] if item else ""
        at = clock.now()
        if "not_discussed" in request.POST and item:
            day.mark_discussed(item=item, discussed=False, by=request.user, at=at)
            messages.success(request, f"“{name}” is marked as not discussed: it comes onto the next agenda.")
        elif "discussed" in request.POST and item:
            day.mark_discussed(item=item, discussed=True, by=request.user, at=at)
        else:
            day.turn_to(meeting=self.meeting, item=item, by=request.user, at=at)
        return redirect(self.url("day"))


class _FormPage(MeetingView):
    """One form of the day: shown, handed to one service, back to the day."""

    abstract = True
    permission = "take_minutes"
    title = ""
    button = "Save"
    done = ""

    def check(self) -> None:
        """Raises NotAllowed where the form would be filled in for nothing."""
        policies.check_room(self.meeting)

    def form(self, *args: Any) -> GovForm:
        raise NotImplementedError

    def act(self, form: GovForm) -> None:
        raise NotImplementedError

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        return self.show(self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form, place = self.form(request.POST), f"{self.title}, {self.meeting.code} of {self.meeting.year}"
        if not ask(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(form, status=422)
        try:
            self.act(form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, self.done)
        return redirect(self.url("day"))

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
        page = {
            "title": self.title,
            "caption": self.caption,
            "breadcrumbs": self.crumbs(),
            "form": form,
            "button": self.button,
            "cancel_url": self.url("detail" if self.meeting.state == MeetingState.PLANNED else "day"),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class OpenMeeting(_FormPage):
    permission = "take_minutes"
    title = "Open the meeting"
    button = "Open the meeting"
    done = "The meeting is open. Take the attendance now."

    def check(self) -> None:
        policies.check_open(self.meeting, clock.today())

    def form(self, *args: Any) -> GovForm:
        return OpenForm(*args, meeting=self.meeting)

    def act(self, form: GovForm) -> None:
        chosen = form.cleaned_data
        day.open_meeting(
            meeting=self.meeting, chaired_by_seat=chosen["seat"], chaired_by=chosen["person"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        answer = super().post(request, pk)
        return redirect(self.url("attendance")) if answer.status_code == 302 else answer


class ChangeChair(_FormPage):
    permission = "take_minutes"
    title = "Who took the chair"
    done = "The record of who took the chair is corrected."

    def form(self, *args: Any) -> GovForm:
        meeting = self.meeting
        return OpenForm(*args, meeting=meeting, initial={"seat": meeting.chaired_by_seat_id})

    def act(self, form: GovForm) -> None:
        chosen = form.cleaned_data
        day.change_chair(
            meeting=self.meeting, chaired_by_seat=chosen["seat"], chaired_by=chosen["person"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip


class DeclareInterest(_FormPage):
    permission = "take_minutes"
    title = "An interest is declared"
    done = "The interest is recorded."

    def form(self, *args: Any) -> GovForm:
        return DeclareForm(
            *args, meeting=self.meeting, gone=hiding.of(self.request),
            initial={"item": self.meeting.current_item_id, "handling": "stays"},
        )  # fmt: skip

    def act(self, form: GovForm) -> None:
        day.declare(meeting=self.meeting, by=self.request.user, at=clock.now(), **form.cleaned_data)


class RecordMovement(_FormPage):
    permission = "take_minutes"
    title = "Somebody arrives or leaves"
    done = "Recorded. The quorum is counted again from that item on."

    def form(self, *args: Any) -> GovForm:
        return MovementForm(*args, meeting=self.meeting, gone=hiding.of(self.request))

    def act(self, form: GovForm) -> None:
        chosen = form.cleaned_data
        verb = day.arrive if chosen["kind"] == "arrived" else day.leave
        verb(attendance=chosen["attendance"], item=chosen["item"], by=self.request.user, at=clock.now())


class UndoMovement(MeetingView):
    permission = "take_minutes"

    def post(self, request: GroupRequest, pk: int, movement: int) -> HttpResponse:
        row = get_object_or_404(Movement.objects.filter(attendance__meeting=self.meeting), pk=movement)
        floor.undo(movement=row, by=request.user, at=clock.now())
        messages.success(request, "Taken back. The quorum is counted again.")
        return redirect(self.url("day"))


class Guests(_FormPage):
    permission = "take_minutes"
    title = "In attendance"
    done = "The list of who was in attendance is saved."

    def form(self, *args: Any) -> GovForm:
        lines = [", ".join(filter(None, [guest.name, guest.body])) for guest in self.meeting.guests.all()]
        return GuestsForm(*args, initial={"guests": "\n".join(lines)})

    def act(self, form: GovForm) -> None:
        pairs = form.pairs() if isinstance(form, GuestsForm) else []
        day.set_guests(meeting=self.meeting, guests=pairs, by=self.request.user, at=clock.now())


class DeclareQuorate(_FormPage):
    permission = "approve_minutes"
    title = "Declare the meeting quorate"
    button = "Declare it quorate"
    done = "The meeting is declared quorate; the reason stands in the minutes."

    def check(self) -> None:
        policies.check_declare_quorate(self.meeting, "to be said")

    def form(self, *args: Any) -> GovForm:
        return QuorateForm(*args)

    def act(self, form: GovForm) -> None:
        day.declare_quorate(
            meeting=self.meeting, reason=form.cleaned_data["reason"], by=self.request.user, at=clock.now()
        )  # fmt: skip
