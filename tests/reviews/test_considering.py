"""F4: a case is considered at a meeting. It stands on the agenda under its codename, and the outcome goes back with the minute."""

import re
from datetime import date, time

import pytest
from django.urls import reverse

from meetings.enums import ItemState, Marking
from meetings.models import MinuteText
from meetings.services import agenda, day, feeds, minutes, packs, planning, submission, withholding
from reviews.models import Naming, ShutOut
from reviews.services import considering, dates, outcomes
from subgroup import access, breaches, clock
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories
from tests.reviews.cases import make_case

AT = moment(date(2017, 3, 1), time(10))
DAY = date(2017, 4, 6)
THEN = moment(DAY, time(10))


@pytest.fixture
def case(group):
    return make_case(group)


@pytest.fixture
def meeting(group):
    return factories.make_meeting(group, DAY)


def put(case, meeting, support):
    return considering.put_on_agenda(case=case, meeting=meeting, by=support, at=AT)


def publish(meeting, support, chair):
    agenda.approve(meeting=meeting, by=chair, at=AT)
    return packs.publish(meeting=meeting, by=support, at=AT)


def hold(meeting, chair, *, at_item=None):
    day.open_meeting(meeting=meeting, chaired_by_seat=factories.seat(meeting.group, "S01"), by=chair, at=THEN)
    day.record_all(
        meeting=meeting, presences={row.seat_id: "P" for row in meeting.attendance.all()}, by=chair, at=THEN
    )
    day.confirm_attendance(meeting=meeting, by=chair, at=THEN)


def restrict(case, *people):
    case.restricted_at, case.restricted_because = AT, "Press interest"
    case.save()
    for person in people:
        Naming.objects.create(case=case, person=person, named_at=AT)
    access.rebuild(case.group, on=date(2017, 3, 1))


def text(response):
    return response.content.decode()


def test_F4_a_case_goes_onto_an_agenda_once_under_its_codename_alone(case, meeting, support):
    first, again = put(case, meeting, support), put(case, meeting, support)
    assert first == again
    assert (first.title, first.marking, first.recommendation, first.subject_id) == (
        str(case), Marking.SENSITIVE, "", str(case.pk),
    )  # fmt: skip
    assert meeting.items.filter(subject_kind="case").count() == 1


def test_F4_withdrawn_from_an_agenda_it_goes_onto_it_anew_by_hand_and_when_it_comes_back(
    group, case, meeting, support, chair, client_as
):
    first = put(case, meeting, support)
    submission.withdraw(item=first, reason="Not yet", by=support, at=AT)
    page = client_as(support).get(f"/g/{group.slug}/cases/{case.pk}/agenda/")
    assert meeting.code in page.content.decode()
    outcomes.record(
        case=case, kind="deferred", because="Inquest", returns_on=date(2017, 3, 10), by=chair, at=AT
    )
    assert outcomes.bring_back(case=case, by=support, at=AT).state == "on_agenda"
    assert considering.on_agendas(case).filter(meeting=meeting, state="on_agenda").count() == 1


def test_F4_no_outcome_is_agreed_at_a_meeting_that_did_not_consider_the_case(
    group, case, meeting, support, chair, client_as
):
    following, other = (factories.make_meeting(group, date(2017, 5, each)) for each in (18, 25))
    withdrawn, cancelled = put(case, following, support), put(case, other, support)
    submission.withdraw(item=withdrawn, reason="Not yet", by=support, at=AT)
    planning.cancel(meeting=other, reason="Snow", by=support, at=AT)
    with clock.frozen(moment(date(2017, 6, 1), time(9))):
        page = client_as(support).get(f"/g/{group.slug}/cases/{case.pk}/outcome/").content.decode()
        assert "Where was it considered?" not in page
    for item in (withdrawn, cancelled):
        item.refresh_from_db()
        with pytest.raises(NotAllowed, match="was not considered at that meeting"):
            outcomes.record(
                case=case, kind="audit", because="Agreed", item=item, by=support, at=moment(date(2017, 6, 1))
            )


def test_F4_members_find_the_case_once_the_pack_is_published_and_not_before(
    group, case, meeting, support, chair, client_as
):
    member = client_as(factories.holder(group, "S10"))
    page = f"/g/{group.slug}/cases/{case.pk}/"
    put(case, meeting, support)
    assert member.get(page).status_code == 404
    publish(meeting, support, chair)
    shown = text(member.get(page))
    assert "Considered at meetings" in shown
    assert "What agencies were asked" not in shown


def test_F4_a_case_that_the_meeting_does_not_come_to_is_carried_over_and_stays_linked(
    group, case, meeting, support, chair, client_as
):
    following = factories.make_meeting(group, date(2017, 5, 18))
    item = put(case, meeting, support)
    publish(meeting, support, chair)
    hold(meeting, chair)
    day.mark_discussed(item=item, discussed=False, by=chair, at=THEN)
    minutes.send_to_chair(meeting=meeting, by=support, at=THEN)
    carried = following.items.get(kind="carried")
    assert (carried.title, carried.root_id, carried.marking) == (str(case), item.pk, Marking.SENSITIVE)
    assert list(considering.on_agendas(case)) == [item, carried]
    assert put(case, following, support) == carried, "never twice on the same agenda"
    shown = text(client_as(factories.holder(group, "S10")).get(f"/g/{group.slug}/cases/{case.pk}/"))
    assert "Carried over" in shown
    made = outcomes.record(
        case=case, kind="audit", because="Agreed", item=carried, by=chair, at=moment(date(2017, 5, 19))
    )
    assert made.item == carried


