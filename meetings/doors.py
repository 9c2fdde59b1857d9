"""Where upper apps listen: filled in their AppConfig.ready()."""

from collections.abc import Callable
from datetime import datetime

from meetings.models import ActionLine, Meeting
from subgroup.models import Person

line_recorded: list[Callable[[ActionLine, datetime], object]] = []
"""Called, in the same transaction, with each action line caught in the minutes or changed before they are approved."""
line_struck: list[Callable[[ActionLine, datetime], object]] = []
"""Called, in the same transaction, with each action line that was struck out or put back: its `struck_at` says which."""
day_changed: list[Callable[[Meeting, datetime, Person | None], object]] = []
"""Called, in the same transaction, with each meeting that was planned, called, moved or cancelled."""
