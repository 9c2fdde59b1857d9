"""What a tracker adds: its new actions with all that comes with them, collected row by row and inserted kind by kind."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Model

from actionplans.deadlines import ACTION, SIGN_OFF
from actionplans.enums import Stage
from actionplans.models import Action, ActionUpdate, DueChange, Evidence, Recommendation, StageChange
from actionplans.saying import TRACKER_SAYS
from actionplans.services import owing
from members.models import Agency
from subgroup import bulk, changes
from subgroup.clock import day_of
from subgroup.ledger import BATCH
from subgroup.ledger_many import Owed, owe_new
from subgroup.models import Person, SubGroup
from subgroup.reckoning import Reckoner

Added = dict[str, list[int]]
"""By kind: what a row added."""


@dataclass
class New:
    """A new action. `first` is its first day; what came of its row stands in `added`."""

    action: Action
    first: date | None
    supporting: list[Agency]
    added: Added
    evidence: str = ""
    is_done: bool = False


class Additions:
    """Everything that is new, until `insert`."""

    def __init__(self, group: SubGroup, by: Person, at: datetime) -> None:
        self.group, self.by, self.at = group, by, at
        self.recommendations: list[tuple[Recommendation, list[Agency]]] = []
        self.new: list[New] = []
        self.steps: list[StageChange] = []
        self.days: list[DueChange] = []
        self.updates: list[tuple[ActionUpdate, Added]] = []

    def action(self, new: New) -> None:
        self.new.append(new)
        step, day = owing.first_records(new.action, at=self.at, by=self.by)
        self.steps.append(step)
        self.days.append(day)

    def moved(self, action: Action, day: date, reason: str) -> None:
        """The revised day: the first stays."""
        action.due_on = day
        action.first_due_on = action.first_due_on or day
        said = {"changed_at": self.at, "changed_by": self.by}
        self.days.append(DueChange(action=action, due_on=day, reason=reason, **said))

    def reported_done(self, new: New, done_on: date) -> None:
        """It waits for sign-off. Whether it was in time, nobody knows here: its day is owed once it is returned."""
        new.is_done = True
        new.action.done_on, new.action.done_by, new.action.stage = done_on, self.by, Stage.PROPOSED
        said = {"changed_at": self.at, "changed_by": self.by}
        self.steps.append(StageChange(action=new.action, stage=Stage.PROPOSED, reason=TRACKER_SAYS, **said))

    def insert(self) -> None:
        """What others point at first."""
        self._insert(one for one, _ in self.recommendations)
        named = Recommendation.agencies.through
        bulk.insert(
            [
                named(recommendation=one, agency=agency)
                for one, agencies in self.recommendations
                for agency in agencies
            ]
        )
        self._insert(one.action for one in self.new)
        helping = Action.supporting.through
        helping.objects.bulk_create(
            [helping(action_id=one.action.pk, agency_id=agency.pk) for one in self.new for agency in one.supporting],
            batch_size=BATCH,
        )  # fmt: skip
        self._insert(self.steps)
        self._insert(self.days)
        self._supply()
        self._owe()
        self._insert(update for update, _ in self.updates)
        for update, added in self.updates:
            added.setdefault("ActionUpdate", []).append(update.pk)

    def _insert(self, rows: Iterable[Model]) -> None:
        rows = list(rows)
        if rows:
            bulk.insert(rows)
            changes.inserted(rows, by=self.by)

    def _supply(self) -> None:
        """As services.evidence.supply does for one."""
        shown = [
            (
                one,
                Evidence(
                    group=self.group, title="As the tracker says", told=one.evidence.strip(), agency=one.action.agency,
                    supplied_at=self.at, supplied_by=self.by,
                ),
            )
            for one in self.new
            if one.evidence
        ]  # fmt: skip
        self._insert(piece for _, piece in shown)
        tied = Evidence.actions.through
        tied.objects.bulk_create(
            [tied(evidence_id=piece.pk, action_id=one.action.pk) for one, piece in shown], batch_size=BATCH
        )
        for one, piece in shown:
            one.added["Evidence"] = [piece.pk]

    def _owe(self) -> None:
        """An action without a day owes nothing until it is given one."""
        reckoner = Reckoner(self.group)
        days, sign_offs = [], []
        for one in self.new:
            action = one.action
            if one.is_done:
                owner, label = ("role", str(SIGN_OFF.owner)), f"Sign-off of {action.reference}"
                sign_offs.append(Owed(action.pk, day_of(self.at), owner, label))
            elif action.due_on:
                first = one.first or action.due_on
                moved = action.due_on if action.due_on != first else None
                label = f"Action {action.reference}"
                days.append(
                    Owed(action.pk, first, owing.owner_of(action), label, moved, moved_because(action))
                )
        for rule, owed in ((ACTION, days), (SIGN_OFF, sign_offs)):
            owe_new(
                rule=rule.key,
                subject_kind=owing.SUBJECT,
                owed=owed,
                by=self.by,
                at=self.at,
                reckoner=reckoner,
            )


def moved_because(action: Action) -> str:
    return f"The imported tracker gives another day for {action.reference}."
