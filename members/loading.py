"""Agencies and posts from the terms of reference (M1): made where new, changed where the terms changed them, never deleted."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from members.enums import Role
from members.models import Agency, Seat
from subgroup.models import SubGroup, Terms
from subgroup.terms.content import ParsedTerms, PostTerms
from subgroup.terms.loading import is_newest

ROLE_OF_POST = {
    "chair": Role.CHAIR,
    "vice_chair": Role.VICE_CHAIR,
    "minutes": Role.BUSINESS_SUPPORT,
    "business_manager": Role.BUSINESS_MANAGER,
    "member": Role.MEMBER,
}


def posts_and_agencies(terms: Terms, parsed: ParsedTerms, at: datetime) -> list[str]:
    """Makes the group's agencies and seats agree with the newest terms; answers a line for each change."""
    if not is_newest(terms):
        return []
    group = terms.group
    lines = list(_agencies(group, parsed))
    for number, post in enumerate(parsed.posts, start=1):
        lines.extend(_seat(group, number, post))
    lines.extend(_closed(group, len(parsed.posts), parsed.in_force_from))
    return lines


def _agencies(group: SubGroup, terms: ParsedTerms) -> Iterator[str]:
    for agency in terms.agencies:
        row, made = Agency.objects.get_or_create(
            group=group, code=agency.code, defaults={"name": agency.name, "category": agency.category}
        )
        if made:
            yield f"agency {agency.code}: added, {agency.name}"
        elif (row.name, row.category) != (agency.name, agency.category):
            row.name, row.category = agency.name, agency.category
            row.save()
            yield f"agency {agency.code}: now {agency.name}"


def _seat(group: SubGroup, number: int, post: PostTerms) -> Iterator[str]:
    wanted = {
        "title": post.title,
        "agency": Agency.objects.get(group=group, code=post.agency),
        "role": ROLE_OF_POST[post.role],
        "category": post.category,
        "counts_for_quorum": post.counts_for_quorum,
    }
    seat, made = Seat.objects.get_or_create(group=group, number=number, defaults=wanted)
    if made:
        yield f"post {number}: added, {post.title}"
        return
    changed = [name for name, value in wanted.items() if getattr(seat, name) != value]
    if changed:
        for name in changed:
            setattr(seat, name, wanted[name])
        seat.save()
        yield f"post {number}, {post.title}: {', '.join(changed).replace('_', ' ')} changed"


def _closed(group: SubGroup, posts: int, in_force_from: date) -> Iterator[str]:
    for seat in Seat.objects.filter(group=group, number__gt=posts, closed_on=None):
        seat.closed_on = in_force_from - timedelta(days=1)
        seat.save()
        yield f"post {seat.number}, {seat.title}: closed"
