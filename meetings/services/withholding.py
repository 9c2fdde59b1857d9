"""What is kept from a reader: a declared interest, or no right to confidential papers."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from meetings.enums import Marking
from meetings.locks import locked_item
from meetings.models import AgendaItem, MinutesDocument, Withholding
from meetings.policies.submission import check_reason
from subgroup.models import Person

NO_RIGHT = "it is confidential and kept for members and their deputies"
NAMED_ONLY = "it is confidential and kept for the people named"
UNTOLD = frozenset({NO_RIGHT, NAMED_ONLY})
"""Of what is withheld for these reasons not even the title is told."""


def withheld_from(
    snapshot: Mapping[str, Any], person: Person, *, sees_confidential: bool, gone: Collection[int] = ()
) -> dict[str, str]:
    """Of a pack's snapshot: item id or paper key → why. One query, two where something is `gone`: items (by id) about what is
    not there for the person, which stand as confidential ones and say no more (meetings/hiding.py).

    An item that was carried over is one business with what it came from: its papers are the same in every pack.
    """
    rows = Withholding.objects.filter(person=person, lifted_at=None).select_related("item")
    reasons = {row.item.root_id: row.reason.rstrip(". ") for row in rows}
    withheld = {
        str(item["id"]): reasons[item["root"]] for item in snapshot["items"] if item["root"] in reasons
    }
    for item in snapshot["items"] if gone else ():
        if item["id"] in gone:
            withheld[str(item["id"])] = NAMED_ONLY
            withheld |= {paper["key"]: NAMED_ONLY for paper in item["papers"]}
    withheld |= dict.fromkeys(_minutes_with(snapshot, gone), NAMED_ONLY) if gone else {}
    if sees_confidential:
        return withheld
    for item in snapshot["items"]:
        if item["marking"] == Marking.CONFIDENTIAL:
            withheld.setdefault(str(item["id"]), NO_RIGHT)
        for paper in item["papers"]:
            if paper["marking"] == Marking.CONFIDENTIAL:
                withheld.setdefault(paper["key"], NO_RIGHT)
    return withheld


def _minutes_with(snapshot: Mapping[str, Any], gone: Collection[int]) -> set[str]:
    """The keys of earlier minutes among the papers that were circulated while one of these items could still be read."""
    keys = {
        paper["file"]: paper["key"]
        for item in snapshot["items"]
        for paper in item["papers"]
        if paper["key"].startswith("minutes-")
    }
    rows = MinutesDocument.objects.filter(file__in=keys).values_list("file_id", "snapshot")
    return {keys[str(file)] for file, said in rows if tells_of(said, gone)}


def tells_of(minutes: Mapping[str, Any], gone: Collection[int]) -> bool:
    """Whether minutes say more of one of these items than that there was one."""
    return bool(gone) and any(item["pk"] in gone and not item.get("kept") for item in minutes["items"])


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
