"""F4: what the leak guard finds in a text, and what it leaves alone. Every name here is invented."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.leaks import BORN, NAME, NHS, Known, Somebody, find, valid_nhs

DAY = date(2012, 2, 3)
ZOFIA = Somebody(("Zofia O’Neill-Kowálska", "Zosia"), DAY, "9434765919")
KNOWN = Known([ZOFIA])
NOBODY = Known()


def kinds(text, known=KNOWN):
    return {match.kind for match in find(text, known)}


@pytest.mark.parametrize(
    "text",
    [
        "Zofia was seen at home.", "ZOFIA", "zofia's school", "Zofia’s", "the Kowálska family", "KOWALSKA", "kowalska,",
        "Oneill", "O'NEILL", "O Neill", "o’neill", "Mrs Kowalska-Oneill", "Zosia", "Kowal-\nska", "Kowal\u00adska",
        "Zofia_report", "zofiaoneillkowalska@example.org", "the Kowalskas", "\uff2bowalska", "ZofiaReport",
        "Kowal\nska", "Kowal \n  ska", "Kowalska's", "kowalska\u2019s", "K O W A L S K A", "K.O.W.A.L.S.K.A.", "Kowal- ska",
        "Kowal-\fska", "Kowal\u2013\nska", "Kowal\u00ac\nska", "the O’Neills", "O’-\nNeill", "KowálsKa",
    ],
)  # fmt: skip
def test_F4_a_name_is_found_however_it_is_written(text):
    assert NAME in kinds(text)


@pytest.mark.parametrize(
    "text",
    [
        "Kowalskaya",
        "unzofian",
        "sozofias",
        "Neill",
        "The child was seen.",
        "Anvil",
        "",
        "Zo fia",
        "k. o. w. a.",
        "a K a o",
    ],
)
def test_F4_a_name_is_words_and_not_letters_inside_another_word(text):
    assert kinds(text) == set()


def test_F4_a_name_that_is_an_ordinary_word_counts_with_a_capital_only():
    may = Known([Somebody(("May Green",))])
    assert kinds("We may go there; the green room", may) == set()
    assert kinds("May was at home", may) == {NAME}
    assert kinds("may green", may) == {NAME}, "the whole name counts in small letters too"


def test_F4_of_a_child_that_is_called_by_a_number_the_number_alone_says_nothing():
    """A2: otherwise nearly every paper of the demo, whose children are so called, would be asked about."""
    second = Known([Somebody(("Child Two Example",))])
    assert kinds("There were two papers, for example one of the police. Two more follow.", second) == set()
    assert kinds("About Child Two Example", second) == {NAME}


def test_F4_a_first_name_that_somebody_of_the_group_has_counts_as_part_of_the_whole_name_only():
    known = Known([ZOFIA], spared=["Zofia Someone"])
    assert kinds("Zofia will write the letter", known) == set()
    assert kinds("Zofia O'Neill Kowalska", known) == {NAME}
    assert kinds("Kowalska", known) == {NAME}


def test_F4_words_that_stand_in_a_name_and_are_none_are_not_looked_for():
    known = Known([Somebody(("Baby van der Invented", "Mother"))])
    assert kinds("The baby and the mother were seen by a van", known) == set()
    assert kinds("Invented", known) == {NAME}


WAYS = [
    "{d} {mon} {y}", "{d:02d}/{m:02d}/{y}", "{d}/{m}/{yy:02d}", "{y}-{m:02d}-{d:02d}", "{d:02d}.{m:02d}.{y}", "{d}-{mon}-{yy:02d}",
    "{d}{th} of {month} {y}", "{month} {d}{th}, {y}", "{mon} {d} {y}", "{d}{th} {month} ’{yy:02d}", "{d:02d}{m:02d}{y}",
    "{y}{m:02d}{d:02d}", "{d} {month}, {y}", "{d:02d} {m:02d} {y}", "{MONTH} {d} {y}", "{y} {mon} {d}", "{d} / {m} / {y}",
    "{d:02d}|{m:02d}|{y}", "{d:02d}_{m:02d}_{y}", "{d:02d}\u00b7{m:02d}\u00b7{y}", "{d:02d}\u2011{m:02d}\u2011{y}",
    "{d} \u2013 {m} \u2013 {y}",
]  # fmt: skip


@given(
    st.dates(date(1950, 1, 1), date(2026, 1, 1)),
    st.sampled_from(WAYS),
    st.sampled_from(["", "On ", "x: ", "(", "age 5, "]),
)
def test_F4_a_date_of_birth_is_found_in_every_usual_way_of_writing(day, way, before):
    ends = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
    text = before + way.format(
        d=day.day, m=day.month, y=day.year, yy=day.year % 100, mon=f"{day:%b}", month=f"{day:%B}",
        MONTH=f"{day:%B}".upper(), th=ends.get(day.day, "th"),
    )  # fmt: skip
    assert BORN in kinds(text, Known([Somebody((), day)])), text


@given(st.dates(date(1950, 1, 1), date(2026, 1, 1)), st.dates(date(1950, 1, 1), date(2026, 1, 1)))
def test_F4_another_day_is_no_date_of_birth(day, other):
    if (day.day, day.month, day.year % 100) != (other.day, other.month, other.year % 100):
        assert kinds(f"on {other:%d/%m/%Y} and {other:%-d %B %Y}", Known([Somebody((), day)])) == set()


@pytest.mark.parametrize(
    "text",
    [
        "DOB: 1/2/2011", "d.o.b. 01.02.11", "D.O.B 4th May 2010", "born on the 4th of May", "Date of birth - 2011-02-01",
        "born 4 May 2010", "dob 01022011", "was born on Friday, 4 May", "dob 01_02_2011",
    ],
)  # fmt: skip
def test_F4_a_date_that_says_it_is_one_of_birth_is_found_for_anybody(text):
    assert kinds(text, NOBODY) == {BORN}


@pytest.mark.parametrize("text", ["born in 2011", "The meeting of 4 May 2010", "newborn", "3 of 12 cases"])
def test_F4_other_days_and_words_are_left_alone(text):
    assert kinds(text, NOBODY) == set()


def nhs(nine: str) -> str | None:
    """With its check digit; None where there is none. Written apart from the code that it tests."""
    check = (11 - sum(int(digit) * weight for digit, weight in zip(nine, range(10, 1, -1), strict=True))) % 11
    return None if check == 10 else f"{nine}{check}"


NINE = st.text("0123456789", min_size=9, max_size=9)


@given(
    NINE,
    st.sampled_from(
        [
            "{0}{1}{2}",
            "{0} {1} {2}",
            "{0}-{1}-{2}",
            "{0}\n{1}\n{2}",
            "{0}/{1}/{2}",
            "({0}) {1} {2}",
            "{0}\u2011{1}\u2011{2}",
        ]
    ),
)
def test_F4_an_NHS_number_is_found_by_its_checksum_spaced_or_not(nine, way):
    number = nhs(nine)
    for last in "0123456789":
        ten = nine + last
        text = f"No. {way.format(ten[:3], ten[3:6], ten[6:])}."
        is_one = ten == number
        assert valid_nhs(ten) == is_one
        assert (NHS in kinds(text, NOBODY)) == (is_one and set(ten) != {"0"})


@pytest.mark.parametrize("text", ["0161 793 3790", "94347659190", "943476591", "case 12345", "9434765918"])
def test_F4_other_numbers_are_left_alone(text):
    assert kinds(text, NOBODY) == set()


def test_F4_the_cases_own_number_is_found_in_any_grouping():
    for text in (
        "94 34 76 59 19",
        "9 4 3 4 7 6 5 9 1 9",
        "id9434765919x",
        "0/9434765919/1",
        "943_476_5919",
        "943\n4765919",
    ):
        assert NHS in kinds(text), text


@given(st.text(max_size=400))
def test_F4_no_text_makes_the_guard_stumble(text):
    find(text, KNOWN)
