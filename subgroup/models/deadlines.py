from datetime import date

from django.db import models
from django.db.models import F, Q

from subgroup.deadlines.wording import long_date
from subgroup.models.group import SubGroup, Terms
from subgroup.models.people import Person


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def open(self, **wanted: object) -> "DeadlineQuerySet":
        """Still owed: neither met nor released."""
        return self.filter(met_on=None, released_at=None, **wanted)

    def overdue(self, *, on: date, **wanted: object) -> "DeadlineQuerySet":
        """Open, and the close of the due day has passed."""
        return self.open(due_on__lt=on, **wanted)

    def brief(self) -> "DeadlineQuerySet":
        """For a list that does not say why the days are what they are."""
        return self.defer("because", "explanation", "skipped")

    def broken(self, *, on: date) -> "DeadlineQuerySet":
        """Not met by the close of the due day, whether it was met later or not.

        A release on or before the due day lifts the deadline; a later one does not undo that it was missed,
        unless it had been entered by mistake.
        """
        return self.filter(
            Q(met_on=None) | Q(met_on__gt=F("due_on")),
            Q(released_on=None) | Q(released_on__gt=F("due_on")),
            due_on__lt=on,
            mistake=False,
        )

    def about(self, kind: str, pk: object) -> "DeadlineQuerySet":
        return self.filter(subject_kind=kind, subject_id=str(pk))


class Deadline(models.Model):
    """One thing that somebody owes by a day. Changed only through subgroup/ledger.py and subgroup/ledger_many.py."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="deadlines")
    rule = models.CharField(max_length=60, help_text="The stable key of the rule")
    clause = models.CharField(max_length=20)
    terms = models.ForeignKey(Terms, on_delete=models.PROTECT, null=True, related_name="+")
    regime = models.CharField(
        max_length=40, blank=True, help_text="For statutory clocks: the guidance it was made under"
    )
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    label = models.CharField(max_length=200, help_text="What is owed, in words, with no case detail")
    owner_kind = models.CharField(max_length=20, help_text="role, seat, agency or person")
    owner_key = models.CharField(max_length=40)
    trigger_on = models.DateField()
    due_on = models.DateField()
    because = models.CharField(max_length=120, help_text="Why this date, in short: 10 working days before …")
    explanation = models.TextField(help_text="Why this date: rule, clause, trigger and each day skipped")
    skipped = models.JSONField(default=list)
    created_at = models.DateTimeField()
    met_on = models.DateField(null=True, blank=True)
    met_at = models.DateTimeField(null=True, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_on = models.DateField(null=True, blank=True, help_text="The London day of the release")
    released_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    release_reason = models.TextField(blank=True)
    mistake = models.BooleanField(default=False, help_text="Released because it was never owed")

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group", "rule", "subject_kind", "subject_id", "owner_kind", "owner_key"],
                name="deadline_owed_once",
            ),
            models.CheckConstraint(
                condition=Q(met_on=None, met_at=None) | Q(met_on__isnull=False, met_at__isnull=False),
                name="deadline_met_paired",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, released_on=None, release_reason="", mistake=False)
                | (Q(released_at__isnull=False, released_on__isnull=False) & ~Q(release_reason="")),
                name="deadline_released_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["group", "due_on"], condition=Q(met_on=None, released_at=None), name="deadline_open"
            ),
            models.Index(
                fields=["due_on"], condition=Q(met_on=None, released_at=None), name="deadline_open_all"
            ),
            models.Index(fields=["group", "due_on"], name="deadline_due"),
            models.Index(fields=["group", "owner_kind", "owner_key", "due_on"], name="deadline_owner"),
            models.Index(fields=["group", "subject_kind", "subject_id"], name="deadline_subject"),
            models.Index(fields=["group", "rule", "due_on"], name="deadline_rule"),
        ]

    def __str__(self) -> str:
        return f"{self.label} by {self.due_on:%-d %B %Y}"

    def is_late(self, on: date) -> bool:
        """Broken as at `on`: the due day has closed without it. The same rule as the queryset's broken()."""
        if self.mistake or on <= self.due_on:
            return False
        if self.released_on and self.released_on <= self.due_on:
            return False
        return not self.met_on or self.met_on > self.due_on

    @property
    def is_open(self) -> bool:
        return self.met_on is None and self.released_at is None

    @property
    def why(self) -> str:
        """Why this date, in sentences with the days passed over and the source; without the date, that stands before it."""
        return self.explanation.partition(f"{long_date(self.due_on)}: ")[2] or f"{self.because}."


