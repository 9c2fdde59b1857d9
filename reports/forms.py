from datetime import date, timedelta
from typing import Any

from django import forms

from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.forms import DateField, GovForm


class MeetingDay(GovForm):
    day = DateField(
        label="Day of the meeting",
        help_text="A return is owed on or before it.",
        error_messages={"required": "Enter the day of the meeting"},
    )

    def clean_day(self) -> date:
        """A slip of the year would be a return owed for ever."""
        day, today = self.cleaned_data["day"], clock.today()
        if not today - timedelta(days=2 * 366) <= day <= today + timedelta(days=5 * 366):
            raise forms.ValidationError(
                "The day must lie in the last two years or the next five. Check the year."
            )
        return day


def _reason() -> forms.CharField:
    return forms.CharField(
        label="Why?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=500,
        help_text="It stays in the record. No child’s name.",
        error_messages={"required": "Say why: a day is never changed silently"},
    )


class MoveMeetingForm(MeetingDay):
    reason = _reason()


class WithdrawMeetingForm(GovForm):
    reason = _reason()


class CoordinatingMeetingForm(MeetingDay):
    name = forms.CharField(
        label="Short name",
        max_length=60,
        help_text="As in CDG1. Reports name the meeting by it.",
    )

    widths = {"name": 10}


class CommentaryForm(GovForm):
    text = forms.CharField(
        label="Commentary",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=20000,
        required=False,
        help_text="What the figures do not say: why, and what is being done. No child’s name.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class AddressedForm(GovForm):
    text = forms.CharField(
        label="What was done about it",
        widget=forms.Textarea(attrs={"rows": 5}),
        max_length=4000,
        help_text="It stands in the next return. No child’s name.",
        error_messages={"required": "Say what was done about it"},
    )


class BreachFilterForm(forms.Form):
    clause = forms.ChoiceField(required=False)
    year = forms.ChoiceField(label="Reporting year", required=False)
    addressed = forms.ChoiceField(
        label="What was done",
        required=False,
        choices=[("", "Either"), ("yes", "Recorded"), ("no", "Nothing recorded")],
    )
    told = forms.ChoiceField(
        label="In a return",
        required=False,
        choices=[("", "Either"), ("yes", "Told in a return"), ("no", "Not told yet")],
    )
    state = forms.ChoiceField(
        required=False, choices=[("", "Both"), ("stands", "Stands"), ("withdrawn", "Withdrawn")]
    )
    as_of = DateField(label="As it was on", required=False)


class BetweenForm(GovForm):
    """Any two days, both counted."""

    first = DateField(label="From", error_messages={"required": "Enter the first day"})
    last = DateField(label="To", error_messages={"required": "Enter the last day"})

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first"), found.get("last")
        if first and last and last < first:
            self.add_error("last", f"It lies before {long_date(first)}. Enter a later day.")
        return found
