"""A referral is owed an acknowledgement; until then its case may have another codename drawn (F4)."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from meetings.notices import mail_people
from reviews import codenames, reading
from reviews.deadlines import ACKNOWLEDGE
from reviews.models import Case, IdentityPerson, Referral
from reviews.services import cases
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person


def owe(case: Case, at: datetime, *, again: bool = False) -> None:
    """Two working days after the referral was sent; the label follows the codename."""
    ledger.owe(
        group=case.group, rule=ACKNOWLEDGE.key, subject_kind=reading.CASE, subject_id=case.pk,
        trigger_on=day_of(case.opened_at), owner=("role", "business_support"),
        label=f"Acknowledge the referral of {case}", at=at, again=again,
    )  # fmt: skip


@transaction.atomic
def acknowledge(*, case: Case, by: Person, at: datetime) -> Case:
    """The sub-group has it. Who wrote and who sent the referral get its reference and its codename, and nothing else."""
    cases.acknowledge(case=case, by=by, at=at)
    ledger.meet(
        group=case.group, rule=ACKNOWLEDGE.key, subject_kind=reading.CASE, subject_id=case.pk, on=day_of(at), at=at
    )  # fmt: skip
    referral = Referral.objects.filter(case=case).select_related("started_by", "sent_by").first()
    if referral is None:
        return case
    mail_people(
        told(case, referral, at), kind="referral_acknowledged", group=case.group, key=f"referral_acknowledged:{case.pk}",
        context={"case": case, "path": reverse("reviews:referral", args=[case.group.slug, referral.pk])},
        why="you referred this case.", about=("referral", str(referral.pk)), at=at,
    )  # fmt: skip
    return case


def told(case: Case, referral: Referral, at: datetime) -> list[Person]:
    """Who hears of the acknowledgement: who wrote and who sent it, unless the case is kept from them."""
    people = dict.fromkeys(one for one in (referral.started_by, referral.sent_by) if one)
    return [one for one in people if not reading.hidden(one, case.group, [str(case.pk)], at)]


@transaction.atomic
def rename(*, case: Case, by: Person, at: datetime) -> Case:
    """Draws another codename, before anybody outside was told the first."""
    cases.locked(case)
    check_rename(case)
    case.version += 1
    draw_again(case, at)
    return case


def check_rename(case: Case) -> None:
    if case.acknowledged_at:
        raise NotAllowed(f"{case} was acknowledged under its codename, so that it stays.")


def draw_again(case: Case, at: datetime) -> None:
    """Another codename, neither taken nor a name of the case's people. Saves the case, which the caller holds."""
    taken = set(Case.objects.filter(group=case.group_id).values_list("codename", flat=True))
    names = IdentityPerson.objects.filter(case=case).values_list("name", "also_known_as")
    case.codename = codenames.draw(taken, [name for both in names for name in both])
    case.save()
    if Referral.objects.filter(case=case).exists():
        owe(case, at)
