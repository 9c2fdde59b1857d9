import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgroup.deadlines.quorum import (
    AllOf,
    AnyOf,
    AtLeastAgencies,
    AtLeastMembers,
    AtLeastOfCategory,
    FractionOfMembers,
    KOf,
    Present,
    RolePresent,
    evaluate,
    forecast,
)


def seat(key, agency="SCC", *roles, counts=True, category=()):
    return Present(key, agency, frozenset(roles), frozenset(category), counts)


CHAIR = seat("S01", "SCC", "chair")
DOCTOR = seat("S02", "CCG", "vice_chair", category={"health"})
NURSE = seat("S03", "CCG", category={"health"})
WORKER = seat("S04", "SCC")
POLICE = seat("S16", "GMP")
HOUSING = seat("S12", "HOUSING")
CLERK = seat("S06", "SSCB", "business_support", counts=False)
FOUR = AtLeastAgencies(4)


def test_P4_agencies_count_once_however_many_come():
    result = evaluate([FOUR], [CHAIR, WORKER, DOCTOR, NURSE, POLICE, CLERK], 16)

    assert not result.quorate
    assert result.sentence == "Not quorate: members of 3 agencies are present and 4 needed."


def test_P4_the_fourth_agency_makes_it_quorate():
    result = evaluate([FOUR], [CHAIR, DOCTOR, POLICE, HOUSING], 16)

    assert result.quorate
    assert result.sentence == "Quorate: members of 4 agencies are present and 4 needed."


def test_P4_somebody_who_does_not_count_adds_no_agency():
    assert not evaluate([FOUR], [CHAIR, DOCTOR, POLICE, CLERK], 16).quorate


@pytest.mark.parametrize(("members", "need"), [(9, 3), (10, 4), (11, 4), (12, 4), (13, 5)])
def test_a_fraction_of_the_members_is_rounded_up(members, need):
    assert evaluate([FractionOfMembers(1, 3)], [], members).parts[0].need == need


@pytest.mark.parametrize(
    ("condition", "enough", "short", "sentence"),
    [
        (AtLeastMembers(2), [CHAIR, WORKER], [CHAIR, CLERK], "1 member is present and 2 needed"),
        (
            FractionOfMembers(1, 2),
            [CHAIR, WORKER],
            [CHAIR, CLERK],
            "1 member is present and 2 needed, 1/2 of the membership",
        ),
        (
            RolePresent(("chair", "vice_chair")),
            [DOCTOR],
            [NURSE],
            "the chair or the vice chair is needed and not present",
        ),
        (RolePresent(("business_support",)), [CLERK], [CHAIR], "the minute taker is needed and not present"),
        (
            AllOf(2, ("SCC", "S16")),
            [WORKER, POLICE],
            [WORKER, HOUSING],
            "1 of SCC and S16 present and all 2 needed",
        ),
        (
            KOf(2, ("SCC", "CCG", "GMP")),
            [WORKER, NURSE],
            [DOCTOR, NURSE],
            "1 of SCC, CCG and GMP present and 2 needed",
        ),
        (AnyOf(1, ("S02", "S03")), [NURSE], [CHAIR], "S02 or S03 is needed and not present"),
        (
            AtLeastOfCategory(2, "health"),
            [DOCTOR, NURSE],
            [DOCTOR, CHAIR],
            "from health 1 member is present and 2 needed",
        ),
    ],
)
def test_each_condition_is_met_and_missed_with_its_sentence(condition, enough, short, sentence):
    assert evaluate([condition], enough, 4).quorate
    missed = evaluate([condition], short, 4)
    assert not missed.quorate
    assert missed.sentence == f"Not quorate: {sentence}."


def test_all_conditions_must_be_met_and_only_the_missing_ones_are_told():
    result = evaluate([FOUR, RolePresent(("chair",))], [DOCTOR, POLICE, HOUSING, WORKER], 16)

    assert [part.met for part in result.parts] == [True, False]
    assert result.sentence == "Not quorate: the chair is needed and not present."


def test_P4_forecast_certain_asks_nobody_to_telephone():
    found = forecast([FOUR], [CHAIR, DOCTOR, POLICE, HOUSING], [WORKER], 16)

    assert (found.state, found.telephone, found.enough) == ("certain", (), 0)
    assert found.sentence == "Will be quorate by the replies: 4 agencies say yes, 4 are needed."


def test_P4_forecast_possible_says_whom_to_telephone_and_not_those_who_would_not_help():
    found = forecast(
        [FOUR], [CHAIR, DOCTOR, POLICE], [WORKER, NURSE, HOUSING, seat("S09", "SRFT"), CLERK], 16
    )

    assert (found.state, found.telephone, found.enough) == ("possible", ("S12", "S09"), 1)
    assert found.sentence == (
        "May be quorate: by the replies 3 agencies say yes, 4 are needed. 1 more yes will do."
    )


def test_P4_forecast_not_possible_says_what_would_be_missing_at_best():
    found = forecast([FOUR], [CHAIR], [DOCTOR, NURSE], 16)

    assert found.state == "not possible"
    assert (
        found.sentence
        == "Cannot be quorate as replies stand: members of 2 agencies are present and 4 needed."
    )


def test_P4_forecast_rings_first_whoever_mends_most():
    conditions = [AtLeastMembers(2), AtLeastOfCategory(1, "health"), RolePresent(("vice_chair",))]

    found = forecast(conditions, [CHAIR], [WORKER, NURSE, DOCTOR], 16)

    assert found.telephone[0] == "S02"
    assert found.enough == 1


people = st.lists(
    st.builds(
        Present,
        st.sampled_from([f"S{n:02d}" for n in range(1, 9)]),
        st.sampled_from(["SCC", "CCG", "GMP", "NPS", "SRFT"]),
        st.frozensets(st.sampled_from(["chair", "vice_chair"]), max_size=1),
        st.frozensets(st.sampled_from(["health", "police"]), max_size=2),
        st.booleans(),
    ),
    max_size=8,
    unique_by=lambda one: one.seat_key,
)
conditions = st.lists(
    st.one_of(
        st.builds(AtLeastMembers, st.integers(1, 6)),
        st.builds(AtLeastAgencies, st.integers(1, 5)),
        st.builds(FractionOfMembers, st.integers(1, 2), st.integers(2, 3)),
        st.builds(RolePresent, st.just(("chair", "vice_chair"))),
        st.builds(KOf, st.integers(1, 3), st.just(("SCC", "GMP", "S05"))),
        st.builds(AtLeastOfCategory, st.integers(1, 3), st.sampled_from(["health", "police"])),
    ),
    min_size=1,
    max_size=4,
)


@given(conditions, people, st.integers(0, 8))
def test_P4_forecast_agrees_with_quorum_when_the_people_rung_come(asked, all_there, split):
    yes, waiting = all_there[:split], all_there[split:]
    found = forecast(asked, yes, waiting, 8)
    rung = [one for one in waiting if one.seat_key in found.telephone[: found.enough]]

    assert (found.state == "certain") == evaluate(asked, yes, 8).quorate
    assert (found.state == "not possible") == (not evaluate(asked, all_there, 8).quorate)
    if found.state == "possible":
        assert evaluate(asked, [*yes, *rung], 8).quorate


@given(conditions, people, people)
def test_one_more_person_never_ends_quorum(asked, there, more):
    if evaluate(asked, there, 8).quorate:
        assert evaluate(asked, [*there, *more], 8).quorate
