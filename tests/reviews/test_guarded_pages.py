"""The pages of who sees what: restricting, naming, shutting out, breaking the glass, keeping, the chronology and the search."""

import io
from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from members.services import seats
from reviews.models import CaseOpening, ChronologyEntry, InformationRequest
from reviews.services import chronology, keeping, restricting
from subgroup import clock, daily, ledger
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Message, Printout
from tests import factories
from tests.actionplans.plans import make_lead
from tests.printing import printed
from tests.reviews.cases import MADE, agency, make_case


@pytest.fixture
def case(group):
    return make_case(group, summary="A visit was missed")


@pytest.fixture
def url(group):
    return lambda name, *args: reverse(f"reviews:{name}", args=[group.slug, *args])


def who(group, code):
    return factories.holder(group, code)


def test_the_chair_restricts_a_case_names_somebody_and_ends_it(group, case, url, client_as):
    chair, manager = client_as("chair"), client_as("business_manager")
    page = chair.get(url("restrict", case.pk)).content.decode()
    assert "At once it is not there for anybody else" in page
    empty = chair.post(url("restrict", case.pk), {"people": [who(group, "S06").pk]})
    assert empty.status_code == 422
    assert "Say why the case is restricted" in empty.content.decode()
    chair.post(
        url("restrict", case.pk), {"people": [who(group, "S06").pk], "because": "A colleague’s family"}
    )
    assert manager.get(url("case", case.pk)).status_code == 404
    assert case.codename not in manager.get(url("list")).content.decode()
    assert client_as("business_support").get(url("case", case.pk)).status_code == 200
    chair.post(url("name", case.pk), {"person": who(group, "S07").pk})
    assert manager.get(url("case", case.pk)).status_code == 200
    naming = case.namings.get(person=who(group, "S07"))
    chair.post(url("naming_end", naming.pk))
    assert manager.get(url("case", case.pk)).status_code == 404
    shown = chair.get(url("case", case.pk)).content.decode()
    assert "A colleague’s family" in shown
    assert f"{who(group, 'S07').name} was named from" in shown
    chair.post(url("unrestrict", case.pk))
    assert manager.get(url("case", case.pk)).status_code == 200


def test_S1_who_is_named_or_shut_out_is_chosen_by_post_and_agency_and_the_list_marks_the_case(
    group, case, url, client_as
):
    chair, member = client_as("chair"), who(group, "S09")
    where = factories.seat(group, "S09").title
    assert f"{where}\n" in chair.get(url("restrict", case.pk)).content.decode()
    assert "People named alone" not in chair.get(url("list")).content.decode()
    restricting.restrict(case=case, people=[], because="x", by=who(group, "S01"), at=MADE)
    for name in ("name", "shut_out"):
        assert f"{member}, {where}</option>" in chair.get(url(name, case.pk)).content.decode()
    assert "People named alone</strong>" in chair.get(url("list")).content.decode()


def test_only_who_decides_restricts_and_the_others_are_told_why(case, url, client_as):
    assert client_as("business_support").get(url("restrict", case.pk)).status_code == 403
    assert (
        "Restrict to named people"
        not in client_as("business_support").get(url("case", case.pk)).content.decode()
    )


def test_the_chair_shuts_somebody_out_and_lets_them_in_again(group, case, url, client_as):
    chair, manager = client_as("chair"), client_as("business_manager")
    chair.post(url("shut_out", case.pk), {"person": who(group, "S07").pk, "because": "A relative"})
    assert manager.get(url("case", case.pk)).status_code == 404
    assert "is shut out since" in chair.get(url("case", case.pk)).content.decode()
    chair.post(url("shut_out_lift", case.shut_outs.get().pk))
    assert manager.get(url("case", case.pk)).status_code == 200


def test_the_glass_is_broken_by_reference_and_a_wrong_one_says_the_same_as_an_open_case(
    group, case, url, client_as
):
    manager, other = client_as("business_manager"), make_case(group)
    restricting.restrict(case=case, people=[], because="x", by=who(group, "S01"), at=MADE)
    said = set()
    for reference in ("CC/16/99", other.reference, "nonsense"):
        answer = manager.post(url("break_glass"), {"reference": reference, "because": "The court asks"})
        assert answer.status_code == 422
        said.add(answer.content.decode().count(restricting.NO_SUCH))
    assert said == {1}, "one sentence for all"
    opened = manager.post(
        url("break_glass"), {"reference": case.reference, "because": "The court asks"}, follow=True
    )
    assert opened.redirect_chain[-1][0] == url("case", case.pk)
    assert "until midnight" in opened.content.decode()
    entries = CaseOpening.objects.filter(person=who(group, "S07"))
    assert entries.filter(refused=True).count() == 3
    assert entries.filter(case=case, broke_in=True).count() == 2, "the breaking, and the page it led to"
    assert Message.objects.filter(kind="glass_broken").count() == 1
    tomorrow = factories.START + timedelta(days=1)
    with clock.frozen(tomorrow):
        assert client_as("business_manager").get(url("case", case.pk)).status_code in (404, 302)


