from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from subgroup.models.entrusted import Entrusted
from subgroup.models.group import SubGroup
from subgroup.models.people import Person

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]


class Risk(Entrusted):
    """A risk to what the sub-group is there for (P8). `due_on` is the day of its next review, `done_on` that of its closing."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField()
    title = models.CharField("risk", max_length=200)
    cause = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    controls = models.TextField(blank=True, help_text="What is done about it")
    likelihood = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    set_on = models.DateField()
    reviewed = models.PositiveSmallIntegerField(
        default=0, help_text="How often: each review is owed by itself"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="risk_number"),
            models.CheckConstraint(
                condition=Q(likelihood__range=(1, 5), impact__range=(1, 5)), name="risk_one_to_five"
            ),
        ]

    def __str__(self) -> str:
        return f"Risk {self.number}"

    @property
    def home(self) -> SubGroup:
        return self.group


class RiskReview(models.Model):
    """How a risk was rated on a day, and why. Never overwritten; the first one is that of its entry."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="reviews")
    likelihood = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    comment = models.TextField(blank=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"{self.risk}: {self.likelihood} by {self.impact}"
