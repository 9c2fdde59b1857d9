"""What a search finds of cases and reviews: those that are there for the reader. What the child is called is not searched."""

from django.db.models import Q
from django.urls import reverse

from reviews import learning_reading, reading
from reviews.models import Bulletin, Case, LearningPoint, Review
from reviews.services.restricting import find
from subgroup import clock
from subgroup.registry import Found, Hit, Search, found
from subgroup.views.base import GroupRequest

VIEW = frozenset({"view_cases", "view_all_cases"})


def cases(request: GroupRequest, words: str) -> Found:
    rows = reading.visible(request.user, request.group, request.permissions, at=clock.now())
    wanted = Q(codename__icontains=words) | Q(summary__icontains=words) | Q(theme__icontains=words)
    if "/" in words and (named := find(request.group, words)):
        wanted |= Q(pk=named.pk)

    def hit(one: Case) -> Hit:
        address = reverse("reviews:case", args=[request.group.slug, one.pk])
        return Hit(str(one), address, f"{one.reference}, {one.get_state_display().lower()}")

    return found(rows.filter(wanted).order_by("-year", "-number"), hit)


def reviews(request: GroupRequest, words: str) -> Found:
    rows = reading.reviews(request.user, request.group, request.permissions, at=clock.now())
    rows = rows.filter(Q(code__icontains=words) | Q(title__icontains=words)).distinct()

    def hit(one: Review) -> Hit:
        address = reverse("reviews:review", args=[request.group.slug, one.pk])
        return Hit(str(one), address, one.get_state_display())

    return found(rows.order_by("-initiated_on", "-pk"), hit)


def learning(request: GroupRequest, words: str) -> Found:
    """Learning points that the reader may see; where they come from is not searched."""
    rows = learning_reading.points(request.group, request.permissions)
    said = Q(title__icontains=words) | Q(what__icontains=words) | Q(practice__icontains=words)

    def hit(one: LearningPoint) -> Hit:
        return Hit(
            one.title, reverse("learning:point", args=[request.group.slug, one.pk]), one.get_state_display()
        )

    return found(rows.filter(said | Q(theme__icontains=words)).order_by("-year", "-number"), hit)


def bulletins(request: GroupRequest, words: str) -> Found:
    rows = learning_reading.bulletins(request.group, request.permissions).defer("said")
    rows = rows.filter(Q(title__icontains=words) | Q(opening__icontains=words))

    def hit(one: Bulletin) -> Hit:
        address = reverse("learning:bulletin", args=[request.group.slug, one.pk])
        return Hit(one.title, address, f"{one}, {one.get_state_display().lower()}")

    return found(rows.order_by("-year", "-number"), hit)


LEARNING = frozenset({"view_learning"})
SEARCHES = {
    "cases": Search(30, "Cases", VIEW, cases),
    "reviews": Search(31, "Reviews", VIEW, reviews),
    "learning points": Search(32, "Learning points", LEARNING, learning),
    "bulletins": Search(33, "Bulletins", LEARNING, bulletins),
}
