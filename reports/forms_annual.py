"""Forms of the annual report (R2)."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms

from subgroup import clock
from subgroup.forms import DateField, GovForm

PUBLISHED = "It is published: no child’s name, and nothing by which a case could be recognised."


def _wanted(**more: Any) -> DateField:
    return DateField(
        label="By which day does the Board want it?",
        error_messages={"required": "Enter the day"},
        **more,
    )


def _in_reach(day: date | None) -> date | None:
    today = clock.today()
    if day and not today - timedelta(days=366) <= day <= today + timedelta(days=3 * 366):
        raise forms.ValidationError("The day must lie in the last year or the next three. Check the year.")
    return day


class StartReportForm(GovForm):
    year = forms.ChoiceField(
        label="Reporting year", error_messages={"required": "Choose the year that the report is about"}
    )
    wanted_on = _wanted(required=False, help_text="It is owed by then. Left empty, no day is owed.")

    def __init__(self, *data: Any, years: Sequence[str], **more: Any) -> None:
        super().__init__(*data, **more)
        self.fields["year"].choices = [(one, one) for one in years]  # type: ignore[attr-defined]

    def clean_wanted_on(self) -> date | None:
        return _in_reach(self.cleaned_data["wanted_on"])


class WantedForm(GovForm):
    wanted_on = _wanted()
    reason = forms.CharField(
        label="Why is it this day?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="It stays in the record. No child’s name.",
        error_messages={"required": "Say why: a day is never changed silently"},
    )

    def clean_wanted_on(self) -> date | None:
        return _in_reach(self.cleaned_data["wanted_on"])


class ChapterForm(GovForm):
    text = forms.CharField(
        label="Text of the chapter",
        widget=forms.Textarea(attrs={"rows": 16}),
        max_length=30000,
        required=False,
        help_text=f"An empty line begins a paragraph. A figure is its name in braces. {PUBLISHED}",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class CorrectForm(GovForm):
    because = forms.CharField(
        label="What is changed?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=1000,
        help_text=f"It stands on the cover of the new version. {PUBLISHED}",
        error_messages={"required": "Say what is changed: it stands on the cover of the new version"},
    )
