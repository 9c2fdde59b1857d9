"""Who is meant by the name of an agency: one of the group's, several, or a question."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actionplans.trackers import words_from
from tests.actionplans.trackers.books import words

WORDS = words()


@pytest.mark.parametrize(
    ("written", "codes"),
    [
        ("G.M.P.", "GMP"), ("GMP ", "GMP"), ("g m p", "GMP"), ("GM Police", "GMP"), ("the Police", "GMP"),
        ("S.R.F.T", "SRFT"), ("Salford Royal", "SRFT"), ("Salford Royal NHS Foundation Trust", "SRFT"),
        ("Childrens Services", "SCC"), ("SCC Children’s Services", "SCC"), ("Salford CC - CSC", "SCC"), ("Local Authority", "SCC"),
        ("CMFT/CAMHS", "CMFT"), ("MFT (was CMFT)", "CMFT"), ("Gtr Manchester Mental Health FT", "GMMH"),
        ("LSCB & GMW (now GMMH)", "SSCB|GMMH"), ("Nat. Probation Service", "NPS"), ("Probation (NPS)", "NPS"),
        ("Cheshire & GM CRC", "CRC"), ("Community Rehab Company", "CRC"), ("Cheshire & GM CRC / NPS", "CRC|NPS"),
        ("Education & Helping Families", "EDU"), ("Schools / Education", "EDU"), ("SCC Legal", "LEGAL"), ("YOT", "YOS"),
        ("SCC / Legal Services", "SCC|LEGAL"), ("Housing providers", "HOUSING"), ("GMP, SRFT and CCG", "GMP|SRFT|CCG"),
        ("GMP\nCCG", "GMP|CCG"),
    ],
)  # fmt: skip
def test_spellings(written, codes):
    found = WORDS.read(written)
    assert ("|".join(found.codes), found.doubts) == (codes, ())


@pytest.mark.parametrize(
    ("written", "codes", "doubt"),
    [
        (
            "Probation",
            (),
            "may be Cheshire and Greater Manchester CRC Ltd (CRC) or National Probation Service (NPS)",
        ),
        ("CSC / Health", ("SCC",), "“Health” may be"),
        ("West Yorkshire Police", (), "is that meant?"),
        ("Bolton FT", (), "is no agency that this group knows"),
        ("Salford", (), "is no agency that this group knows"),
        ("Grater Manchester Police", ("GMP",), "is that meant?"),
        ("Cafcass", ("CAFCASS",), "is no agency of this group: add it, or choose another"),
        ("tbc", (), "“tbc” names no agency"),
        ("", (), "No agency is written"),
        ("SCC and partners", ("SCC",), "“partners” names no agency"),
    ],
)
def test_what_is_unclear_is_asked_and_never_invented(written, codes, doubt):
    found = WORDS.read(written)
    assert found.codes == codes
    assert doubt in found.doubts[0]


def test_all_agencies_are_all_and_have_no_lead():
    found = WORDS.read("All agencies")
    assert len(found.codes) == 10
    assert found.doubts == ("“All agencies” names every agency and no lead: say who leads.",)


def test_the_officer_beside_the_agency():
    assert WORDS.read("NHS Salford CCG - Dr Wexcombe").rest == "Dr Wexcombe"
    assert WORDS.read("Salford CC - CSC - tbc").rest == "tbc"
    assert WORDS.read("GMP (Leonie Haddlesey)").rest == "Leonie Haddlesey"
    assert WORDS.read("Named Nurse, SRFT").rest == "Named Nurse"


def test_a_part_of_the_council_has_it_as_employer():
    assert WORDS.employer("LEGAL") == "SCC"
    assert WORDS.employer("GMP") == "GMP"
    assert WORDS.employer("NWAS") == ""


def test_words_count_only_where_the_group_has_the_agency():
    small = words_from([{"agency_code": "WYP", "agency": "West Yorkshire Police"}])
    assert small.read("Police").codes == ("WYP",)
    assert small.read("YOT").codes == ()
    assert small.read("CCG").codes == ()
    assert small.read("GMP").doubts == (
        "Greater Manchester Police is no agency of this group: add it, or choose another.",
    )


def test_former_names_and_aliases_of_the_group_itself():
    own = words(HOUSING={"former": "Quays Homes|Salix", "aliases": "ALMO"})
    assert {own.read(name).codes for name in ("Quays Homes", "salix", "A.L.M.O.")} == {("HOUSING",)}


def test_an_agency_of_the_group_goes_before_a_part_of_the_council():
    rows = [
        {"agency_code": "SCC", "agency": "Salford City Council"},
        {"agency_code": "YJS", "agency": "Youth Justice Service"},
    ]
    own = words_from(rows)
    assert own.read("Youth Justice Service").codes == ("YJS",)


KNOWN = {agency.code for agency in WORDS.agencies} | {"EDU", "LEGAL", "YOS"}


@given(
    st.one_of(
        st.text(max_size=40),
        st.lists(
            st.sampled_from(["GMP", " / ", "&", "Salford", "(", ")", " - ", "legal", "health", "."])
        ).map("".join),
    )
)
def test_nothing_breaks_it_and_no_code_is_made_up(text):
    found = WORDS.read(text)
    assert all(code in KNOWN or WORDS.is_outside(code) for code in found.codes)
    assert len(set(found.codes)) == len(found.codes)
    assert found.codes or found.doubts


@pytest.mark.parametrize("text", ["Department for Education", "DfE", "Dept for Education", "Home Office"])
def test_a_department_of_the_government_is_no_part_of_the_council(text):
    found = words().read(text)
    assert found.codes == ()
    assert found.doubts == (f"“{text}” is of the government, and no agency of this group.",)
    assert words().read("Education").codes == ("EDU",)
    assert words().read(f"{text} / GMP").codes == ("GMP",)
