"""F6: a screening panel is called off by hand while its case goes on being screened."""

from datetime import date, time, timedelta

import pytest

from reviews.enums import CaseState
from reviews.services import closing, panels
from subgroup import clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message
from tests.reviews.cases import agency, make_case
from tests.reviews.screening import ASKED, ask, assess, call, make_lead, recommend

SOON = ASKED + timedelta(days=1)
WHY = "Two members are ill"


@pytest.fixture
def case(group):
    return make_case(group)


def path(panel, rest=""):
    return f"/g/{panel.case.group.slug}/cases/panels/{panel.pk}/{rest}"


def off(panel, by):
    return panels.call_off(panel=panel, because=WHY, by=by, at=SOON)


def text(response):
    return response.content.decode()


def test_F6_called_off_on_its_page_the_members_are_told_by_the_reference_alone(case, support, client_as):
    panel = call(case, "S09", "S16")
    client = client_as(support)
    with clock.frozen(SOON):
        assert path(panel, "off/") in text(client.get(path(panel)))
        asked = text(client.get(path(panel, "off/")))
        for member in panel.members.all():
            assert str(member.person) in asked
        assert client.post(path(panel, "off/"), {"because": ""}).status_code == 422
        assert client.post(path(panel, "off/"), {"because": WHY}).status_code == 302
        page = text(client.get(path(panel)))
        on_case = text(client.get(f"/g/{case.group.slug}/cases/{case.pk}/"))
    assert WHY in page
    assert "Called off" in page
    assert path(panel, "edit/") not in page
    assert "Called off" in on_case
    assert f"{case.pk}/panels/new/" in on_case, "another can be called"
    mails = Message.objects.filter(kind="panel_over")
    assert set(mails.values_list("recipient", flat=True)) == {one.person_id for one in panel.members.all()}
    for mail in mails:
        said = mail.subject + mail.text + mail.html
        assert case.reference in said
        assert "is called off" in said
        assert "not being screened" not in said
        assert case.codename not in said
        assert WHY not in said


def test_F6_another_panel_can_be_called_and_the_case_goes_on_with_what_agencies_owe(case, support):
    make_lead(case.group, "GMP")
    ask(case, "GMP")
    first = call(case)
    panels.take_view(
        panel=first, agency=agency(case.group, "GMP"), answer="no", words="As we see it", by=support, at=ASKED
    )
    off(first, support)
    case.refresh_from_db()
    assert case.state == CaseState.SCREENING
    assert Deadline.objects.open().filter(rule="information_request").count() == 1
    assert first.views.get().words == "As we see it"
    second = call(case, "S09", at=SOON)
    assess(case)
    recommend(second, without={"GMP": "It was asked twice"})
    assert first.members.count() == 2


def test_F6_what_a_panel_held_that_was_called_off_stays_as_it_is(case, support, chair, client_as):
    panel = call(case)
    assess(case)
    member = panel.members.first()
    panels.declare(member=member, interest="Knows the family", by=member.person, at=ASKED)
    assert "Interest of" in text(client_as(chair).get(f"/g/{case.group.slug}/"))
    off(panel, support)
    assert "Interest of" not in text(client_as(chair).get(f"/g/{case.group.slug}/")), "it waits for nobody"
    for act in (
        lambda: off(panel, support),
        lambda: recommend(panel),
        lambda: panels.declare(member=member, interest="", by=member.person, at=SOON),
        lambda: panels.handle(member=member, handling="stays", by=chair, at=SOON),
        lambda: panels.take_view(panel=panel, agency=agency(case.group, "GMP"), answer="no", by=support, at=SOON),
        lambda: panels.change(
            panel=panel, version=panel.version, meets_on=date(2017, 4, 1), members=[member.person], chair=None, by=support, at=SOON
        ),
    ):  # fmt: skip
        with pytest.raises(NotAllowed, match="was called off on Thursday 2 March 2017 by"):
            act()
    assert Message.objects.filter(kind="panel_over").count() == 2, "pressed twice nobody is told twice"


def test_F6_nobody_is_told_again_when_the_case_ends_and_a_recommendation_is_never_called_off(
    case, support, chair
):
    panel = call(case)
    off(panel, support)
    closing.close(case=case, because="Entered twice", by=chair, at=SOON)
    assert Message.objects.filter(kind="panel_over").count() == 2
    other = make_case(case.group)
    sent = call(other)
    assess(other)
    recommend(sent)
    with pytest.raises(NotAllowed, match="recommendation was sent on"):
        off(sent, support)


def test_F6_of_a_case_that_is_not_screened_any_more_no_panel_is_called_off(case, support, chair):
    panel = call(case)
    closing.close(case=case, because="Entered twice", by=chair, at=SOON)
    with pytest.raises(NotAllowed, match="no panel meets about it"):
        off(panel, support)
    with pytest.raises(NotAllowed, match="Say why"):
        panels.call_off(
            panel=call(make_case(case.group)), because=" ", by=support, at=moment(date(2017, 3, 2), time(9))
        )
