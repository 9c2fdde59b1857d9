from datetime import date

from django.db import models
from django.db.models import Q

from meetings.models import ActionLine
from members.models import Seat
from subgroup.models import Person, SubGroup


class ActionQuerySet(models.QuerySet["Action"]):
    def standing(self) -> "ActionQuerySet":
        """Without what was struck out of the minutes."""
        return self.filter(withdrawn_at=None)

    def open(self) -> "ActionQuerySet":
        return self.standing().filter(done_on=None)

    def overdue(self, *, on: date) -> "ActionQuerySet":
        return self.open().filter(due_on__lt=on)


class Action(models.Model):
    """The living action that came from a line of the minutes. It belongs to a seat, not to a person."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="actions")
    line = models.OneToOneField(ActionLine, on_delete=models.PROTECT, related_name="action")
    reference = models.CharField(max_length=30, help_text="A3 of 2017-18: stable for ever")
    owner = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="actions")
    text = models.TextField()
    confidential = models.BooleanField(default=False)
    first_due_on = models.DateField()
    due_on = models.DateField()
    opened_at = models.DateTimeField()
    done_on = models.DateField(null=True, blank=True)
    done_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="Its line was struck out of the minutes before they were approved"
    )

    objects = ActionQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "reference"], name="action_reference_unique"),
            models.CheckConstraint(
                condition=Q(done_on=None, done_by=None) | Q(done_on__isnull=False, done_by__isnull=False),
                name="action_done_paired",
            ),
        ]
        indexes = [
            models.Index(fields=["group", "due_on"], name="action_due"),
            models.Index(fields=["group", "done_on", "due_on"], name="action_order"),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.text}"


class ActionUpdate(models.Model):
    """A dated word on an action. Never overwritten."""

    action = models.ForeignKey(Action, on_delete=models.CASCADE, related_name="updates")
    text = models.TextField()
    done = models.BooleanField(default=False, help_text="With this update the action was reported done")
    new_due_on = models.DateField(null=True, blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at", "id"]
