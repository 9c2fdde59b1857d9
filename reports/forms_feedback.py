"""Forms of what is written in a draft return, and of the feedback on one that was sent."""

from collections.abc import Iterable
from typing import Any

from django import forms

from reports.carried.decisions import Wording
from reports.forms_programme import ChangeItemForm, ItemForm
from reports.models import DecisionAnswer
from subgroup.forms import DateField, GovForm

NO_NAME = "No child’s name."


class SectionForm(GovForm):
    text = forms.CharField(
        label="Comment",
        widget=forms.Textarea(attrs={"rows": 8}),
        max_length=10000,
        required=False,
        help_text=f"What the figures of this section do not say. {NO_NAME} Left empty, the section has no comment.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class DecisionForm(GovForm):
    text = forms.CharField(
        label="What is to be decided?",
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        help_text=f"One decision, so that it can be answered with yes or no. {NO_NAME}",
        error_messages={"required": "Say what is to be decided"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)


class FeedbackForm(GovForm):
    """With an answer and its words for each decision, in whichever words a version of the return asked for it."""

    day = DateField(
        label="On which day was it given?", error_messages={"required": "Enter the day on which it was given"}
    )
    text = forms.CharField(
        label="What was said",
        required=False,
        max_length=10000,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=f"Point by point, if there are several: each can be taken up as an action. {NO_NAME}",
    )

    def __init__(self, *args: Any, wordings: Iterable[Wording], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = list(wordings)
        for one in self.asked:
            self.fields[f"answer_{one.row.pk}"] = forms.ChoiceField(
                label=f"{one.label}: {one.row.text}",
                choices=DecisionAnswer.Answer.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"words_{one.row.pk}"] = forms.CharField(
                label=f"{one.label}: in which words?",
                max_length=2000,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
                help_text="Needed where it was not simply agreed.",
            )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        for one in self.asked:
            answer, words = said.get(f"answer_{one.row.pk}", ""), said.get(f"words_{one.row.pk}", "")
            if answer and answer != DecisionAnswer.Answer.AGREED and not words:
                self.add_error(
                    f"words_{one.row.pk}", f"Say in words what was decided about decision {one.number}"
                )
            if words and not answer:
                self.add_error(f"answer_{one.row.pk}", f"Choose what was said of decision {one.number}")
        return said


def answers_in(said: dict[str, Any], wordings: Iterable[Wording]) -> dict[int, tuple[str, str]]:
    """Decision → what the form says of it."""
    return {one.row.pk: (said[f"answer_{one.row.pk}"], said[f"words_{one.row.pk}"]) for one in wordings}


def _what() -> forms.CharField:
    return forms.CharField(
        label="What is to be done",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_NAME,
        error_messages={"required": "Say what is to be done"},
    )


class TakeUpForm(ItemForm):
    title = _what()


class ChangeActionForm(ChangeItemForm):
    title = _what()
