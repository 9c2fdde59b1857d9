"""Template tags and filters of every page; built in, see docs/pages.md."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from functools import cache, lru_cache
from html import escape
from typing import Any

from django import template
from django.core.paginator import Page
from django.template import Context, TemplateSyntaxError, defaulttags
from django.template.base import Parser, Token
from django.template.defaulttags import URLNode
from django.urls import NoReverseMatch
from django.utils import dateformat, timezone
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString

from subgroup import clock, forms, stacking
from subgroup.addresses import address
from subgroup.calendar import working_days_between

register = template.Library()


@cache
def _inputs(path: str, source: str) -> frozenset[str]:
    """The inputs a component names in its first line, `{# inputs: text, href #}`."""
    first = re.match(r"\{# inputs: ([\w, ]*?) *#\}", source)
    if not first:
        raise TemplateSyntaxError(f"{path} must start with {{# inputs: … #}}")
    return frozenset(re.findall(r"\w+", first[1]))


def _render(context: Context, name: str, inputs: dict[str, Any]) -> SafeString:
    path = f"components/{name}.html"
    assert context.template is not None  # noqa: S101 - there is one while a tag is rendered
    component = context.template.engine.get_template(path)
    known = _inputs(path, component.source)
    if unknown := inputs.keys() - known:
        raise TemplateSyntaxError(f"{path} has no input {', '.join(sorted(unknown))}")
    return component.render(
        Context({**dict.fromkeys(known), **inputs, "csrf_token": context.get("csrf_token")})
    )


@register.simple_tag(takes_context=True)
def ui(context: Context, component: str, **inputs: Any) -> SafeString:
    """`{% ui "button" text="Send" %}` is templates/components/button.html, which sees only its inputs."""
    return _render(context, component, inputs)


@register.simple_block_tag(takes_context=True)
def uiblock(context: Context, content: SafeString, component: str, **inputs: Any) -> SafeString:
    """`{% uiblock "details" summary="Why" %}…{% enduiblock %}`: what it wraps is the input `body`."""
    return _render(context, component, {**inputs, "body": content})


@register.tag
def url(parser: Parser, token: Token) -> "Address":
    """Django's tag of this name, with addresses that are worked out once: an agenda asks for a hundred."""
    node: URLNode = defaulttags.url(parser, token)
    return Address(node.view_name, node.args, node.kwargs, node.asvar)


class Address(URLNode):
    def render(self, context: Context) -> str:
        if self.kwargs:
            return super().render(context)
        try:
            found = address(
                self.view_name.resolve(context), *(argument.resolve(context) for argument in self.args)
            )
        except NoReverseMatch:
            if self.asvar is None:
                raise
            found = ""
        if self.asvar:
            context[self.asvar] = found
            return ""
        return conditional_escape(found)


@register.inclusion_tag("components/error_summary.html")
def error_summary(*sources: Any) -> dict[str, Any]:
    """The error summary of forms, lists of forms and formsets, each error linked to the first input of its field."""
    found = [
        one for source in sources if source for one in (source if isinstance(source, list) else [source])
    ]
    return {"errors": [error for source in found for error in forms.summary_of(source)]}


@register.filter
def has_errors(form: Any) -> bool:
    """Whether a form or formset was filled in and refused."""
    return bool(getattr(form, "is_bound", False) and not form.is_valid())


@register.filter
def words(value: str) -> list[str]:
    """The parts of `"Minutes|number"`."""
    return str(value).split("|")


@register.filter
def cells(row: Iterable[Any], head: list[str] | None) -> list[tuple[Any, bool]]:
    """The cells of a row, each with whether its column is a number's."""
    numeric = [str(word).endswith("|number") for word in head or []]
    return [(cell, at < len(numeric) and numeric[at]) for at, cell in enumerate(row)]


@register.filter
def list_rows(rows: Iterable[Iterable[Any]], heads: Iterable[Mapping[str, Any]]) -> SafeString:
    """The rows of a list page, whose cells say what they are where a row is a list of its own; the empty ones are left out there.

    Not a template: a hundred rows of eight columns are most of the page's time.
    """
    names = [_escaped(head["full"] or head["label"]) for head in heads]
    return SafeString(
        "".join(
            f'<tr class="govuk-table__row">'
            f"{''.join(_list_cell(cell, _named(cell, name)) for cell, name in zip(row, names, strict=True))}</tr>\n"
            for row in rows
        )
    )


