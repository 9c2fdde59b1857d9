from typing import Any

from django import forms
from django.db.models import QuerySet

from meetings.enums import ItemKind
from meetings.models import ActionLine, AgendaItem, Decision, Meeting
from members.models import Seat
from subgroup.forms import DateField, GovForm, RowsField

HIDDEN = forms.HiddenInput


def _area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class NoteForm(GovForm):
    """The note of one item, and what is caught in place: a decision, an action. Saves nothing by itself."""

    text = forms.CharField(required=False, widget=_area(6), label="Note", strip=False)
    version = forms.IntegerField(widget=HIDDEN, min_value=0)
    secret = forms.CharField(required=False, widget=_area(3), label="Confidential part", strip=False)
    secret_version = forms.IntegerField(widget=HIDDEN, min_value=0)
    not_discussed = forms.BooleanField(required=False, label="Not discussed: comes onto the next agenda")
    decision = forms.CharField(required=False, widget=_area(2), label="Decision")
    decision_confidential = forms.BooleanField(required=False, label="This decision is confidential")
    ratifies = RowsField(
        queryset=Decision.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="Decisions that this one ratifies",
    )  # fmt: skip
    action = forms.CharField(required=False, widget=_area(2), label="Action")
    owner = forms.ModelChoiceField(
        queryset=Seat.objects.none(), required=False, label="Who", empty_label="Choose a seat"
    )
    due = DateField(required=False, label="By when")
    action_confidential = forms.BooleanField(required=False, label="This action is confidential")

    hide_optional = True

    def __init__(
        self,
        *args: Any,
        item: AgendaItem | None,
        number: int,
        seats: list[Seat],
        to_ratify: QuerySet[Decision],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, prefix=f"i{item.pk if item else 0}", auto_id="%s", **kwargs)
        self.item, self.number = item, number
        self.fields["owner"].queryset = Seat.objects.filter(pk__in=[seat.pk for seat in seats])
        self.fields["owner"].choices = [
            ("", "Choose a seat"),
            *((seat.pk, f"{seat.code} {seat.title}") for seat in seats),
        ]
        if item and item.kind == ItemKind.RATIFICATION and to_ratify.exists():
            self.fields["ratifies"].queryset = to_ratify
        else:
            del self.fields["ratifies"]
        if item is None:
            del self.fields["not_discussed"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if (cleaned.get("action") or "").strip():
            if not cleaned.get("owner"):
                self.add_error("owner", "Choose who does it")
            if not cleaned.get("due") and "due" not in self.errors:
                self.add_error("due", "Enter the day by which it is to be done")
        return cleaned

    @property
    def caught_open(self) -> bool:
        return (
            bool({"decision", "action", "owner", "due", "ratifies"} & set(self.errors))
            if self.is_bound
            else False
        )


class DecisionForm(GovForm):
    text = forms.CharField(
        widget=_area(3), label="Decision", error_messages={"required": "Say what was decided"}
    )
    confidential = forms.BooleanField(required=False, label="This decision is confidential")

    def __init__(self, *args: Any, decision: Decision, **kwargs: Any) -> None:
        super().__init__(
            *args, initial={"text": decision.text, "confidential": decision.confidential}, **kwargs
        )


class ActionLineForm(GovForm):
    text = forms.CharField(
        widget=_area(3), label="Action", error_messages={"required": "Say what is to be done"}
    )
    owner = forms.ModelChoiceField(queryset=Seat.objects.none(), label="Who", empty_label=None)
    due_on = DateField(label="By when")
    confidential = forms.BooleanField(required=False, label="This action is confidential")

    def __init__(self, *args: Any, line: ActionLine, **kwargs: Any) -> None:
        names = ("text", "owner", "due_on", "confidential")
        super().__init__(*args, initial={name: getattr(line, name) for name in names}, **kwargs)
        self.fields["owner"].queryset = Seat.objects.filter(group=line.group)
        self.fields["owner"].label_from_instance = lambda seat: f"{seat.code} {seat.title}"


class StrikeForm(GovForm):
    reason = forms.CharField(
        label="Why it is removed", max_length=300, error_messages={"required": "Say why it is removed"},
        help_text="Kept with the line, for those who write the minutes.",
    )  # fmt: skip


class ReturnForm(GovForm):
    reason = forms.CharField(
        widget=_area(4), label="What is to be changed", error_messages={"required": "Say what is to be changed"},
        help_text="It stands on the page of the minutes; the mail holds only a link.",
    )  # fmt: skip


class AgreeForm(GovForm):
    agreed_at = forms.ModelChoiceField(queryset=Meeting.objects.none(), label="Agreed at", empty_label=None)
    corrections = forms.CharField(
        required=False, widget=_area(5), label="Corrections",
        help_text="As the meeting made them. The circulated minutes stay as they were; the corrections stand beside them.",
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        later = Meeting.objects.held().filter(group=meeting.group, day__gt=meeting.day)
        self.fields["agreed_at"].queryset = later.order_by("day")
