"""Writes the rows of a previewed tracker: plans by review, recommendations, actions, dated updates. Called in one transaction."""

import re
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import datetime, time
from typing import Any

from auditlog.models import LogEntry
from django.db.models import Max, prefetch_related_objects

from actionplans.importing.names import PlanChoice
from actionplans.importing.preview import Preview, Shown, addressed_to
from actionplans.importing.words import Word
from actionplans.models import (
    Action,
    ActionUpdate,
    DueChange,
    Plan,
    Recommendation,
    StageChange,
    TrackerRow,
)
from actionplans.services import completion, evidence, owing, plans
from actionplans.services.import_adding import Additions, New, moved_because
from actionplans.trackers.records import NEW
from members.models import Agency, Seat
from subgroup import bulk, changes
from subgroup.clock import day_of, moment
from subgroup.errors import NotAllowed
from subgroup.models import Person
from subgroup.reckoning import Reckoner
from subgroup.sheets.agencies import plain

LONGEST = 40
"""Characters of a reference."""
NOT_GIVEN = "The tracker gives no recommendation for these actions."
KEPT = (
    "text", "success_criterion", "evidence_required", "officer", "agency_id", "owner_id", "due_on", "first_due_on",
    "due_as_written", "colour", "last_confirmed_on", "stage", "done_on", "done_by_id",
)  # fmt: skip
"""The fields of an action that a tracker changes: their values before are kept for undoing."""
_CHANGES = {
    "action": "text",
    "outcome": "success_criterion",
    "evidence": "evidence_required",
    "lead_officer": "officer",
}
CHANGED = (*_CHANGES.values(), "colour", "last_confirmed_on", "version")
"""What words alone change of an action."""
_PARTS = (StageChange, DueChange)


def write(found: Preview, *, by: Person, at: datetime) -> dict[str, Any]:
    """Writes the rows that are new or changed and keeps with each what came of it. Answers what was added besides."""
    writer = _Writer(found, by, at)
    rows = [writer.row(one) for one in found.writes]
    writer.finish(rows)
    _keep_parts(rows)
    bulk.update(rows, "written")
    newest = LogEntry.objects.aggregate(newest=Max("pk"))["newest"] or 0
    return {"added": writer.added, "said": found.figures, "log": newest}


def _keep_parts(rows: Iterable[TrackerRow]) -> None:
    """The records of new actions, so that undoing knows them from later ones."""
    new = {row.written["action"]: row for row in rows if row.written["what"] == NEW}
    for model in _PARTS:
        for pk, action in model.objects.filter(action__in=new).values_list("pk", "action_id"):
            new[action].written["added"].setdefault(model.__name__, []).append(pk)


