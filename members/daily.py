from datetime import date, datetime

from subgroup import access
from subgroup.models import SubGroup


def rights(group: SubGroup, today: date, at: datetime) -> list[str]:
    """The rows behind the gate, made to agree with seats, deputyships and roles once a day."""
    changed = access.rebuild(group, on=today)
    return [f"{group}: {changed} rows of rights put right"] if changed else []
