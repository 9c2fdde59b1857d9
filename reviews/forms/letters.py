"""What is typed about the letters to Ofsted, the DfE and the national panel."""

from typing import Any

from django import forms

from meetings.forms.submission import kept_field, paper_field
from reviews.enums import Addressee
from subgroup.forms import DateField, GovForm

NO_CHILD = "Under the codename: no name of a child or family."


def words(
    label: str, missing: str, *, rows: int = 3, help_text: str = NO_CHILD, **more: Any
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=20000, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing}, **more,
    )  # fmt: skip


class LetterForm(GovForm):
    text = words("The letter", "The letter has no text", rows=24)
    version = forms.IntegerField(widget=forms.HiddenInput)


class ReasonForm(GovForm):
    because = forms.CharField(
        label="Why?", max_length=300, help_text=NO_CHILD, error_messages={"required": "Say why"}
    )


class SendingForm(GovForm):
    sent_on = DateField(label="Sent on", error_messages={"required": "Enter the day on which it was sent"})
    how = forms.CharField(
        label="How, and to which address", max_length=200,
        help_text="For example: by secure mail, to the panel’s mailbox.",
        error_messages={"required": "Say how it was sent, and to which address"},
    )  # fmt: skip
    proof_note = words(
        "What shows that it was sent", "", required=False, rows=2,
        help_text="For example: a read receipt of that day. Or add a file below.",
    )  # fmt: skip
    paper_1, kept_1 = paper_field("A file that shows it"), kept_field()


class InformationForm(GovForm):
    addressee = forms.ChoiceField(
        label="Who asked?", choices=Addressee, widget=forms.RadioSelect,
        error_messages={"required": "Choose who asked"},
    )  # fmt: skip
    asked_on = DateField(label="Asked on", error_messages={"required": "Enter the day of the request"})
    asked_for = words("What was asked for", "Say what was asked for", rows=4)
