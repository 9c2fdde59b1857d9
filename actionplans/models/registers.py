from django.db import models

from subgroup.models import Person, SubGroup


class SavedFilter(models.Model):
    """A filter of the register under a name, for one person or, shared, for all who see the whole register."""

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="saved_filters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)
    shared = models.BooleanField(default=False, help_text="Offered to all who see the whole register")

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["group", "person", "name"], name="saved_filter_unique")
        ]

    def __str__(self) -> str:
        return self.name
