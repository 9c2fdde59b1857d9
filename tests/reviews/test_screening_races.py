"""Two people press the same button at the same moment (F6). Only PostgreSQL lets them; see tests/meetings/test_planning_races.py."""

from datetime import date
from threading import Event
from time import sleep

from reviews.models import (
    Case,
    ChairDecision,
    InformationRequest,
    Panel,
    PanelRecommendation,
    StatutoryLetter,
)
from reviews.services import considering, deciding, letters, requests
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories
from tests.meetings.test_planning_races import at_once, board
from tests.reviews.cases import make_case
from tests.reviews.screening import ASKED, ask, assess, call, make_lead, recommend, recommended

__all__ = ["board"]


def refusals(results: list[object]) -> list[type]:
    return [type(one) for one in results if isinstance(one, Exception)]


def test_F6_no_involvement_pressed_twice_at_once_is_recorded_once(board):
    lead = make_lead(board, "GMP")
    pk = ask(make_case(board), "GMP")[0].pk

    def press() -> None:
        found = InformationRequest.objects.select_related("case__group", "agency").get(pk=pk)
        requests.nil(request=found, by=lead, at=ASKED)

    assert refusals(at_once(press, press)) == []
    assert InformationRequest.objects.get().state == "nil"


def test_F6_a_nil_return_and_an_answer_at_once_leave_one_of_them(board):
    lead = make_lead(board, "GMP")
    pk = ask(make_case(board), "GMP")[0].pk

    def found() -> InformationRequest:
        return InformationRequest.objects.select_related("case__group", "agency").get(pk=pk)

    results = at_once(
        lambda: requests.nil(request=found(), by=lead, at=ASKED),
        lambda: requests.give_answer(request=found(), text="What we know", by=lead, at=ASKED),
    )
    assert refusals(results) == [NotAllowed]
    row = found()
    assert (row.state == "nil") == (row.answer == "")


def test_F6_two_who_record_the_decision_at_once_record_one(board):
    support = factories.holder(board, "S06")
    pk = recommended(board).pk

    def record() -> None:
        deciding.decide(
            case=Case.objects.select_related("group").get(pk=pk), outcome="scr", because="As recommended", by=support,
            decided_on=date(2017, 3, 20), decided_by_name="Invented Chair", at=moment(date(2017, 3, 20)),
        )  # fmt: skip

    assert refusals(at_once(record, record)) == [NotAllowed]
    assert ChairDecision.objects.count() == 1


def test_F6_two_who_send_the_recommendation_at_once_send_one(board):
    case = make_case(board)
    assess(case)
    pk = call(case).pk

    def send() -> None:
        recommend(Panel.objects.select_related("case__group").get(pk=pk))

    assert refusals(at_once(send, send)) == [NotAllowed]
    assert PanelRecommendation.objects.count() == 1


def test_F6_two_who_ask_the_same_agency_at_once_ask_it_once(board):
    pk = make_case(board).pk

    def send() -> None:
        ask(Case.objects.select_related("group").get(pk=pk), "GMP")

    make_lead(board, "GMP")
    assert refusals(at_once(send, send)) == [NotAllowed]
    assert Message.objects.filter(kind="information_asked").count() == 1


def test_F4_two_who_put_a_case_on_the_same_agenda_at_once_put_it_there_once(board):
    support = factories.holder(board, "S06")
    meeting = factories.make_meeting(board, date(2017, 4, 6))
    pk = make_case(board).pk

    def put() -> None:
        case = Case.objects.select_related("group").get(pk=pk)
        considering.put_on_agenda(
            case=case, meeting=type(meeting).objects.get(pk=meeting.pk), by=support, at=ASKED
        )

    assert refusals(at_once(put, put)) == []
    assert meeting.items.filter(subject_kind="case").count() == 1


def test_F8_a_letter_recorded_as_sent_while_the_decision_is_replaced_stays_sent(board, monkeypatch):
    support, chair = factories.holder(board, "S06"), factories.holder(board, "S01")
    case, later = recommended(board), moment(date(2017, 3, 21))
    said = {"because": "As recommended", "decided_by_name": "Invented Chair", "by": support, "at": later}
    first = deciding.decide(case=case, outcome="scr", decided_on=date(2017, 3, 20), **said)
    pk = letters.approve(letter=case.letters.first(), by=chair, at=later).pk
    is_half_way, check = Event(), letters.policies.check_sending

    def slowly(*said: object) -> None:
        is_half_way.set()
        sleep(0.5)
        check(*said)

    monkeypatch.setattr(letters.policies, "check_sending", slowly)

    def send() -> None:
        letter = StatutoryLetter.objects.select_related("case__group").get(pk=pk)
        letters.record_sending(
            letter=letter, sent_on=date(2017, 3, 21), how="Post", proof_note="Slip", by=support, at=later
        )

    def replace() -> None:
        is_half_way.wait(5)
        deciding.replace(
            case=Case.objects.select_related("group").get(pk=case.pk), replaces=first, replaced_because="Wrong day",
            outcome="scr", decided_on=date(2017, 3, 21), **said,
        )  # fmt: skip

    assert refusals(at_once(send, replace)) == []
    assert StatutoryLetter.objects.get(pk=pk).state == "sent"
    assert ChairDecision.objects.count() == 2
