from django.db import models
from django.db.models import F, Q

from reviews.enums import Addressee, LetterKind, StatutoryLetterState
from reviews.models.cases import Case
from subgroup.models import Deadline, Person, StoredFile, SubGroup


class ClockException(models.Model):
    """Why a clock that "normally" runs so long runs longer, said by the chair; what the guidance asks then is kept with it."""

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="clock_exceptions")
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="clock_exceptions")
    because = models.TextField()
    expected_on = models.DateField(help_text="By when it is expected now")
    meanwhile = models.TextField(blank=True, help_text="What is learned and put right in the meantime")
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["made_at", "id"]


class Relaxation(models.Model):
    """A national relaxation of a clock for triggers in a period, with its reason: as in spring 2020."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="relaxations")
    regime = models.CharField(max_length=40)
    clock = models.CharField(max_length=60, help_text="The key of the clock")
    starts_on = models.DateField(help_text="The first trigger day it holds for")
    ends_on = models.DateField(help_text="The last one")
    offset = models.CharField(max_length=60, help_text="In place of the regime’s: 30 working days after")
    because = models.TextField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_because = models.TextField(blank=True)

    class Meta:
        ordering = ["-starts_on", "-id"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="relaxation_period"),
            models.CheckConstraint(
                condition=Q(ended_at=None) | ~Q(ended_because=""), name="relaxation_ended_with_reason"
            ),
        ]


class Pinning(models.Model):
    """A case came under other guidance, because a day of it was recorded or changed."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="pinnings")
    before = models.CharField(max_length=40)
    regime = models.CharField(max_length=40)
    because = models.CharField(max_length=300)
    pinned_at = models.DateTimeField()
    pinned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["pinned_at", "id"]


class StatutoryLetter(models.Model):
    """A letter to Ofsted, the DfE or the national panel (F8): drafted from the record, approved, sent by hand, filed with proof."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="letters")
    decision = models.ForeignKey(
        "reviews.ChairDecision", on_delete=models.PROTECT, null=True, related_name="letters",
        help_text="Which decision it tells of",
    )  # fmt: skip
    review = models.ForeignKey(
        "reviews.Review", on_delete=models.PROTECT, null=True, related_name="letters",
        help_text="Whose reviewers, report or reasons it tells of",
    )  # fmt: skip
    kind = models.CharField(max_length=16, choices=LetterKind)
    addressee = models.CharField(max_length=10, choices=Addressee)
    state = models.CharField(
        max_length=12, choices=StatutoryLetterState, default=StatutoryLetterState.DRAFTED
    )
    asked_on = models.DateField(
        null=True, blank=True, help_text="Information on request: the day of the request"
    )
    text = models.TextField()
    version = models.PositiveIntegerField(default=1)
    drafted_at = models.DateTimeField()
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    sent_on = models.DateField(null=True, blank=True)
    sent_how = models.CharField(
        max_length=200, blank=True, help_text="By which way, and to which address of the body"
    )
    recorded_at = models.DateTimeField(null=True, blank=True, help_text="When its sending was recorded")
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    proof_note = models.TextField(blank=True, help_text="What shows that it was sent")
    proof = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    not_needed_because = models.CharField(max_length=300, blank=True)
    not_needed_by_hand = models.BooleanField(
        default=False, help_text="Somebody said so; else it follows from the record"
    )
    taken_back_because = models.CharField(
        max_length=300, blank=True, help_text="Why it was taken back after it was last approved"
    )

    class Meta:
        ordering = ["case", "drafted_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["decision", "addressee"], name="letter_of_decision_once"),
            models.UniqueConstraint(
                fields=["review", "kind", "addressee"],
                condition=Q(kind__in=["report", "not_publishing"]),
                name="letter_of_review_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="sent") | ~Q(proof_note="") | Q(proof__isnull=False),
                name="statutory_letter_sent_with_proof",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_on__isnull=False, approved_at__isnull=False)
                | (~Q(state="sent") & Q(sent_on=None)),
                name="statutory_letter_sent_with_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_addressee_display()}, {self.case.reference}"
