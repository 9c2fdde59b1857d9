"""What is asked before a binder is made."""

from datetime import date, timedelta
from typing import Any

from django import forms

from meetings.models import Meeting
from reports.measures.facts import year_of
from reports.models.binder import Level, Shape
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.forms import DateField, GovForm
from subgroup.models import SubGroup

MOST_YEARS = 3
SHORT = timedelta(days=90)
HOLDS: dict[str, str] = {
    Level.EVERYTHING: "Confidential items and the codenames of cases stand in it, as far as you may see them. Every kept document goes in "
    "as it is.",
    Level.NO_CASES: "The plans of Serious Case Reviews and Concise Reviews, and items of minutes, evidence, challenges, breaches and "
    "exceptions that tell of a case are left out, and so is everything confidential or open to named people. Where minutes or a "
    "return tell of a case they are made anew without it. The binder says how many are left out, and not which.",
    Level.NO_NAMES: "As above, and people are called by their posts. Minutes and returns are made anew; signed compacts and files of "
    "evidence are left out and counted. A name that somebody wrote in other words than the group knows it may stand in a text: "
    "look through it.",
}  # fmt: skip


class BinderForm(GovForm):
    first_day = DateField(label="From", error_messages={"required": "Enter the first day"})
    last_day = DateField(label="To", error_messages={"required": "Enter the last day"})
    level = forms.ChoiceField(
        label="What goes in",
        choices=Level.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what goes in"},
    )
    shape = forms.ChoiceField(
        label="Form",
        choices=Shape.choices,
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one PDF or a zip"},
    )

    item_hints = {
        "level": HOLDS,
        "shape": {
            Shape.PDF: "Cover, contents, bookmarks, and one run of page numbers. Files that are no PDF are listed with their hash.",
            Shape.ZIP: "A folder for each section, every file as it is kept, and a list of hashes that sha256sum -c reads.",
        },
    }

    def clean_last_day(self) -> date:
        day: date = self.cleaned_data["last_day"]
        if day > clock.today():
            raise forms.ValidationError("It lies in the future. Enter today or an earlier day.")
        return day

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        first, last = found.get("first_day"), found.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", f"It lies before {long_date(first)}. Enter a later day.")
        elif first and last and _years_after(first, MOST_YEARS) <= last:
            self.add_error(
                "first_day",
                f"A binder holds at most {MOST_YEARS} years. Enter a later day, or an earlier last day.",
            )
        return found


def _years_after(day: date, years: int) -> date:
    """The same day of a later year; after 29 February 1 March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def usual(group: SubGroup, today: date) -> tuple[date, date]:
    """The reporting year so far, or while that is short or has no meeting the last whole one, where a meeting was held in it."""
    year = year_of(group, today)
    before = year_of(group, year.first - timedelta(days=1))
    held = Meeting.objects.filter(group=group).held()
    is_short = today - year.first < SHORT or not held.in_period(year.first, today).exists()
    if is_short and held.in_period(before.first, before.last).exists():
        return before.first, before.last
    return year.first, today
