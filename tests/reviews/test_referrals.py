"""F4: a referral from its draft to its acknowledgement, as its rules have it."""

import json
from datetime import date, time, timedelta

import pytest
from auditlog.models import LogEntry

from members.models import Holding
from reviews import codenames, referring
from reviews.enums import REFERRAL_TRANSITIONS, CaseState, ReferralState
from reviews.models import Case, IdentityPerson, Referral
from reviews.models.cases import current_dates
from reviews.services import acknowledging, identity, referrals
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, Message
from tests.actionplans.plans import make_lead
from tests.reviews.cases import MADE, make_case
from tests.reviews.identities import BORN, NHS, identify
from tests.reviews.referred import ANSWERS, CHILD, SUMMARY, checked_first, draft, sent

AT = MADE + timedelta(hours=1)


@pytest.fixture
def lead(group):
    return make_lead(group, "GMP")


def step(key):
    return referring.BY_KEY[key]


def mails(kind):
    return Message.objects.filter(kind=kind)


def test_F4_the_table_of_transitions_covers_every_state():
    assert set(REFERRAL_TRANSITIONS) == set(ReferralState)


@pytest.mark.parametrize(
    ("happened", "follow", "do_not"),
    [
        ("died", {"suicide", "abuse", "custody", "detained", "liberty", "secured"}, {"harm", "escalated", "learning"}),
        ("harmed", {"harm", "abuse", "custody", "detained", "liberty", "secured"}, {"suicide", "escalated", "learning"}),
        ("concern", {"abuse", "looked_after", "regulated", "escalated"}, {"harm", "custody", "secured", "learning"}),
        ("good", {"learning", "summary", "lead_consulted"}, {"abuse", "working", "escalated", "looked_after", "aware_on"}),
    ],
)  # fmt: skip
def test_F4_questions_follow_from_what_happened(happened, follow, do_not):
    asked = {one.key for each in referring.STEPS for one in referring.asked(each, {"happened": happened})}
    assert follow <= asked
    assert not do_not & asked


def test_F4_what_is_missing_is_said_with_its_page_and_nothing_else_stops_it(group, lead):
    made = referrals.start(group=group, agency=draft(group, lead).agency, by=lead, at=MADE)
    assert {at.key for at, _ in referring.missing({}, [])} == {
        "happened",
        "child",
        "agencies",
        "summary",
        "who",
    }
    with pytest.raises(NotAllowed, match="not complete"):
        referrals.send(referral=made, by=lead, at=AT)
    assert referring.missing(ANSWERS, [CHILD]) == []


def test_F4_sending_opens_a_case_under_a_codename_and_takes_who_the_child_is_apart(group, lead):
    case = sent(group, lead)
    referral = Referral.objects.get()
    assert (referral.state, referral.case, referral.identity) == (ReferralState.SENT, case, {})
    assert (case.agency.code, case.summary, case.theme) == ("GMP", SUMMARY, "Neglect")
    assert case.codename in codenames.WORDS
    person = IdentityPerson.objects.get()
    assert (person.name, person.born_on, person.nhs_number) == (CHILD["name"], BORN, NHS)
    assert current_dates(case) == {"incident": date(2017, 2, 20), "aware": date(2017, 2, 22)}
    assert referrals.send(referral=referral, by=lead, at=AT) == case, "a double press makes one case"
    assert Case.objects.count() == 1


def test_F4_nothing_of_who_the_child_is_is_in_the_change_log_a_mail_or_a_deadline(group, lead, support):
    case = sent(group, lead)
    identity.save(case=case, people=[{**CHILD, "address": "1 Invented Street"}], by=support, at=AT)
    acknowledging.acknowledge(case=case, by=support, at=AT)
    throw = draft(group, lead, child={**CHILD, "name": "Thrown Away-Invented"})
    referrals.throw_away(referral=throw, by=lead, at=AT)
    written = json.dumps([[one.changes, one.object_repr] for one in LogEntry.objects.all()])
    written += "".join(f"{one.subject}{one.text}{one.html}" for one in Message.objects.all())
    written += "".join(Deadline.objects.values_list("label", flat=True))
    for secret in ("Zofia", "Kow", NHS, "2012-02-03", "Invented Street", "Thrown"):
        assert secret not in written
    assert case.codename in written


