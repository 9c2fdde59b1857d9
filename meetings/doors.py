"""Where upper apps listen: filled in their AppConfig.ready()."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django import forms
from django.core.files.uploadedfile import UploadedFile

from meetings.models import ActionLine, AgendaItem, Meeting
from subgroup.models import Person, StoredFile, SubGroup
from subgroup.views.base import GroupRequest

Sent = StoredFile | UploadedFile
"""A file that came with a form: kept already, or not yet."""


@dataclass(frozen=True)
class Typed:
    """A form that somebody sent, right or not, before anything is done with it. `files` are those that came with it, by field.

    `place` says in words where it is; `again` that the same text is sent time and again, as the note of an item is.
    """

    form: forms.BaseForm
    place: str
    files: Mapping[str, Sent] = field(default_factory=dict)
    again: bool = False


line_recorded: list[Callable[[ActionLine, datetime], object]] = []
"""Called, in the same transaction, with each action line caught in the minutes or changed before they are approved."""
line_struck: list[Callable[[ActionLine, datetime], object]] = []
"""Called, in the same transaction, with each action line that was struck out or put back: its `struck_at` says which."""
day_changed: list[Callable[[Meeting, datetime, Person | None], object]] = []
"""Called, in the same transaction, with each meeting that was planned, called, moved, postponed or cancelled."""
days_following: list[Callable[[Meeting, date, date], Iterable[tuple[str, date, date, str]]]] = []
"""Asked before a meeting moves, with its new day and today: what else would have another day (its title, from, to, the effect)."""
about_items: list[Callable[[GroupRequest, Collection[AgendaItem]], Mapping[int, Mapping[str, str]]]] = []
"""Asked by pages of items and minutes: item's id → `label` and `url` of what it is about, and what was `said` of it, for this reader."""
read: list[Callable[[GroupRequest, Iterable[AgendaItem], str], object]] = []
"""Called with the items whose words a page or a file has shown to its reader, and what that was: “the minutes of M3 of 2017-18”."""
typed: list[Callable[[Sequence[Typed], SubGroup, Person, datetime], object]] = []
"""Called with the forms of items, papers, minutes, decisions and action lines: adds an error where somebody is asked first."""
said: list[Callable[[str, str, SubGroup, datetime], str]] = []
"""Called with a text that is saved as it is typed, and its place: answers a sentence where somebody is to be asked first."""


def tell_day(meeting: Meeting, at: datetime, by: Person | None) -> None:
    """Its day is another, or none: who follows it is called."""
    for follow in day_changed:
        follow(meeting, at, by)


def about(request: GroupRequest, items: Collection[AgendaItem]) -> dict[int, Mapping[str, str]]:
    """What every listener has to say to this reader about the items."""
    found: dict[int, Mapping[str, str]] = {}
    for listener in about_items:
        found |= listener(request, items)
    return found


def note_read(request: GroupRequest, items: Iterable[AgendaItem], what: str) -> None:
    for listener in read:
        listener(request, items, what)


def ask(
    form: forms.BaseForm, *, place: str, group: SubGroup, by: Person, at: datetime,
    files: Mapping[str, Sent] | None = None,
) -> bool:  # fmt: skip
    """Whether a form is right, when those who listen at `typed` have looked at it too."""
    form.is_valid()
    for listener in typed:
        listener([Typed(form, place, files or {})], group, by, at)
    return not form.errors
