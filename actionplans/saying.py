"""When a word may be said of an action, and when one may be sent back."""

from datetime import date

from actionplans import policies
from actionplans.models import Action, ActionUpdate
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed

SPOKEN = ("green", "amber", "red")
"""What an agency may say. Complete is proposed with evidence; grey is what nobody spoke of."""
COMPLETE = "blue"
"""What is said with the word by which an action is reported done."""
TRACKER_SAYS = "The tracker says that it is done."
"""Begins the word by which an imported tracker reports an action done."""


def check_say(action: Action, *, text: str, colour: str, no_change: bool, on: date) -> None:
    policies.check_open(action)
    if not no_change:
        if not text.strip():
            raise NotAllowed(f"Say in a few words how {action.reference} stands.")
        if colour and colour not in SPOKEN:
            raise NotAllowed(
                "Choose one of the lights. An action that is done is reported done, with its evidence."
            )
        return
    last = last_word(action)
    if last is None:
        raise NotAllowed(f"Nothing was said of {action.reference} yet. Say how it stands.")
    if is_done(last):
        raise NotAllowed(f"{action.reference} was last said to be done, and is open. Say how it stands now.")
    if last.no_change and not text.strip():
        raise NotAllowed(
            f"Nothing had changed at {action.reference} on {long_date(day_of(last.made_at))} either. Say in a few words why."
        )


def last_word(action: Action) -> ActionUpdate | None:
    return action.updates.filter(sent_back_at=None).order_by("-made_at", "-pk").first()


def is_done(word: ActionUpdate) -> bool:
    """It said that the action is done, so that of an open one nothing can be “as before”."""
    return word.done or word.colour == COMPLETE


def last_colour(action: Action) -> str:
    """What the agency’s last word that stands says. “Done” stands for as long as the action is done."""
    words = action.updates.filter(sent_back_at=None).exclude(colour="").order_by("-made_at", "-pk")
    if action.done_on is None:
        words = words.exclude(done=True)
    return words.values_list("colour", flat=True).first() or ""


def check_expected(expected_on: date | None, today: date) -> None:
    if expected_on and expected_on < today:
        raise NotAllowed("The day on which it is expected has passed already. Give a day from today on.")


def check_send_back(update: ActionUpdate, reason: str) -> None:
    if update.sent_back_at:
        raise NotAllowed(
            f"This update was sent back on {long_date(day_of(update.sent_back_at))} already, by {update.sent_back_by}."
        )
    if update.done:
        raise NotAllowed("What was reported done is returned on the action’s page, and not as an update.")
    if not reason.strip():
        raise NotAllowed("Say why it is sent back: whoever said it reads this.")
