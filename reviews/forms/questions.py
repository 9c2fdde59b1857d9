"""The worksheet of a question: each limb with what was answered and what shows it."""

from typing import Any

from django import forms

from reviews.criteria import ANSWER, Said, problems
from reviews.enums import Answer
from reviews.forms.clocks import NO_CHILD, textarea
from reviews.models import Assessment
from reviews.regimes import Criteria
from subgroup.forms import DateField, GovForm

DECIDED_BY = "Name and post of who decided it, such as the chair of the screening panel. Who records it is kept besides."


class WorksheetForm(GovForm):
    hide_optional = True

    def __init__(self, *args: Any, criteria: Criteria, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        groups: list[tuple[str, list[str]]] = []
        for limb in criteria.limbs:
            self.fields[f"met_{limb.key}"] = forms.ChoiceField(
                label=limb.title,
                help_text=limb.help,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                required=False,
            )
            self.fields[f"evidence_{limb.key}"] = textarea(
                "What shows it, or what is missing to know it?", "", rows=2, required=False
            )
            names = [f"met_{limb.key}", f"evidence_{limb.key}"]
            if limb.presumed:
                self.fields[f"against_{limb.key}"] = textarea(
                    "If no: the definitive evidence that it is not so", "", rows=2, required=False,
                    help_text="It is presumed to be so. Without this it cannot be answered with no.",
                )  # fmt: skip
                names.append(f"against_{limb.key}")
            groups.append((limb.number if not limb.number.isdigit() else f"Limb {limb.number}", names))
        self.fields["answer"] = forms.ChoiceField(
            label=criteria.title, choices=Answer.choices, widget=forms.RadioSelect,
            error_messages={"required": "Choose the answer"},
        )  # fmt: skip
        self.fields["because"] = textarea(
            "Why, or what is missing?", "Say why; for “Not yet known”, what is missing", help_text=NO_CHILD
        )
        self.fields["decided_on"] = DateField(
            label="Decided on", error_messages={"required": "Enter the day on which it was decided"}
        )
        self.fields["decided_by_name"] = forms.CharField(
            label="Decided by", max_length=200, help_text=DECIDED_BY,
            error_messages={"required": "Say who decided it"},
        )  # fmt: skip
        self.fields["seen"] = forms.IntegerField(widget=forms.HiddenInput, required=False)
        self.groups = [*groups, ("The answer", ["answer", "because", "decided_on", "decided_by_name"])]  # type: ignore[misc]
        self.inline = [name for name in self.fields if name.startswith("met_")] + ["answer"]  # type: ignore[misc]

    @staticmethod
    def initial_of(held: Assessment | None) -> dict[str, Any]:
        """What was answered last, to go on from."""
        found: dict[str, Any] = {"seen": held.pk if held else 0}
        for one in held.limbs.all() if held else ():
            found |= {
                f"met_{one.limb}": one.met,
                f"evidence_{one.limb}": one.evidence,
                f"against_{one.limb}": one.against,
            }
        return found

    @property
    def limbs(self) -> dict[str, Said]:
        said = self.cleaned_data
        return {
            limb.key: Said(
                said.get(f"met_{limb.key}", ""),
                said.get(f"evidence_{limb.key}", "").strip(),
                said.get(f"against_{limb.key}", "").strip(),
            )
            for limb in self.criteria.limbs
        }

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for problem in problems(self.criteria, said["answer"], self.limbs) if "answer" in said else ():
            self.add_error(
                ANSWER if problem.field == ANSWER else f"{problem.field}_{problem.limb}", problem.sentence
            )
        return said
