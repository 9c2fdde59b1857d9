"""Minutes: written per item, corrected and approved by the chair, circulated (P10), agreed at the next meeting."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from meetings import doors
from meetings.enums import ItemKind, MeetingState, MinutesState
from meetings.locks import lock_group, locked
from meetings.models import ActionLine, AgendaItem, Decision, Meeting, MinuteRevision, MinuteText
from meetings.policies import minutes as policies
from meetings.quorum import quorum
from meetings.services import agenda, minutes_document, minutes_mail
from meetings.services import seen as words
from members.models import Seat
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.errors import Conflict
from subgroup.models import Person


@transaction.atomic
def save_text(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    text: str,
    version: int,
    by: Person,
    at: datetime,
    confidential: bool = False,
) -> MinuteText:
    """Saves the note of an item; `version` is the one that the writer started from, 0 for none.

    Every earlier text is kept. A save from an older version raises Conflict with both texts, unless the texts
    agree or the writer changed nothing.
    """
    policies.check_write(locked(meeting))
    policies.check_item(meeting, item)
    text = text.replace("\r\n", "\n").strip()
    note = MinuteText.objects.filter(meeting=meeting, item=item, confidential=confidential).first()
    if note is None:
        note = MinuteText(meeting=meeting, item=item, confidential=confidential)
    if note.text == text:
        return note
    if note.version != version:
        if text == _text_at(note, version):
            return note
        who = note.saved_by if note.pk else "Somebody else"
        raise Conflict(f"{who} saved this note while you were writing.", theirs=note.text, mine=text)
    if note.pk:
        MinuteRevision.objects.create(
            text_of=note, version=note.version, text=note.text, saved_at=note.saved_at, saved_by=note.saved_by
        )
    note.text, note.version, note.saved_at, note.saved_by = text, note.version + 1, at, by
    note.save()
    return note


def _text_at(note: MinuteText, version: int) -> str | None:
    """What the writer started from: sending it back unchanged is no conflict."""
    if version == 0:
        return ""
    return note.revisions.filter(version=version).values_list("text", flat=True).first()


def _next_number(model: type[Decision] | type[ActionLine], meeting: Meeting) -> int:
    """The next number of the reporting year. Call with the group locked."""
    rows = model.objects.filter(group=meeting.group, year=meeting.year)
    return (rows.aggregate(last=Max("number"))["last"] or 0) + 1


@transaction.atomic
def record_decision(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    text: str,
    by: Person,
    at: datetime,
    confidential: bool = False,
    ratifies: Sequence[Decision] = (),
    once: bool = False,
) -> Decision:
    """A decision, numbered in the year and marked with the quorum at its item.

    Taken while not quorate it waits for ratification; `ratifies` are earlier ones that this one makes good, which
    it does only if it was itself taken while quorate. `once`: the same words under the same item make one decision,
    because a form may be sent twice.
    """
    policies.check_write(locked(meeting))
    policies.check_item(meeting, item)
    policies.check_text(text, "what was decided")
    same = {"item": item, "text": text.strip(), "confidential": confidential}
    if once and not ratifies and (there := meeting.decisions.standing().filter(**same).first()):
        return there
    quorate = quorum(meeting, item).quorate
    policies.check_decision(meeting, quorate, ratifies)
    lock_group(meeting.group)
    decision = Decision.objects.create(
        group=meeting.group,
        meeting=meeting,
        item=item,
        year=meeting.year,
        number=_next_number(Decision, meeting),
        text=text.strip(),
        confidential=confidential,
        quorate=quorate,
        taken_at=at,
        recorded_by=by,
    )
    if quorate:
        for one in ratifies:
            one.ratified_by = decision
            one.save(update_fields=["ratified_by"])
    return decision


@transaction.atomic
def change_decision(
    *, decision: Decision, text: str, by: Person, at: datetime, confidential: bool | None = None
) -> Decision:
    """Changes the words of a decision until the minutes are approved; its number stays."""
    locked(decision.meeting)
    policies.check_change(decision)
    policies.check_text(text, "what was decided")
    decision.text = text.strip()
    decision.confidential = decision.confidential if confidential is None else confidential
    decision.save(update_fields=["text", "confidential"])
    return decision


@transaction.atomic
def record_action(
    *,
    meeting: Meeting,
    item: AgendaItem | None,
    owner: Seat,
    text: str,
    due_on: date,
    by: Person,
    at: datetime,
    confidential: bool = False,
    once: bool = False,
) -> ActionLine:
    """An action line, numbered in the year: which seat does what by when. Whoever listens makes the living action.

    `once`: the same words for the same seat and day under the same item make one line, because a form may be sent twice.
    """
    policies.check_write(locked(meeting))
    policies.check_item(meeting, item)
    policies.check_text(text, "what is to be done")
    policies.check_action(meeting, owner)
    same = {
        "item": item,
        "owner": owner,
        "text": text.strip(),
        "due_on": due_on,
        "confidential": confidential,
    }
    if once and (there := meeting.action_lines.standing().filter(**same).first()):
        return there
    lock_group(meeting.group)
    line = ActionLine.objects.create(
        group=meeting.group,
        meeting=meeting,
        item=item,
        year=meeting.year,
        number=_next_number(ActionLine, meeting),
        owner=owner,
        text=text.strip(),
        due_on=due_on,
        confidential=confidential,
        agreed_at=at,
        recorded_by=by,
    )
    _tell(line, at)
    return line


@transaction.atomic
def change_action(
    *,
    line: ActionLine,
    owner: Seat,
    text: str,
    due_on: date,
    by: Person,
    at: datetime,
    confidential: bool | None = None,
) -> ActionLine:
    """Changes an action line until the minutes are approved; its number stays."""
    locked(line.meeting)
    policies.check_change(line)
    policies.check_text(text, "what is to be done")
    policies.check_action(line.meeting, owner)
    line.owner, line.text, line.due_on = owner, text.strip(), due_on
    line.confidential = line.confidential if confidential is None else confidential
    line.save(update_fields=["owner", "text", "due_on", "confidential"])
    _tell(line, at)
    return line


def _tell(line: ActionLine, at: datetime) -> None:
    for listener in doors.line_recorded:
        listener(line, at)


@transaction.atomic
def send_to_chair(*, meeting: Meeting, by: Person, at: datetime) -> Meeting:
    """The draft goes to the chair; items not discussed go onto the next agenda."""
    policies.check_send_to_chair(locked(meeting))
    meeting.minutes_state = MinutesState.WITH_CHAIR
    meeting.save(update_fields=["minutes_state"])
    _close(meeting, at)
    minutes_mail.for_chair(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def return_to_support(*, meeting: Meeting, reason: str, by: Person, at: datetime) -> Meeting:
    """The chair gives the minutes back, also after approving them, with what is to be changed."""
    policies.check_return(locked(meeting), reason)
    meeting.minutes_state = MinutesState.DRAFT
    meeting.minutes_approved_at = meeting.minutes_approved_by = None
    meeting.minutes_returned_reason = reason.strip()
    meeting.save(
        update_fields=[
            "minutes_state",
            "minutes_approved_at",
            "minutes_approved_by",
            "minutes_returned_reason",
        ]
    )
    minutes_mail.returned(meeting, by=by, at=at)
    return meeting


@transaction.atomic
def approve(*, meeting: Meeting, by: Person, at: datetime, seen: str | None = None) -> Meeting:
    """The chair, or the vice chair for the chair, approves: texts and action lines are frozen.

    `seen` is the word of the page that was read; raises Changed when the minutes are no longer what it showed.
    None where no page was read.
    """
    policies.check_approve(locked(meeting))
    _check_seen(meeting, seen, "approved")
    meeting.minutes_state = MinutesState.APPROVED
    meeting.minutes_approved_at, meeting.minutes_approved_by = at, by
    meeting.save(update_fields=["minutes_state", "minutes_approved_at", "minutes_approved_by"])
    _close(meeting, at)
    minutes_mail.approved(meeting, by=by, at=at)
    return meeting


def _check_seen(meeting: Meeting, seen: str | None, act: str) -> None:
    if seen is not None:
        things = words.things_of_minutes(meeting)
        words.check(seen, words.of_minutes(meeting), what="The minutes were", act=act, things=things)


def _close(meeting: Meeting, at: datetime) -> None:
    """What the meeting did not get to, and what it could not decide, comes onto the next agenda."""
    _set_down_unreached(meeting)
    agenda.carry_over(meeting=meeting, at=at)
    following = (
        Meeting.objects.filter(group=meeting.group, state=MeetingState.PLANNED, day__gt=meeting.day)
        .order_by("day", "starts_at")
        .first()
    )
    if following:
        agenda.prepare(meeting=following, at=at)


def _set_down_unreached(meeting: Meeting) -> None:
    """Items behind the last one that the meeting turned to, of which nothing was written, were not discussed.

    A meeting that never said which item it was at leaves them as they are.
    """
    if meeting.current_item is None:
        return
    order = list(meeting.items.on_agenda().order_by("position", "pk"))
    reached = [
        place for place, item in enumerate(order) if item.discussed or item.pk == meeting.current_item_id
    ]
    written = policies.written(meeting)
    unreached = [
        item
        for item in order[max(reached, default=len(order)) + 1 :]
        if (item.kind in (ItemKind.SUBMITTED, ItemKind.CARRIED) or item.is_handed_on)
        and item.discussed is None
        and item.pk not in written
    ]
    for item in unreached:
        item.discussed = False
        item.save(update_fields=["discussed"])


@transaction.atomic
def circulate(*, meeting: Meeting, by: Person, at: datetime, seen: str | None = None) -> Meeting:
    """Mails everybody a link with their own actions, freezes the documents, and stops the clock of P10.

    The clock stops on the London day of `at`. The PDF is rendered afterwards from what is frozen here.
    `seen` as in approve().
    """
    policies.check_circulate(locked(meeting))
    _check_seen(meeting, seen, "circulated")
    meeting.minutes_state = MinutesState.CIRCULATED
    meeting.minutes_circulated_at, meeting.minutes_circulated_by = at, by
    meeting.save(update_fields=["minutes_state", "minutes_circulated_at", "minutes_circulated_by"])
    ledger.meet(
        group=meeting.group, rule="minutes", subject_kind="meeting", subject_id=meeting.pk, on=day_of(at), at=at
    )  # fmt: skip
    minutes_document.freeze(meeting, at=at)
    minutes_mail.circulated(meeting, at=at)
    return meeting


@transaction.atomic
def agree(
    *, meeting: Meeting, agreed_at: Meeting, by: Person, at: datetime, corrections: str = ""
) -> Meeting:
    """A later meeting agrees the minutes, with the corrections it makes. The circulated document stays as it was."""
    policies.check_agree(locked(meeting), agreed_at)
    meeting.minutes_state = MinutesState.AGREED
    meeting.minutes_agreed_at, meeting.minutes_corrections = agreed_at, corrections.strip()
    meeting.save(update_fields=["minutes_state", "minutes_agreed_at", "minutes_corrections"])
    return meeting
