"""A version of a plan is agreed (F2, F3)."""

from datetime import date, datetime

from django.db import transaction

from actionplans import plan_policies, pressed
from actionplans.models import Plan, PlanVersion
from actionplans.plan_versions import of_plan, stands
from meetings.models import Meeting
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person


@transaction.atomic
def agree(
    *, plan: Plan, number: int, agreed_on: date, by: Person, at: datetime, meeting: Meeting | None = None, agreed_by: str = "",
    note: str = "",
) -> PlanVersion:  # fmt: skip
    """Keeps what the plan holds now as version `number`, the next of those that its reader saw. The first one gives the plan its day.

    Raises NotAllowed for a closed or an empty plan, a day that cannot be, and when somebody recorded a version in between.
    """
    plan.refresh_from_db(from_queryset=Plan.objects.select_for_update())
    said = {
        "number": number, "agreed_on": agreed_on, "meeting": meeting, "agreed_by": agreed_by.strip(), "note": note.strip(),
        "recorded_by": by,
    }  # fmt: skip
    if there := pressed.again(plan.versions.all(), "recorded_at", at, **said):
        return there
    plan_policies.check_plan_open(plan)
    today = day_of(at)
    known = of_plan(plan, today, today=today)
    _check_day(plan, agreed_on, today, known.current.agreed_on if known.current else None)
    if known.following != number:
        raise NotAllowed(
            f"Version {number} of {plan.code} was recorded in between. Look at it first: what you agreed may be the next one."
        )
    stood = stands(plan)
    if not stood["recommendations"]:
        raise NotAllowed(f"{plan.code} has no recommendation yet: there is nothing to agree.")
    if plan.agreed_on is None:
        plan.agreed_on, plan.version = agreed_on, plan.version + 1
        plan.save(update_fields=["agreed_on", "version"])
    return PlanVersion.objects.create(plan=plan, stood=stood, recorded_at=at, **said)


def _check_day(plan: Plan, agreed_on: date, today: date, last: date | None) -> None:
    if agreed_on > today:
        raise NotAllowed("A version is recorded once it was agreed: the day has not come yet.")
    if last and agreed_on < last:
        raise NotAllowed(f"The version before was agreed on {long_date(last)}: this one is not older.")
