"""What is typed about learning points, bulletins, who gets them and how they were passed on."""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import QuerySet

from members.models import Agency
from reviews.bulletin_document import audience, links_of
from reviews.enums import Ended, LearningSource
from reviews.models import Case, LearningPoint, Review
from subgroup.deadlines.wording import count
from subgroup.forms import DateField, GovForm
from subgroup.typed import line, lines

NO_CASE = (
    "It is published: no name, codename or reference, and nothing by which a family could be recognised."
)
MOST = 500
LONGEST_LINE = 500
_LINE = re.compile(
    r"^(?:(?P<name>[^,;<\t]*)[,;<\t]\s*)?(?P<email>[^\s,;<>]+@[^\s,;<>]+)>?(?:\s*[,;\t]\s*(?P<code>[^,;\t]+))?$"
)


class LineField(forms.CharField):
    """One line, as it stands in the subject of a mail: without signs that are not seen or that turn the words after them round."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else line(text)


class WordsField(forms.CharField):
    """Several lines, without such signs."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value) or ""
        return text if "\0" in text else lines(text)


def words(label: str, missing: str, *, rows: int, **more: Any) -> forms.CharField:
    return WordsField(
        label=label, max_length=4000, widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing}, **more,
    )  # fmt: skip


class PointForm(GovForm):
    title = LineField(
        label="Title", max_length=120, help_text=NO_CASE, error_messages={"required": "Give it a title"}
    )
    what = words("What was learned", "Say what was learned", rows=4)
    practice = words("What to do differently", "Say what to do differently", rows=4)
    source = forms.ChoiceField(
        label="What it was learned from", choices=LearningSource, widget=forms.RadioSelect,
        error_messages={"required": "Choose what it was learned from"},
    )  # fmt: skip
    case = forms.ModelChoiceField(
        Case.objects.none(), label="The case", required=False, empty_label="None",
        help_text="Shown only to those for whom the case is there, and never published.",
    )  # fmt: skip
    review = forms.ModelChoiceField(
        Review.objects.none(), label="The review", required=False, empty_label="None",
        help_text="Shown only to those for whom the review is there, and never published.",
    )  # fmt: skip
    theme = LineField(label="Theme", max_length=100, required=False)
    agencies = forms.ModelMultipleChoiceField(
        Agency.objects.none(), label="For which agencies?", required=False, widget=forms.CheckboxSelectMultiple,
        help_text="None chosen: for all of them.",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    widths = {"theme": 20}

    def __init__(
        self, *args: Any, agencies: QuerySet[Agency], cases: QuerySet[Case], reviews: QuerySet[Review],
        themes: Iterable[str], **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        for name, rows in (("agencies", agencies), ("case", cases), ("review", reviews)):
            self.fields[name].queryset = rows  # type: ignore[attr-defined]
            if name != "agencies" and not rows.exists():
                del self.fields[name]
        if there := "; ".join(themes):
            self.fields["theme"].help_text = f"One of these where it fits: {there}."


class BulletinForm(GovForm):
    title = LineField(
        label="Title", max_length=120, help_text=NO_CASE, error_messages={"required": "Give it a title"}
    )
    opening = words("Opening words", "", rows=5, required=False)
    links = words(
        "For more", "", rows=3, required=False,
        help_text="Links, a line each: what it is, and its address. For example, Guidance on home visits https://www.example.org/visits",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_links(self) -> str:
        text = "\n".join(filter(None, (one.strip() for one in self.cleaned_data["links"].splitlines())))
        for _, address in links_of(text):
            if not _is_open_address(address):
                raise ValidationError(
                    f"End each line with an address that begins with https:// and that everybody can open. “{address}” is none"
                )
        return text


def _is_open_address(text: str) -> bool:
    """Of a page that anybody may open: no user and password stand in it, which would tell another site than it leads to."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and "." in (parts.hostname or "") and "@" not in parts.netloc


class PointField(forms.ModelMultipleChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return obj.title


class ChooseForm(GovForm):
    hide_optional = True
    points = PointField(
        LearningPoint.objects.none(),
        label="Learning points",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, points: QuerySet[LearningPoint], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["points"].queryset = points  # type: ignore[attr-defined]
        hints = {
            str(one.pk): ", ".join(
                filter(None, (f"{one.reference}, {one.get_source_display()}", one.theme, audience(one)))
            )
            for one in points.prefetch_related("agencies")
        }
        self.item_hints = {"points": hints}  # type: ignore[misc]


class BecauseForm(GovForm):
    because = LineField(
        label="Why?", max_length=300, help_text=NO_CASE, error_messages={"required": "Say why"}
    )


class AddReadersForm(GovForm):
    agency = forms.ModelChoiceField(
        Agency.objects.none(), label="Agency", required=False, empty_label="As each line says",
        help_text="Of all of them. Or end each line with the agency’s short name.",
    )  # fmt: skip
    lines = forms.CharField(
        label="Names and e-mail addresses", max_length=60000, widget=forms.Textarea(attrs={"rows": 8}),
        help_text="One person a line, as in: Jo Example, jo@example.org. You can paste many.",
        error_messages={"required": "Enter at least one address"},
    )  # fmt: skip

    def __init__(self, *args: Any, agencies: QuerySet[Agency], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agency"].queryset = agencies  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if "lines" in said:
            said["people"] = self._people(said["lines"], said.get("agency"))
        return said

    def _people(self, text: str, agency: Agency | None) -> list[tuple[str, str, Agency]]:
        known = {one.code.lower(): one for one in self.fields["agency"].queryset}  # type: ignore[attr-defined]
        people, wrong = [], []
        for number, typed in enumerate(text.splitlines(), start=1):
            if not typed.strip():
                continue
            found = _LINE.match(typed.strip()) if len(typed) <= LONGEST_LINE else None
            of = known.get((found["code"] or "").strip().lower(), agency) if found else None
            if found is None or not _is_email(found["email"]):
                wrong.append(f"line {number} holds no e-mail address")
            elif of is None or (
                found["code"] and of == agency and found["code"].strip().lower() not in known
            ):
                wrong.append(f"line {number} names no agency of the sub-group")
            else:
                people.append((line(found["name"] or "")[:200], found["email"], of))
        if wrong:
            more = f", and {count(len(wrong) - 5, 'more', 'more')}" if len(wrong) > 5 else ""
            self.add_error("lines", f"Nothing is added yet: {', '.join(wrong[:5])}{more}")
        elif len(people) > MOST:
            self.add_error("lines", f"Add at most {MOST} at a time")
        return people


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return len(text) <= 254


class EndReaderForm(GovForm):
    because = forms.ChoiceField(
        label="Why?", widget=forms.RadioSelect, error_messages={"required": "Choose why"},
        choices=[
            (Ended.BOUNCED, "Mail came back"), (Ended.LEFT, "They are no longer at the agency"),
            (Ended.UNSUBSCRIBED, "They asked for no more"),
        ],
    )  # fmt: skip


class PassOnForm(GovForm):
    how = WordsField(
        label="How was it passed on?", max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example: read out at the team meeting of each ward. No name of a child or family.",
        error_messages={"required": "Say how it was passed on"},
    )  # fmt: skip
    reached = forms.IntegerField(
        label="To how many people, about?", min_value=0, max_value=100_000,
        error_messages={"required": "Enter how many people it was passed on to"},
    )  # fmt: skip
    day = DateField(label="On which day?", error_messages={"required": "Enter the day"})
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    widths = {"reached": 5}
