"""What a search finds of the group: posts and who holds them, people, and the terms of reference."""

from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse

from members.models import Holding, Seat
from members.services.people import people_of
from subgroup import clock
from subgroup.models import Person, Terms
from subgroup.registry import Found, Hit, Search, found
from subgroup.views.base import GroupRequest


def seats(request: GroupRequest, words: str) -> Found:
    today = clock.today()
    held = Holding.objects.filter(person__name__icontains=words, seat__group=request.group).on(today)
    wanted = Q(title__icontains=words) | Q(agency__name__icontains=words) | Q(pk__in=held.values("seat_id"))
    rows = Seat.objects.filter(wanted, group=request.group).filter(
        Q(closed_on=None) | Q(closed_on__gte=today)
    )
    holders = dict(
        Holding.objects.filter(seat__group=request.group).on(today).values_list("seat_id", "person__name")
    )

    def hit(one: Seat) -> Hit:
        address = reverse("members:seat", args=[request.group.slug, one.pk])
        return Hit(f"{one.code} {one.title}", address, holders.get(one.pk, "Vacant"))

    return found(rows.order_by("number"), hit)


def people(request: GroupRequest, words: str) -> Found:
    rows = people_of(request.group).filter(Q(name__icontains=words) | Q(email__icontains=words))

    def hit(one: Person) -> Hit:
        return Hit(one.name, reverse("members:person", args=[request.group.slug, one.pk]), one.email)

    listing = reverse("members:people", args=[request.group.slug])
    return found(rows.order_by("name", "pk"), hit, f"{listing}?{urlencode({'name': words})}")


def terms(request: GroupRequest, words: str) -> Found:
    """The version in force today."""
    now = request.group.terms_on(clock.today())
    rows = Terms.objects.filter(pk=now.pk, source__icontains=words)
    address = reverse("members:terms", args=[request.group.slug])
    return found(rows, lambda one: Hit(str(one), address))


SEARCHES = {
    "seats": Search(40, "Posts and who holds them", frozenset({"view_group"}), seats),
    "people": Search(41, "People", frozenset({"manage_members", "manage_accounts"}), people),
    "terms": Search(42, "Terms of reference", frozenset({"view_group"}), terms),
}
