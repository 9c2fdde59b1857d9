from datetime import date

from django.db import models
from django.db.models import Q

from meetings.enums import HANDED_ON, ItemKind, ItemState, Marking, Purpose
from meetings.models.planning import Meeting
from members.models import Agency, Seat
from subgroup.clock import day_of
from subgroup.models import Person, StoredFile


class ItemQuerySet(models.QuerySet["AgendaItem"]):
    def on_agenda(self) -> "ItemQuerySet":
        return self.filter(state=ItemState.ON_AGENDA)

    def submitted(self) -> "ItemQuerySet":
        """Items that an agency submitted for this meeting: what on-time rates count (A2)."""
        return self.filter(kind=ItemKind.SUBMITTED)


class AgendaItem(models.Model):
    """An item for a meeting: submitted by a seat, or put there by the system."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20, choices=ItemKind, default=ItemKind.SUBMITTED)
    state = models.CharField(max_length=14, choices=ItemState)
    position = models.PositiveIntegerField(default=0, help_text="Order on the agenda")
    title = models.CharField(max_length=200)
    purpose = models.CharField(max_length=12, choices=Purpose, default=Purpose.DISCUSSION)
    minutes_needed = models.PositiveSmallIntegerField(default=10)
    recommendation = models.TextField(blank=True, help_text="What the meeting is asked to do")
    marking = models.CharField(max_length=14, choices=Marking, default=Marking.OFFICIAL)
    reference = models.CharField(max_length=20, blank=True, help_text="M1-04: stable from submission on")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="items")
    presenter = models.CharField(max_length=200, blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    paper_to_follow = models.BooleanField(default=False)
    complete_on = models.DateField(
        null=True, blank=True, help_text="The day on which the item and its paper were both in"
    )
    due_on = models.DateField(
        null=True, blank=True, help_text="The last day for items as it stood on that day"
    )
    late = models.BooleanField(
        default=False, help_text="Complete after the due day as it stood then; stays for ever"
    )
    late_decision_at = models.DateTimeField(null=True, blank=True)
    late_decision_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    late_reason = models.TextField(blank=True, help_text="The chair's reason")
    checked_at = models.DateTimeField(null=True, blank=True, help_text="Found complete by business support")
    checked_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    check_note = models.TextField(blank=True, help_text="What is missing")
    withdrawn_reason = models.TextField(blank=True)
    carried_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="carried_to")
    discussed = models.BooleanField(
        null=True, help_text="Set on the day; an item not discussed comes onto the next agenda"
    )
    subject_kind = models.CharField(
        max_length=40,
        blank=True,
        help_text="What it is about: of a carried item the first one, else a thing of another part",
    )
    subject_id = models.CharField(max_length=40, blank=True)
    form_token = models.CharField(
        max_length=40, blank=True, help_text="Of the form it came by: a form sent twice makes one item"
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["meeting", "position"], name="item_order"),
            models.Index(fields=["subject_kind", "subject_id"], name="item_subject"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "reference"], condition=~Q(reference=""), name="item_reference_unique"
            ),
            models.UniqueConstraint(
                fields=["meeting", "form_token"], condition=~Q(form_token=""), name="item_form_once"
            ),
            models.CheckConstraint(
                condition=Q(late_decision_at=None) | ~Q(late_reason=""), name="item_late_decision_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_reason=""), name="item_withdrawn_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_handed_on(self) -> bool:
        """About a thing of another part of the system, such as a case: the meeting that does not come to it hands it on."""
        return self.kind == ItemKind.STANDING and self.subject_kind in HANDED_ON

    @property
    def root_id(self) -> int:
        """The item as it was first submitted, however often it was carried over: its papers hang there."""
        return (
            int(self.subject_id) if self.kind == ItemKind.CARRIED and self.subject_kind == "item" else self.pk
        )


class Paper(models.Model):
    """A paper of an item. Its versions are kept; the latest one is shown."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="papers")
    position = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(max_length=255)
    marking = models.CharField(max_length=14, choices=Marking, default=Marking.OFFICIAL)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item", "position", "id"]

    def __str__(self) -> str:
        return self.title


class PaperVersion(models.Model):
    """One version of a paper. `pdf` is what stands in packs; `unreadable` says why there is none."""

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    pdf = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    conversion_tried_at = models.DateTimeField(null=True, blank=True)
    unreadable = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=300, blank=True, help_text="What changed")
    uploaded_at = models.DateTimeField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["paper", "number"]
        constraints = [models.UniqueConstraint(fields=["paper", "number"], name="paper_version_unique")]

    def came_after(self, day: date) -> bool:
        """Whether it came after the close of the last day for papers (A2)."""
        return day_of(self.uploaded_at) > day


class Withholding(models.Model):
    """An item kept from a person: a declared interest, or no right. Their pack has a placeholder sheet in its place."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="withholdings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="withholdings")
    reason = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    lifted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["item", "made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"], condition=Q(lifted_at=None), name="withholding_once"
            )
        ]


class ItemReader(models.Model):
    """Somebody for whom an item is there. While it has any, it is there for nobody else; kept on the first item of a business."""

    item = models.ForeignKey(AgendaItem, on_delete=models.CASCADE, related_name="readers")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["item", "named_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "person"], condition=Q(ended_at=None), name="item_reader_once"
            )
        ]


class Pack(models.Model):
    """One published version of a meeting's pack. Never changed, never rendered again."""

    class State(models.TextChoices):
        RENDERING = "rendering", "Being made"
        READY = "ready", "Ready"
        FAILED = "failed", "Could not be made"

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="packs")
    version = models.PositiveSmallIntegerField()
    change_note = models.TextField(blank=True)
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    snapshot = models.JSONField(
        help_text="Items, papers and file ids as published: what the pack is rendered from"
    )
    state = models.CharField(max_length=10, choices=State, default=State.RENDERING)
    error = models.CharField(max_length=300, blank=True)
    contents = models.JSONField(default=list, help_text="Entries with their pages, once rendered")
    pages = models.PositiveIntegerField(null=True, blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    supplement = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["meeting", "version"]
        constraints = [models.UniqueConstraint(fields=["meeting", "version"], name="pack_version_unique")]

    def __str__(self) -> str:
        return f"Pack of {self.meeting}, version {self.version}"


class PersonalPack(models.Model):
    """The pack as one set of withheld items leaves it; people with the same set share it."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="personal")
    withheld_key = models.CharField(max_length=64, help_text="SHA-256 of the withheld items")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pack", "withheld_key"], name="personal_pack_once")]


class PackOpening(models.Model):
    """Who opened which version of a pack, and when: each reader sees what changed since."""

    pack = models.ForeignKey(Pack, on_delete=models.CASCADE, related_name="openings")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()

    class Meta:
        ordering = ["opened_at"]
        indexes = [models.Index(fields=["person", "pack"], name="opening_person")]
