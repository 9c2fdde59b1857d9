"""Items and papers: sending, reading, deciding, checking."""

import secrets
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings import doors, uploads
from meetings.enums import ItemKind, ItemState
from meetings.forms import submission as item_forms
from meetings.models import AgendaItem, Meeting, Paper, PaperVersion
from meetings.policies.submission import check_takes_items, takes_readers
from meetings.reading import Reader, published_versions, why_not_item, withheld_reason
from meetings.services import readers, submission
from meetings.services.submission import NewPaper
from members.models import Seat
from members.representation import seats_held_by, seats_on
from subgroup import changes, clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.files.convert import available
from subgroup.views.base import GroupView

COLOURS = {
    ItemState.ANNOUNCED: "yellow",
    ItemState.LATE: "orange",
    ItemState.ON_AGENDA: "green",
    ItemState.REFUSED: "red",
    ItemState.WITHDRAWN: "grey",
    ItemState.CARRIED_OVER: "purple",
}


def url(view: GroupView, name: str, pk: int) -> str:
    return reverse(f"meetings:{name}", kwargs={"group_slug": view.group.slug, "pk": pk})


def crumbs(view: GroupView, meeting: Meeting) -> list[tuple[str, str]]:
    listing = reverse("meetings:list", kwargs={"group_slug": view.group.slug})
    return [
        ("Meetings", listing),
        (f"{meeting.code}, {long_date(meeting.day)}", url(view, "detail", meeting.pk)),
    ]


def why_not(check: Any, *args: Any, **kwargs: Any) -> str:
    """The sentence of a policy, for a button that is shown disabled; empty when it is allowed."""
    try:
        check(*args, **kwargs)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


