"""What a successor, or the first holder of a post, is told that they answer for."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from actionplans.models import Action
from actionplans.services import briefing
from members.models import Appointment, Holding
from members.services import appointments, seats
from subgroup import clock
from subgroup.clock import moment
from subgroup.models import Message, Person, SubGroup
from tests import factories
from tests.actionplans import plans as making
from tests.printing import printed

AT = moment(date(2017, 3, 1))


def succeed(group: SubGroup, code: str, on: date, at=None) -> Person:
    """A new holder of the seat, entered at `at`."""
    person = factories.make_person("Ada Newcombe")
    seats.change_holder(
        seat=factories.seat(group, code), ended_on=on - timedelta(days=1), person=person, starts_on=on, by=None,
        at=at or moment(on),
    )  # fmt: skip
    return person


def mails() -> list[Message]:
    return list(Message.objects.filter(kind="briefing"))


@pytest.fixture
def inherited(group) -> list[Action]:
    """Two actions of S17, of which one is confidential, and one of its agency that no post has."""
    seat = factories.seat(group, "S17")
    plan = making.make_plan(group)
    code = seat.agency.code
    return [
        making.make_action(plan, code, owner=seat, due_on=date(2017, 2, 1)),
        making.make_action(making.make_plan(group, "SCR-C", confidential=True), code, owner=seat),
        making.make_action(plan, code),
    ]


def test_a_successor_is_told_once_what_the_post_inherits(group, inherited):
    at = moment(date(2017, 3, 10))
    person = succeed(group, "S17", at.date())
    (mail,) = mails()
    assert (mail.recipient, mail.about_kind) == (person, "seat")
    assert "3 open actions, 1 of them overdue" in mail.text
    assert "The first is SCR-K/1.1, due Wednesday 1 February 2017." in mail.text
    assert "CANARY" not in mail.text + mail.html
    briefing.daily(group, at.date(), at)
    assert len(mails()) == 1


def test_who_takes_over_later_is_told_on_the_day(group, inherited):
    person = succeed(group, "S17", date(2017, 3, 20), at=moment(date(2017, 3, 10)))
    briefing.daily(group, date(2017, 3, 19), moment(date(2017, 3, 19)))
    assert mails() == []
    briefing.daily(group, date(2017, 3, 22), moment(date(2017, 3, 22)))
    assert [mail.recipient for mail in mails()] == [person], "also after days without a run"


def test_a_new_lead_of_an_agency_is_told_what_the_agency_owes(group, inherited):
    code = factories.seat(group, "S17").agency.code
    making.make_lead(group, code, "The first lead")
    row = Appointment.objects.get(role="agency_lead", agency__code=code)
    day = date(2017, 3, 20)
    appointments.end(appointment=row, ends_on=day - timedelta(days=1), by=None, at=AT)
    second = factories.make_person("The second lead")
    appointments.appoint(
        group=group, person=second, role="agency_lead", agency=row.agency, starts_on=day, by=None, at=AT
    )
    for later in (0, 1):
        briefing.daily(group, day + timedelta(later), moment(day + timedelta(later)))
    (mail,) = mails()
    assert mail.recipient == second
    assert "1 open action." in mail.text
    assert reverse("actionplans:agency", args=[group.slug, row.agency_id]) in mail.text


def test_a_post_with_nothing_open_sends_no_briefing(group):
    succeed(group, "S17", date(2017, 3, 10))
    assert mails() == []


def test_the_briefing_holds_what_stands_and_keeps_what_is_confidential(group, inherited, client_as):
    seat = factories.seat(group, "S17")
    url = reverse("actionplans:briefing", args=[group.slug, seat.pk])
    page = client_as("member").get(url).content.decode()
    for action in inherited:
        assert action.reference in page
    page = client_as("liqa_reader").get(url).content.decode()
    assert "SCR-K/1.1" in page
    assert "SCR-C" not in page
    assert client_as("agency_lead").get(url).status_code == 403
    url = reverse("actionplans:briefing_pdf", args=[group.slug, seat.pk])
    assert printed(client_as("member"), url).startswith(b"%PDF")


def test_what_the_agencys_lead_answers_for_is_not_the_posts(group, inherited):
    seat = factories.seat(group, "S17")
    making.make_lead(group, seat.agency.code)
    with clock.frozen(AT):
        found = briefing.actions_of(seat, on=AT.date())
    assert {one.pk for one in found} == {inherited[0].pk, inherited[1].pk}


@pytest.fixture
def vacant(group, inherited):
    """S17, as if nobody had ever held it."""
    seat = factories.seat(group, "S17")
    Holding.objects.filter(seat=seat).delete()
    return seat


def first_holder(seat, on, at=None) -> Person:
    person = factories.make_person("Ada Newcombe")
    seats.hold(seat=seat, person=person, starts_on=on, by=None, at=at or moment(on))
    return person


def test_F10_the_first_holder_of_a_post_is_told_once_what_is_open_on_it(group, vacant):
    day = date(2017, 3, 10)
    person = first_holder(vacant, day)
    (mail,) = mails()
    assert mail.recipient == person
    assert (
        f"you hold the post {vacant.title} now, where nobody was before. You answer for 3 open" in mail.text
    )
    assert reverse("actionplans:briefing", args=[group.slug, vacant.pk]) in mail.text
    briefing.daily(group, day + timedelta(1), moment(day + timedelta(1)))
    assert len(mails()) == 1


def test_F10_a_first_holder_who_comes_later_is_told_on_the_day(group, vacant):
    first_holder(vacant, date(2017, 3, 20), at=moment(date(2017, 3, 10)))
    assert mails() == []
    briefing.daily(group, date(2017, 3, 21), moment(date(2017, 3, 21)))
    assert len(mails()) == 1


def test_what_is_asked_of_a_first_holder_after_they_came_is_no_briefing(group, vacant):
    Action.objects.update(stage="ended")
    first_holder(vacant, date(2017, 3, 10))
    later = moment(date(2017, 3, 12))
    making.make_action(making.make_plan(group, "SCR-L"), vacant.agency.code, owner=vacant, at=later)
    briefing.daily(group, later.date(), later)
    assert mails() == []


def test_F10_the_first_lead_of_an_agency_is_told_once_what_it_was_asked(group, inherited):
    agency = factories.seat(group, "S17").agency
    day = date(2017, 3, 20)
    lead = factories.make_person("The first lead")
    appointments.appoint(
        group=group, person=lead, role="agency_lead", agency=agency, starts_on=day, by=None, at=AT
    )
    for later in (0, 1):
        briefing.daily(group, day + timedelta(later), moment(day + timedelta(later)))
    (mail,) = mails()
    assert mail.recipient == lead
    assert f"you are the lead of {agency.name} now, where nobody was before" in mail.text
