from django.db import models
from django.db.models import Q

from reports.models.written import Written
from reports.sections import Section
from subgroup.models import Breach, Person, StoredFile, SubGroup


class CoordinatingMeetingQuerySet(models.QuerySet["CoordinatingMeeting"]):
    def standing(self) -> "CoordinatingMeetingQuerySet":
        return self.filter(withdrawn_at=None)


class CoordinatingMeeting(models.Model):
    """A meeting of the Coordination and Delivery Group; a return is owed for each (P9) but those entered by mistake."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="coordinating_meetings")
    day = models.DateField()
    name = models.CharField(max_length=60, help_text="CDG1")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    withdrawn_reason = models.CharField(max_length=500, blank=True)

    objects = CoordinatingMeetingQuerySet.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "day"], condition=Q(withdrawn_at=None), name="coordinating_day_unique"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by=None, withdrawn_reason="")
                | Q(withdrawn_at__isnull=False, withdrawn_by__isnull=False) & ~Q(withdrawn_reason=""),
                name="coordinating_withdrawn_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"Coordination and Delivery Group, {self.day:%-d %B %Y}"


class Return(models.Model):
    """The return to one meeting of the Coordination and Delivery Group (R1). Sent, it is frozen and never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved by the chair"
        SENT = "sent", "Sent"

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="returns")
    meeting = models.OneToOneField(CoordinatingMeeting, on_delete=models.PROTECT, related_name="the_return")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    commentary = models.TextField(blank=True)
    version = models.PositiveIntegerField(
        default=1, help_text="Of the commentary, for two people writing at once"
    )
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    figures = models.JSONField(null=True, blank=True, help_text="Frozen at sending")
    breaches = models.ManyToManyField(
        Breach, related_name="returns", help_text="Every breach since the last return"
    )
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["meeting__day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False),
                name="return_approved_paired",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None, sent_by=None)
                | Q(sent_at__isnull=False, sent_by__isnull=False, figures__isnull=False),
                name="return_sent_is_frozen",
            ),
        ]


class ReturnCorrection(models.Model):
    """A later version of a return that was sent (R1): frozen and sent as the first was, which stays as it is. Never changed."""

    the_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="corrections")
    number = models.PositiveIntegerField(
        help_text="Of the version: the return as it was first sent is version 1"
    )
    because = models.TextField()
    figures = models.JSONField(help_text="All that it says, and what is other than in the version before")
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["the_return", "number"], name="return_correction_number"),
            models.CheckConstraint(
                condition=Q(number__gte=2) & ~Q(because=""), name="return_correction_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.number} of the return to {self.the_return.meeting.name}"

    @property
    def group(self) -> SubGroup:
        return self.the_return.group


class SectionComment(Written):
    """What was said of one section of a draft, each time it was saved. Never overwritten: the newest counts."""

    the_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="section_comments")
    section = models.CharField(max_length=20, choices=Section)

    class Meta:
        ordering = ["section", "version"]
        constraints = [
            models.UniqueConstraint(
                fields=["the_return", "section", "version"], name="section_comment_version"
            )
        ]


class DecisionAsked(models.Model):
    """A decision that a return asks the Coordination and Delivery Group for (R1)."""

    the_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="decisions_asked")
    text = models.TextField()
    version = models.PositiveIntegerField(default=1, help_text="For two people changing it at once")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    removed_at = models.DateTimeField(null=True, blank=True)
    removed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["asked_at", "pk"]
        verbose_name_plural = "decisions asked"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="decision_asked_says_what"),
            models.CheckConstraint(
                condition=Q(removed_at=None, removed_by=None)
                | Q(removed_at__isnull=False, removed_by__isnull=False),
                name="decision_asked_removed_paired",
            ),
        ]

    def __str__(self) -> str:
        return self.text
