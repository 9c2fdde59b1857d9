"""Drives the services through a simulated clock, event by event, with the daily run of every day in between."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from auditlog.context import set_actor
from django.test.utils import override_settings

from reports.replay import acts, membership, plans, rights
from reports.replay.log import Event
from reports.replay.world import World
from subgroup import clock, daily, delivery
from subgroup.celery import app
from subgroup.errors import NotAllowed
from subgroup.terms import TermsError

DAILY_RUN_AT = time(0, 5)
Say = Callable[[str], None]
EachDay = Callable[[World, date], None]


UNREADABLE = (ValueError, LookupError, TypeError, ArithmeticError, TermsError)
"""What a wrong value in an event's detail ends in."""


class Stopped(Exception):
    """The rules refused an event that the log does not expect to be refused, or the other way round; or it cannot be read.

    `world` is what was replayed until then.
    """

    world: World


@contextmanager
def nothing_leaves() -> Iterator[None]:
    """While a year is replayed no mail is sent and no worker is called: mails are marked sent, tasks are dropped."""
    broker = app.conf.broker_url
    app.conf.broker_url = "memory://localhost/"
    try:
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.dummy.EmailBackend"):
            yield
    finally:
        app.conf.broker_url = broker


def replay(
    events: list[Event], *, members: str, book: str = "", until: date | None = None, say: Say = print,
    each_day: EachDay | None = None,
) -> World:  # fmt: skip
    """Replays the events up to the close of `until`. Raises Stopped at the first one that goes other than the log says.

    `book` says more of the action plans that the log names: see plans.py. `each_day` is called between a day's daily run
    and its events, for what no log has words for.
    """
    world, known = World(say=say), plans.read(book)
    last = until or events[-1].day
    day = events[0].day
    with nothing_leaves():
        for event in events:
            if event.day > last:
                break
            day = _run_days(world, day, event.day, each_day)
            try:
                _apply(world, event, events, members, known)
            except Stopped as stop:
                stop.world = world
                raise
        _run_days(world, day, last + timedelta(days=1), each_day)
    return world


def _run_days(world: World, first: date, until: date, each_day: EachDay | None) -> date:
    """The daily run of each day from `first` up to but not including `until`, and that of `until` is left to the next call."""
    day = first
    while day < until:
        if world.started:
            _one_day(day)
            if each_day:
                with clock.frozen(clock.moment(day, DAILY_RUN_AT)):
                    each_day(world, day)
        day += timedelta(days=1)
    return day


def _one_day(day: date) -> None:
    at = clock.moment(day, DAILY_RUN_AT)
    with clock.frozen(at):
        daily.run(today=day, at=at)
        deliver(at)


def deliver(at: datetime) -> None:
    while delivery.deliver_due(at=at, limit=500):
        pass


def _apply(world: World, event: Event, events: list[Event], members: str, book: plans.Book) -> None:
    try:
        _do(world, event, events, members, book)
    except UNREADABLE as error:
        raise Stopped(f"{event} (line {event.line}) cannot be replayed: {_said(error)}") from error


def _said(error: Exception) -> str:
    if isinstance(error, TermsError):
        return " ".join(str(problem) for problem in error.problems)
    if isinstance(error, KeyError):
        return f"“{error.args[0] if error.args else ''}” is not known."
    return str(error) or type(error).__name__


def _do(world: World, event: Event, events: list[Event], members: str, book: plans.Book) -> None:
    with clock.frozen(event.at):
        if event.kind == "terms" and not world.started:
            membership.begin(world, event, events, members)
            plans.begin(world, event, events, book)
            return
        if not world.started:
            raise Stopped(f"{event}: a log begins with the terms in force.")
        act = acts.ACTS.get(event.kind)
        if act is None:
            world.not_built[event.kind] += 1
            return
        try:
            with set_actor(world.support(event.day)):
                rights.check(world, event)
                act(world, event)
        except NotAllowed as refusal:
            if not event.expects_refusal:
                raise Stopped(f"{event} (line {event.line}) was refused: {refusal}") from refusal
            world.refused += 1
            world.say(f"refused, as the log expects: {event}: {refusal}")
            return
        if event.expects_refusal:
            raise Stopped(f"{event} (line {event.line}) was allowed, and the log expects a refusal.")
        world.done[event.kind] += 1


def summary(world: World) -> list[str]:
    """What was replayed, and the events whose part is not built yet, named and counted."""
    lines = [
        f"replayed: {sum(world.done.values())} events"
        + (f", {world.refused} refused as expected" if world.refused else "")
    ]
    lines += [f"not built yet: {kind}, {count} events" for kind, count in sorted(world.not_built.items())]
    return lines + [f"note: {note}" for note in world.notes]
