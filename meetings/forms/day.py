from collections.abc import Collection
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from meetings.enums import Presence
from meetings.hiding import HIDDEN_TITLE
from meetings.models import AgendaItem, Attendance, Declaration, Meeting
from members.models import Deputyship, Holding, Seat
from members.representation import seats_on
from subgroup.forms import GovForm
from subgroup.models import Person


def seat_label(seat: Seat) -> str:
    return f"{seat.code} {seat.title}"


class OpenForm(GovForm):
    """Who takes the chair."""

    seat = forms.ModelChoiceField(
        queryset=Seat.objects.none(), label="Who takes the chair", empty_label="Choose a seat"
    )
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, label="Chaired by somebody else for that seat",
        empty_label="The holder of the seat",
    )  # fmt: skip

    def __init__(self, *args: Any, meeting: Meeting, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        filled = [on for on in seats_on(meeting.group, meeting.day) if on.holder]
        order = meeting.terms.content.standing.chaired_by
        filled.sort(
            key=lambda on: (
                order.index(on.seat.role) if on.seat.role in order else len(order),
                on.seat.number,
            )
        )
        self.fields["seat"].queryset = Seat.objects.filter(pk__in=[on.seat.pk for on in filled])
        self.fields["seat"].choices = [(on.seat.pk, f"{on.holder}, {on.seat.title}") for on in filled]
        deputies = Deputyship.objects.filter(seat__group=meeting.group).on(meeting.day).values("person_id")
        self.fields["person"].queryset = Person.objects.filter(pk__in=deputies)
        if filled and not self.is_bound:
            self.initial.setdefault("seat", filled[0].seat.pk)


class AttendanceForm(forms.Form):
    """One seat's row. Laid out by its page, as a column of keys."""

    presence = forms.ChoiceField(
        choices=[("", ""), *Presence.choices], required=False, widget=forms.RadioSelect
    )
    deputy = forms.ModelChoiceField(
        queryset=Person.objects.none(), required=False, empty_label="Deputy not in this list"
    )
    deputy_name = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, row: Attendance, deputies: list[Person], **kwargs: Any) -> None:
        kwargs["prefix"] = f"seat{row.seat_id}"
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["deputy"].queryset = Person.objects.filter(pk__in=[one.pk for one in deputies])
        self.fields["deputy"].choices = [("", "Somebody else"), *((one.pk, one.name) for one in deputies)]
        where = f"{row.seat.code}, {row.holder}"
        self.fields["deputy"].widget.attrs |= {"class": "govuk-select", "aria-label": f"Deputy for {where}"}
        self.fields["deputy_name"].widget.attrs |= {
            "class": "govuk-input", "aria-label": f"Name of the deputy for {where}", "placeholder": "Name",
        }  # fmt: skip


class ReasonForm(GovForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}), label="Why the attendance is corrected", max_length=300,
        help_text="Kept with the record. Breaches and letters follow the correction.",
        error_messages={"required": "Say why the attendance is corrected"},
    )  # fmt: skip


class QuorateForm(GovForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), label="Why the meeting is declared quorate",
        error_messages={"required": "Say why the meeting is declared quorate"},
    )  # fmt: skip


def people_of(meeting: Meeting) -> QuerySet[Person]:
    """Whoever may have declared an interest: who came, and the holders on the day."""
    came = meeting.attendance.exclude(person=None).values("person_id")
    held = Holding.objects.filter(seat__group=meeting.group).on(meeting.day).values("person_id")
    return Person.objects.filter(Q(pk__in=came) | Q(pk__in=held))


def _offer_items(field: forms.Field, meeting: Meeting, gone: Collection[int]) -> None:
    """The agenda; an item that is not there for the writer by its place alone."""
    field.queryset = meeting.items.on_agenda()
    field.label_from_instance = lambda item: HIDDEN_TITLE if item.pk in gone else str(item)


class DeclareForm(GovForm):
    person = forms.ModelChoiceField(
        queryset=Person.objects.none(), label="Who declares", empty_label="Choose a person"
    )
    item = forms.ModelChoiceField(
        queryset=AgendaItem.objects.none(), required=False, label="For which item", empty_label="In general"
    )
    nature = forms.CharField(
        max_length=300, label="The interest", help_text="In general words; no child's or family's name."
    )
    handling = forms.ChoiceField(
        choices=Declaration.Handling.choices, widget=forms.RadioSelect, label="What is done", initial="stays"
    )

    def __init__(self, *args: Any, meeting: Meeting, gone: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people_of(meeting)
        _offer_items(self.fields["item"], meeting, gone)


class MovementForm(GovForm):
    kind = forms.ChoiceField(
        choices=[("arrived", "Arrives"), ("left", "Leaves")], widget=forms.RadioSelect, label="What happens"
    )
    attendance = forms.ModelChoiceField(
        queryset=Attendance.objects.none(), label="Who", empty_label="Choose a person"
    )
    item = forms.ModelChoiceField(
        queryset=AgendaItem.objects.none(), label="From which item on", empty_label=None
    )
    inline = ["kind"]

    def __init__(self, *args: Any, meeting: Meeting, gone: Collection[int] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = meeting.attendance.filter(presence__in=[Presence.PRESENT, Presence.DEPUTY]).select_related(
            "seat", "person"
        )
        self.fields["attendance"].queryset = rows
        self.fields["attendance"].label_from_instance = lambda row: (
            f"{row.person or row.deputy_name or 'The deputy'}, {row.seat.code} {row.seat.title}"
        )
        _offer_items(self.fields["item"], meeting, gone)
        if meeting.current_item_id:
            self.initial.setdefault("item", meeting.current_item_id)


class GuestsForm(GovForm):
    guests = forms.CharField(
        required=False, widget=forms.Textarea(attrs={"rows": 4}), label="In attendance without a seat",
        help_text="One person a line: name, then a comma and the organisation.",
    )  # fmt: skip

    def pairs(self) -> list[tuple[str, str]]:
        lines = self.cleaned_data["guests"].splitlines()
        return [(name, body) for name, _, body in (line.partition(",") for line in lines)]
