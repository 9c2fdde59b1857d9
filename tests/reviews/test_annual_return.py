"""F1, LSCB1: the Child Death Overview Panel's annual return is owed each May; the sub-group checks that it was made."""

from datetime import date, time

import pytest
from django.urls import reverse

from members.services import appointments
from reviews.models import AnnualReturn
from reviews.services import annual_returns
from subgroup import breaches, clock, ledger, reminders
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews.deaths import at, make_death

SPRING = date(2017, 4, 3)
MADE = {"made_on": date(2017, 5, 12), "made_by": "The panel’s coordinator", "proof": "Receipt 4711"}


@pytest.fixture
def annual(group):
    make_death(group)
    annual_returns.keep(group, SPRING, at(SPRING))
    return AnnualReturn.objects.get()


def row(annual):
    return Deadline.objects.about("annual_return", annual.pk).get()


def record(annual, by, on=date(2017, 6, 20), **more):
    said = {**MADE, "version": annual.version, **more}
    return annual_returns.record(annual=annual, by=by, at=at(on), **said)


def test_LSCB1_it_is_owed_to_the_last_day_of_May_and_says_who_makes_it(group, annual):
    owed = row(annual)
    assert (owed.due_on, owed.clause, owed.owner_key) == (date(2017, 5, 31), "LSCB1", "business_support")
    assert str(annual) == "Annual return on child deaths (LSCB1), year to 31 March 2017"
    assert owed.explanation.startswith(
        "By law the panel makes its annual return on child deaths each May, so by Wednesday 31 May"
    )
    assert "the sub-group checks that it did" in owed.explanation
    assert annual_returns.keep(group, date(2018, 3, 31), at(date(2018, 3, 31))) == []
    (line,) = annual_returns.keep(group, date(2018, 4, 1), at(date(2018, 4, 1)))
    assert "year to 31 March 2018 is owed" in line


WHEN = [
    # the day, whether a death is recorded, whether there is a coordinator, and the day due
    ("2017-04-01", True, False, "2017-05-31"),
    ("2017-04-01", False, False, None),
    ("2017-04-01", False, True, "2017-05-31"),
    ("2017-05-31", True, False, "2017-05-31"),
    ("2017-11-01", True, False, "2017-05-31"),
    ("2019-04-01", True, False, "2019-05-31"),
    ("2020-04-01", True, False, None),
]


@pytest.mark.parametrize(("day", "has_death", "has_coordinator", "due"), WHEN)
def test_LSCB1_only_a_group_that_has_to_do_with_child_deaths_and_no_year_after_the_national_database(
    group, day, has_death, has_coordinator, due
):
    on = date.fromisoformat(day)
    if has_death:
        make_death(group)
    if has_coordinator:
        appointments.appoint(
            group=group, person=factories.make_person("Invented Coordinator"), role="cdop_coordinator", starts_on=date(2017, 1, 1),
            by=None, at=factories.START,
        )  # fmt: skip
    for _ in range(2):
        annual_returns.keep(group, on, at(on))
    assert [str(one.due_on) for one in Deadline.objects.filter(rule="annual_return")] == (
        [due] if due else []
    )


def test_LSCB1_a_year_that_was_due_before_the_group_had_child_deaths_is_not_owed(group):
    make_death(group, notified_on=date(2017, 6, 1), when=at(date(2017, 6, 1)))
    assert annual_returns.keep(group, date(2017, 6, 2), at(date(2017, 6, 2))) == []


def test_LSCB1_not_made_in_May_it_is_late_and_climbs_to_the_chair_and_is_no_breach_of_the_sub_groups(
    group, annual, support
):
    day = date(2017, 6, 2)
    breaches.record(group, on=day, at=at(day))
    assert not group.breaches.exists(), "the duty is the panel's"
    reminders.remind(group, today=day, at=moment(day, time(7)))
    chair = factories.holder(group, "S01")
    assert Message.objects.filter(recipient=chair, text__contains="Annual return on child deaths").exists()
    record(annual, support, made_on=date(2017, 6, 7))
    assert not Deadline.objects.open().filter(rule="annual_return").exists()


