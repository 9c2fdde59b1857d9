"""Forms of a case's days, the reasons for late clocks, and national relaxations."""

from datetime import date
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet

from reviews import owed, regimes
from reviews.enums import FIVE_DATES, DateKind
from reviews.regimes import Clock, Regime
from subgroup import clock
from subgroup.forms import DateField, GovForm
from subgroup.models import Deadline

NO_CHILD = "Under the codename alone: no child’s name."


def source_field() -> forms.CharField:
    return forms.CharField(
        label="How does the sub-group know?", max_length=200, required=False,
        help_text="A letter, a call, a copy of the notification; with its reference, no child’s name.",
    )  # fmt: skip


HINTS = {
    DateKind.INCIDENT: "The day on which it happened, or was found.",
    DateKind.AWARE: "The day on which the local authority became aware that it had happened. Its notification is counted from this day.",
    DateKind.OFSTED_TOLD: "The day on which the authority notified Ofsted.",
    DateKind.BOARD_TOLD: "The day on which the authority notified the Board. It says which guidance the case is under.",
    DateKind.CHAIR_DECIDED: "The day of the Independent Chair’s decision, whichever way it went.",
    DateKind.NATIONAL_PANEL_TOLD: "From 29 June 2018 the authority notifies the Child Safeguarding Practice Review Panel.",
    DateKind.SECRETARY_TOLD: "Where a looked-after child has died: from 29 June 2018 the Secretary of State and Ofsted are notified too.",
    DateKind.INITIATED: "Where the review began on another day than that of the decision.",
    DateKind.PUBLICATION_PLANNED: "May lie in the future: the report goes out so many working days before it.",
}  # fmt: skip


def textarea(label: str, missing: str, rows: int = 3, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}), error_messages={"required": missing},
        **more,
    )  # fmt: skip


class RecordDatesForm(GovForm):
    """The days of a case that are not recorded yet, any of them in one go."""

    hide_optional = True

    def __init__(self, *args: Any, kinds: list[DateKind], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for kind in kinds:
            self.fields[kind] = DateField(label=kind.label, required=False, help_text=HINTS.get(kind, ""))
        self.fields["source"] = source_field()
        five, later = (
            [kind for kind in kinds if kind in FIVE_DATES],
            [kind for kind in kinds if kind not in FIVE_DATES],
        )
        headed = [
            ("What happened, and who was told", five),
            ("Later days", later),
            ("Where it is from", ["source"]),
        ]
        self.groups = [(heading, [*names]) for heading, names in headed if names]  # type: ignore[misc]
        self.kinds = kinds

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not any(said.get(kind) for kind in self.kinds):
            raise forms.ValidationError("Enter at least one day.")
        return said


class DateForm(GovForm):
    """One day: recorded, changed or taken back."""

    hide_optional = True
    day = DateField(label="Day", required=False)
    back = forms.BooleanField(label="It is not known: take the recorded day back", required=False)
    source = source_field()
    because = forms.CharField(
        label="Why is it changed or taken back?",
        max_length=300,
        required=False,
        help_text="Stands in the history. " + NO_CHILD,
    )

    def __init__(self, *args: Any, kind: DateKind, held: date | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["day"].label, self.fields["day"].help_text = kind.label, HINTS.get(kind, "")
        if held is None:
            del self.fields["back"], self.fields["because"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if not self.errors and not said.get("back") and not said.get("day"):
            self.add_error("day", "Enter the day.")
        return said


class ReasonForm(GovForm):
    because = textarea("Why does it take longer?", "Say why it takes longer", help_text=NO_CHILD)
    expected_on = DateField(
        label="By when is it expected now?",
        error_messages={"required": "Enter the day by which it is expected"},
    )
    meanwhile = textarea(
        "What is learned and put right in the meantime?", "", required=False,
        help_text="What the guidance asks for while a review waits, for instance for a court. " + NO_CHILD,
    )  # fmt: skip

    def __init__(self, *args: Any, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if is_over:
            self.fields["because"].label = "Why did it take longer?"
            self.fields["meanwhile"].label = "What was learned and put right in the meantime?"
            del self.fields["expected_on"]


class RelaxationForm(GovForm):
    clock = forms.ChoiceField(label="Which clock?", error_messages={"required": "Choose the clock"})
    starts_on = DateField(
        label="For what begins from", help_text="The first day from which a clock is counted."
    )
    ends_on = DateField(label="To", help_text="The last such day.")
    offset = forms.CharField(
        label="It runs instead", max_length=60, help_text="For example 30 working days after, or 3 months after.",
        error_messages={"required": "Say how long it runs: 30 working days after"},
    )  # fmt: skip
    because = textarea(
        "Who relaxed it nationally, and why?", "Say who relaxed it nationally, and why",
        help_text="Stands in the explanation of each date that it moves.",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [
            (regime.name, [(f"{regime.key}:{one.key}", _words(one)) for one in regime.clocks.values()])
            for regime in regimes.every()
        ]
        self.fields["clock"].choices = [("", "Choose a clock"), *choices]  # type: ignore[attr-defined]

    def clean_clock(self) -> tuple[str, str]:
        regime, _, key = self.cleaned_data["clock"].partition(":")
        return regime, key


def _words(one: Clock) -> str:
    return f"{one.title} ({one.clause}): {one.offset.text}{', never relaxed' if one.never_relaxed else ''}"


class EndForm(GovForm):
    because = textarea("Why is it taken back?", "Say why it is taken back")


class ClockFilter(django_filters.FilterSet):
    which = django_filters.ChoiceFilter(
        label="Which", empty_label=None, method="by_which",
        choices=[
            ("running", "Running"), ("late", "Late"), ("asking", "A reason is needed"),
            ("stopped", "Stopped"), ("all", "All"),
        ],
    )  # fmt: skip
    rule = django_filters.ChoiceFilter(label="Clock", empty_label="Any clock")
    regime = django_filters.ChoiceFilter(label="Guidance", empty_label="Any guidance")

    class Meta:
        model = Deadline
        fields: list[str] = []

    def __init__(self, data: Any = None, *args: Any, **kwargs: Any) -> None:
        if data is not None and "which" not in data:
            data = data.copy()
            data["which"] = "running"
        super().__init__(data, *args, **kwargs)
        self.filters["rule"].extra["choices"] = [(one.key, one.title) for one in regimes.clocks().values()]
        known: list[Regime] = regimes.every()
        self.filters["regime"].extra["choices"] = [(one.key, one.name) for one in known]

    def by_which(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        today = clock.today()
        match value:
            case "running":
                return rows.filter(owed.live(today))
            case "late":
                return rows.filter(owed.late(today))
            case "asking":
                return rows.filter(owed.asking(today))
            case "stopped":
                return rows.exclude(met_on=None)
        return rows
