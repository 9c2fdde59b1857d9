from datetime import date
from typing import TYPE_CHECKING, Any, TypeVar
from uuid import uuid4

from django.db import connection, models

from subgroup.once import once
from subgroup.permissions import PERMISSIONS

if TYPE_CHECKING:
    from subgroup.terms import ParsedTerms


class SubGroup(models.Model):
    """A sub-group of a safeguarding board. What it must do stands in its terms of reference."""

    slug = models.SlugField(unique=True, max_length=40)
    name = models.CharField(max_length=200)
    board = models.CharField(max_length=200)
    created_at = models.DateTimeField()
    simulated = models.BooleanField(
        default=False, help_text="Filled by a replay or the demo: may be thrown away"
    )
    stamp = models.UUIDField(
        default=uuid4,
        editable=False,
        help_text="Renewed with the posts, people, compacts, closures and terms",
    )

    bank_holidays = models.JSONField(
        default=dict,
        editable=False,
        help_text="England’s, year by year, with which what is owed was worked out",
    )

    class Meta:
        ordering = ["name", "id"]
        default_permissions = ()
        permissions = [*PERMISSIONS]

    def __str__(self) -> str:
        return self.name

    def terms_on(self, day: date) -> "Terms":
        """The terms of reference in force on `day`; the first ones for a day before them. Raises Terms.DoesNotExist if there are none."""
        return once(("terms", self.pk, day), lambda: self.terms.in_force(day))


def renew_stamps() -> None:
    """A new stamp for every group: a person may sit on several, and what is stamped changes rarely. Asked by every save, so written out."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE subgroup_subgroup SET stamp = %s", [uuid4().hex])


_M = TypeVar("_M", bound=models.Model)


class Stamped(models.QuerySet[_M]):
    """Rows whose change renews the stamps of the groups (subgroup/stamps.py), written in bulk too."""

    def update(self, **values: Any) -> int:
        changed = super().update(**values)
        renew_stamps()
        return changed

    def bulk_create(self, *args: Any, **options: Any) -> list:
        made = super().bulk_create(*args, **options)
        renew_stamps()
        return made


class TermsQuerySet(Stamped["Terms"]):
    def in_force(self, day: date) -> "Terms":
        """The latest version in force on `day` (M4); the earliest for a day before any."""
        return (
            self.filter(in_force_from__lte=day).order_by("-in_force_from", "-id").first()
            or self.order_by("in_force_from", "id").first()
            or self.get()
        )


class Terms(models.Model):
    """One version of the terms of reference (M4), as loaded from its file. Never changed once anything was worked out from it."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="terms")
    version = models.CharField(max_length=40)
    in_force_from = models.DateField()
    next_review = models.DateField(null=True, blank=True)
    data = models.JSONField()
    source = models.TextField(help_text="The file as it was loaded")
    loaded_at = models.DateTimeField()

    objects = TermsQuerySet.as_manager()

    class Meta:
        ordering = ["group", "in_force_from", "id"]
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="terms_version_unique"),
        ]

    def __str__(self) -> str:
        return f"Terms of reference {self.version}"

    @property
    def content(self) -> "ParsedTerms":
        from subgroup.terms import content_of  # parsing lives above the models

        return content_of(self)


class Closure(models.Model):
    """A day on which the sub-group's offices are closed: not a working day for anything owed."""

    group = models.ForeignKey(SubGroup, on_delete=models.CASCADE, related_name="closures")
    day = models.DateField()
    reason = models.CharField(max_length=200)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey("subgroup.Person", on_delete=models.PROTECT, null=True, related_name="+")

    objects = Stamped.as_manager()

    class Meta:
        ordering = ["day"]
        constraints = [models.UniqueConstraint(fields=["group", "day"], name="closure_day_unique")]

    def __str__(self) -> str:
        return f"{self.day:%-d %B %Y}: {self.reason}"


class StoredFile(models.Model):
    """A file that somebody uploaded or that the application made. Its bytes lie under FILES_DIR and never change."""

    id = models.UUIDField(primary_key=True)
    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=255, help_text="As the uploader named it; never used as a path")
    kind = models.CharField(max_length=10)
    content_type = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    path = models.CharField(max_length=120, unique=True, help_text="Below FILES_DIR")
    pages = models.PositiveIntegerField(null=True, blank=True)
    stored_at = models.DateTimeField()
    stored_by = models.ForeignKey("subgroup.Person", on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["-stored_at", "id"]

    def __str__(self) -> str:
        return self.name

    @property
    def full_path(self):
        from django.conf import settings

        return settings.FILES_DIR / self.path

    def read_bytes(self) -> bytes:
        return self.full_path.read_bytes()
