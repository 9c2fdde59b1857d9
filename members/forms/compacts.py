from typing import Any

from django import forms

from members.models import Agency
from subgroup.forms import DateField, GovForm
from subgroup.models import SubGroup


class CompactForm(GovForm):
    agency = forms.ModelChoiceField(queryset=Agency.objects.none())
    signed_on = DateField(label="Signed on")
    signatory = forms.CharField(
        label="Signed by", max_length=200, help_text="The post that signed for the agency: Chief Nurse."
    )
    starts_on = DateField(
        label="In force from", required=False, help_text="Empty means from the day it was signed."
    )
    ends_on = DateField(label="Last day", required=False)
    review_on = DateField(label="Review on", required=False)
    document = forms.FileField(
        label="The signed compact", required=False, help_text="PDF, Word or a picture."
    )
    widths = {"signatory": 30}

    def __init__(self, *args: Any, group: SubGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            label="Agency", queryset=group.agencies.order_by("name"), empty_label="Choose one"
        )


class CompactEndForm(GovForm):
    ends_on = DateField(label="Last day", help_text="From the day after it no compact is in force.")


class RenameForm(GovForm):
    name = forms.CharField(label="New name", max_length=200)
    starts_on = DateField(label="First day of the new name")


class ClosureForm(GovForm):
    day = DateField(label="Day")
    reason = forms.CharField(
        label="Why is the sub-group’s office closed?",
        max_length=200,
        help_text="It stands in the reason of every date that skips the day: Christmas closure.",
    )
