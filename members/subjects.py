from django.urls import reverse

from members.models import Compact, Seat
from subgroup.registry import Subject


def _compact_labels(ids):
    return {
        str(c.pk): f"the compact of {c.agency.name}"
        for c in Compact.objects.filter(pk__in=ids).select_related("agency")
    }


def _compact_urls(ids):
    rows = Compact.objects.filter(pk__in=ids).values_list("pk", "agency__group__slug")
    return {str(pk): reverse("members:compacts", args=[slug]) for pk, slug in rows}


def _seat_urls(ids):
    rows = Seat.objects.filter(pk__in=ids).values_list("pk", "group__slug")
    return {str(pk): reverse("members:seat", args=[slug, pk]) for pk, slug in rows}


SUBJECTS = {
    "compact": Subject(noun="compact", labels=_compact_labels, urls=_compact_urls),
    "seat": Subject(
        noun="seat",
        labels=lambda ids: {str(seat.pk): seat.title for seat in Seat.objects.filter(pk__in=ids)},
        urls=_seat_urls,
    ),
}
