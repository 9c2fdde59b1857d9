"""Forms of items and papers."""

from collections.abc import Iterable
from typing import Any, cast

from django import forms

from meetings.enums import Marking, Purpose
from members.models import Seat
from subgroup.deadlines.wording import listing
from subgroup.files.kinds import ACCEPTED
from subgroup.forms import GovForm, RowsField
from subgroup.models import Person

PAPERS = 3
WITH_FORM, TO_FOLLOW, NONE_NEEDED = "now", "follow", "none"
MARKINGS = [
    (Marking.OFFICIAL, "OFFICIAL"),
    (Marking.SENSITIVE, "OFFICIAL-SENSITIVE"),
    (Marking.CONFIDENTIAL, "CONFIDENTIAL: members and their deputies"),
]


def paper_field(label: str, *, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=label,
        required=required,
        allow_empty_file=True,  # the look at the file says it better
        help_text=f"{ACCEPTED}; at most 50 MB",
        error_messages={"required": "Choose the file"},
    )


def kept_field() -> forms.CharField:
    return forms.CharField(required=False, widget=forms.HiddenInput)


def marking_field(label: str = "Marking") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=MARKINGS, initial=Marking.OFFICIAL)


class ItemForm(GovForm):
    token = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    seat = forms.ModelChoiceField(Seat.objects.none(), label="For which post", empty_label=None)
    title = forms.CharField(
        max_length=200,
        help_text="As it is to stand on the agenda. Use codenames, no names of children.",
        error_messages={"required": "Enter the title of the item"},
    )
    purpose = forms.ChoiceField(
        label="What is it for", choices=Purpose.choices, widget=forms.RadioSelect, initial=Purpose.DISCUSSION
    )
    recommendation = forms.CharField(
        label="What is the meeting asked to do (optional)",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One or two sentences: agree, note, comment on …",
    )
    minutes_needed = forms.IntegerField(label="Minutes needed", min_value=1, max_value=480, initial=10)
    presenter = forms.CharField(
        label="Presenter (optional)",
        max_length=200,
        required=False,
        help_text="Leave empty if the holder of the post presents it",
    )
    paper_choice = forms.ChoiceField(
        label="Its paper",
        widget=forms.RadioSelect,
        choices=[
            (WITH_FORM, "I send it with this form"),
            (TO_FOLLOW, "It will follow"),
            (NONE_NEEDED, "The item needs no paper"),
        ],
        initial=WITH_FORM,
    )
    paper_1, kept_1, marking_1 = (
        paper_field("First paper"),
        kept_field(),
        marking_field("Marking of the first paper"),
    )
    paper_2, kept_2, marking_2 = (
        paper_field("Second paper (optional)"),
        kept_field(),
        marking_field("Marking of the second paper"),
    )
    paper_3, kept_3, marking_3 = (
        paper_field("Third paper (optional)"),
        kept_field(),
        marking_field("Marking of the third paper"),
    )

    item_hints = {
        "purpose": {
            Purpose.INFORMATION: "The group takes note.",
            Purpose.DISCUSSION: "The group gives its views.",
            Purpose.DECISION: "The group is asked to agree something.",
        },
        "paper_choice": {
            TO_FOLLOW: "The item counts as in when its paper is. A paper after the last day makes the item late.",
        },
    }
    hide_optional = True  # the first paper is needed or not, as the radios above it say
    widths = {"minutes_needed": 3}
    groups = [
        ("The item", ["title", "purpose", "recommendation", "minutes_needed", "presenter"]),
        (
            "Papers",
            ["paper_choice", "paper_1", "marking_1", "paper_2", "marking_2", "paper_3", "marking_3"],
        ),
    ]

    def __init__(self, *args: Any, seats: list[Seat], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Seat]", self.fields["seat"]).queryset = Seat.objects.filter(
            pk__in=[seat.pk for seat in seats]
        )
        if len(seats) == 1:
            self.fields["seat"].initial = seats[0].pk
            self.fields["seat"].widget = forms.HiddenInput()
        for number in (2, 3):
            self.fields[f"paper_{number}"].help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        chosen = cleaned.get("paper_choice")
        has_file = any(cleaned.get(f"paper_{n}") or cleaned.get(f"kept_{n}") for n in range(1, PAPERS + 1))
        broken = any(f"paper_{n}" in self.errors for n in range(1, PAPERS + 1))
        if chosen == WITH_FORM and not has_file and not broken:
            self.add_error(
                "paper_1",
                "Choose the file of the paper, or say above that it will follow or that none is needed",
            )
        if chosen == NONE_NEEDED and has_file:
            self.add_error("paper_choice", "You chose a file as well: say that you send it with this form")
        return cleaned


