"""F4: a case that no agency referred: the authority notified it, or the sub-group found it."""

from datetime import date, time

import pytest
from django.urls import reverse

from reviews import referring
from reviews.enums import CaseSource, CaseState
from reviews.models import Case, Referral
from reviews.services import referrals
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews.cases import MADE, agency
from tests.reviews.identities import NHS
from tests.reviews.referred import ANSWERS, CHILD, SUMMARY

OTHERWISE = {key: value for key, value in ANSWERS.items() if key not in ("asked_for", "lead_consulted")}
LATER = moment(date(2018, 7, 9), time(9))


def written(group, by, source, *, at=MADE, people=(CHILD,), **more):
    """As who manages cases writes it down, with all that is asked."""
    code = None if source == CaseSource.OTHER else agency(group, "SCC")
    made = referrals.start(group=group, agency=code, source=source, by=by, at=at)
    answers = {**OTHERWISE, **more}
    for step in referring.STEPS:
        said = {one.key: answers[one.key] for one in step.questions if answers.get(one.key)}
        listed = None if step.questions else list(people)
        referrals.save(
            referral=made, step=step, answers=said, people=listed, version=made.version, page="test", by=by, at=at
        )  # fmt: skip
    return made


def opened(group, by, source, *, at=MADE, **more):
    return referrals.send(referral=written(group, by, source, at=at, **more), by=by, at=at)


def owed(case):
    rows = Deadline.objects.about("case", case.pk).filter(released_at=None)
    return {row.rule: str(row.due_on) for row in rows}


def test_F4_a_notified_case_runs_by_the_day_on_which_the_board_was_told_and_is_screened_at_once(
    group, support
):
    case = opened(group, support, CaseSource.NOTIFICATION, told_on="2017-02-24")
    assert (case.source, case.agency, case.state) == (
        CaseSource.NOTIFICATION,
        agency(group, "SCC"),
        CaseState.SCREENING,
    )
    assert owed(case) == {
        "s1_ofsted_told": "2017-03-01",
        "s1_board_told": "2017-03-01",
        "s2_chair_decides": "2017-03-24",
    }
    assert case.summary == SUMMARY
    assert {str(one.day): one.source for one in case.dates.filter(kind="board_told")} == {
        "2017-02-24": "Notified by the local authority"
    }
    assert case.identities.get().nhs_number == NHS
    assert case.referral.identity == {}


@pytest.mark.parametrize(
    ("told", "clocks"), [("2018-06-28", {"s1_ofsted_told"}), ("2018-06-29", {"s1_panel_told"})]
)
def test_F4_a_notified_case_is_under_the_guidance_of_the_day_on_which_the_board_was_told(
    group, support, told, clocks
):
    said = {"incident_on": "2018-06-25", "aware_on": "2018-06-26", "told_on": told}
    case = opened(group, support, CaseSource.NOTIFICATION, at=LATER, **said)
    assert {rule for rule in owed(case) if rule.startswith("s1_") and rule != "s1_board_told"} == clocks


def test_F4_a_case_that_the_sub_group_found_is_of_no_agency_and_nobody_is_asked_to_acknowledge_it(
    group, support
):
    case = opened(group, support, CaseSource.OTHER)
    assert (case.agency, case.state, case.source) == (None, CaseState.SCREENING, CaseSource.OTHER)
    assert "acknowledge_referral" not in owed(case)
    mail = Message.objects.filter(kind="referral_sent").first()
    said = mail.subject + mail.text + mail.html
    assert case.reference in said
    assert "acknowledge" not in said
    assert case.codename not in said
    assert Referral.objects.get().origin == "Found by the sub-group"


ASKED = [
    # how it came, what is asked, what is not
    (CaseSource.REFERRAL, {"asked_for", "lead_consulted", "aware_on"}, {"told_on"}),
    (CaseSource.NOTIFICATION, {"told_on", "aware_on", "secured"}, {"asked_for", "lead_consulted"}),
    (CaseSource.OTHER, {"aware_on", "summary"}, {"told_on", "asked_for", "lead_consulted"}),
]


@pytest.mark.parametrize(("source", "asks", "does_not"), ASKED)
def test_F4_the_questions_follow_from_how_it_came(source, asks, does_not):
    answers = {"happened": "harmed", "source": source}
    keys = {one.key for step in referring.STEPS for one in referring.asked(step, answers)}
    assert asks <= keys
    assert not does_not & keys


