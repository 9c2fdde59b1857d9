"""An answer to an invitation."""

from typing import Any

from django import forms

from meetings.enums import Answer
from members.representation import SeatOn
from subgroup.forms import GovForm

OTHER = "other"


class ReplyForm(GovForm):
    answer = forms.ChoiceField(
        label="Will you attend?",
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you will attend"},
    )
    reason = forms.CharField(
        label="Reason, if you send apologies",
        required=False,
        max_length=300,
        help_text="A few words, for example “annual leave”. Name no child and no case.",
    )
    deputy = forms.ChoiceField(label="Who attends, if a deputy does", required=False)
    deputy_name = forms.CharField(
        label="Name, if it is somebody else",
        required=False,
        max_length=200,
        help_text="Only if the deputy is not in the list.",
    )

    hide_optional = True

    def __init__(self, *args: Any, seat: SeatOn, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seat = seat
        people = [(str(person.pk), person.name) for person in seat.deputies]
        choices = [("", "Choose a deputy"), *people, (OTHER, "Somebody else")]
        self.fields["deputy"] = forms.ChoiceField(
            label="Who attends, if a deputy does", required=False, choices=choices
        )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == Answer.APOLOGIES and "reason" in data and not data["reason"].strip():
            self.add_error("reason", "Give the reason in a few words, for example “annual leave”")
        if data.get("answer") != Answer.DEPUTY:
            return {**data, "deputy": None, "deputy_name": ""}
        chosen, name = data.get("deputy"), data.get("deputy_name", "").strip()
        if chosen == OTHER and not name:
            self.add_error("deputy_name", "Type the name of whoever will attend")
        if not chosen and not name:
            self.add_error(
                "deputy", "Choose the deputy who will attend, or “Somebody else” and type the name"
            )
        person = next((one for one in self.seat.deputies if str(one.pk) == chosen), None)
        return {**data, "deputy": person, "deputy_name": "" if person else name}
