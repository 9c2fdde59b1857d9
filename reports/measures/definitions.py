"""Each performance measure of the terms, as code that reads like them. `facts` in, a Measure out."""

from collections.abc import Callable
from fractions import Fraction

from meetings.enums import LetterState, Presence
from meetings.models import Attendance
from reports.measures.facts import Facts, MeetingFacts, circulated_on, sent_on
from reports.measures.measure import Measure, Record, day_words
from reports.measures.told import told
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.models import ProgrammeVersion


def target(facts: Facts, key: str) -> Fraction | None:
    """As a fraction of whole per mille, so that 90% is exactly nine tenths."""
    share = facts.terms.content.target(key)
    return None if share is None else Fraction(round(share * 1000), 1000)


def _meeting(one: MeetingFacts, kept: bool, why: str) -> Record:
    return Record(one.meeting.code, kept, why, "meeting", one.meeting.pk, one.meeting.day)


def p1(facts: Facts) -> Measure:
    """Each meeting is chaired by a member of the Coordination and Delivery Group."""
    records = [
        _meeting(
            one,
            bool(one.chair_is_coordinating),
            f"Chaired by {one.meeting.chaired_by} ({one.chair_code}), "
            + ("a member" if one.chair_is_coordinating else "not a member")
            + " of the Coordination and Delivery Group that day",
        )
        for one in facts.held
    ]
    return Measure(
        "P1",
        "Chaired by a member of the Coordination and Delivery Group",
        "meeting",
        target(facts, "P1"),
        tuple(records),
    )


def p2(facts: Facts) -> Measure:
    """A work programme for the year is agreed by the Coordination and Delivery Group: the version, and the day it was agreed."""
    put = [one for one in facts.programme_versions if one.put_on <= facts.on]
    agreed = [one for one in put if one.agreed_on and one.agreed_on <= facts.on]
    agreed.sort(key=lambda one: (one.agreed_on, one.pk))
    last = agreed[-1] if agreed else None
    return Measure(
        "P2",
        "Work programme agreed by the Coordination and Delivery Group",
        "year",
        target(facts, "P2"),
        (_programme(facts, put, agreed),),
        mend="The Coordination and Delivery Group would have to agree a version of it.",
        said=f"v{last.name} agreed {long_date(last.answered_on)}"
        if last and last.answered_on
        else "not agreed yet",
    )


def _programme(facts: Facts, put: list[ProgrammeVersion], agreed: list[ProgrammeVersion]) -> Record:
    label = f"Work programme {facts.year.reporting}"
    if not put:
        return Record(label, False, "No version of it was put to that group", "programme", 0)
    last = (agreed or put)[-1]
    if not agreed:
        return Record(
            label,
            False,
            f"{last} was put on {day_words(last.put_on)}",
            "programme",
            last.programme_id,
            last.put_on,
        )
    first_on = agreed[0].agreed_on
    before = [one.meeting.code for one in facts.held if first_on and one.meeting.day < first_on]
    why = f"{last} agreed on {day_words(last.agreed_on)}" + (f", minute {last.minute}" if last.minute else "")
    if before:
        why += f". Held before any was agreed: {', '.join(before)}"
    return Record(label, True, why, "programme", last.programme_id, last.agreed_on)


