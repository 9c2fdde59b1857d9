from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from subgroup.models.entrusted import Entrusted
from subgroup.models.group import SubGroup
from subgroup.models.people import Person

ONE_TO_FIVE = [MinValueValidator(1), MaxValueValidator(5)]
IS_ONE_TO_FIVE = Q(likelihood__range=(1, 5), impact__range=(1, 5))


class RiskWords(models.Model):
    """What a risk says, and how likely and how bad it is."""

    title = models.CharField("risk", max_length=200)
    cause = models.TextField(blank=True)
    effect = models.TextField(blank=True)
    controls = models.TextField(blank=True, help_text="What is done about it")
    likelihood = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)
    impact = models.PositiveSmallIntegerField(validators=ONE_TO_FIVE)

    class Meta:
        abstract = True


class Risk(RiskWords, Entrusted):
    """A risk to what the sub-group is there for (P8). `due_on` is the day of its next review, `done_on` that of its closing."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="risks")
    number = models.PositiveSmallIntegerField()
    set_on = models.DateField()
    reviewed = models.PositiveSmallIntegerField(
        default=0, help_text="How often: each review is owed by itself"
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="risk_number"),
            models.CheckConstraint(condition=IS_ONE_TO_FIVE, name="risk_one_to_five"),
            models.CheckConstraint(condition=Q(done_on=None) | ~Q(note=""), name="risk_closed_says_why"),
        ]

    def __str__(self) -> str:
        return f"Risk {self.number}"

    @property
    def home(self) -> SubGroup:
        return self.group


class RiskEntry(RiskWords):
    """How a risk stood from a moment on, whole, so that any past day can be read back. Never overwritten."""

    class Kind(models.TextChoices):
        ENTERED = "entered", "Entered"
        REVIEWED = "reviewed", "Reviewed"
        CHANGED = "changed", "Changed"
        CLOSED = "closed", "Closed"
        REOPENED = "reopened", "Opened again"

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=Kind)
    owner_kind = models.CharField(max_length=20)
    owner_key = models.CharField(max_length=40)
    due_on = models.DateField(help_text="The day of its next review")
    is_open = models.BooleanField(default=True)
    comment = models.TextField(blank=True, help_text="What was found, or why")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["made_at", "pk"]
        verbose_name_plural = "risk entries"
        constraints = [
            models.CheckConstraint(condition=IS_ONE_TO_FIVE, name="risk_entry_one_to_five"),
            models.CheckConstraint(
                condition=~Q(kind__in=("reviewed", "closed", "reopened")) | ~Q(comment=""),
                name="risk_entry_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.risk}: {self.get_kind_display().lower()}"

    @property
    def owner(self) -> tuple[str, str]:
        return self.owner_kind, self.owner_key
