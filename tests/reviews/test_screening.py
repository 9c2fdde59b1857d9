"""F6: the screening panel and the Independent Chair's decision, which may differ."""

from datetime import date, time

import pytest

from reviews import doors
from reviews.enums import CaseState, InterestHandling, OutcomeKind
from reviews.models import CaseDate, ChairDecision, Naming, PanelRecommendation, ShutOut
from reviews.services import deciding, panels
from subgroup import access, clock
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews.cases import agency, make_case
from tests.reviews.screening import (
    ASKED,
    DECIDED,
    ask,
    assess,
    call,
    decide,
    make_independent_chair,
    recommend,
    recommended,
)

MET = date(2017, 3, 15)


@pytest.fixture
def case(group):
    return make_case(group)


@pytest.fixture
def judge(group):
    return make_independent_chair(group)


def path(group, rest):
    return f"/g/{group.slug}/cases/{rest}"


def text(response):
    return response.content.decode()


# The panel


def test_F6_members_are_called_with_a_reference_and_a_link(case):
    panel = call(case, "S09", "S16")
    told = set(Message.objects.filter(kind="panel_called").values_list("recipient", flat=True))
    assert told == {one.person_id for one in panel.members.all()}
    assert panel.members.get(chairs=True).person == factories.holder(case.group, "S09")
    mail = Message.objects.filter(kind="panel_called").first()
    said = mail.subject + mail.text + mail.html
    assert case.reference in said
    assert case.codename not in said
    with pytest.raises(NotAllowed, match="A panel is called for Wednesday 15 March 2017 already"):
        call(case)


def test_F6_whom_the_chair_shut_out_is_not_asked_onto_the_panel(case, chair):
    person = factories.holder(case.group, "S16")
    ShutOut.objects.create(case=case, person=person, because="x", decided_at=ASKED, decided_by=chair)
    assert person.pk not in panels.candidates(case, on=date(2017, 3, 1))
    with pytest.raises(NotAllowed, match="cannot sit on this panel"):
        call(case, "S16")


def test_F6_two_who_change_the_panel_at_once_lose_nothing(case, support):
    panel = call(case)
    people = [one.person for one in panel.members.all()]
    said = {"panel": panel, "version": 1, "members": people, "chair": None, "by": support, "at": ASKED}
    panels.change(**said, meets_on=date(2017, 3, 16), place="Room 1")
    with pytest.raises(Conflict):
        panels.change(**said, meets_on=date(2017, 3, 17))
    panel.refresh_from_db()
    assert (panel.meets_on, panel.place) == (date(2017, 3, 16), "Room 1")
    assert Message.objects.filter(kind="panel_called").count() == 4, "each member is told of the other day"


def test_F6_the_page_of_the_second_keeps_what_they_typed_beside_what_stands(group, case, support, client_as):
    panel = call(case)
    people = [one.person_id for one in panel.members.all()]
    page = path(group, f"panels/{panel.pk}/edit/")
    said = {"members": people, "chair": "", "version": "1", **date_data("meets_on", date(2017, 3, 16))}
    first, second = client_as(support), client_as("business_manager")
    assert first.post(page, {**said, "place": "Room 1"}).status_code == 302
    refused = second.post(page, {**said, "place": "Room 2"})
    assert refused.status_code == 409
    assert "It now says: Thursday 16 March 2017, Room 1" in text(refused)
    assert 'value="Room 2"' in text(refused)
    assert second.post(page, {**said, "place": "Room 2", "version": "2"}).status_code == 302
    panel.refresh_from_db()
    assert panel.place == "Room 2"


