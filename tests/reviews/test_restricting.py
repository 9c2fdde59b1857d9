"""Restricted cases: who is named, who is shut out, who breaks the glass, and who is told."""

from datetime import date, time, timedelta

import pytest

from members.services import appointments
from reviews import reading
from reviews.models import CaseOpening
from reviews.services import restricting
from subgroup import access, registry
from subgroup.clock import day_of, moment
from subgroup.errors import NotAllowed
from subgroup.models import Message
from tests import factories
from tests.reviews.cases import MADE, make_case

LATER = moment(date(2017, 3, 2), time(10))


@pytest.fixture
def case(group):
    return make_case(group)


def who(group, code):
    return factories.holder(group, code)


def sees(person, case, at=LATER) -> bool:
    held = access.permissions(person, case.group, on=day_of(at))
    return reading.visible(person, case.group, held, at=at).filter(pk=case.pk).exists()


@pytest.fixture
def restricted(group, case):
    """Named: the chair, who restricted it, and business support."""
    return restricting.restrict(
        case=case, people=[who(group, "S06")], because="A colleague’s family", by=who(group, "S01"), at=LATER
    )


def test_a_restricted_case_is_there_for_the_people_named_alone(group, case):
    everybody = [who(group, code) for code in ("S01", "S02", "S06", "S07")]
    assert all(sees(person, case) for person in everybody)
    restricting.restrict(
        case=case, people=[who(group, "S06")], because="A colleague’s family", by=who(group, "S01"), at=LATER
    )
    assert [sees(person, case) for person in everybody] == [True, False, True, False]


def test_who_restricts_gives_a_reason_and_may_not_do_it_twice(group, case, restricted):
    with pytest.raises(NotAllowed, match="restricted since"):
        restricting.restrict(case=case, people=[], because="Again", by=who(group, "S01"), at=LATER)
    restricting.unrestrict(case=case, by=who(group, "S01"), at=LATER)
    assert sees(who(group, "S07"), case)
    with pytest.raises(NotAllowed, match="Say why"):
        restricting.restrict(case=case, people=[], because=" ", by=who(group, "S01"), at=LATER)
    case.refresh_from_db()
    assert not case.is_restricted


def test_nobody_is_named_whose_role_opens_no_case(group, case):
    administrator = factories.person_with(group, "administrator")
    with pytest.raises(NotAllowed, match="no role that opens cases"):
        restricting.restrict(case=case, people=[administrator], because="x", by=who(group, "S01"), at=LATER)


def test_a_naming_begins_and_ends_at_once(group, restricted):
    manager = who(group, "S07")
    naming = restricting.name(case=restricted, person=manager, by=who(group, "S01"), at=LATER)
    assert sees(manager, restricted)
    restricting.end_naming(naming=naming, by=who(group, "S01"), at=LATER)
    assert not sees(manager, restricted)


def test_the_last_who_may_act_stays_named(group, restricted):
    chair, member = who(group, "S01"), who(group, "S09")
    restricting.name(case=restricted, person=member, by=chair, at=LATER)
    restricting.end_naming(naming=restricted.namings.get(person=who(group, "S06")), by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="Nobody who may act"):
        restricting.end_naming(naming=restricted.namings.get(person=chair), by=chair, at=LATER)
    assert sees(chair, restricted)


def test_a_person_whose_role_ended_loses_the_case_with_it(group, restricted):
    newcomer = factories.person_with(group, "independent_chair")
    restricting.name(case=restricted, person=newcomer, by=who(group, "S01"), at=LATER)
    assert sees(newcomer, restricted)
    appointments.end(appointment=newcomer.appointments.get(), ends_on=LATER.date(), by=None, at=LATER)
    assert not sees(newcomer, restricted, LATER + timedelta(days=1))


