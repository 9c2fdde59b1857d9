"""What pages keep of the membership, the calendar and the terms is never older than the last change."""

from datetime import date
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import transaction

from members import standing
from members.models import Agency, Compact, Deputyship, Holding, Seat
from members.representation import seats_on
from subgroup import calendar, stamps
from subgroup.calendar import add_closure, calendar_for
from subgroup.models import Person, Stamped, SubGroup
from tests.factories import make_person

WATCHED = [
    "members.Agency", "members.AgencyName", "members.Appointment", "members.Compact", "members.CompactOverride",
    "members.Deputyship", "members.Holding", "members.Invitation", "members.Seat", "subgroup.Closure", "subgroup.Person", "subgroup.Terms",
]  # fmt: skip
DAY = date(2017, 6, 6)


def read(group: SubGroup) -> SubGroup:
    """As a page has it: read at the start of the request."""
    return SubGroup.objects.get(pk=group.pk)


def seat_of(group: SubGroup) -> Seat:
    return Seat.objects.filter(group=group).earliest("number")


@pytest.mark.parametrize("label", WATCHED)
def test_bulk_writes_of_what_is_kept_renew_the_stamps_too(label: str) -> None:
    assert isinstance(apps.get_model(label)._default_manager.all(), Stamped)


CHANGES = {
    "a person is renamed": lambda g: _save(Holding.objects.filter(seat__group=g)[0].person, name="Ann Other"),
    "a holding ends": lambda g: _save(seat_of(g).holdings.get(), ends_on=date(2017, 6, 5)),
    "holdings end in bulk": lambda g: Holding.objects.filter(seat__group=g, starts_on__lt=DAY).update(
        ends_on=date(2017, 6, 5)
    ),
    "a holding is deleted": lambda g: seat_of(g).holdings.get().delete(),
    "holdings are deleted in bulk": lambda g: Holding.objects.filter(seat__group=g).delete(),
    "a deputy is named": lambda g: Deputyship.objects.create(
        seat=seat_of(g), person=make_person(), starts_on=date(2017, 1, 1)
    ),
    "deputies are named in bulk": lambda g: Deputyship.objects.bulk_create(
        [Deputyship(seat=seat_of(g), person=make_person(), starts_on=date(2017, 1, 1))]
    ),
    "compacts end": lambda g: Compact.objects.filter(agency__group=g, starts_on__lt=DAY).update(
        ends_on=date(2017, 6, 5)
    ),
    "an agency is renamed": lambda g: _save(seat_of(g).agency, name="Another trust"),
    "agencies change in bulk": lambda g: Agency.objects.bulk_update(_renamed(g), ["name"]),
    "a seat is closed": lambda g: _save(seat_of(g), closed_on=date(2017, 6, 5)),
}


def _save(row, **values) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


def _renamed(group: SubGroup) -> list[Agency]:
    rows = list(Agency.objects.filter(group=group))
    for row in rows:
        row.name = f"{row.name}, renamed"
    return rows


def told(seats) -> list:
    return [
        (
            one.seat.pk,
            one.agency.name,
            str(one.holder),
            [str(d) for d in one.deputies],
            one.compact_in_force,
            one.counts,
        )
        for one in seats
    ]


@pytest.mark.parametrize("what", CHANGES)
def test_a_page_sees_the_membership_as_it_is_now(group: SubGroup, what: str) -> None:
    before = told(standing.seats(read(group), DAY))

    CHANGES[what](group)

    after = told(standing.seats(read(group), DAY))
    assert after != before
    assert after == told(seats_on(group, DAY))


def test_the_same_again_asks_the_database_nothing(group: SubGroup, django_assert_num_queries) -> None:
    page = read(group)
    standing.seats(page, DAY)

    with django_assert_num_queries(0):
        assert standing.seats(read_again(page), DAY) is standing.seats(page, DAY)


def read_again(group: SubGroup) -> SubGroup:
    return SubGroup(pk=group.pk, slug=group.slug, stamp=group.stamp)


def test_what_was_rolled_back_is_not_kept(group: SubGroup) -> None:
    before = told(standing.seats(read(group), DAY))

    with transaction.atomic():
        Holding.objects.filter(seat__group=group, starts_on__lt=DAY).update(ends_on=date(2017, 6, 5))
        assert told(standing.seats(read(group), DAY)) != before
        transaction.set_rollback(True)

    assert told(standing.seats(read(group), DAY)) == before


def test_an_old_group_that_is_saved_does_not_bring_the_old_membership_back(group: SubGroup) -> None:
    old = read(group)
    standing.seats(old, DAY)
    Holding.objects.filter(seat__group=group, starts_on__lt=DAY).update(ends_on=date(2017, 6, 5))
    old.save()

    assert told(standing.seats(read(group), DAY)) == told(seats_on(group, DAY))


def test_signing_in_renews_nothing(group: SubGroup) -> None:
    before = read(group).stamp
    person = Person.objects.all()[0]
    person.save(update_fields=["last_login"])

    assert read(group).stamp == before


def test_a_closure_reaches_the_next_page(group: SubGroup, now) -> None:
    day = date(2017, 6, 7)
    page = read(group)
    calendar.keep(page)
    assert calendar_for(page).why_not(day) is None

    add_closure(group=group, day=day, reason="Training", by=None, at=now)

    page = read(group)
    calendar.keep(page)
    assert calendar_for(page).why_not(day) == "closure: Training"


def test_no_more_is_kept_than_fits(group: SubGroup) -> None:
    page = read(group)
    for _ in range(3 * stamps.MOST):
        stamps.kept(page, uuid4(), list)

    assert len(stamps._kept[group.pk][1]) <= stamps.MOST
