from datetime import date, datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL

from actionplans.enums import OPEN_STAGES, Stage, TestKind, TestResult
from actionplans.models.plans import Plan, Recommendation
from meetings.models import ActionLine, Meeting
from members.models import Agency, Seat
from subgroup.models import Person, StoredFile, SubGroup

NO_DAY_LAST = F("due_on").asc(nulls_last=True)
"""By the day on which it is due: databases do not agree by themselves on where none stands."""

_OPEN = [RawSQL(f"'{stage.value}'", ()) for stage in OPEN_STAGES]  # noqa: S611 - our own words
"""Written out: SQLite takes the index of open actions only where the statement has the words of its condition."""


class ActionQuerySet(models.QuerySet["Action"]):
    def standing(self) -> Self:
        """Without what was struck out of the minutes or taken back with its import."""
        return self.filter(withdrawn_at=None)

    def open(self) -> Self:
        """Not done yet, or reported done and not signed off."""
        return self.filter(withdrawn_at=None, stage__in=_OPEN)

    def overdue(self, *, on: date) -> Self:
        """Open with a day that has passed. What is reported done in time and waits for sign-off is not overdue."""
        return self.open().filter(stage=Stage.OPEN, due_on__lt=on)

    def of_plans(self) -> Self:
        return self.filter(recommendation__isnull=False)


