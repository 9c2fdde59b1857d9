"""Every figure of the measures page, by the words of its address: the page and the list of records come from here alike."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from meetings.enums import AgendaState, MeetingState, Presence
from meetings.models import AgendaItem, Attendance
from meetings.quorum import THERE, present_of
from members.representation import agency_names
from reports.measures.definitions import MEASURES
from reports.measures.facts import Facts, MeetingFacts
from reports.measures.measure import Measure, Record, day_words
from reports.measures.tables import is_late
from reports.measures.tally import Tally
from subgroup import addresses
from subgroup.clock import day_of
from subgroup.models import SubGroup

Query = Mapping[str, str]


@dataclass(frozen=True)
class Counted:
    """Some records, and what is said of them: how many they are, or how many of them are kept."""

    measure: Measure
    is_quotient: bool = True
    words: tuple[str, str] = ("Kept", "Not kept")

    @property
    def text(self) -> str:
        return self.measure.value if self.is_quotient else str(self.measure.denominator)


@dataclass(frozen=True)
class Figure:
    """A figure and the address of exactly the records it counts."""

    text: str
    url: str


def find(facts: Facts, query: Query) -> Counted:
    """What an address asks for. Raises LookupError where it asks for nothing we count."""
    key = query.get("measure", "")
    if key in MEASURES:
        return Counted(MEASURES[key](facts))
    return COUNTS[key](facts, query)


def address(group: SubGroup, year: str, measure: str, **query: str) -> str:
    """Of the records of a figure."""
    path = addresses.address("reports:records", group.slug)
    return f"{path}?{urlencode({'measure': measure, 'year': year, **query})}"


def url_of(facts: Facts, measure: str, **query: str) -> str:
    day = {"as_of": facts.on.isoformat()} if facts.rebuilt else {}
    return address(facts.group, facts.year.label, measure, **query, **day)


def figure(facts: Facts, measure: str, **query: str) -> Figure:
    text = find(facts, {"measure": measure, **query}).text
    return Figure(text, url_of(facts, measure, **query))


def tally(facts: Facts, measure: str, **query: str) -> Tally:
    """The same for a table that keeps its records."""
    found = find(facts, {"measure": measure, **query})
    return Tally(found.text, found.measure.records, is_share=found.is_quotient)


def _counted(
    title: str,
    of: str,
    records: Iterable[Record],
    *,
    none: str = "",
    quotient: bool = True,
    words: tuple[str, str] = ("Kept", "Not kept"),
) -> Counted:
    measure = Measure("", title, of, None, tuple(records), not_measurable=none)
    return Counted(measure, quotient, words)


def submissions(facts: Facts, query: Query) -> Counted:
    """A2: items by agency, in time or late, of one meeting or all; a cancelled meeting's may be left out (cancelled=no)."""
    agency, kept = query.get("agency", "ALL"), query.get("kept", "")
    if agency != "ALL" and agency not in {one.code for one in facts.agencies}:
        raise LookupError(agency)
    items = [item for item in facts.items if agency in ("ALL", item.agency.code if item.agency else "")]
    if code := query.get("meeting"):
        items = [item for item in items if item.meeting.code == code]
    if query.get("cancelled") == "no":
        items = [item for item in items if item.meeting.state != MeetingState.CANCELLED]
    records = [_item(item, facts) for item in items]
    if kept:
        records = [record for record in records if record.kept == (kept == "yes")]
    which = {"yes": " in time", "no": " late"}.get(kept, "")
    whose = "" if agency == "ALL" else f" by {agency}"
    left_out = ", without cancelled meetings" if query.get("cancelled") == "no" else ""
    return _counted(
        f"Items submitted{which}{whose}{f' for {code}' if code else ''}{left_out}",
        "item submitted",
        records,
        none="no submissions",
        quotient=not kept,
        words=("In time", "Late"),
    )


def _item(item: AgendaItem, facts: Facts) -> Record:
    """By its reference alone: a title may be confidential."""
    late = is_late(item, facts.on)
    came = f"complete on {day_words(item.complete_on)}" if item.complete_on else "not complete"
    code = item.seat.code if item.seat else "no seat"
    agency = item.agency.code if item.agency else "no agency"
    why = f"{code} ({agency}): due by {day_words(item.due_on)}, {came}"
    kind = "item" if item.meeting.agenda_state == AgendaState.PUBLISHED else "unpublished item"
    return Record(
        item.reference or f"Item of {item.meeting.code}", not late, why, kind, item.pk, item.complete_on
    )


def attendance(facts: Facts, query: Query) -> Counted:
    """Seats at meetings, of one meeting or agency, perhaps those with one code only."""
    code, agency, presence = query.get("meeting"), query.get("agency"), query.get("presence")
    meetings = [_held(facts, code)] if code else facts.held
    rows = [
        (one, row)
        for one in meetings
        for row in one.attendance
        if row.presence and agency in (None, row.agency.code) and presence in (None, row.presence)
    ]
    label = Presence(presence).label if presence in Presence.values else "Attendance"
    whose = "".join([f" of {agency}" if agency else "", f" at {code}" if code else ""])
    return _counted(
        f"{label}{whose}",
        "seat at a meeting",
        [_seat(one, row) for one, row in rows],
        none="nobody was expected",
        quotient=not presence,
        words=("Represented", "Not represented"),
    )


