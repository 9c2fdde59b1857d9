from django.db import models

from reviews.models.cases import Case
from subgroup.models import Person


class KeepingDecision(models.Model):
    """What was decided at a retention review: to keep the case until another day, and why. Nothing is destroyed by it."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="keepings")
    keep_until = models.DateField()
    because = models.TextField()
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "decided_at", "id"]