def test_F4_a_case_of_a_cancelled_meeting_that_no_pack_showed_is_found_by_the_next_agenda(
    group, case, meeting, support, chair, client_as
):
    following = factories.make_meeting(group, date(2017, 5, 18))
    put(case, meeting, support)
    planning.cancel(meeting=meeting, reason="Snow", by=support, at=AT)
    assert following.items.filter(kind="carried").exists()
    member = client_as(factories.holder(group, "S10"))
    assert member.get(f"/g/{group.slug}/cases/{case.pk}/").status_code == 404
    publish(following, support, chair)
    assert member.get(f"/g/{group.slug}/cases/{case.pk}/").status_code == 200


def test_F4_whom_the_chair_shut_out_is_kept_from_the_item(group, case, meeting, support, chair, client_as):
    person = factories.holder(group, "S10")
    ShutOut.objects.create(case=case, person=person, because="x", decided_at=AT, decided_by=chair)
    item = put(case, meeting, support)
    publish(meeting, support, chair)
    assert [one.person for one in item.withholdings.all()] == [person]
    assert client_as(person).get(f"/g/{group.slug}/cases/{case.pk}/").status_code == 404
    assert client_as(person).get(f"/g/{group.slug}/meetings/items/{item.pk}/").status_code == 404


def test_F4_whom_the_item_is_withheld_from_for_an_interest_reads_no_codename(
    group, case, meeting, support, chair, client_as
):
    person, other = factories.holder(group, "S10"), factories.holder(group, "S09")
    item = put(case, meeting, support)
    withholding.withhold(item=item, person=person, reason="Declared an interest", by=chair, at=AT)
    publish(meeting, support, chair)
    client = client_as(person)
    token = feeds.renew(person=person, at=AT)
    pages = [
        f"/g/{group.slug}/meetings/{meeting.pk}/", f"/g/{group.slug}/search/?q={case.codename}", f"/g/{group.slug}/",
        f"/g/{group.slug}/meetings/calendar/", f"/g/{group.slug}/meetings/papers/", reverse("feed:calendar", args=[token]),
    ]  # fmt: skip
    for page in pages:
        shown = (
            text(client.get(page)).replace(f'value="{case.codename}"', "").replace(f"“{case.codename}”", "")
        )
        assert str(case) not in shown, page
    assert "Confidential item" in text(client.get(pages[0]))
    assert client.get(f"/g/{group.slug}/meetings/items/{item.pk}/").status_code == 404
    assert str(case) in text(client_as(other).get(pages[0]))
    for mail in Message.objects.filter(recipient=person):
        assert case.codename not in mail.subject + mail.text + mail.html


def test_F4_a_restricted_case_is_withheld_from_all_who_are_not_named_and_does_not_name_itself(
    group, case, meeting, support, chair, client_as
):
    restrict(case, support, chair)
    item = put(case, meeting, support)
    publish(meeting, support, chair)
    kept = {one.person_id for one in item.withholdings.all()}
    member = factories.holder(group, "S10")
    assert member.pk in kept
    assert not kept & {support.pk, chair.pk}
    client = client_as(member)
    for address in (f"meetings/{meeting.pk}/", f"meetings/items/{item.pk}/", "cases/"):
        assert case.codename not in text(client.get(f"/g/{group.slug}/{address}"))
    assert str(case) in text(client_as(chair).get(f"/g/{group.slug}/meetings/items/{item.pk}/"))


def test_F4_what_is_restricted_named_or_opened_later_reaches_the_item(group, case, meeting, support, chair):
    item = put(case, meeting, support)
    restrict(case, support)
    member = factories.holder(group, "S10")
    considering.guard(group, date(2017, 3, 2), AT)
    item.refresh_from_db()
    assert item.title == considering.RESTRICTED
    assert item.withholdings.filter(person=member, lifted_at=None).exists()
    Naming.objects.create(case=case, person=member, named_at=AT)
    access.rebuild(group, on=date(2017, 3, 1))
    considering.keep_back(case=case, by=support, at=AT)
    assert not item.withholdings.filter(person=member, lifted_at=None).exists()
    case.restricted_at, case.restricted_because = None, ""
    case.save()
    considering.keep_back(case=case, by=support, at=AT)
    item.refresh_from_db()
    assert item.title == str(case)
    assert not item.withholdings.filter(lifted_at=None).exists()


def minuted(case, meeting, support, chair):
    item = put(case, meeting, support)
    publish(meeting, support, chair)
    hold(meeting, chair)
    for words, confidential in (("OPEN words", False), ("SECRET words", True)):
        minutes.save_text(
            meeting=meeting, item=item, text=words, version=0, by=support, at=THEN, confidential=confidential
        )
    minutes.approve(meeting=meeting, by=chair, at=THEN)
    minutes.circulate(meeting=meeting, by=support, at=THEN)
    return item


