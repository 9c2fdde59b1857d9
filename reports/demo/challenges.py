"""The challenges of the demo: one that waits for its answer, one to be judged, one closed, one to the sub-group. All of it invented."""

from datetime import date, datetime, time

from actionplans.models import Action, Escalation
from actionplans.services import challenges, escalations
from members.models import Agency
from members.representation import holder_of
from subgroup.clock import moment
from subgroup.models import Person, SubGroup


def make(group: SubGroup, *, chair: Person, support: Person) -> None:
    def at(month: int, day: int) -> datetime:
        return moment(date(2018, month, day), time(10))

    def agency(code: str) -> Agency:
        return Agency.objects.get(group=group, code=code)

    def speaker(code: str) -> Person:
        held = (holder_of(seat, date(2018, 4, 26)) for seat in agency(code).seats.all())
        return next(filter(None, held), support)

    closed = challenges.make(
        group=group, agency=agency("SRFT"), action=Action.objects.get(group=group, reference="SCR-K/2.1"), by=chair, at=at(2, 5),
        issue="Updates say that a discharge form is in use, and nothing shows how often it is filled in.",
        question="How many of the last 30 discharge forms of a child with a plan were complete?",
    )  # fmt: skip
    answer = challenges.answer(
        challenge=closed, text="19 of 30. The ward sister checks each one since 12 February.", by=speaker("SRFT"), at=at(2, 14),
    )  # fmt: skip
    challenges.judge(
        answer=answer, adequate=True, because="It says how many, and what is done.", by=chair, at=at(2, 15)
    )
    challenges.close(
        challenge=closed, outcome="The form is filled in for two of three children.",
        changed="The ward sister checks each form on the day of discharge.", by=chair, at=at(2, 16),
    )  # fmt: skip
    waiting = challenges.make(
        group=group, agency=agency("GMP"), by=chair, at=at(4, 12),
        issue="Two lists of divisional leads came with different names.",
        evidence="The lists of January and of April.",
        question="Who keeps the list, and how is it known to be right on any day?",
    )  # fmt: skip
    challenges.answer(
        challenge=waiting, text="The Public Protection Division, which asks each division on the first of the month.",
        by=speaker("GMP"), at=at(4, 24),
    )  # fmt: skip
    challenges.make(
        group=group, agency=agency("GMMH"), by=chair, at=at(4, 20),
        issue="An update was late before three meetings.", question="Who writes the update when the lead is away?",
    )  # fmt: skip
    challenges.make(
        group=group, agency=agency("CCG"), direction="to_group", by=speaker("CCG"), at=at(4, 23),
        issue="Agencies learn of a decision about their actions from the minutes, three weeks later.",
        question="Will the sub-group tell an agency on the day of the meeting?",
    )  # fmt: skip
    listed = Escalation.objects.standing().filter(group=group)
    for row in listed.filter(ended_on__lt=date(2018, 1, 1)).order_by("began_on"):
        escalations.address(
            escalation=row, reason="The agency said why at the meeting, and has named a second person.", by=chair, at=at(1, 25),
        )  # fmt: skip
    for row in listed.filter(ended_on=None, risk=None).order_by("began_on")[:2]:
        escalations.note(escalation=row, text="The chair spoke to the agency.", by=chair, at=at(4, 25))
