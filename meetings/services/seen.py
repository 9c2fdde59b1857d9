"""What a page showed, as a short word that its form sends back: nobody approves, signs or publishes what changed meanwhile."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any

from django.db.models import Model
from django.utils.crypto import constant_time_compare, salted_hmac

from meetings.models import AgendaItem, ApologyLetter, Meeting, PaperVersion
from meetings.services import minutes_document
from meetings.services.pack_contents import CurrentPaper, papers_by_root, published_numbers
from meetings.timetable import Timetable, timetable
from subgroup import changes
from subgroup.clock import LONDON, day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed


class Changed(NotAllowed):
    """What the page showed is not what stands now. The page is to be shown again, with this sentence."""


def digest(said: Any) -> str:
    """Keyed, so that a page tells nothing of a text that its reader is not shown."""
    return salted_hmac("seen", json.dumps(said, sort_keys=True, default=str)).hexdigest()[:20]


def of_minutes(meeting: Meeting) -> str:
    """All that the minutes say, the confidential part included."""
    return digest(minutes_document.snapshot(meeting, confidential=True))


def of_agenda(
    meeting: Meeting,
    table: Timetable | None = None,
    papers: Mapping[int, Sequence[CurrentPaper]] | None = None,
) -> str:
    """The items in their order with their words, times and versions of papers. `table` and `papers` save queries."""
    if table is None or papers is None:
        items = list(meeting.items.on_agenda())
        table, papers = timetable(meeting, items, published_numbers(meeting)), papers_by_root(items)
    rows = [
        [
            line.item.pk, line.number, line.starts, line.item.title, line.item.purpose, line.item.minutes_needed,
            line.item.presenter, line.item.recommendation, line.item.marking,
            [current.version.pk for current in papers.get(line.item.root_id, [])],
        ]
        for line in table.lines
    ]  # fmt: skip
    return digest([meeting.day, meeting.starts_at, meeting.ends_at, meeting.place, rows])


def of_pack(meeting: Meeting) -> str:
    """The agenda, and how often it was published: a button pressed twice publishes once."""
    return f"{meeting.packs.count()}-{of_agenda(meeting)}"


def of_letter(letter: ApologyLetter) -> str:
    return str(letter.version)


def word(shown: str, at: datetime) -> str:
    """For the form: what was shown, and when."""
    return f"{shown}.{int(at.timestamp())}"


def check(seen: str | None, now: str, *, what: str, act: str, things: Iterable[Model]) -> None:
    """Raises Changed, naming who changed one of `things` since, where the change log knows. None: nobody read a page.

    `what` is "The minutes were", `act` is "approved".
    """
    if seen is None:
        return
    shown, _, opened = seen.partition(".")
    if constant_time_compare(shown, now):
        return
    since = datetime.fromtimestamp(int(opened), UTC) if opened.isdigit() and len(opened) < 12 else None
    raise Changed(
        f"{what} changed{_by_whom(things, since)} after you opened this page. Nothing was {act}. "
        f"{'Read it' if what.endswith(' was') else 'Read them'} again before you go on."
    )


def _by_whom(things: Iterable[Model], since: datetime | None) -> str:
    last = next(iter(changes.of(things)), None) if since else None
    if last is None or since is None or last.at < since:
        return ""
    at = last.at.astimezone(LONDON)
    when = f"at {at:%H:%M}" if at.date() == day_of(since) else f"on {long_date(at.date())} at {at:%H:%M}"
    return f" by {last.by} {when}"


def things_of_minutes(meeting: Meeting) -> Iterable[Model]:
    return chain(
        meeting.minute_texts.all(), meeting.decisions.all(), meeting.action_lines.all(), meeting.attendance.all(),
        meeting.guests.all(), meeting.declarations.all(), meeting.items.all(),
    )  # fmt: skip


def things_of_agenda(meeting: Meeting) -> Iterable[Model]:
    items = list(meeting.items.all())
    roots = {item.root_id for item in items}
    versions = PaperVersion.objects.filter(paper__item_id__in=roots)
    return chain(items, AgendaItem.objects.filter(pk__in=roots), versions)
