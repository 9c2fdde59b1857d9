"""The end of a case: nothing of it is open any more, its clocks stop, and it can come back (F4)."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse

from reviews.enums import CaseState, DateKind, OutcomeKind
from reviews.reading import CASE
from reviews.services import closing, dates, outcomes, requests
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews import referred
from tests.reviews.cases import MADE, agency, make_case
from tests.reviews.screening import call, make_lead

LATER = moment(date(2017, 3, 20), time(9))
SOON = moment(date(2017, 3, 10), time(9))


def clocks_of(case):
    return Deadline.objects.filter(rule__startswith="s").about(CASE, case.pk)


def test_F4_without_an_outcome_it_is_said_why(group, chair):
    case = make_case(group)
    with pytest.raises(NotAllowed, match="Say why the case is closed without one"):
        closing.close(case=case, because=" ", by=chair, at=MADE)
    closing.close(case=case, because="It was referred twice.", by=chair, at=MADE)
    assert (case.state, case.closed_because) == (CaseState.CLOSED, "It was referred twice.")


def test_F4_an_outcome_is_reason_enough(group, chair):
    case = make_case(group)
    outcomes.record(
        case=case, kind=OutcomeKind.LEARNING_NOTED, because="Practice was good.", by=chair, at=MADE
    )
    closing.close(case=case, because="", by=chair, at=MADE)
    assert case.state == CaseState.CLOSED


def test_F4_not_while_an_agency_is_still_asked(group, chair):
    case = make_case(group)
    support = factories.holder(group, "S06")
    requests.send(
        case=case, agencies=[agency(group, "SRFT")], question="What do you know?", due_on=MADE.date() + timedelta(days=14),
        by=support, at=MADE,
    )  # fmt: skip
    with pytest.raises(NotAllowed, match="still asked of SRFT"):
        closing.close(case=case, because="Over.", by=chair, at=MADE)


def test_S1_its_clocks_stop_and_what_was_late_stays_late(group, chair):
    case = make_case(group)
    dates.record(case=case, kind=DateKind.AWARE, day=date(2017, 2, 20), by=chair, at=MADE)
    assert clocks_of(case).open().exists()
    closing.close(case=case, because="Referred to another Board.", by=chair, at=LATER)
    assert not clocks_of(case).open().exists()
    assert clocks_of(case).broken(on=LATER.date()).exists(), (
        "the authority was late before the case was closed"
    )
    dates.record(case=case, kind=DateKind.BOARD_TOLD, day=date(2017, 3, 1), by=chair, at=LATER)
    assert not clocks_of(case).open().exists(), "the clocks of a closed case stand still"


def test_S1_opened_again_its_clocks_go_on(group, chair):
    case = make_case(group)
    dates.record(case=case, kind=DateKind.AWARE, day=date(2017, 2, 27), by=chair, at=MADE)
    before = set(clocks_of(case).open().values_list("rule", "due_on"))
    closing.close(case=case, because="It was referred twice.", by=chair, at=MADE)
    with pytest.raises(NotAllowed, match="Say why"):
        closing.reopen(case=case, because="", by=chair, at=LATER)
    closing.reopen(case=case, because="It was not the same child.", by=chair, at=LATER)
    assert (case.state, case.closed_at) == (CaseState.SCREENING, None)
    assert set(clocks_of(case).open().values_list("rule", "due_on")) == before


def test_F4_closed_before_it_was_acknowledged_it_waits_for_that_when_it_is_opened_again(
    group, chair, client_as
):
    case = referred.sent(group, make_lead(group, "GMP"))
    url = reverse("reviews:acknowledge", args=[group.slug, case.pk])
    closing.close(case=case, because="It was referred twice.", by=chair, at=MADE)
    assert "It is acknowledged once it is opened again" in client_as(chair).post(url).content.decode()
    closing.reopen(case=case, because="It was not the same child.", by=chair, at=LATER)
    assert case.state == CaseState.REFERRED
    assert Deadline.objects.open().filter(rule="acknowledge_referral").about(CASE, case.pk).exists()
    assert client_as(chair).post(url).status_code == 302
    case.refresh_from_db()
    assert case.state == CaseState.SCREENING


def test_F4_the_page_says_what_keeps_it_open_and_support_may_not_close(group, client_as):
    case = make_case(group)
    url = reverse("reviews:case_close", args=[group.slug, case.pk])
    assert client_as("business_support").post(url, {"because": "Over."}).status_code == 403
    page = client_as("chair").post(url, {"because": ""})
    assert page.status_code == 422
    assert "Say why the case is closed without one" in page.content.decode()
    assert client_as("chair").post(url, {"because": "Over."}).status_code == 302
    again = client_as("chair").post(url, {"because": "Over."})
    assert "is closed already" in again.content.decode()


def test_F6_who_was_to_sit_on_a_panel_is_told_that_it_does_not_meet(group, chair, client_as):
    closed, decided, over = (make_case(group) for _ in range(3))
    for case, days in ((closed, 14), (decided, 14), (over, 0)):
        call(case, days=days)
    closing.close(case=closed, because="Entered twice", by=chair, at=SOON)
    outcomes.record(case=decided, kind="learning_noted", because="Below the threshold", by=chair, at=SOON)
    closing.close(case=over, because="Entered twice", by=chair, at=SOON)
    mails = Message.objects.filter(kind="panel_over")
    assert {mail.subject.split()[5] for mail in mails} == {closed.reference, decided.reference}
    assert mails.count() == 4, "two sit on each; a panel whose day has passed is told nothing"
    with clock.frozen(SOON):
        page = (
            client_as("chair").get(f"/g/{group.slug}/cases/panels/{closed.panels.get().pk}/").content.decode()
        )
    assert "Did not recommend" in page