def test_F6_an_interest_is_declared_and_the_chair_shuts_the_member_out_of_the_case(case, chair, client_as):
    panel = call(case, "S09", "S16")
    member = panel.members.get(person=factories.holder(case.group, "S16"))
    client = client_as(member.person)
    page = path(case.group, f"panels/{panel.pk}/")
    assert client.get(page).status_code == 200
    declared = client.post(
        path(case.group, f"panels/members/{member.pk}/interest/"),
        {"has": "yes", "interest": "Supervised the visits"},
    )
    assert declared.status_code == 302
    assert "Interest of" in text(client_as("chair").get(f"/g/{case.group.slug}/"))
    handled = client_as("chair").post(
        path(case.group, f"panels/members/{member.pk}/handling/"), {"handling": "shut_out", "because": ""}
    )
    assert handled.status_code == 302
    shut = ShutOut.objects.get(case=case)
    assert (shut.person, shut.because, shut.decided_by) == (member.person, "Supervised the visits", chair)
    for address in (page, path(case.group, f"{case.pk}/")):
        assert client.get(address).status_code == 404
    assert case.codename not in text(client.get(path(case.group, "")))


def test_F6_who_stands_down_finds_the_worksheet_no_more_and_nobody_decides_about_themselves(
    case, chair, client_as
):
    panel = call(case, "S01", "S16")
    own = panel.members.get(person=chair)
    panels.declare(member=own, interest="Knows the family", by=chair, at=ASKED)
    with pytest.raises(NotAllowed, match="the vice chair decides"):
        panels.handle(member=own, handling=InterestHandling.STAYS, by=chair, at=ASKED)
    member = panel.members.get(person=factories.holder(case.group, "S16"))
    panels.declare(member=member, interest="Worked there", by=member.person, at=ASKED)
    panels.handle(member=member, handling=InterestHandling.STANDS_DOWN, by=chair, at=ASKED)
    assert client_as(member.person).get(path(case.group, f"panels/{panel.pk}/")).status_code == 404


def test_F6_a_member_who_declared_an_interest_is_not_just_taken_off(case, support):
    panel = call(case, "S09", "S16")
    member = panel.members.get(person=factories.holder(case.group, "S16"))
    panels.declare(member=member, interest="Worked there", by=member.person, at=ASKED)
    with pytest.raises(NotAllowed, match="declared an interest"):
        panels.change(
            panel=panel, version=1, meets_on=MET, members=[factories.holder(case.group, "S09")], chair=None,
            by=support, at=ASKED,
        )  # fmt: skip


def test_F6_no_recommendation_while_the_criteria_have_no_answer(case):
    panel = call(case)
    with pytest.raises(NotAllowed, match="criteria for a review have no answer"):
        recommend(panel)
    assess(case)
    assert recommend(panel).outcome == OutcomeKind.SCR


def test_F6_no_recommendation_while_an_interest_waits_or_before_the_panel_met(case, chair):
    panel = call(case)
    assess(case)
    with pytest.raises(NotAllowed, match="can be sent from that day on"):
        recommend(panel, at=ASKED)
    member = panel.members.first()
    panels.declare(member=member, interest="Knows the family", by=member.person, at=ASKED)
    with pytest.raises(NotAllowed, match="The chair says first"):
        recommend(panel)
    panels.handle(member=member, handling=InterestHandling.STAYS, by=chair, at=ASKED)
    recommend(panel)


def test_F6_who_has_not_said_whether_they_have_an_interest_is_named_before_it_is_sent(case, group, client_as):
    panel = call(case)
    assess(case)
    first, second = panel.members.select_related("person")
    panels.declare(member=first, interest="", by=first.person, at=ASKED)
    with clock.frozen(moment(panel.meets_on, time(15))):
        page = client_as("business_support").get(f"/g/{group.slug}/cases/panels/{panel.pk}/recommend/")
    assert f"{second.person} has not said whether there is an interest" in text(page)
    assert f"{first.person}" not in text(page)


