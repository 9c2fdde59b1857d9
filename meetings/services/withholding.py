"""What is kept from a reader: a declared interest, or no right to confidential papers."""

from collections.abc import Mapping
from typing import Any

from meetings.enums import Marking
from meetings.models import Withholding
from subgroup.models import Person

NO_RIGHT = "it is confidential and kept for named readers"


def withheld_from(snapshot: Mapping[str, Any], person: Person, *, sees_confidential: bool) -> dict[str, str]:
    """Of a pack's snapshot: item id or paper key → why. One query."""
    rows = Withholding.objects.filter(
        person=person, lifted_at=None, item_id__in=[item["id"] for item in snapshot["items"]]
    )
    withheld = {str(row.item_id): row.reason.rstrip(". ") for row in rows}
    if sees_confidential:
        return withheld
    for item in snapshot["items"]:
        if item["marking"] == Marking.CONFIDENTIAL:
            withheld.setdefault(str(item["id"]), NO_RIGHT)
        for paper in item["papers"]:
            if paper["marking"] == Marking.CONFIDENTIAL:
                withheld.setdefault(paper["key"], NO_RIGHT)
    return withheld
