"""The minutes: read by all once circulated, written before; sent to the chair, approved, circulated, agreed."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render

from meetings import doors, hiding
from meetings.doors import ask
from meetings.enums import MeetingState, MinutesState
from meetings.forms.minutes import AgreeForm, ReturnForm
from meetings.models import Meeting, MinutesDocument, Withholding
from meetings.policies import minutes as policies
from meetings.services import minutes, minutes_document, minutes_mail, seen
from meetings.services.withholding import tells_of
from meetings.views.of_meeting import MeetingView
from meetings.views.writing import Writing, due_of, kept_from, may_write, show_writing
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.files.storage import serve
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest

OUT = (MinutesState.CIRCULATED, MinutesState.AGREED)


def may_read_draft(permissions: frozenset[str]) -> bool:
    """Drafts are for those who write and approve, and for those who read every change: the auditor."""
    return bool({"take_minutes", "approve_minutes", "view_changes"} & permissions)


def sees_confidential(request: GroupRequest, meeting: Meeting) -> bool:
    """Whoever has the right and is kept from no item of the meeting; the document has one confidential form."""
    if "view_confidential" not in request.permissions:
        return False
    kept = Withholding.objects.filter(item__meeting=meeting, person=request.user, lifted_at=None)
    return not kept.exists() and not _gone(request, meeting)


def _read_of(meeting: Meeting) -> str:
    return f"the minutes of {meeting.code} of {meeting.year}"


def _gone(request: GroupRequest, meeting: Meeting) -> bool:
    """Whether an item of the meeting is about what is not there for the reader."""
    gone = hiding.of(request)
    return bool(gone) and meeting.items.filter(pk__in=gone).exists()


def panel(request: GroupRequest, meeting: Meeting) -> dict[str, Any] | None:
    """For the meeting's page: where the minutes are, once the meeting was held."""
    if meeting.state != MeetingState.HELD:
        return None
    return {
        "meeting": meeting,
        "due": due_of(meeting),
        "may_read": meeting.minutes_state in OUT or may_read_draft(request.permissions),
        "may_write": may_write(meeting, request.permissions),
    }


class Minutes(MeetingView):
    permission = "view_meetings"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        meeting = self.meeting
        if meeting.state != MeetingState.HELD:
            raise NotAllowed(f"{meeting.code} has not been held, so there are no minutes of it.")
        if may_write(meeting, request.permissions) and "read" not in request.GET:
            writing = Writing(meeting, request.user, gone=hiding.of(request))
            doors.note_read(request, [note.item for note in writing.notes if note.item], _read_of(meeting))
            return show_writing(self, writing)
        if meeting.minutes_state not in OUT and not may_read_draft(request.permissions):
            return render(request, "meetings/minutes_waiting.html", self._page())
        return render(request, "meetings/minutes_read.html", self._page() | self._read())

    def _page(self) -> dict[str, Any]:
        meeting = self.meeting
        return {
            "title": f"Minutes of {meeting.code}",
            "caption": self.caption,
            "breadcrumbs": self.crumbs(),
            "meeting": meeting,
            "due": due_of(meeting),
        }

    def _read(self) -> dict[str, Any]:
        meeting, request = self.meeting, self.request
        withheld = kept_from(request.user)
        confidential = self.may("view_confidential")
        out = meeting.minutes_state in OUT
        said = (
            self._frozen(confidential)
            if out
            else minutes_document.snapshot(meeting, confidential=confidential)
        )
        shown = minutes_document.for_page(minutes_document.without(said, withheld, hiding.of(request)))
        self._say_about(shown)
        state = meeting.minutes_state
        later = Meeting.objects.held().filter(group=meeting.group, day__gt=meeting.day).exists()
        return {
            "minutes": shown,
            "documents": self._documents(),
            "is_draft": not out and state != MinutesState.APPROVED,
            "may_send": state == MinutesState.DRAFT and self.may("take_minutes"),
            "may_approve": state in (MinutesState.DRAFT, MinutesState.WITH_CHAIR)
            and self.may("approve_minutes"),
            "may_return": state in (MinutesState.WITH_CHAIR, MinutesState.APPROVED)
            and self.may("approve_minutes"),
            "may_circulate": state == MinutesState.APPROVED and self.may("circulate_minutes"),
            "may_agree": state == MinutesState.CIRCULATED and later and self.may("take_minutes"),
            "may_write": may_write(meeting, request.permissions),
        }

    def _say_about(self, shown: dict[str, Any]) -> None:
        """Beside each item, what it is about and what came of it: of the page, and never of the document."""
        items = {item.pk: item for item in self.meeting.items.on_agenda()}
        said = doors.about(self.request, items.values())
        for item in shown["items_in_order"]:
            item["about"] = said.get(item["pk"])
        there = [items[item["pk"]] for item in shown["items_in_order"] if item["pk"] in items]
        doors.note_read(self.request, there, _read_of(self.meeting))

    def _frozen(self, confidential: bool) -> dict[str, Any]:
        """As circulated: the page says what the document says."""
        rows = MinutesDocument.objects.filter(meeting=self.meeting).order_by("-confidential")
        rows = rows if confidential else rows.filter(confidential=False)
        return rows[0].snapshot

    def _documents(self) -> list[dict[str, Any]]:
        rows = MinutesDocument.objects.filter(meeting=self.meeting).select_related("file")
        rows = rows if sees_confidential(self.request, self.meeting) else rows.filter(confidential=False)
        gone = hiding.of(self.request)
        return [
            {
                "name": "Minutes with the confidential part" if row.confidential else "Minutes",
                "href": self.url("minutes_file", row.pk),
                "size": row.file.size if row.file else None,
            }
            for row in rows
            if not tells_of(row.snapshot, gone)
        ]


