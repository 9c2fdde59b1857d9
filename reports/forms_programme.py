from typing import Any

from django import forms

from subgroup.forms import DateField, GovForm
from subgroup.models import ProgrammeVersion


class ItemForm(GovForm):
    title = forms.CharField(
        label="What is to be done", max_length=200, error_messages={"required": "Say what is to be done"}
    )
    owner = forms.ChoiceField(
        label="Who has it in hand",
        error_messages={"required": "Choose a post"},
        help_text="A post, so that it passes on with it.",
    )
    due_on = DateField(label="By when", error_messages={"required": "Enter the day by which it is due"})

    def __init__(self, *args: Any, owners: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", "Choose a post"), *owners]  # type: ignore[attr-defined]


class ChangeItemForm(ItemForm):
    reason = forms.CharField(
        label="Why does its day or its owner change?",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="Asked only where one of them changes. It stays with the due date.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class DoneForm(GovForm):
    on = DateField(
        label="When was it done?", error_messages={"required": "Enter the day on which it was done"}
    )
    note = forms.CharField(
        label="What came of it",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="No child’s name.",
    )


class ReasonForm(GovForm):
    reason = forms.CharField(
        label="Why?",
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="It stays in the record. No child’s name.",
        error_messages={"required": "Say why"},
    )


class PutForm(GovForm):
    name = forms.CharField(
        label="Number of the version",
        max_length=10,
        help_text="As in 0.9 for a draft, or 1.0.",
        error_messages={"required": "Give the version a number, such as 1.0"},
    )
    widths = {"name": 5}

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].strip().removeprefix("v").removeprefix("V")
        if not name.replace(".", "").isalnum():
            raise forms.ValidationError("A version’s number has letters, digits and dots, as in 0.9 or 1.0.")
        return name


class AnswerForm(GovForm):
    state = forms.ChoiceField(
        label="What did the Coordination and Delivery Group say?",
        choices=[
            (one.value, one.label)
            for one in (ProgrammeVersion.State.AGREED, ProgrammeVersion.State.SENT_BACK)
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it said"},
    )
    on = DateField(label="On which day?", error_messages={"required": "Enter the day of its meeting"})
    minute = forms.CharField(
        label="By which minute?",
        required=False,
        max_length=60,
        help_text="The number in that group’s minutes, as in 4.2.",
    )
    note = forms.CharField(
        label="Note", required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    widths = {"minute": 10}
