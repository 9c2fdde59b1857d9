"""Challenges and exceptions at every step, through the services: for tests that open every page."""

from datetime import datetime

from actionplans.services import challenges, escalations
from subgroup.models import SubGroup
from tests import factories


def settle(group: SubGroup, at: datetime) -> None:
    """To GMP (which has the agency lead): one that waits for its answer, one for its judgement, one taken higher, one closed;
    one by GMP to the sub-group."""
    chair, lead = factories.holder(group, "S01"), factories.holder(group, "S16")
    gmp = factories.seat(group, "S16").agency

    def make(question: str, **more):
        return challenges.make(
            group=group, agency=gmp, issue="Officers attend without the file.", question=question, by=chair, at=at,
            evidence="Two meetings of the year.", **more,
        )  # fmt: skip

    make("How does the file reach the officer who attends?")
    waiting = make("Who checks that it did?")
    challenges.answer(challenge=waiting, text="The duty sergeant signs for it.", by=lead, at=at)
    for question in ("How many files were missing?", "When were they found?"):
        higher = make(question)
        challenges.climb(challenge=higher, because="It concerns every area.", by=chair, at=at)
    row = higher.escalations.get()
    escalations.note(escalation=row, text="The chair wrote to the force.", by=chair, at=at)
    challenges.close(
        challenge=higher, outcome="The force found them.", changed="A log is kept now.", by=chair, at=at
    )
    make("How does the sub-group know that its letters are read?", direction="to_group")