def test_a_case_is_kept_until_a_day_and_the_business_manager_is_asked_again(group, case, url, client_as):
    support = client_as("business_support")
    gone = support.post(url("keep", case.pk), {"until": "2017-02-01", "because": "x"})
    assert gone.status_code == 422
    assert "must lie ahead" in gone.content.decode()
    support.post(url("keep", case.pk), {"until": "2017-09-01", "because": "The inquiry asks for it"})
    owed = Deadline.objects.get(rule="retention_review")
    assert (owed.due_on, owed.owner_key) == (date(2017, 9, 1), "business_manager")
    assert case.codename in owed.label
    support.post(url("keep", case.pk), {"until": "2018-09-03", "because": "Still asked for"})
    owed.refresh_from_db()
    assert owed.due_on == date(2018, 9, 3)
    assert [row.because for row in case.keepings.order_by("pk")] == [
        "The inquiry asks for it",
        "Still asked for",
    ]
    daily.run(today=date(2018, 9, 3), at=moment(date(2018, 9, 3), time(6)))
    assert Message.objects.filter(recipient=who(group, "S07"), kind="digest").exists()
    assert "kept until Monday 3 September 2018" in support.get(url("case", case.pk)).content.decode()


def test_a_retention_review_that_was_waived_is_owed_again_by_the_next_day_that_is_given(group, case):
    manager, chair = who(group, "S07"), who(group, "S01")
    keeping.keep(case=case, until=date(2017, 9, 1), because="The inquiry", by=manager, at=MADE)
    owed = Deadline.objects.get(rule="retention_review")
    ledger.release_one(deadline=owed, reason="Decided at the meeting", by=chair, at=MADE)
    keeping.keep(case=case, until=date(2018, 9, 3), because="Still asked for", by=manager, at=MADE)
    owed.refresh_from_db()
    assert (owed.due_on, owed.is_open) == (date(2018, 9, 3), True)


def test_a_legal_hold_beats_everything_and_has_a_reason(group, case, url, client_as):
    chair = client_as("chair")
    keeping.check_may_go(case)
    assert chair.post(url("hold", case.pk), {"because": ""}).status_code == 422
    chair.post(url("hold", case.pk), {"because": "The national inquiry"})
    case.refresh_from_db()
    with pytest.raises(NotAllowed, match="legal hold"):
        keeping.check_may_go(case)
    assert "The national inquiry" in chair.get(url("case", case.pk)).content.decode()
    chair.post(url("hold", case.pk), {"because": "The inquiry has reported", "end": "1"})
    case.refresh_from_db()
    keeping.check_may_go(case)
    assert "The inquiry has reported" in case.hold_because


@pytest.fixture
def asked(group, case):
    return InformationRequest.objects.create(
        case=case, agency=agency(group, "HOUSING"), question="What do you know?", sent_at=MADE, sent_by=who(group, "S06"),
        due_on=date(2017, 3, 20),
    )  # fmt: skip


def entry(case, code, text, day, **fields) -> ChronologyEntry:
    return chronology.enter(
        case=case, agency=agency(case.group, code), happened_on=day, text=text, by=who(case.group, "S06"), at=MADE, **fields
    )  # fmt: skip


def test_the_chronology_merges_what_agencies_entered_and_is_filtered(group, case, url, client_as):
    entry(case, "GMP", "Called to the house", date(2017, 1, 9), significant=True)
    entry(case, "HOUSING", "Moved in", date(2016, 12, 1))
    entry(case, "GMP", "Called again", date(2017, 2, 2), happened_at=time(22, 15))
    support = client_as("business_support")
    whole = support.get(url("chronology", case.pk)).content.decode()
    assert whole.index("Moved in") < whole.index("Called to the house") < whole.index("Called again")
    assert "22:15" in whole
    of_gmp = support.get(f"{url('chronology', case.pk)}?agency={agency(group, 'GMP').pk}").content.decode()
    assert "2 entries" in of_gmp
    assert "Moved in" not in of_gmp
    some = support.get(
        f"{url('chronology', case.pk)}?significant=on&first=2017-01-01&last=2017-01-31"
    ).content.decode()
    assert "Called to the house" in some
    assert "Called again" not in some
    assert printed(support, url("chronology_pdf", case.pk))[:4] == b"%PDF"
    assert case.codename not in Printout.objects.get().name
    assert CaseOpening.objects.filter(case=case, part="the chronology, printed").exists()


def test_an_entry_is_struck_with_a_reason_and_stays_to_be_read(case, url, client_as):
    row, support = (
        entry(case, "GMP", "Called to the wrong house", date(2017, 1, 9)),
        client_as("business_support"),
    )
    assert support.post(url("chronology_strike", row.pk), {"because": ""}).status_code == 422
    support.post(url("chronology_strike", row.pk), {"because": "Another family"})
    shown = support.get(url("chronology", case.pk)).content.decode()
    assert "<s" in shown
    assert "Another family" in shown
    assert "0 entries" in shown
    with pytest.raises(NotAllowed, match="struck already"):
        chronology.strike(entry=row, because="Again", by=row.entered_by, at=MADE)


