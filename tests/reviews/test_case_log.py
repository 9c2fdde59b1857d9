"""The log of openings: written by every look at a case, added to and never changed, and broken by whoever changes it all the same."""

from datetime import date, time, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from reviews import odd, openings
from reviews.leaks import NAME, Match
from reviews.models import CaseOpening, OpeningHead
from reviews.models.cases import NeverChanged
from reviews.services import leaks, restricting
from subgroup import clock
from subgroup.clock import moment
from tests import factories
from tests.reviews.cases import MADE, make_case

T = "reviews_caseopening"
H = "reviews_openinghead"
TAMPERINGS = [
    f"UPDATE {T} SET part = 'nothing' WHERE number = 1",
    f"UPDATE {T} SET part = 'nothing' WHERE number = 4",
    f"UPDATE {T} SET person_id = (SELECT MAX(person_id) FROM {T}) WHERE number = 2",
    f"UPDATE {T} SET case_id = (SELECT MAX(case_id) FROM {T}) WHERE number = 3",
    f"UPDATE {T} SET case_id = NULL WHERE number = 3",
    f"UPDATE {T} SET identity = false WHERE number = 5",
    f"UPDATE {T} SET broke_in = true WHERE number = 5",
    f"UPDATE {T} SET refused = true WHERE number = 5",
    f"UPDATE {T} SET because = 'a better reason' WHERE number = 6",
    f"UPDATE {T} SET because = '' WHERE number = 6",
    f"UPDATE {T} SET opened_at = '2017-01-01 09:00:00+00:00' WHERE number = 4",
    f"UPDATE {T} SET seal = previous WHERE number = 4",
    f"UPDATE {T} SET previous = seal WHERE number = 4",
    f"UPDATE {T} SET previous = '' WHERE number = 7",
    f"UPDATE {T} SET number = 99 WHERE number = 8",
    f"UPDATE {T} SET number = number + 1000",
    f"DELETE FROM {T} WHERE number = 1",
    f"DELETE FROM {T} WHERE number = 5",
    f"DELETE FROM {T} WHERE number = 8",
    f"DELETE FROM {T} WHERE number > 2",
    f"DELETE FROM {T}",
    f"DELETE FROM {T} WHERE identity",
    f"UPDATE {H} SET number = number - 1",
    f"UPDATE {H} SET seal = 'x'",
    f"DELETE FROM {H}",
    f"""INSERT INTO {T} (group_id, number, case_id, person_id, part, identity, broke_in, refused, because, opened_at, previous, seal)
        SELECT group_id, 9, case_id, person_id, part, identity, broke_in, refused, because, opened_at, seal, 'made up'
        FROM {T} WHERE number = 8""",
]


@pytest.fixture
def looked(group):
    """Eight entries, of three people and two cases; the fifth shows who the child is."""
    cases = [make_case(group), make_case(group)]
    people = [factories.holder(group, code) for code in ("S01", "S06", "S07")]
    for number in range(8):
        openings.note(
            case=cases[number % 2], person=people[number % 3], part="the case", identity=number == 4,
            because="a reason" if number == 5 else "", at=MADE + timedelta(minutes=number),
        )  # fmt: skip
    return cases


def test_what_the_application_wrote_is_found_whole(group, looked, capsys):
    assert openings.fault(group) == ""
    call_command("verify_log")
    said = capsys.readouterr().out
    assert OpeningHead.objects.get(group=group).seal in said


@pytest.mark.parametrize("sql", TAMPERINGS)
def test_what_is_changed_past_the_application_is_found(group, looked, sql):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    fault = openings.fault(group)
    assert fault.startswith("Entry ")
    with pytest.raises(CommandError, match="Entry"):
        call_command("verify_log")


