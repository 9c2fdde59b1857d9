"""That the panel's annual return on child deaths was made: on which day, by whom, and what shows it."""

from typing import Any

from django import forms

from reviews.models import AnnualReturn
from subgroup.forms import DateField, GovForm


class MadeForm(GovForm):
    hide_optional = True
    made_on = DateField(label="On which day was it made?", required=False)
    made_by = forms.CharField(
        label="Who made it?",
        max_length=200,
        required=False,
        help_text="For the panel, such as its coordinator",
    )
    proof = forms.CharField(
        label="What shows it?",
        max_length=300,
        required=False,
        help_text="The reference of the receipt, or where the copy is kept. Nothing about a child.",
    )
    back = forms.BooleanField(label="It was not made after all: take back what is recorded", required=False)
    because = forms.CharField(
        label="Why is it changed or taken back?",
        max_length=300,
        required=False,
        help_text="Stands in the history.",
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, annual: AnnualReturn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_change = annual.made_on is not None
        if not self.is_change:
            del self.fields["back"], self.fields["because"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        missing = {
            "made_on": "Enter the day on which it was made",
            "made_by": "Say who made it",
            "proof": "Say what shows that it was made",
        }
        for name, sentence in missing.items():
            if not said.get("back") and not said.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        if self.is_change and not said.get("because"):
            self.add_error("because", "Say why it is changed or taken back")
        return said
