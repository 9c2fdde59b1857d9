from django.db import models

from subgroup.models import Person, StoredFile, SubGroup


class SavedFilter(models.Model):
    """A filter of the register under a name, for one person or, shared, for the group."""

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="saved_filters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="saved_filters")
    name = models.CharField(max_length=60)
    query = models.CharField(max_length=1000)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["group", "person", "name"], name="saved_filter_unique")
        ]

    def __str__(self) -> str:
        return self.name


class TrackerMapping(models.Model):
    """Which column of a tracker is what, remembered for the next file with the same headers."""

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="tracker_mappings")
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "fingerprint"], name="tracker_mapping_unique")
        ]


class TrackerImport(models.Model):
    """A tracker that was read: previewed, then written or left, and perhaps undone."""

    class State(models.TextChoices):
        PREVIEWED = "previewed", "Previewed, nothing written"
        WRITTEN = "written", "Written"
        UNDONE = "undone", "Undone"

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="tracker_imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict)
    answers = models.JSONField(default=dict, help_text="What a person said about rows that were unclear")
    state = models.CharField(max_length=10, choices=State, default=State.PREVIEWED)
    changes = models.JSONField(
        default=list, help_text="What was written: added rows, and fields as they were before"
    )
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-read_at", "-id"]