class DeadlineMove(models.Model):
    """One change of a deadline's date, kept for ever."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="moves")
    from_trigger = models.DateField()
    to_trigger = models.DateField()
    from_due = models.DateField()
    to_due = models.DateField()
    reason = models.TextField()
    moved_at = models.DateTimeField()
    moved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["moved_at", "id"]


class Breach(models.Model):
    """A rule of the terms that was not kept, on the day it was not. Written by the system, never typed in."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="breaches")
    key = models.CharField(max_length=120, help_text="Says the same thing once, however often it is found")
    clause = models.CharField(max_length=20)
    day = models.DateField(help_text="The day it became one: for a deadline the day after its due day")
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=40)
    sentence = models.CharField(max_length=400)
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, related_name="breaches")
    due_on = models.DateField(null=True, help_text="For a deadline: the due day that closed without it")
    settled = models.BooleanField(
        default=False, help_text="The sentence is final: the deadline was met or released"
    )
    found_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, help_text="The record behind it was corrected")
    withdrawn_reason = models.CharField(max_length=300, blank=True)
    addressed = models.TextField(blank=True, help_text="What was done about it")
    addressed_at = models.DateTimeField(null=True, blank=True)
    addressed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["day", "id"]
        verbose_name_plural = "breaches"
        constraints = [models.UniqueConstraint(fields=["group", "key"], name="breach_once")]
        indexes = [models.Index(fields=["group", "day"], name="breach_day")]

    def __str__(self) -> str:
        return f"{self.clause}: {self.sentence}"


class Reminder(models.Model):
    """One step of one deadline told to one person: the claim that makes a mail at most one."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="reminders")
    due_on = models.DateField()
    step = models.SmallIntegerField(help_text="Working days from the due day; negative is before it")
    recipient = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    message = models.ForeignKey(
        "subgroup.Message", on_delete=models.PROTECT, null=True, related_name="reminders"
    )
    claimed_on = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "due_on", "step", "recipient"], name="reminder_once")
        ]


class Message(models.Model):
    """One mail, written in the transaction that caused it and delivered afterwards. Kept for ever."""

    class State(models.TextChoices):
        QUEUED = "queued", "Queued"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        UNKNOWN = "unknown", "Not known whether it was sent"
        DROPPED = "dropped", "Not sent: no longer needed"

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, null=True, related_name="messages")
    key = models.CharField(
        max_length=160, unique=True, help_text="Says the same thing once to the same person"
    )
    kind = models.CharField(max_length=60, help_text="The name of its templates")
    recipient = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="messages")
    to = models.CharField(max_length=254)
    subject = models.CharField(max_length=250)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True, help_text="An iCalendar part")
    calendar_method = models.CharField(max_length=10, blank=True)
    why = models.CharField(max_length=300, help_text="Why this person gets it")
    private = models.BooleanField(
        default=False, help_text="Its text is for the recipient alone: it holds a link"
    )
    unsubscribe = models.CharField(
        max_length=200, blank=True, help_text="Where its reader, or their mail program, ends such mails"
    )
    about_kind = models.CharField(max_length=40, blank=True)
    about_id = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(default=0)
    error = models.CharField(max_length=300, blank=True)
    queued_at = models.DateTimeField()
    next_try_at = models.DateTimeField(
        null=True, blank=True, help_text="After a failed try; empty means at once"
    )
    claimed_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    resend_of = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="resends")
    resent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-queued_at", "-id"]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="queued"), name="message_queued"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="message_sending"),
            models.Index(fields=["group", "queued_at"], name="message_log"),
            models.Index(fields=["group", "state"], name="message_state"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.to}"


class DailyRun(models.Model):
    """That the daily run of a day was done, with the lines it printed."""

    day = models.DateField(unique=True)
    finished_at = models.DateTimeField()
    lines = models.JSONField(default=list)

    class Meta:
        ordering = ["-day"]
