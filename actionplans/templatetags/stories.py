"""The story of an action as the component `timeline` shows it, without a template for each entry."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils import timezone
from django.utils.html import linebreaks
from django.utils.safestring import SafeString

from actionplans.story import Entry
from subgroup.templatetags.ui import longdate

register = template.Library()


@register.filter
def story_items(story: Iterable[Entry]) -> SafeString:
    """Each entry of a story, the newest first."""
    return SafeString("".join(map(_item, story)))


def _item(one: Entry) -> str:
    title, by = (
        escape(one.title),
        f'<p class="moj-timeline__byline">by {escape(one.by)}</p>' if one.by else "",
    )
    if one.href:
        title = f'<a class="govuk-link" href="{escape(one.href)}">{title}</a>'
    note = f'<p class="app-story__note">{escape(one.note)}</p>' if one.note else ""
    told = f'<div class="moj-timeline__description">{_paragraphs(one.text)}{note}</div>'
    local = timezone.localtime(one.at)
    day = local.date()
    return (
        '\n  <div class="moj-timeline__item">'
        f'<div class="moj-timeline__header"><h3 class="moj-timeline__title">{title}</h3> {by}</div>'
        f'<p class="moj-timeline__date"><time datetime="{day}">{longdate(day)} at {local:%H:%M}</time></p>'
        f"{told if one.text or one.note else ''}</div>"
    )


def _paragraphs(text: str) -> str:
    if not text:
        return ""
    return linebreaks(text, autoescape=True) if "\n" in text or "\r" in text else f"<p>{escape(text)}</p>"
