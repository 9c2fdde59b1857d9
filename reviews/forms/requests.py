"""Forms of the requests to agencies."""

from collections.abc import Mapping
from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Q, QuerySet

from meetings.forms.submission import kept_field, paper_field
from members.models import Agency
from reviews.enums import RequestState
from reviews.models import InformationRequest
from subgroup import clock
from subgroup.forms import DateField, GovForm, RowsField

CODENAME = "Under the codename: no name, date of birth or NHS number."


def long_text(
    label: str, missing: str = "", help_text: str = CODENAME, rows: int = 4, **more: Any
) -> forms.CharField:
    """`missing` is the sentence where it is left empty."""
    return forms.CharField(
        label=label, help_text=help_text, max_length=20000, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing}, **more,
    )  # fmt: skip


class SendForm(GovForm):
    agencies = RowsField(
        Agency.objects.none(), label="Which agencies are asked?", widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one agency"},
    )  # fmt: skip
    question = long_text("What are they asked?", "Say what the agencies are asked", rows=7)
    due_on = DateField(
        label="Answers due by", error_messages={"required": "Enter the day by which an answer is due"},
        help_text="Ten working days unless you say otherwise.",
    )  # fmt: skip
    with_identity = forms.BooleanField(
        label="They may open who the child is, to search their records", required=False,
        help_text="Each opening is logged, and shown to the chair.",
    )  # fmt: skip

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], mailed: Mapping[str, str], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = agencies  # type: ignore[attr-defined]
        self.item_hints = {"agencies": dict(mailed)}  # type: ignore[misc]


class AnswerForm(GovForm):
    kind = forms.ChoiceField(
        label="What do you send back?", widget=forms.RadioSelect,
        choices=[("answer", "What our agency knows"), ("decline", "We decline to answer, and say why")],
        initial="answer",
    )  # fmt: skip
    text = long_text("What your agency knows", required=False, rows=12)
    paper_1, kept_1 = paper_field("A file with it"), kept_field()
    because = long_text("If you decline: why?", required=False, rows=3)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") == "decline" and not said.get("because"):
            self.add_error("because", "Say why your agency declines to answer")
        if (
            said.get("kind") == "answer"
            and not said.get("text")
            and not self.files
            and not self.data.get("kept_1")
        ):
            self.add_error("text", "Write what your agency knows, or choose a file that says it")
        return said


class AskAgainForm(GovForm):
    because = long_text(
        "What is missing, or what went wrong?", "Say what is missing: the agency is told", rows=4
    )
    due_on = DateField(
        label="Answer due by", error_messages={"required": "Enter the day by which an answer is due"}
    )


class WithdrawForm(GovForm):
    because = long_text(
        "Why is the answer not needed any more?", "Say why the answer is not needed any more", rows=3
    )


class RequestFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        label="State", empty_label="Every state", method="by_state",
        choices=[("late", "Late"), *RequestState.choices],
    )  # fmt: skip
    agency = django_filters.ModelChoiceFilter(
        queryset=lambda request: Agency.objects.filter(group=request.group).order_by("name"),
        label="Agency", empty_label="Every agency",
    )  # fmt: skip

    class Meta:
        model = InformationRequest
        fields: ClassVar[list[str]] = []

    def by_state(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        if value == "late":
            return rows.filter(Q(state=RequestState.ASKED, due_on__lt=clock.today()))
        return rows.filter(state=value)
