"""What the daily run does for cases and reviews."""

from subgroup.registry import DailyHook

HOOKS: dict[str, DailyHook] = {}
