from django.db import models

from subgroup.models import Person


class Written(models.Model):
    """A text as somebody saved it. Never overwritten: the newest counts."""

    version = models.PositiveIntegerField(help_text="1 for the first that was saved of the section")
    text = models.TextField(blank=True, help_text="Empty where it was taken out again")
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        abstract = True
