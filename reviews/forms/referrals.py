"""The pages of a referral, each from the questions of reviews/referring.py."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import QuerySet

from members.models import Agency
from reviews import referring
from reviews.enums import CaseSource, ReferralState
from reviews.models import Referral
from subgroup.forms import DateField, GovForm


class AgencyForm(GovForm):
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="For which agency?", empty_label="Choose an agency",
        error_messages={"required": "Choose the agency"},
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class CameForm(AgencyForm):
    """For who manages cases: a case may have come otherwise than by a referral."""

    source = forms.ChoiceField(
        label="How did the case come to the sub-group?",
        widget=forms.RadioSelect,
        choices=[
            (one.value, one.label) for one in (CaseSource.REFERRAL, CaseSource.NOTIFICATION, CaseSource.OTHER)
        ],
        initial=CaseSource.REFERRAL,
        error_messages={"required": "Say how the case came"},
    )
    item_hints: ClassVar[dict[str, dict[str, str]]] = {
        "source": {
            CaseSource.REFERRAL: "You write it down for the agency.",
            CaseSource.NOTIFICATION: "The authority told the Board of an incident.",
            CaseSource.OTHER: "An audit, a press report, a complaint, another Board.",
        }
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields(["source", "agency"])
        self.fields["agency"].required = False
        self.fields["agency"].label = "Which agency refers it, or which authority notified it?"
        self.fields["agency"].help_text = "Leave it empty for a case that the sub-group found."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("source") == CaseSource.OTHER:
            said["agency"] = None
        elif not said.get("agency") and "agency" not in self.errors:
            self.add_error("agency", "Choose the agency")
        return said


class StepForm(GovForm):
    """The questions of one step that follow from the answers so far. None is required: what is missing is said before sending."""

    hide_optional = True

    def __init__(
        self, data: Any = None, *, step: referring.Step, answers: Mapping[str, Any], today: date
    ) -> None:
        self.today = today
        asked = referring.asked(step, answers)
        super().__init__(data, initial={one.key: _initial(one, answers) for one in asked})
        for one in asked:
            self.fields[one.key] = _field(one)
            self.fields[one.key].label = (
                one.label if one.needed is not referring.never else f"{one.label} (optional)"
            )
        self.item_hints = {one.key: dict(one.hints) for one in asked}  # type: ignore[misc]
        self.inline = [one.key for one in asked if one.kind == referring.ONE and not one.hints]  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        for name, value in list(self.cleaned_data.items()):
            if isinstance(value, date) and value > self.today:
                self.add_error(name, "The day must be today or in the past")
        return self.cleaned_data

    def answers(self) -> dict[str, Any]:
        """What was typed, as a referral keeps it; a field that is wrong is left out."""
        return {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.cleaned_data.items()
            if value
        }


def _initial(one: referring.Asked, answers: Mapping[str, Any]) -> Any:
    value = answers.get(one.key)
    return date.fromisoformat(value) if value and one.kind == referring.DAY else value


def _field(one: referring.Asked) -> forms.Field:
    common: dict[str, Any] = {"required": False, "help_text": one.hint}
    match one.kind:
        case referring.DAY:
            return DateField(**common)
        case referring.ONE:
            return forms.ChoiceField(choices=one.choices, widget=forms.RadioSelect, **common)
        case referring.MANY:
            return forms.MultipleChoiceField(
                choices=one.choices, widget=forms.CheckboxSelectMultiple, **common
            )
        case referring.TEXT:
            return forms.CharField(max_length=6000, widget=forms.Textarea(attrs={"rows": 6}), **common)
    return forms.CharField(max_length=200, **common)


class ReturnForm(GovForm):
    because = forms.CharField(
        label="What is to be changed?", widget=forms.Textarea(attrs={"rows": 4}), max_length=2000,
        help_text="The referrer reads it on the referral; the mail holds only a link.",
        error_messages={"required": "Say what is to be changed"},
    )  # fmt: skip


class WordsForm(GovForm):
    """The words of a referral as they stand, each under its question, for the leak guard to read; `data` is what its box says."""

    hide_optional = True

    def __init__(self, data: Mapping[str, Any], *, answers: Mapping[str, Any]) -> None:
        asked = [one for one in referring.QUESTIONS.values() if one.kind in (referring.TEXT, referring.LINE)]
        super().__init__({**data, **{one.key: answers.get(one.key, "") for one in asked}})
        for one in asked:
            self.fields[one.key] = forms.CharField(required=False, label=f"“{one.label}”")


class ReferralFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="State", empty_label="Every state", choices=ReferralState.choices
    )
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.filter(group=request.group).order_by("name"), label="Agency",
        empty_label="Every agency",
    )  # fmt: skip

    class Meta:
        model = Referral
        fields: list[str] = []
