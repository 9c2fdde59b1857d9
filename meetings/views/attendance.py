"""Attendance in one column of keys: P, A, N, D."""

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render

from meetings.enums import MeetingState
from meetings.forms.day import AttendanceForm, ReasonForm
from meetings.models import Attendance
from meetings.policies.day import check_held
from meetings.quorum import agencies_there, attendance_rows, quorum_of
from meetings.services import day
from meetings.views.of_meeting import MeetingView
from members.representation import agency_names, seats_on
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.models import Person
from subgroup.views.base import GroupRequest

Named = tuple[Person | None, str]


class TakeAttendance(MeetingView):
    permission = "take_minutes"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        if self.meeting.state == MeetingState.PLANNED:
            return redirect(self.url("open"))
        check_held(self.meeting)
        return self.show(self.forms())

    def forms(self, data: QueryDict | None = None) -> list[AttendanceForm]:
        deputies = {on.seat.pk: list(on.deputies) for on in seats_on(self.group, self.meeting.day)}
        return [
            AttendanceForm(
                data,
                row=row,
                deputies=deputies.get(row.seat_id, []),
                initial={"presence": row.presence, "deputy": row.person_id, "deputy_name": row.deputy_name},
            )
            for row in attendance_rows(self.meeting)
        ]

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        forms = self.forms(request.POST)
        valid = [form.is_valid() for form in forms]
        reason = ReasonForm(request.POST) if self.meeting.attendance_confirmed_at else None
        if not all(valid) or (reason and not reason.is_valid()):
            return self.show(forms, reason=reason, status=422)
        try:
            if reason:
                self._correct(forms, reason.cleaned_data["reason"])
                messages.success(request, "The attendance is corrected. Breaches and letters follow it.")
                return redirect(self.url("attendance"))
            self._record(forms)
            if "confirm" in request.POST:
                day.confirm_attendance(meeting=self.meeting, by=request.user, at=clock.now())
                messages.success(request, "The attendance is confirmed.")
                return redirect(self.url("day"))
        except NotAllowed as refusal:
            return self.show(forms, reason=reason, refusal=str(refusal), status=422)
        messages.success(request, "The attendance is saved.")
        return redirect(self.url("attendance"))

    def _record(self, forms: list[AttendanceForm]) -> None:
        for form in forms:
            chosen, row = form.cleaned_data, form.row
            person, name = self._deputy(form)
            if (chosen["presence"], person, name) == (row.presence, *_named(row)):
                continue
            day.record(
                meeting=self.meeting, seat=row.seat, presence=chosen["presence"], person=person, deputy_name=name,
                by=self.request.user, at=clock.now(),
            )  # fmt: skip

    def _correct(self, forms: list[AttendanceForm], reason: str) -> None:
        changed = [
            form
            for form in forms
            if (form.cleaned_data["presence"], *self._deputy(form)) != (form.row.presence, *_named(form.row))
        ]
        if not changed:
            raise NotAllowed("Nothing was changed in the attendance.")
        day.correct_attendance(
            meeting=self.meeting,
            presences={form.row.seat_id: form.cleaned_data["presence"] for form in changed},
            deputies={form.row.seat_id: self._deputy(form) for form in changed},
            reason=reason,
            by=self.request.user,
            at=clock.now(),
        )

    def _deputy(self, form: AttendanceForm) -> Named:
        chosen = form.cleaned_data
        if chosen["presence"] != "D":
            return None, ""
        return (chosen["deputy"], "") if chosen["deputy"] else (None, chosen["deputy_name"].strip())

    def show(
        self,
        forms: list[AttendanceForm],
        *,
        reason: ReasonForm | None = None,
        refusal: str = "",
        status: int = 200,
    ) -> HttpResponse:
        meeting = self.meeting
        confirmed = meeting.attendance_confirmed_at
        rows = attendance_rows(meeting)
        names = agency_names(self.group, meeting.day)
        replied = day.suggestions(meeting)
        hints = day.hints(meeting)
        page = {
            "title": "Correct the attendance" if confirmed else "Attendance",
            "caption": self.caption,
            "purpose": ""
            if confirmed
            else "One key for each seat: P present, D deputy, A apologies, N absent without apologies.",
            "breadcrumbs": self.crumbs(("The day", self.url("day"))),
            "meeting": meeting,
            "lines": [
                {
                    "form": form,
                    "row": form.row,
                    "agency": names.get(form.row.agency_id, form.row.agency.name),
                    "replied": replied.get(form.row.seat_id),
                    "hint": hints.get(form.row.seat_id),
                    "chosen": form["presence"].value() or "",
                }
                for form in forms
            ],
            "quorum": quorum_of(meeting, rows, rows),
            "agencies": agencies_there(meeting, rows),
            "reason": reason or (ReasonForm() if confirmed else None),
            "form": reason if reason and reason.is_bound else None,
            "refusal": refusal,
            "codes": [
                ("P", "Present"),
                ("D", "Deputy"),
                ("A", "Apologies"),
                ("N", "Absent without apologies"),
            ],
        }
        return render(self.request, "meetings/day_attendance.html", page, status=status)


def _named(row: Attendance) -> Named:
    return (row.person, row.deputy_name) if row.presence == "D" else (None, "")
