from typing import Any

from django import forms

from reports.forms_programme import ChangeItemForm, ItemForm
from subgroup.forms import GovForm


class ObjectiveForm(ItemForm):
    field_order = ["priority", "title", "measure", "target", "owner", "due_on"]
    priority = forms.CharField(
        label="Which of the Board’s priorities does it serve?", max_length=200, error_messages={"required": "Name the Board’s priority"}
    )  # fmt: skip
    title = forms.CharField(
        label="What is to be reached",
        max_length=300,
        error_messages={"required": "Say what is to be reached"},
    )
    measure = forms.CharField(
        label="What shows that it is reached", max_length=300, error_messages={"required": "Say what shows it"},
        help_text="What is counted or seen, and where.",
    )  # fmt: skip
    target = forms.CharField(
        label="Target", max_length=200, error_messages={"required": "Say how much of it"}, help_text="As in “30 cases”, or “90% by March”."
    )  # fmt: skip
    widths = {"target": 20}


class ChangeObjectiveForm(ObjectiveForm, ChangeItemForm):
    field_order = [*ObjectiveForm.field_order, "reason", "version"]


class LightForm(GovForm):
    """`meetings` are keys and words, `colours` those of the terms in force."""

    meeting = forms.ChoiceField(label="For which meeting?", error_messages={"required": "Choose the meeting"})
    colour = forms.ChoiceField(
        label="How does it stand?", widget=forms.RadioSelect, error_messages={"required": "Choose a light"}
    )
    comment = forms.CharField(
        label="Why, in a sentence or two",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="What moved since the last meeting. No child’s name.",
        error_messages={"required": "Say why it has this light"},
    )

    def __init__(
        self, *args: Any, meetings: list[tuple[str, str]], colours: list[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].choices = meetings  # type: ignore[attr-defined]
        self.fields["colour"].choices = colours  # type: ignore[attr-defined]
