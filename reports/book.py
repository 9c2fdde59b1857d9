"""The book of breaches (F14): every one there ever was, with its year, the returns that told it, and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.urls import reverse

from actionplans.models import UpdateOwed
from meetings.models import ApologyLetter, Meeting
from reports.measures.facts import label_of
from reports.models import Return
from subgroup import breaches, registry
from subgroup.models import Breach, Person, SubGroup
from subgroup.reckoning import Reckoner

BEFORE_THE_YEAR = timedelta(days=120)
"""What is about a year's first meeting may fall due in the year before."""


@dataclass(frozen=True)
class Entry:
    """A breach as the book shows it. `told` are the sent returns that carried it, the first one first."""

    breach: Breach
    year: str
    told: tuple[Return, ...]
    stands: bool

    @property
    def key(self) -> str:
        return self.breach.key

    @property
    def day(self) -> date:
        return self.breach.day

    @property
    def clause(self) -> str:
        return self.breach.clause

    @property
    def sentence(self) -> str:
        return self.breach.sentence

    @property
    def addressed(self) -> str:
        return self.breach.addressed

    @property
    def subject(self) -> tuple[str, str]:
        return self.breach.subject_kind, self.breach.subject_id

    @property
    def why_withdrawn(self) -> str:
        return "" if self.stands else self.breach.withdrawn_reason or "The record behind it was corrected."

    @property
    def first_told(self) -> str:
        return self.told[0].meeting.name if self.told else ""


def entries(group: SubGroup, *, on: date, since: date | None = None) -> list[Entry]:
    """All breaches, newest first; those withdrawn too. As many queries for a thousand as for one."""
    standing = breaches.listing(group, on=on, since=since)
    keys = {row.key for row in standing}
    stored = Breach.objects.filter(group=group).select_related("deadline", "addressed_by")
    if since:
        stored = stored.filter(day__gte=since)
    withdrawn = [row for row in stored if row.key not in keys]
    years, told = _years(group, [*standing, *withdrawn]), _told(group)
    found = [
        Entry(row, years[row.key], tuple(told.get(row.pk, ())), row.key in keys)
        for row in [*standing, *withdrawn]
    ]
    return _newest_first(found)


def entries_before(group: SubGroup, *, on: date, before: datetime) -> list[Entry]:
    """Those that stood before a moment of that day, with what was done and told by then. A few queries."""
    standing = breaches.listed_before(group, on=on, before=before)
    stored = dict(Breach.objects.filter(group=group).values_list("key", "pk"))
    years, told = _years(group, standing), _told(group)
    return _newest_first(
        Entry(
            row,
            years[row.key],
            tuple(
                one for one in told.get(stored.get(row.key, 0), ()) if one.sent_at and one.sent_at < before
            ),
            stands=True,
        )
        for row in standing
    )


def _newest_first(found: Iterable[Entry]) -> list[Entry]:
    return sorted(found, key=lambda entry: (entry.day, entry.clause, entry.key), reverse=True)


@dataclass(frozen=True)
class Shown:
    """What a reader sees of some breaches; of those about what is not there for them, how many they are."""

    entries: list[Entry]
    kept: int

    @property
    def sentence(self) -> str:
        return kept_sentence(self.kept)


def kept_sentence(number: int) -> str:
    if not number:
        return ""
    return f"And {number} about {'a case' if number == 1 else 'cases'} open to named people only"


def shown(group: SubGroup, found: Iterable[Entry], person: Person | None, *, on: date) -> Shown:
    """For nobody in particular: what everybody may see, as in a return."""
    found = list(found)
    gone = registry.hidden(person, group, {entry.subject for entry in found}, on=on)
    entries_ = [entry for entry in found if entry.subject not in gone]
    return Shown(entries_, len(found) - len(entries_))


def of_year(
    group: SubGroup, label: str, first: date, *, on: date, before: datetime | None = None
) -> list[Entry]:
    """Those that stand and belong to a reporting year, or stood before a moment of that day."""
    found = (
        entries_before(group, on=on, before=before)
        if before
        else entries(group, on=on, since=first - BEFORE_THE_YEAR)
    )
    return [entry for entry in found if entry.stands and entry.year == label]


def find(group: SubGroup, key: str, *, on: date) -> Entry | None:
    return next((entry for entry in entries(group, on=on) if entry.key == key), None)


def url_of(group: SubGroup, key: str) -> str:
    return reverse("reports:breach", args=[group.slug, key])


def _told(group: SubGroup) -> dict[int, list[Return]]:
    rows = Return.breaches.through.objects.filter(
        return__group=group, return__state=Return.State.SENT
    ).order_by("return__sent_at")
    found: dict[int, list[Return]] = {}
    for row in rows.select_related("return__meeting").defer("return__figures"):
        found.setdefault(row.breach_id, []).append(getattr(row, "return"))
    return found


def _years(group: SubGroup, rows: Iterable[Breach]) -> dict[str, str]:
    """What is about a meeting, its window for updates or a letter after it belongs to its year; anything else to that of its day."""
    reckoner = Reckoner(group)
    of_meeting = dict(Meeting.objects.filter(group=group).values_list("pk", "year"))
    of_letter = dict(ApologyLetter.objects.filter(meeting__group=group).values_list("pk", "meeting__year"))
    by_subject = {("meeting", str(pk)): year for pk, year in of_meeting.items()}
    by_subject |= {("letter", str(pk)): year for pk, year in of_letter.items()}
    owed = UpdateOwed.objects.filter(window__meeting__group=group)
    by_subject |= {
        ("plan_update", str(pk)): year for pk, year in owed.values_list("pk", "window__meeting__year")
    }
    found = {}
    for row in rows:
        year = by_subject.get((row.subject_kind, row.subject_id))
        found[row.key] = year or label_of(*reckoner.terms_on(row.day).content.reporting_year(row.day))
    return found
