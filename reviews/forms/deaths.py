"""What is typed about child deaths and what agencies answer. Nothing clinical, and nobody's name, is asked for anywhere."""

from typing import Any, ClassVar

import django_filters
from django import forms
from django.db.models import Exists, OuterRef, QuerySet

from members.models import Agency
from reviews.cdop.references import why_no_area, why_not
from reviews.enums import DEATH_TRANSITIONS, AddressedTo, DeathState, Quality, RequestState
from reviews.models import Case, ChildDeath, DeathRequest
from reviews.services.death_requests import DEFAULT_FORM
from subgroup import clock
from subgroup.forms import DateField, GovForm, GovFormSet, RowsField
from subgroup.models import SubGroup

KNOWN = [("", "Not known"), ("yes", "Yes"), ("no", "No")]
NO_DETAIL = "No name, and nothing about the child or how they died."


def known(value: str) -> bool | None:
    return {"yes": True, "no": False}.get(value)


def as_typed(value: bool | None) -> str:
    return "" if value is None else "yes" if value else "no"


class DeathForm(GovForm):
    reference = forms.CharField(
        label="CDOP reference", max_length=100, help_text="The panel’s own, such as BSW/2017/014. Nothing else of the child is kept.",
    )  # fmt: skip
    notified_on = DateField(label="Day the panel was notified")
    area = forms.CharField(max_length=60, required=False, help_text="Such as Salford, Bolton or Wigan")
    expected = forms.ChoiceField(
        choices=KNOWN, required=False, widget=forms.RadioSelect, label="Was the death expected?"
    )
    category_one = forms.ChoiceField(
        choices=KNOWN, required=False, widget=forms.RadioSelect, label="Is it in category 1?",
        help_text="Deliberately inflicted injury, abuse or neglect. If it is, you are asked next about its screening.",
    )  # fmt: skip
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    inline: ClassVar[list[str]] = ["expected", "category_one"]
    widths: ClassVar[dict[str, int]] = {"reference": 20, "area": 20}

    def clean_reference(self) -> str:
        reference = str(self.cleaned_data["reference"]).strip()
        if why := why_not(reference):
            raise forms.ValidationError(why)
        return reference

    def clean_area(self) -> str:
        area = str(self.cleaned_data["area"]).strip()
        if why := why_no_area(area):
            raise forms.ValidationError(why)
        return area

    def said(self) -> dict[str, Any]:
        cleaned = dict(self.cleaned_data)
        cleaned.pop("version")
        return cleaned | {name: known(cleaned[name]) for name in ("expected", "category_one")}


