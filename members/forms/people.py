from typing import Any

from django import forms

from members.enums import APPOINTED_ROLES, Role
from members.forms.seats import PersonFields
from members.models import Agency
from subgroup.forms import DateField, GovForm
from subgroup.models import SubGroup


class AddressForm(GovForm):
    email = forms.EmailField(label="New email address", max_length=254)
    widths = {"email": 30}


class AppointForm(PersonFields):
    role = forms.ChoiceField(
        label="Role", choices=[(role.value, role.label) for role in APPOINTED_ROLES], widget=forms.RadioSelect
    )
    agency = forms.ModelChoiceField(queryset=Agency.objects.none(), required=False)
    starts_on = DateField(label="First day")

    item_hints = {
        "role": {
            Role.AGENCY_LEAD.value: "Sees and updates only what is assigned to their agency.",
            Role.CDG_READER.value: "Reads measures and the returns that were sent, and gives feedback on them.",
            Role.LIQA_READER.value: "Reads the action log, and takes up what closed plans hand over.",
            Role.AUDITOR.value: "Reads everything and changes nothing.",
            Role.ADMINISTRATOR.value: "Runs accounts; sees no meeting and no paper.",
        }
    }
    groups = [
        ("Who", ["name", "email", "invite"]),
        ("As what", ["role", "agency", "starts_on"]),
    ]

    def __init__(self, *args: Any, group: SubGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"] = forms.ModelChoiceField(
            label="Agency",
            queryset=group.agencies.order_by("name"),
            required=False,
            empty_label="None",
            help_text="For an agency lead only.",
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        lead = data.get("role") == Role.AGENCY_LEAD
        if lead and not data.get("agency"):
            self.add_error("agency", "An agency lead answers for an agency: choose one.")
        if not lead:
            data["agency"] = None
        return data
