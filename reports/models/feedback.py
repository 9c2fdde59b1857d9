from django.db import models
from django.db.models import Q

from reports.models.returns import DecisionAsked, Return
from subgroup.models import Person, SubGroup
from subgroup.models.entrusted import Entrusted


class Feedback(models.Model):
    """What the Coordination and Delivery Group said of a return on a day (R1). Never overwritten: a correction is another record."""

    the_return = models.ForeignKey(Return, on_delete=models.PROTECT, related_name="feedback")
    day = models.DateField(help_text="The day on which it was given")
    text = models.TextField(blank=True)
    is_own = models.BooleanField(
        default=False, help_text="Given here by a reader of that group, and not recorded for it"
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    corrects = models.OneToOneField(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="corrected_by"
    )

    class Meta:
        ordering = ["recorded_at", "pk"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return f"Feedback of {self.day:%-d %B %Y}"


class DecisionAnswer(models.Model):
    """What that group said of a decision it was asked for."""

    class Answer(models.TextChoices):
        AGREED = "agreed", "Agreed"
        NOT_AGREED = "not_agreed", "Not agreed"
        OTHER = "other", "Something else"

    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="answers")
    decision = models.ForeignKey(DecisionAsked, on_delete=models.PROTECT, related_name="answers")
    answer = models.CharField(max_length=12, choices=Answer)
    words = models.TextField(blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feedback", "decision"], name="decision_answered_once_in_a_record"
            ),
            models.CheckConstraint(
                condition=Q(answer="agreed") | ~Q(words=""), name="decision_answer_says_what"
            ),
        ]

    def __str__(self) -> str:
        return self.get_answer_display()


class FeedbackAction(Entrusted):
    """A point of the feedback that the sub-group took up: what is to be done, by which post, by when."""

    group = models.ForeignKey(SubGroup, on_delete=models.PROTECT, related_name="feedback_actions")
    feedback = models.ForeignKey(Feedback, on_delete=models.PROTECT, related_name="actions")
    answer = models.ForeignKey(
        DecisionAnswer,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        help_text="None: it comes from the words of the feedback",
    )
    number = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    taken_up_at = models.DateTimeField()
    taken_up_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["group", "number"], name="feedback_action_number"),
            models.CheckConstraint(
                condition=Q(done_on=None) | Q(dropped_on=None), name="feedback_action_done_or_dropped"
            ),
            models.CheckConstraint(
                condition=Q(dropped_on=None) | ~Q(note=""), name="feedback_action_dropped_says_why"
            ),
        ]

    def __str__(self) -> str:
        return f"Action {self.number} from feedback"

    @property
    def home(self) -> SubGroup:
        return self.group
