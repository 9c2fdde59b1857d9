"""What was learned, the e-bulletins that tell of it, who gets them, and how agencies passed them on (F11)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from members.models import Agency
from reviews.enums import BulletinState, Ended, LearningSource, LearningState
from reviews.models.cases import Case
from reviews.models.reviews import Review
from subgroup.models import Message, Person, Printout, SubGroup


class LearningPoint(models.Model):
    """What was learned, in plain words, and what to do differently. It names no case. Agreed by the chair it may be published.

    From which case or review it comes is for those for whom that is there, and stands in no history.
    """

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="learning_points")
    year = models.CharField(max_length=9, help_text="The reporting year, 2017-18")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    what = models.TextField(help_text="What was learned")
    practice = models.TextField(help_text="What to do differently")
    source = models.CharField(max_length=8, choices=LearningSource)
    theme = models.CharField(max_length=100, blank=True)
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True, help_text="For whom; none: all")
    from_case = models.ForeignKey(Case, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    from_review = models.ForeignKey(Review, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=9, choices=LearningState, default=LearningState.DRAFTED)
    drafted_at = models.DateTimeField()
    drafted_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="learning_point_number"),
            models.CheckConstraint(
                condition=~Q(state="agreed") | Q(agreed_at__isnull=False, agreed_by__isnull=False),
                name="learning_point_agreed_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_because="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_because=""),
                name="learning_point_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Learning point {self.reference}"

    @property
    def reference(self) -> str:
        """3/2017-18."""
        return f"{self.number}/{self.year}"


class Bulletin(models.Model):
    """An e-bulletin of agreed learning points. Approved, its words are frozen and printed once; it is never corrected, but withdrawn
    and written anew."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="bulletins")
    year = models.CharField(max_length=9, help_text="The reporting year, 2017-18")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=120)
    opening = models.TextField(blank=True)
    links = models.TextField(blank=True, help_text="For more: a line each, words and then an https address")
    state = models.CharField(max_length=10, choices=BulletinState, default=BulletinState.DRAFT)
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaced_by"
    )
    started_at = models.DateTimeField()
    started_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    said = models.JSONField(null=True, blank=True, help_text="All that it says, frozen as it was approved")
    printout = models.ForeignKey(
        Printout, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Its PDF"
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    withdrawn_because = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-year", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "year", "number"], name="bulletin_number"),
            models.CheckConstraint(
                condition=Q(approved_at=None, said__isnull=True)
                | Q(approved_at__isnull=False, approved_by__isnull=False, said__isnull=False),
                name="bulletin_approved_is_frozen",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["approved", "sent"]) | Q(approved_at__isnull=False),
                name="bulletin_sent_is_approved",
            ),
            models.CheckConstraint(
                condition=Q(state="withdrawn", withdrawn_at__isnull=False) & ~Q(withdrawn_because="")
                | ~Q(state="withdrawn") & Q(withdrawn_at=None, withdrawn_because=""),
                name="bulletin_withdrawn_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Bulletin {self.reference}"

    @property
    def reference(self) -> str:
        """2/2017-18."""
        return f"{self.number}/{self.year}"


class BulletinPoint(models.Model):
    """A learning point in its place in a bulletin."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="points")
    point = models.ForeignKey(LearningPoint, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["bulletin", "position", "id"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "point"], name="bulletin_point_once")]


class Subscriber(models.Model):
    """An address to which bulletins go, or went. Whose it is by a seat gets them for as long as they hold one."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="subscribers")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="subscribers")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField("e-mail", max_length=254)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="By their seat"
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    again_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was taken up again; what failed before counts no more"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_because = models.CharField(max_length=12, choices=Ended, blank=True)

    class Meta:
        ordering = ["name", "email"]
        constraints = [
            models.UniqueConstraint("group", Lower("email"), name="subscriber_once"),
            models.CheckConstraint(
                condition=Q(ended_at=None, ended_because="")
                | Q(ended_at__isnull=False) & ~Q(ended_because=""),
                name="subscriber_ended_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.email


class BulletinMail(models.Model):
    """That a bulletin went to an address, once, and of which agency it was then. Of the link by which to unsubscribe the hash is kept."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="mails")
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT, related_name="mails")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)

    class Meta:
        ordering = ["bulletin", "id"]
        constraints = [models.UniqueConstraint(fields=["bulletin", "subscriber"], name="bulletin_mail_once")]


class PassedOn(models.Model):
    """What an agency did with a bulletin: how it passed it on, to how many, and when."""

    bulletin = models.ForeignKey(Bulletin, on_delete=models.CASCADE, related_name="passed_on")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=500)
    reached = models.PositiveIntegerField(help_text="How many people")
    day = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["bulletin", "agency"]
        verbose_name_plural = "passed on"
        constraints = [models.UniqueConstraint(fields=["bulletin", "agency"], name="passed_on_once")]

    def __str__(self) -> str:
        return f"{self.agency}, {self.bulletin}"
