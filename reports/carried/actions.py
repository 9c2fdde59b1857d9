"""Plans and actions: what is open, and what moved since the last return. By reference alone; nothing of a plan that is hidden from
anybody."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q, QuerySet

from actionplans import hidden, register
from actionplans.enums import OPEN_STAGES, Stage
from actionplans.models import Action, DueChange, StageChange
from meetings import hiding
from reports.carried.table import Row, table
from subgroup.models import SubGroup
from subgroup.templatetags.ui import shortdate

MINUTES = "-"
"""The line of actions that come from no plan."""
SIGNED_OFF = (Stage.SIGNED_OFF, Stage.TESTED, Stage.SUSTAINED)
FIELDS = (
    "pk",
    "reference",
    "recommendation__plan__code",
    "agency__code",
    "stage",
    "due_on",
    "opened_at",
    "at_light",
)


def table_of(group: SubGroup, since: datetime, on: date) -> dict[str, Any]:
    """As they stand at the end of `on`, a day that is not over yet; what moved did so after `since`."""
    stepped = StageChange.objects.filter(changed_at__gt=since, action__group=group)
    reported = _ids(stepped.filter(stage__in=(Stage.PROPOSED, Stage.DONE)))
    signed = _ids(stepped.filter(stage=Stage.SIGNED_OFF))
    later = DueChange.objects.filter(changed_at__gt=since, action__group=group)
    moved = _ids(later.filter(changed_at__gt=F("action__opened_at")))
    rows = _told(group, on).filter(
        Q(stage__in=OPEN_STAGES) | Q(opened_at__gt=since) | Q(pk__in=reported | signed | moved)
    )
    found = list(rows.order_by("reference").values_list(*FIELDS, named=True))
    is_open = [row for row in found if row.stage in OPEN_STAGES]
    codes = sorted(
        {row.recommendation__plan__code or MINUTES for row in found}, key=lambda code: (code == MINUTES, code)
    )
    return table(
        {code: "The sub-group’s minutes" if code == MINUTES else code for code in codes},
        {
            "open": ("Open", _rows(is_open)),
            "overdue": ("Overdue", _rows(row for row in is_open if row.stage == Stage.OPEN and row.due_on and row.due_on < on)),
            "red": ("Red", _rows(row for row in is_open if row.at_light == "red")),
            "new": ("New", _rows(row for row in found if row.opened_at > since)),
            "reported": ("Reported done", _rows(row for row in found if row.pk in reported and row.stage != Stage.OPEN)),
            "signed": ("Signed off", _rows(row for row in found if row.pk in signed and row.stage in SIGNED_OFF)),
            "moved": ("Given another day", _rows(row for row in found if row.pk in moved)),
        },
    )  # fmt: skip


def _told(group: SubGroup, on: date) -> QuerySet[Action]:
    rows = register.at(Action.objects.filter(group=group), on, today=on)
    rows = rows.annotate(at_light=register.shown_light(on, register.lights_of(group, on)))
    if plans := hidden.plans(None, group, on):
        rows = rows.filter(Q(recommendation=None) | ~Q(recommendation__plan__in=plans))
    if items := hiding.items(None, group, on):
        rows = rows.filter(Q(line__item=None) | ~Q(line__item__in=items))
    return rows


def _ids(rows: QuerySet[Any]) -> set[int]:
    return set(rows.order_by().values_list("action_id", flat=True))


def _rows(found: Iterable[Any]) -> list[Row]:
    return [
        Row(
            row.recommendation__plan__code or MINUTES,
            "action",
            row.pk,
            row.reference,
            f"{row.agency__code}, {f'due {shortdate(row.due_on)}' if row.due_on else 'no day'}",
        )
        for row in found
    ]
