"""What the daily run does for cases and reviews."""

from reviews.services import annual_returns, considering, death_days, outcomes
from subgroup.registry import DailyHook

HOOKS: dict[str, DailyHook] = {
    "deferred cases": outcomes.daily,
    "cases on agendas": considering.guard,
    "cdop": death_days.keep,
    "annual return on child deaths": annual_returns.keep,
}
