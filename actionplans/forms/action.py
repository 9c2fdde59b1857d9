"""What is typed on the pages of one action."""

from typing import Any

from django import forms

from actionplans import hidden
from actionplans.enums import TestKind, TestResult
from actionplans.forms.plans import text_area
from actionplans.models import Action, Evidence
from actionplans.services.evidence import WHAT
from meetings.forms.submission import kept_field, paper_field
from subgroup import clock
from subgroup.forms import DateField, GovForm

NO_TEST = "none"


class UpdateForm(GovForm):
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}), label="How it stands",
        error_messages={"required": "Say in a few words how the action stands"},
    )  # fmt: skip
    done = forms.BooleanField(required=False, label="It is done")
    new_due_on = DateField(required=False, label="A new day", help_text="The first day stays on record.")

    def __init__(self, *args: Any, may_move: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_move:
            del self.fields["new_due_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("done") and cleaned.get("new_due_on"):
            self.add_error("new_due_on", "An action that is done needs no new day")
        return cleaned


class _WithFile(GovForm):
    """A file or words on where the evidence lies; the file's own name serves as its title."""

    title = forms.CharField(
        label="What it is",
        max_length=200,
        required=False,
        help_text="Left empty, the name of the file stands here.",
    )
    paper_1, kept_1 = paper_field("The file"), kept_field()
    told = text_area("Or where it lies", 2, required=False)
    holds_until = DateField(
        label="Holds until", required=False, help_text="The day by which a policy is to be reviewed."
    )

    @property
    def is_given(self) -> bool:
        return any(self.cleaned_data.get(name) for name in ("title", "told", "holds_until"))


class ProposeForm(_WithFile):
    text = text_area("What was done", error_messages={"required": "Say in a few words what was done"})
    field_order = ["text", "paper_1", "kept_1", "told", "title", "holds_until"]


class EvidenceForm(_WithFile):
    field_order = ["existing", "paper_1", "kept_1", "told", "title", "holds_until"]

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = Evidence.objects.filter(agency=action.agency_id)
        # Only what hangs on things that are open to all of the agency: a confidential action's evidence stays with it.
        there = there.exclude(actions__confidential=True).exclude(
            actions__recommendation__plan__confidential=True
        )
        gone = hidden.plans(None, action.group, clock.today())
        there = there.exclude(actions__recommendation__plan__in=gone)
        here = set(action.evidence.values_list(*WHAT))
        pieces = {tuple(what): pk for pk, *what in there.values_list("pk", *WHAT) if tuple(what) not in here}
        if pieces:
            self.fields["existing"] = forms.ModelChoiceField(
                Evidence.objects.filter(pk__in=pieces.values()).order_by("title"), required=False,
                label="Evidence of the agency that is here already", empty_label="None: I add another",
            )  # fmt: skip
            self.fields["existing"].label_from_instance = lambda one: one.title  # type: ignore[attr-defined]
            self.order_fields(self.field_order)


class SignOffForm(GovForm):
    test = forms.ChoiceField(
        label="How is its impact tested?", choices=[*TestKind.choices, (NO_TEST, "No test is needed")],
        widget=forms.RadioSelect, error_messages={"required": "Choose a test, or that none is needed"},
    )  # fmt: skip
    test_due_on = DateField(label="To be held by", required=False)
    no_test_because = text_area("Why no test is needed", 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        test = cleaned.get("test")
        if test == NO_TEST and not cleaned.get("no_test_because"):
            self.add_error("no_test_because", "Say why no test is needed")
        if test and test != NO_TEST and not cleaned.get("test_due_on") and "test_due_on" not in self.errors:
            self.add_error("test_due_on", "Give the day by which the test is to be held")
        return cleaned


class ReturnForm(GovForm):
    reason = text_area(
        "What is missing", help_text="Whoever answers for it reads this.", error_messages={"required": "Say what is missing"}
    )  # fmt: skip


class ExtendForm(GovForm):
    to_day = DateField(label="The later day")
    reason = text_area("Why more time is needed", error_messages={"required": "Say why more time is needed"})


class DecideForm(GovForm):
    granted = forms.ChoiceField(
        label="Your decision", choices=[("yes", "Grant it"), ("no", "The day stays as it is")],
        widget=forms.RadioSelect, error_messages={"required": "Grant it, or leave the day as it is"},
    )  # fmt: skip
    reason = text_area("Why", 2, required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("granted") == "no" and not cleaned.get("reason"):
            self.add_error("reason", "Say why the day stays as it is")
        return cleaned


class DayForm(GovForm):
    day = DateField(label="Due by")


class NewTestForm(GovForm):
    kind = forms.ChoiceField(label="What kind of test", choices=TestKind, widget=forms.RadioSelect)
    due_on = DateField(label="To be held by")


class TestForm(GovForm):
    result = forms.ChoiceField(label="What it found", choices=TestResult, widget=forms.RadioSelect)
    held_on = DateField(label="Held on")
    note = text_area("In words", error_messages={"required": "Say what the test found"})
    due_on = DateField(
        label="If it failed: the new day", required=False, help_text="By when the action is to be done again."
    )
    __test__ = False

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        due_on = cleaned.get("due_on")
        if cleaned.get("result") == TestResult.FAILED and "due_on" not in self.errors:
            if not due_on:
                self.add_error("due_on", "Give the day by which it is to be done again")
            elif due_on <= clock.today():
                self.add_error("due_on", "That day has passed already")
        return cleaned


class SustainForm(GovForm):
    because = text_area(
        "How it is known that the change has held", error_messages={"required": "Say how it is known"}
    )
