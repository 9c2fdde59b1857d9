"""Forms of the screening panel, the Independent Chair's decision, outcomes and the agenda."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import QuerySet

from meetings.enums import Purpose
from meetings.models import AgendaItem, Meeting
from members.models import Agency
from reviews.enums import Answer, InterestHandling, OutcomeKind
from reviews.forms.requests import CODENAME, long_text
from reviews.models import InformationRequest
from subgroup.deadlines.wording import long_date
from subgroup.forms import DateField, GovForm, TimeField

OUTCOME_REQUIRED = {"required": "Choose an outcome"}


class PanelForm(GovForm):
    meets_on = DateField(
        label="On which day does it meet?",
        error_messages={"required": "Enter the day on which the panel meets"},
    )
    starts_at = TimeField(label="Time", required=False)
    place = forms.CharField(label="Place", max_length=200, required=False)
    members = forms.MultipleChoiceField(
        label="Who sits on the panel?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who sits on the panel"},
    )  # fmt: skip
    chair = forms.ChoiceField(label="Who chairs it?", required=False)
    note = long_text("Note for the panel", required=False, rows=2)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, people: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].choices = people  # type: ignore[attr-defined]
        self.fields["chair"].choices = [("", "Nobody yet"), *people]  # type: ignore[attr-defined]


class CallOffForm(GovForm):
    because = forms.CharField(
        label="Why is it called off?",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the panel is called off"},
        help_text=CODENAME,
    )


class InterestForm(GovForm):
    has = forms.ChoiceField(
        label="Is there an interest in this case?", widget=forms.RadioSelect,
        choices=[("no", "No interest"), ("yes", "An interest, as follows")],
        error_messages={"required": "Say whether there is an interest"},
    )  # fmt: skip
    interest = forms.CharField(
        label="What is it?",
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=CODENAME,
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("has") == "yes" and not said.get("interest"):
            self.add_error("interest", "Say what the interest is")
        return said


class HandleForm(GovForm):
    handling = forms.ChoiceField(
        label="What happens?", widget=forms.RadioSelect, choices=InterestHandling.choices,
        error_messages={"required": "Choose what happens"},
    )  # fmt: skip
    because = forms.CharField(
        label="Why, if they are shut out", max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=CODENAME,
    )  # fmt: skip
    item_hints = {
        "handling": {
            "stays": "The interest stands in the record.",
            "stands_down": "They sit on the panel no longer. The case stays there for them where it is by another right.",
            "shut_out": "The case is not there for them any more, whatever other rights they have.",
        }
    }


class ViewForm(GovForm):
    agency = forms.ModelChoiceField(
        Agency.objects.none(),
        label="Agency",
        empty_label="Choose an agency",
        error_messages={"required": "Choose the agency"},
    )
    answer = forms.ChoiceField(
        label="Does it think that the criteria for a review are met?", choices=Answer.choices, widget=forms.RadioSelect,
        error_messages={"required": "Say what the agency thinks"},
    )  # fmt: skip
    words = long_text("In its own words", required=False, rows=3)
    dissents = forms.BooleanField(label="It dissents from what the panel recommends", required=False)
    inline = ["answer"]

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]


class RecommendForm(GovForm):
    outcome = forms.ChoiceField(
        label="What does the panel recommend?", widget=forms.RadioSelect, error_messages=OUTCOME_REQUIRED
    )
    because = long_text("The panel’s reasons", "Give the panel’s reasons", rows=6)

    def __init__(
        self,
        *args: Any,
        waiting: Sequence[InformationRequest],
        kinds: Sequence[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = kinds  # type: ignore[attr-defined]
        for one in waiting:
            self.fields[f"without_{one.agency.code}"] = long_text(
                f"{one.agency.name} has not answered: why did the panel go on without it?",
                f"Say why the panel went on without {one.agency.code}", rows=2, help_text="",
            )  # fmt: skip


class DecisionForm(GovForm):
    outcome = forms.ChoiceField(
        label="What did the Independent Chair decide?",
        widget=forms.RadioSelect,
        error_messages=OUTCOME_REQUIRED,
    )
    because = long_text("The Independent Chair’s reasons", "Give the Independent Chair’s reasons", rows=6)
    differs_because = long_text(
        "If it differs from the recommendation: why?", required=False, rows=3,
        help_text="Both texts are kept, and the difference is shown.",
    )  # fmt: skip
    peer_challenge = long_text(
        "What the chair of another Board said, where one was asked", required=False, rows=2
    )
    decided_on = DateField(
        label="Day of the decision", error_messages={"required": "Enter the day of the decision"}
    )
    decided_by_name = forms.CharField(
        label="Name of the Independent Chair", max_length=200, help_text="As it is to stand in the letters.",
        error_messages={"required": "Enter the name of the Independent Chair"},
    )  # fmt: skip

    def __init__(self, *args: Any, kinds: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["outcome"].choices = kinds  # type: ignore[attr-defined]


class ReplaceForm(DecisionForm):
    replaced_because = long_text(
        "What was wrong with the record that this one replaces?", "Say what was wrong with the record", rows=2
    )
    groups = [
        (
            "",
            [
                "replaced_because",
                "outcome",
                "because",
                "differs_because",
                "peer_challenge",
                "decided_on",
                "decided_by_name",
            ],
        )
    ]


class OutcomeForm(GovForm):
    kind = forms.ChoiceField(
        label="What came of the case?",
        widget=forms.RadioSelect,
        error_messages=OUTCOME_REQUIRED,
    )
    item = forms.ModelChoiceField(
        AgendaItem.objects.none(),
        label="Where was it considered?",
        required=False,
        empty_label="At no meeting",
    )
    because = long_text("Why?", "Give the reasons", rows=5)
    next_steps = long_text("Next steps", required=False, rows=3)
    learning = long_text("Learning to be passed on", required=False, rows=3)
    elsewhere = forms.CharField(label="If it is referred elsewhere: to whom?", max_length=200, required=False)
    returns_on = DateField(
        label="If it is deferred: when does it come back?", required=False,
        help_text="It comes back by itself on that day, and goes onto the next agenda.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, items: QuerySet[AgendaItem], kinds: Sequence[tuple[str, str]], why: str = "", **kwargs: Any
    ) -> None:  # fmt: skip
        """`why` says why there is not more to choose from."""
        super().__init__(*args, **kwargs)
        self.fields["kind"].help_text = why
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["item"].label_from_instance = lambda one: (  # type: ignore[attr-defined]
            f"{one.meeting.code}, {long_date(one.meeting.day)}"
        )
        self.fields["kind"].choices = kinds  # type: ignore[attr-defined]
        if not items:
            del self.fields["item"]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == OutcomeKind.ELSEWHERE and not said.get("elsewhere"):
            self.add_error("elsewhere", "Say to whom the case was referred")
        if (
            said.get("kind") == OutcomeKind.DEFERRED
            and not said.get("returns_on")
            and "returns_on" not in self.errors
        ):
            self.add_error("returns_on", "Enter the day on which the case comes back")
        return said


class AgendaForm(GovForm):
    meeting = forms.ModelChoiceField(
        Meeting.objects.none(), label="Onto which agenda?", widget=forms.RadioSelect, empty_label=None,
        error_messages={"required": "Choose a meeting"},
    )  # fmt: skip
    purpose = forms.ChoiceField(
        label="What is it for?", choices=Purpose.choices, widget=forms.RadioSelect, initial=Purpose.DECISION
    )
    minutes_needed = forms.IntegerField(label="Minutes needed", min_value=1, max_value=480, initial=15)
    widths = {"minutes_needed": 3}

    def __init__(self, *args: Any, meetings: QuerySet[Meeting], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["meeting"].queryset = meetings  # type: ignore[attr-defined]
        self.fields["meeting"].label_from_instance = lambda one: f"{one.code}, {long_date(one.day)}"  # type: ignore[attr-defined]
