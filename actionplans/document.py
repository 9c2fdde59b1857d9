"""The hand-over of a plan as a printed document, read from its frozen snapshot alone."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from actionplans.models import HandOver
from subgroup import pdf
from subgroup.files.storage import keep
from subgroup.models import StoredFile

TEMPLATE = "actionplans/pdf/hand_over.html"


def _with_days(value: Any) -> Any:
    """The snapshot with its days as dates: every key that ends in _on or _until holds one."""
    match value:
        case Mapping():
            return {
                key: date.fromisoformat(part)
                if part and key.endswith(("_on", "_until"))
                else _with_days(part)
                for key, part in value.items()
            }
        case list():
            return [_with_days(part) for part in value]
    return value


def said(hand_over: HandOver) -> dict[str, Any]:
    """What the page and the document show."""
    return _with_days(hand_over.snapshot)


def printed(hand_over: HandOver) -> dict[str, Any]:
    """Its name bears the plan's reference and no title: file names are seen where the document is not."""
    page = said(hand_over)
    return {
        "said": page,
        "title": f"Hand-over of {page['code']}",
        "reference": f"{page['code']}, closed {page['closed_on']:%-d %B %Y}",
        "marking": "OFFICIAL-SENSITIVE",
    }


@transaction.atomic
def render(hand_over: HandOver) -> StoredFile:
    """The PDF of a hand-over. Rendered once: it is stored and never made again."""
    row = (
        HandOver.objects.select_for_update(of=("self",))
        .select_related("plan__group", "pdf")
        .get(pk=hand_over.pk)
    )
    if row.pdf:
        return row.pdf
    context = printed(row)
    data = pdf.render(TEMPLATE, context, title=context["title"])
    row.pdf = keep(
        group=row.plan.group, name=f"{context['title']}.pdf", kind="pdf", data=data, at=row.made_at, by=row.made_by
    )  # fmt: skip
    row.save(update_fields=["pdf"])
    return row.pdf
