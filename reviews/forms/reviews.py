"""What is typed about a review."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from meetings.forms.submission import kept_field, paper_field
from members.models import Agency
from reviews.enums import REVIEW_OUTCOMES, AddressedTo, OutcomeKind
from reviews.forms.letters import words
from reviews.models import Finding, Review, ReviewDocument, ReviewPerson
from subgroup.forms import DateField, GovForm, RowsField
from subgroup.models import Person, SubGroup

KINDS = [(kind.value, kind.label) for kind in OutcomeKind if kind in REVIEW_OUTCOMES]


def version_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


def agencies_field(label: str, group: SubGroup, **kwargs: Any) -> forms.ModelMultipleChoiceField:
    return RowsField(
        Agency.objects.filter(group=group).order_by("name"), label=label, required=kwargs.pop("required", False),
        widget=forms.CheckboxSelectMultiple, **kwargs,
    )  # fmt: skip


class NewReviewForm(GovForm):
    kind = forms.ChoiceField(
        label="What kind of review", choices=KINDS, widget=forms.RadioSelect,
        error_messages={"required": "Choose the kind of review"},
    )  # fmt: skip
    code = forms.CharField(
        label="Code", max_length=20, error_messages={"required": "Give the review a code"},
        help_text="Short, as in SCR-K. It stands in references and mails, says nothing of the child, and never changes.",
    )  # fmt: skip
    title = forms.CharField(
        label="Title", max_length=200, help_text="With a codename, no name of a child or family.",
        error_messages={"required": "Give the review a title"},
    )  # fmt: skip
    initiated_on = DateField(
        label="Started on", error_messages={"required": "Enter the day on which it starts"}
    )
    from_template = forms.BooleanField(
        label="Begin with the template: terms and questions, steps over its months, places to be filled",
        required=False, initial=True, help_text="Everything in it can be changed afterwards.",
    )  # fmt: skip
    widths = {"code": 20}
    field_order = ["kind", "code", "title", "agencies", "initiated_on", "from_template"]

    def __init__(self, *args: Any, group: SubGroup, kind: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"] = agencies_field("Agencies involved", group)
        if kind:
            self.fields["kind"].choices = [one for one in KINDS if one[0] == kind]  # type: ignore[attr-defined]
            self.fields["kind"].initial = kind
        self.order_fields(self.field_order)


class ReviewForm(GovForm):
    title = NewReviewForm.base_fields["title"]
    methodology = forms.CharField(label="Method", max_length=200, required=False)
    period_from = DateField(label="Time under review: from", required=False)
    period_to = DateField(label="Time under review: to", required=False)
    ends_on = DateField(label="To be complete by", required=False)
    terms_of_reference = words("Terms of reference and questions", "", rows=16, required=False)
    family = words(
        "How the family was engaged", "", rows=4, required=False,
        help_text="Who was asked, how, and what came of it. No names.",
    )  # fmt: skip
    learning = words("Learning", "", rows=6, required=False)
    version = version_field()

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"] = agencies_field("Agencies involved", review.group)
        if review.is_statutory:
            del self.fields["ends_on"]
        self.order_fields(["title", "methodology", "agencies", "period_from", "period_to", "ends_on"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        begins, ends = cleaned.get("period_from"), cleaned.get("period_to")
        if begins and ends and ends < begins:
            self.add_error("period_to", "The time under review ends after it begins")
        return cleaned


class PersonForm(GovForm):
    part = forms.ChoiceField(
        label="As", choices=ReviewPerson.Part, widget=forms.RadioSelect,
        error_messages={"required": "Choose lead reviewer or panel"},
    )  # fmt: skip
    place = forms.ModelChoiceField(
        ReviewPerson.objects.none(), label="For which place", required=False, empty_label="One more",
    )  # fmt: skip
    person = forms.ModelChoiceField(
        Person.objects.none(), label="With an account here", required=False, empty_label="No account",
        help_text="The review, and a case that is not restricted, open to them.",
    )  # fmt: skip
    name = forms.CharField(
        label="Name", max_length=200, required=False,
        help_text="Of the reviewer or member. Left empty, it is taken from the account.",
    )  # fmt: skip
    body = forms.CharField(label="Organisation", max_length=200, required=False)
    on = DateField(label="Named on", error_messages={"required": "Enter the day on which they were named"})

    def __init__(self, *args: Any, review: Review, people: QuerySet[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = review.people.filter(name="", ended_on=None)
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]
        if not places:
            del self.fields["place"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        place, person = cleaned.get("place"), cleaned.get("person")
        if not cleaned.get("name") and person:
            cleaned["name"] = person.name
        if not cleaned.get("name") and "name" not in self.errors:
            self.add_error("name", "Enter the name, or choose an account")
        if place and cleaned.get("part") and place.part != cleaned["part"]:
            self.add_error("place", f"That place is: {place.get_part_display()}")
        return cleaned


class EndForm(GovForm):
    on = DateField(label="Last day", error_messages={"required": "Enter the last day"})


class MilestoneForm(GovForm):
    title = forms.CharField(
        label="Step", max_length=200, help_text="No name of a child or family.",
        error_messages={"required": "Say what is to be done"},
    )  # fmt: skip
    planned_on = DateField(label="Planned for", error_messages={"required": "Enter the planned day"})
    done_on = DateField(label="Done on", required=False)
    note = words("Note", "", required=False, rows=2)

    def __init__(self, *args: Any, new: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if new:
            del self.fields["done_on"]


class AskForm(GovForm):
    due_on = DateField(label="Due by", error_messages={"required": "Enter the day by which it is due"})

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = review.reports.filter(received_at__isnull=False).values("agency_id")
        field = agencies_field(
            "Agencies", review.group, required=True, error_messages={"required": "Choose an agency"}
        )
        field.queryset = Agency.objects.filter(group=review.group).exclude(pk__in=here).order_by("name")
        self.fields["agencies"] = field
        self.order_fields(["agencies", "due_on"])


class HandInForm(GovForm):
    paper_1, kept_1 = paper_field("The report", required=True), kept_field()
    note = words("A note with it", "", required=False, rows=2)

    def clean(self) -> dict[str, Any]:
        if self.data.get("kept_1"):
            self.errors.pop("paper_1", None)
        return super().clean() or {}


class SendBackForm(GovForm):
    because = words("What is missing?", "Say what is missing")
    due_on = DateField(label="Due by", error_messages={"required": "Enter the day by which it is due"})


class DocumentForm(HandInForm):
    stage = forms.ChoiceField(
        label="What it is", choices=ReviewDocument.Stage, widget=forms.RadioSelect,
        error_messages={"required": "Choose draft or final"},
    )  # fmt: skip
    note = forms.CharField(label="What is new in it", max_length=300, required=False)
    field_order = ["stage", "paper_1", "kept_1", "note"]


class FindingForm(GovForm):
    number = forms.CharField(label="Number", max_length=10, error_messages={"required": "Give it a number"})
    text = words("What was found", "Say what was found", rows=4)
    theme = forms.CharField(label="Theme", max_length=100, required=False)
    widths = {"number": 5}

    def __init__(self, *args: Any, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not new:
            del self.fields["number"]


class RecommendationForm(GovForm):
    number = forms.CharField(label="Number", max_length=10, error_messages={"required": "Give it a number"})
    text = words("What is recommended", "Say what is recommended", rows=4)
    finding = forms.ModelChoiceField(
        Finding.objects.none(), label="Because of finding", required=False, empty_label="None of them"
    )
    addressed_to = forms.ChoiceField(label="To", choices=AddressedTo, widget=forms.RadioSelect)
    widths = {"number": 5}

    def __init__(self, *args: Any, review: Review, new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["finding"].queryset = review.findings.all()  # type: ignore[attr-defined]
        self.fields["agencies"] = agencies_field("Which agencies", review.group)
        if not new:
            del self.fields["number"]


class CompleteForm(GovForm):
    on = DateField(label="Complete on", error_messages={"required": "Enter the day on which it was complete"})
    delay_because = words(
        "If it took longer than six months: why", "", required=False,
        help_text="The guidance asks for the reason. No name of a child or family.",
    )  # fmt: skip

    def __init__(self, *args: Any, review: Review, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not review.is_statutory:
            del self.fields["delay_because"]


class DelayForm(GovForm):
    because = words("Why?", "Say why it takes longer")
    expected_on = DateField(
        label="Expected by", error_messages={"required": "Enter the day by which it is expected"}
    )


class LongReasonForm(GovForm):
    because = words("Why?", "Say why")


class PlanPublicationForm(GovForm):
    on = DateField(label="To be published on", error_messages={"required": "Enter the planned day"})


class PublishForm(GovForm):
    on = DateField(
        label="Published on", error_messages={"required": "Enter the day on which it was published"}
    )
    address = forms.CharField(
        label="Where it can be read", max_length=300, help_text="The address of the page, or where else.",
        error_messages={"required": "Say where it can be read"},
    )  # fmt: skip


class WithdrawForm(GovForm):
    on = DateField(
        label="Taken down on", error_messages={"required": "Enter the day on which it was taken down"}
    )


class IntoPlanForm(GovForm):
    confidential = forms.BooleanField(
        label="Confidential: only for those who may read confidential things", required=False
    )
