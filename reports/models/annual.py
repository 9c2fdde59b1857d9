from django.db import models
from django.db.models import Q

from reports.models.written import Written
from reports.sections import Chapter
from subgroup.models import Person, StoredFile, SubGroup


class AnnualReport(models.Model):
    """A version of the report to the Board on a reporting year (R2, A4). Issued, it is frozen and never changes."""

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        APPROVED = "approved", "Approved by the chair"
        ISSUED = "issued", "Issued"

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="annual_reports")
    year = models.CharField(max_length=7, help_text="The reporting year, as in 2017-18")
    number = models.PositiveSmallIntegerField(default=1, help_text="Of the version")
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    corrected_because = models.TextField(
        blank=True, help_text="What is other than in the version before; printed on the cover"
    )
    wanted_on = models.DateField(null=True, blank=True, help_text="The day by which the Board wants it")
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    approved_as = models.JSONField(
        null=True, blank=True, help_text="What it said when it was approved, until it is issued"
    )
    figures = models.JSONField(null=True, blank=True, help_text="All that it says, frozen as it was issued")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="annual_report_version"),
            models.CheckConstraint(
                condition=Q(state="draft", approved_at=None, approved_by=None)
                | Q(approved_at__isnull=False, approved_by__isnull=False) & ~Q(state="draft"),
                name="annual_report_approved_paired",
            ),
            models.CheckConstraint(
                condition=Q(issued_at=None, issued_by=None, figures=None) & ~Q(state="issued")
                | Q(issued_at__isnull=False, issued_by__isnull=False, figures__isnull=False, state="issued"),
                name="annual_report_issued_is_frozen",
            ),
            models.CheckConstraint(
                condition=Q(number=1, corrected_because="") | Q(number__gt=1) & ~Q(corrected_because=""),
                name="annual_report_correction_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"Annual report {self.year}" + (f", version {self.number}" if self.number > 1 else "")

    @property
    def is_issued(self) -> bool:
        return self.state == self.State.ISSUED


class ChapterText(Written):
    """What a chapter says, each time somebody saved it: their words, or that the text drafted from the record stands."""

    report = models.ForeignKey(AnnualReport, on_delete=models.PROTECT, related_name="texts")
    chapter = models.CharField(max_length=20, choices=Chapter)
    as_drafted = models.BooleanField(
        default=False, help_text="The text that is drafted from the record stands"
    )

    class Meta:
        ordering = ["chapter", "version"]
        constraints = [
            models.UniqueConstraint(fields=["report", "chapter", "version"], name="chapter_text_version"),
            models.CheckConstraint(
                condition=Q(as_drafted=False) | Q(text=""), name="chapter_text_is_one_or_the_other"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_chapter_display()}, as saved {self.version}"