@pytest.mark.parametrize(
    ("sql", "number"),
    [
        (TAMPERINGS[0], 1),
        (TAMPERINGS[1], 4),
        (TAMPERINGS[8], 6),
        (TAMPERINGS[17], 5),
        (TAMPERINGS[18], 8),
        (TAMPERINGS[20], 1),
    ],
)
def test_the_first_bad_or_missing_entry_is_named(group, looked, sql, number):
    with connection.cursor() as cursor:
        cursor.execute(sql)
    assert openings.fault(group).startswith(f"Entry {number} ")


def test_two_entries_that_changed_places_are_found(group, looked):
    with connection.cursor() as cursor:
        for before, after in ((3, 99), (4, 3), (99, 4)):
            cursor.execute(f"UPDATE {T} SET number = {after} WHERE number = {before}")
    assert openings.fault(group).startswith("Entry 3 ")


def test_a_log_that_was_written_anew_from_its_beginning_lacks_the_seal_that_was_kept_elsewhere(group, looked):
    kept = OpeningHead.objects.get(group=group).seal
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {T}")
        cursor.execute(f"DELETE FROM {H}")
    openings.note(case=looked[0], person=factories.holder(group, "S01"), part="the case", at=MADE)
    call_command("verify_log")
    with pytest.raises(CommandError, match="rewritten"):
        call_command("verify_log", expect=[kept])


def test_the_application_offers_no_way_to_change_or_delete_an_entry(group, looked):
    entry = CaseOpening.objects.first()
    entry.part = "nothing"
    for act in (
        entry.save,
        entry.delete,
        CaseOpening.objects.all().delete,
        lambda: CaseOpening.objects.update(part="nothing"),
        lambda: CaseOpening.objects.bulk_update([entry], ["part"]),
    ):
        with pytest.raises(NeverChanged):
            act()
    assert openings.fault(group) == ""


def log_of(client, group, query="") -> str:
    return client.get(f"{reverse('reviews:openings', args=[group.slug])}{query}").content.decode()


def test_every_look_at_a_case_is_in_the_log_which_the_chair_filters_and_takes_away(group, client_as, now):
    case, other = make_case(group), make_case(group)
    client_as("business_support").get(reverse("reviews:case", args=[group.slug, case.pk]))
    client_as("member").get(reverse("reviews:case", args=[group.slug, case.pk]))
    chair = client_as("chair")
    said = log_of(chair, group)
    assert case.codename in said
    assert factories.holder(group, "S06").name in said
    assert "1 opening" in said, "404 shows nothing, and is no opening"
    assert "No openings" in log_of(chair, group, f"?case={other.pk}") or "0 openings" in log_of(
        chair, group, f"?case={other.pk}"
    )
    assert case.reference in log_of(chair, group, "?format=csv")
    assert "1 opening" in log_of(chair, group, f"?case={case.pk}&person={factories.holder(group, 'S06').pk}")
    assert "0 openings" in log_of(chair, group, "?kind=identity")


def test_the_auditor_reads_the_log_by_reference_and_no_codename(group, client_as, now):
    case = make_case(group)
    openings.note(case=case, person=factories.holder(group, "S06"), part="the case", at=now)
    said = log_of(client_as("auditor"), group)
    assert case.reference in said
    assert case.codename not in said
    assert reverse("reviews:case", args=[group.slug, case.pk]) not in said


def test_of_a_case_that_is_hidden_from_its_reader_the_log_says_only_that_it_is_restricted(
    group, client_as, now
):
    case = make_case(group)
    openings.note(
        case=case, person=factories.holder(group, "S06"), part="CANARYPART", because="CANARYWHY", at=now
    )
    restricting.restrict(case=case, people=[], because="x", by=factories.holder(group, "S02"), at=now)
    for who in ("chair", "auditor", "business_manager"):
        for query in ("", "?format=csv", f"?case={case.pk}"):
            said = log_of(client_as(who), group, query)
            assert case.reference not in said
            assert case.codename not in said
            assert "CANARY" not in said
        assert "A restricted case" in log_of(client_as(who), group)
    assert case.codename in log_of(client_as("vice_chair"), group)