def _held(facts: Facts, code: str) -> MeetingFacts:
    found = next((one for one in facts.held if one.meeting.code == code), None)
    if found is None:
        raise LookupError(code)
    return found


def _seat(one: MeetingFacts, row: Attendance) -> Record:
    meeting = one.meeting
    why = f"{row.seat.title} ({row.agency.code}): {Presence(row.presence).label.lower()}"
    label = f"{row.seat.code} at {meeting.code}"
    return Record(label, row.presence in THERE, why, "meeting", meeting.pk, meeting.day)


def expected(facts: Facts) -> list[str]:
    """The codes of the agencies of which a seat was expected at a meeting held so far."""
    seen = {row.agency.code for one in facts.held for row in one.attendance if row.presence}
    return [one.code for one in facts.agencies if one.code in seen]


def names(facts: Facts) -> dict[str, str]:
    """The agencies' names on the day, by code."""
    borne = agency_names(facts.group, facts.on)
    return {one.code: borne.get(one.pk, one.name) for one in facts.agencies}


def agencies(facts: Facts, query: Query) -> Counted:
    """P4: the agencies represented at one meeting, each once, with the seats that represented it."""
    one = _held(facts, query.get("meeting", ""))
    seats: dict[str, list[str]] = {}
    for row in one.there:
        present = present_of(one.meeting.terms.content, row)
        if present.counts:
            seats.setdefault(present.agency, []).append(row.seat.code)
    records = [
        Record(agency, True, f"Represented by {', '.join(codes)}", "meeting", one.meeting.pk, one.meeting.day)
        for agency, codes in sorted(seats.items())
    ]
    return _counted(f"Agencies represented at {one.meeting.code}", "agency", records, quotient=False)


def letters(facts: Facts, query: Query) -> Counted:
    """P6: the letters that one meeting called for."""
    code = query.get("meeting", "")
    own = {letter.pk for letter in facts.letters if letter.meeting.code == code}
    records = [record for record in MEASURES["P6"](facts).records if record.pk in own]
    title = f"Letters called for by second consecutive apologies at {code}"
    return _counted(title, "letter", records, quotient=False, words=("Sent", "Not sent"))


MEETINGS: dict[str, tuple[str, Callable[[MeetingFacts], bool]]] = {
    "planned": ("Meetings in the agreed plan", lambda one: one.meeting.plan_id is not None),
    "held": ("Meetings held", lambda one: one.is_held),
    "postponed": ("Meetings postponed, with no new day yet", lambda one: one.is_postponed),
    "cancelled": ("Meetings cancelled", lambda one: one.is_cancelled),
    "to_come": ("Meetings not yet held", lambda one: one.meeting.state == MeetingState.PLANNED),
    "extraordinary": ("Extraordinary meetings", lambda one: one.meeting.plan_id is None),
}


def meetings(facts: Facts, query: Query) -> Counted:
    title, belongs = MEETINGS[query.get("state", "")]
    records = [
        Record(
            one.meeting.code,
            not one.is_off,
            f"{one.meeting.get_state_display()}, {day_words(one.meeting.day)}",
            "meeting",
            one.meeting.pk,
            one.meeting.day,
        )
        for one in facts.meetings
        if belongs(one)
    ]
    return _counted(title, "meeting", records, quotient=False, words=("Stands", "Postponed or cancelled"))


ACTIONS: dict[str, tuple[str, Callable[[date | None, date], bool]]] = {
    "set": ("Actions of the minutes: set", lambda done, due: True),
    "done": ("Actions of the minutes: done", lambda done, due: done is not None),
    "in_time": ("Actions of the minutes: done in time", lambda done, due: done is not None and done <= due),
    "late": ("Actions of the minutes: done late", lambda done, due: done is not None and done > due),
    "open": ("Actions of the minutes: open", lambda done, due: done is None),
}
"""By the day an action was done, as far as is known by now, and the day it was due."""


def actions(facts: Facts, query: Query) -> Counted:
    """By reference, owner and dates: what is to be done may be confidential."""
    title, belongs = ACTIONS[query.get("state", "")]
    records = []
    for action in facts.actions:
        done = action.done_on if action.done_on and action.done_on <= facts.on else None
        if action.due_on is None or action.owner is None:
            continue  # none of the minutes
        if day_of(action.opened_at) > facts.on or not belongs(done, action.due_on):
            continue
        end = f"done {day_words(done)}" if done else "not done yet"
        why = f"{action.owner.code}: due {day_words(action.due_on)}, {end}"
        kept = (done or facts.on) <= action.due_on
        records.append(Record(action.reference, kept, why, "action", action.pk, action.due_on))
    return _counted(title, "action", records, quotient=False, words=("In time", "Late"))


COUNTS: dict[str, Callable[[Facts, Query], Counted]] = {
    "A2": submissions,
    "attendance": attendance,
    "agencies": agencies,
    "letters": letters,
    "meetings": meetings,
    "actions": actions,
}
