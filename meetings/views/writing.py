"""The minute taker's page: every item on one page, saved item by item or all at once, with or without script."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from meetings import doors, hiding
from meetings.enums import MinutesState
from meetings.forms.minutes import NoteForm
from meetings.models import AgendaItem, Decision, Meeting, MinuteText
from meetings.policies import minutes as policies
from meetings.prose import Segment, changes
from meetings.quorum import quorum
from meetings.services import day, minutes
from meetings.views.of_meeting import MeetingView
from members.enums import Role
from members.models import Holding, Seat
from members.representation import seats_on
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Person
from subgroup.typed import whole
from subgroup.views.base import GroupRequest

NOTE = re.compile(r"i[0-9]{1,18}-(text|secret)")
HOMELESS = "One note was not saved: its item came off the agenda, or was withheld from you, after you opened the page."


def due_of(meeting: Meeting) -> Deadline | None:
    """What the ledger says of circulating the minutes (P10)."""
    return Deadline.objects.filter(group=meeting.group, rule="minutes").about("meeting", meeting.pk).first()


def place_of(meeting: Meeting, item: AgendaItem | None) -> str:
    """Where a note is, in words."""
    about = f"the note of {item.reference or f'item {item.pk}'}" if item else "the general note"
    return f"Minutes of {meeting.code} of {meeting.year}, {about}"


def kept_from(person: Person) -> set[int]:
    """The items, of whatever meeting, that are withheld from a person now."""
    return set(person.withholdings.filter(lifted_at=None).values_list("item_id", flat=True))


@dataclass
class Note:
    """One item on the page, with its form and what was already caught."""

    item: AgendaItem | None
    number: int
    form: NoteForm
    decisions: list[Any]
    lines: list[Any]
    corrections: list[tuple[str, list[Segment]]] = field(default_factory=list)
    theirs: list[tuple[str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)


def may_write(meeting: Meeting, permissions: frozenset[str]) -> bool:
    """Business support writes the draft; while it lies with the chair, who may approve corrects it."""
    if meeting.minutes_state == MinutesState.WITH_CHAIR:
        return "approve_minutes" in permissions
    return meeting.minutes_state == MinutesState.DRAFT and bool(
        {"take_minutes", "approve_minutes"} & permissions
    )


def approvers(meeting: Meeting) -> set[int]:
    rows = Holding.objects.filter(seat__group=meeting.group, seat__role__in=[Role.CHAIR, Role.VICE_CHAIR])
    return set(rows.values_list("person_id", flat=True))


def corrections(note: MinuteText, chairs: set[int]) -> list[Segment]:
    """What the chair changed in a note since somebody else last saved it; empty when the last word is not the chair's."""
    if note.saved_by_id not in chairs:
        return []
    before = note.revisions.exclude(saved_by_id__in=chairs).order_by("version").last()
    return changes(before.text, note.text) if before else []


def _put(form: NoteForm, name: str, value: str) -> None:
    """Changes what was sent, for when the page is shown again."""
    data: Any = form.data.copy()
    data[form.add_prefix(name)] = value
    form.data = data


