"""What a meeting makes people owe. Days and units come from the terms of reference in force on its day."""

from subgroup.deadlines.arithmetic import WORKING
from subgroup.deadlines.rules import Offset, Rule

ITEMS = Rule(
    key="items",
    clause="A2",
    title="Items and papers",
    offset="items",
    owner="business_support",
    sentence="Agenda items and their papers are to be in by {due}",
    reminders=(-10, -5, -1),
    breach=False,
    lapses=True,
)
PUBLISH = Rule(
    key="publish",
    clause="A3",
    title="Agenda and papers published",
    offset="publish",
    owner="business_support",
    sentence="The agenda and papers are to be published by {due}",
    reminders=(-3, -1, 0, 1),
    escalate=((1, "chair"),),
)
MINUTES = Rule(
    key="minutes",
    clause="P10",
    title="Minutes circulated",
    offset="minutes",
    owner="business_support",
    sentence="The minutes are to be circulated by {due}",
    reminders=(-5, -1, 0, 1),
    escalate=((1, "chair"),),
)
REPLY = Rule(
    key="reply",
    clause="P5",
    title="Reply to the invitation",
    offset=Offset(5, WORKING, "before", "Not in the terms of reference: the system's own default"),
    owner="seat",
    sentence="A reply is asked for by {due}",
    reminders=(-3, 0),
    breach=False,
    lapses=True,
)
SECOND_APOLOGY_LETTER = Rule(
    key="second_apology_letter",
    clause="P6",
    title="Letter after a second apology",
    offset="second_apology_letter",
    owner="chair",
    sentence="The chair is to write by {due}",
    reminders=(-3, 0, 1),
    escalate=((3, "business_manager"),),
)
SECOND_APOLOGY_LETTER_IN_YEAR = Rule(
    key="second_apology_letter_in_year",
    clause="P6",
    title="Letter after a second apology",
    offset=Offset(
        0, WORKING, "on",
        "The terms of reference set no limit, so the letter is owed by the end of the meeting's reporting year",
    ),
    owner="chair",
    sentence="The chair is to write by {due}",
    reminders=(-20, -5, 0),
)  # fmt: skip
"""In place of the rule above where the terms set no limit for the letter."""
OF_A_MEETING = (ITEMS, PUBLISH, MINUTES)
"""What every planned meeting owes, in the order of its cycle."""

DONE = {
    "items": "closed",
    "publish": "published",
    "minutes": "circulated",
    "reply": "answered",
    "second_apology_letter": "sent",
    "second_apology_letter_in_year": "sent",
}
RULES = (*OF_A_MEETING, REPLY, SECOND_APOLOGY_LETTER, SECOND_APOLOGY_LETTER_IN_YEAR)

MEMBER_REMINDERS = (-5, -1)
"""Working days from the closing of the window on which every member is reminded of it."""
