"""The guidance in force: whose clocks and criteria hold for a case. Data: docs/regimes.md describes the files."""

from datetime import date

from django.conf import settings

from reviews.regimes.content import Clock, Criteria, Limb, Regime
from reviews.regimes.loading import load
from subgroup.models import SubGroup

__all__ = ["Clock", "Criteria", "Limb", "Regime", "clocks", "every", "get", "key_on", "problems"]


def every() -> list[Regime]:
    """All that are known, the earliest first."""
    return list(load(settings.REGIMES_DIR).regimes.values())


def problems() -> tuple[str, ...]:
    """What is wrong with the files, in words."""
    return load(settings.REGIMES_DIR).problems


def get(key: str) -> Regime:
    """Raises KeyError for guidance that no file holds."""
    return load(settings.REGIMES_DIR).regimes[key]


def key_on(day: date, group: SubGroup) -> str:
    """The key of the guidance in force for the area of a group on a day; the earliest for a day before any."""
    known = every()
    begun = [one for one in known if one.begins_for(group.board) <= day]
    return max(begun, key=lambda one: one.begins_for(group.board)).key if begun else known[0].key


def clocks() -> dict[str, Clock]:
    """One clock for each key that any guidance knows: the earliest."""
    found: dict[str, Clock] = {}
    for regime in every():
        for clock in regime.clocks.values():
            found.setdefault(clock.key, clock)
    return found
