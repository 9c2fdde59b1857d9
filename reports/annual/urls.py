"""Where the things are that a report counts or waits for."""

from django.urls import reverse

from subgroup import registry
from subgroup.models import SubGroup


def address(group: SubGroup, kind: str, pk: int | str) -> str:
    """Empty for a kind that has no page."""
    return registry.url_of(group, kind, str(pk)) or ""


def page(group: SubGroup, name: str, query: str = "") -> str:
    return reverse(f"reports:{name}", args=[group.slug]) + (f"?{query}" if query else "")
