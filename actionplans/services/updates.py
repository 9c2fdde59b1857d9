"""What agencies say of their actions, each word dated and never overwritten (F15, P8)."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from actionplans import hidden, policies, pressed, saying
from actionplans.enums import Stage
from actionplans.models import Action, ActionUpdate, DueChange, Window, WindowLink
from actionplans.services import owing, windows
from actionplans.services.owing import SUBJECT
from meetings.notices import mail_people
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import Person


@transaction.atomic
def update(
    *, action: Action, text: str, by: Person, at: datetime, new_due_on: date | None = None
) -> ActionUpdate:
    """A dated word on the action; with `new_due_on` the day moves, and the first day stays on record."""
    policies.check_update(owing.lock(action), text, new_due_on, day_of(at))
    said = {"made_by": by, "text": text.strip(), "new_due_on": new_due_on, "done": False}
    if there := pressed.again(action.updates.all(), "made_at", at, **said):
        return there
    made = ActionUpdate.objects.create(
        action=action, text=text.strip(), new_due_on=new_due_on, made_at=at, made_by=by
    )
    action.last_confirmed_on = day_of(at)
    if new_due_on and new_due_on != action.due_on:
        action.due_on = new_due_on
        # Why a date moved is open to readers who may not see the action: its words stay on its own page.
        reason = f"A new day was given in an update of {action.reference}, which says why."
        DueChange.objects.create(
            action=action, due_on=new_due_on, changed_at=at, changed_by=by, reason=reason
        )
        owing.owe(action, at, by=by, reason=reason)
    action.save()
    return made


@transaction.atomic
def complete(*, action: Action, by: Person, at: datetime, text: str = "") -> Action:
    """An action of the minutes is done, on the London day of `at`."""
    policies.check_complete(owing.lock(action))
    ActionUpdate.objects.create(action=action, text=text.strip(), done=True, made_at=at, made_by=by)
    action.done_on, action.done_by, action.last_confirmed_on = day_of(at), by, day_of(at)
    owing.step(action, Stage.DONE, at=at, by=by)
    action.save()
    owing.meet(action, at)
    return action


@transaction.atomic
def say(
    *,
    action: Action,
    by: Person,
    at: datetime,
    text: str = "",
    colour: str = "",
    no_change: bool = False,
    expected_on: date | None = None,
    window: Window | None = None,
    link: WindowLink | None = None,
) -> ActionUpdate:
    """How the agency says that its action stands. With `no_change` the colour stays; the second in a row needs words.

    It belongs to the window that is open, or was last; one after its close is recorded and is late.
    """
    owing.lock(action)
    said = {
        "made_by": by,
        "text": text.strip(),
        "no_change": no_change,
        "expected_on": expected_on,
        "done": False,
    }
    standing = action.updates.filter(sent_back_at=None)
    if there := pressed.again(standing, "made_at", at, **said, **({} if no_change else {"colour": colour})):
        return there
    saying.check_say(action, text=text, colour=colour, no_change=no_change, on=day_of(at))
    saying.check_expected(expected_on, day_of(at))
    made = ActionUpdate.objects.create(
        action=action,
        window=window or windows.current(action.group, at=at),
        text=text.strip(),
        colour=action.colour if no_change else colour,
        no_change=no_change,
        expected_on=expected_on,
        made_at=at,
        made_by=by,
        link=link,
    )
    action.colour = made.colour or action.colour
    action.last_confirmed_on = day_of(at)
    action.save(update_fields=["colour", "last_confirmed_on"])
    windows.said(action, at=at)
    return made


@transaction.atomic
def send_back(*, update: ActionUpdate, reason: str, by: Person, at: datetime) -> ActionUpdate:
    """The word does not stand: it stays on record with the reason, and in the newest window another is owed.

    Who said it, and who answers for the action, are told; the reason stands behind the link.
    """
    action = owing.lock(update.action)
    update.refresh_from_db(from_queryset=ActionUpdate.objects.select_for_update())
    saying.check_send_back(update, reason)
    update.sent_back_at, update.sent_back_by, update.sent_back_because = at, by, reason.strip()
    update.save(update_fields=["sent_back_at", "sent_back_by", "sent_back_because"])
    newest = saying.last_word(action)
    action.last_confirmed_on = day_of(newest.made_at) if newest else None
    action.colour = saying.last_colour(action)
    action.save(update_fields=["last_confirmed_on", "colour"])
    owner = owing.owner_of(action)
    windows.unsaid(update, reason=f"An update of {action.reference} was sent back.", by=by, at=at)
    people, pair = registry.people_for(action.group, [owner], on=day_of(at))[owner], (SUBJECT, str(action.pk))
    mail_people(
        hidden.told(people, pair, action.group, on=day_of(at), also=[update.made_by]),
        kind="update_sent_back", group=action.group, key=f"update_sent_back:{update.pk}",
        context={"action": action, "path": reverse("actionplans:detail", args=[action.group.slug, action.pk])},
        why=f"you answer for {action.reference}, or said how it stands.", about=pair, at=at,
    )  # fmt: skip
    return update