class Writing:
    """The notes of a meeting for one writer: made for showing, or from what was sent.

    An item that is kept from the writer is not among them: somebody else writes it.
    """

    def __init__(
        self, meeting: Meeting, writer: Person, data: Any = None, gone: frozenset[int] = frozenset()
    ) -> None:
        self.meeting = meeting
        texts = meeting.minute_texts.select_related("saved_by").prefetch_related("revisions")
        self.texts = {(note.item_id, note.confidential): note for note in texts}
        self.chairs = approvers(meeting)
        self.seats: list[Seat] = [on.seat for on in seats_on(meeting.group, meeting.day)]
        self.to_ratify = Decision.objects.to_ratify().filter(group=meeting.group).exclude(meeting=meeting)
        kept = kept_from(writer) | gone
        self.to_ratify = self.to_ratify.exclude(confidential=True, item__in=kept).exclude(item__in=gone)
        self.decisions, self.lines = (
            list(meeting.decisions.select_related("struck_by")),
            list(meeting.action_lines.select_related("owner", "struck_by")),
        )
        items = list(meeting.items.on_agenda().prefetch_related("papers"))
        numbered = [(number, item) for number, item in enumerate(items, start=1) if item.pk not in kept]
        self.is_short = len(numbered) < len(items)
        self.notes = [self._note(number, item, data) for number, item in numbered]
        self.notes.append(self._note(0, None, data))

    def _note(self, number: int, item: AgendaItem | None, data: Any) -> Note:
        pk = item.pk if item else None
        open_, secret = self.texts.get((pk, False)), self.texts.get((pk, True))
        initial = {
            "text": open_.text if open_ else "",
            "version": open_.version if open_ else 0,
            "secret": secret.text if secret else "",
            "secret_version": secret.version if secret else 0,
            "not_discussed": bool(item and item.discussed is False),
        }
        was_shown = data is not None and f"i{pk or 0}-version" in data  # not what the page had not held yet
        form = NoteForm(
            data if was_shown else None,
            item=item,
            number=number,
            seats=self.seats,
            to_ratify=self.to_ratify,
            initial=initial,
        )
        named = [("Note", open_), ("Confidential part", secret)]
        return Note(
            item,
            number,
            form,
            [one for one in self.decisions if one.item_id == pk],
            [one for one in self.lines if one.item_id == pk],
            [(name, found) for name, text in named if text and (found := corrections(text, self.chairs))],
        )

    def save(self, by: Person, at: datetime) -> bool:
        """Saves all that can be saved, each part by itself: a conflict in one item loses nothing of another."""
        good = True
        for note in self.notes:
            note.form.is_valid()
        sent = [
            doors.Typed(note.form, place_of(self.meeting, note.item), again=True)
            for note in self.notes
            if note.form.is_bound and note.form.has_changed()
        ]
        for listener in doors.typed:
            listener(sent, self.meeting.group, by, at)
        for note in self.notes:
            if note.form.is_bound:
                good &= note.form.is_valid() and self._save_note(note, by, at)
        return good

    def _save_note(self, note: Note, by: Person, at: datetime) -> bool:
        said = note.form.cleaned_data
        self._text(note, "text", said["version"], False, by, at)
        self._text(note, "secret", said["secret_version"], True, by, at)
        common: dict[str, Any] = {"meeting": self.meeting, "item": note.item, "by": by, "at": at}
        try:
            if note.item and (note.item.discussed is False) != said["not_discussed"]:
                day.mark_discussed(item=note.item, discussed=not said["not_discussed"], by=by, at=at)
            if said["decision"].strip():
                minutes.record_decision(
                    text=said["decision"], confidential=said["decision_confidential"],
                    ratifies=list(said.get("ratifies") or []), once=True, **common,
                )  # fmt: skip
                self._clear(note, "decision")
            if said["action"].strip():
                minutes.record_action(
                    owner=said["owner"], text=said["action"], due_on=said["due"],
                    confidential=said["action_confidential"], once=True, **common,
                )  # fmt: skip
                self._clear(note, "action")
        except NotAllowed as refusal:
            note.refusals.append(str(refusal))
        return not note.theirs and not note.refusals

    def _clear(self, note: Note, name: str) -> None:
        """What was recorded is not recorded again when the page comes back for another reason."""
        _put(note.form, name, "")

    def _text(
        self, note: Note, name: str, version: int, confidential: bool, by: Person, at: datetime
    ) -> None:
        """On a conflict the writer's text stays in the box, the other one beside it, and the next save merges."""
        versions = {"text": "version", "secret": "secret_version"}
        try:
            saved = minutes.save_text(
                meeting=self.meeting, item=note.item, text=note.form.cleaned_data[name], version=version, by=by, at=at,
                confidential=confidential,
            )  # fmt: skip
            now = saved.version
        except Conflict as conflict:
            note.theirs.append(("confidential part" if confidential else "note", conflict.theirs))
            pk = note.item.pk if note.item else None
            now = self.meeting.minute_texts.get(item=pk, confidential=confidential).version
        _put(note.form, versions[name], str(now))

    def homeless(self, data: Mapping[str, str]) -> list[str]:
        """Notes that were sent for items that are not the writer's to write any more."""
        own = {f"{note.form.prefix}-{box}" for note in self.notes for box in ("text", "secret")}
        names = [name for name in data if NOTE.fullmatch(name) and name not in own]
        return [text for name in names if (text := data.get(name, "").strip())]

    def errors(self) -> list[tuple[str, str | None]]:
        """For the summary at the top: each with the box it leads to."""
        found: list[tuple[str, str | None]] = []
        for note in self.notes:
            where = f"Item {note.number}" if note.number else "General"
            box = f"{note.form.prefix}-text"
            found += [
                (f"{where}: somebody saved the {name} while you were writing. Both texts are below.", box)
                for name, _ in note.theirs
            ]
            found += [(f"{where}: {text}", box) for text in note.refusals]
            if note.form.is_bound:
                for name, texts in note.form.errors.items():
                    bound = note.form[name] if name in note.form.fields else None
                    found += [(f"{where}: {text}", bound.first_input if bound else box) for text in texts]
        return found


