"""Agencies and posts from the terms of reference (M1): made where new, changed where the terms changed them, never deleted."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from members.models import Agency, Seat
from members.services import agencies
from subgroup.models import SubGroup, Terms
from subgroup.terms.content import ParsedTerms, PostTerms
from subgroup.terms.loading import is_newest


def posts_and_agencies(terms: Terms, parsed: ParsedTerms, at: datetime) -> list[str]:
    """Makes the group's agencies and seats agree with the newest terms; answers a line for each change."""
    if not is_newest(terms):
        return []
    group = terms.group
    lines = list(_agencies(group, parsed, at))
    for post in parsed.posts:
        lines.extend(_seat(group, post))
    lines.extend(_closed(group, parsed))
    return lines


def _agencies(group: SubGroup, terms: ParsedTerms, at: datetime) -> Iterator[str]:
    for agency in terms.agencies:
        row, made = Agency.objects.get_or_create(
            group=group, code=agency.code, defaults={"name": agency.name, "category": agency.category}
        )
        if made:
            yield f"agency {agency.code}: added, {agency.name}"
            continue
        if row.category != agency.category:
            row.category = agency.category
            row.save()
            yield f"agency {agency.code}: category now {agency.category}"
        if row.name != agency.name:
            agencies.rename(agency=row, name=agency.name, starts_on=terms.in_force_from, by=None, at=at)
            yield f"agency {agency.code}: now {agency.name}"


def _seat(group: SubGroup, post: PostTerms) -> Iterator[str]:
    wanted = {
        "title": post.title,
        "agency": Agency.objects.get(group=group, code=post.agency),
        "role": post.role,
        "category": post.category,
        "counts_for_quorum": post.counts_for_quorum,
    }
    seat, made = Seat.objects.get_or_create(group=group, number=post.number, defaults=wanted)
    if made:
        yield f"post {post.number}: added, {post.title}"
        return
    changed = [name for name, value in wanted.items() if getattr(seat, name) != value]
    if changed:
        for name in changed:
            setattr(seat, name, wanted[name])
        seat.save()
        yield f"post {post.number}, {post.title}: {', '.join(changed).replace('_', ' ')} changed"


def _closed(group: SubGroup, terms: ParsedTerms) -> Iterator[str]:
    kept = [post.number for post in terms.posts]
    for seat in Seat.objects.filter(group=group, closed_on=None).exclude(number__in=kept):
        seat.closed_on = terms.in_force_from - timedelta(days=1)
        seat.save()
        yield f"post {seat.number}, {seat.title}: closed"