class PaperForm(GovForm):
    hide_optional = True
    paper_1, kept_1 = paper_field("The paper", required=False), kept_field()
    title = forms.CharField(
        label="Title (optional)",
        max_length=255,
        required=False,
        help_text="Leave empty to take the name of the file",
    )
    marking = marking_field()

    def clean(self) -> dict[str, Any]:
        return _needs_file(self)


class VersionForm(GovForm):
    hide_optional = True
    paper_1, kept_1 = paper_field("The new version", required=False), kept_field()
    note = forms.CharField(
        label="What changed",
        max_length=300,
        help_text="Readers see this beside the new version",
        error_messages={"required": "Say what changed"},
    )

    def clean(self) -> dict[str, Any]:
        return _needs_file(self)


def _needs_file(form: forms.Form) -> dict[str, Any]:
    cleaned = form.cleaned_data
    if not cleaned.get("paper_1") and not cleaned.get("kept_1") and "paper_1" not in form.errors:
        form.add_error("paper_1", "Choose the file")
    return cleaned


class ReasonForm(GovForm):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}), error_messages={"required": "Give a reason"}
    )


class DecisionForm(GovForm):
    decision = forms.ChoiceField(
        label="Does the item come onto the agenda?",
        choices=[("accept", "Accept it"), ("refuse", "Refuse it")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether you accept or refuse it"},
    )
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Shown to the sender, and kept",
        error_messages={"required": "Give a reason"},
    )
    item_hints = {
        "decision": {
            "accept": "It goes onto the agenda and stays marked as late.",
            "refuse": "It stays on record. It can be sent again for a later meeting.",
        }
    }


class CheckForm(GovForm):
    complete = forms.ChoiceField(
        label="Is the item complete?",
        choices=[("yes", "Yes, it is complete"), ("no", "No, something is missing")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose whether the item is complete"},
    )
    note = forms.CharField(
        label="What is missing",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="The sender is told by mail and reads it on the item’s page. Write no names of children here.",
    )

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if cleaned.get("complete") == "no" and not (cleaned.get("note") or "").strip():
            self.add_error("note", "Say what is missing")
        return cleaned


class UnseenReadersForm(GovForm):
    people = RowsField(
        Person.objects.none(),
        label="Who reads it from now on",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose who reads it"},
    )

    def __init__(self, *args: Any, people: dict[Person, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, people)


def _offer(form: forms.Form, people: dict[Person, str]) -> None:
    field = cast("forms.ModelMultipleChoiceField[Person]", form.fields["people"])
    field.queryset = Person.objects.filter(pk__in=[person.pk for person in people])
    field.choices = [(person.pk, f"{person}, {post}" if post else person) for person, post in people.items()]


class ReadersForm(GovForm):
    hide_optional = True
    who = forms.ChoiceField(
        label="Who reads it",
        choices=[("all", "Everybody who reads the agenda"), ("named", "Only the people chosen below")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who reads it"},
    )
    people = RowsField(
        Person.objects.none(), label="People", required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, people: dict[Person, str], always: list[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _offer(self, people)
        self.fields["people"].help_text = f"Always among them: {listing([person.name for person in always])}."

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("who") == "named" and "people" in said and not said["people"]:
            self.add_error("people", "Choose who reads it")
        return said


class WithholdForm(GovForm):
    person = forms.ModelChoiceField(Person.objects.none(), label="From whom", empty_label="Choose a person")
    reason = forms.CharField(
        max_length=200,
        help_text="Stands on the sheet that takes the place of the pages, as in “a declared interest”",
        error_messages={"required": "Give a reason"},
    )

    def __init__(self, *args: Any, people: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast("forms.ModelChoiceField[Person]", self.fields["person"]).queryset = Person.objects.filter(
            pk__in=[person.pk for person in people]
        )