def test_an_entry_pressed_twice_is_one_and_none_lies_ahead(case):
    entry(case, "GMP", "Called", date(2017, 1, 9))
    entry(case, "GMP", "Called", date(2017, 1, 9))
    assert case.chronology.count() == 1
    with pytest.raises(NotAllowed, match="lies ahead"):
        entry(case, "GMP", "Will call", date(2017, 9, 9))


def test_an_agency_enters_on_its_own_page_and_sees_its_own_entries_alone(group, case, asked, url, client_as):
    entry(case, "GMP", "CANARYGMP", date(2017, 1, 9))
    lead = client_as(make_lead(group, "HOUSING"))
    page = url("request_chronology", asked.pk)
    assert "CANARYGMP" not in lead.get(page).content.decode()
    data = {"happened_on": "2017-01-02", "text": "Rent arrears began", "source": "Tenancy file"}
    assert lead.post(page, data | {"text": ""}).status_code == 422
    assert lead.post(page, data, follow=True).status_code == 200
    made = case.chronology.get(agency=asked.agency)
    assert "Rent arrears began" in lead.get(page).content.decode()
    of_gmp = case.chronology.get(agency__code="GMP")
    assert (
        lead.post(url("request_chronology_strike", asked.pk, of_gmp.pk), {"because": "x"}).status_code == 404
    )
    lead.post(url("request_chronology_strike", asked.pk, made.pk), {"because": "A mistake"})
    assert "A mistake" in lead.get(page).content.decode()
    assert client_as(make_lead(group, "GMP")).get(page).status_code == 404
    assert lead.get(url("chronology", case.pk)).status_code == 403


def search(client, group, words) -> str:
    return client.get(reverse("search", args=[group.slug]), {"q": words}).content.decode()


@pytest.mark.parametrize(
    "name", ["list", "clocks", "requests", "referrals", "reviews", "openings", "leaks", "deaths"]
)
def test_what_leaves_of_cases_bears_its_marking(group, case, url, client_as, name):
    chair = client_as("chair")
    csv, sheet = (chair.get(url(name), {"format": kind}) for kind in ("csv", "xlsx"))
    assert "official-sensitive.csv" in csv["Content-Disposition"]
    assert load_workbook(io.BytesIO(sheet.content)).active.oddHeader.center.text == "OFFICIAL-SENSITIVE"


def test_the_search_finds_a_case_by_codename_reference_and_summary_for_who_may_see_it(group, case, client_as):
    for words in (case.codename, case.reference, "visit was missed"):
        assert str(case) in search(client_as("business_support"), group, words)
        assert str(case) not in search(client_as("member"), group, words), "it does not have to do with them"
        assert "Nothing found" in search(client_as("auditor"), group, words)
    restricting.restrict(case=case, people=[], because="x", by=who(group, "S01"), at=MADE)
    for words in (case.codename, case.reference, "visit was missed"):
        assert "Nothing found" in search(client_as("business_support"), group, words)
    assert str(case) in search(client_as("chair"), group, case.reference)


def test_the_search_finds_posts_for_members_and_people_for_who_manages_them(group, client_as):
    name = who(group, "S09").name
    assert "Posts and who holds them" in search(client_as("member"), group, name)
    assert reverse("members:person", args=[group.slug, who(group, "S09").pk]) not in search(
        client_as("member"), group, name
    )
    assert reverse("members:person", args=[group.slug, who(group, "S09").pk]) in search(
        client_as("business_support"), group, name
    )
    assert "Posts" not in search(client_as("administrator"), group, name)


def test_the_search_asks_for_more_than_one_character_and_never_breaks(group, client_as):
    client = client_as("chair")
    assert "Enter 2 or more characters" in search(client, group, " a ")
    for words in ("%", "%%", "'; --", "x" * 5000, "CC/99/999999999", "\x00\x00", "a\\b"):
        assert client.get(reverse("search", args=[group.slug]), {"q": words}).status_code == 200


def test_the_search_asks_the_same_of_the_database_however_much_it_finds(
    group, client_as, django_assert_max_num_queries
):
    for _ in range(15):
        make_case(group, summary="findme")
    client = client_as("business_support")
    with django_assert_max_num_queries(45):
        said = search(client, group, "findme")
    assert "The first 10 of 15" in said


def test_a_role_that_ends_takes_the_named_case_with_it(group, case, url, client_as):
    restricting.restrict(case=case, people=[who(group, "S09")], because="x", by=who(group, "S01"), at=MADE)
    member = who(group, "S09")
    assert client_as(member).get(url("case", case.pk)).status_code == 200
    seats.end_holding(seat=factories.seat(group, "S09"), ends_on=date(2017, 2, 28), by=None, at=MADE)
    assert client_as(member).get(url("case", case.pk)).status_code == 404