def test_F4_answers_left_from_another_answer_do_not_go_with_it(group, lead):
    case = sent(group, lead, happened="concern", escalated="yes", harm=["life"])
    assert "harm" not in case.referral.answers
    assert "secured" not in case.referral.answers
    assert case.referral.answers["escalated"] == "yes"


def test_F4_the_acknowledgement_is_owed_two_working_days_later_and_mails_codename_and_reference_alone(
    group, lead, support
):
    case = sent(group, lead, at=moment(date(2017, 3, 3), time(15)))
    owed = Deadline.objects.get(rule="acknowledge_referral")
    assert (owed.due_on, owed.owner_key, owed.met_on) == (date(2017, 3, 7), "business_support", None)
    assert case.codename in owed.label
    acknowledging.acknowledge(case=case, by=support, at=moment(date(2017, 3, 6), time(9)))
    owed.refresh_from_db()
    assert owed.met_on == date(2017, 3, 6)
    (mail,) = mails("referral_acknowledged")
    assert mail.recipient == lead
    assert case.reference in mail.text
    assert case.codename in mail.text
    assert SUMMARY[:20] not in mail.text
    assert case.state == CaseState.SCREENING
    with pytest.raises(NotAllowed, match="was acknowledged"):
        acknowledging.acknowledge(case=case, by=support, at=AT)


def test_F4_a_restricted_case_is_not_mailed_to_who_is_not_named(group, lead, support):
    case = sent(group, lead)
    Case.objects.filter(pk=case.pk).update(restricted_at=AT, restricted_because="x")
    case.refresh_from_db()
    acknowledging.acknowledge(case=case, by=support, at=AT)
    assert not mails("referral_acknowledged").exists()


def test_F4_another_codename_is_drawn_before_the_acknowledgement_only(group, lead, support):
    case = sent(group, lead)
    before = case.codename
    acknowledging.rename(case=case, by=support, at=AT)
    assert case.codename != before
    assert Deadline.objects.get(rule="acknowledge_referral").label.endswith(f"Case {case.codename}")
    acknowledging.acknowledge(case=case, by=support, at=AT)
    with pytest.raises(NotAllowed, match="so that it stays"):
        acknowledging.rename(case=case, by=support, at=AT)


def test_F4_a_codename_is_never_a_name_of_the_cases_people(group, lead, support, monkeypatch):
    monkeypatch.setattr(codenames, "WORDS", ("Anvil", "Beacon"))
    child = {"relation": "child", "name": "Ada ANVIL", "also_known_as": "Anvils"}
    for _ in range(12):
        assert codenames.draw((), [child["name"]]) == "Beacon"
    assert codenames.draw(("Beacon",), ["Ada Anvil"]) == "Beacon 2"
    case = sent(group, lead, child=child)
    assert case.codename == "Beacon"
    identity.save(case=case, people=[{"relation": "child", "name": "Bea Beacon"}], by=support, at=AT)
    assert case.codename == "Anvil", "drawn again once it turned out to be somebody's name"
    assert case.codename in Deadline.objects.get(rule="acknowledge_referral").label


def test_F4_where_the_terms_say_so_the_representative_checks_it_first(group, lead):
    checked_first(group)
    referral = draft(group, lead)
    (representative,) = referrals.representatives(referral.agency, on=MADE.date())
    assert referrals.is_checked_first(referral, by=lead, on=MADE.date())
    assert not referrals.is_checked_first(referral, by=representative, on=MADE.date())
    referrals.hand_over(referral=referral, by=lead, at=AT)
    assert [one.recipient for one in mails("referral_to_check")] == [representative]
    with pytest.raises(NotAllowed, match="can no longer be changed"):
        referrals.save(
            referral=referral, step=step("summary"), answers={}, version=referral.version, page="x", by=lead, at=AT
        )  # fmt: skip
    with pytest.raises(NotAllowed, match="what is to be changed"):
        referrals.give_back(referral=referral, because=" ", by=representative, at=AT)
    referrals.give_back(referral=referral, because="Say more", by=representative, at=AT)
    assert [one.recipient for one in mails("referral_returned")] == [lead]
    assert referral.returned_because == "Say more"
    referrals.hand_over(referral=referral, by=lead, at=AT)
    assert mails("referral_to_check").count() == 2
    case = referrals.send(referral=referral, by=representative, at=AT)
    assert (referral.checked_by, referral.sent_by, case.opened_by) == (representative,) * 3
    assert referral.started_by == lead


