"""The history of an action is kept from whom its item is withheld, and that of all that hangs on a hidden plan with it."""

from django.db.models import Model

from actionplans import hidden
from actionplans.models import Action, ActionUpdate, Challenge, ChallengeAnswer, Evidence, Plan
from meetings import hiding
from meetings.models import ActionLine
from subgroup import clock
from subgroup.models import Person


def is_kept(thing: Model, person: Person) -> bool:
    if any(plan.pk in hidden.plans(person, plan.group, clock.today()) for plan in _plans_of(thing)):
        return True
    match thing:
        case ChallengeAnswer():
            return is_kept(thing.challenge, person)
        case Challenge():
            return thing.action is not None and is_kept(thing.action, person)
        case ActionUpdate():
            return is_kept(thing.action, person)
        case Action(line=ActionLine(item_id=item)) if item in hiding.items(
            person, thing.group, clock.today()
        ):
            return True
        case Action(confidential=True, line=ActionLine(item_id=item)):
            return person.withholdings.filter(lifted_at=None, item=item).exists()
    return False


WAYS = ("plan", "recommendation", "action", "owed", "challenge", "escalation")
"""The fields that lead from what hangs on a plan to what it hangs on."""


def _plans_of(thing: Model) -> list[Plan]:
    """The plans that a row of this app leads to."""
    if isinstance(thing, Plan):
        return [thing]
    if thing._meta.app_label != "actionplans":
        return []
    near: list[Model] = list(thing.actions.all()) if isinstance(thing, Evidence) else []
    near += [found for way in WAYS if isinstance(found := getattr(thing, way, None), Model)]
    return [plan for one in near for plan in _plans_of(one)]
