"""The form that corrects a return that was sent (R1)."""

from collections.abc import Mapping
from typing import Any

from django import forms

from reports.sections import Section
from subgroup.forms import GovForm

NO_NAME = "No child’s name."


def _text(name: str, text: str) -> forms.CharField:
    if name == "commentary":
        label, rows, longest, hint = "Commentary", 6, 20000, NO_NAME
    elif name == "further":
        label, rows, longest, hint = "", 2, 4000, f"Each on a line of its own. {NO_NAME}"
    elif name in Section.values:
        label, rows, longest, hint = Section(name).label, 2, 20000, ""
    else:
        label, rows, longest, hint = f"Decision {name[9:]}", 3, 2000, "Emptied, it is asked for no more."
    area = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=label, widget=area, max_length=longest, required=False, initial=text, help_text=hint
    )


class CorrectReturnForm(GovForm):
    """With every text that people wrote in it, as the version that was sent last has it."""

    hide_optional = True

    because = forms.CharField(
        label="What was wrong?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text=f"The new version begins with it. {NO_NAME}",
        error_messages={"required": "Say what was wrong: the new version begins with it"},
    )

    def __init__(self, *data: Any, texts: Mapping[str, str], **more: Any) -> None:
        super().__init__(*data, **more)
        self.texts_asked = [*texts]
        decisions = [name for name in texts if name.startswith("decision_")]
        for name, text in texts.items():
            self.fields[name] = _text(name, text)
        self.fields["further"].label = "Further decisions" if decisions else "Decisions"
        written = [name for name in texts if name not in [*decisions, "further"]]
        self.groups = [  # type: ignore[misc]
            ("Decisions asked for", [*decisions, "further"]),
            ("Commentary, and comments on the sections", written),
        ]

    @property
    def texts(self) -> dict[str, str]:
        """Those that were sent: a box that the page did not have was not emptied."""
        return {name: self.cleaned_data[name] for name in self.texts_asked if name in self.data}