def test_F4_the_case_shows_the_minute_and_the_minutes_the_outcome(
    group, case, meeting, support, chair, client_as
):
    item = minuted(case, meeting, support, chair)
    with clock.frozen(moment(date(2017, 4, 10))):
        sent = client_as("business_support").post(
            f"/g/{group.slug}/cases/{case.pk}/outcome/",
            {"kind": "audit", "because": "Agreed", "item": item.pk},
        )
        assert sent.status_code == 302
        member = client_as(factories.holder(group, "S10"))
        shown = text(member.get(f"/g/{group.slug}/cases/{case.pk}/"))
        for words in ("OPEN words", "SECRET words", "considered at M1"):
            assert words in shown
        for address in (f"meetings/{meeting.pk}/minutes/", f"meetings/items/{item.pk}/"):
            shown = text(member.get(f"/g/{group.slug}/{address}"))
            assert f"/cases/{case.pk}/" in shown
            assert "Audit" in shown
        auditor = client_as("auditor")
        for address in (f"meetings/{meeting.pk}/minutes/", f"meetings/items/{item.pk}/"):
            assert f"/cases/{case.pk}/" not in text(auditor.get(f"/g/{group.slug}/{address}"))


def test_S1_what_minutes_and_items_say_of_a_case_is_in_its_log_for_each_reader(
    group, case, meeting, support, chair, client_as
):
    item = minuted(case, meeting, support, chair)
    minutes, page = f"meetings/{meeting.pk}/minutes/", f"meetings/items/{item.pk}/"
    for who, address in (("auditor", minutes), ("member", page), ("business_support", minutes)):
        assert client_as(who).get(f"/g/{group.slug}/{address}").status_code == 200
    said = [(row.person.name, row.part) for row in case.openings.order_by("pk").select_related("person")]
    assert [part for _, part in said] == [
        "the minutes of M1 of 2017-18", "an item of M1 of 2017-18", "the minutes of M1 of 2017-18",
    ]  # fmt: skip
    assert len({name for name, _ in said}) == 3


def test_F4_a_draft_minute_is_not_on_the_case_for_members(group, case, meeting, support, chair, client_as):
    item = put(case, meeting, support)
    publish(meeting, support, chair)
    hold(meeting, chair)
    MinuteText.objects.create(meeting=meeting, item=item, text="DRAFT words", saved_at=THEN, saved_by=support)
    page = f"/g/{group.slug}/cases/{case.pk}/"
    assert "DRAFT words" not in text(client_as(factories.holder(group, "S10")).get(page))
    assert "DRAFT words" in text(client_as("chair").get(page))


def test_F4_the_page_offers_meetings_that_can_still_take_it(group, case, meeting, support, chair, client_as):
    client = client_as("business_support")
    page = f"/g/{group.slug}/cases/{case.pk}/agenda/"
    assert "M1, Thursday 6 April 2017" in text(client.get(page))
    said = {"meeting": meeting.pk, "purpose": "decision", "minutes_needed": "20"}
    assert client.post(page, said).status_code == 302
    item = meeting.items.get(subject_kind="case")
    assert (item.minutes_needed, item.state) == (20, ItemState.ON_AGENDA)
    assert client.get(page).status_code == 409


def test_S1_the_calendar_of_a_member_holds_the_clocks_of_their_cases_alone_and_of_who_opens_all_every_one(
    group, support, client_as
):
    ours, theirs = make_case(group, code="GMP"), make_case(group, code="SRFT")
    for case in (ours, theirs):
        dates.record(case=case, kind="board_told", day=date(2017, 2, 20), by=support, at=AT)
    calendar = f"/g/{group.slug}/meetings/calendar/?month=2017-03"
    member = client_as(factories.holder(group, "S16"))
    with clock.frozen(AT):
        page, everything = text(member.get(calendar)), text(client_as("chair").get(calendar))
        links = set(re.findall(rf"/g/{group.slug}/cases/[^\"]*", page))
        assert links
        assert all(member.get(link).status_code == 200 for link in links)
    assert str(ours) in page
    assert str(theirs) not in page
    assert str(theirs) in everything


def test_S1_a_breach_leads_a_member_to_no_case_that_does_not_open_to_them(group, support, client_as):
    case = make_case(group, code="SRFT")
    dates.record(case=case, kind="aware", day=date(2017, 2, 1), by=support, at=AT)
    on = date(2017, 3, 2)
    breaches.record(group, on=on, at=moment(on))
    (breach,) = [one for one in breaches.listing(group, on=on) if one.subject_id == str(case.pk)][:1]
    with clock.frozen(moment(on, time(9))):
        address = reverse("reports:breach", args=[group.slug, breach.key])
        page, all_of_it = (
            text(client_as(who).get(address)) for who in (factories.holder(group, "S16"), "chair")
        )
    link = reverse("reviews:case", args=[group.slug, case.pk])
    assert link not in page
    assert link in all_of_it
