from datetime import date, datetime

from django.db import models
from django.db.models import F, Q

from members.enums import APPOINTED_ROLES, READING_ROLES, SEAT_ROLES, Role
from subgroup.models import Person, Stamped, StoredFile, SubGroup


class PeriodQuerySet(Stamped):
    """Rows that hold from a day to a day, both included; no last day means until further notice."""

    def on(self, day: date) -> "PeriodQuerySet":
        return self.filter(Q(starts_on__lte=day) & (Q(ends_on=None) | Q(ends_on__gte=day)))

    def on_or_after(self, day: date) -> "PeriodQuerySet":
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day))


def ends_after_it_starts(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(ends_on=None) | Q(ends_on__gte=F("starts_on")), name=name)


class Agency(models.Model):
    """An organisation represented on the sub-group. For quorum the employing organisation counts once, however many seats it has."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="agencies")
    code = models.CharField(max_length=20)
    name = models.CharField(max_length=200)
    category = models.CharField(max_length=40, blank=True)

    objects = Stamped.as_manager()

    class Meta:
        ordering = ["name", "id"]
        verbose_name_plural = "agencies"
        constraints = [models.UniqueConstraint(fields=["group", "code"], name="agency_code_unique")]
        permissions = [("update_actions", "Lead the agency: see and update its actions")]

    def __str__(self) -> str:
        return self.name


class AgencyName(models.Model):
    """A name the agency bore from a day on: a trust is renamed and stays the same agency."""

    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="names")
    name = models.CharField(max_length=200)
    starts_on = models.DateField()

    objects = Stamped.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [models.UniqueConstraint(fields=["agency", "starts_on"], name="agency_name_from_day")]


class Seat(models.Model):
    """A post on the sub-group (M1). People hold it for periods; it may be vacant."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="seats")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(max_length=200)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="seats")
    role = models.CharField(
        max_length=20, choices=[(r.value, r.label) for r in SEAT_ROLES], default=Role.MEMBER
    )
    category = models.CharField(max_length=40, blank=True)
    counts_for_quorum = models.BooleanField(default=True)
    closed_on = models.DateField(null=True, blank=True, help_text="The last day on which the post existed")

    objects = Stamped.as_manager()

    class Meta:
        ordering = ["number", "id"]
        constraints = [models.UniqueConstraint(fields=["group", "number"], name="seat_number_unique")]

    def __str__(self) -> str:
        return self.title

    @property
    def code(self) -> str:
        """S01 … as the terms list the posts."""
        return f"S{self.number:02d}"


class Holding(models.Model):
    """A person holds a seat from a day to a day."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="holdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="holdings")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "starts_on"]
        constraints = [
            ends_after_it_starts("holding_period"),
            models.UniqueConstraint(
                fields=["seat"], condition=Q(ends_on=None), name="holding_one_open_per_seat"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.seat}"


class Deputyship(models.Model):
    """A person is the named deputy of a seat from a day to a day."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="deputyships")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="deputyships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "starts_on"]
        constraints = [ends_after_it_starts("deputyship_period")]

    def __str__(self) -> str:
        return f"{self.person}, deputy of {self.seat}"


class Appointment(models.Model):
    """A role that comes with no seat: agency lead, reader, auditor, administrator."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="appointments")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in APPOINTED_ROLES])
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="leads")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["group", "role", "starts_on"]
        constraints = [
            ends_after_it_starts("appointment_period"),
            models.CheckConstraint(
                condition=~Q(role=Role.AGENCY_LEAD) | Q(agency__isnull=False),
                name="appointment_lead_has_agency",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()}"


class CoordinatingMembership(models.Model):
    """The holder of this seat sits on the Coordination and Delivery Group from a day to a day (P1)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="coordinating_memberships")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "starts_on"]
        constraints = [ends_after_it_starts("coordinating_period")]


class Compact(models.Model):
    """An agency's signed agreement to take part (M2)."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="compacts")
    signed_on = models.DateField()
    signatory = models.CharField(max_length=200, help_text="The post that signed")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    review_on = models.DateField(null=True, blank=True)
    document = models.ForeignKey(
        StoredFile, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["agency", "starts_on"]
        constraints = [ends_after_it_starts("compact_period")]

    def __str__(self) -> str:
        return f"Compact of {self.agency}, signed {self.signed_on:%-d %B %Y}"


class CompactOverride(models.Model):
    """The business manager lets a seat be held, and count, without a compact in force (M2)."""

    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="compact_overrides")
    reason = models.TextField()
    starts_on = models.DateField()
    ends_on = models.DateField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["seat", "starts_on"]
        constraints = [ends_after_it_starts("compact_override_period")]


class Leave(models.Model):
    """A person is away from a day to a day: their apologies go to every meeting in between."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leaves")
    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = PeriodQuerySet.as_manager()

    class Meta:
        ordering = ["starts_on"]
        constraints = [ends_after_it_starts("leave_period")]


class Invitation(models.Model):
    """A person is invited to set a password. The link's token is stored hashed, works once, and ends."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = Stamped.as_manager()

    class Meta:
        ordering = ["-invited_at"]


class FeedToken(models.Model):
    """The address of a person's private calendar feed; hashed, revocable."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="feeds")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]


class ApiToken(models.Model):
    """Lets a program of the council read the group's figures with the rights of one reading role. Hashed; it ends, and is revocable."""

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="api_tokens")
    name = models.CharField(max_length=100, help_text="The program that uses it")
    role = models.CharField(max_length=20, choices=[(r.value, r.label) for r in READING_ROLES])
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "name"], condition=Q(revoked_at=None), name="api_token_name_unique"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at=None, revoked_by=None)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="api_token_revoked_paired",
            ),
            models.CheckConstraint(
                condition=Q(role__in=[r.value for r in READING_ROLES]), name="api_token_reads_only"
            ),
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="api_token_ends"),
        ]

    def __str__(self) -> str:
        return f"Token of {self.name}"

    def works(self, at: datetime) -> bool:
        return self.revoked_at is None and self.expires_at > at
