"""The form that corrects a return that was sent (R1)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from reports.sections import Section
from subgroup.forms import GovForm


class CorrectReturnForm(GovForm):
    """With a text for each section, as the version that was sent last has it."""

    because = forms.CharField(
        label="What was wrong?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="The new version begins with it. No child’s name.",
        error_messages={"required": "Say what was wrong: the new version begins with it"},
    )
    commentary = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=20000,
        required=False,
        help_text="No child’s name.",
    )

    def __init__(self, *data: Any, figures: Mapping[str, Any], **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["commentary"].initial = figures.get("commentary", "")
        for section in Section:
            self.fields[section.value] = forms.CharField(
                label=f"Comment on: {section.label.lower() if section != Section.CDOP else section.label}",
                widget=forms.Textarea(attrs={"rows": 2}),
                max_length=20000,
                required=False,
                initial=figures.get("comments", {}).get(section.value, {}).get("text", ""),
            )

    @property
    def texts(self) -> dict[str, str]:
        return {name: text for name, text in self.cleaned_data.items() if name != "because"}
