"""The sentences of form errors: what to do, in place of what went wrong."""

from copy import copy
from typing import Any

from django import forms
from django.core.validators import EmailValidator

from subgroup.form_fields import DateField, TimeField, lower_first

_LIMITS = {
    "max_length": "{label} must be %(limit_value)d characters or fewer. You have entered %(show_value)d",
    "min_length": "{label} must be %(limit_value)d characters or more",
    "max_value": "{label} must be %(limit_value)s or less",
    "min_value": "{label} must be %(limit_value)s or more",
    "null_characters_not_allowed": "{label} holds a character that cannot be kept. Type it again",
}
_EMAIL = "Enter an email address in the correct format, like name@example.org"
_INVALID: list[tuple[type[forms.Field], str]] = [
    (forms.URLField, "Enter a web address in the correct format, like https://www.example.org"),
    (forms.DecimalField, "{label} must be a number, like 1.5"),
    (forms.FloatField, "{label} must be a number, like 1.5"),
    (forms.IntegerField, "{label} must be a whole number, like 15"),
]
_SELECTED = (forms.ChoiceField, forms.ModelChoiceField, forms.BooleanField)


def required_sentence(field: forms.Field, label: str) -> str:
    """“Enter the due date” in place of “This field is required”."""
    if label.endswith("?"):
        return f"Answer the question “{label}”"
    if isinstance(field, forms.FileField):
        return f"Choose a file for {lower_first(label)}"
    return f"{'Select' if isinstance(field, _SELECTED) else 'Enter'} {lower_first(label)}"


def _is_djangos(field: forms.Field, code: str) -> bool:
    """Whether the form gave no sentence of its own for this error."""
    for kind in type(field).__mro__:
        defaults: dict[str, Any] = vars(kind).get("default_error_messages", {})
        if code in defaults:
            return field.error_messages.get(code) == defaults[code]
    return False


def _worded(validator: Any, label: str) -> Any:
    """A copy, because Django shares validators between all forms and the model."""
    sentence = _LIMITS.get(getattr(validator, "code", ""))
    if isinstance(validator, EmailValidator):
        sentence = _EMAIL
    if sentence is None or "message" in vars(validator):
        return validator
    validator = copy(validator)
    validator.message = sentence.replace("{label}", label.replace("%", "%%"))
    return validator


def word(field: forms.Field, label: str) -> None:
    """Gives a field our sentences, wherever its form gave none of its own."""
    label = label.removesuffix(" (optional)")
    if _is_djangos(field, "required"):
        field.error_messages["required"] = required_sentence(field, label)
    field.validators = [_worded(validator, label) for validator in field.validators]
    if isinstance(field, DateField | TimeField):
        field.label_for_errors = label
        return
    invalid = next((sentence for kind, sentence in _INVALID if isinstance(field, kind)), None)
    if invalid and _is_djangos(field, "invalid"):
        field.error_messages["invalid"] = invalid.format(label=label)
    if isinstance(field, forms.FileField) and _is_djangos(field, "empty"):
        field.error_messages["empty"] = "This file is empty. Check that it was saved, and choose it again"
    if isinstance(field, forms.ChoiceField) and _is_djangos(field, "invalid_choice"):
        is_question = label.endswith("?")
        field.error_messages["invalid_choice"] = (
            f"Answer the question “{label}” with one of the answers offered"
            if is_question
            else f"Choose {lower_first(label)} out of those offered"
        )
