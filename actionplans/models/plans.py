from typing import Self

from django.db import models
from django.db.models import Q

from actionplans.enums import AddressedTo, PlanKind, PlanState
from meetings.models import Meeting
from members.models import Agency, Seat
from subgroup.models import Person, StoredFile, SubGroup


class PlanQuerySet(models.QuerySet["Plan"]):
    def open(self) -> Self:
        return self.filter(state=PlanState.OPEN)


class Plan(models.Model):
    """The action plan of a review, a panel, a forum or an audit (F2, F3, F10). It names no child: only a codename."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="action_plans")
    code = models.CharField(
        max_length=20, help_text="Stands in every reference, as SCR-K in SCR-K/3.2; stable for ever"
    )
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=PlanKind)
    source_reference = models.CharField(
        max_length=100,
        blank=True,
        help_text="The reference at the source: of the CDOP, the review, the audit",
    )
    theme = models.CharField(max_length=100, blank=True)
    owner = models.ForeignKey(
        Seat, on_delete=models.PROTECT, null=True, related_name="plans", help_text="Who looks after the plan"
    )
    confidential = models.BooleanField(
        default=False, help_text="Shown to those who may read confidential things"
    )
    agreed_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True, help_text="By when the whole plan is to be done")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.OPEN)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_because = models.TextField(
        blank=True, help_text="Why it was closed with an action open; the chair says"
    )
    reopened_because = models.TextField(blank=True, help_text="Why it was opened again after it was closed")
    version = models.PositiveIntegerField(default=1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="plan_code_unique"),
            models.CheckConstraint(
                condition=Q(closed_at=None, state="open") | Q(closed_at__isnull=False, state="closed"),
                name="plan_closed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class PlanVersion(models.Model):
    """The plan as it was agreed on a day, under the number of that version (F2, F3)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    agreed_on = models.DateField()
    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, null=True, related_name="+")
    agreed_by = models.CharField(
        max_length=100, blank=True, help_text="Which body or post, where it was at no meeting of the group"
    )
    note = models.TextField(blank=True, help_text="What is new, in somebody's words")
    stood = models.JSONField(
        help_text="Its recommendations by number and its actions by reference, each with its day and a digest of its words"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["plan", "number"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="plan_version_number_unique"),
            models.CheckConstraint(condition=Q(number__gte=1), name="plan_version_numbered_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.plan.code}, version {self.number}"


class PlanLight(models.Model):
    """The chair's light of a plan, with a reason; none: it is again the one of its actions (P7)."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="given_lights")
    colour = models.CharField(max_length=10, blank=True, help_text="A key of the lights")
    reason = models.TextField()
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["given_at", "id"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="plan_light_with_reason")]

    def __str__(self) -> str:
        return f"{self.plan.code}: {self.colour or 'as its actions say'}"


class Recommendation(models.Model):
    """What a review asks for; actions carry it out."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="recommendations")
    number = models.CharField(max_length=10, help_text="As the review numbers it: 3, R1, 2a")
    position = models.PositiveIntegerField(default=0)
    finding = models.TextField(blank=True)
    text = models.TextField()
    addressed_to = models.CharField(max_length=10, choices=AddressedTo, default=AddressedTo.BOARD)
    agencies = models.ManyToManyField(Agency, related_name="recommendations", blank=True)
    theme = models.CharField(max_length=100, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["plan", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["plan", "number"], name="recommendation_number_unique")
        ]

    def __str__(self) -> str:
        return f"{self.plan.code}/{self.number}"


class Kinship(models.Model):
    """A recommendation that asks for what an earlier review asked for. Proposed by likeness, confirmed by a person."""

    recommendation = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="kin")
    earlier = models.ForeignKey(Recommendation, on_delete=models.CASCADE, related_name="later_kin")
    likeness = models.FloatField(help_text="From 0 to 1")
    is_kin = models.BooleanField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-likeness", "id"]
        constraints = [
            models.UniqueConstraint(fields=["recommendation", "earlier"], name="kinship_once"),
            models.CheckConstraint(condition=~Q(recommendation=models.F("earlier")), name="kinship_of_two"),
        ]


class PlanTemplate(models.Model):
    """Recommendations and actions to begin a plan of a kind with. `rows` is checked by services/templates.py."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="plan_templates")
    name = models.CharField(max_length=100)
    kind = models.CharField(max_length=20, choices=PlanKind)
    rows = models.JSONField(default=list)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["group", "name"], name="plan_template_unique")]

    def __str__(self) -> str:
        return self.name


class HandOver(models.Model):
    """What the Learning and Improvement and QA sub-group receives when a plan is closed (F16). Frozen."""

    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="hand_overs")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    snapshot = models.JSONField()
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    received_at = models.DateTimeField(null=True)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    received_note = models.TextField(blank=True)
    """What that sub-group does with it: what it will check, and when."""

    class Meta:
        ordering = ["plan", "made_at"]
