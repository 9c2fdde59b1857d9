from typing import Any

from django.db import models


class MeetingState(models.TextChoices):
    PLANNED = "planned", "Planned"
    HELD = "held", "Held"
    POSTPONED = "postponed", "Postponed"
    CANCELLED = "cancelled", "Cancelled"


OFF = (MeetingState.POSTPONED, MeetingState.CANCELLED)
"""Of meetings that do not take place as things stand: their day is free, and nothing more falls due for them."""

MEETING_TRANSITIONS: dict[MeetingState, set[MeetingState]] = {
    MeetingState.PLANNED: {MeetingState.HELD, MeetingState.POSTPONED, MeetingState.CANCELLED},
    MeetingState.HELD: set(),
    MeetingState.POSTPONED: {MeetingState.PLANNED, MeetingState.CANCELLED},
    MeetingState.CANCELLED: set(),
}


class AgendaState(models.TextChoices):
    OPEN = "open", "Being put together"
    WITH_CHAIR = "with_chair", "With the chair"
    APPROVED = "approved", "Approved by the chair"
    PUBLISHED = "published", "Published"


AGENDA_TRANSITIONS: dict[AgendaState, set[AgendaState]] = {
    AgendaState.OPEN: {AgendaState.WITH_CHAIR, AgendaState.APPROVED},
    AgendaState.WITH_CHAIR: {AgendaState.OPEN, AgendaState.APPROVED},
    AgendaState.APPROVED: {AgendaState.OPEN, AgendaState.PUBLISHED},
    AgendaState.PUBLISHED: {AgendaState.PUBLISHED},
}


class MinutesState(models.TextChoices):
    NOT_STARTED = "not_started", "Not started"
    DRAFT = "draft", "Draft"
    WITH_CHAIR = "with_chair", "With the chair"
    APPROVED = "approved", "Approved by the chair"
    CIRCULATED = "circulated", "Circulated"
    AGREED = "agreed", "Agreed at the next meeting"


FINISHED = (MinutesState.CIRCULATED, MinutesState.AGREED)
"""Of minutes: nothing of the meeting's cycle is left to do."""


MINUTES_TRANSITIONS: dict[MinutesState, set[MinutesState]] = {
    MinutesState.NOT_STARTED: {MinutesState.DRAFT},
    MinutesState.DRAFT: {MinutesState.WITH_CHAIR, MinutesState.APPROVED},
    MinutesState.WITH_CHAIR: {MinutesState.DRAFT, MinutesState.APPROVED},
    MinutesState.APPROVED: {MinutesState.DRAFT, MinutesState.CIRCULATED},
    MinutesState.CIRCULATED: {MinutesState.AGREED},
    MinutesState.AGREED: set(),
}


class ItemKind(models.TextChoices):
    STANDING = "standing", "Standing item"
    MINUTES = "minutes", "Minutes of the last meeting"
    MATTERS_ARISING = "matters_arising", "Matters arising"
    RATIFICATION = "ratification", "Decisions to ratify"
    SUBMITTED = "submitted", "Submitted item"
    CARRIED = "carried", "Carried over"


class ItemState(models.TextChoices):
    """Where a submitted item stands. Items that the system puts on the agenda are `on_agenda` from the start."""

    ANNOUNCED = "announced", "Announced, paper to follow"
    LATE = "late", "Late: waits for the chair"
    ON_AGENDA = "on_agenda", "On the agenda"
    REFUSED = "refused", "Refused by the chair"
    WITHDRAWN = "withdrawn", "Withdrawn"
    CARRIED_OVER = "carried_over", "Carried over to the next meeting"


ITEM_TRANSITIONS: dict[ItemState, set[ItemState]] = {
    ItemState.ANNOUNCED: {
        ItemState.ON_AGENDA,
        ItemState.LATE,
        ItemState.REFUSED,
        ItemState.WITHDRAWN,
        ItemState.CARRIED_OVER,
    },
    ItemState.LATE: {ItemState.ON_AGENDA, ItemState.REFUSED, ItemState.WITHDRAWN, ItemState.CARRIED_OVER},
    ItemState.ON_AGENDA: {ItemState.WITHDRAWN, ItemState.CARRIED_OVER},
    ItemState.REFUSED: {ItemState.ON_AGENDA},
    ItemState.WITHDRAWN: set(),
    ItemState.CARRIED_OVER: set(),
}


class Purpose(models.TextChoices):
    INFORMATION = "information", "For information"
    DISCUSSION = "discussion", "For discussion"
    DECISION = "decision", "For decision"


class Marking(models.TextChoices):
    OFFICIAL = "official", "OFFICIAL"
    SENSITIVE = "sensitive", "OFFICIAL-SENSITIVE"
    CONFIDENTIAL = "confidential", "CONFIDENTIAL: members and their deputies"


class Answer(models.TextChoices):
    ATTENDING = "attending", "Attending"
    APOLOGIES = "apologies", "Apologies"
    DEPUTY = "deputy", "A deputy will attend"


class Presence(models.TextChoices):
    PRESENT = "P", "Present"
    DEPUTY = "D", "Deputy attended"
    APOLOGIES = "A", "Apologies"
    ABSENT = "N", "Absent without apologies"


class LetterState(models.TextChoices):
    DRAFTED = "drafted", "Drafted, waits for the chair"
    SIGNED = "signed", "Signed off"
    SENT = "sent", "Sent"
    NOT_NEEDED = "not_needed", "Not needed (the attendance was corrected)"


LETTER_TRANSITIONS: dict[LetterState, set[LetterState]] = {
    LetterState.DRAFTED: {LetterState.SIGNED, LetterState.NOT_NEEDED},
    LetterState.SIGNED: {LetterState.DRAFTED, LetterState.SENT, LetterState.NOT_NEEDED},
    LetterState.SENT: set(),
    LetterState.NOT_NEEDED: {LetterState.DRAFTED},
}

TRANSITIONS: dict[str, dict[Any, set[Any]]] = {
    "Meetings": MEETING_TRANSITIONS,
    "Agendas": AGENDA_TRANSITIONS,
    "Minutes": MINUTES_TRANSITIONS,
    "Items": ITEM_TRANSITIONS,
    "Letters": LETTER_TRANSITIONS,
}

HANDED_ON: set[str] = set()
"""Kinds of subject of which an item goes onto the next agenda when a meeting does not come to it. Upper apps add theirs."""
