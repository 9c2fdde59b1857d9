"""What an import would do, row by row, against the register as it stands now."""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.utils.crypto import salted_hmac

from actionplans import hidden
from actionplans import plan_policies as policies
from actionplans.enums import AddressedTo, Stage
from actionplans.importing.kept import row_from_json
from actionplans.importing.names import (
    ADD,
    PlanChoice,
    Question,
    plan_choices,
    questions,
    review_of,
    with_plan,
)
from actionplans.importing.settling import AGENCY, DUE, LIGHT, OTHER, TEXT, Settled, settle
from actionplans.importing.words import COLOUR, Word, done_text, words_of
from actionplans.models import Action, ActionUpdate, Plan, TrackerImport, TrackerRow
from actionplans.saying import TRACKER_SAYS
from actionplans.trackers import AgencyWords, Change, Known, Row, compare, find
from actionplans.trackers.records import CHANGED, NEW, UNCHANGED, UNCLEAR, WRONG
from members import agency_words
from members.models import Agency
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, long_date
from subgroup.sheets.agencies import plain

OUT = "left out"
VERDICTS = (UNCLEAR, WRONG, NEW, CHANGED, UNCHANGED, OUT)
WAITS = f"{TRACKER_SAYS} It comes in as reported done and waits for sign-off, with the evidence that is asked for."
NO_EVIDENCE = {
    "", "n", "no", "none", "nil", "n a", "na", "not applicable", "tbc", "tba", "not yet", "none yet", "not supplied", "not received",
    "pending", "outstanding", "awaited", "awaiting", "to follow", "requested", "not seen",
}  # fmt: skip
_LETTER = {colour: letter for letter, colour in COLOUR.items()}
_FIELDS = {"due_suggested": DUE, "agency_codes": AGENCY, "rag": LIGHT, "action": TEXT}


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
    evidence: str = ""
    """What the tracker says was supplied, where the register does not hold it yet."""

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
            (counts[CHANGED], f"{count(counts[CHANGED], 'action is', 'actions are')} changed."),
            (done, f"{count(done, 'action is', 'actions are')} reported done as the tracker says, and {waits} for sign-off."),
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
             row.settled.officer, len(row.words), row.is_done, row.evidence, [change.sentence for change in row.changes]]
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
        rows = rows.select_related("agency", "recommendation__plan")
        for action in rows.prefetch_related("supporting", "evidence", "extension_requests"):
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
    there = Plan.objects.filter(group=group).exclude(pk__in=hidden.plans(None, group, on))
    answers, plans = tracker_import.answers, list(there)
    rows = [with_plan(row_from_json(one.read), {one.code for one in plans}) for one in kept]
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
        words = tuple(words_of(settled.row, set(), settled.row.rag, said_on, on, done=done))
        reasons = (*settled.reasons, WAITS) if done and verdict == NEW else settled.reasons
        return Shown(
            kept, settled, choice, verdict, reasons, words=words, evidence=settled.row.evidence_supplied
        )
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
    light = "" if newer or row.is_said_done else row.rag
    same_words = action.due_as_written and plain(action.due_as_written) == plain(row.timescale_as_written)
    compared = replace(
        row, remarks=(), verdict=NEW, status="", recommendation="", rag=light, lead_officer=settled.officer,
        agency_codes=(*settled.codes[:1], *sorted(settled.codes[1:])),
        due_suggested=None if same_words and "due" not in kept.answer else row.due_suggested,
    )  # fmt: skip
    changes = compare(compared, known).changes
    changed = {change.field for change in changes}
    evidence = _new_evidence(row, action)
    told = _told_done(row, action, there, evidence, newer=newer, on=on) if row.is_said_done else None
    done = told == []
    words = tuple(
        words_of(row, there, light if "rag" in changed else "", said_on, on, done=done, is_new=False)
    )
    asked = {
        what for what in settled.asks if what == OTHER or any(_FIELDS.get(name) == what for name in changed)
    } | ({LIGHT} & settled.asks if done else set())
    if (changes or words or evidence) and asked:
        return Shown(kept, settled, choice, UNCLEAR, settled.reasons, action, changes, words, evidence)
    reasons = [change.sentence for change in changes if change.field != "rag"]
    reasons += _sentences(action, words, evidence, told or [])
    verdict = CHANGED if changes or words or evidence else UNCHANGED
    return Shown(kept, settled, choice, verdict, tuple(reasons), action, changes, words, evidence)


def _new_evidence(row: Row, action: Action) -> str:
    """What the tracker says was supplied, unless the action has it already."""
    there = {plain(text) for one in action.evidence.all() for text in (one.told, one.title)}
    return "" if plain(row.evidence_supplied) in there else _supplied(row)


def _supplied(row: Row) -> str:
    """The words for evidence that was supplied; none where they say that there is none."""
    return "" if plain(row.evidence_supplied) in NO_EVIDENCE else row.evidence_supplied


def _told_done(
    row: Row, action: Action, there: set[tuple[date | None, str]], evidence: str, *, newer: bool, on: date
) -> list[str]:
    """Why an open action is not reported done although the tracker says that it is; nothing where it is."""
    if newer and action.last_confirmed_on:
        said_on = long_date(action.last_confirmed_on)
        return [f"{TRACKER_SAYS} It stays open: the register has a newer word, of {said_on}."]
    if (None, plain(done_text(row))) in there:
        return [f"{TRACKER_SAYS} That was taken over before, and the action is open again: it stays so."]
    asked = row.evidence.strip() or action.evidence_required.strip()
    if asked and not evidence and not any(policies.holds(one, on) for one in action.evidence.all()):
        why = f"it asks for evidence ({asked.rstrip('.')}), and the tracker names none that was supplied"
        return [f"{TRACKER_SAYS} It stays open: {why}. Add it on the action’s page, then report it done."]
    return []


def _sentences(action: Action, words: Iterable[Word], evidence: str, not_done: list[str]) -> list[str]:
    """What becomes of an action of the register besides its changed fields."""
    said = [
        f"It is reported done on {long_date(word.done_on)}, as the tracker says, and waits for sign-off."
        for word in words
        if word.done_on
    ]
    if said and any(one.granted is None for one in action.extension_requests.all()):
        said.append("More time was asked for; that needs no decision any more.")
    said += not_done
    if evidence:
        said.append(f"Evidence is added: “{evidence}”.")
    if other := sum(not word.done for word in words):
        is_added = "is" if other == 1 else "are"
        said.append(f"{count(other, 'word', 'words')} on how it stands {is_added} added.")
    return said


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