def test_LSCB1_business_support_is_reminded_before_it_is_due(group, annual, support):
    day = date(2017, 5, 31)
    reminders.remind(group, today=day, at=moment(day, time(7)))
    assert Message.objects.filter(recipient=support, text__contains="Annual return on child deaths").exists()


REFUSED = [
    ({"made_on": date(2017, 6, 21)}, "lies in the future"),
    ({"made_on": date(2017, 3, 31)}, "it was made after that"),
    ({"made_by": " "}, "Say who made it"),
    ({"proof": ""}, "Say what shows"),
]


@pytest.mark.parametrize(("more", "sentence"), REFUSED)
def test_LSCB1_that_it_was_made_is_recorded_with_day_who_and_proof(annual, support, more, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        record(annual, support, **more)
    assert row(annual).is_open


def test_LSCB1_what_is_recorded_is_changed_or_taken_back_with_a_reason_and_the_clock_follows(annual, support):
    record(annual, support)
    assert row(annual).met_on == date(2017, 5, 12)
    again = record(annual, support)
    assert again.version == 2, "the same said twice is one"
    with pytest.raises(NotAllowed, match="Say why what was recorded is changed"):
        record(annual, support, proof="Receipt 4712")
    record(annual, support, proof="Receipt 4712", because="A wrong number")
    assert row(annual).met_on == date(2017, 5, 12)
    record(annual, support, made_on=None, because="It was last year's")
    assert row(annual).is_open
    record(annual, support, made_on=date(2017, 5, 30))
    assert row(annual).met_on == date(2017, 5, 30)


def test_LSCB1_two_who_record_it_at_once_lose_nothing(annual, support):
    record(annual, support)
    with pytest.raises(Conflict) as raised:
        record(annual, support, version=1, proof="Another", because="Mine")
    assert raised.value.theirs == "made on Friday 12 May 2017 by The panel’s coordinator: Receipt 4711"


def test_LSCB1_the_pages_of_child_deaths_and_of_clocks_show_it_and_lead_to_where_it_is_recorded(
    group, annual, client_as
):
    client = client_as("business_support")
    page = reverse("reviews:annual_return", args=[group.slug, annual.pk])

    def shown(day):
        with clock.frozen(moment(day, time(10))):
            return [
                client.get(reverse(f"reviews:{name}", args=[group.slug])).content.decode()
                for name in ("deaths", "clocks")
            ]

    for on, word in (
        (date(2017, 4, 3), "Running"),
        (date(2017, 5, 30), "Due soon"),
        (date(2017, 6, 1), "Overdue"),
    ):
        for text in shown(on):
            assert page in text
            assert word in text
            assert "the sub-group checks that it did" in text
    with clock.frozen(at(date(2017, 6, 1))):
        assert "Record that it was made" in client.get(page).content.decode()
        sent = {
            **date_data("made_on", date(2017, 5, 12)),
            "made_by": "The coordinator",
            "proof": "Receipt 4711",
            "version": "1",
        }
        refused = client.post(f"{page}made/", {**sent, "proof": ""})
        assert refused.status_code == 422
        assert "Say what shows that it was made" in refused.content.decode()
        assert client.post(f"{page}made/", sent).status_code == 302
        late = client.post(f"{page}made/", {**sent, "proof": "Mine", "because": "Mine"})
        assert late.status_code == 409
        assert "Receipt 4711" in late.content.decode()
    assert all("In time" in text for text in shown(date(2017, 6, 1)))
    assert "Receipt 4711" in client_as("auditor").get(page).content.decode()


def test_LSCB1_what_was_waived_stays_waived(group, annual, support):
    ledger.release_one(deadline=row(annual), reason="Made by the neighbour", by=support, at=at(SPRING))
    annual_returns.keep(group, date(2017, 5, 2), at(date(2017, 5, 2)))
    assert row(annual).release_reason == "Made by the neighbour"