def test_the_auditor_reads_what_the_leak_guard_asked_of_each_case_that_is_not_hidden(group, client_as, now):
    case, kept = make_case(group), make_case(group)
    for one in (case, kept):
        leaks.go_on(
            group=group, case=one, place=f"A note on {one}", found=[Match(NAME, "x")], because=f"Why {one.pk}",
            by=factories.holder(group, "S06"), at=now,
        )  # fmt: skip
    restricting.restrict(case=kept, people=[], because="x", by=factories.holder(group, "S02"), at=now)
    said = client_as("auditor").get(reverse("reviews:leaks", args=[group.slug])).content.decode()
    assert f"A note on {case.reference}" in said
    assert f"Why {case.pk}" in said
    assert f"Why {kept.pk}" not in said
    assert not any(
        word in said for word in (case.codename, kept.codename, kept.reference, f"/cases/{case.pk}/")
    )
    chair = client_as("chair").get(reverse("reviews:leaks", args=[group.slug])).content.decode()
    assert f"A note on {case}" in chair
    assert reverse("reviews:case", args=[group.slug, case.pk]) in chair
    assert kept.codename not in chair


def test_what_is_out_of_the_ordinary_stands_on_the_home_page_of_the_auditor(group, client_as):
    case, manager = make_case(group), factories.holder(group, "S07")

    def home(who) -> str:
        with clock.frozen(moment(date(2017, 3, 6), time(9))):
            return client_as(who).get(reverse("group_home", args=[group.slug])).content.decode()

    openings.note(case=case, person=manager, part="the case", at=moment(date(2017, 3, 2), time(10)))
    assert "Nothing out of the ordinary" in home("auditor")
    openings.note(
        case=case,
        person=manager,
        part="who the child is",
        identity=True,
        at=moment(date(2017, 3, 4), time(10)),
    )
    assert "opened who a child is outside working hours" in home("auditor")
    assert reverse("reviews:openings", args=[group.slug]) in home("auditor")
    for who in ("chair", "business_support"):
        assert "Who opened what" not in home(who)


def test_what_is_out_of_the_ordinary_is_pointed_out(group, now):
    manager, chair = factories.holder(group, "S07"), factories.holder(group, "S01")
    cases = [make_case(group) for _ in range(odd.MANY)]
    for case in cases:
        openings.note(case=case, person=manager, part="the case", at=moment(date(2017, 3, 2), time(10)))
    openings.note(
        case=cases[0],
        person=chair,
        part="who the child is",
        identity=True,
        at=moment(date(2017, 3, 2), time(10)),
    )
    assert [one.sentence for one in odd.patterns(group, today=date(2017, 3, 6))] == [
        f"{manager.name} opened {odd.MANY} cases on Thursday 2 March 2017."
    ]
    for at in (moment(date(2017, 3, 2), time(23, 5)), moment(date(2017, 3, 4), time(11))):
        openings.note(case=cases[0], person=chair, part="who the child is", identity=True, at=at)
    restricting.restrict(case=cases[0], people=[], because="x", by=chair, at=now)
    restricting.break_glass(
        case=cases[0], person=manager, because="Urgent", at=moment(date(2017, 3, 3), time(11))
    )
    said = " ".join(one.sentence for one in odd.patterns(group, today=date(2017, 3, 6)))
    assert "outside working hours, on Thursday 2 March 2017 at 23:05" in said
    assert "outside working hours, on Saturday 4 March 2017" in said
    assert f"{manager.name} broke the glass on Friday 3 March 2017." in said
    assert odd.patterns(group, today=date(2017, 5, 6)) == []


def test_the_log_asks_the_same_of_the_database_however_long_it_is(
    group, client_as, now, django_assert_max_num_queries
):
    case, client = make_case(group), client_as("chair")
    for number in range(30):
        openings.note(case=case, person=factories.holder(group, "S06"), part=f"part {number}", at=now)
    with clock.frozen(now), django_assert_max_num_queries(22):
        log_of(client, group)
