"""What is typed to open, change and close a plan."""

from typing import Any

from django import forms

from actionplans.enums import AddressedTo, PlanKind
from actionplans.models import Plan, PlanTemplate
from actionplans.services import templates
from members.models import Agency, Seat
from subgroup.forms import DateField, GovForm, RowsField
from subgroup.models import SubGroup

CODENAME = "With a codename, no name of a child or family."


def text_area(label: str, rows: int = 3, **kwargs: Any) -> forms.CharField:
    return forms.CharField(label=label, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def version_field() -> forms.IntegerField:
    return forms.IntegerField(widget=forms.HiddenInput, required=False)


def seat_field(label: str, group: SubGroup, **kwargs: Any) -> forms.ModelChoiceField:
    seats = Seat.objects.filter(group=group, closed_on=None).select_related("agency").order_by("number")
    return forms.ModelChoiceField(seats, label=label, required=False, empty_label="None", **kwargs)


def agencies_field(label: str, group: SubGroup, **kwargs: Any) -> forms.ModelMultipleChoiceField:
    return RowsField(
        Agency.objects.filter(group=group).order_by("name"), label=label, required=False,
        widget=forms.CheckboxSelectMultiple, **kwargs,
    )  # fmt: skip


def _templates(group: SubGroup) -> dict[str, PlanTemplate]:
    """By their value in the form: the group's own, then those that come with the program and that it has not taken over."""
    own = {str(one.pk): one for one in PlanTemplate.objects.filter(group=group).order_by("name")}
    there = {one.name.casefold() for one in own.values()}
    more = [one for one in templates.shipped() if one["name"].casefold() not in there]
    return own | {one["name"]: PlanTemplate(group=group, **one) for one in more}


class PlanForm(GovForm):
    code = forms.CharField(
        label="Code", max_length=20,
        help_text="Short, as in SCR-K. It stands in every reference and never changes.",
        error_messages={"required": "Give the plan a code"},
    )  # fmt: skip
    title = forms.CharField(
        label="Title",
        max_length=200,
        help_text=CODENAME,
        error_messages={"required": "Give the plan a title"},
    )
    kind = forms.ChoiceField(label="Where it comes from", choices=PlanKind, widget=forms.RadioSelect)
    source_reference = forms.CharField(
        label="Its reference there", max_length=100, required=False,
        help_text="Of the Child Death Overview Panel, the review or the audit.",
    )  # fmt: skip
    theme = forms.CharField(label="Theme", max_length=100, required=False)
    agreed_on = DateField(label="Agreed on", required=False)
    ends_on = DateField(label="To end by", required=False)
    confidential = forms.BooleanField(
        label="Confidential: only for those who may read confidential things", required=False
    )
    version = version_field()
    widths = {"code": 20}

    def __init__(self, *args: Any, group: SubGroup, plan: Plan | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = seat_field("Who looks after the plan", group)
        if plan is not None:
            del self.fields["code"]
            if plan.versions.exists():
                del self.fields["agreed_on"]  # the versions say when each was agreed
            return
        self.templates = _templates(group)
        self.fields["template"] = forms.ChoiceField(
            label="Begin with", required=False, help_text="Its recommendations and actions are laid out with their days.",
            choices=[("", "An empty plan"), *((key, one.name) for key, one in self.templates.items())],
        )  # fmt: skip
        self.order_fields(["code", "title", "kind", "template"])

    def clean_template(self) -> PlanTemplate | None:
        return self.templates.get(self.cleaned_data["template"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        agreed, ends, template = (cleaned.get(name) for name in ("agreed_on", "ends_on", "template"))
        if agreed and ends and ends < agreed:
            self.add_error("ends_on", "The plan ends after it was agreed")
        if template and cleaned.get("kind") and template.kind != cleaned["kind"]:
            self.add_error("template", f"“{template}” is for: {template.get_kind_display()}")
        return cleaned


class RecommendationForm(GovForm):
    number = forms.CharField(
        label="Number", max_length=10, help_text="As the review numbers it: 3, R1, 2a. It never changes.",
        error_messages={"required": "Give the number that the review gives it"},
    )  # fmt: skip
    text = text_area("What is recommended", 4, error_messages={"required": "Say what is recommended"})
    finding = text_area("The finding behind it", required=False)
    addressed_to = forms.ChoiceField(
        label="Addressed to", choices=AddressedTo, initial=AddressedTo.BOARD, widget=forms.RadioSelect
    )
    theme = forms.CharField(label="Theme", max_length=100, required=False)
    version = version_field()
    widths = {"number": 5}

    def __init__(self, *args: Any, group: SubGroup, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"] = agencies_field("Which agencies, if some are named", group)
        self.order_fields(["number", "text", "finding", "addressed_to", "agencies", "theme"])
        if not is_new:
            del self.fields["number"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("addressed_to") == AddressedTo.AGENCIES and not cleaned.get("agencies"):
            self.add_error("agencies", "Choose the agencies that are named")
        return cleaned


class ActionForm(GovForm):
    text = text_area(
        "What is to be done", help_text=CODENAME, error_messages={"required": "Say what is to be done"}
    )
    officer = forms.CharField(
        label="Lead officer", max_length=200, required=False,
        help_text="The post that does it, not only a person: Named Nurse, Head of Service.",
    )  # fmt: skip
    due_on = DateField(label="Due by", required=False, help_text="It stays on record as the first day.")
    success_criterion = text_area("Success is", 2, required=False)
    evidence_required = text_area(
        "Evidence asked for", 2, required=False,
        help_text="Without it completion cannot be proposed. Leave it empty when none is needed.",
    )  # fmt: skip
    version = version_field()

    def __init__(self, *args: Any, group: SubGroup, is_new: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.filter(group=group).order_by("name")
        self.fields["agency"] = forms.ModelChoiceField(
            agencies, label="Lead agency", empty_label="Choose one", error_messages={"required": "Choose the lead agency"}
        )  # fmt: skip
        self.fields["owner"] = seat_field(
            "Its seat that answers", group, help_text="None: the agency’s lead answers."
        )
        self.fields["supporting"] = agencies_field("Supporting agencies", group)
        self.order_fields(
            ["text", "agency", "owner", "officer", "due_on", "success_criterion", "evidence_required"]
        )
        if not is_new:
            del self.fields["due_on"]


class CloseForm(GovForm):
    because = text_area(
        "Why it is closed all the same", help_text="It stands in the hand-over.",
        error_messages={"required": "Say why it is closed with an action open"},
    )  # fmt: skip


class ReopenForm(GovForm):
    because = text_area("Why it is opened again", error_messages={"required": "Say why it is opened again"})


class ReceiveForm(GovForm):
    note = text_area(
        "What Learning and Improvement and QA does with it",
        help_text="What will be checked, and when. For example: in the multi-agency audit of June 2018.",
        error_messages={"required": "Say what is done with it, or that nothing is"},
    )
