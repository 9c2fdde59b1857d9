"""The risk register (P8): each risk is rated, has an owner and a day of review on the ledger; a red one goes to the Coordination and
Delivery Group with the next return."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max

from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.rules import ON_THE_DAY, Rule
from subgroup.deadlines.wording import long_date
from subgroup.entrusting import Entrusting, check_owner, check_seen
from subgroup.errors import NotAllowed
from subgroup.models import Person, Risk, RiskReview, SubGroup

RED_FROM, AMBER_FROM = 15, 8
"""Of likelihood times impact, each from 1 to 5."""
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
    reminders=(-5, 0),
    escalate=((5, "chair"),),
    breach=False,
)
KIND = "risk_review"


def review_key(risk: Risk) -> str:
    """Of the next review, on the ledger: each is owed by itself, and what was met stays met."""
    return f"{risk.pk}.{risk.reviewed + 1}"


RISKS = Entrusting(RULE, KIND, "Risk {number}", "Review of risk {0.number}", key=review_key)


def colour(likelihood: int, impact: int) -> str:
    score = likelihood * impact
    return "red" if score >= RED_FROM else "amber" if score >= AMBER_FROM else "green"


@transaction.atomic
def add(
    *, group: SubGroup, title: str, cause: str, effect: str, controls: str, likelihood: int, impact: int,
    owner: tuple[str, str], due_on: date, by: Person | None, at: datetime,
) -> Risk:  # fmt: skip
    """`due_on` is the day of the next review."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
    check_owner(group, owner, on=day_of(at))
    check_next(due_on, at)
    last = Risk.objects.filter(group=group).aggregate(last=Max("number"))["last"] or 0
    risk = Risk.objects.create(
        group=group, number=last + 1, title=title.strip(), cause=cause.strip(), effect=effect.strip(),
        controls=controls.strip(), likelihood=likelihood, impact=impact, owner_kind=owner[0], owner_key=owner[1],
        due_on=due_on, set_on=day_of(at),
    )  # fmt: skip
    _rated(risk, "", by, at)
    RISKS.owe(risk, at=at, by=by)
    return risk


@transaction.atomic
def change(
    *, risk: Risk, title: str, cause: str, effect: str, controls: str, owner: tuple[str, str], due_on: date, reason: str,
    seen: int, by: Person, at: datetime,
) -> Risk:  # fmt: skip
    """What it says, who owns it and when it is reviewed; its rating is a review's. Raises Conflict where another saved since."""
    RISKS.locked(risk)
    RISKS.check_open(risk)
    check_seen(risk, seen, theirs=risk.title, mine=title)
    RISKS.hand_over(risk, owner, due_on, reason=reason, by=by, at=at)
    risk.title, risk.cause = title.strip(), cause.strip()
    risk.effect, risk.controls = effect.strip(), controls.strip()
    risk.save()
    RISKS.owe(risk, at=at, by=by, reason=reason)
    return risk


@transaction.atomic
def review(
    *, risk: Risk, likelihood: int, impact: int, comment: str, due_on: date, seen: int, by: Person | None, at: datetime
) -> Risk:  # fmt: skip
    """A new rating with what was said, and the day of the next review. The old rating stays in the history."""
    RISKS.locked(risk)
    RISKS.check_open(risk)
    if not comment.strip():
        raise NotAllowed("Say what was found.")
    last = risk.reviews.last()
    if last and (last.likelihood, last.impact, last.comment, last.made_by) == (
        likelihood, impact, comment.strip(), by,
    ) and risk.due_on == due_on:  # fmt: skip
        return risk
    check_seen(risk, seen, theirs=f"{risk.likelihood} by {risk.impact}", mine=f"{likelihood} by {impact}")
    check_next(due_on, at)
    ledger.meet(
        group=risk.group, rule=RULE.key, subject_kind=KIND, subject_id=review_key(risk), on=day_of(at), at=at
    )
    risk.reviewed += 1
    risk.likelihood, risk.impact, risk.due_on = likelihood, impact, due_on
    risk.version += 1
    risk.save()
    _rated(risk, comment, by, at)
    RISKS.owe(risk, at=at, by=by)
    return risk


@transaction.atomic
def close(*, risk: Risk, reason: str, by: Person, at: datetime) -> Risk:
    """It is no risk any more, for a reason that stays. Pressed twice it is closed once."""
    RISKS.locked(risk)
    if risk.done_on:
        return risk
    if not reason.strip():
        raise NotAllowed("Say why it is closed.")
    risk.done_on, risk.note = day_of(at), reason.strip()
    risk.version += 1
    risk.save()
    RISKS.release(risk, reason, by, at)
    return risk


def check_next(due_on: date, at: datetime) -> None:
    if due_on <= day_of(at):
        raise NotAllowed(f"The next review lies ahead: {long_date(due_on)} does not.")


def red_since(reviews: Sequence[RiskReview]) -> date | None:
    """From which day on it has been red without a break, of its reviews in their order; None where it is not red."""
    since = None
    for one in reviews:
        if colour(one.likelihood, one.impact) != "red":
            since = None
        elif since is None:
            since = day_of(one.made_at)
    return since


def _rated(risk: Risk, comment: str, by: Person | None, at: datetime) -> None:
    RiskReview.objects.create(
        risk=risk, likelihood=risk.likelihood, impact=risk.impact, comment=comment.strip(), made_at=at, made_by=by
    )  # fmt: skip
