"""Forms of the agenda desk and of publishing."""

from django import forms

from meetings.enums import Purpose
from subgroup.forms import GovForm


class DeskItemForm(GovForm):
    title = forms.CharField(max_length=200)
    purpose = forms.ChoiceField(
        label="What is it for", choices=Purpose.choices, widget=forms.RadioSelect, initial=Purpose.DISCUSSION
    )
    minutes_needed = forms.IntegerField(label="Minutes needed", min_value=1, max_value=480, initial=10)
    presenter = forms.CharField(max_length=200, required=False)
    recommendation = forms.CharField(
        label="What is the meeting asked to do", required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    widths = {"minutes_needed": 3}


class ChangeNoteForm(GovForm):
    change_note = forms.CharField(
        label="What changed since the version before",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Every reader is told by mail and sees it on the pack. Write no names of children here.",
        error_messages={"required": "Say what changed since the version before"},
    )
