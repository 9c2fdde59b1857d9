"""The plan of the demo that is done and closed: what it hands over waits for Learning and Improvement and QA (F16). Invented."""

from datetime import date, datetime, time

from actionplans.models import Action
from actionplans.services import completion, plans
from actionplans.services.evidence import NewEvidence
from members.models import Agency
from members.representation import holder_of
from subgroup.clock import moment
from subgroup.models import Person, SubGroup

ACTIONS = (
    (
        "SRFT",
        "Invite the midwife to every strategy meeting about an unborn child.",
        "Nine in ten minutes name a midwife.",
        "Minutes of ten strategy meetings, February and March 2018",
    ),
    (
        "SCC",
        "Send the minutes of a strategy meeting within one working day.",
        "Nothing is sent later than on the next working day.",
        "Log of the duty team, March 2018",
    ),
)


def make(group: SubGroup, *, chair: Person, support: Person) -> None:
    def at(month: int, day: int, year: int = 2018) -> datetime:
        return moment(date(year, month, day), time(10))

    plan = plans.open_plan(
        group=group, code="AUD-1", title="Audit of strategy meetings", kind="audit", agreed_on=date(2017, 12, 7), by=support,
        at=at(12, 11, 2017),
    )  # fmt: skip
    asked = plans.add_recommendation(
        plan=plan, number="1", text="Every strategy meeting has those in it who know the child.", by=support, at=at(12, 11, 2017)
    )  # fmt: skip
    made: list[tuple[Action, str]] = []
    for code, text, criterion, evidence in ACTIONS:
        action = plans.add_action(
            recommendation=asked, text=text, agency=Agency.objects.get(group=group, code=code), due_on=date(2018, 4, 6),
            success_criterion=criterion, evidence_required=evidence, by=support, at=at(12, 11, 2017),
        )  # fmt: skip
        made.append((action, evidence))
    for action, evidence in made:
        held = (holder_of(seat, date(2018, 4, 4)) for seat in action.agency.seats.all())
        by = next(filter(None, held), support)
        completion.propose(
            action=action,
            text="Done.",
            evidence=[NewEvidence(evidence, told="Kept by the audit team")],
            by=by,
            at=at(4, 4),
        )
        completion.sign_off(
            action=action, no_test_because="The audit is repeated next year.", by=chair, at=at(4, 9)
        )
    plans.close(plan=plan, by=chair, at=at(4, 24))
