"""The change log reads as a person would say it: names for keys, words for codes, who and when."""

from datetime import date

import pytest
from auditlog.context import set_actor
from auditlog.diff import model_instance_diff
from django.urls import reverse

from members.models import Holding
from members.services import seats
from subgroup import changes, clock
from tests import factories

pytestmark = pytest.mark.django_db


def test_a_change_names_who_when_and_what_stood_before(group, now):
    seat, by = factories.seat(group, "S09"), factories.holder(group, "S06")
    with set_actor(by):
        seats.end_holding(seat=seat, ends_on=date(2017, 4, 30), by=by, at=now)
    holding = Holding.objects.get(seat=seat)
    ended = next(change for change in changes.of([holding]) if " changed: " in change.what)
    assert (ended.at, ended.by) == (clock.now(), str(by))
    assert ended.changes == [("ends on", "", "Sunday 30 April 2017")]


def test_keys_and_codes_are_told_as_names_and_words(group, now):
    seat = factories.seat(group, "S01")
    told = {field: after for field, _, after in changes.of([seat])[-1].changes}
    assert told["agency"] == "Salford City Council"
    assert told["role"] == "Chair"
    assert changes.of([group])[-1].changes


def test_passwords_and_tokens_are_never_in_the_log(group, now):
    person = factories.holder(group, "S09")
    person.set_password("something-long-and-secret")
    person.save()
    assert all(field != "password" for change in changes.of([person]) for field, _, _ in change.changes)


def test_the_page_is_of_the_own_group_only(client_as, group):
    other = factories.make_group(factories.ROOT / "tests" / "data" / "terms-other-board.toml")
    foreign = other.seats.first()
    url = reverse("changes:of", args=[group.slug, "members.seat", foreign.pk])
    assert client_as("chair").get(url).status_code == 404


def test_number_of_queries_does_not_grow_with_the_rows(group, now, django_assert_max_num_queries):
    holdings = list(Holding.objects.filter(seat__group=group))
    with django_assert_max_num_queries(5):
        changes.of(holdings)


def test_the_history_of_a_thing_holds_its_parts(client_as, group, now):
    """Who held a seat is read on the seat's history, and that of another seat is not."""
    seat, by = factories.seat(group, "S09"), factories.holder(group, "S06")
    seats.end_holding(seat=seat, ends_on=date(2017, 4, 30), by=by, at=now)
    pages = [
        client_as("chair").get(reverse("changes:of", args=[group.slug, "members.seat", each.pk])).content
        for each in (seat, factories.seat(group, "S16"))
    ]
    assert [b"Sunday 30 April 2017" in page for page in pages] == [True, False]


def test_moments_and_answers_are_told_as_people_write_them_and_data_is_not_spelt_out(group, now):
    """A moment in summer is told in London's time."""
    person = factories.holder(group, "S09")
    person.joined_at = clock.moment(date(2017, 6, 1), clock.time(10, 4))
    person.is_active = False
    person.save()
    changed = next(change for change in changes.of([person]) if " changed: " in change.what)
    told = {field: (before, after) for field, before, after in changed.changes}
    assert told["joined at"] == ("", "Thursday 1 June 2017 at 10:04")
    assert told["may sign in"] == ("yes", "no")
    loaded = changes.of([group.terms.get()])[0]
    assert ("data", "", "worked out") in loaded.changes
    assert "object (" not in loaded.what


def test_what_is_logged_of_many_rows_is_what_would_be_of_one(group):
    """Of each kind: with days and moments, keys, codes, JSON, and fields that are never in the log."""
    person, terms = factories.holder(group, "S09"), group.terms.first()
    for row in (person, terms, factories.seat(group, "S01"), Holding.objects.first(), group):
        for pair in ((None, row), (row, None), (row, row)):
            assert changes.difference_of(*pair) == model_instance_diff(*pair)
