"""What each event of a log does: one call of a service that people reach through a page."""

from reports.replay.acts import coordinating, items, meeting, membership, planning, programme
from reports.replay.acts.register import ACTS

__all__ = ["ACTS", "coordinating", "items", "meeting", "membership", "planning", "programme"]