@register.filter
def stacked(table: str) -> SafeString:
    """`{% filter stacked %}<div class="app-table-scroll" …><table>…{% endfilter %}`: on a narrow screen a list and no table."""
    return SafeString(stacking.stacked(table))


def _named(cell: Any, name: str) -> str:
    if cell[0] == "–":
        return ' data-empty=""'
    return f' data-label="{name}"' + ' data-long=""' * (len(cell[0]) > stacking.LONG)


def _list_cell(cell: Any, more: str) -> str:
    said, link, colour, numeric, unbroken = cell
    text = escape(said) if type(said) is str else conditional_escape(said)
    if link:
        text = f'<a class="govuk-link" href="{_escaped(link)}">{text}</a>'
    elif colour:
        text = f'<strong class="govuk-tag govuk-tag--{_escaped(colour)}">{text}</strong>'
    return f'<td class="govuk-table__cell{_CELL[numeric, unbroken]}"{more}>{text}</td>'


_CELL = {
    (numeric, unbroken): f"{' govuk-table__cell--numeric' * numeric}{' app-nowrap' * unbroken}"
    for numeric in (False, True)
    for unbroken in (False, True)
}


def _escaped(text: Any) -> str:
    """conditional_escape for what is a plain text nearly always."""
    return escape(text) if type(text) is str else conditional_escape(text)


@register.filter
def elided(page: Page) -> Iterable[Any]:
    """The page numbers to link, with the paginator's ELLIPSIS for what is left out."""
    return page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)


@register.filter
def message_kind(level: str) -> str:
    """The kind of notification for a message's level."""
    return level if level in ("success", "error") else "important"


@register.filter
def message_id(number: int) -> str:
    return f"message-{number}"


def _local(value: date | datetime) -> date | datetime:
    return timezone.localtime(value) if isinstance(value, datetime) and timezone.is_aware(value) else value


def _formatted(value: date | datetime | None, layout: str) -> str:
    if not value:
        return ""
    local = _local(value)
    return _day(local.date() if isinstance(local, datetime) else local, layout)


@lru_cache(maxsize=4096)
def _day(value: date, layout: str) -> str:
    return dateformat.format(value, layout)


@register.filter
def longdate(value: date | datetime | None) -> str:
    """Thursday 25 January 2018 (the London day of a datetime)."""
    return _formatted(value, "l j F Y")


@register.filter
def shortdate(value: date | datetime | None) -> str:
    """25 Jan 2018."""
    return _formatted(value, "j M Y")


@register.filter
def time(value: Any) -> str:
    """09:30, of a time or of an aware datetime in London."""
    if not value:
        return ""
    if isinstance(value, datetime) and timezone.is_aware(value):
        value = timezone.localtime(value)
    return dateformat.time_format(value, "H:i")


@register.filter
def when(value: datetime | None) -> str:
    """Thursday 25 January 2018 at 09:30."""
    return f"{longdate(value)} at {_local(value):%H:%M}" if value else ""


@register.filter
def isodate(value: date | datetime | None) -> str:
    """2018-01-25, for `<time datetime>`."""
    return _formatted(value, "Y-m-d")


@register.filter
def days_from_today(value: date | datetime | None, group: Any = None) -> str:
    """ "today", "in 6 working days", "3 working days ago"; in calendar days when no group is given."""
    if not value:
        return ""
    day = _local(value)
    day = day.date() if isinstance(day, datetime) else day
    today = clock.today()
    calendar_days = (day - today).days
    if abs(calendar_days) <= 1:
        return {0: "today", 1: "tomorrow", -1: "yesterday"}[calendar_days]
    count, unit = abs(calendar_days), "day"
    if group and count < 1000 and (working := working_days_between(group, *sorted((day, today)))):
        count, unit = working, "working day"
    phrase = f"{count} {unit}{'' if count == 1 else 's'}"
    return f"in {phrase}" if calendar_days > 0 else f"{phrase} ago"


@register.filter
def filesize(size: int | None) -> str:
    """340 KB, 1.2 MB; in thousands, as file managers show it."""
    if size is None:
        return ""
    if size < 1000:
        return f"{size} bytes" if size != 1 else "1 byte"
    if size < 999_500:
        return f"{max(1, round(size / 1000))} KB"
    return f"{size / 1_000_000:.1f} MB"
