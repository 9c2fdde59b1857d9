"""The story of one action, from recommendation to impact, out of its dated records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from actionplans.enums import OPEN_STAGES, Stage, TestResult
from actionplans.models import Action, ActionUpdate, Challenge, ImpactTest, StageChange
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.terms.lights import LightTerms


@dataclass(frozen=True)
class Entry:
    """One thing that happened. `note` is a line below the text."""

    at: datetime
    title: str
    by: str = ""
    text: str = ""
    note: str = ""
    href: str = ""


@dataclass(frozen=True)
class Step:
    """A stop on the line from open to sustained; as the component `cycle` takes it."""

    label: str
    date: date | None
    state: str


def entries(action: Action, terms: LightTerms, challenges: list[tuple[Challenge, str]]) -> list[Entry]:
    """The newest first. The action comes with its records prefetched (views/shared.py)."""
    stages = list(_stages(action))
    found = [  # of one moment, what came first stands first
        *stages[:1],
        *_evidence(action),
        *_updates(action, terms),
        *_extensions(action),
        *_days(action),
        *stages[1:],
        *_tests(action),
        *(
            Entry(one.made_at, f"Challenge {one.reference} made", str(one.made_by), one.question, href=href)
            for one, href in challenges
        ),
    ]
    found += [
        Entry(one.agreed_at, f"The group’s light: {terms.word(one.colour)}", str(one.agreed_by or ""), one.reason)
        for one in action.agreed_lights.all()
        if one.agreed_at not in {step.changed_at for step in action.stages.all()}
    ]  # fmt: skip
    return sorted(found, key=lambda entry: entry.at)[::-1]


def _stages(action: Action) -> Iterator[Entry]:
    before: StageChange | None = None
    for one in action.stages.all():
        by = str(one.changed_by or "")
        match one.stage:
            case Stage.OPEN if before is None:
                if action.line is None:
                    yield Entry(one.changed_at, "Opened", by)
                else:
                    yield Entry(action.opened_at, "Agreed in the minutes", str(action.line.recorded_by or ""))
            case Stage.OPEN if before is not None and before.stage == Stage.PROPOSED:
                yield Entry(one.changed_at, "Returned: more is needed", by, one.reason)
            case Stage.ENDED:
                yield Entry(one.changed_at, "The plan was closed with the action open", by, one.reason)
            case Stage.OPEN | Stage.PROPOSED if before is not None and before.stage == Stage.ENDED:
                yield Entry(one.changed_at, "The plan was opened again", by, one.reason)
            case Stage.OPEN:
                yield Entry(one.changed_at, "Open again", by, one.reason)
            case Stage.SIGNED_OFF:
                note = "" if not one.reason else f"No impact test: {one.reason}"
                yield Entry(one.changed_at, "Signed off", by, note=note)
            case Stage.SUSTAINED:
                yield Entry(one.changed_at, "Sustained", by, one.reason)
        before = one


def _updates(action: Action, terms: LightTerms) -> Iterator[Entry]:
    for one in action.updates.all():
        yield Entry(one.made_at, _word(one), str(one.made_by), one.text, _note(one, terms))


def _word(one: ActionUpdate) -> str:
    if one.done:
        return "Reported done"
    if one.from_tracker:
        return "Imported from a tracker"
    return "No change" if one.no_change else "Update"


def _note(one: ActionUpdate, terms: LightTerms) -> str:
    parts = []
    if one.colour:
        parts.append(f"The agency says: {terms.word(one.colour)}.")
    if one.expected_on:
        parts.append(f"Expected on {long_date(one.expected_on)}.")
    if one.new_due_on:
        parts.append(f"New day: {long_date(one.new_due_on)}.")
    if one.sent_back_at:
        parts.append(f"Sent back by {one.sent_back_by}: {one.sent_back_because}")
    return " ".join(parts)


def _days(action: Action) -> Iterator[Entry]:
    """The changes of the day that no other record tells."""
    told = {one.made_at for one in action.updates.all()} | {
        one.decided_at for one in action.extension_requests.all()
    }
    for one in list(action.due_changes.all())[1:]:
        if one.changed_at not in told and one.due_on:
            yield Entry(
                one.changed_at, f"Due by {long_date(one.due_on)}", str(one.changed_by or ""), one.reason
            )


def _extensions(action: Action) -> Iterator[Entry]:
    for one in action.extension_requests.all():
        asked = f"More time asked for: until {long_date(one.to_day)}"
        yield Entry(one.asked_at, asked, str(one.asked_by), one.reason)
        if one.decided_at:
            word = "granted" if one.granted else "not granted"
            by = str(one.decided_by or "")
            yield Entry(one.decided_at, f"More time {word}", by, one.decided_because)


def _evidence(action: Action) -> Iterator[Entry]:
    for one in action.evidence.all():
        yield Entry(one.supplied_at, "Evidence added", str(one.supplied_by or ""), one.title)


def _tests(action: Action) -> Iterator[Entry]:
    for one in action.tests.all():
        kind = one.get_kind_display()
        yield Entry(
            one.set_at, f"Impact test set: {kind.lower()} by {long_date(one.due_on)}", str(one.set_by or "")
        )
        if one.recorded_at and one.held_on:
            word = TestResult(one.result).label
            note = f"Held on {long_date(one.held_on)}."
            yield Entry(
                one.recorded_at, f"{kind}: {word.lower()}", str(one.recorded_by or ""), one.note, note
            )


def waiting_test(action: Action) -> ImpactTest | None:
    return next((one for one in action.tests.all() if not one.result), None)


def steps(action: Action, today: date) -> list[Step]:
    """The four steps of an action of a plan, on a line with where it stands (docs/pages.md)."""
    stage = Stage(action.stage)
    ended = stage == Stage.ENDED
    if ended:
        stage = Stage.PROPOSED if action.done_on else Stage.OPEN
    reached = {one.stage: day_of(one.changed_at) for one in action.stages.all()}
    test = waiting_test(action)
    due = action.due_on
    proposed, signed = stage not in OPEN_STAGES or stage == Stage.PROPOSED, stage not in OPEN_STAGES
    tested = stage in (Stage.TESTED, Stage.SUSTAINED)
    late = action.done_on is not None and due is not None and action.done_on > due
    first = "done-late" if late else "done" if proposed else "late" if due and due < today else "now"
    line = [
        Step("Opened", day_of(action.opened_at), "done"),
        Step("Reported done", action.done_on or due, first),
        Step("Signed off", action.signed_off_on, "done" if signed else "now" if proposed else "next"),
        Step(
            "Tested",
            reached.get(Stage.TESTED) if tested else test.due_on if test else None,
            "done" if tested else _of_test(test, today) if signed else "next",
        ),
        Step(
            "Sustained",
            reached.get(Stage.SUSTAINED) if stage == Stage.SUSTAINED else None,
            "done" if stage == Stage.SUSTAINED else "now" if tested else "next",
        ),
    ]
    if not ended:
        return line
    return [replace(one, state="next") if one.state in ("now", "late") else one for one in line]


def _of_test(test: ImpactTest | None, today: date) -> str:
    if test is None:
        return "next"
    return "late" if test.due_on < today else "now"
