"""A button that is pressed twice makes one thing."""

from datetime import datetime, timedelta
from typing import Any, TypeVar

from django.db.models import Model, QuerySet

MOMENT = timedelta(minutes=1)
Row = TypeVar("Row", bound=Model)


def is_moments_ago(made_at: datetime, at: datetime) -> bool:
    return timedelta(0) <= at - made_at <= MOMENT


def again(rows: QuerySet[Row], when: str, at: datetime, **said: Any) -> Row | None:
    """The newest of the rows where it was made moments ago of all that is `said` now. Ask it with their owner locked."""
    last = rows.order_by(f"-{when}", "-pk").first()
    if last is None or not is_moments_ago(getattr(last, when), at):
        return None
    return last if all(getattr(last, name) == value for name, value in said.items()) else None
