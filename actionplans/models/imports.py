from django.db import models

from subgroup.models import Person, StoredFile, SubGroup


class TrackerMapping(models.Model):
    """Which column of a tracker is what, remembered for the next file with the same headings."""

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="tracker_mappings")
    fingerprint = models.CharField(max_length=64)
    mapping = models.JSONField()
    agencies = models.JSONField(default=dict, help_text="Who was meant by words that no agency bears")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "fingerprint"], name="tracker_mapping_unique")
        ]


class TrackerImport(models.Model):
    """A tracker that was read: previewed, then written or left, and perhaps undone."""

    class State(models.TextChoices):
        READING = "reading", "Being read"
        UNREADABLE = "unreadable", "Could not be read"
        PREVIEWED = "previewed", "Previewed, nothing written"
        WRITING = "writing", "Being written"
        WRITTEN = "written", "Written"
        UNDOING = "undoing", "Being undone"
        UNDONE = "undone", "Undone"

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="tracker_imports")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    mapping = models.JSONField(default=dict, help_text="Heading to field, as it was read")
    reading = models.JSONField(
        default=dict, help_text="The file as a whole: its date, columns, remarks, and rows passed over"
    )
    refusal = models.TextField(
        blank=True, help_text="Why it could not be read, or not be written or undone as was asked last"
    )
    answers = models.JSONField(
        default=dict, help_text="Which plan a review is, and which agency a word means"
    )
    state = models.CharField(max_length=10, choices=State, default=State.READING)
    changes = models.JSONField(
        default=dict, help_text="What was written besides the rows' own: plans, recommendations, agencies"
    )
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    seen = models.CharField(
        max_length=20, blank=True, help_text="The digest of the preview that was confirmed"
    )
    asked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When it was confirmed, or undoing was asked for, to be done by a task",
    )
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-read_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    written_at=None,
                    written_by=None,
                    state__in=["reading", "unreadable", "previewed", "writing"],
                )
                | models.Q(
                    written_at__isnull=False,
                    written_by__isnull=False,
                    state__in=["written", "undoing", "undone"],
                ),
                name="tracker_import_written_paired",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["writing", "undoing"])
                | models.Q(asked_at__isnull=False, asked_by__isnull=False),
                name="tracker_import_asked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.file.name

    @property
    def is_at_work(self) -> bool:
        """A task writes or undoes it, or will."""
        return self.state in (self.State.WRITING, self.State.UNDOING)

    @property
    def is_previewed(self) -> bool:
        return self.state == self.State.PREVIEWED


class TrackerRow(models.Model):
    """A row of a tracker as it was read, what a person answered about it, and what came of it."""

    tracker_import = models.ForeignKey(TrackerImport, on_delete=models.CASCADE, related_name="rows")
    position = models.PositiveIntegerField()
    read = models.JSONField(help_text="The fields of trackers.Row")
    answer = models.JSONField(default=dict, help_text="What a person said where the row was unclear")
    written = models.JSONField(
        default=dict, help_text="The action, what was added, and fields as they were before"
    )

    class Meta:
        ordering = ["tracker_import", "position"]
        constraints = [
            models.UniqueConstraint(fields=["tracker_import", "position"], name="tracker_row_unique")
        ]
