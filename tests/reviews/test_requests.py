"""F6: agencies are asked what they know of a case, are chased by the ledger, and answer; a nil return is one press."""

from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from members.services import appointments
from reviews.enums import RequestState
from reviews.models import CaseOpening, InformationRequest, Naming, ShutOut
from reviews.services import requests
from subgroup import access, clock, reminders
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.forms import date_data
from subgroup.models import Deadline, Message
from tests import factories
from tests.reviews.cases import agency, make_case
from tests.reviews.screening import ASKED, DUE, ask, call, identify, make_lead


@pytest.fixture
def case(group):
    return make_case(group)


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


@pytest.fixture
def asked(case, lead):
    return ask(case, "GMP")[0]


def owed(request):
    return Deadline.objects.get(rule="information_request", subject_id=str(request.pk))


def path(group, rest):
    return f"/g/{group.slug}/cases/{rest}"


def text(response):
    return response.content.decode()


def test_F6_several_agencies_are_asked_together_each_owes_its_answer_and_gets_one_mail(case, lead):
    made = ask(case, "GMP", "SRFT")
    assert [one.agency.code for one in made] == ["GMP", "SRFT"]
    row = owed(made[0])
    assert (row.due_on, row.owner_kind, row.owner_key, row.label) == (
        DUE, "agency", "GMP", f"Information for {case}",
    )  # fmt: skip
    (mail,) = Message.objects.filter(kind="information_asked", recipient=lead)
    said = mail.subject + mail.text + mail.html
    assert case.reference in said
    assert f"/cases/requests/{made[0].pk}/" in said
    assert "CANARY" not in said
    assert case.codename not in said


def test_F6_ten_working_days_are_proposed_and_a_day_that_has_passed_is_refused(case, group):
    assert requests.answer_day(group, on=date(2017, 3, 1)) == DUE
    with pytest.raises(NotAllowed, match="has passed already"):
        ask(case, "GMP", due_on=date(2017, 2, 28))


def test_F6_an_agency_that_is_asked_already_is_not_asked_twice(case, asked):
    with pytest.raises(NotAllowed, match="An answer of GMP is awaited already"):
        ask(case, "GMP", "SRFT")
    assert InformationRequest.objects.count() == 1


def test_F6_agencies_are_asked_while_the_case_is_screened_and_not_before(group):
    with pytest.raises(NotAllowed, match="while it is being screened"):
        ask(make_case(group, acknowledged=False), "GMP")


def test_F6_a_late_answer_goes_to_the_chair_after_three_working_days_and_is_no_breach(group, asked):
    chair = factories.holder(group, "S01")
    assert owed(asked).due_on == DUE
    late = date(2017, 3, 20)
    reminders.remind(group, today=late, at=moment(late, time(7)))
    (digest,) = Message.objects.filter(kind="digest", recipient=chair)
    assert f"Information for {asked.case}" in digest.text
    from subgroup.models import Breach

    assert not Breach.objects.exists()


def test_F6_a_nil_return_stops_the_chase(group, asked, lead):
    requests.nil(request=asked, by=lead, at=moment(date(2017, 3, 6)))
    assert owed(asked).met_on == date(2017, 3, 6)
    for day in (DUE, DUE + timedelta(days=1), date(2017, 3, 20)):
        reminders.remind(group, today=day, at=moment(day, time(7)))
    assert not Message.objects.filter(kind="digest", text__contains="Information for").exists()


def test_F6_no_involvement_pressed_twice_is_recorded_once(asked, lead):
    first, second = asked, InformationRequest.objects.get(pk=asked.pk)
    requests.nil(request=first, by=lead, at=ASKED)
    requests.nil(request=second, by=factories.make_person("A colleague"), at=moment(date(2017, 3, 7)))
    second.refresh_from_db()
    assert (second.answered_by, second.answered_at) == (lead, ASKED)


def test_F6_an_answer_after_a_nil_return_is_refused_with_what_can_be_done(asked, lead):
    requests.nil(request=asked, by=lead, at=ASKED)
    with pytest.raises(NotAllowed, match="business support can ask again"):
        requests.give_answer(request=asked, text="After all", by=lead, at=ASKED)