def test_whom_the_chair_shut_out_does_not_find_the_case_whatever_they_hold(group, case):
    manager, chair = who(group, "S07"), who(group, "S01")
    shut = restricting.shut_out(case=case, person=manager, because="A relative", by=chair, at=LATER)
    assert not sees(manager, case)
    assert sees(chair, case)
    restricting.restrict(case=case, people=[], because="x", by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="shut out"):
        restricting.name(case=case, person=manager, by=chair, at=LATER)
    with pytest.raises(NotAllowed, match="No case was opened"):
        restricting.break_glass(case=case, person=manager, because="An emergency", at=LATER)
    restricting.unrestrict(case=case, by=chair, at=LATER)
    assert not sees(manager, case)
    restricting.lift(shut=shut, by=chair, at=LATER)
    assert sees(manager, case)


def test_who_is_shut_out_loses_their_naming_unless_nobody_would_be_left(group, restricted):
    chair, support = who(group, "S01"), who(group, "S06")
    restricting.shut_out(case=restricted, person=support, because="A relative", by=chair, at=LATER)
    assert not sees(support, restricted)
    assert not restricted.namings.filter(person=support, ended_at=None).exists()
    with pytest.raises(NotAllowed, match="Nobody who may act"):
        restricting.shut_out(case=restricted, person=chair, because="A relative", by=chair, at=LATER)
    assert sees(chair, restricted)


def test_broken_glass_holds_until_the_end_of_the_day_and_for_an_hour_at_least(group, restricted):
    manager = who(group, "S07")
    restricting.break_glass(case=restricted, person=manager, because="The court asks today", at=LATER)
    assert sees(manager, restricted, moment(LATER.date(), time(23, 59)))
    assert not sees(manager, restricted, moment(LATER.date() + timedelta(days=1)))
    late = moment(date(2017, 3, 6), time(23, 40))
    breaking = restricting.break_glass(case=restricted, person=manager, because="The court asks", at=late)
    assert breaking.ends_at == late + timedelta(hours=1)


def test_the_chair_and_all_named_are_told_at_once_by_reference_alone(group, restricted):
    restricting.break_glass(case=restricted, person=who(group, "S07"), because="SECRETWHY", at=LATER)
    mails = Message.objects.filter(kind="glass_broken")
    assert {mail.recipient for mail in mails} == {who(group, "S01"), who(group, "S06")}
    for mail in mails:
        said = mail.subject + mail.text + mail.html
        assert restricted.reference in said
        assert restricted.codename not in said
        assert "SECRETWHY" not in said


def test_a_chair_who_is_not_named_is_told_without_the_reference(group, case):
    vice = who(group, "S02")
    restricting.restrict(case=case, people=[], because="The chair’s own service", by=vice, at=LATER)
    restricting.break_glass(case=case, person=who(group, "S07"), because="Urgent", at=LATER)
    said = {mail.recipient: mail.subject + mail.text for mail in Message.objects.filter(kind="glass_broken")}
    assert case.reference in said[vice]
    assert "restricted case" in said[who(group, "S01")]
    assert case.reference not in said[who(group, "S01")]


def test_a_wrong_reference_opens_nothing_and_stands_in_the_log(group, restricted):
    open_case = make_case(group, at=MADE)
    manager = who(group, "S07")
    for reference in ("CC/16/99", open_case.reference, "nonsense", ""):
        assert (
            restricting.try_glass(
                group=group, reference=reference, person=manager, because="Urgent", at=LATER
            )
            is None
        )
    assert CaseOpening.objects.filter(person=manager, refused=True).count() == 4
    assert restricting.try_glass(
        group=group, reference=restricted.reference.lower(), person=manager, because="Urgent", at=LATER
    )
    opened = CaseOpening.objects.get(person=manager, refused=False)
    assert (opened.case, opened.broke_in, opened.because) == (restricted, True, "Urgent")


def test_only_whose_role_breaks_the_glass_can(group, restricted):
    with pytest.raises(NotAllowed, match="No case was opened"):
        restricting.break_glass(case=restricted, person=who(group, "S09"), because="Urgent", at=LATER)


def test_whatever_kind_of_thing_hides_something_says_so_by_a_hider():
    for key in registry.subjects.keys():  # noqa: SIM118 - not a dict
        hider = registry.subjects[key].hidden
        assert hider is None or isinstance(hider, registry.Hider), key
