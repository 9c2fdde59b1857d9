"""Forms as GOV.UK pages: labels, hints, errors as sentences, dates in three boxes. See docs/pages.md."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, TypeVar

from django import forms
from django.forms.renderers import TemplatesSetting
from django.utils.functional import cached_property

from subgroup.form_fields import DateField, DateParts, RowsField, TimeField, date_data
from subgroup.form_wording import word

__all__ = [
    "DateField",
    "GovForm",
    "GovFormSet",
    "GovModelForm",
    "RowsField",
    "TimeField",
    "date_data",
    "gov",
    "summary_of",
]


class GovRenderer(TemplatesSetting):
    form_template_name = "forms/form.html"
    formset_template_name = "forms/formset.html"
    field_template_name = "forms/field.html"


RENDERER = GovRenderer()
Form = TypeVar("Form", bound=forms.BaseForm)
KINDS: list[tuple[type[forms.Widget], str]] = [
    (DateParts, "date"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Textarea, "textarea"),
    (forms.Select, "select"),
    (forms.FileInput, "file-upload"),
]
GROUPED = {"date", "checkboxes", "radios"}


class GovBoundField(forms.BoundField):
    """A field as its template shows it."""

    @cached_property
    def kind(self) -> str:
        return next((kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "input")

    @property
    def is_grouped(self) -> bool:
        return self.kind in GROUPED

    @property
    def shown_label(self) -> str:
        if self.field.required or self.kind == "checkbox" or getattr(self.form, "hide_optional", False):
            return str(self.label)
        return f"{self.label} (optional)"

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}-hint"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}-error"

    @property
    def aria_describedby(self) -> str | None:
        ids = [self.hint_id] * bool(self.help_text) + [self.error_id] * bool(self.errors)
        return " ".join(ids) or None

    @property
    def first_input(self) -> str:
        """The id of the first input: where the error summary leads."""
        if self.kind == "date":
            return f"{self.auto_id}_day"
        return f"{self.auto_id}_0" if self.is_grouped else self.auto_id

    @property
    def is_inline(self) -> bool:
        return self.name in getattr(self.form, "inline", ())

    @property
    def options(self) -> list[dict[str, Any]]:
        """The radios or checkboxes, each with its own hint."""
        hints: Mapping[str, str] = getattr(self.form, "item_hints", {}).get(self.name, {})
        return [
            {"input": each, "data": each.data, "hint": hints.get(str(each.data["value"]))}
            for each in self.subwidgets
        ]

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = {**attrs, **({"disabled": True} if self.field.disabled else {})}
        if (widget or self.field.widget).is_hidden:
            return attrs
        if self.is_grouped:
            return {**attrs, "has_error": True} if self.kind == "date" and self.errors else attrs
        base = {"checkbox": "govuk-checkboxes__input"}.get(self.kind, f"govuk-{self.kind}")
        classes = [self.field.widget.attrs.get("class", ""), base]
        if self.errors and self.kind != "checkbox":
            classes.append(f"{base}--error")
        if width := getattr(self.form, "widths", {}).get(self.name):
            classes.append(f"govuk-input--width-{width}")
        attrs["class"] = " ".join(filter(None, classes))
        if self.aria_describedby:
            attrs["aria-describedby"] = self.aria_describedby
        return attrs


def _ours(field: forms.Field) -> forms.Field:
    """A plain Django date or time field as ours; any other field as it is."""
    kinds: dict[type[forms.Field], type[DateField | TimeField]] = {
        forms.DateField: DateField,
        forms.TimeField: TimeField,
    }
    ours = kinds.get(type(field))
    if ours is None or field.widget.is_hidden:
        return field
    made = ours(
        required=field.required, help_text=field.help_text, initial=field.initial, disabled=field.disabled
    )
    made.label = field.label
    if (text := field.error_messages["required"]) != forms.Field.default_error_messages["required"]:
        made.error_messages["required"] = text
    return made


def _plain_inputs(field: forms.Field) -> None:
    """No limits that a browser enforces by swallowing what is typed, and no number boxes that a mouse wheel changes."""
    for limit in ("maxlength", "minlength", "min", "max", "step"):
        field.widget.attrs.pop(limit, None)
    if isinstance(field.widget, forms.NumberInput):
        field.widget.input_type = "text"
        field.widget.attrs["inputmode"] = "decimal" if isinstance(field, forms.DecimalField) else "numeric"


def _look(form: forms.BaseForm) -> None:
    form.renderer = RENDERER
    form.bound_field_class = GovBoundField
    form.use_required_attribute = False
    vars(form)["_bound_fields_cache"].clear()  # fields that were bound already would keep their old looks
    for name, field in form.fields.items():
        form.fields[name] = field = _ours(field)
        field.label = str(field.label or name.replace("_", " ").capitalize())
        _plain_inputs(field)


def gov(form: Form) -> Form:
    """Makes any form, of ours or of a library, look and speak as the others do. Returns it."""
    _look(form)
    for field in form.fields.values():
        word(field, str(field.label))
    return form


class GovMixin(forms.BaseForm):
    """What `gov` does, for forms of our own; see docs/pages.md for what a form may declare.

    Looks are given when the form is made, words when it is checked, so that a form may change its labels in between.
    """

    inline: ClassVar[list[str]] = []
    widths: ClassVar[dict[str, int]] = {}
    item_hints: ClassVar[dict[str, dict[str, str]]] = {}
    groups: ClassVar[list[tuple[str, list[str]]]] = []
    form_title: ClassVar[str] = ""
    hide_optional: ClassVar[bool] = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _look(self)

    def full_clean(self) -> None:
        gov(self)
        super().full_clean()

    @property
    def field_groups(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The visible fields under their headings; what no group names comes first, with none."""
        named = {name for _, names in self.groups for name in names}
        loose = [field for field in self.visible_fields() if field.name not in named]
        return [("", loose)] * bool(loose) + [
            (title, [self[name] for name in names]) for title, names in self.groups
        ]


class GovForm(GovMixin, forms.Form):
    pass


class GovModelForm(GovMixin, forms.ModelForm):
    pass


class GovFormSet(forms.BaseFormSet):
    """For `formset_factory(…, formset=GovFormSet)`: numbered fieldsets, `form_title` their word."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.renderer = RENDERER

    def add_fields(self, form: forms.BaseForm, index: int | None) -> None:
        super().add_fields(form, index)
        gov(form)


def _as_shown(form: forms.BaseForm) -> list[forms.BoundField]:
    if not isinstance(form, GovMixin):
        return list(form)
    return form.hidden_fields() + [field for _, fields in form.field_groups for field in fields]


def _of_form(form: forms.BaseForm, prefix: str = "") -> Iterator[tuple[str, str | None]]:
    if not form.is_bound:
        return
    for text in form.non_field_errors():
        yield f"{prefix}{text}", None
    for bound in _as_shown(form):
        for text in bound.errors:
            target = bound.first_input if isinstance(bound, GovBoundField) else bound.auto_id
            yield f"{prefix}{text}", None if bound.is_hidden else target


def summary_of(source: forms.BaseForm | forms.BaseFormSet) -> list[tuple[str, str | None]]:
    """Each error of a form or formset with the id of the input it leads to."""
    if not isinstance(source, forms.BaseFormSet):
        return list(_of_form(source))
    if not source.is_bound:
        return []
    errors: list[tuple[str, str | None]] = [(str(text), None) for text in source.non_form_errors()]
    title = getattr(source.form, "form_title", "") or "Row"
    for number, form in enumerate(source.forms, start=1):
        errors += _of_form(form, prefix=f"{title} {number}: ")
    return errors
