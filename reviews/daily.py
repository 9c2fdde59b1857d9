"""What the daily run does for cases and reviews."""

from reviews.services import death_days
from subgroup.registry import DailyHook

HOOKS: dict[str, DailyHook] = {
    "cdop": death_days.keep,
}
