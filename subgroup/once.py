"""What several parts of one page ask is asked once: kept for the time of a GET and no longer."""

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_page: ContextVar[dict[Hashable, Any] | None] = ContextVar("page", default=None)


@contextmanager
def page() -> Iterator[None]:
    """A page is being made: answers are kept until it is."""
    token = _page.set({})
    try:
        yield
    finally:
        _page.reset(token)


def once(key: Hashable, ask: Callable[[], T]) -> T:
    """What `ask` answers; within a page the same answer for the same key. Outside of one it is asked each time."""
    kept = _page.get()
    if kept is None:
        return ask()
    if key not in kept:
        kept[key] = ask()
    found: T = kept[key]
    return found
