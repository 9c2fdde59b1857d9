from django.db import models

from subgroup.models.group import SubGroup


class Entrusted(models.Model):
    """What a post has in hand until a day, which is on the ledger until it is done or dropped."""

    owner_kind = models.CharField(max_length=20, help_text="role or seat")
    owner_key = models.CharField(max_length=40)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    dropped_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True, help_text="What came of it, or why it was dropped")
    version = models.PositiveIntegerField(default=1, help_text="For two people changing it at once")

    class Meta:
        abstract = True

    @property
    def home(self) -> SubGroup:
        """The sub-group whose it is."""
        raise NotImplementedError

    @property
    def owner(self) -> tuple[str, str]:
        return self.owner_kind, self.owner_key

    @property
    def is_open(self) -> bool:
        return self.done_on is None and self.dropped_on is None
