"""F4, F6: the page of a case has one main button, the next step for the person who looks, and a list of what is on it."""

import re
from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meetings.services import day
from reviews.enums import DateKind
from reviews.models import Case
from reviews.services import closing, considering, dates, letters, outcomes, requests
from subgroup import clock
from subgroup.clock import day_of, moment
from subgroup.models import Person, SubGroup
from tests import factories
from tests.reviews import referred, screening
from tests.reviews.cases import MADE, make_case

LATER = moment(date(2017, 3, 21), time(9))
HEADER = re.compile(r'<div class="app-page-header__button">(.*?)</div>\s*</div>', re.DOTALL)
BUTTON = re.compile(r'class="govuk-button"')


@pytest.fixture
def main(group: SubGroup, client_as):
    """`main("chair", case)`: the words and the address of the page's main button; none where there is none."""

    def read(who: str | Person | Client, case: Case, at=MADE) -> tuple[str, str] | None:
        client = who if isinstance(who, Client) else client_as(who)
        with clock.frozen(at):
            page = client.get(reverse("reviews:case", args=[group.slug, case.pk])).content.decode()
        assert len(BUTTON.findall(page)) <= 1
        head = HEADER.search(page)
        assert head
        words = " ".join(re.sub("<[^>]*>", " ", head[1]).split())
        address = re.search(r'(?:href|action)="([^"]*)"', head[1])
        assert bool(words) == bool(address) == bool(BUTTON.search(page))
        return (words, address[1].split("/cases/")[1]) if address else None

    return read


def answer(case: Case, question: str, said: str) -> None:
    made = screening.assess(case, answer=said)
    made.question = question
    made.save()


def test_F4_a_referral_is_acknowledged_from_the_main_button_beside_who_gets_a_mail(group, client_as, main):
    case = referred.sent(group, screening.make_lead(group, "GMP"))
    assert main("business_support", case) == ("Acknowledge", f"{case.pk}/acknowledge/")
    assert main("chair", case) == ("Acknowledge", f"{case.pk}/acknowledge/")
    page = client_as("business_support").get(reverse("reviews:case", args=[group.slug, case.pk]))
    assert "Lead of GMP gets a mail with the reference" in page.content.decode()


def test_F6_F7_while_it_is_screened_each_step_follows_from_the_one_before(group, main):
    case = make_case(group)
    support = factories.holder(group, "S06")
    assert main(support, case) == (
        "Answer whether it is notifiable",
        f"{case.pk}/questions/notifiable/",
    )
    answer(case, "notifiable", "yes")
    assert main(support, case) == ("Record the dates", f"{case.pk}/dates/record/")
    dates.record(case=case, kind=DateKind.AWARE, day=day_of(MADE), by=support, at=MADE)
    assert main(support, case) == ("Ask agencies for information", f"{case.pk}/requests/new/")
    screening.ask(case, "SRFT")
    assert main(support, case) == ("Answer whether the criteria are met", f"{case.pk}/questions/review/")
    screening.assess(case, answer="not_yet")
    assert main(support, case) == ("Call a screening panel", f"{case.pk}/panels/new/")
    panel = screening.call(case)
    assert main(support, case) == ("Go to the panel’s worksheet", f"panels/{panel.pk}/")
    sits = factories.holder(group, "S16", day_of(MADE))
    assert main(sits, case, screening.ASKED) == ("Go to the panel’s worksheet", f"panels/{panel.pk}/")


def test_F6_a_member_answers_for_their_agency_first(group, main):
    case = make_case(group)
    [asked] = screening.ask(case, "GMP")
    member = factories.holder(group, "S16", day_of(MADE))
    assert main(member, case, screening.ASKED) == ("Answer for your agency", f"requests/{asked.pk}/")
    requests.nil(request=asked, by=member, at=screening.ASKED)
    assert main(member, case, screening.ASKED) is None


