"""Forms of who may open a case, of breaking the glass, of keeping and of the chronology."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.db.models import QuerySet

from members.models import Agency
from subgroup.forms import DateField, GovForm, RowsField, TimeField
from subgroup.models import Person

NO_CHILD = "No child’s name."


def reason(label: str, missing: str, length: int = 1000) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=NO_CHILD, max_length=length, widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": missing},
    )  # fmt: skip


class PersonField(forms.ModelChoiceField):
    """People with their posts, by which a reader knows which of them is meant."""

    places: Mapping[int, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        where = self.places.get(obj.pk, "")
        return f"{obj}, {where}" if where else str(obj)


class RestrictForm(GovForm):
    people = RowsField(
        Person.objects.none(), label="Who else may open it?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="You are named yourself.",
    )  # fmt: skip
    because = reason("Why is it restricted?", "Say why the case is restricted")

    def __init__(
        self, *args: Any, people: QuerySet[Person], places: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].queryset = people  # type: ignore[attr-defined]
        self.item_hints = {"people": {str(pk): words for pk, words in places.items()}}  # type: ignore[misc]


class NameForm(GovForm):
    person = PersonField(
        Person.objects.none(), label="Who may open it?", empty_label="Choose a person",
        error_messages={"required": "Choose the person"},
    )  # fmt: skip

    def __init__(
        self, *args: Any, people: QuerySet[Person], places: Mapping[int, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].places = places  # type: ignore[attr-defined]
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class ShutOutForm(NameForm):
    because = reason("What is their interest?", "Say why they are shut out", 300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].label = "Who is shut out?"


class BreakForm(GovForm):
    reference = forms.CharField(
        label="Reference of the case", max_length=20, help_text="For example, CC/17/01",
        error_messages={"required": "Enter the reference of the case"},
    )  # fmt: skip
    because = reason("Why must you open it now?", "Say why you must open it now")
    widths = {"reference": 10}


class KeepForm(GovForm):
    until = DateField(
        label="Ask again on",
        help_text="The day on which it is decided again whether to keep the case.",
        error_messages={"required": "Enter the day on which it is asked again"},
    )
    because = reason("Why is it kept until then?", "Say why it is kept until then")


class HoldForm(GovForm):
    because = reason("Why?", "Say why")


class StrikeForm(GovForm):
    because = reason("What is wrong with it?", "Say why the entry is struck", 300)


class EntryForm(GovForm):
    happened_on = DateField(
        label="When did it happen?", error_messages={"required": "Enter the day on which it happened"}
    )
    happened_at = TimeField(label="At what time?", required=False)
    text = forms.CharField(
        label="What happened?", help_text="Under the codename: no names.", max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}), error_messages={"required": "Say what happened"},
    )  # fmt: skip
    source = forms.CharField(
        label="In which record does it stand?",
        max_length=200,
        required=False,
        help_text="For example, the case file, or the minutes of a strategy meeting.",
    )
    significant = forms.BooleanField(label="It matters for the review", required=False)


class EntryForAgencyForm(EntryForm):
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Agency", empty_label="Choose an agency",
        help_text="Whose record it is.", error_messages={"required": "Choose the agency"},
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        self.order_fields(["agency"])


class ChronologyFilterForm(GovForm):
    """What of the chronology is shown. Sent with GET."""

    hide_optional = True

    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Agency", required=False, empty_label="Every agency"
    )
    first = DateField(label="From", required=False)
    last = DateField(label="To", required=False)
    significant = forms.BooleanField(label="Only what matters for the review", required=False)

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