class StateForm(GovForm):
    state = forms.ChoiceField(label="Where it is with the panel", widget=forms.RadioSelect)

    def __init__(self, *args: Any, death: ChildDeath, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = DEATH_TRANSITIONS[DeathState(death.state)]
        self.fields["state"].choices = [(one.value, one.label) for one in DeathState if one in allowed]  # type: ignore[attr-defined]


class AskForm(GovForm):
    agencies = RowsField(
        queryset=Agency.objects.none(), widget=forms.CheckboxSelectMultiple, label="Which agencies are asked?",
        error_messages={"required": "Choose at least one agency"},
    )  # fmt: skip
    form = forms.CharField(
        label="Form", max_length=60, initial=DEFAULT_FORM, help_text="Form B, or the form that has followed it. No reference and no name."
    )  # fmt: skip
    requested_on = DateField(label="Day they are asked")

    widths: ClassVar[dict[str, int]] = {"form": 20}

    def __init__(self, *args: Any, group: SubGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = Agency.objects.filter(group=group).order_by("name")  # type: ignore[attr-defined]


class AnswerForm(GovForm):
    state = forms.ChoiceField(
        label="What did the agency answer?", widget=forms.RadioSelect,
        choices=[
            (RequestState.RETURNED, "It returned the form"), (RequestState.NIL, "Nil return: it was not involved"),
            (RequestState.DECLINED, "It declined"),
        ],
    )  # fmt: skip
    on = DateField(label="On which day?")
    because = forms.CharField(
        label="Why it declined", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Only if it declined. {NO_DETAIL}",
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("state") == RequestState.DECLINED and not str(cleaned.get("because") or "").strip():
            self.add_error("because", "Say why the agency declined")
        return cleaned


class BecauseForm(GovForm):
    because = forms.CharField(label="Why?", widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_DETAIL)


class JudgeForm(GovForm):
    quality = forms.ChoiceField(
        choices=[("", "Not judged"), *Quality.choices], required=False, widget=forms.RadioSelect,
        label="How good is what came back?",
    )  # fmt: skip
    deferred_the_panel = forms.BooleanField(label="The panel had to wait for it", required=False)


OPEN, LINK, NOT = "open", "link", "not"


class ScreeningForm(GovForm):
    what = forms.ChoiceField(label="What comes of it?", widget=forms.RadioSelect)
    case = forms.ModelChoiceField(
        queryset=Case.objects.none(), required=False, label="Which case?", help_text="Only for a case that is there already."
    )  # fmt: skip
    because = forms.CharField(
        label="Why no case is opened", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=f"Only if none is opened. {NO_DETAIL}",
    )  # fmt: skip

    def __init__(self, *args: Any, cases: QuerySet[Case], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(OPEN, "Open a case for screening")]
        if cases.exists():
            self.fields["case"].queryset = cases  # type: ignore[attr-defined]
            choices.append((LINK, "It belongs to a case that is there already"))
        else:
            del self.fields["case"]
        self.fields["what"].choices = [*choices, (NOT, "No case is opened, for a reason")]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        what = cleaned.get("what")
        if what == LINK and not cleaned.get("case"):
            self.add_error("case", "Choose the case")
        if what == NOT and not str(cleaned.get("because") or "").strip():
            self.add_error("because", "Say why no case is opened")
        return cleaned


class RecommendForm(GovForm):
    """Of which deaths, and under which title. Each recommendation is a form of its own."""

    deaths = RowsField(
        queryset=ChildDeath.objects.none(), widget=forms.CheckboxSelectMultiple, label="From which reviewed deaths?",
        error_messages={"required": "Choose at least one death"},
    )  # fmt: skip
    title = forms.CharField(label="Title of the plan", max_length=200, help_text=NO_DETAIL)
    theme = forms.CharField(max_length=100, required=False, help_text="Such as safer sleeping")

    def __init__(self, *args: Any, deaths: QuerySet[ChildDeath], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["deaths"].queryset = deaths  # type: ignore[attr-defined]


class RecommendationForm(GovForm):
    form_title = "Recommendation"

    number = forms.CharField(max_length=10, help_text="As the panel numbers it")
    text = forms.CharField(
        label="Recommendation", widget=forms.Textarea(attrs={"rows": 3}), help_text=NO_DETAIL
    )
    addressed_to = forms.ChoiceField(choices=AddressedTo.choices, label="To whom?")
    agencies = RowsField(
        queryset=Agency.objects.none(), required=False, widget=forms.CheckboxSelectMultiple,
        label="Agencies, if it is addressed to some",
    )  # fmt: skip

    widths: ClassVar[dict[str, int]] = {"number": 4}

    def __init__(self, *args: Any, group: SubGroup, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agencies"].queryset = Agency.objects.filter(group=group).order_by("name")  # type: ignore[attr-defined]


RecommendationFormSet = forms.formset_factory(
    RecommendationForm, formset=GovFormSet, extra=0, min_num=1, max_num=10, validate_min=True
)


class DeathFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=DeathState.choices, label="Where it is", empty_label="Everywhere"
    )
    area = django_filters.ChoiceFilter(label="Area", empty_label="Every area")
    outstanding = django_filters.ChoiceFilter(
        label="Returns", empty_label="All", method="by_returns",
        choices=[("open", "Some outstanding"), ("late", "Some late")],
    )  # fmt: skip

    class Meta:
        model = ChildDeath
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        areas = ChildDeath.objects.filter(group=self.request.group).exclude(area="").order_by("area")
        self.filters["area"].extra["choices"] = [
            (area, area) for area in areas.values_list("area", flat=True).distinct()
        ]

    def by_returns(self, rows: QuerySet, name: str, value: str) -> QuerySet:
        asked = DeathRequest.objects.filter(death=OuterRef("pk"), state=RequestState.ASKED)
        if value == "late":
            asked = asked.filter(due_on__lt=clock.today())
        return rows.filter(Exists(asked))