def test_F4_a_case_below_the_threshold_goes_to_a_meeting_and_then_has_its_outcome(group, main):
    case = make_case(group)
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    answer(case, "notifiable", "no")
    answer(case, "review", "no")
    assert main(support, case) == ("Put it on an agenda", f"{case.pk}/agenda/")
    meeting = factories.make_meeting(group, day_of(LATER))
    considering.put_on_agenda(case=case, meeting=meeting, by=support, at=MADE)
    assert main(support, case) is None
    at = moment(meeting.day, time(14))
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(group, "S01"), by=chair, at=at)
    day.record_all(
        meeting=meeting, presences={row.seat_id: "P" for row in meeting.attendance.all()}, by=chair, at=at
    )
    day.confirm_attendance(meeting=meeting, by=chair, at=at)
    assert main(chair, case, at) == ("Record the outcome", f"{case.pk}/outcome/")


def test_F6_with_the_independent_chair_the_decision_comes_before_the_outcome(group, main):
    case = screening.recommended(group)
    independent = screening.make_independent_chair(group)
    after = screening.DECIDED + timedelta(hours=1)
    for who in (independent, "business_support", "chair"):
        assert main(who, case, screening.DECIDED) == ("Record the decision", f"{case.pk}/decide/")
    screening.decide(case, independent)
    assert main("business_support", case, after) == ("Record the outcome", f"{case.pk}/outcome/")
    assert main(independent, case, after) is None


def test_F8_F9_after_the_outcome_come_the_review_its_letters_and_the_end(group, main):
    case = screening.recommended(group)
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    screening.decide(case, screening.make_independent_chair(group))
    outcomes.record(case=case, kind="scr", because="x", by=chair, at=LATER)
    assert main(support, case, LATER) == ("Open the review", f"reviews/new/?case={case.pk}")


def test_F8_letters_are_approved_by_the_chair_and_sent_by_support_before_the_case_is_closed(group, main):
    case = make_case(group)
    support, chair = factories.holder(group, "S06"), factories.holder(group, "S01")
    letter = letters.draft_information(
        case=case, addressee="ofsted", asked_on=day_of(MADE), asked_for="All of it", by=support, at=MADE
    )
    outcomes.record(case=case, kind="learning_noted", because="x", by=chair, at=LATER)
    assert main(chair, case, LATER) == ("Approve the letter to Ofsted", f"letters/{letter.pk}/")
    assert main(support, case, LATER) is None
    type(letter).objects.filter(pk=letter.pk).update(state="approved", approved_at=LATER, approved_by=chair)
    assert main(support, case, LATER) == ("Send the letter to Ofsted", f"letters/{letter.pk}/")
    letters.not_needed(letter=letter, because="They asked for it by mistake.", by=support, at=LATER)
    assert main(chair, case, LATER) == ("Close the case", f"{case.pk}/close/")
    assert main(support, case, LATER) is None
    closing.close(case=case, because="", by=chair, at=LATER)
    assert main(chair, case, LATER) is None
    Case.objects.filter(pk=case.pk).update(retention_review_on=day_of(LATER))
    assert main(support, case, LATER) == ("Decide how long it is kept", f"{case.pk}/keep/")


def test_F4_a_deferred_case_is_brought_back(group, main):
    case = make_case(group)
    chair = factories.holder(group, "S01")
    outcomes.record(
        case=case, kind="deferred", because="x", returns_on=day_of(LATER) + timedelta(30), by=chair, at=LATER
    )
    assert main("business_support", case, LATER) == ("Bring it back now", f"{case.pk}/back/")


def test_F4_the_contents_lead_to_each_section_that_the_reader_sees(group, client_as):
    case = make_case(group)
    for who in ("chair", "business_support", factories.holder(group, "S16")):
        page = client_as(who).get(reverse("reviews:case", args=[group.slug, case.pk])).content.decode()
        contents = page.split('aria-label="Contents of this page"')[1].split("</nav>")[0]
        led_to = re.findall(r'href="#([\w-]+)"', contents)
        assert led_to == re.findall(
            r'<section class="app-section" aria-label="[^"]+">\s*<h2 class="govuk-heading-m" id="([\w-]+)"',
            page,
        )
        assert all(page.count(f'id="{one}"') == 1 for one in led_to)
    assert "openings" not in led_to
