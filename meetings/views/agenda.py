"""The agenda desk: order, times, what is missing; the chair's approval; and the agenda on the meeting's page."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from meetings import hiding
from meetings.deadlines import ITEMS, PUBLISH
from meetings.doors import ask
from meetings.enums import AgendaState, ItemKind, ItemState, MeetingState
from meetings.forms.agenda import DeskItemForm
from meetings.forms.submission import ReasonForm
from meetings.models import AgendaItem, Meeting, Pack
from meetings.policies import agenda as policy
from meetings.reading import Reader
from meetings.rows import items_of, meeting_of
from meetings.services import agenda, seen
from meetings.services.owing import last_day
from meetings.services.pack_contents import papers_by_root, published_numbers, told_otherwise
from meetings.timetable import Timetable, timetable
from meetings.views.submission import COLOURS, crumbs, url, why_not
from subgroup import clock, registry
from subgroup.errors import NotAllowed
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView

AGENDA_COLOURS = {
    AgendaState.OPEN: "grey",
    AgendaState.WITH_CHAIR: "yellow",
    AgendaState.APPROVED: "green",
    AgendaState.PUBLISHED: "blue",
}


class DeskView(GroupView):
    abstract = True
    permission = "manage_meetings"

    def meeting(self, pk: int) -> Meeting:
        return meeting_of(self.group, pk, "terms", "agenda_approved_by")

    def back(self, meeting: Meeting) -> HttpResponse:
        return redirect(url(self, "desk", meeting.pk))


def named(meeting: Meeting) -> str:
    return f"{meeting.code} of {meeting.year}"


class Desk(DeskView):
    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        items = items_of(meeting)
        papers = papers_by_root(items)
        due, publish_due = (last_day(meeting, rule.key) for rule in (ITEMS, PUBLISH))
        numbers = published_numbers(meeting)
        table = timetable(meeting, items, numbers)
        word = seen.word(seen.of_agenda(meeting, table, papers), clock.now())
        gone = hiding.of(request)
        if gone:
            items = hiding.masked(items, gone)
            table = timetable(meeting, items, numbers)
        frozen = why_not(policy.check_change, meeting)
        context = {
            "title": "Agenda desk",
            "caption": f"{meeting.code}, {meeting.day:%-d %B %Y}",
            "purpose": "Put the agenda in order, see what is missing, and send it to the chair.",
            "breadcrumbs": crumbs(self, meeting),
            "meeting": meeting,
            "state_colour": AGENDA_COLOURS[AgendaState(meeting.agenda_state)],
            "table": table,
            "rows": [
                _row(line, place, papers, len(table.lines), due.on)
                for place, line in enumerate(table.lines, start=1)
            ],
            "frozen": frozen,
            "due": due,
            "publish_due": publish_due,
            "today": clock.today(),
            "closed": clock.today() > due.on and not meeting.is_postponed,
            "late": [item for item in items if item.state == ItemState.LATE],
            "announced": [item for item in items if item.state == ItemState.ANNOUNCED],
            "incomplete": [item for item in items if item.check_note and item.state not in _GONE],
            "gone": [(item, COLOURS[ItemState(item.state)]) for item in items if item.state in _GONE],
            "may_decide": self.may("decide_late"),
            "may_approve": self.may("approve_agenda"),
            "seen": {"seen": word},
            "why_not_send": why_not(policy.check_send_to_chair, meeting),
            "why_not_approve": why_not(policy.check_approve, meeting),
            "can_publish": self.may("publish_packs"),
            "changed_since": _changed_since_pack(meeting, table, papers, gone),
        }
        return render(request, "meetings/agenda_desk.html", context)


_GONE = {ItemState.REFUSED, ItemState.WITHDRAWN, ItemState.CARRIED_OVER}


def _row(
    line: Any, place: int, papers: Mapping[int, list[Any]], count: int, closed_on: date
) -> dict[str, Any]:
    item = line.item
    of_item = papers.get(item.root_id, [])
    return {
        "line": line,
        "item": item,
        "pk": str(item.pk),
        "place": str(place),
        "is_first": place == 1,
        "is_last": place == count,
        "papers": len(of_item),
        "unreadable": any(current.version.unreadable for current in of_item),
        "paper_late": not item.late
        and any(current.version.came_after(item.due_on or closed_on) for current in of_item),
        "paper_expected": item.kind == ItemKind.SUBMITTED
        and item.paper_to_follow
        and item.complete_on is None,
        "unchecked": item.kind == ItemKind.SUBMITTED and not item.checked_at and not item.check_note,
    }


def _changed_since_pack(
    meeting: Meeting, table: Timetable, papers: Mapping[int, list[Any]], gone: frozenset[int]
) -> list[str]:
    """What the next version of a published pack would bring: sentences."""
    if meeting.agenda_state != AgendaState.PUBLISHED or meeting.is_off:
        return []
    pack = meeting.packs.order_by("-version").first()
    if pack is None:
        return []
    before = {row["id"]: row for row in pack.snapshot["items"]}
    versions = {paper["version"] for row in before.values() for paper in row["papers"]}
    found = list(filter(None, [told_otherwise(pack, meeting)]))
    for line in table.lines:
        if line.item.pk in gone:
            continue
        if line.item.pk not in before:
            found.append(f"“{line.item}” is not in the pack yet.")
            continue
        found += [
            f"Item {line.number}: “{current.paper}” is newer than in the pack."
            for current in papers.get(line.item.root_id, [])
            if current.version.pk not in versions
        ]
    shown = {line.item.pk for line in table.lines}
    found += [
        f"“{row['title']}” is still in the pack." for pk, row in before.items() if pk not in shown | gone
    ]
    return found


class Order(DeskView):
    """The order and the times as the desk's form sends them: places typed, an item moved up or down, or dragged."""

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        shown = list(meeting.items.on_agenda().order_by("position", "pk").values_list("pk", flat=True))
        try:
            minutes = _minutes(request.POST, shown)
            agenda.set_times(meeting=meeting, minutes=minutes, by=request.user, at=clock.now())
            agenda.reorder(
                meeting=meeting, item_ids=_order(request.POST, shown), by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
            return self.back(meeting)
        moved = request.POST.get("up") or request.POST.get("down") or ""
        if not moved:
            messages.success(request, "Order and times are saved.")
        place = "" if whole(moved) is None else f"#item-{whole(moved)}"
        return redirect(url(self, "desk", meeting.pk) + place)


def _minutes(data: QueryDict, shown: list[int]) -> dict[int, int]:
    found = {}
    for pk in shown:
        typed = data.get(f"minutes_{pk}", "").strip()
        if not typed:
            continue
        if not typed.isdecimal() or len(typed) > 4:
            raise NotAllowed("Minutes must be a whole number, from 1 to 480.")
        found[pk] = int(typed)
    return found


def _order(data: QueryDict, shown: list[int]) -> list[int]:
    """The items in their new order. A place typed higher up puts the item before whoever held it, lower down behind."""
    if (seen := data.get("seen")) and seen != ",".join(map(str, shown)):
        raise NotAllowed("The agenda has changed since you opened it. Look at it again and put it in order.")
    for name, step in (("up", -1), ("down", 1)):
        moved = whole(data.get(name, ""))
        if moved in shown:
            order, place = list(shown), shown.index(moved)
            other = place + step
            if 0 <= other < len(order):
                order[place], order[other] = order[other], order[place]
            return order

    def key(pair: tuple[int, int]) -> tuple[float, int, int]:
        place, pk = pair
        typed = data.get(f"place_{pk}", "").strip()
        wanted = int(typed) if typed.isdecimal() and len(typed) < 6 else place
        return wanted, (wanted > place) - (wanted < place), place

    return [pk for _, pk in sorted(enumerate(shown, start=1), key=key)]


class AddItem(DeskView):
    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        return self.show(self.meeting(pk), DeskItemForm())

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting, form = self.meeting(pk), DeskItemForm(request.POST)
        if not ask(
            form, place=f"An item for {named(meeting)}", group=self.group, by=request.user, at=clock.now()
        ):
            return self.show(meeting, form, 422)
        try:
            item = agenda.add_item(meeting=meeting, by=request.user, at=clock.now(), **form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(meeting, form, 422)
        messages.success(request, f"“{item}” is on the agenda.")
        return self.back(meeting)

    def show(self, meeting: Meeting, form: DeskItemForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Add an item of the desk",
            "caption": f"{meeting.code}, {meeting.day:%-d %B %Y}",
            "intro": "For what the desk itself brings. What an agency brings is submitted for its post, so that it is counted.",
            "form": form,
            "button": "Add it",
            "cancel_url": url(self, "desk", meeting.pk),
            "breadcrumbs": [*crumbs(self, meeting), ("Agenda desk", url(self, "desk", meeting.pk))],
        }
        return render(self.request, "shapes/form.html", context, status=status)


class SendToChair(DeskView):
    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        people = registry.people_for(self.group, [("role", "chair")], on=clock.today())[("role", "chair")]
        context = {
            "title": "Send the agenda to the chair?",
            "caption": f"{meeting.code}, {meeting.day:%-d %B %Y}",
            "happens": ["The chair or the vice chair approves the agenda, or returns it with a reason."],
            "told": [person.name for person in people],
            "button": "Send to the chair",
            "cancel_url": url(self, "desk", meeting.pk),
            "breadcrumbs": [*crumbs(self, meeting), ("Agenda desk", url(self, "desk", meeting.pk))],
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        try:
            agenda.send_to_chair(meeting=meeting, by=request.user, at=clock.now())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, "The agenda is with the chair.")
        return self.back(meeting)


class ReturnToDesk(DeskView):
    permission = "approve_agenda"

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        return self.show(self.meeting(pk), ReasonForm())

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting, form = self.meeting(pk), ReasonForm(request.POST)
        place = f"The agenda of {named(meeting)} returned"
        if not ask(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(meeting, form, 422)
        agenda.return_to_desk(
            meeting=meeting, reason=form.cleaned_data["reason"], by=request.user, at=clock.now()
        )
        messages.success(request, "The agenda is back at the desk, and business support is told.")
        return self.back(meeting)

    def show(self, meeting: Meeting, form: ReasonForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Return the agenda to business support",
            "caption": f"{meeting.code}, {meeting.day:%-d %B %Y}",
            "intro": "Say what is to be changed. Business support is told by mail.",
            "form": form,
            "button": "Return it",
            "cancel_url": url(self, "desk", meeting.pk),
            "breadcrumbs": [*crumbs(self, meeting), ("Agenda desk", url(self, "desk", meeting.pk))],
        }
        return render(self.request, "shapes/form.html", context, status=status)


class Approve(DeskView):
    permission = "approve_agenda"

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        try:
            agenda.approve(
                meeting=meeting, by=request.user, at=clock.now(), seen=request.POST.get("seen", "")
            )
            messages.success(request, "You have approved the agenda. Business support can publish the pack.")
        except seen.Changed as refusal:
            messages.error(request, str(refusal))
        return self.back(meeting)


def panel(request: GroupRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The agenda on the meeting's page: as published, or before that as far as the reader may see it. Constant queries."""
    desk = bool({"manage_meetings", "decide_late"} & request.permissions)
    address = reverse("meetings:desk", kwargs={"group_slug": meeting.group.slug, "pk": meeting.pk})
    takes_items = meeting.state == MeetingState.PLANNED and not meeting.opened_at
    shared = {
        "meeting": meeting,
        "desk_url": address if "manage_meetings" in request.permissions else "",
        "can_submit": takes_items and "submit_items" in request.permissions,
        "state_colour": AGENDA_COLOURS[AgendaState(meeting.agenda_state)],
    }
    gone = hiding.of(request)
    items = hiding.masked(items_of(meeting), gone)
    if desk:
        table = timetable(meeting, items, published_numbers(meeting))
        waiting = [item for item in items if item.state in {ItemState.LATE, ItemState.ANNOUNCED}]
        return {
            **shared,
            "lines": [_of_line(line) for line in table.lines],
            "table": table,
            "own": waiting,
            "desk": True,
        }
    reader = Reader.of(request.user, meeting.group, request.permissions, clock.now())
    mine = [item for item in items if item.kind == ItemKind.SUBMITTED and reader.sent(item)]
    pack = Pack.objects.filter(meeting=meeting).order_by("-version").first()
    lines = [_of_row(row) for row in pack.snapshot["items"]] if pack else []
    hidden = gone | {item.pk for item in items if not reader.right_to(item.marking, item)}
    for line in lines:
        if line["pk"] in hidden:
            line.update(title=hiding.HIDDEN_TITLE, presenter="")
    return {**shared, "lines": lines, "own": mine, "desk": False}


def _of_line(line: Any) -> dict[str, Any]:
    item: AgendaItem = line.item
    return {
        "pk": item.pk,
        "number": line.number,
        "title": item.title,
        "time": f"{line.starts:%H:%M}",
        "minutes": item.minutes_needed,
        "purpose": item.get_purpose_display(),
        "presenter": item.presenter,
        "late": item.late,
    }


def _of_row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "pk": row["id"],
        "late": False,
        **{key: row[key] for key in ("number", "title", "time", "minutes", "purpose", "presenter")},
    }
