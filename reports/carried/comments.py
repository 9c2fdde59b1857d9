"""The comments on the sections of a return, as they stand."""

from typing import Any

from reports.models import Return, SectionComment
from subgroup.clock import day_of


def newest(the_return: Return, section: str) -> SectionComment | None:
    return SectionComment.objects.filter(the_return=the_return, section=section).last()


def standing(the_return: Return) -> dict[str, dict[str, Any]]:
    """Section → what is said of it, who wrote in it, in the order in which they first did, and when it was last saved."""
    found: dict[str, dict[str, Any]] = {}
    for row in SectionComment.objects.filter(the_return_id=the_return.pk).select_related("written_by"):
        before = found.get(row.section, {"by": []})["by"] if row.text else []
        found[row.section] = {
            "text": row.text,
            "by": list(dict.fromkeys([*before, str(row.written_by or "")])) if row.text else [],
            "on": day_of(row.written_at).isoformat(),
        }
    return {section: said for section, said in found.items() if said["text"]}
