"""Forms of the challenge log and the exception list."""

from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from actionplans.enums import Cause, Direction, Rung
from actionplans.models import Challenge, Escalation
from members.models import Agency
from subgroup.forms import DateField, GovForm

NO_CHILD = "No child’s name."
STANDING, ENDED, ADDRESSED = "standing", "ended", "addressed"
IN_THE_RETURN = "It may stand in the next return: no case detail, no child’s name."


def long_text(
    label: str, missing: str, help_text: str = NO_CHILD, rows: int = 4, **more: Any
) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing}, **more,
    )  # fmt: skip


class ChallengeForm(GovForm):
    direction = forms.ChoiceField(label="Who is challenged?", widget=forms.RadioSelect)
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Agency", empty_label="Choose an agency",
        help_text="The agency that is challenged, or that challenges the sub-group.",
        error_messages={"required": "Choose the agency"},
    )  # fmt: skip
    issue = long_text("What is the issue?", "Say what the issue is")
    evidence = long_text("What shows it?", "", required=False)
    question = long_text("What is asked?", "Ask a question that can be answered", rows=3)
    answer_due_on = DateField(
        label="Answer due by", error_messages={"required": "Enter the day by which an answer is due"}
    )

    def __init__(self, *args: Any, agencies: QuerySet[Agency], directions: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]
        choices = [("to_agency", "An agency"), ("to_group", "The sub-group itself")]
        self.fields["direction"].choices = [one for one in choices if one[0] in directions]  # type: ignore[attr-defined]
        self.fields["direction"].initial = directions[0]


class AnswerForm(GovForm):
    text = long_text("The answer", "Write the answer", rows=6)


class JudgeForm(GovForm):
    adequate = forms.ChoiceField(
        label="Is the answer adequate?", widget=forms.RadioSelect,
        choices=[("yes", "It is adequate"), ("no", "It is not adequate: another one is asked for, a rung higher")],
        error_messages={"required": "Say whether the answer is adequate"},
    )  # fmt: skip
    because = long_text("Why?", "Say why the answer is adequate, or why it is not")
    answer_due_on = DateField(label="If it is not: another answer by", required=False)


class ClimbForm(GovForm):
    because = long_text("Why is it taken higher?", "Say why it is taken higher", IN_THE_RETURN)


class CloseForm(GovForm):
    outcome = long_text("What came of it?", "Say what came of it")
    changed = long_text(
        "What changed because of it?", "Say what changed, or that nothing did",
        "In practice, not on paper. If nothing changed, say so. No child’s name.",
    )  # fmt: skip


class NoteForm(GovForm):
    text = long_text("What was done about it", "Say what was done about it", IN_THE_RETURN)


class AddressForm(GovForm):
    reason = long_text(
        "What was done about it, and why it can leave the list", "Say what was done about it", IN_THE_RETURN
    )


class AddressEndedForm(GovForm):
    reason = long_text("One reason for all of them", "Say why they can leave the list", IN_THE_RETURN, rows=3)


class ChallengeFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="State", empty_label="Open and closed", choices=[("open", "Open"), ("closed", "Closed")],
        method="by_state",
    )  # fmt: skip
    direction = django_filters.ChoiceFilter(
        label="Who is challenged", empty_label="Agencies and the sub-group", choices=Direction.choices
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.filter(group=request.group), label="Agency",
        empty_label="Every agency",
    )  # fmt: skip
    year = django_filters.ChoiceFilter(label="Reporting year", empty_label="Every year")

    class Meta:
        model = Challenge
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        years = (
            Challenge.objects.filter(group=self.request.group)
            .order_by("-year")
            .values_list("year", flat=True)
        )
        self.filters["year"].extra["choices"] = [(year, year) for year in years.distinct()]

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        return rows.filter(closed_at=None) if value == "open" else rows.exclude(closed_at=None)


class ExceptionFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="State", empty_label=None, method="by_state",
        choices=[
            (STANDING, "Stands"), (ENDED, "Stands, and is no longer so"), (ADDRESSED, "Addressed"), ("all", "Every state"),
        ],
    )  # fmt: skip
    cause = django_filters.ChoiceFilter(
        label="What went wrong", empty_label="Anything", choices=Cause.choices
    )
    rung = django_filters.ChoiceFilter(label="Now with", empty_label="Anybody", choices=Rung.choices)
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.filter(group=request.group), label="Agency",
        empty_label="Every agency",
    )  # fmt: skip

    class Meta:
        model = Escalation
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "state" not in data:
            data = data.copy()
            data["state"] = STANDING
        super().__init__(data, *args, **kwargs)

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        match value:
            case "standing":
                return rows.filter(addressed_at=None)
            case "ended":
                return rows.filter(addressed_at=None).exclude(ended_on=None)
            case "addressed":
                return rows.exclude(addressed_at=None)
        return rows
