from members.models import Compact, Seat
from subgroup.registry import Subject


def _compact_labels(ids):
    return {
        str(c.pk): f"the compact of {c.agency.name}"
        for c in Compact.objects.filter(pk__in=ids).select_related("agency")
    }


SUBJECTS = {
    "compact": Subject(noun="compact", labels=_compact_labels, page="members:compacts", pages_by_id=False),
    "seat": Subject(
        noun="seat",
        labels=lambda ids: {str(seat.pk): seat.title for seat in Seat.objects.filter(pk__in=ids)},
        page="members:seat",
    ),
}