def test_F4_without_the_setting_or_without_a_representative_it_is_sent_at_once(group, lead):
    referral = draft(group, lead)
    assert not referrals.is_checked_first(referral, by=lead, on=MADE.date())
    checked_first(group)
    referral.group.refresh_from_db()
    Holding.objects.filter(seat__agency=referral.agency).delete()
    assert not referrals.is_checked_first(referral, by=lead, on=MADE.date())


@pytest.mark.parametrize(
    ("child", "alike"),
    [
        ({"name": "Nobody Known", "nhs_number": NHS}, True),
        ({"name": "KOWALSKA INVENTED Zofia", "born_on": "2012-02-03"}, True),
        ({"name": "Zofja Invented Kowalska", "born_on": "2012-02-03"}, True),
        ({"name": "Zofia", "born_on": "2012-02-03"}, True),
        ({"name": "Zofia Invented Kowalska", "born_on": "2012-02-04"}, False),
        ({"name": "Bert Otherwise", "born_on": "2012-02-03"}, False),
        ({"name": "Zofia Invented Kowalska"}, False),
    ],
)
def test_F4_a_likely_duplicate_is_the_same_number_or_a_like_name_and_day(group, lead, child, alike):
    case = make_case(group)
    identify(case)
    referral = draft(group, lead, child={"relation": "child", **child})
    if not alike:
        assert referrals.send(referral=referral, by=lead, at=AT) != case
        return
    with pytest.raises(referrals.LooksAlike) as refused:
        referrals.send(referral=referral, by=lead, at=AT)
    assert case.codename not in str(refused.value)
    assert refused.value.found == [case]
    referral.refresh_from_db()
    assert referral.state == ReferralState.DRAFT
    referrals.send(referral=referral, by=lead, at=AT, seen_alike={case.pk})
    assert referral.duplicates_seen == [case.pk]


def test_F4_the_same_day_and_agency_with_a_like_account_looks_alike(group, lead):
    first = sent(group, lead)
    other = {"relation": "child", "name": "Another Name"}
    like = f"{SUMMARY} He is in hospital."
    with pytest.raises(referrals.LooksAlike) as refused:
        sent(group, lead, child=other, summary=like)
    assert refused.value.found == [first]
    Referral.objects.filter(case=None).delete()
    assert sent(group, lead, child=other, summary="A teenager went missing from placement twice.") != first
    Referral.objects.filter(case=None).delete()
    assert sent(group, lead, child=other, summary=like, incident_on="2017-02-21") != first


def test_F4_what_another_window_saved_is_not_lost_and_ones_own_typing_is_no_conflict(group, lead):
    referral = draft(group, lead)
    start, words = referral.version, step("summary")

    def save(version, page, text, *, as_typed=False):
        return referrals.save(
            referral=referral, step=words, answers={"summary": text}, version=version, page=page, by=lead, at=AT, as_typed=as_typed
        )  # fmt: skip

    save(start, "one", "Half", as_typed=True)
    save(start, "one", "Half a sentence")
    assert referral.answers["summary"] == "Half a sentence"
    with pytest.raises(Conflict) as found:
        save(start, "two", "Something else")
    assert "Half a sentence" in found.value.theirs
    assert "Something else" in found.value.mine
    with pytest.raises(Conflict):
        save(start, "one", "An older text, late on its way", as_typed=True)
    referral.refresh_from_db()
    assert referral.answers["summary"] == "Half a sentence"
    assert referral.answers["happened"] == "harmed", "other pages stay"


def test_F4_typing_leaves_no_line_in_the_change_log(group, lead):
    referral = draft(group, lead)
    before = LogEntry.objects.count()
    referrals.save(
        referral=referral, step=step("summary"), answers={"summary": "x"}, version=referral.version, page="p", by=lead, at=AT
    )  # fmt: skip
    assert LogEntry.objects.count() == before