class WriteMinutes(MeetingView):
    """Shown by the page of the minutes to whoever may write them now."""

    permission = "take_minutes"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        policies.check_write(self.meeting)
        if not may_write(self.meeting, request.permissions):
            raise NotAllowed("The minutes are with the chair, who corrects and approves them.")
        writing = Writing(self.meeting, request.user, request.POST, hiding.of(request))
        for text in writing.homeless(request.POST.dict()):
            messages.warning(request, f"{HOMELESS} You had typed: {text}")
        if writing.save(request.user, clock.now()):
            messages.success(request, "Saved.")
            place = request.POST.get("save", "")
            return redirect(f"{self.url('minutes')}{f'#item-{place}' if place.isdigit() else ''}")
        return show_writing(self, writing, status=422)

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return redirect(self.url("minutes"))


def show_writing(view: MeetingView, writing: Writing, status: int = 200) -> HttpResponse:
    meeting = view.meeting
    page = {
        "title": "Minutes",
        "caption": view.caption,
        "purpose": "Written item by item, beside what each paper recommends.",
        "breadcrumbs": view.crumbs(),
        "meeting": meeting,
        "notes": writing.notes,
        "is_short": writing.is_short,
        "error_list": writing.errors() if status != 200 else [],
        "due": due_of(meeting),
        "quorum": quorum(meeting),
        "to_agree": Meeting.objects.held().filter(
            group=meeting.group, minutes_state=MinutesState.CIRCULATED, day__lt=meeting.day
        ),
        "unfinished": policies.unfinished(meeting),
        "with_chair": meeting.minutes_state == MinutesState.WITH_CHAIR,
        "may_approve": view.may("approve_minutes"),
    }
    return render(view.request, "meetings/minutes_write.html", page, status=status)


class SaveNote(MeetingView):
    """The autosave of one note. Answers JSON: the new version, or with status 409 why it was not saved."""

    permission = "take_minutes"

    def post(self, request: GroupRequest, pk: int, item: int) -> HttpResponse:
        at = clock.now()
        version = whole(request.POST.get("version", ""))
        if not may_write(self.meeting, request.permissions) or version is None or "text" not in request.POST:
            return JsonResponse(
                {"sentence": "The minutes can no longer be changed here. Open the page again."}, status=409
            )
        items = self.meeting.items.on_agenda().exclude(pk__in=kept_from(request.user) | hiding.of(request))
        chosen = get_object_or_404(items, pk=item) if item else None
        text, place = request.POST.get("text", "").replace("\x00", ""), place_of(self.meeting, chosen)
        for listener in doors.said:
            if sentence := listener(text, place, self.group, at):
                return JsonResponse({"sentence": sentence}, status=422)
        try:
            note = minutes.save_text(
                meeting=self.meeting, item=chosen, text=text, version=version, by=request.user, at=at,
                confidential=request.POST.get("confidential") == "1",
            )  # fmt: skip
        except Conflict as conflict:
            sentence = f"{conflict} Press Save to see both texts."
            return JsonResponse({"sentence": sentence, "theirs": conflict.theirs}, status=409)
        except NotAllowed as refusal:
            return JsonResponse({"sentence": str(refusal)}, status=409)
        return JsonResponse({"version": note.version, "sentence": f"Saved at {at:%H:%M}"})
