"""What the daily run does for plans, by name; each hook is idempotent."""

from subgroup.registry import DailyHook

HOOKS: dict[str, DailyHook] = {}