def p3(facts: Facts) -> Measure:
    """90% of planned meetings take place: planned is what the agreed plan held; cancelled ones count as not held.

    The measure is of the reporting year. A meeting that is postponed, though the day it had has passed, can still be held in it
    and is to come; once the year is over with no new day named it was not held. Given a day after that, it counts like
    any that was moved: held when it is.
    """
    records, to_come, postponed, extra = [], [], [], []
    for one in facts.meetings:
        meeting = one.meeting
        if meeting.plan_id is None:
            extra.append(meeting.code)
        elif one.is_held:
            moved = (
                "" if meeting.day == meeting.planned_day else f", moved from {day_words(meeting.planned_day)}"
            )
            records.append(_meeting(one, True, f"Held on {day_words(meeting.day)}{moved}"))
        elif one.is_cancelled:
            records.append(_meeting(one, False, f"Cancelled: {meeting.cancel_reason}"))
        elif one.is_postponed and facts.on <= meeting.year_ends:
            postponed.append(meeting.code)
        elif one.is_postponed:
            why = f"Postponed and not held in {meeting.year}: {meeting.postpone_reason}"
            records.append(_meeting(one, False, why))
        elif meeting.day < facts.on:
            records.append(_meeting(one, False, f"No record that it was held on {day_words(meeting.day)}"))
        else:
            to_come.append(meeting.code)
    excluded = [f"still to come: {', '.join(to_come)}"] if to_come else []
    excluded += [f"postponed, with no new day yet: {', '.join(postponed)}"] if postponed else []
    excluded += [f"not in the agreed plan: {', '.join(extra)}"] if extra else []
    return Measure(
        "P3",
        "Planned meetings that took place",
        "planned meeting",
        target(facts, "P3"),
        tuple(records),
        tuple(excluded),
        left=len(to_come) + len(postponed),
    )


def p4(facts: Facts) -> Measure:
    """Each meeting is quorate: enough agencies, counted once each, on the attendance of the day."""
    records = [_meeting(one, one.quorum.quorate, one.quorum.sentence) for one in facts.held]
    return Measure("P4", "Meetings that were quorate", "meeting held", target(facts, "P4"), tuple(records))


def p5(facts: Facts) -> Measure:
    """Apologies are always received: of all absences, those with apologies."""
    records = [
        Record(
            f"{row.seat.code} at {one.meeting.code}",
            row.presence == Presence.APOLOGIES,
            f"{row.seat.title} ({row.agency.code}): {Presence(row.presence).label.lower()}",
            "meeting",
            one.meeting.pk,
            one.meeting.day,
        )
        for one in facts.held
        for row in _absences(one)
    ]
    return Measure("P5", "Absences with apologies", "absence", target(facts, "P5"), tuple(records))


def _absences(one: MeetingFacts) -> list[Attendance]:
    return [row for row in one.attendance if row.presence in (Presence.APOLOGIES, Presence.ABSENT)]


def p6(facts: Facts) -> Measure:
    """Apologies for a second consecutive meeting are followed up in writing by the chair."""
    records = [
        Record(
            f"{letter.seat.code} after {letter.meeting.code}",
            letter.state == LetterState.SENT,
            f"Sent {day_words(day_of(letter.sent_at))}"
            if letter.sent_at
            else "Never sent: the letter waits for the chair",
            "letter",
            letter.pk,
            letter.meeting.day,
        )
        for letter in facts.letters
    ]
    waiting = [record.label for record in records if not record.kept]
    return Measure(
        "P6",
        "Second consecutive apologies followed up in writing",
        "second consecutive apology",
        target(facts, "P6"),
        tuple(records),
        mend=f"The letters that wait would have to be sent: {', '.join(waiting)}." if waiting else "",
    )


def p7(facts: Facts) -> Measure:
    """Progress on each objective is shown by a traffic light and a comment for each meeting, by the day of the meeting."""
    records = []
    for one in facts.held:
        day = one.meeting.day
        for objective in facts.objectives:
            ended = objective.done_on or objective.dropped_on
            if day < objective.set_on or (ended and ended < day):
                continue
            said = [
                light
                for light in objective.lights.all()
                if light.meeting_key == str(one.meeting.pk) and day_of(light.said_at) <= day
            ]
            word = facts.terms.content.lights.word(said[-1].colour) if said else ""
            why = (
                f"{word}, said {day_words(day_of(said[-1].said_at))}"
                if said
                else "Nothing was said by that day"
            )
            records.append(
                Record(f"{objective} for {one.meeting.code}", bool(said), why, "objective", objective.pk, day)
            )
    return Measure(
        "P7",
        "Objectives with a light and a comment at each meeting",
        "light",
        target(facts, "P7"),
        tuple(records),
    )


