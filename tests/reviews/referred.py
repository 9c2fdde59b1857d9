"""Referrals for tests, made by the services that people reach; invented."""

from datetime import datetime

from reviews import referring
from reviews.models import Case, Referral
from reviews.services import referrals
from subgroup.models import Person, SubGroup
from tests.reviews.cases import MADE, agency
from tests.reviews.identities import BORN, NHS

SUMMARY = "The child was found injured at home; the hospital and the school had each seen bruises before."
ANSWERS = {
    "happened": "harmed", "incident_on": "2017-02-20", "aware_on": "2017-02-22", "asked_for": ["review"], "harm": ["life"],
    "abuse": "yes", "looked_after": "no", "regulated": "no", "custody": "no", "detained": "no", "liberty": "no", "working": "no",
    "lead_consulted": "yes", "secured": "yes", "summary": SUMMARY, "theme": "Neglect",
}  # fmt: skip
CHILD = {
    "relation": "child",
    "name": "Zofia Invented-Kowálska",
    "born_on": BORN.isoformat(),
    "nhs_number": NHS,
}


def draft(
    group: SubGroup, by: Person, *, code: str = "GMP", at: datetime = MADE, child: dict | None = None, **more: object
) -> Referral:  # fmt: skip
    """Complete, and not sent."""
    made = referrals.start(group=group, agency=agency(group, code), by=by, at=at)
    answers = {**ANSWERS, **more}
    for step in referring.STEPS:
        said = {one.key: answers[one.key] for one in step.questions if answers.get(one.key)}
        people = None if step.questions else [CHILD if child is None else child]
        referrals.save(
            referral=made, step=step, answers=said, people=people, version=made.version, page="test", by=by, at=at
        )  # fmt: skip
    return made


def sent(group: SubGroup, by: Person, *, at: datetime = MADE, **more: object) -> Case:
    return referrals.send(referral=draft(group, by, at=at, **more), by=by, at=at)


def checked_first(group: SubGroup) -> None:
    """The group's terms let a referral pass its agency's representative."""
    terms = group.terms_on(MADE.date())
    terms.data["cases"] = {"referral_checked_by_representative": True}
    terms.save()
