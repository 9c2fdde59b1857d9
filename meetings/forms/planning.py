"""What is typed to plan, move and cancel meetings."""

from typing import Any

from django import forms

from meetings.models import BlockedPeriod
from subgroup.deadlines.frequency import WEEKDAYS, Frequency
from subgroup.forms import DateField, GovForm, GovFormSet, GovModelForm, TimeField

NO_CASE = "It is kept with the meeting and shown to the members: name no child and no case."


class Times(GovForm):
    """A start and an end in the right order."""

    starts_at = TimeField(label="Starts at")
    ends_at = TimeField(label="Ends at")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", "The end must be after the start")
        return data


class ProposeForm(Times):
    start = DateField(
        label="First day of the plan", help_text="The first meeting is on the chosen weekday on or after it."
    )
    weekday = forms.TypedChoiceField(
        label="Day of the week", coerce=int, choices=[(n, name) for n, name in enumerate(WEEKDAYS[:5])]
    )
    frequency = forms.CharField(
        label="How often", max_length=40, help_text="For example “every 6 weeks”, “monthly” or “quarterly”."
    )
    count = forms.IntegerField(
        label="How many meetings", required=False, min_value=1, max_value=60,
        help_text="Leave it empty to plan until the reporting year ends.",
    )  # fmt: skip
    place = forms.CharField(label="Place", max_length=200, required=False)
    avoid_school_holidays = forms.BooleanField(label="Avoid school holidays", required=False)

    widths = {"count": 3, "frequency": 20}
    field_order = [
        "start",
        "weekday",
        "frequency",
        "count",
        "starts_at",
        "ends_at",
        "place",
        "avoid_school_holidays",
    ]

    def clean_frequency(self) -> Frequency:
        try:
            return Frequency.parse(self.cleaned_data["frequency"])
        except ValueError as error:
            raise forms.ValidationError(str(error)) from None


class PlanDateForm(GovForm):
    """One date of a plan; emptied, it is taken out."""

    day = DateField(label="Date", required=False)

    form_title = "Meeting"
    hide_optional = True


PlanDateFormSet = forms.formset_factory(PlanDateForm, formset=GovFormSet, extra=1, max_num=60)


class BlockedForm(GovModelForm):
    kind = forms.ChoiceField(
        label="What it is",
        choices=BlockedPeriod.Kind.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what it is"},
    )

    class Meta:
        model = BlockedPeriod
        fields = ["kind", "name", "first_day", "last_day"]
        labels = {"name": "Name", "first_day": "First day", "last_day": "Last day"}
        help_texts = {"name": "For example “Learning and Improvement sub-group” or “Summer holidays”."}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("first_day") and data.get("last_day") and data["last_day"] < data["first_day"]:
            self.add_error("last_day", "The last day must be on or after the first day")
        return data


class ReasonForm(GovForm):
    reason = forms.CharField(
        label="Reason",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=NO_CASE,
        error_messages={"required": "Give the reason"},
    )


class MoveForm(Times, ReasonForm):
    to_day = DateField(label="New date")
    place = forms.CharField(label="Place", max_length=200, required=False)

    field_order = ["to_day", "starts_at", "ends_at", "place", "reason"]


class DetailsForm(Times):
    place = forms.CharField(label="Place", max_length=200, required=False)


class ExtraordinaryForm(Times, ReasonForm):
    day = DateField(label="Date")
    place = forms.CharField(label="Place", max_length=200, required=False)

    field_order = ["day", "starts_at", "ends_at", "place", "reason"]
