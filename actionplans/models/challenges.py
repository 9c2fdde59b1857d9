from typing import Self

from django.db import models
from django.db.models import Q

from actionplans.enums import Adequacy, Cause, Direction, Rung
from actionplans.models.actions import Action
from members.models import Agency
from subgroup.models import Person, Risk, SubGroup


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def open(self) -> Self:
        return self.filter(closed_at=None)


class Challenge(models.Model):
    """An agency is asked to show that its safeguarding is robust, or the sub-group is (F5)."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="challenges")
    number = models.PositiveIntegerField()
    year = models.CharField(max_length=9, help_text="The reporting year, 2017-18")
    direction = models.CharField(max_length=10, choices=Direction, default=Direction.TO_AGENCY)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="challenges",
        help_text="Challenged, or challenging the group",
    )
    action = models.ForeignKey(
        Action, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges"
    )
    issue = models.TextField()
    evidence = models.TextField(blank=True)
    question = models.TextField()
    answer_due_on = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    rung = models.CharField(max_length=12, choices=Rung, default=Rung.LEAD)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    outcome = models.TextField(blank=True)
    changed = models.TextField(blank=True, help_text="What changed because of it")

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="challenge_number_unique"),
            models.CheckConstraint(
                condition=Q(closed_at=None, outcome="") | (Q(closed_at__isnull=False) & ~Q(outcome="")),
                name="challenge_closed_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """C3 of 2017-18."""
        return f"C{self.number} of {self.year}"


class ChallengeAnswer(models.Model):
    """An answer, and what the chair made of it. One that was not adequate is followed by another, a rung higher."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="answers")
    text = models.TextField()
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    adequacy = models.CharField(max_length=12, choices=Adequacy, blank=True)
    because = models.TextField(blank=True)
    judged_at = models.DateTimeField(null=True, blank=True)
    judged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["answered_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adequacy="", judged_at=None) | (~Q(adequacy="") & Q(judged_at__isnull=False)),
                name="challenge_answer_judged_paired",
            ),
        ]


class EscalationQuerySet(models.QuerySet["Escalation"]):
    def standing(self) -> Self:
        """In the exception list: not addressed yet."""
        return self.filter(addressed_at=None)


class Escalation(models.Model):
    """Something that stands in the exception list and climbs until it is addressed with a reason (F14, P8)."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="escalations")
    cause = models.CharField(max_length=20, choices=Cause)
    key = models.CharField(max_length=100, help_text="What it is about and when it began: one row each time")
    action = models.ForeignKey(Action, on_delete=models.PROTECT, null=True, related_name="escalations")
    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, null=True, related_name="escalations")
    owed = models.ForeignKey(
        "actionplans.UpdateOwed", on_delete=models.PROTECT, null=True, related_name="escalations"
    )
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True, related_name="escalations")
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        related_name="escalations",
        help_text="None of a risk: it is the sub-group’s own",
    )
    sentence = models.CharField(max_length=300, help_text="What is wrong, with references and no case detail")
    began_on = models.DateField()
    rung = models.CharField(max_length=12, choices=Rung, default=Rung.LEAD)
    ended_on = models.DateField(
        null=True, blank=True, help_text="Since when it is no longer so; it stays until it is addressed"
    )
    ended_because = models.CharField(max_length=200, blank=True, help_text="Without case detail")
    addressed_at = models.DateTimeField(null=True, blank=True)
    addressed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    addressed_because = models.TextField(blank=True)

    objects = EscalationQuerySet.as_manager()

    class Meta:
        ordering = ["began_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "key"], name="escalation_once"),
            models.CheckConstraint(
                condition=Q(agency__isnull=False) | Q(risk__isnull=False),
                name="escalation_of_an_agency_or_a_risk",
            ),
            models.CheckConstraint(
                condition=Q(addressed_at=None, addressed_because="")
                | (Q(addressed_at__isnull=False) & ~Q(addressed_because="")),
                name="escalation_addressed_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None, ended_because="")
                | (Q(ended_on__isnull=False) & ~Q(ended_because="")),
                name="escalation_ended_paired",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "began_on"], condition=Q(addressed_at=None), name="escalation_standing"
            )
        ]


class EscalationStep(models.Model):
    """A rung that was reached, or a word on what was done about it."""

    escalation = models.ForeignKey(Escalation, on_delete=models.CASCADE, related_name="steps")
    rung = models.CharField(max_length=12, choices=Rung)
    taken_at = models.DateTimeField()
    taken_by = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, related_name="+", help_text="Nobody: by itself"
    )
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["taken_at", "id"]
