"""What a successor inherits: the plans, actions and questions of a post, and of its agency where that has no lead."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse

from actionplans import hidden
from actionplans.deadlines import ACTION
from actionplans.enums import OPEN_STAGES
from actionplans.models import Action, ActionQuerySet, Challenge, Plan, UpdateOwed
from meetings.notices import mail_people
from members.enums import Role
from members.models import Appointment, Holding, Seat
from members.owners import answering
from subgroup import access, registry
from subgroup.clock import day_of, moment
from subgroup.models import Deadline, Message, Person, SubGroup

KIND = "briefing"
LATE_BY = timedelta(days=14)
"""A change of holder that is entered later than this sends no mail by itself; its page is there all the same."""


def actions_of(seat: Seat, *, on: date) -> ActionQuerySet:
    """The open actions of the post; and those of its agency that no post has, where no lead answers for them.

    What is hidden from anybody is not in it: the briefing is read and mailed as the post's, whoever holds it.
    """
    mine = Q(owner=seat)
    if seat.agency.code in answering(seat.group, on):
        mine |= Q(owner=None, agency=seat.agency)
    gone = hidden.plans(None, seat.group, on)
    return Action.objects.open().filter(mine, group=seat.group).exclude(recommendation__plan__in=gone)


def plans_of(seat: Seat, *, on: date) -> QuerySet[Plan]:
    return Plan.objects.open().filter(owner=seat).exclude(pk__in=hidden.plans(None, seat.group, on))


def predecessor(holding: Holding) -> Holding | None:
    """Who held the post before."""
    before = Holding.objects.filter(seat=holding.seat_id, starts_on__lt=holding.starts_on).exclude(
        person=holding.person_id
    )
    return before.select_related("person").order_by("-starts_on").first()


def is_first(holding: Holding) -> bool:
    """Nobody held the post before, nor the same person under an earlier date."""
    return not Holding.objects.filter(seat=holding.seat_id, starts_on__lt=holding.starts_on).exists()


def inherits(seat: Seat, *, on: date) -> bool:
    return actions_of(seat, on=on).exists() or plans_of(seat, on=on).exists()


def contents(seat: Seat, *, seen: QuerySet[Action], confidential: bool, on: date) -> dict[str, Any]:
    """All that the page and the document say. `seen` are the actions that the reader may see."""
    rows = seen.filter(pk__in=actions_of(seat, on=on).values("pk")).select_related(
        "agency", "owner", "recommendation__plan"
    )
    actions = list(rows.prefetch_related("updates", "due_changes", "evidence", "extension_requests"))
    actions.sort(key=lambda one: (one.due_on is None, one.due_on or date.max, one.pk))
    plans = plans_of(seat, on=on)
    secret = hidden.plans(None, seat.group, on)
    owed = UpdateOwed.objects.filter(agency=seat.agency, made_at=None, window__closed_at=None)
    owed = owed.exclude(plan__in=secret)
    challenges = Challenge.objects.open().filter(group=seat.group, agency=seat.agency)
    challenges = challenges.exclude(action__recommendation__plan__in=secret)
    if not confidential:
        plans = plans.filter(confidential=False)
        owed = owed.filter(plan__confidential=False)
        challenges = challenges.exclude(action__confidential=True).exclude(
            action__recommendation__plan__confidential=True
        )
    other = (
        Deadline.objects.open()
        .filter(group=seat.group, owner_kind="seat", owner_key=str(seat.pk))
        .exclude(rule=ACTION.key)
    )
    gone = registry.hidden(None, seat.group, set(other.values_list("subject_kind", "subject_id")), on=on)
    return {
        "actions": [_action(one, on) for one in actions],
        "late": sum(one.due_on is not None and one.due_on < on and one.done_on is None for one in actions),
        "plans": [
            {"code": one.code, "title": one.title, "pk": one.pk, "open": _open_in(one)} for one in plans.order_by("code")
        ],
        "updates": [
            {"code": one.plan.code, "by": one.window.closes_on}
            for one in owed.select_related("plan", "window").order_by("window__closes_on", "plan__code")
        ],
        "challenges": [
            {"reference": one.reference, "pk": one.pk, "due": one.answer_due_on} for one in challenges.order_by("answer_due_on")
        ],
        "owed": [
            {"label": one.label, "due": one.due_on} for one in other.order_by("due_on", "pk")
            if (one.subject_kind, one.subject_id) not in gone
        ],
    }  # fmt: skip


def _open_in(plan: Plan) -> int:
    return Action.objects.standing().filter(recommendation__plan=plan, stage__in=OPEN_STAGES).count()


def _action(one: Action, on: date) -> dict[str, Any]:
    said = [update for update in one.updates.all() if update.sent_back_at is None]
    last = max(said, key=lambda update: (update.made_at, update.pk), default=None)
    text = next((update.text for update in reversed(said) if update.text), "")
    return {
        "pk": one.pk,
        "reference": one.reference,
        "text": one.text,
        "of": str(one.owner) if one.owner else one.agency.name,
        "officer": one.officer,
        "due_on": one.due_on,
        "is_late": one.due_on is not None and one.due_on < on and one.done_on is None,
        "first_due_on": one.first_due_on if one.first_due_on != one.due_on else None,
        "due_as_written": one.due_as_written,
        "waits": one.get_stage_display() if one.done_on else "",
        "colour": one.colour,
        "last_on": day_of(last.made_at) if last else None,
        "last_text": text,
        "evidence_required": one.evidence_required,
        "evidence": [piece.title for piece in one.evidence.all()],
        "asked_for": next((ask.to_day for ask in one.extension_requests.all() if ask.granted is None), None),
    }


@transaction.atomic
def tell(holding: Holding, *, at: datetime, there_at: datetime | None = None) -> list[Message]:
    """One mail to who took a post over, or is its first holder, where something is open: references only. Never twice for a holding.

    `there_at`: a first holder is told only of a post for which something was open at that moment.
    """
    seat, today = holding.seat, day_of(at)
    before = predecessor(holding)
    if holding.starts_on > today or not _may_read(holding.person, seat.group, today):
        return []
    actions, plans = actions_of(seat, on=today), plans_of(seat, on=today)
    if before is None and not (is_first(holding) and _was_there(there_at or at, actions, plans)):
        return []
    return _mail(
        holding.person, before, seat.group, f"the post {seat.title}", actions, plans.count(),
        key=f"{KIND}:{holding.pk}", page=("actionplans:briefing", seat.pk), about=("seat", str(seat.pk)), at=at,
    )  # fmt: skip


def _was_there(at: datetime, actions: ActionQuerySet, plans: QuerySet[Plan] | None = None) -> bool:
    """Whether one of them was open before then: what is asked later is asked of somebody who is there."""
    if actions.filter(opened_at__lte=at).exists():
        return True
    return plans is not None and plans.filter(opened_at__lte=at).exists()


@transaction.atomic
def tell_lead(appointment: Appointment, *, at: datetime) -> list[Message]:
    """The same for who leads an agency, after somebody else or first; their page is what the agency was asked."""
    agency = appointment.agency
    earlier = Appointment.objects.filter(
        agency=agency, role=Role.AGENCY_LEAD, starts_on__lt=appointment.starts_on
    )
    before = (
        earlier.exclude(person=appointment.person).select_related("person").order_by("-starts_on").first()
    )
    if agency is None:
        return []
    actions = Action.objects.open().filter(agency=agency, owner=None)
    actions = actions.exclude(recommendation__plan__in=hidden.plans(None, agency.group, day_of(at)))
    came = moment(appointment.starts_on, time.max)
    if before is None and (earlier.exists() or not _was_there(came, actions)):
        return []
    return _mail(
        appointment.person, before, agency.group, f"the lead of {agency.name}", actions, 0,
        key=f"{KIND}:lead:{appointment.pk}", page=("actionplans:agency", agency.pk), about=("", ""), at=at,
    )  # fmt: skip


def _mail(
    person: Person, before: Holding | Appointment | None, group: SubGroup, what: str, actions: ActionQuerySet, plans: int, *,
    key: str, page: tuple[str, int], about: tuple[str, str], at: datetime,
) -> list[Message]:  # fmt: skip
    number = actions.count()
    if not number and not plans:
        return []
    name, pk = page
    you = f"you hold {what}" if what.startswith("the post") else f"you are {what}"
    context = {
        "what": what, "you": you, "before": before.person if before else None, "actions": number, "plans": plans,
        "late": actions.overdue(on=day_of(at)).count(),
        "first": actions.exclude(due_on=None).order_by("due_on", "pk").first(), "path": reverse(name, args=[group.slug, pk]),
    }  # fmt: skip
    return mail_people(
        [person], kind=KIND, group=group, key=key, context=context, why=f"{you}.", about=about, at=at
    )


def _may_read(person: Person, group: SubGroup, on: date) -> bool:
    return access.may(person, "view_actions", group, on=on)


def came(holding: Holding, at: datetime) -> None:
    """Heard from members: somebody took a post."""
    tell(holding, at=at)


def daily(group: SubGroup, today: date, at: datetime) -> list[str]:
    """Those who take a post or the lead of an agency over from today on, entered before; also after days without a run."""
    held = Holding.objects.filter(seat__group=group, starts_on__gte=today - LATE_BY).on(today)
    leads = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, starts_on__gte=today - LATE_BY).on(
        today
    )
    sent = [
        tell(one, at=at, there_at=moment(one.starts_on))
        for one in held.select_related("seat__group", "seat__agency", "person")
    ]
    sent += [tell_lead(one, at=at) for one in leads.select_related("agency__group", "person")]
    return [f"{mail.recipient} was told what they take over" for mails in sent for mail in mails]
