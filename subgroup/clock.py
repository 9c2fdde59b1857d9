"""The only clock. Views, commands and tasks read it and pass the moment on as `at=`; nothing below them does."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

LONDON = ZoneInfo("Europe/London")
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """This moment, aware, in London."""
    return _frozen.get() or (timezone.now() + _demo_shift()).astimezone(LONDON)


def _demo_shift() -> timedelta:
    """The demo lives in a year of its own: VAR_DIR/demo-clock holds how many seconds lie between then and now."""
    if not settings.DEMO:
        return timedelta()
    try:
        return timedelta(seconds=int((settings.VAR_DIR / "demo-clock").read_text()))
    except FileNotFoundError:
        return timedelta()


def today() -> date:
    """The date in London."""
    return now().date()


def moment(day: date, at: time = time(0, 0)) -> datetime:
    """The London moment of a day and a wall-clock time."""
    return datetime.combine(day, at, tzinfo=LONDON)


def day_of(at: datetime) -> date:
    """The London date of an aware moment: 23:20 UTC on 4 April 2017 is 5 April."""
    if at.tzinfo is None:
        raise ValueError("A moment needs a time zone.")
    return at.astimezone(LONDON).date()


@contextmanager
def frozen(at: datetime) -> Iterator[None]:
    """Stands still at `at`: for replay, the demo's making, and tests."""
    token = _frozen.set(at.astimezone(LONDON))
    try:
        yield
    finally:
        _frozen.reset(token)
