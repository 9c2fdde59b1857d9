"""The risk register (P8): each risk is rated, has an owner and a day of review on the ledger; a red one goes to the Coordination and
Delivery Group by itself."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.rules import ON_THE_DAY, Rule
from subgroup.deadlines.wording import long_date
from subgroup.entrusting import Entrusting, check_owner, check_seen
from subgroup.errors import NotAllowed
from subgroup.models import Person, Risk, RiskEntry, SubGroup, Terms
from subgroup.once import once
from subgroup.terms.risks import RiskTerms

SCALE = {
    "likelihood": ("Rare", "Unlikely", "Possible", "Likely", "Almost certain"),
    "impact": ("Very small", "Small", "Moderate", "Large", "Very large"),
}
RULE = Rule(
    key="risk_review",
    clause="P8",
    title="Review of a risk",
    offset=ON_THE_DAY,
    owner="business_manager",
    sentence="The risk is to be reviewed by {due}",
    reminders=(-5, 0, 1),
    escalate=((5, "chair"),),
    breach=False,
)
KIND = "risk_review"
WORDS = ("title", "cause", "effect", "controls", "likelihood", "impact")

light_may_differ: list[Callable[[Risk, datetime], object]] = []
"""Called, in the same transaction, with each risk that was entered, reviewed, closed or opened again."""


def review_key(risk: Risk) -> str:
    """Of the next review, on the ledger: each is owed by itself, and what was met stays met."""
    return f"{risk.pk}.{risk.reviewed + 1}"


RISKS = Entrusting(RULE, KIND, "Risk {number}", "Review of risk {0.number}", key=review_key, done="closed")


class RiskLights:
    """The light of each entry of a risk, by the terms in force on its day. One query."""

    def __init__(self, group: SubGroup) -> None:
        rows = Terms.objects.filter(group=group).order_by("in_force_from", "pk")
        self._versions = once(("versions of the terms", group.pk), lambda: list(rows))

    def on(self, day: date) -> RiskTerms:
        """Those of the first version for a day before it."""
        in_force = [one for one in self._versions if one.in_force_from <= day] or self._versions[:1]
        return in_force[-1].content.risks

    def of(self, entry: RiskEntry) -> str:
        return self.on(day_of(entry.made_at)).colour(entry.likelihood, entry.impact)


@transaction.atomic
def add(
    *, group: SubGroup, title: str, cause: str, effect: str, controls: str, likelihood: int, impact: int,
    owner: tuple[str, str], due_on: date, by: Person | None, at: datetime,
) -> Risk:  # fmt: skip
    """`due_on` is the day of the next review. Pressed twice it is added once."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
    check_owner(group, owner, on=day_of(at))
    check_next(due_on, at)
    said = {
        "title": title.strip(), "cause": cause.strip(), "effect": effect.strip(), "controls": controls.strip(),
        "likelihood": likelihood, "impact": impact, "owner_kind": owner[0], "owner_key": owner[1], "due_on": due_on,
        "set_on": day_of(at),
    }  # fmt: skip
    by_them = Risk.objects.filter(group=group, entries__kind=RiskEntry.Kind.ENTERED, entries__made_by=by)
    if there := by_them.filter(done_on=None, **said).first():
        return there
    last = Risk.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    risk = Risk.objects.create(group=group, number=last + 1, **said)
    RISKS.owe(risk, at=at, by=by)
    _enter(risk, RiskEntry.Kind.ENTERED, "", by, at)
    return risk


@transaction.atomic
def change(
    *, risk: Risk, title: str, cause: str, effect: str, controls: str, owner: tuple[str, str], due_on: date, reason: str,
    seen: int, by: Person, at: datetime,
) -> Risk:  # fmt: skip
    """What it says, who owns it and when it is reviewed; its rating is a review's. Raises Conflict where another saved since."""
    _locked(risk)
    RISKS.check_open(risk)
    check_seen(risk, seen, theirs=risk.title, mine=title)
    if due_on != risk.due_on:
        check_next(due_on, at)
    RISKS.hand_over(risk, owner, due_on, reason=reason, by=by, at=at)
    risk.title, risk.cause = title.strip(), cause.strip()
    risk.effect, risk.controls = effect.strip(), controls.strip()
    risk.save()
    RISKS.owe(risk, at=at, by=by, reason=reason)
    _enter(risk, RiskEntry.Kind.CHANGED, reason, by, at)
    return risk


