"""The start of a replay: the terms of its first event, the membership as it stood then, and the dates that were known ahead."""

import re
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings

from members import importing
from members.models import Agency, Compact, Seat
from members.services import compacts
from reports import returns
from reports.replay.log import Event, dates, whole
from reports.replay.world import World
from subgroup.deadlines.frequency import Frequency
from subgroup.models import SubGroup
from subgroup.terms import ParsedTerms, loading, parse
from subgroup.terms.content import share

SALFORD = settings.BASE_DIR / "subgroup" / "terms" / "data" / "salford-case-review-and-audit.toml"
_UNITS = {
    "wd": "working days",
    "cd": "calendar days",
    "days": "calendar days",
    "clear": "clear days",
    "weeks": "weeks",
    "months": "months",
}
_DEADLINES = {
    "agenda": "items",
    "items": "items",
    "publish": "publish",
    "minutes": "minutes",
    "letter": "second_apology_letter",
    "return": "return",
}
_FIGURE = re.compile(
    r"^(agenda|items|publish|minutes|letter|return)_(wd|cd|days|clear|weeks|months)_(before|after)$"
)
_TARGET = re.compile(r"^(P\d+)_target$")
_QUORUM = {"quorum_agencies": "at_least_agencies", "quorum_members": "at_least_members"}
_RUN = {"deputy_breaks_run", "deputy_breaks_run_of_apologies"}
_REVIEWED = re.compile(r"\breviewed in ([A-Z][a-z]+ [0-9]{4})")
_KNOWN = {"version", "in_force_from", "note", "by"}


def terms_of(event: Event, before: ParsedTerms | None = None) -> tuple[ParsedTerms, list[str]]:
    """The terms before (at first Salford's) with the figures that the event gives, and the keys that say nothing to us.

    Raises ValueError with a sentence for a figure that is none.
    """
    data: dict[str, Any] = (before or parse(SALFORD.read_text())).to_json()
    data["next_review"] = None
    data["version"] = event.value("version") or event.subject
    if reviewed := _REVIEWED.search(event.value("note") or ""):
        data["last_review"] = reviewed[1]
    if event.day_of("in_force_from") is None:
        data["in_force_from"] = event.day.isoformat()
    unknown = [
        key for key, value in event.detail.items() if not _take(data, key, value) and key not in _KNOWN
    ]
    return ParsedTerms.from_json(data), unknown


def _take(data: dict[str, Any], key: str, value: str) -> bool:
    """Puts one figure of an event into the terms; False where it names none."""
    if key in ("version", "in_force_from"):
        data[key] = value
    elif found := _FIGURE.match(key):
        empty = {"clause": "", "reminders": None, "escalate": None}
        data["deadlines"].setdefault(_DEADLINES[found[1]], empty)["due"] = (
            f"{whole(value)} {_UNITS[found[2]]} {found[3]}"
        )
    elif key in _QUORUM:
        others = [condition for condition in data["quorum"]["conditions"] if _QUORUM[key] not in condition]
        data["quorum"]["conditions"] = [*others, {_QUORUM[key]: whole(value)}]
    elif key == "held_target" or _TARGET.match(key):
        data["targets"]["P3" if key == "held_target" else key.partition("_")[0]] = share(value)
    elif key == "interval_weeks":
        data["meetings"]["frequency"] = Frequency.parse(f"every {whole(value)} weeks").text
    elif key == "letter_after_apologies":
        data["standing"][key] = whole(value)
    elif key in _RUN:
        data["standing"]["deputy_breaks_run_of_apologies"] = value.lower() in {"yes", "true", "1"}
    else:
        return False
    return True


def load_terms(world: World, event: Event) -> SubGroup:
    before = world.group.terms_on(event.day_of("in_force_from") or event.day).content if world.group else None
    parsed, unknown = terms_of(event, before)
    world.notes += [f"{event}: nothing is known of {key}" for key in unknown]
    return loading.load(parsed, at=event.at).terms.group


def begin(world: World, event: Event, events: list[Event], members: str) -> None:
    """Terms, seats, the people who sat in them on the first day, and the meetings of the Coordination and Delivery Group."""
    group = load_terms(world, event)
    group.simulated = True
    group.save(update_fields=["simulated"])
    world.group = group
    rows = importing.read(members)
    world.codes = {
        short[1]: later.subject
        for later in events
        if later.kind == "agency-renamed"
        and (short := re.search(r"\(([A-Z][A-Z0-9]+)\)", later.value("new_name", "name") or ""))
    }
    world.emails = {
        name: email
        for row in rows
        for name, email in ((row.holder, row.email), (row.deputy, row.deputy_email))
        if name
    }
    importing.write(group=group, rows=_as_it_stood(rows, event, events), by=None, at=event.at)
    world.seats = {
        seat.code: seat for seat in Seat.objects.filter(group=group).select_related("agency", "group")
    }
    for later in events:
        if later.kind == "compact-expired":
            code = world.codes.get(later.subject, later.subject)
            if agency := Agency.objects.filter(group=group, code=code).first():
                expire(agency, later, at=event.at)
        if later.kind == "cdg-meeting":
            returns.add_meeting(
                group=group, day=later.day, name=later.subject or f"CDG {later.day}", by=None, at=event.at
            )
    world.done[event.kind] += 1


def expire(agency: Agency, event: Event, *, at: datetime) -> None:
    """The compact that has run out by the day of the event ends where the event says, or the day before; an unknown one is written down."""
    found = dates(event.value("previous"))
    last = found[1] if len(found) == 2 else event.day - timedelta(days=1)
    known = Compact.objects.filter(agency=agency)
    if known.filter(ends_on=last).exists():
        return
    lapsed = known.on(event.day).filter(starts_on__lte=last).order_by("starts_on")
    named = lapsed.filter(starts_on=found[0]) if found else lapsed.none()
    for compact in list(named or lapsed[:1]):
        compacts.end(compact=compact, ends_on=last, by=None, at=at)
    if len(found) == 2 and not known.on(last).exists():
        compacts.sign(agency=agency, signed_on=found[0], signatory="", ends_on=last, by=None, at=at)


def _as_it_stood(rows: list[importing.Row], event: Event, events: list[Event]) -> list[importing.Row]:
    """The rows that held on the first day. What changed later is told by the log; a change it does not tell is taken from the file."""
    told = {later.subject for later in events if later.kind == "seat-change"}
    signed = {later.subject for later in events if later.kind == "compact"}
    kept = []
    for row in rows:
        code = f"S{row.seat_no or 0:02d}"
        if code in told:
            if row.starts_on and row.starts_on > event.day:
                continue
            row.ends_on = row.ends_on if row.ends_on and row.ends_on < event.day else None
        if row.agency_code in signed and row.compact_signed and row.compact_signed > event.day:
            row.compact_signed = None
        kept.append(row)
    return kept