def test_F6_no_recommendation_without_a_sentence_for_each_agency_that_has_not_answered(case):
    panel = call(case)
    assess(case)
    ask(case, "GMP", "SRFT")
    with pytest.raises(NotAllowed, match="Say for SRFT why"):
        recommend(panel, without={"GMP": "It has nothing to add", "SRFT": " "})
    sent = recommend(
        panel, without={"GMP": "It has nothing to add", "SRFT": "It was asked twice", "NPS": "odd"}
    )
    assert sent.without == {"GMP": "It has nothing to add", "SRFT": "It was asked twice"}
    assert not case.requests.filter(state="asked").exists(), "nobody is chased for it any more"
    assert not Deadline.objects.open().filter(rule="information_request").exists()


def test_F6_sent_it_is_with_the_independent_chair_and_frozen(case, judge, support, client_as):
    panel = call(case)
    assess(case)
    panels.take_view(
        panel=panel,
        agency=agency(case.group, "GMP"),
        answer="no",
        words="CANARY dissent",
        dissents=True,
        by=support,
        at=ASKED,
    )
    assert client_as(judge).get(path(case.group, f"{case.pk}/")).status_code == 404, "not theirs yet"
    recommend(panel)
    case.refresh_from_db()
    assert case.state == CaseState.FOR_DECISION
    (mail,) = Message.objects.filter(kind="recommendation_sent")
    assert mail.recipient == judge
    assert "CANARY" not in mail.subject + mail.text + mail.html
    for act in (
        lambda: recommend(panel),
        lambda: panels.take_view(
            panel=panel, agency=agency(case.group, "GMP"), answer="yes", by=support, at=ASKED
        ),
        lambda: panels.declare(member=panel.members.first(), interest="Late", by=support, at=ASKED),
    ):
        with pytest.raises(NotAllowed, match="stays as it is"):
            act()
    assert PanelRecommendation.objects.count() == 1
    shown = text(client_as(judge).get(path(case.group, f"panels/{panel.pk}/")))
    assert "CANARY dissent" in shown
    assert "CANARY evidence" in shown
    assert "Decide on" in text(client_as(judge).get(f"/g/{case.group.slug}/"))


def test_F6_of_a_restricted_case_only_who_is_named_is_told(case, judge, support, client_as):
    case.restricted_at, case.restricted_because = ASKED, "Press interest"
    case.save()
    member = factories.holder(case.group, "S09")
    for person in (support, member):
        Naming.objects.create(case=case, person=person, named_at=ASKED)
    access.rebuild(case.group, on=date(2017, 3, 1))
    panel = call(case, "S09", "S16")
    assert set(Message.objects.filter(kind="panel_called").values_list("recipient", flat=True)) == {member.pk}
    page = path(case.group, f"panels/{panel.pk}/")
    assert "they are to be named for it first" in text(client_as(support).get(page))
    assess(case)
    recommend(panel)
    assert not Message.objects.filter(kind="recommendation_sent").exists()
    for person in (judge, factories.holder(case.group, "S16"), factories.holder(case.group, "S01")):
        client = client_as(person)
        assert client.get(page).status_code == 404
        assert client.get(path(case.group, f"{case.pk}/decision/")).status_code == 404
        assert case.codename not in text(client.get(f"/g/{case.group.slug}/"))


# The decision


def test_F6_a_decision_against_the_panel_keeps_both_texts_and_says_why(group, judge, client_as):
    case = recommended(group)
    with pytest.raises(NotAllowed, match="Say why the decision differs"):
        decide(case, judge, outcome="concise_review")
    decide(case, judge, outcome="concise_review", differs_because="CANARY difference")
    shown = text(client_as("business_support").get(path(group, f"{case.pk}/decision/")))
    for words in (
        "CANARY panel reasons", "CANARY decision reasons", "CANARY difference",
        "The panel recommended “Serious Case Review”; the Independent Chair decided “Multi-agency Concise Review”.",
    ):  # fmt: skip
        assert words in shown
    assert "the Independent Chair decided “Multi-agency Concise Review”" in text(
        client_as("chair").get(path(group, f"{case.pk}/"))
    )


