"""What is kept from a reader: a declared interest, or no right to confidential papers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.enums import Marking
from meetings.locks import locked_item
from meetings.models import AgendaItem, Withholding
from meetings.policies.submission import check_reason
from subgroup.models import Person

NO_RIGHT = "it is confidential and kept for members and their deputies"


def withheld_from(snapshot: Mapping[str, Any], person: Person, *, sees_confidential: bool) -> dict[str, str]:
    """Of a pack's snapshot: item id or paper key → why. One query.

    An item that was carried over is one business with what it came from: its papers are the same in every pack.
    """
    rows = Withholding.objects.filter(person=person, lifted_at=None).select_related("item")
    reasons = {row.item.root_id: row.reason.rstrip(". ") for row in rows}
    withheld = {
        str(item["id"]): reasons[item["root"]] for item in snapshot["items"] if item["root"] in reasons
    }
    if sees_confidential:
        return withheld
    for item in snapshot["items"]:
        if item["marking"] == Marking.CONFIDENTIAL:
            withheld.setdefault(str(item["id"]), NO_RIGHT)
        for paper in item["papers"]:
            if paper["marking"] == Marking.CONFIDENTIAL:
                withheld.setdefault(paper["key"], NO_RIGHT)
    return withheld


@transaction.atomic
def withhold(*, item: AgendaItem, person: Person, reason: str, by: Person, at: datetime) -> Withholding:
    """Keeps the item's papers from a person from now on: pages, files, zip and pack. What they have opened they know."""
    item = locked_item(item)
    kept = item.withholdings.filter(person=person, lifted_at=None).first()
    if kept:
        return kept
    reason = check_reason(reason, "the person, in place of the paper")
    return Withholding.objects.create(item=item, person=person, reason=reason[:200], made_at=at, made_by=by)


@transaction.atomic
def lift(*, withholding: Withholding, by: Person, at: datetime) -> None:
    """The person may read the item's papers again, wherever the item was carried over. Kept on record."""
    root = withholding.item.root_id
    rows = Withholding.objects.filter(person=withholding.person, lifted_at=None).select_related("item")
    for row in rows.select_for_update(of=("self",)):
        if row.item.root_id == root:
            row.lifted_at = at
            row.save(update_fields=["lifted_at"])
