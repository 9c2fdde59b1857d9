from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q

from members.models import Agency
from reviews.enums import DeathState, Quality, RequestState
from reviews.models.cases import Case
from subgroup.models import Person, SubGroup


class ChildDeathQuerySet(models.QuerySet["ChildDeath"]):
    def open(self) -> Self:
        return self.exclude(state__in=(DeathState.REVIEWED, DeathState.CLOSED))


class ChildDeath(models.Model):
    """A child death by the reference of the Child Death Overview Panel alone (F1): whom it asked, and who answered."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="child_deaths")
    reference = models.CharField(
        max_length=40, help_text="The panel's own; no name, no date of birth, nothing clinical"
    )
    area = models.CharField(max_length=60, blank=True)
    expected = models.BooleanField(null=True, blank=True)
    notified_on = models.DateField()
    state = models.CharField(max_length=10, choices=DeathState, default=DeathState.NOTIFIED)
    category_one = models.BooleanField(
        null=True, blank=True, help_text="Deliberately inflicted injury, abuse or neglect: prompts screening"
    )
    screening_because = models.TextField(
        blank=True, help_text="Why a category-1 death was not referred for screening"
    )
    case = models.ForeignKey(
        Case, on_delete=models.PROTECT, null=True, blank=True, related_name="child_deaths"
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    plan_code = models.CharField(
        max_length=20, blank=True, help_text="Of the action plan that its recommendations went into"
    )
    screened_at = models.DateTimeField(null=True, blank=True, help_text="When it was said what came of it")
    screened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    objects = ChildDeathQuerySet.as_manager()

    class Meta:
        ordering = ["-notified_on", "reference"]
        constraints = [models.UniqueConstraint(fields=["group", "reference"], name="death_reference_unique")]

    def __str__(self) -> str:
        return self.reference

    @property
    def waits_for_screening(self) -> bool:
        """Category 1, and neither a case nor a reason why there is none."""
        return bool(self.category_one) and self.case_id is None and not self.screening_because


class DeathRequest(models.Model):
    """What an agency was asked for a child death: Form B or its successor. A nil return counts as contribution."""

    death = models.ForeignKey(ChildDeath, on_delete=models.CASCADE, related_name="requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="death_requests")
    form = models.CharField(max_length=60, default="Form B")
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    requested_on = models.DateField()
    due_on = models.DateField(help_text="By the local setting, never a statutory limit")
    answered_on = models.DateField(null=True, blank=True)
    declined_because = models.TextField(blank=True)
    quality = models.CharField(max_length=6, choices=Quality, blank=True)
    deferred_the_panel = models.BooleanField(default=False, help_text="The panel had to wait for it")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["death", "agency__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["death", "agency", "form"], condition=~Q(state="withdrawn"), name="death_request_once"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""),
                name="death_request_declined_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state__in=("asked", "withdrawn"), answered_on=None)
                | Q(state__in=("returned", "nil", "declined"), answered_on__isnull=False),
                name="death_request_answered_paired",
            ),
        ]
        indexes = [models.Index(fields=["agency", "requested_on"], name="death_request_agency")]

    def __str__(self) -> str:
        return f"{self.form} for {self.death.reference}"

    @property
    def is_open(self) -> bool:
        return self.state == RequestState.ASKED

    def is_late(self, today: date) -> bool:
        """Nobody has answered, and the local day has passed."""
        return self.is_open and self.due_on < today


class DeathRequestNote(models.Model):
    """What happened to a request besides its answer: chased by a mail, asked again, taken back, judged thin."""

    request = models.ForeignKey(DeathRequest, on_delete=models.CASCADE, related_name="notes")
    what = models.CharField(max_length=200)
    because = models.TextField(blank=True)
    noted_at = models.DateTimeField()
    noted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["noted_at", "id"]


class AnnualReturn(models.Model):
    """The panel's annual return on child deaths (LSCB1) for a year to 31 March: whether somebody recorded that it was made."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="annual_returns")
    ends_on = models.DateField(help_text="The last day of the year it is about")
    made_on = models.DateField(null=True, blank=True)
    made_by = models.CharField(max_length=200, blank=True, help_text="Who made it, with their post")
    proof = models.CharField(max_length=300, blank=True, help_text="The reference, or what shows it")
    because = models.CharField(
        max_length=300, blank=True, help_text="Why what was recorded before was changed or taken back"
    )
    recorded_at = models.DateTimeField(null=True, blank=True)
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-ends_on"]
        constraints = [
            models.UniqueConstraint(fields=["group", "ends_on"], name="annual_return_once"),
            models.CheckConstraint(
                condition=Q(made_on=None, made_by="", proof="")
                | (Q(made_on__isnull=False) & ~Q(made_by="") & ~Q(proof="")),
                name="annual_return_made_with_proof",
            ),
        ]

    def __str__(self) -> str:
        return f"Annual return on child deaths (LSCB1), year to {self.ends_on.day} {self.ends_on:%B} {self.ends_on.year}"


class DeathImport(models.Model):
    """A list of the panel's coordinator, read from a spreadsheet: previewed, confirmed, and undone in one step."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="death_imports")
    file_name = models.CharField(max_length=255)
    headings = models.JSONField(default=list, help_text="Of the list, without the cells below them")
    mapping = models.JSONField(default=dict, help_text="Heading to field, as it was read")
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(null=True, blank=True)
    written_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-read_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class DeathImportRow(models.Model):
    """A row of the list: what it says, what it would change and why, or what is wrong with it."""

    of = models.ForeignKey(DeathImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField(help_text="In the sheet")
    verdict = models.CharField(max_length=10, help_text="new, changed, unchanged or wrong")
    reason = models.CharField(max_length=300, blank=True)
    says = models.JSONField(default=dict)
    before = models.JSONField(null=True, help_text="What stood there, for undoing")
    written = models.JSONField(default=dict, help_text="What was made or changed, and how it was left")

    class Meta:
        ordering = ["of", "number"]