def test_F6_the_decision_is_a_date_of_the_case_and_opens_the_door_for_letters(group, judge, monkeypatch):
    heard = []
    monkeypatch.setattr(doors, "decided", [lambda decision, at: heard.append((decision, at))])
    case = recommended(group)
    made = decide(case, judge)
    day = CaseDate.objects.get(case=case, kind="chair_decided")
    assert (day.day, day.source) == (date(2017, 3, 20), "Decision of Invented Chair")
    assert heard == [(made, DECIDED)]
    told = set(Message.objects.filter(kind="chair_decided").values_list("recipient__name", flat=True))
    assert told == {factories.holder(group, "S06").name, factories.holder(group, "S01").name}


def test_F6_two_who_record_the_decision_record_it_once(group, judge, support):
    case = recommended(group)
    same = type(case).objects.get(pk=case.pk)
    decide(case, judge)
    with pytest.raises(NotAllowed, match="was recorded by Invented Independent Chair"):
        decide(same, support, outcome="audit", differs_because="x")
    assert ChairDecision.objects.count() == 1


def test_F6_a_wrong_record_is_replaced_by_another_and_kept(group, judge, support, monkeypatch):
    heard = []
    monkeypatch.setattr(doors, "decided", [lambda decision, at: heard.append(decision)])
    case = recommended(group)
    wrong = decide(case, support)
    said = {
        "case": case, "replaces": wrong, "outcome": "audit", "because": "As the letter says", "differs_because": "No harm",
        "decided_on": date(2017, 3, 21), "decided_by_name": "Invented Chair", "by": support, "at": moment(date(2017, 3, 22)),
    }  # fmt: skip
    with pytest.raises(NotAllowed, match="Say what was wrong"):
        deciding.replace(**said, replaced_because="")
    new = deciding.replace(**said, replaced_because="The wrong box was ticked")
    assert deciding.standing(case) == new
    assert new.recommendation == wrong.recommendation
    assert ChairDecision.objects.get(pk=wrong.pk).outcome == "scr"
    assert heard == [wrong, new]
    with pytest.raises(NotAllowed, match="Another record has replaced this one"):
        deciding.replace(**said, replaced_because="Again")
    last = CaseDate.objects.filter(case=case, kind="chair_decided").last()
    assert (last.day, last.because) == (date(2017, 3, 21), "The wrong box was ticked")


def test_F6_a_decision_lies_neither_ahead_nor_before_the_recommendation(group, judge):
    case = recommended(group)
    with pytest.raises(NotAllowed, match="lies ahead"):
        decide(case, judge, decided_on=date(2017, 3, 21))
    with pytest.raises(NotAllowed, match="cannot be earlier"):
        decide(case, judge, decided_on=date(2017, 3, 14))


def test_F6_the_independent_chair_decides_on_their_page_and_support_may_record_it(group, judge, client_as):
    case = recommended(group)
    with clock.frozen(DECIDED):
        client = client_as(judge)
        shown = text(client.get(path(group, f"{case.pk}/decide/")))
        assert judge.name in shown
        assert "CANARY panel reasons" in shown
        said = {
            "outcome": "scr", "because": "Agreed", "decided_by_name": judge.name, **date_data("decided_on", date(2017, 3, 20)),
        }  # fmt: skip
        assert client_as("chair").get(path(group, f"{case.pk}/decide/")).status_code == 200
        member = factories.holder(group, "S16")
        assert client_as(member).post(path(group, f"{case.pk}/decide/"), said).status_code == 403
        refused = client.post(path(group, f"{case.pk}/decide/"), {**said, "outcome": "audit"})
        assert refused.status_code == 422
        assert "Say why the decision differs" in text(refused)
        assert client.post(path(group, f"{case.pk}/decide/"), said).url == path(group, f"{case.pk}/decision/")
    assert ChairDecision.objects.get().recorded_by == judge
