"""Who leads an objective owes a light and a comment before each meeting (P7), asked for and closing with the updates of plans.

Nothing is counted here: P7 counts what was said by the day of the meeting, and a light that comes after its day is no breach.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from django.db.models import Exists, Q

from actionplans.models import Window
from meetings.enums import MeetingState
from meetings.models import Meeting
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import count
from subgroup.models import Deadline, Objective, ObjectiveLight, Person, SubGroup
from subgroup.models.deadlines import DeadlineQuerySet
from subgroup.objectives import LET_GO, LIGHT, LIGHT_KIND, OBJECTIVES, light_key
from subgroup.reckoning import Reckoner


def daily(group: SubGroup, today: date, at: datetime) -> Sequence[str]:
    """Each open objective of the year is asked for once its meeting's window for updates is open. Idempotent; days may be missed."""
    windows = Window.objects.filter(
        Exists(Objective.objects.filter(group=group, done_on=None, dropped_on=None))
        | Exists(Deadline.objects.open().filter(group=group, rule=LIGHT.key)),
        meeting__group=group, meeting__state=MeetingState.PLANNED, closed_at=None, opened_at__isnull=False,
    )  # fmt: skip
    lines = []
    for window in windows.select_related("meeting__group"):
        _give_up(window.meeting, at)
        if asked := _ask(window.meeting, at):
            lines.append(f"{window.meeting.code}: {count(asked, 'light', 'lights')} of objectives asked for")
    return lines


def _ask(meeting: Meeting, at: datetime) -> int:
    """Answers how many are owed that were not before."""
    key, rows = str(meeting.pk), _unsaid(meeting)
    if not rows:
        return 0
    known = {(row.subject_id, row.owner_kind, row.owner_key): row for row in _of(meeting)}
    reckoner, new = Reckoner(meeting.group), 0
    for one in rows:
        row = known.get((light_key(one, key), *one.owner))
        if row and not (row.release_reason in LET_GO or meeting.lifted(row)):
            continue  # owed already, or lifted by somebody
        ledger.owe(
            group=meeting.group, rule=LIGHT.key, subject_kind=LIGHT_KIND, subject_id=light_key(one, key),
            trigger_on=meeting.day, owner=one.owner, label=f"Light of {OBJECTIVES.label.format(one).lower()} for {meeting.code}",
            at=at, again=True, reckoner=reckoner,
        )  # fmt: skip
        new += 1
    return new


def _unsaid(meeting: Meeting) -> list[Objective]:
    """The open objectives of which nothing was said for it."""
    said = ObjectiveLight.objects.filter(meeting_key=str(meeting.pk), objective__group=meeting.group)
    rows = Objective.objects.filter(
        group=meeting.group, year=meeting.year, set_on__lte=meeting.day, done_on=None, dropped_on=None
    )
    return list(rows.exclude(pk__in=said.values("objective")))


def _of(meeting: Meeting) -> DeadlineQuerySet:
    rows = Deadline.objects.filter(group=meeting.group, rule=LIGHT.key)
    return rows.filter(subject_kind=LIGHT_KIND, subject_id__endswith=f".{meeting.pk}")


def _give_up(asking: Meeting, at: datetime) -> None:
    """What was never said for an earlier meeting is asked for no more: a word of now belongs to this one."""
    rows = list(Deadline.objects.open().filter(group=asking.group, rule=LIGHT.key))
    if not rows:
        return
    over = Meeting.objects.filter(group=asking.group, day__lt=asking.day).filter(
        Q(day__lt=day_of(at)) | ~Q(state=MeetingState.PLANNED)
    )
    keys = {str(pk) for pk in over.values_list("pk", flat=True)}
    old = [row for row in rows if row.subject_id.split(".")[1] in keys]
    _release(old, f"Nothing was said, and {asking.code} asks anew.", None, at)


def follow(meeting: Meeting, at: datetime, by: Person | None = None) -> None:
    """For meetings.doors: what is owed for a meeting moves with its day, and ends with a meeting that was called off.

    What postponing it lifted is owed again with the new day, by who still leads the objective.
    """
    rows = [row for row in _of(meeting) if row.is_open or meeting.lifted(row)]
    if not rows:
        return
    if meeting.is_off:
        _release(
            [row for row in rows if row.is_open],
            f"{meeting.code} was {meeting.get_state_display().lower()}.",
            by,
            at,
        )
        return
    reckoner, today = Reckoner(meeting.group), day_of(at)
    moved = f"{meeting.code} was moved."
    leads = {(light_key(one, str(meeting.pk)), *one.owner) for one in _unsaid(meeting)}
    for row in rows:
        if not row.is_open and (row.subject_id, row.owner_kind, row.owner_key) not in leads:
            continue
        due = reckoner.due(LIGHT.key, meeting.day)[0].on
        if due < today and not row.is_late(row.released_on or today):
            _release([row], f"{moved} This day had passed by then.", by, at, mistake=True)
            continue
        ledger.owe(
            group=meeting.group, rule=LIGHT.key, subject_kind=LIGHT_KIND, subject_id=row.subject_id, trigger_on=meeting.day,
            owner=(row.owner_kind, row.owner_key), label=row.label, at=at, by=by, reason=moved,
            reckoner=reckoner, again=not row.is_open,
        )  # fmt: skip


def _release(
    rows: Iterable[Deadline], reason: str, by: Person | None, at: datetime, *, mistake: bool = False
) -> None:
    for row in rows:
        ledger.release_one(deadline=row, reason=reason, by=by, at=at, mistake=mistake)
