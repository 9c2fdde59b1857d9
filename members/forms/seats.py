from typing import Any

from django import forms

from subgroup.forms import DateField, GovForm


class PersonFields(GovForm):
    """Who: an address that is known already names that person."""

    name = forms.CharField(label="Name", max_length=200)
    email = forms.EmailField(
        label="Email address",
        max_length=254,
        help_text="If we know this address already, it is that person, under the name we know.",
    )
    invite = forms.BooleanField(
        label="Send them a mail with a link to choose a password, if they have no account yet",
        required=False,
        initial=True,
    )
    widths = {"name": 20, "email": 30}


class FillForm(PersonFields):
    starts_on = DateField(label="First day")


class SuccessorForm(PersonFields):
    ended_on = DateField(label="Last day of the one who leaves")
    starts_on = DateField(label="First day of the new holder")
    groups = [
        ("Who leaves", ["ended_on"]),
        ("Who comes", ["name", "email", "starts_on", "invite"]),
    ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        ended, starts = data.get("ended_on"), data.get("starts_on")
        if ended and starts and starts <= ended:
            self.add_error("starts_on", "The new holder starts after the last day of the one who leaves.")
        return data


class DeputyForm(PersonFields):
    starts_on = DateField(label="First day")
    ends_on = DateField(label="Last day", required=False)


class LastDayForm(GovForm):
    ends_on = DateField(label="Last day", help_text="Rights end at the midnight after it.")


class CoordinatingForm(GovForm):
    starts_on = DateField(label="First day")
    note = forms.CharField(label="Note", max_length=300, required=False)


class OverrideForm(GovForm):
    reason = forms.CharField(
        label="Why may this post be held without a compact?",
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        help_text="It stands in the record and is shown beside the post.",
        error_messages={"required": "Say why the post may be held without a compact."},
    )
    starts_on = DateField(label="First day", required=False, help_text="Empty means today.")
    until = DateField(label="Last day", help_text="An override always ends. Record the compact before then.")