class Submit(GroupView):
    permission = "submit_items"

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        check_takes_items(meeting)
        return self.show(
            meeting, item_forms.ItemForm(seats=self.seats(), initial={"token": secrets.token_hex(16)})
        )

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting, at = self.meeting(pk), clock.now()
        form = item_forms.ItemForm(request.POST, request.FILES, seats=self.seats())
        files = uploads.take(
            form, range(1, item_forms.PAPERS + 1), group=self.group, by=request.user, at=at,
            place=f"An item for {meeting.code} of {meeting.year}",
        )  # fmt: skip
        if form.errors:
            return self.show(meeting, form, status=422)
        data = form.cleaned_data
        try:
            item = submission.submit(
                meeting=meeting,
                seat=data["seat"],
                by=request.user,
                at=at,
                title=data["title"],
                purpose=data["purpose"],
                minutes_needed=data["minutes_needed"],
                recommendation=data["recommendation"],
                presenter=data["presenter"],
                papers=[NewPaper(files[n], marking=data[f"marking_{n}"]) for n in sorted(files)],
                paper_to_follow=data["paper_choice"] == item_forms.TO_FOLLOW,
                token=data["token"],
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(meeting, form, status=422)
        messages.success(request, _received(item))
        return redirect(url(self, "item", item.pk))

    def meeting(self, pk: int) -> Meeting:
        return get_object_or_404(self.group.meetings.select_related("group", "terms"), pk=pk)

    def seats(self) -> list[Seat]:
        today = clock.today()
        if self.may("manage_meetings"):
            filled = [one.seat for one in seats_on(self.group, today) if one.is_filled]
            own = seats_held_by(self.request.user, self.group, today, or_deputised=True)
            return sorted(filled, key=lambda seat: (seat not in own, seat.number))
        return seats_held_by(self.request.user, self.group, today, or_deputised=True)

    def show(self, meeting: Meeting, form: forms.Form, status: int = 200) -> HttpResponse:
        due = submission.items_due(meeting)
        context = {
            "title": "Submit an item",
            "caption": f"{meeting.code}, {long_date(meeting.day)}",
            "purpose": "Send an item for the agenda, with its papers.",
            "breadcrumbs": crumbs(self, meeting),
            "meeting": meeting,
            "form": form,
            "button": "Send the item",
            "due": due,
            "today": clock.today(),
            "is_late": clock.today() > due.on,
            "cancel_url": url(self, "detail", meeting.pk),
        }
        return render(self.request, "meetings/item_form.html", context, status=status)


def _received(item: AgendaItem) -> str:
    if item.state == ItemState.ANNOUNCED:
        return f"{item.reference} is announced. It counts as in when its paper is."
    if item.state == ItemState.LATE:
        return (
            f"{item.reference} came after the last day. It is kept, marked as late, and waits for the chair."
        )
    return f"{item.reference} came in time and is on the agenda."


class ItemView(GroupView):
    """Fetches one item for a reader who may open it."""

    abstract = True
    only_senders = False

    def item(self, pk: int) -> AgendaItem:
        rows = AgendaItem.objects.select_related(
            "meeting__group", "meeting__terms", "seat", "agency", "submitted_by", "late_decision_by", "checked_by",
            "carried_from__meeting",
        )  # fmt: skip
        item = get_object_or_404(rows, pk=pk, meeting__group=self.group)
        self.reader = Reader.of(self.request.user, self.group, self.request.permissions, clock.now())
        if item.pk in self.reader.gone:
            raise Http404("No such item.")
        if self.only_senders and not (self.reader.sent(item) or self.may("manage_meetings")):
            raise PermissionDenied(
                "Only who sent this item, or holds its post, and business support can do this."
            )
        if why := why_not_item(self.reader, item):
            raise PermissionDenied(why)
        return item

    def crumbs(self, item: AgendaItem) -> list[tuple[str, str]]:
        return [*crumbs(self, item.meeting), (item.reference or item.title, url(self, "item", item.pk))]


class Item(ItemView):
    permission = "view_meetings"

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        item = self.item(pk)
        withheld = withheld_reason(self.reader, item)
        due_on = item.due_on or submission.items_due(item.meeting).on
        papers = [] if withheld else _papers(self.reader, item, due_on)
        is_shut = clock.today() > due_on and not item.meeting.is_postponed
        waits = item.state == ItemState.LATE or (
            item.state == ItemState.ANNOUNCED and not item.late_decision_at and is_shut
        )
        mine = self.reader.sent(item) or self.may("manage_meetings")
        alive = item.state in {ItemState.ANNOUNCED, ItemState.LATE, ItemState.ON_AGENDA}
        ahead = item.meeting.opened_at is None and item.meeting.state == "planned"
        carried_to = item.carried_to.select_related("meeting").first()
        context = {
            "title": item.title,
            "caption": item.reference,
            "purpose": "The item, its papers and what was decided about it.",
            "breadcrumbs": crumbs(self, item.meeting),
            "item": item,
            "carried_to": carried_to,
            "about": doors.about(request, [item]).get(item.pk),
            "state_colour": COLOURS[ItemState(item.state)],
            "papers": papers,
            "withheld": withheld,
            "due_on": due_on,
            "today": clock.today(),
            "waits": waits,
            "can_decide": self.may("decide_late") and ahead and (waits or item.state == ItemState.REFUSED),
            "can_add": mine and alive and ahead and item.kind in {ItemKind.SUBMITTED, ItemKind.CARRIED},
            "can_withdraw": mine and alive and ahead,
            "can_check": self.may("manage_meetings") and item.kind == ItemKind.SUBMITTED and alive and ahead,
            "kept_from": item.withholdings.filter(lifted_at=None).select_related("person")
            if self.may("manage_meetings")
            else [],
            "can_withhold": self.may("manage_meetings") and ahead,
            "readers": readers.named(item),
            "can_name": self.may("manage_meetings") and takes_readers(item),
            "sees_desk": self.reader.sees_early(item),
            "office": available(),
            "changes": changes.of([item]) if self.may("view_changes") else [],
        }
        doors.note_read(request, [item], f"an item of {item.meeting.code} of {item.meeting.year}")
        return render(request, "meetings/item.html", context)


def _papers(reader: Reader, item: AgendaItem, due_on: date) -> list[dict[str, Any]]:
    """The papers that this reader may open, each with the versions they may open, newest first."""
    versions: dict[int, list[PaperVersion]] = {}
    rows = PaperVersion.objects.filter(paper__item_id=item.root_id, paper__removed_at=None)
    for version in rows.select_related("file", "pdf", "uploaded_by").order_by("-number"):
        versions.setdefault(version.paper_id, []).append(version)
    early = reader.sees_early(item)
    published = set() if early else published_versions([item])
    found = []
    for paper in Paper.objects.filter(item_id=item.root_id, removed_at=None).order_by("position", "pk"):
        if not reader.right_to(paper.marking, item):
            found.append({"paper": paper, "hidden": True, "versions": []})
            continue
        shown = [one for one in versions.get(paper.pk, []) if early or one.pk in published]
        if shown:
            late = [one for one in shown if one.came_after(due_on)]
            found.append(
                {
                    "paper": paper,
                    "hidden": False,
                    "versions": shown,
                    "latest": shown[0],
                    "older": shown[1:],
                    "late": late,
                    "is_late": shown[0] in late,
                }
            )
    return found
