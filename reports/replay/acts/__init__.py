"""What each event of a log does: one call of a service that people reach through a page."""

from reports.replay.acts import (
    cases,
    coordinating,
    items,
    meeting,
    membership,
    planning,
    plans,
    programme,
    work,
)
from reports.replay.acts.register import ACTS

__all__ = [
    "ACTS",
    "cases",
    "coordinating",
    "items",
    "meeting",
    "membership",
    "planning",
    "plans",
    "programme",
    "work",
]
