"""Where upper apps listen: filled in their AppConfig.ready()."""

from collections.abc import Callable, Collection, Mapping
from datetime import datetime

from meetings.models import ActionLine, AgendaItem, Meeting
from subgroup.models import Person
from subgroup.views.base import GroupRequest

line_recorded: list[Callable[[ActionLine, datetime], object]] = []
"""Called, in the same transaction, with each action line caught in the minutes or changed before they are approved."""
line_struck: list[Callable[[ActionLine, datetime], object]] = []
"""Called, in the same transaction, with each action line that was struck out or put back: its `struck_at` says which."""
day_changed: list[Callable[[Meeting, datetime, Person | None], object]] = []
"""Called, in the same transaction, with each meeting that was planned, called, moved or cancelled."""
about_items: list[Callable[[GroupRequest, Collection[AgendaItem]], Mapping[int, Mapping[str, str]]]] = []
"""Asked by pages of items and minutes: item's id → `label` and `url` of what it is about, and what was `said` of it, for this reader."""


def about(request: GroupRequest, items: Collection[AgendaItem]) -> dict[int, Mapping[str, str]]:
    """What every listener has to say to this reader about the items."""
    found: dict[int, Mapping[str, str]] = {}
    for listener in about_items:
        found |= listener(request, items)
    return found
