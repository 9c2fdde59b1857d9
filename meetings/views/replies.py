"""Answering an invitation: for one's own seats, as their deputy, or for anybody as business support."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.doors import ask
from meetings.enums import Answer
from meetings.forms.replies import OTHER, ReplyForm
from meetings.models import Meeting, Reply
from meetings.policies.replies import check_open_for_replies, check_seat
from meetings.services import replies
from members.representation import SeatOn, seats_held_by, seats_on
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest, GroupView

SENT = {
    Answer.ATTENDING: "Reply sent: attending.",
    Answer.APOLOGIES: "Apologies sent.",
    Answer.DEPUTY: "Reply sent: a deputy will attend.",
}


class ReplyPage(GroupView):
    permission = "reply"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting, seat = self.fetch(pk)
        if seat is None:
            return self.choose(meeting)
        check_open_for_replies(meeting, today=clock.today())
        given = replies.latest(meeting).get(seat.seat.pk)
        return self.show(meeting, seat, ReplyForm(seat=seat, initial=_initial(given)))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting, seat = self.fetch(pk)
        if seat is None:
            return self.choose(meeting)
        form = ReplyForm(request.POST, seat=seat)
        place = f"A reply for {meeting.code} of {meeting.year}"
        if not ask(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(meeting, seat, form, status=422)
        try:
            given = replies.reply(
                meeting=meeting, seat=seat.seat, by=request.user, at=clock.now(), **form.cleaned_data
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(meeting, seat, form, status=422)
        messages.success(request, SENT[Answer(given.answer)])
        return redirect("meetings:detail", request.group.slug, meeting.pk)

    def fetch(self, pk: int) -> tuple[Meeting, SeatOn | None]:
        """The meeting and the seat to answer for; None while somebody with several has not chosen one."""
        meeting = get_object_or_404(Meeting.objects.select_related("group", "terms"), group=self.group, pk=pk)
        self.seats = {one.seat.pk: one for one in seats_on(self.group, meeting.day)}
        self.own = [
            seat.pk for seat in seats_held_by(self.request.user, self.group, meeting.day, or_deputised=True)
        ]
        asked = self.request.GET.get("seat", "")
        if not asked:
            held = [pk for pk in self.own if pk in self.seats and self.seats[pk].holder == self.request.user]
            only = held or [pk for pk in self.own if pk in self.seats]
            return meeting, self.seats[only[0]] if len(only) == 1 else None
        seat = self.seats.get(int(asked)) if asked.isascii() and asked.isdecimal() else None
        if seat is None:
            raise Http404("No such post.")
        if seat.seat.pk not in self.own and not self.may("manage_meetings"):
            raise PermissionDenied(
                f"You can reply for your own post only. For “{seat.seat.title}” its holder, its deputy or business support can."
            )
        return meeting, check_seat(seat, meeting)

    def choose(self, meeting: Meeting) -> HttpResponse:
        if not self.own and not self.may("manage_meetings"):
            raise PermissionDenied(
                f"You hold no post on {long_date(meeting.day)} and are nobody’s deputy then, so that there is no reply to give."
            )
        shown = [
            one
            for one in self.seats.values()
            if one.is_filled and (one.seat.pk in self.own or self.may("manage_meetings"))
        ]
        context = {**self.context(meeting), "title": f"Reply for which post, {meeting.code}?", "seats": shown}
        return render(self.request, "meetings/reply_choose.html", context)

    def context(self, meeting: Meeting) -> dict[str, object]:
        detail = reverse("meetings:detail", args=[self.group.slug, meeting.pk])
        return {
            "meeting": meeting,
            "breadcrumbs": [
                ("Meetings", reverse("meetings:list", args=[self.group.slug])),
                (meeting.code, detail),
            ],
            "cancel_url": detail,
        }

    def show(self, meeting: Meeting, seat: SeatOn, form: ReplyForm, status: int = 200) -> HttpResponse:
        own = seat.holder == self.request.user
        earlier = (
            Reply.objects.filter(meeting=meeting, seat=seat.seat)
            .select_related("deputy", "given_by")
            .order_by("-given_at", "-pk")
        )
        context = {
            **self.context(meeting),
            "title": f"Reply to {meeting.code}",
            "caption": f"{seat.seat.title}" if own else f"For {seat.holder}, {seat.seat.title}",
            "purpose": f"{long_date(meeting.day)}, {meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}"
            + (f", {meeting.place}" if meeting.place else ""),
            "form": form,
            "button": "Send the reply",
            "earlier": earlier,
        }
        return render(self.request, "meetings/reply.html", context, status=status)


def _initial(given: Reply | None) -> dict[str, object]:
    if given is None:
        return {}
    deputy = str(given.deputy_id) if given.deputy_id else OTHER if given.deputy_name else ""
    return {
        "answer": given.answer,
        "reason": given.reason,
        "deputy": deputy,
        "deputy_name": given.deputy_name,
    }
