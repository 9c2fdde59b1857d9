from typing import Self

from django.db import models
from django.db.models import Q

from meetings.models import AgendaItem
from members.models import Agency, Seat
from reviews.enums import Answer, InterestHandling, OutcomeKind, Question, RequestState
from reviews.models.cases import Case
from subgroup.models import Person, StoredFile


class Assessment(models.Model):
    """An answer to one of the two questions of a case (F6, F7), limb by limb. The latest of a question holds."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="assessments")
    question = models.CharField(max_length=12, choices=Question)
    regime = models.CharField(max_length=40)
    answer = models.CharField(max_length=8, choices=Answer)
    because = models.TextField()
    decided_on = models.DateField()
    decided_by_name = models.CharField(max_length=200, help_text="Who decided it, with their post")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "question", "recorded_at", "id"]


class LimbAnswer(models.Model):
    """One limb of the criteria: met or not, and the evidence for it."""

    assessment = models.ForeignKey(Assessment, on_delete=models.CASCADE, related_name="limbs")
    limb = models.CharField(max_length=40, help_text="The key of the limb in the regime")
    met = models.CharField(max_length=8, choices=Answer)
    evidence = models.TextField(blank=True)
    against = models.TextField(
        blank=True, help_text="Under a presumption: the definitive evidence that lets it be answered with no"
    )

    class Meta:
        ordering = ["assessment", "id"]
        constraints = [models.UniqueConstraint(fields=["assessment", "limb"], name="limb_once")]


class InformationRequest(models.Model):
    """What an agency was asked about a case for its screening, and what it sent back."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="requests")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="case_requests")
    question = models.TextField(help_text="What the agency is asked")
    with_identity = models.BooleanField(
        default=True, help_text="The agency may open who the child is, to search its records"
    )
    state = models.CharField(max_length=10, choices=RequestState, default=RequestState.ASKED)
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    due_on = models.DateField(help_text="As asked for; the ledger holds whether it is late")
    answer = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    declined_because = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    returned_for_more = models.TextField(blank=True, help_text="Why it was sent back to the agency")
    withdrawn_because = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["case", "agency__name", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "agency"], condition=Q(state="asked"), name="one_open_request_an_agency"
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""), name="request_declined_with_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="withdrawn") | ~Q(withdrawn_because=""),
                name="request_withdrawn_with_reason",
            ),
        ]


class EarlierAnswer(models.Model):
    """What an agency had sent back before it was asked again. Nothing that was answered is lost."""

    request = models.ForeignKey(InformationRequest, on_delete=models.CASCADE, related_name="earlier")
    state = models.CharField(max_length=10, choices=RequestState)
    answer = models.TextField(blank=True)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, null=True, related_name="+")
    declined_because = models.TextField(blank=True)
    answered_at = models.DateTimeField()
    answered_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    sent_back_because = models.TextField()
    sent_back_at = models.DateTimeField()
    sent_back_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["request", "answered_at", "id"]


class PanelQuerySet(models.QuerySet["Panel"]):
    def open(self) -> Self:
        """Those that have yet to recommend and were not called off."""
        return self.filter(recommendation=None, called_off_at=None)