class Action(models.Model):
    """What somebody is to do: asked for by a recommendation of a plan, or agreed in the minutes of a meeting.

    It belongs to an agency, and to a seat of it where it has one; never to a person.
    """

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="actions")
    recommendation = models.ForeignKey(
        Recommendation, on_delete=models.PROTECT, null=True, blank=True, related_name="actions"
    )
    line = models.OneToOneField(ActionLine, on_delete=models.PROTECT, null=True, related_name="action")
    reference = models.CharField(max_length=40, help_text="SCR-K/3.2, or A3 of 2017-18: stable for ever")
    position = models.PositiveIntegerField(default=0)
    source_reference = models.CharField(
        max_length=40, blank=True, help_text="How the tracker that it was imported from numbers it"
    )
    text = models.TextField()
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="actions")
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="actions")
    officer = models.CharField("lead officer", max_length=200, blank=True, help_text="The post that does it")
    supporting = models.ManyToManyField(Agency, related_name="supported_actions", blank=True)
    first_due_on = models.DateField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    due_as_written = models.CharField(
        max_length=100, blank=True, help_text="What a tracker said in place of a day: “ongoing”"
    )
    success_criterion = models.TextField(blank=True)
    evidence_required = models.TextField(blank=True)
    confidential = models.BooleanField(default=False)
    stage = models.CharField(max_length=12, choices=Stage, default=Stage.OPEN)
    opened_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True, help_text="The day on which it was reported done")
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    signed_off_on = models.DateField(null=True, blank=True)
    signed_off_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Struck out of the minutes before they were approved, or its import undone",
    )
    last_confirmed_on = models.DateField(
        null=True, blank=True, help_text="The day of the newest update that was not sent back"
    )
    colour = models.CharField(
        max_length=10, blank=True, help_text="What the agency said last: a key of the lights"
    )
    agreed_colour = models.CharField(max_length=10, blank=True, help_text="What the group agreed last")
    extensions = models.PositiveSmallIntegerField(default=0, help_text="How many were granted")
    version = models.PositiveIntegerField(default=1)

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = [NO_DAY_LAST, "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "reference"], name="action_reference_unique"),
            models.CheckConstraint(
                condition=Q(line=None, recommendation__isnull=False)
                | Q(line__isnull=False, recommendation=None),
                name="action_of_a_plan_or_a_meeting",
            ),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="action_done_paired",
            ),
            models.CheckConstraint(
                condition=Q(stage="open", done_on=None)
                | Q(stage="ended")
                | (~Q(stage="open") & Q(done_on__isnull=False)),
                name="action_stage_says_done",
            ),
            models.CheckConstraint(
                condition=Q(signed_off_on=None, signed_off_by=None)
                | Q(signed_off_on__isnull=False, signed_off_by__isnull=False),
                name="action_signed_off_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "due_on"], name="action_due"),
            models.Index(fields=["group", "stage", "due_on"], name="action_stage"),
            models.Index(fields=["group", "agency", "stage"], name="action_agency"),
            models.Index(
                fields=["group", "stage", "withdrawn_at", "confidential", "line"], name="action_counted"
            ),
            models.Index(
                fields=["group", "due_on"],
                condition=Q(withdrawn_at=None, stage__in=["open", "proposed"]),
                name="action_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}"

    @property
    def plan(self) -> Plan | None:
        return self.recommendation.plan if self.recommendation else None

    @property
    def is_open(self) -> bool:
        return self.withdrawn_at is None and self.stage in OPEN_STAGES


class StageChange(models.Model):
    """A step of an action, with who and why. Together they say where it was on any past day."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="stages")
    stage = models.CharField(max_length=12, choices=Stage)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["changed_at", "id"]
        indexes = [models.Index(fields=["changed_at"], name="stage_changed")]


class DueChange(models.Model):
    """A day by which the action is due from then on. The first one stays its first day."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="due_changes")
    due_on = models.DateField(null=True)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ["changed_at", "id"]
        indexes = [models.Index(fields=["changed_at"], name="due_changed")]


class ActionUpdate(models.Model):
    """A dated word on an action. Never overwritten; it may be sent back with a reason."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    window = models.ForeignKey(
        "actionplans.Window", on_delete=models.PROTECT, null=True, related_name="updates"
    )
    text = models.TextField(blank=True)
    colour = models.CharField(max_length=10, blank=True, help_text="A key of the lights")
    no_change = models.BooleanField(default=False)
    expected_on = models.DateField(null=True, blank=True, help_text="When the agency expects it to be done")
    done = models.BooleanField(default=False, help_text="With this update the action was reported done")
    new_due_on = models.DateField(null=True, blank=True, help_text="Of an action of the minutes: its new day")
    from_tracker = models.BooleanField(
        default=False, help_text="Stood in a tracker under that day, and was imported later"
    )
    recorded_at = models.DateTimeField(null=True, help_text="When it was imported, of a tracker's word")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    link = models.ForeignKey(
        "actionplans.WindowLink", on_delete=models.PROTECT, null=True, related_name="updates"
    )
    sent_back_at = models.DateTimeField(null=True, blank=True)
    sent_back_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sent_back_because = models.TextField(blank=True)

    class Meta:
        ordering = ["made_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(sent_back_at=None, sent_back_because="")
                | (Q(sent_back_at__isnull=False) & ~Q(sent_back_because="")),
                name="update_sent_back_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(from_tracker=True) | Q(recorded_at=None),
                name="update_recorded_later_is_of_a_tracker",
            ),
        ]
        indexes = [models.Index(fields=["action", "made_at"], name="update_of_action")]

    @property
    def known_at(self) -> datetime:
        """Since when it stands here: a tracker's word not before it was imported."""
        return self.recorded_at or self.made_at


class Evidence(models.Model):
    """What shows since a day that something was done. One policy may serve several actions: of a later one it is a row again."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="evidence")
    actions = models.ManyToManyField(Action, related_name="evidence")
    title = models.CharField(max_length=200)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    told = models.TextField(blank=True, help_text="Where it lies, when it is not a file")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    supplied_at = models.DateTimeField()
    supplied_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    holds_until = models.DateField(null=True, blank=True, help_text="A policy that is to be reviewed by then")

    class Meta:
        ordering = ["supplied_at", "id"]
        verbose_name_plural = "evidence"


class Extension(models.Model):
    """A later day that was asked for, and what was decided. The first day stays on the action."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="extension_requests")
    from_day = models.DateField(null=True)
    to_day = models.DateField()
    reason = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    granted = models.BooleanField(null=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    decided_because = models.TextField(blank=True)

    class Meta:
        ordering = ["asked_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["action"], condition=Q(granted=None), name="extension_one_waits"),
            models.CheckConstraint(
                condition=Q(granted=None, decided_at=None)
                | Q(granted__isnull=False, decided_at__isnull=False),
                name="extension_decided_paired",
            ),
        ]


class AgreedLight(models.Model):
    """The colour that the group agreed, or the chair gave with a reason (P7). The newest counts."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="agreed_lights")
    colour = models.CharField(max_length=10)
    reason = models.TextField(blank=True)
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_at = models.DateTimeField()
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["agreed_at", "id"]
        indexes = [models.Index(fields=["agreed_at"], name="light_agreed")]


class ImpactTest(models.Model):
    """Whether practice has changed: set at sign-off, held by a day, with its result. A failed one opens the action again."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="tests")
    kind = models.CharField(max_length=12, choices=TestKind)
    due_on = models.DateField()
    set_at = models.DateTimeField()
    set_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    held_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=8, choices=TestResult, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["action"], condition=Q(result=""), name="impact_test_one_waits"),
            models.CheckConstraint(
                condition=Q(result="", recorded_at=None) | (~Q(result="") & Q(recorded_at__isnull=False)),
                name="impact_test_recorded_paired",
            ),
        ]