def test_F6_asked_for_more_it_is_owed_again_and_what_was_sent_is_kept(asked, lead, group):
    support = factories.holder(group, "S06")
    requests.give_answer(request=asked, text="CANARY thin", by=lead, at=ASKED)
    due = date(2017, 3, 29)
    requests.ask_again(request=asked, because="The dates are missing", due_on=due, by=support, at=moment(DUE))
    assert (asked.state, asked.answer) == (RequestState.ASKED, "")
    assert (owed(asked).due_on, owed(asked).met_on) == (due, None)
    (earlier,) = asked.earlier.all()
    assert (earlier.answer, earlier.answered_by, earlier.sent_back_because) == (
        "CANARY thin", lead, "The dates are missing",
    )  # fmt: skip
    assert Message.objects.filter(kind="information_asked", recipient=lead).count() == 2
    requests.give_answer(request=asked, text="With dates", by=lead, at=moment(DUE))
    assert owed(asked).met_on == DUE


def test_F6_declined_and_withdrawn_ask_for_a_reason(asked, lead, group):
    with pytest.raises(NotAllowed, match="Say why your agency declines"):
        requests.decline(request=asked, because=" ", by=lead, at=ASKED)
    support = factories.holder(group, "S06")
    requests.withdraw(request=asked, because="Asked in error", by=support, at=ASKED)
    assert owed(asked).released_at == ASKED


def test_F6_a_lead_sees_what_their_agency_was_asked_and_nothing_else_of_the_case(
    group, client_as, case, asked, lead
):
    other = ask(case, "SRFT", question="CANARY other question")[0]
    client = client_as(lead)
    shown = text(client.get(path(group, f"requests/{asked.pk}/")))
    assert "CANARY question" in shown
    assert "CANARY other question" not in shown
    assert f"cases/{case.pk}/" not in shown
    assert client.get(path(group, f"{case.pk}/")).status_code == 403
    for rest in (f"requests/{other.pk}/", f"requests/{other.pk}/who/", f"requests/{other.pk}/file/"):
        assert client.get(path(group, rest)).status_code == 404
    listed = text(client.get(path(group, "requests/")))
    assert case.codename in listed
    assert "SRFT" not in listed.split("<tbody")[1]


def test_F6_no_involvement_is_one_press_and_a_second_one_is_harmless(group, client_as, asked, lead):
    client = client_as(lead)
    page = path(group, f"requests/{asked.pk}/")
    assert f'action="{page}nil/"' in text(client.get(page))
    for _ in range(2):
        assert client.post(f"{page}nil/").url == page
    asked.refresh_from_db()
    assert asked.state == RequestState.NIL
    assert "nil/" not in text(client.get(page))


def test_F6_who_the_child_is_opens_to_the_agency_asked_and_each_look_is_logged(
    group, client_as, case, asked, lead
):
    identify(case)
    client = client_as(lead)
    page = path(group, f"requests/{asked.pk}/")
    assert "CANARY Testchild" not in text(client.get(page))
    assert "CANARY Testchild" in text(client.get(f"{page}who/"))
    looks = CaseOpening.objects.filter(person=lead, case=case).order_by("pk")
    assert [(one.part, one.identity) for one in looks] == [
        ("what an agency was asked", False), ("who the child is, for a request", True),
    ]  # fmt: skip


def test_F6_after_the_answer_or_where_it_was_not_sent_with_it_the_identity_stays_shut(
    group, client_as, case, asked, lead
):
    identify(case)
    client = client_as(lead)
    client.post(path(group, f"requests/{asked.pk}/nil/"))
    shut = client.get(path(group, f"requests/{asked.pk}/who/"))
    assert shut.status_code == 409
    without = ask(case, "GMP", with_identity=False)[0]
    shut = client.get(path(group, f"requests/{without.pk}/who/"))
    assert shut.status_code == 409
    assert "CANARY Testchild" not in text(shut)
    assert not CaseOpening.objects.filter(identity=True).exists()


def restrict(case, *people):
    case.restricted_at, case.restricted_because = ASKED, "Press interest"
    case.save()
    for person in people:
        Naming.objects.create(case=case, person=person, named_at=ASKED)
    access.rebuild(case.group, on=clock.day_of(ASKED))


def test_F6_a_restricted_case_still_asks_the_agency_and_shows_others_nothing(group, client_as, case, lead):
    support = factories.holder(group, "S06")
    restrict(case, support)
    made = ask(case, "GMP")[0]
    assert Message.objects.filter(kind="information_asked", recipient=lead).exists()
    page = path(group, f"requests/{made.pk}/")
    assert client_as(lead).get(page).status_code == 200
    assert client_as(support).get(page).status_code == 200
    for who in ("chair", "business_manager"):
        client = client_as(who)
        assert client.get(page).status_code == 404
        for address in (path(group, "requests/"), path(group, "requests/?format=csv"), f"/g/{group.slug}/"):
            assert case.codename not in text(client.get(address))


