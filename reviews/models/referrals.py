from typing import Any

from django.db import models
from django.db.models import Q

from members.models import Agency
from reviews.enums import CaseSource, ReferralState
from reviews.models.cases import Case
from subgroup.models import Person, SubGroup


class Referral(models.Model):
    """An agency is worried about a case, or who manages cases writes down one that came otherwise (F4).

    Kept as it is typed; it becomes a case with a codename when it is sent.

    `answers` holds what the form asks, by the keys of reviews/referring.py; `identity` who the child is until the case
    has its part for that, and is empty afterwards.
    """

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="referrals")
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        related_name="referrals",
        help_text="Who refers or notifies it; nobody where the sub-group found it",
    )
    source = models.CharField(max_length=14, choices=CaseSource, default=CaseSource.REFERRAL)
    case = models.OneToOneField(Case, on_delete=models.PROTECT, null=True, related_name="referral")
    state = models.CharField(max_length=10, choices=ReferralState, default=ReferralState.DRAFT)
    answers = models.JSONField(default=dict)
    identity = models.JSONField(default=dict)
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    saved_at = models.DateTimeField()
    saved_from = models.CharField(
        max_length=16, blank=True, help_text="The page that saved it last, as it names itself"
    )
    version = models.PositiveIntegerField(default=1)
    checked_at = models.DateTimeField(null=True, blank=True)
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    returned_because = models.TextField(blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    duplicates_seen = models.JSONField(
        default=list, help_text="Ids of the cases that looked alike when it was sent all the same"
    )

    class Meta:
        ordering = ["-started_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="sent", case__isnull=False, sent_at__isnull=False)
                | (~Q(state="sent") & Q(case=None, sent_at=None)),
                name="referral_sent_makes_a_case",
            ),
            models.CheckConstraint(
                condition=Q(source=CaseSource.OTHER, agency=None)
                | (~Q(source=CaseSource.OTHER) & Q(agency__isnull=False)),
                name="referral_from_an_agency_or_found",
            ),
        ]

    def __str__(self) -> str:
        return f"Referral {self.reference}"

    @property
    def facts(self) -> dict[str, Any]:
        """The answers, with how the case came: which questions there are follows from both."""
        return {**self.answers, "source": self.source}

    @property
    def is_referred(self) -> bool:
        return self.source == CaseSource.REFERRAL

    @property
    def origin(self) -> str:
        """From whom it is, for captions and lists."""
        return str(self.agency) if self.agency else str(CaseSource.OTHER.label)

    @property
    def reference(self) -> str:
        """R12: before there is a case, nothing else is said of it."""
        return f"R{self.pk}"
