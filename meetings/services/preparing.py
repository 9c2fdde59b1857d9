"""What comes onto an agenda by itself: standing items, the last minutes, what is carried over, what is to be ratified."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from meetings.enums import HANDED_ON, AgendaState, ItemKind, ItemState, MeetingState, Purpose
from meetings.locks import locked
from meetings.models import AgendaItem, Decision, Meeting, Withholding
from meetings.standing import Standing, standing_items
from subgroup import changes
from subgroup.deadlines.wording import long_date
from subgroup.models import SubGroup

STANDING = "standing"
RATIFICATION = "ratification"
STEP = 10
_RANKS = {
    ItemKind.STANDING: 0,
    ItemKind.MINUTES: 1,
    ItemKind.MATTERS_ARISING: 2,
    ItemKind.RATIFICATION: 3,
    ItemKind.CARRIED: 4,
    ItemKind.SUBMITTED: 5,
}
_LAST = 9


def _rank(item: AgendaItem) -> int:
    at_end = item.subject_kind == STANDING and item.subject_id.startswith("end:")
    if item.is_handed_on:
        return _RANKS[ItemKind.SUBMITTED]
    return _LAST if at_end else _RANKS[ItemKind(item.kind)]


def insert(meeting: Meeting, newcomers: Sequence[AgendaItem]) -> None:
    """Saves new items, each in its place: behind the last of its rank, before any other business. Under the lock."""
    order = list(meeting.items.order_by("position", "pk"))
    for item in newcomers:
        rank = _rank(item)
        end = len(order)
        while rank < _LAST and end and _rank(order[end - 1]) == _LAST:
            end -= 1
        behind = [place for place in range(end) if _rank(order[place]) <= rank]
        order.insert(behind[-1] + 1 if behind else 0, item)
    for place, item in enumerate(order, start=1):
        if item in newcomers:
            item.position = place * STEP
            item.save(force_insert=True)
        elif item.position != place * STEP:
            item.position = place * STEP
            item.save(update_fields=["position"])


def reopen(meeting: Meeting, note: str) -> None:
    """An approved agenda that changes needs the chair again. Under the lock."""
    if meeting.agenda_state == AgendaState.APPROVED:
        meeting.agenda_state, meeting.agenda_note = AgendaState.OPEN, note
        meeting.save(update_fields=["agenda_state", "agenda_note"])


@transaction.atomic
def prepare(*, meeting: Meeting, at: datetime) -> list[AgendaItem]:
    """Puts onto the agenda what comes by itself: standing items, the last minutes, what is carried over, what is to be ratified.

    Repeating it changes nothing. Answers the items it added.
    """
    meeting = locked(meeting)
    if meeting.state != MeetingState.PLANNED or meeting.opened_at:
        return []
    added = [] if meeting.agenda_state == AgendaState.PUBLISHED else _prepare_standing(meeting)
    for source in _undelivered(meeting):
        added += _carry(source, meeting)
    if added:
        reopen(meeting, f"Added by the system: {', '.join(f'“{item}”' for item in added)}.")
    return added


def needing(group: SubGroup, meetings: Sequence[Meeting]) -> list[Meeting]:
    """Those of the meetings to come that prepare() may have something for. Four queries, however many there are.

    It may name one too many and never one too few: what it leaves out, prepare() would leave as it is.
    """
    rows = AgendaItem.objects.filter(meeting__in=meetings, subject_kind__in=[STANDING, RATIFICATION])
    there: dict[int, dict[str, str]] = {}
    for pk, key, text in rows.order_by().values_list("meeting_id", "subject_id", "recommendation"):
        there.setdefault(pk, {})[key] = text
    last = Meeting.objects.filter(group=group).held().order_by("-day", "-starts_at").first()
    left = Meeting.objects.filter(_left_over("items__"), group=group)
    unratified = Meeting.objects.filter(decisions__in=_unratified(group))
    sources = (
        left.order_by()
        .values_list("day", "starts_at")
        .union(unratified.order_by().values_list("day", "starts_at"))
    )
    starts = sorted((meeting.day, meeting.starts_at) for meeting in meetings)
    nexts = {next((start for start in starts if start > source), None) for source in sources}
    return [
        meeting
        for meeting in meetings
        if (meeting.day, meeting.starts_at) in nexts
        or RATIFICATION in there.get(meeting.pk, {})
        or _lacks_standing(meeting, there.get(meeting.pk, {}), last)
    ]


def _lacks_standing(meeting: Meeting, there: Mapping[str, str], last: Meeting | None) -> bool:
    if meeting.agenda_state == AgendaState.PUBLISHED:
        return False
    if last and (last.day, last.starts_at) >= (meeting.day, meeting.starts_at):
        return True
    text = _minutes_text(last)
    return any(
        standing.key not in there
        or bool(text and standing.kind == ItemKind.MINUTES and there[standing.key] != text)
        for standing in standing_items(meeting.terms.content)
    )


def _prepare_standing(meeting: Meeting) -> list[AgendaItem]:
    present = {
        item.subject_id: item for item in meeting.items.filter(subject_kind__in=[STANDING, RATIFICATION])
    }
    last = _last_held(meeting)
    added = []
    for standing in standing_items(meeting.terms.content):
        text = _minutes_text(last) if standing.kind == ItemKind.MINUTES else ""
        if standing.key not in present:
            added.append(_standing_item(meeting, standing, text))
        elif text and present[standing.key].recommendation != text:
            present[standing.key].recommendation = text
            present[standing.key].save(update_fields=["recommendation"])
    ratify = _to_ratify(meeting)
    wanted = "Ratify: " + "; ".join(ratify) if ratify else ""
    old = present.get(RATIFICATION)
    if old is None and wanted:
        added.append(
            AgendaItem(
                meeting=meeting,
                kind=ItemKind.RATIFICATION,
                state=ItemState.ON_AGENDA,
                title="Decisions to ratify, taken while the meeting was not quorate",
                purpose=Purpose.DECISION,
                minutes_needed=5,
                recommendation=wanted,
                subject_kind=RATIFICATION,
                subject_id=RATIFICATION,
            )
        )
    elif old and wanted and old.recommendation != wanted:
        old.recommendation = wanted
        old.save(update_fields=["recommendation"])
    elif old and not wanted:
        old.delete()
        reopen(meeting, f"Taken off by the system: “{old}”, as no decision is left to ratify.")
    insert(meeting, added)
    return added


def _standing_item(meeting: Meeting, standing: Standing, recommendation: str) -> AgendaItem:
    return AgendaItem(
        meeting=meeting,
        kind=standing.kind,
        state=ItemState.ON_AGENDA,
        title=standing.title,
        purpose=standing.purpose,
        minutes_needed=standing.minutes,
        recommendation=recommendation,
        subject_kind=STANDING,
        subject_id=standing.key,
    )


def _last_held(meeting: Meeting) -> Meeting | None:
    before = Meeting.objects.filter(group_id=meeting.group_id).held().filter(_before(meeting))
    return before.order_by("-day", "-starts_at").first()


def _minutes_text(last: Meeting | None) -> str:
    return f"Agree the minutes of {last.code}, {long_date(last.day)}." if last else ""


def _before(meeting: Meeting, prefix: str = "") -> Q:
    same_day = Q(**{f"{prefix}day": meeting.day, f"{prefix}starts_at__lt": meeting.starts_at})
    return Q(**{f"{prefix}day__lt": meeting.day}) | same_day


def _since_last_planned(meeting: Meeting, prefix: str = "") -> Q:
    """Meetings before this one with no other planned one between: what they left over comes here."""
    others = Meeting.objects.filter(
        _before(meeting), group_id=meeting.group_id, state=MeetingState.PLANNED, opened_at=None
    )
    between = others.order_by("-day", "-starts_at").first()
    bounds = _before(meeting, prefix)
    return bounds & ~_before(between, prefix) & ~Q(**{f"{prefix}pk": between.pk}) if between else bounds


def _to_ratify(meeting: Meeting) -> list[str]:
    rows = _unratified(meeting.group).filter(_since_last_planned(meeting, "meeting__"))
    return [
        f"{row.code} of {row.meeting.code}, {'confidential' if row.confidential else row.text}"
        for row in rows.select_related("meeting").order_by("year", "number")
    ]


def _unratified(group: SubGroup) -> QuerySet[Decision]:
    return Decision.objects.to_ratify().filter(group=group, meeting__state=MeetingState.HELD)


def _undelivered(meeting: Meeting) -> list[Meeting]:
    """Meetings that have left something over which no agenda has taken up yet."""
    rows = Meeting.objects.filter(
        _since_last_planned(meeting), _left_over("items__"), group_id=meeting.group_id
    )
    return list(rows.distinct().order_by("day", "starts_at"))


def _left_over(prefix: str = "") -> Q:
    cancelled = Q(
        **{
            f"{prefix}meeting__state": MeetingState.CANCELLED,
            f"{prefix}state__in": [ItemState.ON_AGENDA, ItemState.ANNOUNCED, ItemState.LATE],
        }
    )
    undiscussed = Q(
        **{
            f"{prefix}meeting__state": MeetingState.HELD,
            f"{prefix}state": ItemState.ON_AGENDA,
            f"{prefix}discussed": False,
        }
    )
    carried = Q(**{f"{prefix}kind__in": [ItemKind.SUBMITTED, ItemKind.CARRIED]})
    handed_on = Q(**{f"{prefix}kind": ItemKind.STANDING, f"{prefix}subject_kind__in": HANDED_ON})
    return (cancelled | undiscussed) & (carried | handed_on)


@transaction.atomic
def carry_over(*, meeting: Meeting, at: datetime, since: date | None = None) -> list[AgendaItem]:
    """Brings what a cancelled meeting had, or a held one did not discuss, onto the next agenda, with its papers.

    The next is the first after it, or from `since` on where it had no day any more. Where none is planned yet it comes
    when one is (see prepare). Repeating it changes nothing.
    """
    later = Meeting.objects.filter(group_id=meeting.group_id, state=MeetingState.PLANNED, opened_at=None)
    after = Q(day__gt=meeting.day) | Q(day=meeting.day, starts_at__gt=meeting.starts_at)
    after = Q(day__gte=since) if since else after
    target = later.filter(after).exclude(pk=meeting.pk).order_by("day", "starts_at").first()
    if target is None:
        return []
    target = locked(target)
    carried = _carry(meeting, target)
    if carried:
        reopen(target, f"Carried over from {meeting.code}: {', '.join(f'“{item}”' for item in carried)}.")
    return carried


def _carry(source: Meeting, target: Meeting) -> list[AgendaItem]:
    """Under the target's lock. The carried item is no new submission: on-time rates do not count it (A2)."""
    originals = list(source.items.filter(_left_over()).filter(carried_to=None).order_by("position", "pk"))
    carried = [
        AgendaItem(
            meeting=target,
            kind=ItemKind.CARRIED,
            state=ItemState.ON_AGENDA,
            title=item.title,
            purpose=item.purpose,
            minutes_needed=item.minutes_needed,
            recommendation=item.recommendation,
            marking=item.marking,
            reference=item.reference,
            seat_id=item.seat_id,
            agency_id=item.agency_id,
            presenter=item.presenter,
            submitted_at=item.submitted_at,
            submitted_by_id=item.submitted_by_id,
            carried_from=item,
            subject_kind="item",
            subject_id=str(item.root_id),
        )
        for item in originals
    ]
    insert(target, carried)
    for item in originals:
        item.state = ItemState.CARRIED_OVER
        item.save(update_fields=["state"])
    by_origin = {item.carried_from_id: item for item in carried}
    live = Withholding.objects.filter(item__in=originals, lifted_at=None)
    withheld = Withholding.objects.bulk_create(
        Withholding(
            item=by_origin[row.item_id],
            person_id=row.person_id,
            reason=row.reason,
            made_at=row.made_at,
            made_by_id=row.made_by_id,
        )
        for row in live
    )
    changes.inserted(withheld, by=None)
    return carried
