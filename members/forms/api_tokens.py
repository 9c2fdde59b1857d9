from django import forms

from members.enums import READING_ROLES, Role
from subgroup.forms import DateField, GovForm


class ApiTokenForm(GovForm):
    name = forms.CharField(
        label="Which program uses it?",
        max_length=100,
        help_text="Its name, and whose it is: “Power BI, council performance team”. No child’s name.",
        error_messages={"required": "Enter the name of the program."},
    )
    role = forms.ChoiceField(
        label="What may it read?",
        choices=[(role.value, role.label) for role in READING_ROLES],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it may read."},
    )
    last_day = DateField(label="Last day", help_text="A year from now at most.")

    item_hints = {
        "role": {
            Role.CDG_READER.value: "Measures, attendance, objectives, risks, breaches, exceptions, deadlines and returns.",
            Role.LIQA_READER.value: "Actions, plans, exceptions and deadlines.",
            Role.AUDITOR.value: "All of these, and meetings and the figures of child deaths.",
        }
    }
    widths = {"name": 30}
