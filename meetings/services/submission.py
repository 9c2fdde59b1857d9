"""Items and papers from the seats (A2). The window is checked when they arrive, whatever any worker did."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from meetings.enums import ItemKind, ItemState, Marking, Purpose
from meetings.locks import locked, locked_item
from meetings.models import AgendaItem, Meeting, Paper, PaperVersion
from meetings.notices import mail_people, mail_role
from meetings.policies import submission as policy
from meetings.services.agenda import item_path, next_reference
from meetings.services.owing import LastDay, last_day
from meetings.services.preparing import insert, reopen
from members.models import Seat
from members.representation import holder_of
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person, StoredFile
from subgroup.typed import line


@dataclass(frozen=True)
class NewPaper:
    """A file on its way to becoming a paper. Without a title it is called as its file is."""

    file: StoredFile
    title: str = ""
    marking: str = Marking.OFFICIAL


def items_due(meeting: Meeting) -> LastDay:
    """The last day for items and papers, as it was fixed."""
    return last_day(meeting)


def senders_of(item: AgendaItem, on: date) -> list[Person]:
    """Who sent the item, and who holds its seat on that day."""
    holder = holder_of(item.seat, on) if item.seat else None
    return list(dict.fromkeys(person for person in (item.submitted_by, holder) if person))


@transaction.atomic
def submit(
    *,
    meeting: Meeting,
    seat: Seat,
    by: Person,
    at: datetime,
    title: str,
    purpose: str = Purpose.DISCUSSION,
    minutes_needed: int = 10,
    recommendation: str = "",
    marking: str = Marking.OFFICIAL,
    papers: Sequence[StoredFile | NewPaper] = (),
    paper_to_follow: bool = False,
    presenter: str = "",
    token: str = "",
) -> AgendaItem:
    """An item with its papers, for a seat. With no papers and none to follow it needs none and is complete at once.

    `token` is that of the form: the same one twice makes one item. Raises NotAllowed once the meeting is opened, postponed or
    cancelled. After the close of the due day the item is late and waits for the chair.
    """
    meeting = locked(meeting)
    if token and (there := meeting.items.filter(form_token=token).first()):
        return there
    policy.check_takes_items(meeting)
    title = policy.check_title(line(title))
    _check_seat(meeting, seat, by, at)
    item = AgendaItem(
        meeting=meeting,
        kind=ItemKind.SUBMITTED,
        state=ItemState.ANNOUNCED,
        title=title,
        purpose=purpose,
        minutes_needed=minutes_needed,
        recommendation=recommendation.strip(),
        marking=marking,
        reference=next_reference(meeting),
        seat=seat,
        agency=seat.agency,
        presenter=line(presenter) or str(holder_of(seat, day_of(at)) or by),
        submitted_at=at,
        submitted_by=by,
        paper_to_follow=paper_to_follow,
        form_token=token,
    )
    insert(meeting, [item])
    for place, paper in enumerate(papers, start=1):
        _add(item, paper if isinstance(paper, NewPaper) else NewPaper(paper, marking=marking), place, by, at)
    if not paper_to_follow:
        _complete(item, at)
    mail_people(
        senders_of(item, day_of(at)),
        kind="item_received",
        group=meeting.group,
        key=f"item_received:{item.pk}",
        context={"item": item, "meeting": meeting, "due_on": items_due(meeting).on, "path": item_path(item)},
        why="you sent this item, or hold the post it was sent for.",
        about=("item", str(item.pk)),
        at=at,
    )
    return item


def _check_seat(meeting: Meeting, seat: Seat, by: Person, at: datetime) -> None:
    day = day_of(at)
    vacant = holder_of(seat, day) is None and not seat.deputyships.filter(person=by).on(day).exists()
    if seat.group_id != meeting.group_id or vacant:
        raise NotAllowed(
            f"Nobody holds the post “{seat}”, so that no item can be sent for it. Business support can send it."
        )


def _complete(item: AgendaItem, at: datetime) -> None:
    """The item and its paper are both in: in time or late is settled here, for ever."""
    due = items_due(item.meeting)
    item.complete_on, item.due_on = day_of(at), due.on
    item.late = item.late or item.complete_on > due.on
    if item.state == ItemState.ANNOUNCED:
        item.state = ItemState.LATE if item.late else ItemState.ON_AGENDA
    item.save(update_fields=["complete_on", "due_on", "late", "state"])
    if item.state == ItemState.ON_AGENDA and not item.late:
        reopen(item.meeting, f"“{item}” came in time, after the chair had approved.")
    if item.state == ItemState.LATE:
        mail_role(
            "chair",
            kind="late_item_for_chair",
            group=item.meeting.group,
            key=f"late_item_for_chair:{item.pk}",
            context={"item": item, "meeting": item.meeting, "path": item_path(item)},
            why="you chair this sub-group, or act for its chair.",
            about=("item", str(item.pk)),
            at=at,
        )


def _add(item: AgendaItem, paper: NewPaper, position: int, by: Person, at: datetime) -> PaperVersion:
    made = Paper.objects.create(
        item_id=item.root_id,
        position=position,
        title=(line(paper.title) or _title_of(paper.file))[:255],
        marking=paper.marking,
    )
    return _version(made, paper.file, "", by, at)


def _title_of(file: StoredFile) -> str:
    stem, dot, _ = file.name.rpartition(".")
    return (stem if dot else file.name).replace("_", " ").strip() or file.name


def _version(paper: Paper, file: StoredFile, note: str, by: Person, at: datetime) -> PaperVersion:
    number = (paper.versions.aggregate(highest=Max("number"))["highest"] or 0) + 1
    version = PaperVersion.objects.create(
        paper=paper,
        number=number,
        file=file,
        pdf=file if file.kind == "pdf" else None,
        note=note.strip()[:300],
        uploaded_at=at,
        uploaded_by=by,
    )
    if version.pdf is None:
        from meetings.tasks import convert_paper

        transaction.on_commit(lambda: convert_paper.apply_async(args=[version.pk], retry=False), robust=True)
    return version


@transaction.atomic
def add_paper(
    *,
    item: AgendaItem,
    file: StoredFile,
    by: Person,
    at: datetime,
    title: str = "",
    marking: str | None = None,
) -> PaperVersion:
    """One more paper. The first one of an announced item completes it: on that day it is in time or late."""
    item = locked_item(item)
    papers = Paper.objects.filter(item_id=item.root_id, removed_at=None)
    last = papers.aggregate(last=Max("position"))["last"] or 0
    policy.check_paper(item, has_papers=last > 0, due_on=item.due_on or items_due(item.meeting).on, at=at)
    version = _add(item, NewPaper(file, title, marking or item.marking), last + 1, by, at)
    if item.kind == ItemKind.SUBMITTED and item.complete_on is None:
        _complete(item, at)
    _reopen_for(item, version)
    return version


@transaction.atomic
def add_version(*, paper: Paper, file: StoredFile, note: str, by: Person, at: datetime) -> PaperVersion:
    """A new version; earlier ones are kept. Readers of a published pack get it with the next version of the pack."""
    item = locked_item(standing_for(paper.item))
    policy.check_paper(item, has_papers=True, due_on=item.due_on or items_due(item.meeting).on, at=at)
    version = _version(paper, file, note, by, at)
    _reopen_for(item, version)
    return version


def _reopen_for(item: AgendaItem, version: PaperVersion) -> None:
    """The chair approved the agenda without this paper, or with another version of it."""
    if item.state == ItemState.ON_AGENDA:
        reopen(item.meeting, f"“{version.paper}” of “{item}” came after the chair approved.")


def standing_for(item: AgendaItem) -> AgendaItem:
    """The item as it stands now: where it was carried over, the one on the latest agenda."""
    carried = AgendaItem.objects.filter(
        kind=ItemKind.CARRIED, subject_kind="item", subject_id=str(item.root_id)
    )
    return carried.select_related("meeting__group").order_by("-pk").first() or item


@transaction.atomic
def decide_late(
    *, item: AgendaItem, accept: bool, reason: str, by: Person, at: datetime, reconsider: bool = False
) -> AgendaItem:
    """The chair's word on a late item, once, with a reason. The item stays late. `reconsider` accepts one that was refused."""
    item = locked_item(item)
    due_on = item.due_on or items_due(item.meeting).on
    policy.check_decide(item, accept=accept, due_on=due_on, at=at, reconsider=reconsider)
    item.late_reason = policy.check_reason(reason, "the sender, and kept")
    item.late_decision_at, item.late_decision_by = at, by
    item.late, item.due_on = True, due_on
    item.state = ItemState.ON_AGENDA if accept else ItemState.REFUSED
    item.save()
    mail_people(
        senders_of(item, day_of(at)),
        kind="late_item_decided",
        group=item.meeting.group,
        key=f"late_item_decided:{item.pk}:{item.state}",
        context={
            "item": item,
            "meeting": item.meeting,
            "accepted": accept,
            "by": by,
            "path": item_path(item),
        },
        why="you sent this item, or hold the post it was sent for.",
        about=("item", str(item.pk)),
        at=at,
    )
    return item


