"""One row of a window's page: no change, or how the action stands now."""

from typing import Any

from django import forms

from actionplans import pressed
from actionplans.models import Action, ActionUpdate
from actionplans.saying import SPOKEN, is_done
from subgroup import clock
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.forms import DateField, GovForm
from subgroup.terms.lights import LightTerms


class WordForm(GovForm):
    """Left as it is, it says nothing. `no_change` is offered after a word that was not “done”; the second in a row asks why."""

    no_change = forms.BooleanField(required=False)
    why = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 2}))
    colour = forms.ChoiceField(required=False, widget=forms.RadioSelect)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), label="In a few words")
    expected_on = DateField(required=False, label="When you expect it to be done")
    evidence = forms.FileField(
        required=False,
        label="Evidence",
        help_text="A file that shows what was done: PDF, Word, Excel or a picture.",
    )
    hide_optional = True

    def __init__(
        self,
        *args: Any,
        action: Action,
        last: ActionUpdate | None,
        lights: LightTerms,
        may_attach: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=f"a{action.pk}", auto_id="id_%s", **kwargs)
        self.action, self.last = action, last
        self.fields["colour"].choices = [(key, lights.word(key)) for key in SPOKEN]  # type: ignore[attr-defined]
        self.fields["colour"].label = f"How {action.reference} stands"
        if last is None or is_done(last):
            del self.fields["no_change"]
        else:
            still = f": still “{lights.word(last.colour)}”" if last.colour else ""
            self.fields["no_change"].label = f"No change since {long_date(day_of(last.made_at))}{still}"
        if last is None or not last.no_change or pressed.is_moments_ago(last.made_at, clock.now()):
            del self.fields["why"]
        else:
            self.fields["why"].label = "Nothing had changed then either. Why?"
        if not may_attach:
            del self.fields["evidence"]

    @property
    def is_said(self) -> bool:
        """Whether anything was answered in this row."""
        return bool(self.cleaned_data.get("no_change") or self.changes())

    def changes(self) -> list[str]:
        """The names of the fields of what has changed that were filled in."""
        return [
            name
            for name in ("colour", "text", "expected_on", "evidence")
            if self.cleaned_data.get(name) or name in self.errors
        ]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name, changes = self.action.reference, self.changes()
        if cleaned.get("no_change"):
            if changes:
                self.add_error("no_change", f"Either nothing has changed at {name}, or say what has")
            elif "why" in self.fields and not cleaned.get("why"):
                self.add_error("why", f"Say in a few words why nothing has changed at {name} again")
        elif cleaned.get("why"):
            self.add_error("no_change", f"Tick that nothing has changed at {name}, or say how it stands")
        elif changes:
            if not cleaned.get("colour"):
                self.add_error("colour", f"Choose how {name} stands")
            if not cleaned.get("text"):
                self.add_error("text", f"Say in a few words how {name} stands")
        return cleaned


class SendBackForm(GovForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), label="Why it is sent back",
        help_text="Whoever said it reads this.", error_messages={"required": "Say why it is sent back"},
    )  # fmt: skip