def test_F4_a_notification_without_its_day_is_not_complete(group, support):
    made = written(group, support, CaseSource.NOTIFICATION)
    with pytest.raises(NotAllowed, match="not complete"):
        referrals.send(referral=made, by=support, at=MADE)
    assert [said for _, said in referring.missing(made.facts, [CHILD])] == [
        "Enter the day on which the Board was notified"
    ]


@pytest.mark.parametrize(("source", "code"), [(CaseSource.NOTIFICATION, None), (CaseSource.OTHER, "SCC")])
def test_F4_a_notification_has_an_authority_and_what_was_found_has_no_agency(group, support, source, code):
    with pytest.raises(NotAllowed, match="Choose the agency"):
        referrals.start(group=group, agency=code and agency(group, code), source=source, by=support, at=MADE)


def test_F4_a_case_that_is_known_is_said_to_look_alike_however_it_came(group, support):
    opened(group, support, CaseSource.OTHER)
    again = written(group, support, CaseSource.NOTIFICATION, told_on="2017-02-24")
    with pytest.raises(referrals.LooksAlike):
        referrals.send(referral=again, by=support, at=MADE)


def test_F4_business_support_opens_a_case_that_came_otherwise_from_the_list_of_cases(group, client_as):
    client = client_as("business_support")
    new = reverse("reviews:referral_new", args=[group.slug])
    with clock.frozen(MADE):
        assert new in client.get(reverse("reviews:list", args=[group.slug])).content.decode()
        page = client.get(new).content.decode()
        assert "Notified by the local authority" in page
        assert "Found by the sub-group" in page
        refused = client.post(new, {"source": "notification", "agency": ""})
        assert "Choose the agency" in refused.content.decode()
        begun = client.post(new, {"source": "other", "agency": ""})
        made = Referral.objects.get()
        assert begun.url == reverse("reviews:referral_step", args=[group.slug, made.pk, "happened"])
        assert "Found by the sub-group" in client.get(begun.url).content.decode()
        assert f"referral {made.reference}" in client.get(f"/g/{group.slug}/").content.decode()
        made.answers, made.identity = OTHERWISE, {"people": [CHILD]}
        made.save()
        send = reverse("reviews:referral_send", args=[group.slug, made.pk])
        assert "It is screened at once" in client.get(send).content.decode()
        sent = client.post(send)
        case = Case.objects.get()
        assert sent.url == reverse("reviews:case", args=[group.slug, case.pk])
        shown = client.get(sent.url).content.decode()
        assert "Found by the sub-group" in shown
        assert "Read what was written down" in shown
        assert "Sub-group" in client.get(reverse("reviews:list", args=[group.slug])).content.decode()
        listed = client.get(reverse("reviews:referrals", args=[group.slug])).content.decode()
        assert case.codename in listed
        assert (
            "Found by the sub-group"
            in client.get(reverse("reviews:referral", args=[group.slug, made.pk])).content.decode()
        )


def test_F4_an_agency_opens_no_case_that_came_otherwise(group, client_as):
    member = factories.holder(group, "S09")
    client = client_as(member)
    new = reverse("reviews:referral_new", args=[group.slug])
    with clock.frozen(MADE):
        assert new not in client.get(reverse("reviews:list", args=[group.slug])).content.decode()
        assert "Notified by the local authority" not in client.get(new).content.decode()
        mine = factories.seat(group, "S09").agency
        client.post(new, {"source": "other", "agency": mine.pk})
        made = Referral.objects.get()
        assert (made.source, made.agency) == (CaseSource.REFERRAL, mine)
        forged = written(group, member, CaseSource.OTHER)
        send = reverse("reviews:referral_send", args=[group.slug, forged.pk])
        assert client.post(send).status_code == 403
    assert not Case.objects.exists()


def test_F4_a_draft_of_a_case_that_was_found_is_there_for_its_writer_alone(group, support, client_as):
    made = written(group, support, CaseSource.OTHER)
    page = reverse("reviews:referral", args=[group.slug, made.pk])
    assert made.reference in client_as(support).get(page).content.decode()
    for role in ("chair", "business_manager", "member"):
        assert client_as(role).get(page).status_code == 404
