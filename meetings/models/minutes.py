from typing import Self, TypeVar

from django.db import models
from django.db.models import Q

from meetings.enums import LetterState, Presence
from meetings.models.agenda import AgendaItem
from meetings.models.planning import Meeting
from members.models import Agency, Seat
from subgroup.models import Person, StoredFile, SubGroup
from subgroup.terms.content import ADVISORY


class Attendance(models.Model):
    """How one seat was represented at a meeting. Agency and counting are as they stood on the day."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="attendance")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="attendance")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    holder = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    presence = models.CharField(max_length=1, choices=Presence, blank=True, help_text="Empty: not taken yet")
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who came"
    )
    deputy_name = models.CharField(max_length=200, blank=True)
    counts = models.BooleanField(
        default=True, help_text="Counts for quorum: the post counts and a compact or override holds"
    )
    corrected_because = models.CharField(
        max_length=300, blank=True, help_text="The reason of the last correction after it was confirmed"
    )

    class Meta:
        ordering = ["meeting", "seat__number"]
        verbose_name_plural = "attendance"
        constraints = [models.UniqueConstraint(fields=["meeting", "seat"], name="attendance_once")]


class Guest(models.Model):
    """Somebody in attendance who holds no seat."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="guests")
    name = models.CharField(max_length=200)
    body = models.CharField("organisation", max_length=200, blank=True)

    class Meta:
        ordering = ["meeting", "name"]


class Movement(models.Model):
    """Somebody arrives or leaves at an item; the quorum is counted again from there."""

    class Kind(models.TextChoices):
        ARRIVED = "arrived", "Arrived"
        LEFT = "left", "Left"

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="movements")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, related_name="movements", help_text="From this item on"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    because_of_interest = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()

    class Meta:
        ordering = ["recorded_at", "id"]


class Declaration(models.Model):
    """An interest declared in an item, and what was done: stays, leaves for the item, or is not shown it at all."""

    class Handling(models.TextChoices):
        STAYS = "stays", "Stays and takes part"
        LEAVES = "leaves", "Leaves for the item"
        WITHHELD = "withheld", "The papers are withheld"

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="declarations")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="declarations"
    )
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="declarations")
    nature = models.CharField(max_length=300)
    handling = models.CharField(max_length=10, choices=Handling)
    declared_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["declared_at"]


class MinuteText(models.Model):
    """The note of one item. `version` rises with every save; a save from an older version is refused with both texts shown."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="minute_texts")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="minute_texts")
    confidential = models.BooleanField(default=False)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["meeting", "item__position", "confidential"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "item", "confidential"], name="minute_text_once")
        ]


class MinuteRevision(models.Model):
    """What a note said before a save: nothing typed is ever lost."""

    text_of = models.ForeignKey(MinuteText, on_delete=models.CASCADE, related_name="revisions")
    version = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["text_of", "version"]
        constraints = [models.UniqueConstraint(fields=["text_of", "version"], name="minute_revision_once")]


class MinutesDocument(models.Model):
    """The minutes as circulated, as a PDF that is never rendered again."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="minutes_documents")
    confidential = models.BooleanField(default=False)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField()
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["meeting", "confidential", "made_at"]


Line = TypeVar("Line", bound=models.Model)


class LineQuerySet(models.QuerySet[Line]):
    def standing(self) -> Self:
        """Without what was caught by mistake and struck out: all that documents, registers and mails know of."""
        return self.filter(struck_at=None)


class DecisionQuerySet(LineQuerySet["Decision"]):
    def to_ratify(self) -> Self:
        """Taken while not quorate and not ratified since; a ratification that was struck out ratifies nothing.

        Where the terms on the meeting's day say so, such a decision is advisory, and there is nothing to ratify.
        """
        made_good = Q(ratified_by__isnull=False, ratified_by__struck_at=None)
        advisory = Q(meeting__terms__data__quorum__if_not_quorate=ADVISORY)
        return self.standing().filter(quorate=False).exclude(made_good).exclude(advisory)


class StruckLine(models.Model):
    """What the minutes catch in place. Caught by mistake it is struck out: the row and its number stay, with who and why."""

    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    struck_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        abstract = True


def _struck_whole(name: str) -> models.CheckConstraint:
    struck = Q(struck_at__isnull=False, struck_by__isnull=False) & ~Q(struck_reason="")
    return models.CheckConstraint(
        condition=Q(struck_at=None, struck_by=None, struck_reason="") | struck, name=name
    )


class Decision(StruckLine):
    """A decision, numbered per year. Taken while not quorate it is marked, and goes to the next agenda for ratification."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="decisions")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="decisions")
    year = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    confidential = models.BooleanField(default=False)
    quorate = models.BooleanField(help_text="Whether the meeting was quorate when it was taken")
    taken_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ratified_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="ratifies")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="decision_number_unique"),
            _struck_whole("decision_struck_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def code(self) -> str:
        return f"D{self.number}"

    @property
    def is_advisory(self) -> bool:
        return not self.quorate and self.meeting.is_advisory_without_quorum

    @property
    def is_ratified(self) -> bool:
        return self.ratified_by is not None and self.ratified_by.struck_at is None


class ActionLine(StruckLine):
    """What was agreed at the table: who does what by when. Frozen once the minutes are approved; the living action is elsewhere."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="action_lines")
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="action_lines")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, related_name="action_lines")
    year = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="action_lines")
    text = models.TextField()
    due_on = models.DateField()
    confidential = models.BooleanField(default=False)
    agreed_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="action_number_unique"),
            _struck_whole("action_line_struck_whole"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.text}"

    @property
    def code(self) -> str:
        return f"A{self.number}"


class ApologyLetter(models.Model):
    """The chair's letter after a seat's second consecutive apologies (P6). Drafted by the system, signed off by the chair."""

    meeting = models.ForeignKey(
        Meeting, on_delete=models.PROTECT, related_name="letters", help_text="The second of the two"
    )
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="letters")
    addressee = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.DRAFTED)
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True, blank=True)
    signed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-drafted_at"]
        constraints = [
            models.UniqueConstraint(fields=["meeting", "seat"], name="letter_once"),
            models.CheckConstraint(
                condition=Q(signed_at=None, signed_by=None)
                | Q(signed_at__isnull=False, signed_by__isnull=False),
                name="letter_signed_paired",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None) | Q(sent_at__isnull=False, sent_by__isnull=False),
                name="letter_sent_paired",
            ),
        ]