def test_F6_whom_the_chair_shut_out_gets_no_mail_and_finds_no_request(group, client_as, case, lead):
    colleague = factories.make_person("Second lead of GMP")
    appointments.appoint(
        group=group, person=colleague, role="agency_lead", agency=agency(group, "GMP"), starts_on=date(2017, 1, 1),
        by=None, at=factories.START,
    )  # fmt: skip
    ShutOut.objects.create(
        case=case,
        person=lead,
        because="An interest",
        decided_at=ASKED,
        decided_by=factories.holder(group, "S01"),
    )
    made = ask(case, "GMP")[0]
    told = set(Message.objects.filter(kind="information_asked").values_list("recipient", flat=True))
    assert told == {colleague.pk}
    assert client_as(lead).get(path(group, f"requests/{made.pk}/")).status_code == 404


def test_F6_support_sends_from_the_case_and_sees_days_outstanding(group, client_as, case):
    client = client_as("business_support")
    assert "Ask agencies for information" in text(client.get(path(group, f"{case.pk}/")))
    address = path(group, f"{case.pk}/requests/new/")
    shown = text(client.get(address))
    assert 'value="15"' in shown, "ten working days are proposed"
    said = {
        "agencies": [agency(group, "GMP").pk, agency(group, "SRFT").pk], "question": "What is known?",
        **date_data("due_on", DUE),
    }  # fmt: skip
    refused = client.post(address, {**said, "agencies": []})
    assert refused.status_code == 422
    assert "What is known?" in text(refused)
    assert client.post(address, said).status_code == 302
    assert InformationRequest.objects.filter(with_identity=False).count() == 2
    with clock.frozen(moment(date(2017, 3, 20))):
        listed = client.get(path(group, "requests/?format=csv")).content.decode("utf-8-sig").splitlines()
    assert listed[0] == "Case,Agency,Asked,Due,Days outstanding,State"
    assert listed[1] == f"{case.codename},GMP,2017-03-01,2017-03-15,19,Late"


def test_F6_home_says_what_an_agency_owes_and_what_support_waits_for(group, client_as, case, asked, lead):
    owing = text(client_as(lead).get(f"/g/{group.slug}/"))
    assert "Your agency owes 1 answer by Wednesday 15 March 2017." in owing
    assert f"Answer what was asked about {case}" in owing
    home = text(client_as("business_support").get(f"/g/{group.slug}/"))
    assert "Agencies owe 1 answer for screenings." in home


def test_F6_an_answer_with_a_file_reaches_who_asked_and_the_panel(group, client_as, case, asked, lead):
    page = path(group, f"requests/{asked.pk}/")
    with (factories.ROOT / "reports/demo/papers/Signed compact SRFT.pdf").open("rb") as data:
        sent = client_as(lead).post(f"{page}answer/", {"kind": "answer", "text": "", "paper_1": data})
    assert sent.status_code == 302
    asked.refresh_from_db()
    assert asked.state == RequestState.RETURNED
    call(case, "S09")
    member, outsider = factories.holder(group, "S09"), factories.holder(group, "S10")
    for who, status in ((lead, 200), ("business_support", 200), (member, 200), (outsider, 404)):
        answer = client_as(who).get(f"{page}file/")
        assert answer.status_code == status
        answer.close()
    assert CaseOpening.objects.filter(person=member, part="a file that an agency sent back").exists()


def test_F6_an_empty_answer_keeps_the_form_and_says_what_is_missing(group, client_as, asked, lead):
    page = path(group, f"requests/{asked.pk}/answer/")
    refused = client_as(lead).post(page, {"kind": "decline", "text": "Typed", "because": ""})
    assert refused.status_code == 422
    assert "Say why your agency declines to answer" in text(refused)
    assert "Typed" in text(refused)


def test_F6_the_list_of_requests_takes_as_many_queries_for_many(group, client_as):
    client = client_as("business_support")

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(path(group, "requests/")).status_code == 200
        return len(found)

    ask(make_case(group), "GMP")
    queries()
    few = queries()
    for _ in range(3):
        ask(make_case(group), "GMP", "SRFT")
    assert queries() == few
