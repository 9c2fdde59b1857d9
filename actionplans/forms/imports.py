"""What is typed to import a tracker: the file, its columns, names, and answers about rows."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django import forms

from actionplans.enums import PlanKind
from actionplans.importing.names import ADD, PlanChoice, Question
from actionplans.importing.preview import COLOUR, Shown
from actionplans.importing.settling import AGENCY, DUE, LIGHT, TEXT
from actionplans.models import TrackerImport
from actionplans.trackers import FIELDS
from actionplans.trackers.headings import SEVERAL
from members.models import Agency
from subgroup.forms import DateField, GovForm
from subgroup.models import SubGroup
from subgroup.sheets.grids import letters
from subgroup.terms.lights import LightTerms

TAKE, LEAVE, LATER = "in", "out", "later"


class UploadForm(GovForm):
    file = forms.FileField(
        label="The tracker", help_text="An Excel workbook (.xlsx) or a CSV file, as you keep it. Any columns, any number of sheets.",
        error_messages={"required": "Choose the file"},
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv"}),
    )  # fmt: skip


def heading_of(column: Mapping[str, Any]) -> str:
    """Its name, or for a column without a heading what stands for it."""
    return column.get("name") or column["header"] or f"Column {letters(column['number'])}"


class ColumnsForm(GovForm):
    """One select for each column of the file."""

    hide_optional = True

    def __init__(self, *args: Any, tracker_import: TrackerImport, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.columns = list(tracker_import.reading["columns"])
        choices = [("", "Not used"), *((key, words.capitalize()) for key, words in FIELDS.items())]
        for at, column in enumerate(self.columns):
            header = heading_of(column)
            label = f"“{header}”" if column["header"] else header
            self.fields[f"c{at}"] = forms.ChoiceField(
                choices=choices, label=label, initial=column["field"], required=False
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        taken: dict[str, str] = {}
        for at in range(len(self.columns)):
            field = cleaned.get(f"c{at}", "")
            if field and field not in SEVERAL and field in taken:
                self.add_error(f"c{at}", f"{taken[field]} is the {FIELDS[field]} already. Choose one of them")
            taken.setdefault(field, str(self.fields[f"c{at}"].label))
        if "action" not in taken:
            self.add_error(None, "Choose the column that says what is to be done")
        return cleaned

    def mapping(self) -> dict[str, str]:
        return {heading_of(column): self.cleaned_data[f"c{at}"] for at, column in enumerate(self.columns)}


class NamesForm(GovForm):
    """Which plan each review is, and which agency each word means."""

    hide_optional = True

    def __init__(
        self, *args: Any, group: SubGroup, choices: Iterable[PlanChoice], codes: Collection[str], questions: Iterable[Question],
        may_add: bool, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.choices, self.questions, self.codes = list(choices), list(questions), codes
        headings: list[tuple[str, list[str]]] = []
        agencies = [("", "Not settled")]
        agencies += [(one.code, one.name) for one in Agency.objects.filter(group=group).order_by("name")]
        for at, question in enumerate(self.questions):
            added = (
                [(ADD, f"Add {question.words} as an agency of this group")]
                if question.code and may_add
                else []
            )
            rows = f"{question.rows} rows" if question.rows > 1 else "1 row"
            self.fields[f"q{at}"] = forms.ChoiceField(
                choices=[*agencies, *added], label=f"“{question.words}”", initial=question.answer, required=False,
                help_text=f"In {rows}. Whose actions are they?",
            )  # fmt: skip
        if self.questions:
            headings.append(("Agencies", [f"q{at}" for at in range(len(self.questions))]))
        for at, choice in enumerate(self.choices):
            names = self._of_plan(at, choice)
            headings.append((f"Review “{choice.review}”", names))
        self.groups = headings  # type: ignore[misc]

    def _of_plan(self, at: int, choice: PlanChoice) -> list[str]:
        there = [("", "A new plan"), *((code, code) for code in sorted(self.codes))]
        made: dict[str, forms.Field] = {
            "plan": forms.ChoiceField(
                choices=there, label="Plan", required=False, initial=choice.code if choice.plan else ""
            ),
            "code": forms.CharField(
                label="Code of the new plan", max_length=20, required=False, initial="" if choice.plan else choice.code,
                help_text="It stands in every reference and never changes.",
            ),
            "title": forms.CharField(
                label="Its title", max_length=200, required=False, initial="" if choice.plan else choice.title,
                help_text="With a codename, no name of a child or family.",
            ),
            "kind": forms.ChoiceField(label="Where it comes from", choices=PlanKind, initial=choice.kind),
            "confidential": forms.BooleanField(
                label="Confidential: only for those who may read confidential things", required=False,
                initial=choice.confidential,
            ),
        }  # fmt: skip
        for name, field in made.items():
            self.fields[f"p{at}_{name}"] = field
        return [f"p{at}_{name}" for name in made]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        for at in range(len(self.choices)):
            if cleaned.get(f"p{at}_plan"):
                continue
            code = str(cleaned.get(f"p{at}_code", "")).strip().upper()
            if not code:
                self.add_error(f"p{at}_code", "Give the new plan a code, or choose a plan")
            elif code in self.codes:
                self.add_error(
                    f"p{at}_code", f"There is a plan {code} already. Choose it above, or give another code"
                )
            elif not code.replace("-", "").isalnum() or not code.isascii() or code.startswith("-"):
                self.add_error(f"p{at}_code", "A code has letters, digits and hyphens, as in SCR-K")
            if not str(cleaned.get(f"p{at}_title", "")).strip():
                self.add_error(f"p{at}_title", "Give the new plan a title")
        return cleaned

    def plans(self) -> dict[str, dict[str, Any]]:
        said = self.cleaned_data
        found: dict[str, dict[str, Any]] = {}
        for at, choice in enumerate(self.choices):
            if said[f"p{at}_plan"]:
                found[choice.review] = {"plan": said[f"p{at}_plan"]}
            else:
                found[choice.review] = {
                    "code": said[f"p{at}_code"].strip().upper(), "title": said[f"p{at}_title"].strip(),
                    "kind": said[f"p{at}_kind"], "confidential": said[f"p{at}_confidential"],
                }  # fmt: skip
        return found

    def agencies(self) -> dict[str, str]:
        return {one.key: self.cleaned_data[f"q{at}"] for at, one in enumerate(self.questions)}


class RowForm(GovForm):
    """Beside one row: what was unclear of it, and whether it is taken."""

    inline = ["what"]
    hide_optional = True

    def __init__(
        self, *args: Any, shown: Shown, asks: frozenset[str], agencies: Iterable[tuple[str, str]], lights: LightTerms,
        take_all: bool = False, **kwargs: Any,
    ) -> None:  # fmt: skip
        super().__init__(*args, **kwargs)
        self.shown, self.take_all = shown, take_all
        kept = shown.kept.answer
        if DUE in asks:
            self.fields[DUE] = DateField(
                label="Due by", required=False, initial=shown.row.due_suggested,
                help_text="Leave it empty when there is no day yet: it can be given on the action’s page.",
            )  # fmt: skip
        if AGENCY in asks:
            self.fields[AGENCY] = forms.ChoiceField(
                choices=[("", "Choose the agency"), *agencies], label="Lead agency", required=False, initial=kept.get("agency", ""),
            )  # fmt: skip
        if LIGHT in asks:
            colours = [(letter, lights.word(key)) for letter, key in COLOUR.items() if letter]
            self.fields[LIGHT] = forms.ChoiceField(
                choices=[("", "None"), *colours], label="Traffic light", required=False, initial=shown.row.rag
            )
        if TEXT in asks:
            self.fields[TEXT] = forms.CharField(
                label="What is to be done", required=False, initial=shown.row.action, widget=forms.Textarea(attrs={"rows": 2})
            )  # fmt: skip
        said = LEAVE if kept.get("out") else TAKE if kept.get("ok") else LATER
        self.fields["what"] = forms.ChoiceField(
            label="This row", widget=forms.RadioSelect, initial=said, required=False,
            choices=[(TAKE, "Take it like this"), (LEAVE, "Leave it out"), (LATER, "Decide later")],
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.is_taken(cleaned):
            if AGENCY in self.fields and not cleaned.get(AGENCY) and not self.take_all:
                self.add_error(AGENCY, "Choose the agency that leads")
            if TEXT in self.fields and not str(cleaned.get(TEXT, "")).strip() and not self.take_all:
                self.add_error(TEXT, "Say what is to be done, or leave the row out")
        return cleaned

    def is_taken(self, cleaned: Mapping[str, Any]) -> bool:
        what = cleaned.get("what")
        return what == TAKE or (self.take_all and what != LEAVE)

    def answer(self) -> dict[str, Any] | None:
        """What is kept with the row; None where nothing can be kept yet."""
        said = self.cleaned_data
        if said["what"] == LEAVE:
            return {"out": True}
        if not self.is_taken(said):
            return {}
        kept: dict[str, Any] = {"ok": True}
        if DUE in self.fields:
            kept["due"] = said[DUE].isoformat() if said[DUE] else ""
        if LIGHT in self.fields:
            kept["light"] = said[LIGHT]
        for name in (AGENCY, TEXT):
            if name in self.fields:
                if not said[name]:
                    return None
                kept[name] = said[name].strip()
        return kept
