from typing import Any

from django import forms

from actionplans.enums import TestKind
from actionplans.services.bulk import Change, What
from members import standing
from members.models import Agency, Seat
from subgroup import clock
from subgroup.forms import DateField, GovForm
from subgroup.terms.lights import COLOURS, LightTerms
from subgroup.views.base import GroupRequest

WHATS = {
    What.OWNER: "Who answers for them",
    What.DAY: "The day by which they are due",
    What.LIGHT: "The light that the group agrees",
    What.SIGN_OFF: "What was reported done is signed off, each with a test of its impact",
    What.RETURN: "What was reported done is returned to those who answer for it",
}
NEEDED = {
    What.OWNER: ("seat", "Choose a post, or an agency"),
    What.DAY: ("day", "Enter the new day"),
    What.LIGHT: ("colour", "Choose a light"),
    What.SIGN_OFF: ("test", "Choose how the impact is tested"),
    What.RETURN: ("reason", "Say what is missing"),
}


class BulkForm(GovForm):
    """One change for all; what a person may not do is not offered."""

    what = forms.ChoiceField(label="What is to change", widget=forms.RadioSelect)
    seat = forms.ModelChoiceField(Seat.objects.none(), required=False, label="Post", empty_label="No post")
    agency = forms.ModelChoiceField(
        Agency.objects.none(), required=False, label="Agency", empty_label="That of the post",
        help_text="Only where no post of the group answers for it.",
    )  # fmt: skip
    day = DateField(
        required=False, label="New day", help_text="Counts as an extension of each. The first day stays."
    )
    colour = forms.ChoiceField(required=False, label="Light")
    test = forms.ChoiceField(
        required=False, label="How the impact of each is tested", choices=[("", "Choose one"), *TestKind.choices],
        help_text="Sign off what needs no test on its own page, where you say why.",
    )  # fmt: skip
    test_due_on = DateField(required=False, label="To be held by")
    reason = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 3}), label="Reason")

    hide_optional = True
    groups = [
        ("Who answers", ["seat", "agency"]),
        ("A new day", ["day"]),
        ("A light", ["colour"]),
        ("A test of each", ["test", "test_due_on"]),
        ("Why", ["reason"]),
    ]

    def __init__(self, *args: Any, request: GroupRequest, terms: LightTerms, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        signs = request.may("sign_off_actions")
        offered = [what for what in What if signs or what == What.OWNER]
        self.fields["what"].choices = [(what.value, WHATS[what]) for what in offered]  # type: ignore[attr-defined]
        today = clock.today()
        seats = [one.seat.pk for one in standing.seats(request.group, today)]
        self.fields["seat"].queryset = Seat.objects.filter(pk__in=seats)  # type: ignore[attr-defined]
        self.fields["agency"].queryset = Agency.objects.filter(group=request.group)  # type: ignore[attr-defined]
        self.fields["colour"].choices = [("", "Choose one"), *((key, terms.word(key)) for key in COLOURS)]  # type: ignore[attr-defined]
        if not signs:
            for name in ("day", "colour", "test", "test_due_on", "reason"):
                del self.fields[name]
            vars(self)["groups"] = self.groups[:1]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        what = cleaned.get("what")
        if not what:
            return cleaned
        name, sentence = NEEDED[What(what)]
        if (
            not cleaned.get(name)
            and not (name == "seat" and cleaned.get("agency"))
            and name not in self.errors
        ):
            self.add_error(name, sentence)
        if what == What.DAY and not cleaned.get("reason", "").strip():
            self.add_error("reason", "Say why they get more time")
        if what == What.SIGN_OFF and not cleaned.get("test_due_on") and "test_due_on" not in self.errors:
            self.add_error("test_due_on", "Give the day by which the tests are to be held")
        return cleaned

    def change(self) -> Change:
        said = self.cleaned_data
        return Change(
            what := What(said["what"]),
            owner=said["seat"],
            agency=said["agency"],
            day=said.get("test_due_on" if what == What.SIGN_OFF else "day"),
            colour=said.get("colour", ""),
            test=said.get("test", ""),
            reason="" if what == What.SIGN_OFF else said.get("reason", "").strip(),
        )
