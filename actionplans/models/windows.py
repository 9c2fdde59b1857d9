from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q

from actionplans.models.plans import Plan
from meetings.enums import MeetingState
from meetings.models import Meeting
from members.models import Agency
from subgroup.models import Person


class Window(models.Model):
    """The days in which agencies say how their actions stand before a meeting: it opens by itself and closes with the papers."""

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="update_window")
    opens_on = models.DateField()
    closes_on = models.DateField(help_text="The last day on which an update is in time")
    opened_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["opens_on", "id"]

    def __str__(self) -> str:
        return f"Updates for {self.meeting.code} of {self.meeting.year}"

    @property
    def is_paused(self) -> bool:
        """It was postponing its meeting that closed it: it goes on with the new day."""
        was_closed_so = self.closed_at is not None and self.closed_at == self.meeting.postponed_at
        return was_closed_so and self.meeting.state != MeetingState.CANCELLED


class UpdateOwed(models.Model):
    """What an agency owes on a plan in a window: a word on each of its open actions (P8). The subject of its deadline."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="owed")
    plan = models.ForeignKey(Plan, on_delete=models.PROTECT, related_name="updates_owed")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="updates_owed")
    made_at = models.DateTimeField(null=True, blank=True, help_text="When the last of them was said")

    class Meta:
        ordering = ["window", "plan", "agency"]
        verbose_name_plural = "updates owed"
        constraints = [models.UniqueConstraint(fields=["window", "plan", "agency"], name="update_owed_once")]


class LinkQuerySet(models.QuerySet["WindowLink"]):
    def live(self, *, at: datetime) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=at)


class WindowLink(models.Model):
    """A way into one agency's updates of one window with no sign-in. Only the hash is kept; it ends with the window."""

    window = models.ForeignKey(Window, on_delete=models.CASCADE, related_name="links")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    objects = LinkQuerySet.as_manager()

    class Meta:
        ordering = ["window", "agency", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["window", "agency", "person"],
                condition=Q(revoked_at=None),
                name="window_link_one_live",
            )
        ]


class LinkUse(models.Model):
    """Every use of a link: opened, entered, updated, refused."""

    link = models.ForeignKey(WindowLink, on_delete=models.CASCADE, related_name="uses")
    what = models.CharField(max_length=20)
    used_at = models.DateTimeField()

    class Meta:
        ordering = ["used_at", "id"]