class _Writer:
    """Holds what has been found and made, so that a row asks the database for little."""

    def __init__(self, found: Preview, by: Person, at: datetime) -> None:
        self.found, self.by, self.at = found, by, at
        self.group = found.tracker_import.group
        self.added: dict[str, list[int]] = {"Agency": [], "Plan": [], "Recommendation": []}
        self.reckoner = Reckoner(self.group)
        for code in found.new_agencies:
            made = Agency.objects.create(group=self.group, code=code, name=found.words.name(code))
            self.added["Agency"].append(made.pk)
        self.agencies = {one.code: one for one in Agency.objects.filter(group=self.group)}
        seats = Seat.objects.filter(group=self.group, closed_on=None).select_related("agency")
        self.seats = {(seat.agency_id, plain(seat.title)): seat for seat in seats}
        self.plans: dict[str, Plan] = {one.code: one.plan for one in found.choices.values() if one.plan}
        self.recommendations: dict[str, dict[str, Recommendation]] = {}
        self.references: dict[str, set[str]] = {}
        self.numbers: dict[str, set[str]] = {}
        self.positions: dict[str, int] = {}
        self.additions = Additions(self.group, by, at)
        self.held = _held(found)
        self.changed: dict[int, tuple[Action, Action]] = {}
        """By key as it was and as it is, where words alone change."""

    def row(self, one: Shown) -> TrackerRow:
        made = self.change(one, self.held[one.action.pk]) if one.action else self.add(one)
        one.kept.written = made
        return one.kept

    def add(self, one: Shown) -> dict[str, Any]:
        """The action's key follows in `finish`."""
        recommendation = self.recommendation(self.plan(one.choice), one)
        row, codes, officer = one.row, one.settled.codes, one.settled.officer
        agency = self.agencies[codes[0]]
        owner = self.seats.get((agency.pk, plain(officer)))
        plans.check_asked(row.action, agency, owner)
        first = row.original_target if row.revised_target and row.due_suggested else row.due_suggested
        reference, position = self.place(recommendation, row.action_no)
        action = Action(
            group=self.group, recommendation=recommendation, position=position, reference=reference, text=row.action.strip(),
            agency=agency, owner=owner, officer=officer.strip(), first_due_on=first, due_on=first,
            due_as_written=one.settled.due_as_written.strip(), success_criterion=row.outcome.strip(),
            evidence_required=row.evidence.strip(), source_reference=row.action_no[:40], opened_at=self.at,
        )  # fmt: skip
        supporting = [self.agencies[code] for code in codes[1:]]
        new = New(action, first, supporting, added={}, evidence=one.evidence)
        self.additions.action(new)
        if row.due_suggested and row.due_suggested != first:
            self.additions.moved(action, row.due_suggested, moved_because(action))
        self.say(action, one.words, new.added)
        if one.is_done:
            self.additions.reported_done(new, max(word.done_on for word in one.words if word.done_on))
        return {"what": one.verdict, "action": None, "reference": reference, "added": new.added}

    def change(self, one: Shown, action: Action) -> dict[str, Any]:
        as_it_was = copy(action)
        changed = {change.field for change in one.changes}
        added: dict[str, list[int]] = {}
        before = {name: getattr(action, name) for name in KEPT}
        before["supporting"] = sorted(agency.pk for agency in action.supporting.all())
        owner = owing.owner_of(action)
        values = {"action": one.row.action, "outcome": one.row.outcome, "evidence": one.row.evidence}
        values["lead_officer"] = one.settled.officer
        for name in changed & values.keys():
            setattr(action, _CHANGES[name], values[name])
        if "agency_codes" in changed:
            self.give(action, one.settled.codes)
        if "due_suggested" in changed:
            self.move(action, one)
            action.due_as_written = one.settled.due_as_written
            newest = action.due_changes.latest("pk")
            added["DueChange"] = [newest.pk]
        self.say(action, [word for word in one.words if not word.done], added)
        action.version += 1
        if self.is_words_alone(one, changed):
            self.changed.setdefault(action.pk, (as_it_was, action))
        else:
            action.save()
        if owing.owner_of(action) != owner:
            owing.hand_on(action, owner, at=self.at, by=self.by)
        if one.evidence:
            self.supply(action, one, added)
        lapsed = self.propose(action, one, added) if one.is_done else []
        return {
            "what": one.verdict, "action": action.pk, "reference": action.reference, "added": added,
            "before": _plain_values(before), "after": _plain_values({name: getattr(action, name) for name in KEPT}),
            "said": list(one.reasons), "lapsed": lapsed,
        }  # fmt: skip

    def is_words_alone(self, one: Shown, changed: set[str]) -> bool:
        """Nothing hangs on it, so that it is saved with the others."""
        return changed <= _CHANGES.keys() and not one.evidence and not one.is_done

    def supply(self, action: Action, one: Shown, added: dict[str, list[int]]) -> None:
        shown = evidence.supply(
            actions=[action], title="As the tracker says", told=one.evidence, by=self.by, at=self.at
        )
        added["Evidence"] = [shown.pk]

    def propose(self, action: Action, one: Shown, added: dict[str, list[int]]) -> list[int]:
        """The agency has reported it done, as the tracker says. Answers the requests for more time that lapse with that."""
        word = next(word for word in one.words if word.done)
        waiting = list(action.extension_requests.filter(granted=None).values_list("pk", flat=True))
        completion.propose(
            action=action, text=word.text, tracker_day=word.on, done_on=word.done_on, by=self.by, at=self.at
        )  # fmt: skip
        added.setdefault("ActionUpdate", []).append(action.updates.filter(done=True).latest("pk").pk)
        added["StageChange"] = [action.stages.latest("pk").pk]
        return waiting

    def give(self, action: Action, codes: tuple[str, ...]) -> None:
        agency = self.agencies[codes[0]]
        if action.agency_id != agency.pk:
            action.agency, action.owner = agency, None
        action.supporting.set([self.agencies[code] for code in codes[1:]])

    def move(self, action: Action, one: Shown) -> None:
        """The revised day: the first stays."""
        day, reason = one.row.due_suggested, moved_because(action)
        assert day is not None  # noqa: S101 - a day that is empty changes nothing
        owing.move(action, day, at=self.at, by=self.by, reason=reason)
        action.first_due_on = action.first_due_on or day
        owing.owe(action, self.at, by=self.by, reason=reason, reckoner=self.reckoner)

    def say(self, action: Action, words: Iterable[Word], added: dict[str, list[int]]) -> None:
        """Dated words, under the importer's name. They answer no window: nobody of the agency said them there."""
        for word in _in_order(words):
            made = ActionUpdate(
                action=action, text=word.text, colour=word.colour, done=word.done, made_by=self.by, from_tracker=True,
                recorded_at=self.at, made_at=self.made_at(word),
            )  # fmt: skip
            self.additions.updates.append((made, added))
            action.colour = word.colour or action.colour
            action.last_confirmed_on = max(filter(None, (action.last_confirmed_on, day_of(made.made_at))))

    def made_at(self, word: Word) -> datetime:
        return min(self.at, moment(word.on, time(12)))

    def finish(self, rows: Iterable[TrackerRow]) -> None:
        """Inserts the new actions and the words of all rows: they are most of what a tracker brings."""
        bulk.update([action for _, action in self.changed.values()], *CHANGED)
        changes.updated(list(self.changed.values()), by=self.by)
        self.additions.insert()
        self.added["Recommendation"] = [one.pk for one, _ in self.additions.recommendations]
        keys = {one.action.reference: one.action.pk for one in self.additions.new}
        for row in rows:
            if row.written["what"] == NEW:
                row.written["action"] = keys[row.written["reference"]]

    def plan(self, choice: PlanChoice) -> Plan:
        if choice.code in self.plans and choice.code not in self.references:
            plan = plans.hold_open(self.plans[choice.code])
            taken = Action.objects.filter(recommendation__plan=plan).values_list("reference", flat=True)
            self.references[choice.code] = {one.casefold() for one in taken}
        if choice.code not in self.plans:
            rows = [one.row for one in self.found.writes if one.choice.code == choice.code]
            agreed = min(filter(None, (row.agreed_on for row in rows)), default=None)
            made = plans.open_plan(
                group=self.group, code=choice.code, title=choice.title, kind=choice.kind, by=self.by, at=self.at,
                source_reference=choice.review[:100], confidential=choice.confidential, agreed_on=agreed,
            )  # fmt: skip
            self.plans[choice.code] = made
            self.references[choice.code] = set()
            self.added["Plan"].append(made.pk)
        return self.plans[choice.code]

    def recommendation(self, plan: Plan, one: Shown) -> Recommendation:
        """By its number, or else by its words; a new one where neither is there."""
        row = one.row
        there = self._recommendations(plan)
        number = re.sub(r"[^A-Za-z0-9.-]", "", row.rec_no).strip(".-")[:10]
        words = row.recommendation or ("" if number else NOT_GIVEN)
        found = there.get(f"no:{number.casefold()}") if number else there.get(f"text:{plain(words)}")
        if found is None:
            text = words or f"Recommendation {number}; the tracker does not give its words."
            named = [self.agencies[code] for code in one.settled.codes]
            to = addressed_to(row, one.settled.codes)
            position = max((other.position for other in there.values()), default=0) + 1
            found = plans.new_recommendation(
                plan=plan, number=number or _free_number(there), position=position, text=text, finding=row.finding,
                addressed_to=to,
            )  # fmt: skip
            self.additions.recommendations.append((found, named if to == "agencies" else []))
            _index(there, found)
        return found

    def _recommendations(self, plan: Plan) -> dict[str, Recommendation]:
        if plan.code not in self.recommendations:
            there: dict[str, Recommendation] = {}
            for one in plan.recommendations.select_related("plan__group"):
                _index(there, one)
            self.recommendations[plan.code] = there
        return self.recommendations[plan.code]

    def place(self, recommendation: Recommendation, action_no: str) -> tuple[str, int]:
        """The reference of a new action, and its position: numbered as the tracker does, or else the next one."""
        key, taken = _key(recommendation), self.references[recommendation.plan.code]
        if key not in self.numbers:
            rows = recommendation.actions.values_list("reference", "position") if recommendation.pk else ()
            there = list(rows)
            self.numbers[key] = {reference.casefold().rpartition(".")[2] for reference, _ in there}
            self.positions[key] = max((position for _, position in there), default=0)
        own, following = self.number(recommendation, action_no), self.positions[key] + 1
        number = own or str(following)
        reference = f"{recommendation.plan.code}/{recommendation.number}.{number}"
        if reference.casefold() in taken:
            raise NotAllowed(f"There is an action {reference} already.")
        position = int(number) if number.isdigit() and len(number) < 10 else following
        self.positions[key] = max(self.positions[key], position)
        self.numbers[key].add(number.casefold())
        taken.add(reference.casefold())
        return reference, position

    def number(self, recommendation: Recommendation, action_no: str) -> str:
        """What follows the recommendation's number in the tracker's: 2 of “3.2”, c of “R2c”. Nothing where that is taken or odd."""
        own = re.sub(r"[^A-Za-z0-9.-]", "", action_no)
        rest = re.sub(rf"^{re.escape(recommendation.number)}(?=\D|$)[.-]?", "", own, flags=re.IGNORECASE)
        reference = f"{recommendation.plan.code}/{recommendation.number}.{rest}"
        if (
            not re.fullmatch(r"[A-Za-z0-9]{1,10}", rest)
            or rest.casefold() in self.numbers[_key(recommendation)]
            or len(reference) > LONGEST
        ):
            return ""
        return rest


def _held(found: Preview) -> dict[int, Action]:
    """The actions that the tracker changes as they stand now, held until the transaction ends."""
    held = owing.hold(one.action for one in found.writes if one.action)
    prefetch_related_objects(held, "supporting", "agency", "owner")
    return {action.pk: action for action in held}


def _key(recommendation: Recommendation) -> str:
    """It may not be saved yet."""
    return f"{recommendation.plan.code}/{recommendation.number}"


def _in_order(words: Iterable[Word]) -> list[Word]:
    return sorted(words, key=lambda one: one.on)


def _index(there: dict[str, Recommendation], one: Recommendation) -> None:
    there[f"no:{one.number.casefold()}"] = one
    there.setdefault(f"text:{plain(one.text)}", one)


def _free_number(there: Mapping[str, Recommendation]) -> str:
    return str(next(number for number in range(1, 10_000) if f"no:{number}" not in there))


def _plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }
