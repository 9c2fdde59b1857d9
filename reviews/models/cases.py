"""A case: a codename and what is known under it. Who the child is stands on a part of its own, which few may open."""

from datetime import date, datetime
from typing import Any, NoReturn, Self

from django.db import models
from django.db.models import F, Q

from members.models import Agency
from reviews.enums import OPEN_CASES, CaseSource, CaseState, DateKind
from subgroup.models import Person, SubGroup


class CaseQuerySet(models.QuerySet["Case"]):
    def open(self) -> Self:
        return self.filter(state__in=OPEN_CASES)


class Case(models.Model):
    """A case that was referred, notified or found (F4, F6). Its row, and all that is shown of it, names no child."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="cases")
    year = models.CharField(max_length=9, help_text="The reporting year in which it came, 2017-18")
    number = models.PositiveIntegerField()
    codename = models.CharField(max_length=40, help_text="Given by the system; says nothing of the child")
    source = models.CharField(max_length=14, choices=CaseSource, default=CaseSource.REFERRAL)
    agency = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="cases",
        help_text="Who referred it",
    )
    state = models.CharField(max_length=14, choices=CaseState, default=CaseState.REFERRED)
    theme = models.CharField(max_length=100, blank=True)
    summary = models.TextField(blank=True, help_text="What happened, under the codename alone")
    regime = models.CharField(
        max_length=40, help_text="The key of the guidance whose clocks and criteria hold for it"
    )
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    restricted_at = models.DateTimeField(
        null=True, blank=True, help_text="Since when it opens to the people named alone"
    )
    restricted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    restricted_because = models.TextField(blank=True)
    returns_on = models.DateField(
        null=True, blank=True, help_text="Deferred: the day on which it comes back by itself"
    )
    retention_review_on = models.DateField(
        null=True, blank=True, help_text="When it is asked whether to keep it"
    )
    legal_hold = models.BooleanField(
        default=False, help_text="Nothing of it may be destroyed, whatever the review day"
    )
    hold_because = models.TextField(blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    closed_because = models.TextField(blank=True, help_text="Needed where no outcome was recorded")
    reopened_because = models.TextField(blank=True, help_text="Why it was opened again after it was closed")
    version = models.PositiveIntegerField(default=1)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="case_number_unique"),
            models.UniqueConstraint(fields=["group", "codename"], name="case_codename_unique"),
            models.CheckConstraint(
                condition=Q(closed_at=None) & ~Q(state="closed") | Q(closed_at__isnull=False, state="closed"),
                name="case_closed_paired",
            ),
            models.CheckConstraint(
                condition=Q(restricted_at=None, restricted_because="")
                | (Q(restricted_at__isnull=False) & ~Q(restricted_because="")),
                name="case_restricted_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="deferred", returns_on__isnull=False) | ~Q(state="deferred"),
                name="case_deferred_to_a_day",
            ),
            models.CheckConstraint(
                condition=Q(legal_hold=False) | ~Q(hold_because=""), name="case_held_with_reason"
            ),
        ]
        indexes = [models.Index(fields=["group", "state"], name="case_state")]
        permissions = [("open_case", "Open the case although it is restricted: they are named")]

    def __str__(self) -> str:
        return f"Case {self.codename}"

    @property
    def reference(self) -> str:
        """CC/17/01: the first case of 2017-18."""
        return f"CC/{self.year[2:4]}/{self.number:02d}"

    @property
    def is_restricted(self) -> bool:
        return self.restricted_at is not None


class CaseDate(models.Model):
    """A day of a case as it was recorded. The latest row of a kind holds; one without a day takes the earlier ones back."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="dates")
    kind = models.CharField(max_length=24, choices=DateKind)
    day = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=200, blank=True, help_text="How the sub-group knows")
    because = models.CharField(
        max_length=300, blank=True, help_text="Why an earlier day was changed or taken back"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "kind", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(day__isnull=False) | ~Q(because=""), name="case_date_taken_back_with_reason"
            )
        ]


class Naming(models.Model):
    """Somebody to whom a restricted case is open. Kept when it ends."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="namings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_namings")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "named_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], condition=Q(ended_at=None), name="naming_once")
        ]


class ShutOut(models.Model):
    """Somebody with an interest whom the chair shut out of a case: for them it is not there."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="shut_outs")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_shut_outs")
    because = models.CharField(max_length=300)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "decided_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "person"], condition=Q(lifted_at=None), name="shut_out_once"
            )
        ]


class Breaking(models.Model):
    """Somebody opened a restricted case without being named: why, and until when it stays open to them. The chair is told."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="breakings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="case_breakings")
    because = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("opened_at")), name="breaking_ends_after_it_begins"
            )
        ]

    def holds(self, at: datetime) -> bool:
        return self.opened_at <= at < self.ends_at


class AppendOnlyQuerySet(models.QuerySet["CaseOpening"]):
    """Rows are added and read; the application offers no other way."""

    def update(self, **kwargs: Any) -> NoReturn:
        raise NeverChanged

    def delete(self) -> NoReturn:
        raise NeverChanged

    def bulk_update(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanged


class NeverChanged(TypeError):
    def __init__(self) -> None:
        super().__init__("The log of openings is added to and never changed.")


class CaseOpening(models.Model):
    """Who looked at which part of a case, and when: an entry of the group's log, sealed by the one before (reviews/openings.py).

    Without a case it is an attempt to break the glass with a reference that no case has.
    """

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="case_openings")
    number = models.PositiveIntegerField(help_text="Counts from 1 in each group, without a gap")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(
        max_length=60, help_text="What was shown, in words: the case, who the child is, the chronology"
    )
    identity = models.BooleanField(default=False, help_text="It showed who the child is")
    broke_in = models.BooleanField(default=False, help_text="By breaking the glass")
    refused = models.BooleanField(
        default=False, help_text="An attempt to break the glass that opened nothing"
    )
    because = models.CharField(max_length=300, blank=True)
    opened_at = models.DateTimeField()
    previous = models.CharField(max_length=64, blank=True, help_text="The seal of the entry before")
    seal = models.CharField(max_length=64, help_text="SHA-256 of this entry and of the seal before it")

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="opening_number_unique")]
        indexes = [
            models.Index(fields=["case", "opened_at"], name="opening_of_case"),
            models.Index(fields=["person", "opened_at"], name="opening_by_person"),
            models.Index(fields=["group", "opened_at"], name="opening_in_group"),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if not self._state.adding:
            raise NeverChanged
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise NeverChanged


class OpeningHead(models.Model):
    """How far a group's log of openings has come: the lock for adding to it, and what shows that its end was cut off."""

    group = models.OneToOneField(SubGroup, on_delete=models.PROTECT, related_name="opening_head")
    number = models.PositiveIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)


class IdentityPerson(models.Model):
    """Who is behind a codename. Only essential data; in no list, mail, title, file name or change log."""

    class Relation(models.TextChoices):
        CHILD = "child", "The child"
        SIBLING = "sibling", "Another child of the family"
        CARER = "carer", "Parent or carer"
        OTHER = "other", "Somebody else in the household"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="identities")
    relation = models.CharField(max_length=10, choices=Relation, default=Relation.CHILD)
    name = models.CharField(max_length=200)
    also_known_as = models.CharField(max_length=200, blank=True)
    born_on = models.DateField(null=True, blank=True)
    died_on = models.DateField(null=True, blank=True)
    nhs_number = models.CharField(max_length=10, blank=True)
    address = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["case", "relation", "id"]
        verbose_name_plural = "identity people"


class LeakOverride(models.Model):
    """Somebody was told that what they typed or sent may say who a child is, and went on, with a reason."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="leak_overrides")
    case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, related_name="leak_overrides")
    place = models.CharField(
        max_length=200, help_text="Where: a page and a field, or the name of a file; no identity"
    )
    kinds = models.JSONField(
        default=list, help_text="What was found: name, date of birth, NHS number. Never the thing itself"
    )
    stamps = models.JSONField(
        default=list,
        help_text="What was gone on with, as keyed digests: the same words are not asked about again",
    )
    because = models.CharField(max_length=300)
    at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["-at", "-id"]


class ChronologyEntry(models.Model):
    """What an agency knows happened on a day, in the merged chronology of a case."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="chronology")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    happened_on = models.DateField()
    happened_at = models.TimeField(null=True, blank=True)
    text = models.TextField()
    source = models.CharField(max_length=200, blank=True, help_text="The record it stands in")
    significant = models.BooleanField(default=False, help_text="Matters for the review")
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    struck_at = models.DateTimeField(null=True, blank=True)
    struck_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    struck_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["happened_on", "happened_at", "id"]
        verbose_name_plural = "chronology entries"
        constraints = [
            models.CheckConstraint(
                condition=Q(struck_at=None, struck_because="")
                | (Q(struck_at__isnull=False) & ~Q(struck_because="")),
                name="chronology_struck_with_reason",
            )
        ]
        indexes = [models.Index(fields=["case", "happened_on"], name="chronology_order")]


def current_dates(case: Case) -> dict[str, date]:
    """Kind → the day that holds now. One query, or none where `dates` were fetched."""
    found: dict[str, date] = {}
    for row in sorted(case.dates.all(), key=lambda row: row.pk):
        found.pop(row.kind, None)
        if row.day is not None:
            found[row.kind] = row.day
    return found
