"""What is typed to import the coordinator's list: the file, and what its columns are."""

from collections.abc import Sequence
from typing import Any

from django import forms

from members.models import Agency
from reviews.cdop.lists import FIELDS
from reviews.models import DeathImport
from subgroup.forms import GovForm
from subgroup.models import SubGroup


class ListForm(GovForm):
    file = forms.FileField(
        label="The list", help_text="An Excel workbook (.xlsx) or a CSV file, without names and dates of birth. The file is not kept.",
        error_messages={"required": "Choose the file"}, widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip


class ListColumnsForm(ListForm):
    """One select for each heading of the list. The file is chosen again, because it was not kept."""

    hide_optional = True

    def __init__(self, *args: Any, made: DeathImport, group: SubGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings: Sequence[str] = made.headings
        agencies = Agency.objects.filter(group=group).order_by("name")
        choices = [
            ("", "Not used"), *((key, words[:1].upper() + words[1:]) for key, words in FIELDS.items()),
            ("personal", "About the child: no row is taken"),
            *((f"agency:{one.code}", f"Returns of {one.name}") for one in agencies),
        ]  # fmt: skip
        for at, heading in enumerate(self.headings):
            self.fields[f"c{at}"] = forms.ChoiceField(
                choices=choices, label=f"“{heading}”", initial=made.mapping.get(heading, ""), required=False
            )
        self.fields["file"].label = "The same list again"
        names = [f"c{at}" for at in range(len(self.headings))]
        self.groups = [("Columns", names), ("File", ["file"])]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for at, heading in enumerate(self.headings):
            said = cleaned.get(f"c{at}", "")
            if said in FIELDS and said in taken:
                self.add_error(f"c{at}", f"“{taken[said]}” is the {FIELDS[said]} already. Choose one of them")
            taken.setdefault(said, heading)
        if "reference" not in taken:
            self.add_error(None, "Choose the column with the CDOP reference")
        return cleaned

    def mapping(self) -> dict[str, str]:
        return {heading: self.cleaned_data[f"c{at}"] for at, heading in enumerate(self.headings)}
