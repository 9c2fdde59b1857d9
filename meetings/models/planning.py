import uuid
from datetime import date, datetime, time

from django.db import models
from django.db.models import Q

from meetings.enums import FINISHED, OFF, AgendaState, Answer, MeetingState, MinutesState
from members.models import Seat
from subgroup.models import Deadline, Person, SubGroup, Terms
from subgroup.terms.content import ADVISORY

ON_LEAVE = "On leave"
"""The reason of apologies that leave gave by itself."""


class YearPlan(models.Model):
    """The meetings of a reporting year (A1). Agreeing it freezes what “planned” means for P3."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="plans")
    label = models.CharField(max_length=20, help_text="2017-18")
    proposed_at = models.DateTimeField()
    proposed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    settings = models.JSONField(
        default=dict, help_text="Start, weekday, frequency, place and times as they were asked for"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["group", "label"]
        constraints = [
            models.UniqueConstraint(fields=["group", "label"], name="plan_year_unique"),
            models.CheckConstraint(
                condition=Q(agreed_at=None, agreed_by=None)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="plan_agreed_paired",
            ),
        ]

    def __str__(self) -> str:
        return f"Year plan {self.label}"


class PlannedDate(models.Model):
    """A date of a plan that is not agreed yet."""

    plan = models.ForeignKey(YearPlan, on_delete=models.CASCADE, related_name="dates")
    day = models.DateField()
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["plan", "day"], name="planned_day_unique")]


class MeetingQuerySet(models.QuerySet["Meeting"]):
    def held(self) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.HELD)

    def standing(self) -> "MeetingQuerySet":
        """Held or to be held on their days: neither postponed nor cancelled. Their days are taken."""
        return self.exclude(state__in=OFF)

    def upcoming(self, *, on: date) -> "MeetingQuerySet":
        return self.filter(state=MeetingState.PLANNED, day__gte=on).order_by("day", "starts_at")

    def in_period(self, first: date, last: date) -> "MeetingQuerySet":
        return self.filter(day__range=(first, last))

    def of_plan_year(self, label: str) -> "MeetingQuerySet":
        return self.filter(year=label)


class Meeting(models.Model):
    """One meeting, from the plan to the agreed minutes."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="meetings")
    plan = models.ForeignKey(
        YearPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings",
        help_text="None: an extraordinary meeting, not counted as planned",
    )  # fmt: skip
    year = models.CharField(max_length=20, help_text="The reporting year it belongs to, 2017-18")
    number = models.PositiveSmallIntegerField(
        help_text="M1, M2 … among the planned ones of its year; X1, X2 … among the others"
    )
    day = models.DateField()
    planned_day = models.DateField(help_text="The day it had when the plan was agreed")
    starts_at = models.TimeField(default=time(9, 30))
    ends_at = models.TimeField(default=time(12, 0))
    place = models.CharField(max_length=200, blank=True)
    state = models.CharField(max_length=12, choices=MeetingState, default=MeetingState.PLANNED)
    agenda_state = models.CharField(max_length=12, choices=AgendaState, default=AgendaState.OPEN)
    minutes_state = models.CharField(max_length=12, choices=MinutesState, default=MinutesState.NOT_STARTED)
    terms = models.ForeignKey(
        Terms, on_delete=models.PROTECT, related_name="+", help_text="In force on its day (M4)"
    )
    uid = models.CharField(max_length=120, unique=True, help_text="Of its calendar invitation; never changes")
    sequence = models.PositiveIntegerField(default=0)
    invited_at = models.DateTimeField(null=True, blank=True)
    called_at = models.DateTimeField(null=True, blank=True, help_text="When the call for items went out")
    called_reason = models.TextField(blank=True, help_text="Why an extraordinary meeting was called")
    postponed_at = models.DateTimeField(
        null=True, blank=True,
        help_text="When it was last postponed, and what was owed for it lifted; kept when a new day is named",
    )  # fmt: skip
    postpone_reason = models.TextField(blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancelled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    cancel_reason = models.TextField(blank=True)
    agenda_note = models.TextField(
        blank=True, help_text="Why the agenda is open again: the chair's reason, or what changed"
    )
    agenda_approved_at = models.DateTimeField(null=True, blank=True)
    agenda_approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    chaired_by_seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    chaired_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When the chair opened it")
    attendance_confirmed_at = models.DateTimeField(null=True, blank=True)
    attendance_confirmed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    current_item = models.ForeignKey(
        "meetings.AgendaItem", on_delete=models.SET_NULL, null=True, related_name="+"
    )
    declared_quorate_reason = models.TextField(
        blank=True, help_text="The chair's reason, where the terms allow it"
    )
    minutes_returned_reason = models.TextField(
        blank=True, help_text="What the chair last asked to be changed"
    )
    minutes_approved_at = models.DateTimeField(null=True, blank=True)
    minutes_approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    minutes_circulated_at = models.DateTimeField(null=True, blank=True)
    minutes_circulated_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    minutes_agreed_at = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        related_name="minutes_agreed",
        help_text="The meeting that agreed them",
    )
    minutes_corrections = models.TextField(blank=True, help_text="As the next meeting corrected them")

    objects = MeetingQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "year", "number"],
                condition=Q(plan__isnull=False),
                name="meeting_number_unique",
            ),
            models.UniqueConstraint(
                fields=["group", "year", "number"],
                condition=Q(plan__isnull=True),
                name="meeting_extra_number_unique",
            ),
            models.CheckConstraint(
                condition=~Q(state="postponed") | (Q(postponed_at__isnull=False) & ~Q(postpone_reason="")),
                name="meeting_postponed_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state="cancelled") | (Q(cancelled_at__isnull=False) & ~Q(cancel_reason="")),
                name="meeting_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=models.F("starts_at")), name="meeting_ends_after_start"
            ),
        ]
        indexes = [
            models.Index(fields=["group", "day"], name="meeting_day"),
            models.Index(
                fields=["group", "day"],
                condition=Q(state__in=["planned", "postponed"])
                | (Q(state="held") & ~Q(minutes_state__in=list(FINISHED))),
                name="meeting_not_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} of {self.year}, {self.day:%-d %B %Y}"

    @property
    def code(self) -> str:
        """M1, M2 … in the plan of its year; X1, X2 … for the extraordinary ones."""
        return f"{'M' if self.plan_id else 'X'}{self.number}"

    @property
    def is_off(self) -> bool:
        """It does not take place as things stand: postponed with no new day yet, or cancelled."""
        return self.state in OFF

    @property
    def is_postponed(self) -> bool:
        """Put off: `day` is the day that it had, until a new one is named."""
        return self.state == MeetingState.POSTPONED

    @property
    def year_ends(self) -> date:
        """The last day of the reporting year for which it was planned (P3)."""
        return self.terms.content.reporting_year(self.planned_day)[1]

    def lifted(self, row: Deadline) -> bool:
        """Whether it was postponing the meeting that lifted this deadline: it is owed again with the new day."""
        return row.released_at is not None and row.released_at == self.postponed_at and not row.mistake

    @property
    def is_advisory_without_quorum(self) -> bool:
        """Under the terms on its day: what it decides while not quorate advises, and is not ratified (P4)."""
        return self.terms.content.quorum.if_not_quorate == ADVISORY

    @property
    def starts(self) -> datetime:
        from subgroup.clock import moment

        return moment(self.day, self.starts_at)

    @staticmethod
    def new_uid(group: SubGroup) -> str:
        return f"{group.slug}-{uuid.uuid4()}@subgroup.invalid"


class MeetingChange(models.Model):
    """Another day for a meeting, or none for the time being, with the reason."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="changes")
    from_day = models.DateField()
    to_day = models.DateField(null=True, help_text="None: it was postponed, and no new day named yet")
    reason = models.TextField()
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["changed_at"]


class ReplyQuerySet(models.QuerySet["Reply"]):
    def that_stand(self, at: datetime | None = None) -> "ReplyQuerySet":
        """In their order, each with `for_other_day`, as it was at a moment where one is given.

        Apologies that leave gave by itself stand for their day alone: who is away on another is not known by them.
        """
        moves = MeetingChange.objects.filter(
            meeting=models.OuterRef("meeting"),
            changed_at__gt=models.OuterRef("given_at"),
            to_day__isnull=False,
        ).exclude(to_day=models.F("from_day"))
        rows = self
        if at is not None:
            rows, moves = rows.filter(given_at__lte=at), moves.filter(changed_at__lte=at)
        dated = rows.annotate(for_other_day=models.Exists(moves))
        return dated.exclude(for_other_day=True, given_by=None, reason=ON_LEAVE).order_by("given_at", "pk")


class Reply(models.Model):
    """An answer to an invitation, for a seat. Earlier answers are kept; the latest that stands counts."""

    meeting = models.ForeignKey(Meeting, on_delete=models.CASCADE, related_name="replies")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, related_name="replies")
    answer = models.CharField(max_length=10, choices=Answer)
    reason = models.CharField(max_length=300, blank=True)
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    deputy_name = models.CharField(
        max_length=200, blank=True, help_text="A deputy who is not known by name yet"
    )
    given_at = models.DateTimeField()
    given_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    for_other_day = False
    """Set by `that_stand`: the meeting has had another day since."""
    objects = ReplyQuerySet.as_manager()

    class Meta:
        ordering = ["given_at", "id"]
        indexes = [models.Index(fields=["meeting", "seat", "given_at"], name="reply_latest")]


class BlockedPeriod(models.Model):
    """Days that a plan avoids or warns of: other groups' meetings and school holidays (a setting of the planner)."""

    class Kind(models.TextChoices):
        OTHER_GROUP = "other_group", "Another group's meeting"
        SCHOOL_HOLIDAY = "school_holiday", "School holiday"

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="blocked_periods")
    kind = models.CharField(max_length=20, choices=Kind)
    name = models.CharField(max_length=200)
    first_day = models.DateField()
    last_day = models.DateField()

    class Meta:
        ordering = ["first_day"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_day__gte=models.F("first_day")), name="blocked_period_ends_after_start"
            )
        ]
