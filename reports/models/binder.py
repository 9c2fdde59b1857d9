from django.db import models
from django.db.models import F, Q

from subgroup.models import Person, StoredFile, SubGroup


class Level(models.TextChoices):
    """How much of what its maker may see goes into an inspection binder, the most first."""

    EVERYTHING = "everything", "Everything that you may see"
    NO_CASES = "no_cases", "No cases"
    NO_NAMES = "no_names", "No cases and no names of people"


class Shape(models.TextChoices):
    PDF = "pdf", "One PDF"
    ZIP = "zip", "A zip of folders"


class Binder(models.Model):
    """What the sub-group did between two days, put together for an inspection. Made once, kept, and never made again."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="binders")
    first_day = models.DateField()
    last_day = models.DateField()
    level = models.CharField("what goes in", max_length=12, choices=Level)
    shape = models.CharField("form", max_length=4, choices=Shape)
    form_token = models.CharField(
        max_length=40, help_text="Of the page it was asked on: one that is sent twice makes one binder"
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField(null=True)
    failed_at = models.DateTimeField(null=True)
    failed_because = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["group", "form_token"], name="binder_once"),
            models.CheckConstraint(condition=Q(last_day__gte=F("first_day")), name="binder_period"),
            models.CheckConstraint(
                condition=Q(file=None, made_at=None) | Q(file__isnull=False, made_at__isnull=False),
                name="binder_made_with_file",
            ),
        ]

    def __str__(self) -> str:
        return f"Inspection binder, {self.period}"

    @property
    def period(self) -> str:
        return f"{self.first_day:%-d %B %Y} to {self.last_day:%-d %B %Y}"

    @property
    def is_waited_for(self) -> bool:
        return self.file_id is None and self.failed_at is None


class BinderMaking(models.Model):
    """How far a binder is, and once it is made what it rests on: it opens only while its maker still sees all of that."""

    binder = models.OneToOneField(Binder, on_delete=models.CASCADE, related_name="making")
    progress = models.CharField(max_length=200, blank=True)
    moved_at = models.DateTimeField(help_text="When it last came further")
    tries = models.PositiveSmallIntegerField(default=0)
    rights = models.JSONField(default=list, help_text="What its maker might do when it was made")
    hidden = models.JSONField(
        default=dict, help_text="Kind and ids of what was not there for them when it was made"
    )
    cases = models.JSONField(default=list, help_text="The ids of the cases that it tells of")
    contents = models.JSONField(default=list, help_text="A row for each document, with its hash")


class BinderOpening(models.Model):
    """Somebody opened a binder."""

    binder = models.ForeignKey(Binder, on_delete=models.CASCADE, related_name="openings")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["opened_at", "pk"]
