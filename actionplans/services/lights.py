"""The light that the group agrees, or the chair gives (P7)."""

from datetime import datetime

from django.db import transaction

from actionplans import policies, pressed
from actionplans.lights import computed
from actionplans.lights.voices import Record
from actionplans.models import Action, AgreedLight
from actionplans.services import owing
from meetings.models import Meeting
from subgroup.clock import day_of
from subgroup.models import Person


@transaction.atomic
def agree(
    *, action: Action, colour: str, reason: str, by: Person, at: datetime, meeting: Meeting | None = None
) -> AgreedLight:
    """The colour holds until another one is agreed. Raises NotAllowed without a reason where days and evidence say another."""
    owing.lock(action)
    day = day_of(at)
    terms = action.group.terms_on(day).content.lights
    says, because = computed(Record.of(action).facts(day), day, terms)
    policies.check_light(action, colour, reason, says, because, terms)
    said = {"agreed_by": by, "colour": colour, "reason": reason.strip(), "meeting": meeting}
    if there := pressed.again(action.agreed_lights.all(), "agreed_at", at, **said):
        return there
    made = AgreedLight.objects.create(
        action=action, colour=colour, reason=reason.strip(), meeting=meeting, agreed_at=at, agreed_by=by
    )
    action.agreed_colour = colour
    action.save(update_fields=["agreed_colour"])
    return made
