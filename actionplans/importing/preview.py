"""What an import would do, row by row, against the register as it stands now."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.crypto import salted_hmac

from actionplans import hidden
from actionplans.enums import AddressedTo, Stage
from actionplans.importing.kept import row_from_json
from actionplans.importing.names import ADD, PlanChoice, Question, plan_choices, questions, review_of
from actionplans.importing.settling import AGENCY, DUE, LIGHT, OTHER, TEXT, Settled, settle
from actionplans.models import Action, ActionUpdate, Plan, TrackerImport, TrackerRow
from actionplans.trackers import AgencyWords, Change, Known, Row, compare, find
from actionplans.trackers.records import CHANGED, NEW, UNCHANGED, UNCLEAR, WRONG
from members import agency_words
from members.models import Agency
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.sheets.agencies import plain

OUT = "left out"
VERDICTS = (UNCLEAR, WRONG, NEW, CHANGED, UNCHANGED, OUT)
COLOUR = {"R": "red", "A": "amber", "G": "green", "B": "blue", "": ""}
SAID_DONE = "The tracker says that it is done."
WAITS = (
    f"{SAID_DONE} It comes in as reported done and waits for sign-off, with the evidence that is asked for."
)
_LETTER = {colour: letter for letter, colour in COLOUR.items()}
_FIELDS = {"due_suggested": DUE, "agency_codes": AGENCY, "rag": LIGHT, "action": TEXT}


@dataclass(frozen=True)
class Word:
    """A dated word to be added to an action. `done`: by it the action is reported done."""

    on: date
    text: str
    colour: str = ""
    done: bool = False


@dataclass(frozen=True)
class Shown:
    """One row with its verdict and reasons."""

    kept: TrackerRow
    settled: Settled
    choice: PlanChoice
    verdict: str
    reasons: tuple[str, ...]
    action: Action | None = None
    changes: tuple[Change, ...] = ()
    words: tuple[Word, ...] = ()

    @property
    def row(self) -> Row:
        return self.settled.row

    @property
    def is_done(self) -> bool:
        return any(word.done for word in self.words)

    @property
    def will_be_written(self) -> bool:
        return self.verdict in (NEW, CHANGED)


@dataclass
class Preview:
    """All rows of an import. `words` are the names of agencies, `choices` the plans by review."""

    tracker_import: TrackerImport
    words: AgencyWords
    choices: dict[str, PlanChoice]
    questions: list[Question]
    rows: list[Shown]
    names: dict[str, str] = field(default_factory=dict)

    @property
    def counts(self) -> Counter[str]:
        return Counter(row.verdict for row in self.rows)

    @property
    def writes(self) -> list[Shown]:
        return [row for row in self.rows if row.will_be_written]

    @property
    def new_plans(self) -> list[PlanChoice]:
        used = {row.choice.review for row in self.writes}
        new = {one.code: one for one in self.choices.values() if one.plan is None and one.review in used}
        return list(new.values())

    @property
    def new_agencies(self) -> list[str]:
        """Codes of agencies that are to be added."""
        added = {
            key.removeprefix("code:") for key, value in _agencies(self.tracker_import).items() if value == ADD
        }
        return sorted({code for row in self.writes for code in row.settled.codes if code in added})

    @property
    def figures(self) -> list[str]:
        """What will happen, in sentences."""
        counts, words = self.counts, sum(len(row.words) for row in self.writes)
        plans, agencies = self.new_plans, self.new_agencies
        codes, names = ", ".join(one.code for one in plans), ", ".join(map(self.words.name, agencies))
        done = sum(row.is_done for row in self.writes)
        waits = "waits" if done == 1 else "wait"
        asked = sum(
            row.row.due_suggested is None for row in self.writes if row.verdict == NEW and not row.is_done
        )
        said = [
            (counts[NEW], f"{count(counts[NEW], 'action is', 'actions are')} added to the register."),
            (done, f"{count(done, 'of them is', 'of them are')} done as the tracker says, and {waits} for sign-off."),
            (counts[CHANGED], f"{count(counts[CHANGED], 'action is', 'actions are')} changed."),
            (len(plans), f"{count(len(plans), 'plan is', 'plans are')} opened: {codes}."),
            (len(agencies), f"{count(len(agencies), 'agency is', 'agencies are')} added to the group: {names}."),
            (words, f"{count(words, 'progress note or light is', 'progress notes and lights are')} added as dated updates."),
            (asked, f"{count(asked, 'new action has', 'new actions have')} no day: give them one on their pages."),
            (counts[UNCHANGED], f"{count(counts[UNCHANGED], 'row changes', 'rows change')} nothing."),
            (counts[UNCLEAR], f"{count(counts[UNCLEAR], 'row is', 'rows are')} still unclear and stay out."),
            (counts[WRONG], f"{count(counts[WRONG], 'row is', 'rows are')} wrong and stay out."),
            (counts[OUT], f"{count(counts[OUT], 'row is', 'rows are')} left out, as you said."),
        ]  # fmt: skip
        return [sentence for number, sentence in said if number]

    def digest(self) -> str:
        """Changes with anything that would be written: what was read is what is confirmed."""
        said = [
            [row.kept.pk, row.verdict, row.choice.code, row.settled.codes, row.row.due_suggested, row.row.action, row.row.rag,
             row.settled.officer, len(row.words), row.is_done, [change.sentence for change in row.changes]]
            for row in self.rows
        ]  # fmt: skip
        plans = [[one.code, one.title, one.kind, one.confidential] for one in self.new_plans]
        text = json.dumps([said, plans, self.new_agencies], default=str)
        return salted_hmac("tracker-import", text).hexdigest()[:20]


def _agencies(tracker_import: TrackerImport) -> dict[str, str]:
    found: dict[str, str] = tracker_import.answers.get("agencies", {})
    return found


class _Register:
    """The actions of the plans that the tracker is about, found by plan and reference or words."""

    def __init__(self, plans: Iterable[Plan]) -> None:
        rows = Action.objects.standing().filter(recommendation__plan__in=list(plans))
        self.known: dict[int, tuple[Action, Known]] = {}
        self.index: dict[tuple[str, str], list[Known]] = {}
        for action in rows.select_related("agency", "recommendation__plan").prefetch_related("supporting"):
            known = _known(action)
            self.known[action.pk] = action, known
            for key in {plain(known.action_no), plain(action.reference), plain(known.action)}:
                self.index.setdefault((known.review, key), []).append(known)
        self.updates: dict[int, set[tuple[date | None, str]]] = {}
        said = ActionUpdate.objects.filter(action__in=self.known).values_list("action_id", "made_at", "text")
        for pk, made_at, text in said:
            texts = self.updates.setdefault(pk, set())
            texts |= {(day_of(made_at), plain(text)), (None, plain(text))}

    def find(self, row: Row, plan: Plan) -> tuple[Action, Known] | None:
        asked = replace(row, review=plan.code)
        near = [
            known
            for key in dict.fromkeys((plain(row.action_no), plain(row.action)))
            if key
            for known in self.index.get((plan.code, key), ())
        ]
        found = find(asked, list({known.key: known for known in near}.values()))
        return self.known[found.key] if found and isinstance(found.key, int) else None


def _known(action: Action) -> Known:
    recommendation = action.recommendation
    assert recommendation is not None  # noqa: S101 - only actions of plans are looked for
    return Known(
        key=action.pk,
        review=recommendation.plan.code,
        action_no=action.source_reference or action.reference.partition("/")[2],
        action=action.text,
        rec_no=recommendation.number,
        agency_codes=(action.agency.code, *sorted(one.code for one in action.supporting.all())),
        lead_officer=action.officer,
        due_suggested=action.due_on,
        outcome=action.success_criterion,
        evidence=action.evidence_required,
        rag=_LETTER.get(action.colour, ""),
    )


def preview(tracker_import: TrackerImport, *, on: date) -> Preview:
    """Compares every row with the register as it is; `on` is today. A tracker meets no plan that is hidden from anybody."""
    group = tracker_import.group
    words = agency_words.of_group(group)
    names = dict(Agency.objects.filter(group=group).values_list("code", "name"))
    kept = list(tracker_import.rows.all())
    rows = [row_from_json(one.read) for one in kept]
    there = Plan.objects.filter(group=group).exclude(pk__in=hidden.plans(None, group, on))
    answers, plans = tracker_import.answers, list(there)
    taken = Plan.objects.filter(group=group).values_list("code", flat=True)
    choices = plan_choices(map(review_of, rows), plans, answers.get("plans", {}), taken)
    register = _Register(one.plan for one in choices.values() if one.plan)
    said_on = _said_on(tracker_import, rows, on)
    shown = [
        _show(one, settle(row, one.answer, _agencies(tracker_import), words, set(names)), choices[review_of(row)], register, said_on, on)
        for one, row in zip(kept, rows, strict=True)
    ]  # fmt: skip
    return Preview(
        tracker_import, words, choices, questions(rows, words, _agencies(tracker_import)), shown, names
    )


def _said_on(tracker_import: TrackerImport, rows: Iterable[Row], on: date) -> date:
    """The day of which the tracker speaks: the one it bears, else that of its newest note, else today."""
    if as_at := tracker_import.reading.get("as_at"):
        return min(date.fromisoformat(as_at), on)
    days = [update.on for row in rows for update in row.updates if update.on and update.on <= on]
    return max(days, default=on)


def _show(
    kept: TrackerRow, settled: Settled, choice: PlanChoice, register: _Register, said_on: date, on: date
) -> Shown:
    found = register.find(settled.row, choice.plan) if choice.plan else None
    action = found[0] if found else None
    if settled.left_out:
        return Shown(kept, settled, choice, OUT, ("You left this row out.",), action)
    if choice.plan and choice.plan.closed_at:
        why = f"{choice.plan.code} was closed on {long_date(day_of(choice.plan.closed_at))}: open it again first, or choose another plan."
        return Shown(kept, settled, choice, UNCHANGED if found else WRONG, (why,), action)
    if settled.wrong:
        return Shown(kept, settled, choice, WRONG, settled.reasons, action)
    if found is None:
        verdict = UNCLEAR if settled.asks else NEW
        done = settled.row.is_said_done
        words = tuple(_words(settled.row, set(), settled.row.rag, said_on, on, done=done))
        reasons = (*settled.reasons, WAITS) if done and verdict == NEW else settled.reasons
        return Shown(kept, settled, choice, verdict, reasons, words=words)
    return _against(kept, settled, choice, *found, register.updates.get(found[0].pk, set()), said_on, on)


def _against(
    kept: TrackerRow, settled: Settled, choice: PlanChoice, action: Action, known: Known,
    there: set[tuple[date | None, str]], said_on: date, on: date,
) -> Shown:  # fmt: skip
    row = settled.row
    if action.stage != Stage.OPEN:
        why = (
            f"{action.reference} is {action.get_stage_display().lower()}: the tracker changes nothing of it."
        )
        return Shown(kept, settled, choice, UNCHANGED, (why,), action)
    newer = action.last_confirmed_on is not None and action.last_confirmed_on > said_on
    light = "" if newer else row.rag
    same_words = action.due_as_written and plain(action.due_as_written) == plain(row.timescale_as_written)
    compared = replace(
        row, remarks=(), verdict=NEW, status="", recommendation="", rag=light, lead_officer=settled.officer,
        agency_codes=(*settled.codes[:1], *sorted(settled.codes[1:])),
        due_suggested=None if same_words and "due" not in kept.answer else row.due_suggested,
    )  # fmt: skip
    changes = compare(compared, known).changes
    changed = {change.field for change in changes}
    words = tuple(_words(row, there, light if "rag" in changed else "", said_on, on))
    asked = {
        what for what in settled.asks if what == OTHER or any(_FIELDS.get(name) == what for name in changed)
    }
    if (changes or words) and asked:
        return Shown(kept, settled, choice, UNCLEAR, settled.reasons, action, changes, words)
    reasons = [change.sentence for change in changes if change.field != "rag"]
    if words:
        reasons.append(
            f"{count(len(words), 'word', 'words')} on how it stands {'is' if len(words) == 1 else 'are'} added."
        )
    verdict = CHANGED if changes or words else UNCHANGED
    return Shown(kept, settled, choice, verdict, tuple(reasons), action, changes, words)


def _words(
    row: Row, there: set[tuple[date | None, str]], light: str, said_on: date, on: date, *, done: bool = False
) -> Iterable[Word]:
    """The notes that the register has not, by their days; then how the tracker as a whole puts the action, with its light.

    `done`: the action is new and is said to be done.
    """
    for update in row.updates:
        text = update.text.strip()
        if not text or (update.on, plain(text)) in there:
            continue
        if update.on is None or update.on > on:
            text = f"{long_date(update.on)}: {text}" if update.on else text
            if (None, plain(text)) not in there:
                yield Word(said_on, text)
        else:
            yield Word(update.on, text)
    lines = [
        f"Status: {row.status}." if row.status else "",
        f"Comment: {row.comments}" if row.comments else "",
    ]
    if row.completed_on:
        lines.append(f"Completed on {long_date(row.completed_on)}.")
    if row.signed_off:
        lines.append(f"Signed off: {row.signed_off}")
    text = "\n".join(filter(None, lines))
    if done:
        day = min(row.completed_on or said_on, on)
        yield Word(day, "\n".join(filter(None, [SAID_DONE, text])), COLOUR["B"], done=True)
        return
    known = not text or (None, plain(text)) in there
    if light or not known:
        yield Word(said_on, "As it stood in the tracker." if known else text, COLOUR[light])


def addressed_to(row: Row, agencies: Iterable[str]) -> str:
    """To whom a recommendation is addressed, by the words of its column."""
    said = plain(row.addressed_to)
    if not said or "board" in said.split():
        return AddressedTo.BOARD
    if "national" in said or "government" in said:
        return AddressedTo.NATIONAL
    if said.startswith("all"):
        return AddressedTo.ALL
    return AddressedTo.AGENCIES if list(agencies) else AddressedTo.BOARD
