"""What is written as SQL once answers what its queryset would, whatever it is asked with."""

from collections.abc import Collection
from datetime import date
from itertools import product

import pytest
from django.db import connection
from django.db.models import Count, QuerySet
from django.test.utils import CaptureQueriesContext

from members.models import Holding, Seat
from subgroup import prepared
from subgroup.models import SubGroup
from subgroup.written import figures, written
from tests import factories

DAY = date(2017, 6, 6)


@written
def _seats(
    group: SubGroup, numbers: Collection[int], but: int | None = None, *, named: bool
) -> QuerySet[Seat]:
    rows = Seat.objects.filter(group=group, number__in=numbers).select_related("agency").order_by("number")
    rows = rows if but is None else rows.exclude(number=but)
    return rows if named else rows.select_related(None).only("number")


@written
def _held(seats: Collection[Seat], day: date) -> QuerySet[Holding, tuple[int, int]]:
    rows = Holding.objects.filter(seat__in=seats, starts_on__lte=day)
    return figures(rows, number=Count("pk"), people=Count("person", distinct=True))


SHAPES = list(product([[], [1], [2], [1, 2, 3], [3, 1, 2]], [None, 1, 2], [True, False]))


def test_the_same_rows_come_whatever_it_is_asked_with(group):
    for numbers, but, named in SHAPES * 3:  # PostgreSQL prepares what it is asked again
        plainly = list(_seats.build(group, numbers, but, named=named))
        found = _seats(group, numbers, but, named=named)
        assert found == plainly
        assert [one.get_deferred_fields() for one in found] == [one.get_deferred_fields() for one in plainly]
        assert [_filled(one) for one in found] == [_filled(one) for one in plainly]
        if named:
            agencies = [one.agency for one in plainly]
            with CaptureQueriesContext(connection) as queries:
                assert [one.agency for one in found] == agencies
            assert not queries


def _filled(row: Seat) -> tuple[dict, str | None, bool]:
    """What Django put into a row, and where it says that it came from."""
    fields = {name: value for name, value in vars(row).items() if name != "_state"}
    return fields, row._state.db, row._state.adding


def test_a_row_that_is_saved_changes_that_row(group):
    seat = _seats(group, [1], named=True)[0]
    seat.title = "Another title"
    seat.save()
    assert Seat.objects.get(pk=seat.pk).title == "Another title"
    assert Seat.objects.filter(group=group, number=1).count() == 1


def test_what_asks_for_more_than_its_own_rows_is_refused(group):
    @written
    def with_holdings(group: SubGroup) -> QuerySet[Seat]:
        return Seat.objects.filter(group=group).prefetch_related("holdings")

    @written
    def as_dicts(group: SubGroup) -> QuerySet[Seat, dict]:
        return Seat.objects.filter(group=group).values("number")

    for ask in (with_holdings, as_dicts):
        with pytest.raises(TypeError, match="What is written once"):
            ask(group)


def test_figures_are_those_of_the_day_and_those_of_nothing_are_0(group):
    seats = [factories.seat(group, "S01"), factories.seat(group, "S02")]
    assert _held(seats, DAY) == [(2, 2)]
    assert _held(seats, date(1990, 1, 1)) == [(0, 0)]
    assert _held([], DAY) == [(0, 0)]


def test_what_was_changed_is_there_the_next_time(group):
    seat = _seats(group, [1], named=True)[0]
    Seat.objects.filter(pk=seat.pk).update(title="Another title")
    assert _seats(group, [1], named=True)[0].title == "Another title"


def test_a_day_is_never_written_into_the_text(group):
    @written
    def held(group: SubGroup) -> QuerySet[Holding]:
        return Holding.objects.filter(seat__group=group, starts_on__lte=DAY)

    with pytest.raises(TypeError, match="that of the first who asked"):
        held(group)


@pytest.mark.skipif(connection.vendor != "postgresql", reason="Only PostgreSQL prepares statements")
def test_a_connection_prepares_what_it_is_asked_again_and_no_more_than_it_may(group, monkeypatch):
    monkeypatch.setattr(prepared, "MOST", 3)

    def there() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'asked%'")
            return cursor.fetchone()[0]

    prepared._asked.pop(connection.connection, None)
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    _seats(group, [1], named=True)
    assert there() == 0
    _seats(group, [2], named=True)
    assert there() == 1
    for length in range(2, 12):
        for _ in range(3):
            assert len(_seats(group, list(range(1, length + 1)), named=True)) == length
    assert there() <= 3