class MinutesFile(MeetingView):
    """The document. One that no worker has rendered yet is rendered now, from what was frozen."""

    permission = "view_meetings"

    def get(self, request: GroupRequest, pk: int, document: int) -> HttpResponseBase:
        row = get_object_or_404(
            MinutesDocument.objects.select_related("file"), meeting=self.meeting, pk=document
        )
        may_read = not row.confidential or sees_confidential(request, self.meeting)
        if not may_read or tells_of(row.snapshot, hiding.of(request)):
            raise Http404("No such document.")
        file = row.file or minutes_document.render(row).file
        if file is None:
            raise Http404("The document is not made yet.")
        doors.note_read(request, self.meeting.items.on_agenda(), f"{_read_of(self.meeting)}, as a file")
        return serve(file)


class _Confirm(MeetingView):
    """A step of the minutes: says what will happen and to whom, then does it once."""

    abstract = True
    permission = "take_minutes"
    template = "shapes/confirm.html"

    def check(self) -> None:
        raise NotImplementedError

    def page(self) -> dict[str, Any]:
        raise NotImplementedError

    def act(self, form: GovForm | None) -> str:
        raise NotImplementedError

    def form(self, *args: Any) -> GovForm | None:
        return None

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        return self.show(self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        form = self.form(request.POST)
        if form is not None and not self.passes(form):
            return self.show(form, status=422)
        try:
            messages.success(request, self.act(form))
        except seen.Changed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        except NotAllowed as refusal:
            if form is None:
                messages.error(request, str(refusal))
                return redirect(self.url("minutes"))
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        return redirect(self.url("minutes"))

    def passes(self, form: GovForm) -> bool:
        place = f"Minutes of {self.meeting.code} of {self.meeting.year}"
        return ask(form, place=place, group=self.group, by=self.request.user, at=clock.now())

    def show(self, form: GovForm | None, status: int = 200) -> HttpResponse:
        trail = self.crumbs(("Minutes", self.url("minutes")))
        shared = {
            "caption": self.caption,
            "breadcrumbs": trail,
            "cancel_url": self.url("minutes"),
            "form": form,
        }
        return render(self.request, self.template, shared | self.page(), status=status)

    def seen(self) -> dict[str, str]:
        """For the form: what this page shows."""
        return {"seen": seen.word(seen.of_minutes(self.meeting), clock.now())}


class SendToChair(_Confirm):
    permission = "take_minutes"

    def check(self) -> None:
        policies.check_send_to_chair(self.meeting)

    def page(self) -> dict[str, Any]:
        return {
            "title": "Send the minutes to the chair?",
            "happens": ["The chair can correct and approve them.", "Items marked as not discussed come onto the next agenda."],
            "warning": policies.unfinished(self.meeting),
            "button": "Send to the chair",
        }  # fmt: skip

    def act(self, form: GovForm | None) -> str:
        minutes.send_to_chair(meeting=self.meeting, by=self.request.user, at=clock.now())
        return "The minutes are with the chair."


class ReturnToSupport(_Confirm):
    permission = "approve_minutes"

    def check(self) -> None:
        policies.check_return(self.meeting, "to be said")

    def form(self, *args: Any) -> GovForm:
        return ReturnForm(*args)

    def page(self) -> dict[str, Any]:
        return {"title": "Give the minutes back to business support", "button": "Give them back"}

    def act(self, form: GovForm | None) -> str:
        reason = form.cleaned_data["reason"] if form else ""
        minutes.return_to_support(meeting=self.meeting, reason=reason, by=self.request.user, at=clock.now())
        return "The minutes are with business support again."


class Approve(_Confirm):
    """Shows the minutes themselves: what is approved is what this page says."""

    permission = "approve_minutes"
    template = "meetings/minutes_approve.html"

    def check(self) -> None:
        policies.check_approve(self.meeting)

    def page(self) -> dict[str, Any]:
        said = minutes_document.snapshot(self.meeting, confidential=self.may("view_confidential"))
        return {
            "title": "Approve the minutes?",
            "happens": [
                "Texts, decisions and action lines are frozen.",
                "Business support can circulate them.",
            ],
            "warning": policies.unfinished(self.meeting),
            "button": "Approve the minutes",
            "hidden": self.seen(),
            "minutes": minutes_document.for_page(
                minutes_document.without(said, kept_from(self.request.user), hiding.of(self.request))
            ),
        }

    def act(self, form: GovForm | None) -> str:
        word = self.request.POST.get("seen", "")
        minutes.approve(meeting=self.meeting, by=self.request.user, at=clock.now(), seen=word)
        return "The minutes are approved. Business support can circulate them."


class Circulate(_Confirm):
    permission = "circulate_minutes"

    def check(self) -> None:
        policies.check_circulate(self.meeting)

    def page(self) -> dict[str, Any]:
        people = minutes_mail.readers(self.meeting, clock.now())
        return {
            "title": "Circulate the minutes?",
            "happens": [
                "The minutes stand on the papers site for all members, as a page and as a PDF that never changes.",
                "Each person gets a mail with a link, and with the references of their own actions on top.",
                "The clock of the 14 working days stops today."
                if self.meeting.terms.content.offsets["minutes"].amount == 14
                else "The clock of the minutes stops today.",
            ],
            "told": [person.name for person in people],
            "button": f"Circulate and send {len(people)} mails",
            "hidden": self.seen(),
        }

    def act(self, form: GovForm | None) -> str:
        word = self.request.POST.get("seen", "")
        minutes.circulate(meeting=self.meeting, by=self.request.user, at=clock.now(), seen=word)
        return "The minutes are circulated."


class Agree(_Confirm):
    """From the item “Minutes of the last meeting” of a later meeting."""

    permission = "take_minutes"

    def check(self) -> None:
        if self.meeting.minutes_state != MinutesState.CIRCULATED:
            policies.check_agree(self.meeting, self.meeting)

    def form(self, *args: Any) -> GovForm:
        return AgreeForm(*args, meeting=self.meeting)

    def page(self) -> dict[str, Any]:
        return {"title": f"Minutes of {self.meeting.code} agreed", "button": "Record that they are agreed"}

    def act(self, form: GovForm | None) -> str:
        said = form.cleaned_data if form else {}
        minutes.agree(meeting=self.meeting, by=self.request.user, at=clock.now(), **said)
        return f"The minutes of {self.meeting.code} are agreed."
