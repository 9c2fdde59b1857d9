from django.db import models
from django.db.models import Q

from subgroup.models.entrusted import Entrusted
from subgroup.models.group import SubGroup
from subgroup.models.people import Person


class Objective(Entrusted):
    """What the sub-group is to reach in a year for one of the Board's priorities, with its measure and target (A4, P7)."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="objectives")
    year = models.CharField(max_length=7, help_text="The reporting year, as in 2017-18")
    number = models.PositiveSmallIntegerField()
    priority = models.CharField(max_length=200, help_text="The Board's priority that it serves")
    title = models.CharField(max_length=300, help_text="What is to be reached")
    measure = models.CharField(max_length=300, help_text="What shows it")
    target = models.CharField(max_length=200, help_text="How much of it, as in 30 cases, or 90 %")
    set_on = models.DateField(help_text="From the meetings of this day on it has a light for each")

    class Meta:
        ordering = ["year", "number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="objective_number"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped_on=None), name="objective_reached_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | ~Q(note=""), name="objective_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Objective {self.number}"

    @property
    def home(self) -> SubGroup:
        return self.group


class ObjectiveLight(models.Model):
    """How an objective stood at a meeting: a colour and a comment (P7). Never overwritten: the latest said for a meeting counts."""

    objective = models.ForeignKey(Objective, on_delete=models.PROTECT, related_name="lights")
    meeting_key = models.CharField(max_length=20, help_text="The meeting for which it was said")
    colour = models.CharField(max_length=10)
    comment = models.TextField()
    said_at = models.DateTimeField()
    said_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["said_at", "pk"]
        indexes = [models.Index(fields=["objective", "meeting_key"], name="objective_light_of_meeting")]
        constraints = [models.CheckConstraint(condition=~Q(comment=""), name="objective_light_says_why")]

    def __str__(self) -> str:
        return f"{self.objective}: {self.colour}"
