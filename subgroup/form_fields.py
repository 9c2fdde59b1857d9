"""A date in three boxes and a time as text, each with sentences that say what is wrong."""

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

LONGEST_ID = 18
"""Figures of a number that any database can hold as a key."""
PARTS = ("day", "month", "year")
EARLIEST, LATEST = 1900, 2099
"""The years that can be entered: what is counted from them, either way, stays among the years whose bank holidays are known."""


def lower_first(label: str) -> str:
    """“Due date” → “due date”, and “CDOP reference” stays."""
    return label[:1].lower() + label[1:] if label[1:2].islower() or label[1:2] == " " else label


def date_data(name: str, value: date) -> dict[str, str]:
    """What a browser sends for a date field."""
    return {f"{name}_{part}": str(getattr(value, part)) for part in PARTS}


class DateParts(forms.Widget):
    """Three text boxes; what was typed comes back as it was.

    Also reads one ISO date under the field's own name, as links carry it.
    """

    template_name = "forms/date.html"
    use_fieldset = True

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> tuple[str, ...] | None:
        typed = tuple(str(data.get(f"{name}_{part}") or "").strip() for part in PARTS)
        if not any(typed) and (whole := str(data.get(name) or "").strip()):
            year, _, rest = whole.partition("-")
            month, _, day = rest.partition("-")
            typed = (day, month, year)
        return typed if any(typed) else None

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        return name not in data and not any(f"{name}_{part}" in data for part in PARTS)

    def id_for_label(self, id_: str, index: int | None = None) -> str:
        return f"{id_}_day" if id_ else id_

    def format_value(self, value: Any) -> tuple[str, ...]:
        if isinstance(value, datetime):
            value = value.date()
        if isinstance(value, date):
            return str(value.day), str(value.month), str(value.year)
        return value or ("", "", "")

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        values = self.format_value(value)
        context["widget"]["parts"] = [
            {"part": part, "value": value, "width": 4 if part == "year" else 2}
            for part, value in zip(PARTS, values, strict=True)
        ]
        return context


class ManyChoices(forms.Select):
    """A select of many options, written without a template for each of them."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        chosen = {str(each) for each in (value if isinstance(value, list | tuple) else [value])}
        written = [
            format_html(
                '<option value="{}"{}>{}</option>',
                "" if key is None else str(key),
                mark_safe(" selected") if ("" if key is None else str(key)) in chosen else "",
                label,
            )
            for key, label in self.choices
        ]
        attributes = flatatt({**self.build_attrs(self.attrs, attrs), "name": name})
        return format_html("<select{}>\n{}\n</select>", attributes, mark_safe("\n".join(written)))  # noqa: S308 - escaped above


MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


class DateField(forms.Field):
    """A date as day, month and year. Raises sentences such as “Meeting date must include a year”."""

    widget = DateParts
    label_for_errors = "Date"

    def to_python(self, value: Any) -> date | None:
        if value in self.empty_values:
            return None
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        missing = [part for part, typed in zip(PARTS, value, strict=True) if not typed]
        if missing:
            raise ValidationError(
                f"{self.label_for_errors} must include a {' and '.join(missing)}", code="incomplete"
            )
        day, month, year = value
        month = str(MONTHS.index(month[:3].lower()) + 1) if month[:3].lower() in MONTHS else month
        if year.isascii() and year.isdecimal() and len(year) != 4:
            raise ValidationError(f"{self.label_for_errors}: the year must have 4 numbers", code="invalid")
        if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in (day, month, year)):
            raise ValidationError(f"{self.label_for_errors} must be a real date", code="invalid")
        try:
            found = date(int(year), int(month), int(day))
        except ValueError:
            raise ValidationError(f"{self.label_for_errors} must be a real date", code="invalid") from None
        if not EARLIEST <= found.year <= LATEST:
            raise ValidationError(
                f"{self.label_for_errors}: the year must be from {EARLIEST} to {LATEST}", code="invalid"
            )
        return found

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            return self.to_python(data) != self.to_python(initial)
        except ValidationError:
            return True


class TimeField(forms.TimeField):
    """A time of day as text: 09:30, 9.30, 9am, 1:30pm, midday. Raises one sentence."""

    widget = forms.TextInput
    label_for_errors = "Time"

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.widget.attrs |= {"class": "govuk-input--width-10", "autocomplete": "off"}

    def prepare_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value

    def to_python(self, value: Any) -> time | None:
        if value in self.empty_values or isinstance(value, time):
            return value or None
        text = str(value).strip().lower().replace(" ", "")
        if text in ("midday", "noon"):
            return time(12)
        match = re.fullmatch(r"([0-9]{1,2})(?:[:.]?([0-9]{2}))?(?::00)?(am|pm)?", text)
        if match:
            hour, minute = int(match[1]), int(match[2] or 0)
            half_day = match[3]
            if half_day:
                hour = hour % 12 + (12 if half_day == "pm" else 0) if 1 <= hour <= 12 else 99
            if hour < 24 and minute < 60 and (match[2] or half_day):
                return time(hour, minute)
        raise ValidationError(f"{self.label_for_errors} must be a time, like 09:30 or 2:15pm", code="invalid")


class RowsField(forms.ModelMultipleChoiceField):
    """Some of the rows offered. A number that no row can have is none of them."""

    def _check_values(self, value: Any) -> Any:
        for pk in value:
            figures = str(pk).removeprefix("-")
            if figures.isdecimal() and len(figures) > LONGEST_ID:
                raise ValidationError(
                    self.error_messages["invalid_choice"],
                    code="invalid_choice",
                    params={"value": str(pk)[:50]},
                )
        return super()._check_values(value)  # type: ignore[misc]
