from typing import Any

from django import forms

from subgroup.forms import DateField, GovForm


class UpdateForm(GovForm):
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), label="How it stands",
        error_messages={"required": "Say in a few words how the action stands"},
    )  # fmt: skip
    done = forms.BooleanField(required=False, label="It is done")
    new_due_on = DateField(required=False, label="A new day", help_text="The first day stays on record.")

    def __init__(self, *args: Any, may_move: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_move:
            del self.fields["new_due_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("done") and cleaned.get("new_due_on"):
            self.add_error("new_due_on", "An action that is done needs no new day")
        return cleaned
