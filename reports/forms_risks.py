from django import forms

from reports.forms_programme import ChangeItemForm, ItemForm
from subgroup.forms import DateField, GovForm
from subgroup.risks import SCALE


def _scale(name: str, label: str) -> forms.TypedChoiceField:
    choices = [(number, f"{number} {word}") for number, word in enumerate(SCALE[name], start=1)]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one"},
    )


def _text(label: str, help_text: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=help_text,
    )


class _RiskForm(ItemForm):
    title = forms.CharField(
        label="What could happen", max_length=200, error_messages={"required": "Say what could happen"}
    )
    cause = _text("Why it could")
    effect = _text("What it would do")
    controls = _text("What is done about it", "No child’s name.")
    owner = forms.ChoiceField(
        label="Who owns it",
        error_messages={"required": "Choose a post"},
        help_text="A post, so that it passes on with it.",
    )
    due_on = DateField(
        label="When is it reviewed next?", error_messages={"required": "Enter the day of the next review"}
    )


class RiskForm(_RiskForm):
    field_order = ["title", "cause", "effect", "likelihood", "impact", "controls", "owner", "due_on"]
    likelihood = _scale("likelihood", "How likely is it?")
    impact = _scale("impact", "How much would it do?")


class ChangeRiskForm(_RiskForm, ChangeItemForm):
    field_order = ["title", "cause", "effect", "controls", "owner", "due_on", "reason", "version"]


class ReviewForm(GovForm):
    likelihood = _scale("likelihood", "How likely is it now?")
    impact = _scale("impact", "How much would it do now?")
    comment = forms.CharField(
        label="What was found, and what is done about it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="No child’s name.",
        error_messages={"required": "Say what was found"},
    )
    due_on = DateField(
        label="When is it reviewed next?", error_messages={"required": "Enter the day of the next review"}
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
