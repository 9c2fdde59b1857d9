"""Where upper apps listen: filled in their AppConfig.ready()."""

from collections.abc import Callable
from datetime import datetime

from members.models import Holding

holder_came: list[Callable[[Holding, datetime], object]] = []
"""Called, in the same transaction, with each holding that begins by an appointment; not with a membership that is loaded."""