class Panel(models.Model):
    """A screening panel about one case (F6)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="panels")
    meets_on = models.DateField()
    starts_at = models.TimeField(null=True, blank=True)
    place = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(null=True, blank=True, help_text="When it was recorded that it met")
    note = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    called_off_at = models.DateTimeField(null=True, blank=True)
    called_off_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    called_off_because = models.CharField(max_length=300, blank=True)

    objects = PanelQuerySet.as_manager()

    class Meta:
        ordering = ["case", "-meets_on", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(called_off_at=None, called_off_because="")
                | (Q(called_off_at__isnull=False) & ~Q(called_off_because="")),
                name="panel_called_off_with_reason",
            )
        ]


class PanelMember(models.Model):
    """Who sits on a panel, what interest they declared, and what the chair did about it."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="members")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="panel_memberships")
    seat = models.ForeignKey(Seat, on_delete=models.PROTECT, null=True, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    chairs = models.BooleanField(default=False)
    interest = models.CharField(max_length=300, blank=True)
    declared_at = models.DateTimeField(null=True, blank=True)
    handling = models.CharField(max_length=12, choices=InterestHandling, blank=True)
    handled_at = models.DateTimeField(null=True, blank=True)
    handled_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["panel", "-chairs", "id"]
        constraints = [models.UniqueConstraint(fields=["panel", "person"], name="panel_member_once")]


class AgencyView(models.Model):
    """What an agency thinks of the criteria, and whether it dissents from what the panel recommends."""

    panel = models.ForeignKey(Panel, on_delete=models.CASCADE, related_name="views")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    answer = models.CharField(max_length=8, choices=Answer)
    words = models.TextField(blank=True)
    dissents = models.BooleanField(default=False)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["panel", "agency__name"]
        constraints = [models.UniqueConstraint(fields=["panel", "agency"], name="agency_view_once")]


class PanelRecommendation(models.Model):
    """What the panel recommends to the Board's Independent Chair. Never changed once it is sent."""

    panel = models.OneToOneField(Panel, on_delete=models.PROTECT, related_name="recommendation")
    outcome = models.CharField(max_length=16, choices=OutcomeKind)
    because = models.TextField()
    without = models.JSONField(
        default=dict, help_text="Code of each agency that had not answered → why the panel went on without it"
    )
    sent_at = models.DateTimeField()
    sent_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    @property
    def decision(self) -> "ChairDecision | None":
        """The one that holds."""
        return self.decisions.filter(replaced_by=None).first()


class ChairDecisionQuerySet(models.QuerySet["ChairDecision"]):
    def standing(self) -> Self:
        """Without those that were recorded wrongly and replaced."""
        return self.filter(replaced_by=None)


class ChairDecision(models.Model):
    """What the Board's Independent Chair decided. A record apart: it may differ from what was recommended, and says why."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="decisions")
    recommendation = models.ForeignKey(
        PanelRecommendation, on_delete=models.PROTECT, null=True, related_name="decisions"
    )
    outcome = models.CharField(max_length=16, choices=OutcomeKind)
    because = models.TextField()
    peer_challenge = models.TextField(
        blank=True, help_text="What the chair of another Board said, where one was asked"
    )
    decided_on = models.DateField()
    decided_by_name = models.CharField(max_length=200, help_text="The Independent Chair")
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    differs_because = models.TextField(
        blank=True, help_text="Why it is not what the panel recommended, where it is not"
    )
    replaces = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, related_name="replaced_by",
        help_text="The decision that was recorded wrongly",
    )  # fmt: skip
    replaced_because = models.TextField(blank=True, help_text="What was wrong with the record it replaces")

    objects = ChairDecisionQuerySet.as_manager()

    class Meta:
        ordering = ["case", "recorded_at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["recommendation"], condition=Q(replaces=None), name="chair_decision_once"
            ),
            models.CheckConstraint(
                condition=Q(replaces=None) | ~Q(replaced_because=""),
                name="chair_decision_replaced_with_reason",
            ),
        ]

    @property
    def differs(self) -> bool:
        return self.recommendation is not None and self.recommendation.outcome != self.outcome


class Outcome(models.Model):
    """What came of a case and why (F4): after a decision, or as the sub-group agreed at a meeting. The latest holds."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="outcomes")
    kind = models.CharField(max_length=16, choices=OutcomeKind)
    because = models.TextField()
    next_steps = models.TextField(blank=True)
    learning = models.TextField(blank=True, help_text="What is to be passed on, under the codename")
    elsewhere = models.CharField(max_length=200, blank=True, help_text="To whom it was referred")
    returns_on = models.DateField(null=True, blank=True, help_text="Deferred: when it comes back")
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="+", help_text="Where it was considered"
    )
    decision = models.OneToOneField(
        ChairDecision, on_delete=models.PROTECT, null=True, related_name="recorded_as"
    )
    recorded_on = models.DateField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering = ["case", "recorded_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(kind="deferred") | Q(returns_on__isnull=False), name="outcome_deferred_to_a_day"
            ),
            models.CheckConstraint(
                condition=~Q(kind="elsewhere") | ~Q(elsewhere=""), name="outcome_elsewhere_says_where"
            ),
        ]