def p8(facts: Facts) -> Measure:
    """Agencies report on their action plans to time: a word on each open action in each window (P8)."""
    records, open_ = [], []
    for owed, due in facts.updates_owed:
        label = f"{owed.plan.code}: {owed.agency.code} for {owed.window.meeting.code}"
        if due.met_on is None and facts.on <= due.due_on:
            open_.append(label)
            continue
        made = f"made {day_words(due.met_on)}" if due.met_on else "not made"
        why = f"Owed by {day_words(due.due_on)}, {made}"
        kept = due.met_on is not None and due.met_on <= due.due_on
        records.append(Record(label, kept, why, "plan_update", owed.pk, due.due_on))
    excluded = [f"not due yet: {', '.join(open_)}"] if open_ else []
    return Measure(
        "P8",
        "Updates of action plans made in time",
        "update",
        target(facts, "P8"),
        tuple(records),
        tuple(excluded),
    )


def p8_told(facts: Facts) -> Measure:
    """Any red risk and any failure to report on a plan is addressed, and reported in the return to the next meeting of the
    Coordination and Delivery Group (P8). What a later return told first counts against it for good."""
    records, waiting, lost = [], [], False
    for one in told(facts):
        if one.is_waiting(facts.on):
            waiting.append(one.label)
            continue
        lost = lost or one.is_told_late
        records.append(Record(one.label, one.is_kept, one.why, one.kind, one.pk, one.day))
    return Measure(
        "P8",
        "Red risks and missed updates of action plans that were addressed and reported",
        "one",
        Fraction(1),
        tuple(records),
        (f"the Coordination and Delivery Group has not met since: {', '.join(waiting)}",) if waiting else (),
        mend="" if lost else "Each of the others would have to be addressed and reported.",
    )


def p9(facts: Facts) -> Measure:
    """A return goes to each meeting of the Coordination and Delivery Group, on or before its day."""
    records, to_come = [], []
    for meeting in facts.coordinating:
        sent = sent_on(facts.returns.get(meeting.pk))
        if sent is None and meeting.day >= facts.on:
            to_come.append(meeting.name)
            continue
        why = f"Meeting of {day_words(meeting.day)}: return sent {day_words(sent)}"
        records.append(
            Record(
                meeting.name,
                sent is not None and sent <= meeting.day,
                why,
                "coordinating_meeting",
                meeting.pk,
                meeting.day,
            )
        )
    excluded = (f"still to come: {', '.join(to_come)}",) if to_come else ()
    return Measure(
        "P9",
        "Returns sent for each meeting of the Coordination and Delivery Group",
        "one",
        target(facts, "P9"),
        tuple(records),
        excluded,
    )


def p10(facts: Facts) -> Measure:
    """Minutes are circulated within the terms' working days of a meeting; the clock stops at circulation."""
    records, open_ = [], []
    for one in facts.meetings:
        if not one.is_held:
            continue
        kept = one.in_time("minutes", facts.on)
        if kept is None:
            open_.append(one.meeting.code)
            continue
        why = f"Due {day_words(one.due('minutes'))}, circulated {day_words(circulated_on(one.meeting))}"
        records.append(_meeting(one, kept, why))
    excluded = (f"not due yet: {', '.join(open_)}",) if open_ else ()
    return Measure(
        "P10", "Minutes circulated in time", "meeting", target(facts, "P10"), tuple(records), excluded
    )


MEASURES: dict[str, Callable[[Facts], Measure]] = {
    "P1": p1,
    "P2": p2,
    "P3": p3,
    "P4": p4,
    "P5": p5,
    "P6": p6,
    "P7": p7,
    "P8": p8,
    "P8-told": p8_told,
    "P9": p9,
    "P10": p10,
}


def not_measured(facts: Facts) -> dict[str, str]:
    """What cannot be said of the year, and why."""
    return {} if facts.objectives else {"P7": "No objectives are set for the year."}


def all_measures(facts: Facts) -> dict[str, Measure]:
    silent = not_measured(facts)
    return {key: define(facts) for key, define in MEASURES.items() if key not in silent}
