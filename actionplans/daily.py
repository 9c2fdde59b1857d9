"""What the daily run does for plans, by name; each hook is idempotent."""

from datetime import date, datetime

from actionplans.services import briefing, escalations, windows
from subgroup.models import SubGroup
from subgroup.registry import DailyHook


def exceptions(group: SubGroup, today: date, at: datetime) -> list[str]:
    """After the windows, whose missed updates it finds."""
    return escalations.find(group=group, at=at)


HOOKS: dict[str, DailyHook] = {
    "update windows": windows.daily,
    "exceptions": exceptions,
    "briefings": briefing.daily,
}
