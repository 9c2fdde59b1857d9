from typing import Self

from django.db import models
from django.db.models import Q

from members.models import Agency
from reviews.enums import STATUTORY_REVIEWS, AddressedTo, OutcomeKind, ReviewState
from reviews.models.cases import Case
from subgroup.models import Person, StoredFile, SubGroup


class ReviewQuerySet(models.QuerySet["Review"]):
    def open(self) -> Self:
        return self.exclude(state=ReviewState.CLOSED)


class Review(models.Model):
    """An SCR, a Concise Review or another one (F9). Called by a code that says nothing of the child; it may have no case here."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="reviews")
    code = models.CharField(
        max_length=20, help_text="As SCR-K: stands in its plan's references too; stable for ever"
    )
    kind = models.CharField(max_length=16, choices=OutcomeKind)
    title = models.CharField(max_length=200)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="reviews")
    state = models.CharField(max_length=12, choices=ReviewState, default=ReviewState.SETTING_UP)
    terms_of_reference = models.TextField(blank=True)
    methodology = models.CharField(max_length=200, blank=True)
    period_from = models.DateField(null=True, blank=True, help_text="The time under review")
    period_to = models.DateField(null=True, blank=True)
    agencies = models.ManyToManyField(Agency, related_name="reviews", blank=True)
    family = models.TextField(blank=True, help_text="How the family was engaged; no names")
    learning = models.TextField(blank=True)
    initiated_on = models.DateField()
    ends_on = models.DateField(
        null=True, blank=True, help_text="By when it is to be complete: a local target, or the regime's"
    )
    delay_because = models.TextField(blank=True, help_text="Why it takes longer than six months")
    expected_on = models.DateField(
        null=True, blank=True, help_text="By when it is expected, where it takes longer"
    )
    completed_on = models.DateField(null=True, blank=True)
    publication_on = models.DateField(null=True, blank=True, help_text="Planned")
    published_on = models.DateField(null=True, blank=True)
    published_at_address = models.CharField(max_length=300, blank=True, help_text="Where it can be read")
    withdrawn_on = models.DateField(
        null=True, blank=True, help_text="When it was taken down, twelve months later at the earliest"
    )
    not_published_because = models.TextField(blank=True)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_because = models.TextField(
        blank=True, help_text="Why it was closed with an action open; the chair says"
    )
    reopened_because = models.TextField(blank=True, help_text="Why it was opened again after it was closed")
    version = models.PositiveIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-initiated_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["group", "code"], name="review_code_unique"),
            models.CheckConstraint(
                condition=Q(closed_at=None) & ~Q(state="closed") | Q(closed_at__isnull=False, state="closed"),
                name="review_closed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    @property
    def is_statutory(self) -> bool:
        """Its clocks are the law's: six months, and what Ofsted, the DfE and the national panel must have."""
        return self.kind in STATUTORY_REVIEWS


class ReviewPerson(models.Model):
    """A lead reviewer or a member of a review's panel."""

    class Part(models.TextChoices):
        LEAD = "lead", "Lead reviewer"
        PANEL = "panel", "Panel"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="people")
    part = models.CharField(max_length=5, choices=Part)
    role = models.CharField(max_length=200, blank=True, help_text="For which the person sits there")
    name = models.CharField(max_length=200, blank=True, help_text="Empty until somebody is named")
    body = models.CharField("organisation", max_length=200, blank=True)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="review_parts",
        help_text="Where they have an account: the review opens to them",
    )  # fmt: skip
    appointed_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["review", "part", "id"]
        verbose_name_plural = "review people"
        constraints = [
            models.CheckConstraint(
                condition=Q(name="", appointed_on=None, person=None)
                | (~Q(name="") & Q(appointed_on__isnull=False)),
                name="review_person_named_with_day",
            )
        ]

    def __str__(self) -> str:
        return self.name or self.role


class AgencyReport(models.Model):
    """A report that an agency owes a review."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="reports")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="review_reports")
    due_on = models.DateField()
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(null=True, blank=True)
    received_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    note = models.TextField(blank=True)
    sent_back_because = models.TextField(blank=True, help_text="What was missing in what came first")

    class Meta:
        ordering = ["review", "agency__name"]
        constraints = [models.UniqueConstraint(fields=["review", "agency"], name="agency_report_once")]

    def __str__(self) -> str:
        return f"Report of {self.agency.code} to {self.review.code}"


class Milestone(models.Model):
    """A step of a review's timeline."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="milestones")
    position = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    planned_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["review", "planned_on", "position", "id"]

    def __str__(self) -> str:
        return f"{self.review.code}: {self.title}"


class ReviewDocument(models.Model):
    """A version of a review's draft or final report."""

    class Stage(models.TextChoices):
        DRAFT = "draft", "Draft"
        FINAL = "final", "Final"

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="documents")
    stage = models.CharField(max_length=5, choices=Stage)
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["review", "added_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "stage", "number"], name="review_document_number")
        ]


class Finding(models.Model):
    """What a review found."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="findings")
    number = models.CharField(max_length=10)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    theme = models.CharField(max_length=100, blank=True)

    class Meta:
        ordering = ["review", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "number"], name="finding_number_unique")]


class ReviewRecommendation(models.Model):
    """What a review asks for. It becomes a recommendation of the action plan, once."""

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="recommendations")
    finding = models.ForeignKey(
        Finding, on_delete=models.SET_NULL, null=True, blank=True, related_name="recommendations"
    )
    number = models.CharField(max_length=10)
    position = models.PositiveIntegerField(default=0)
    text = models.TextField()
    addressed_to = models.CharField(max_length=10, choices=AddressedTo, default=AddressedTo.BOARD)
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    planned_at = models.DateTimeField(null=True, blank=True, help_text="When it went into the action plan")

    class Meta:
        ordering = ["review", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="review_recommendation_number")
        ]
