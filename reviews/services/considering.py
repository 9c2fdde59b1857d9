"""A case is considered at a meeting (F4): its agenda item, who is kept from it, and the items that were carried over."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from meetings.enums import OFF, AgendaState, ItemKind, ItemState, Marking, MeetingState, Purpose
from meetings.locks import locked as locked_meeting
from meetings.models import AgendaItem, Meeting, Withholding
from meetings.services import agenda
from members.models import Appointment, Deputyship, Holding
from reviews import reading
from reviews.enums import OPEN_CASES
from reviews.models import Case, ShutOut
from reviews.services import cases
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

RESTRICTED = "A case that is restricted to people named"
"""The title of its item: the codename, too, is for the people named."""
KEPT = "This case is kept for the people named or allowed"
"""The reason of what is withheld by itself, and lifted by itself."""


def on_agendas(case: Case) -> QuerySet[AgendaItem]:
    """The items about the case, and those that were carried over from them."""
    roots = AgendaItem.objects.filter(
        meeting__group=case.group_id, subject_kind=reading.CASE, subject_id=str(case.pk)
    )
    found = [str(pk) for pk in roots.order_by().values_list("pk", flat=True)]
    carried = Q(kind=ItemKind.CARRIED, subject_kind="item", subject_id__in=found)
    rows = AgendaItem.objects.filter(Q(pk__in=found) | carried, meeting__group=case.group_id)
    return rows.select_related("meeting").order_by("meeting__day", "meeting__starts_at", "pk")


def may_have_decided(case: Case, *, on: date) -> QuerySet[AgendaItem]:
    """The items at which an outcome can have been agreed by a day: not those withdrawn or carried on, nor of a meeting that is off."""
    rows = on_agendas(case).filter(state=ItemState.ON_AGENDA, meeting__day__lte=on)
    return rows.exclude(meeting__state__in=OFF)


def meetings_ahead(group: SubGroup, *, on: date) -> QuerySet[Meeting]:
    """Those whose agenda can still take an item."""
    rows = Meeting.objects.filter(group=group, state=MeetingState.PLANNED, opened_at=None, day__gte=on)
    return rows.exclude(agenda_state=AgendaState.PUBLISHED).order_by("day", "starts_at")


def check_put(case: Case) -> None:
    if case.state not in OPEN_CASES:
        raise NotAllowed(f"{case} is closed. It goes onto an agenda when it is opened again.")


@transaction.atomic
def put_on_agenda(
    *, case: Case, meeting: Meeting, by: Person | None, at: datetime, purpose: str = Purpose.DECISION,
    minutes_needed: int = 15,
) -> AgendaItem:  # fmt: skip
    """Once for each agenda, under the codename alone. From whom the case is not there it is withheld."""
    locked_meeting(meeting)
    cases.locked(case)
    check_put(case)
    there = on_agendas(case).filter(meeting=meeting, state=ItemState.ON_AGENDA).first()
    if there is None:
        there = agenda.add_item(
            meeting=meeting, title=RESTRICTED if case.is_restricted else str(case), by=by, at=at, purpose=purpose,
            minutes_needed=minutes_needed, subject_kind=reading.CASE, subject_id=str(case.pk), marking=Marking.SENSITIVE,
        )  # fmt: skip
    keep_back(case=case, by=by or _whoever_opened(case), at=at)
    return there


def _whoever_opened(case: Case) -> Person:
    person = case.acknowledged_by or case.opened_by
    assert person is not None  # noqa: S101 - a case on its way was acknowledged by somebody
    return person


@transaction.atomic
def keep_back(*, case: Case, by: Person, at: datetime) -> None:
    """Makes the withholdings of its items agree with who may know of the case now; repeating it changes nothing.

    To be called whenever a case is restricted or opened, somebody is named or shut out, or the membership changes.
    """
    items = list(on_agendas(case))
    if not items:
        return
    kept = _kept_out(case, at)
    live = Withholding.objects.filter(item__in=items, lifted_at=None)
    live.filter(reason=KEPT).exclude(person__in=kept).update(lifted_at=at)
    there = set(live.values_list("item_id", "person_id"))
    Withholding.objects.bulk_create(
        Withholding(item=item, person_id=person, reason=KEPT, made_at=at, made_by=by)
        for item in items
        for person in sorted(kept)
        if (item.pk, person) not in there
    )
    title = RESTRICTED if case.is_restricted else str(case)
    ahead = [item.pk for item in items if item.meeting.agenda_state != AgendaState.PUBLISHED]
    AgendaItem.objects.filter(pk__in=ahead).exclude(title=title).update(title=title)


def _kept_out(case: Case, at: datetime) -> set[int]:
    """The readers of agendas for whom the case is not there."""
    if not case.is_restricted and not case.shut_outs.filter(lifted_at=None).exists():
        return set()
    readers = _readers(case.group, clock.day_of(at))
    return {one.pk for one in readers if reading.hidden(one, case.group, [str(case.pk)], at)}


def _readers(group: SubGroup, day: date) -> Collection[Person]:
    """Who opens agendas and papers of the group."""
    placed = (
        Q(pk__in=Holding.objects.filter(seat__group=group).on(day).values("person_id"))
        | Q(pk__in=Deputyship.objects.filter(seat__group=group).on(day).values("person_id"))
        | Q(pk__in=Appointment.objects.filter(group=group).on(day).values("person_id"))
    )
    return list(Person.objects.filter(placed, is_active=True))


def guard(group: SubGroup, today: date, at: datetime) -> list[str]:
    """A part of the daily run: who joined since an item was put on an agenda is kept from it where the case is not there for them."""
    shut = ShutOut.objects.filter(lifted_at=None).values("case_id")
    rows = Case.objects.filter(Q(restricted_at__isnull=False) | Q(pk__in=shut), group=group)
    for case in rows.select_related("group", "opened_by", "acknowledged_by"):
        keep_back(case=case, by=_whoever_opened(case), at=at)
    return []
