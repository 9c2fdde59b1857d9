from django.db import models

from subgroup.models.group import StoredFile, SubGroup
from subgroup.models.people import Person


class Printout(models.Model):
    """A page as somebody had it printed: its words are frozen, and its document is made from them once (R3).

    It is found by its words alone, so that nobody is given what they could not have read.
    """

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="printouts")
    sha256 = models.CharField(max_length=64, help_text="Of its words")
    name = models.CharField(max_length=255)
    html = models.TextField(blank=True, help_text="Its words, until the document is made")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    failed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["group", "sha256"], name="printout_once")]

    def __str__(self) -> str:
        return self.name
