"""An update window that is open, with a word, one that was sent back, and links: for tests that open every page."""

from datetime import datetime

from actionplans.enums import Stage
from actionplans.models import Action, Window
from actionplans.services import updates, windows
from subgroup.models import SubGroup
from tests import factories


def settle(group: SubGroup, at: datetime) -> Window:
    """The window of the next meeting, opened before its day. It wants a plan with open actions."""
    chair = factories.holder(group, "S01")
    window = Window.objects.filter(meeting__group=group, opened_at=None).earliest("opens_on")
    window.opens_on = at.date()
    window.save()
    windows.open_due(group=group, at=at)
    window.refresh_from_db()
    actions = Action.objects.filter(group=group, stage=Stage.OPEN, recommendation__isnull=False)
    action = actions.order_by("pk")[0]
    lead = factories.holder(group, "S16")
    first = updates.say(action=action, colour="green", text="A draft is written.", by=lead, at=at)
    updates.send_back(update=first, reason="Who reads the draft, and by when?", by=chair, at=at)
    updates.say(action=action, colour="amber", text="The sergeants read it until July.", by=lead, at=at)
    return window
