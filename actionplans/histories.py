"""The history of a confidential action is kept from whom its item is withheld."""

from django.db.models import Model

from actionplans.models import Action, ActionUpdate, Challenge, ChallengeAnswer
from meetings import hiding
from meetings.models import ActionLine
from subgroup import clock
from subgroup.models import Person


def is_kept(thing: Model, person: Person) -> bool:
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
