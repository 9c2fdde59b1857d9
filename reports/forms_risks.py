from typing import Any

from django import forms

from reports.forms_programme import ChangeItemForm, ItemForm, ReasonForm
from subgroup.forms import DateField, GovForm
from subgroup.risks import SCALE
from subgroup.terms.risks import RiskTerms


def _scale(name: str, label: str, help_text: str = "") -> forms.TypedChoiceField:
    choices = [(number, f"{number} {word}") for number, word in enumerate(SCALE[name], start=1)]
    return forms.TypedChoiceField(
        label=label,
        choices=choices,
        coerce=int,
        widget=forms.RadioSelect,
        help_text=help_text,
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


def _next() -> DateField:
    return DateField(
        label="When is it reviewed next?", error_messages={"required": "Enter the day of the next review"}
    )


class _RiskForm(ItemForm):
    title = forms.CharField(
        label="What could happen", max_length=200, error_messages={"required": "Say what could happen"}
    )
    cause = _text("Why it could (cause)")
    effect = _text("What it would do (effect)")
    controls = _text("What is done about it (controls)", "No child’s name.")
    owner = forms.ChoiceField(
        label="Who owns it",
        error_messages={"required": "Choose a post"},
        help_text="A post, so that it passes on with it. Its holder is reminded of each review, and makes it.",
    )
    due_on = _next()


def say_lights(form: forms.Form, terms: RiskTerms) -> None:
    """Which light the two ratings give, below the second."""
    said = f"Multiplied, the two give the light: red from {terms.red_from}, amber from {terms.amber_from}."
    form.fields["impact"].help_text = said


class RiskForm(_RiskForm):
    field_order = ["title", "cause", "effect", "likelihood", "impact", "controls", "owner", "due_on"]
    likelihood = _scale("likelihood", "How likely is it?")
    impact = _scale("impact", "How great would its impact be?")


class ChangeRiskForm(_RiskForm, ChangeItemForm):
    field_order = ["title", "cause", "effect", "controls", "owner", "due_on", "reason", "version"]


class ReviewForm(GovForm):
    likelihood = _scale("likelihood", "How likely is it now?")
    impact = _scale("impact", "How great would its impact be now?")
    comment = forms.CharField(
        label="What was found, and what is done about it",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="No child’s name.",
        error_messages={"required": "Say what was found"},
    )
    due_on = _next()
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class ReopenRiskForm(ReasonForm):
    due_on = _next()


class RegisterForm(GovForm):
    """Which risks are shown, and of which day."""

    light = forms.ChoiceField(
        label="Light",
        required=False,
        choices=[("", "Every light"), ("red", "Red"), ("amber", "Amber"), ("green", "Green")],
    )
    as_of = DateField(label="As it was on", required=False)
    hide_optional = True

    def said(self) -> dict[str, Any]:
        """What of it is right."""
        self.is_valid()
        return {"light": "", "as_of": None} | self.cleaned_data