@transaction.atomic
def withdraw(*, item: AgendaItem, reason: str, by: Person, at: datetime) -> AgendaItem:
    """Takes an item off, with a reason; it stays on record and counts as submitted. The chair's approval stands."""
    item = locked_item(item)
    policy.check_withdraw(item)
    item.withdrawn_reason = policy.check_reason(reason, "the chair, and kept")
    item.state = ItemState.WITHDRAWN
    item.save(update_fields=["state", "withdrawn_reason"])
    return item


@transaction.atomic
def check(*, item: AgendaItem, complete: bool, note: str = "", by: Person, at: datetime) -> AgendaItem:
    """Business support's check: complete, or what is missing; the sender is told by mail, and reads it on the page."""
    item = locked_item(item)
    if item.meeting.is_off:
        state = item.meeting.get_state_display().lower()
        raise NotAllowed(f"The meeting is {state}, so that its items are not checked.")
    if complete:
        item.checked_at, item.checked_by, item.check_note = at, by, ""
        item.save(update_fields=["checked_at", "checked_by", "check_note"])
        return item
    item.checked_at, item.checked_by = None, None
    item.check_note = policy.check_reason(note, "the sender")
    item.save(update_fields=["checked_at", "checked_by", "check_note"])
    mail_people(
        senders_of(item, day_of(at)),
        kind="item_incomplete",
        group=item.meeting.group,
        key=f"item_incomplete:{item.pk}:{hashlib.sha256(item.check_note.encode()).hexdigest()[:16]}",
        context={"item": item, "meeting": item.meeting, "path": item_path(item)},
        why="you sent this item, or hold the post it was sent for.",
        about=("item", str(item.pk)),
        at=at,
    )
    return item
