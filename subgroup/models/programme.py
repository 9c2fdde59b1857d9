from datetime import date

from django.db import models
from django.db.models import Q

from subgroup.models.entrusted import Entrusted
from subgroup.models.group import SubGroup
from subgroup.models.people import Person


class Programme(models.Model):
    """The work programme of a sub-group for one reporting year (A1, P2)."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="programmes")
    year = models.CharField(max_length=7, help_text="The reporting year, as in 2017-18")

    class Meta:
        ordering = ["-year"]
        constraints = [models.UniqueConstraint(fields=["group", "year"], name="programme_of_a_year")]

    def __str__(self) -> str:
        return f"Work programme {self.year}"


class ProgrammeItem(Entrusted):
    """A piece of work of the year."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="items")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "number"], name="programme_item_number"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped_on=None), name="programme_item_done_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | ~Q(note=""), name="programme_item_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.title}"

    @property
    def home(self) -> SubGroup:
        return self.programme.group


class ProgrammeVersion(models.Model):
    """The work programme as it was put to the Coordination and Delivery Group, item by item, and what that group answered (P2)."""

    class State(models.TextChoices):
        PUT = "put", "Put to the group"
        AGREED = "agreed", "Agreed"
        SENT_BACK = "sent_back", "Sent back"

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="versions")
    name = models.CharField(max_length=10, help_text="As in 0.9 or 1.0")
    items = models.JSONField(help_text="The items as they stood: number, title, owner in words, day")
    put_on = models.DateField()
    put_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=10, choices=State, default=State.PUT)
    answered_on = models.DateField(null=True, blank=True)
    minute = models.CharField(max_length=60, blank=True, help_text="Of that group's minutes, as in 4.2")
    note = models.TextField(blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["put_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["programme", "name"], name="programme_version_name"),
            models.CheckConstraint(
                condition=Q(state="put", answered_on=None) | (~Q(state="put") & Q(answered_on__isnull=False)),
                name="programme_version_answered",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.name}"

    @property
    def agreed_on(self) -> date | None:
        return self.answered_on if self.state == self.State.AGREED else None