@transaction.atomic
def review(
    *, risk: Risk, likelihood: int, impact: int, comment: str, due_on: date, seen: int, by: Person | None, at: datetime
) -> Risk:  # fmt: skip
    """A new rating with what was found, and the day of the next review. The old rating stays. Pressed twice it is made once."""
    _locked(risk)
    RISKS.check_open(risk)
    if not comment.strip():
        raise NotAllowed("Say what was found.")
    last = risk.entries.last()
    if last and (last.kind, last.likelihood, last.impact, last.comment, last.due_on, last.made_by) == (
        RiskEntry.Kind.REVIEWED, likelihood, impact, comment.strip(), due_on, by,
    ):  # fmt: skip
        return risk
    check_seen(risk, seen, theirs=f"{risk.likelihood} × {risk.impact}", mine=f"{likelihood} × {impact}")
    check_next(due_on, at)
    ledger.meet(
        group=risk.group, rule=RULE.key, subject_kind=KIND, subject_id=review_key(risk), on=day_of(at), at=at
    )
    risk.reviewed += 1
    risk.likelihood, risk.impact, risk.due_on = likelihood, impact, due_on
    risk.version += 1
    risk.save()
    RISKS.owe(risk, at=at, by=by)
    _enter(risk, RiskEntry.Kind.REVIEWED, comment, by, at)
    return risk


@transaction.atomic
def close(*, risk: Risk, reason: str, by: Person, at: datetime) -> Risk:
    """It is no risk any more, for a reason that stays. Pressed twice it is closed once."""
    _locked(risk)
    if risk.done_on:
        return risk
    if not reason.strip():
        raise NotAllowed("Say why it is closed.")
    risk.done_on, risk.note = day_of(at), reason.strip()
    risk.version += 1
    risk.save()
    RISKS.release(risk, reason, by, at)
    _enter(risk, RiskEntry.Kind.CLOSED, reason, by, at)
    return risk


@transaction.atomic
def reopen(*, risk: Risk, reason: str, due_on: date, by: Person, at: datetime) -> Risk:
    """It is a risk again, rated as it was, and reviewed by a day that lies ahead."""
    _locked(risk)
    if risk.is_open:
        return risk
    if not reason.strip():
        raise NotAllowed("Say why it is opened again.")
    check_next(due_on, at)
    risk.done_on, risk.note, risk.due_on = None, "", due_on
    risk.version += 1
    risk.save()
    RISKS.owe(risk, at=at, by=by, reason=reason)
    _enter(risk, RiskEntry.Kind.REOPENED, reason, by, at)
    return risk


def _locked(risk: Risk) -> None:
    """Always after its group, which the exception list holds too."""
    SubGroup.objects.select_for_update().get(pk=risk.group_id)
    RISKS.locked(risk)


def check_next(due_on: date, at: datetime) -> None:
    if due_on <= day_of(at):
        raise NotAllowed(f"The next review lies ahead: {long_date(due_on)} does not.")


def _enter(risk: Risk, kind: str, comment: str, by: Person | None, at: datetime) -> None:
    RiskEntry.objects.create(
        risk=risk, kind=kind, comment=comment.strip(), made_at=at, made_by=by, owner_kind=risk.owner_kind,
        owner_key=risk.owner_key, due_on=risk.due_on, is_open=risk.is_open, **{name: getattr(risk, name) for name in WORDS},
    )  # fmt: skip
    for listener in light_may_differ:
        listener(risk, at)


@dataclass(frozen=True)
class RedSpell:
    """Days on which a risk was red without a break, from the entry that made it so."""

    since: RiskEntry
    until: RiskEntry | None
    became: str = ""
    """The light that it has since, where it is red no more."""

    @property
    def began_on(self) -> date:
        return day_of(self.since.made_at)

    @property
    def ended_on(self) -> date | None:
        return day_of(self.until.made_at) if self.until else None

    @property
    def key(self) -> str:
        """Of its row in the exception list."""
        return f"risk:{self.since.risk_id}:{self.began_on}"

    @property
    def because(self) -> str:
        """How it ended, in references only; empty while it lasts."""
        if self.until is None or self.ended_on is None:
            return ""
        day = long_date(self.ended_on)
        if not self.until.is_open:
            return f"It was closed on {day}."
        return f"It is {self.became} since {day}."


def red_spells(entries: Iterable[RiskEntry], lights: RiskLights) -> list[RedSpell]:
    """Of a risk's entries in their order. What was red for a part of a day only does not count."""
    found: list[RedSpell] = []
    since: RiskEntry | None = None
    for one in at_close(entries):
        light = lights.of(one)
        if one.is_open and light == "red":
            since = since or one
        elif since:
            found.append(RedSpell(since, one, light))
            since = None
    return [*found, RedSpell(since, None)] if since else found


def at_close(entries: Iterable[RiskEntry]) -> Sequence[RiskEntry]:
    """The last entry of each day."""
    return list({day_of(one.made_at): one for one in entries}.values())
