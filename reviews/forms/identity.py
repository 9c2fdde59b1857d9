"""Who is behind a codename, person by person."""

import re
from typing import Any

from django import forms

from reviews.leaks import valid_nhs
from reviews.models import IdentityPerson
from subgroup.forms import DateField, GovForm, GovFormSet

MOST = 12


class PersonForm(GovForm):
    form_title = "Person"
    hide_optional = True
    widths = {"nhs_number": 20}
    relation = forms.ChoiceField(label="Who is it?", choices=IdentityPerson.Relation.choices)
    name = forms.CharField(label="Name", max_length=200, required=False)
    also_known_as = forms.CharField(label="Also known as (optional)", max_length=200, required=False)
    born_on = DateField(label="Date of birth", required=False)
    died_on = DateField(label="Date of death (optional)", required=False)
    nhs_number = forms.CharField(
        label="NHS number", max_length=20, required=False, help_text="Ten digits, as 943 476 5919. Leave it empty if you do not know it."
    )  # fmt: skip
    address = forms.CharField(label="Address (optional)", max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("name", "also_known_as", "nhs_number", "address"):
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_nhs_number(self) -> str:
        typed = str(self.cleaned_data["nhs_number"])
        digits = re.sub(r"[\s-]", "", typed)
        if digits and not valid_nhs(digits):
            raise forms.ValidationError(
                "Enter an NHS number of ten digits. The last digit does not agree with the others: check what you typed"
                if re.fullmatch(r"[0-9]{10}", digits)
                else "Enter an NHS number of ten digits"
            )
        return digits

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        born, died = cleaned.get("born_on"), cleaned.get("died_on")
        if born and died and died < born:
            self.add_error("died_on", "The date of death is before the date of birth")
        others = ("also_known_as", "born_on", "died_on", "nhs_number", "address")
        if (
            any(cleaned.get(name) for name in others)
            and not cleaned.get("name")
            and "name" not in self.errors
        ):
            self.add_error("name", "Enter the name, or “not known”")
        return cleaned


class PeopleFormSet(GovFormSet):
    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        if index:
            form.fields["relation"].initial = IdentityPerson.Relation.CARER

    @property
    def people(self) -> list[dict[str, Any]]:
        """Those of whom anything right was typed."""
        rows = [getattr(form, "cleaned_data", {}) for form in self.forms]
        return [row for row in rows if any(value for name, value in row.items() if name != "relation")]


def people_formset(data: Any = None, *, people: list[dict[str, Any]]) -> PeopleFormSet:
    """Those who are there, and an empty place or two."""
    made = forms.formset_factory(
        PersonForm, formset=PeopleFormSet, extra=1 if people else 2, max_num=MOST, validate_max=True
    )
    return made(data, initial=people, prefix="person")  # type: ignore[return-value]
