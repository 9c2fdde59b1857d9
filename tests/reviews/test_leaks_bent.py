"""F4: names misspelt, bent by a sentence, or cut over a page, and months in Roman figures. Every name here is invented."""

import time
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.english import is_english
from reviews.leaks import BORN, MOST_TEXT, NAME, Known, Somebody, find
from reviews.misspelt import is_one_apart

DAY = date(2012, 2, 3)
KNOWN = Known(
    [
        Somebody(("Zofia O’Neill-Kowalska", "Zosia"), DAY),
        Somebody(("Peter Barker",)),
        Somebody(("Amy Richards",)),
        Somebody(("Jonas Brand",)),
        Somebody(("Tomasz Wiśniewski",)),
    ]
)


def kinds(text, known=KNOWN):
    return {match.kind for match in find(text, known)}


MISSPELT = [
    # what is written, and whether the guard asks
    ("the Kowalksa family", True),
    ("Kowalsska", True),
    ("Kowalka came late", True),
    ("Kowolska", True),
    ("mrs kowalksa", True),
    ("KOWALKSA", True),
    ("Barkre said so", True),
    ("Wisnewski", True),
    ("Peter's friend", True),
    ("Petre Brandt and Barkr", True),
    ("Zofai O’Neil", True),
    ("Jnoas Brnad", True),
    ("Brnad, Jnoas", True),
    ("Kowal-\nksa", True),
    ("KowalksaReport.pdf", True),
    # a first name, or a short surname, alone
    ("Petre came", False),
    ("Zofai came", False),
    ("the Brnad family", False),
    # too far from one another
    ("Jnoas went to the shop there and Brnad", False),
    # two letters wrong
    ("Kawolksa", False),
    # ordinary words, also with a capital
    ("Barked", False),
    ("Barkers", True),
    ("Parker", False),
    ("the dog barked at the banker", False),
    # six letters without a capital
    ("barkre", False),
    # a first name that a surname comes from
    ("Richard was there", False),
    ("Richrads was there", True),
]


@pytest.mark.parametrize(("text", "asks"), MISSPELT)
def test_F4_a_name_with_one_letter_wrong_is_found_where_it_can_hardly_be_a_word(text, asks):
    assert (NAME in kinds(text)) == asks


def test_F4_a_name_of_somebody_of_the_sub_group_is_nobodys_misspelling():
    spared = Known(KNOWN.people, spared=["Anna Barber", "Peter Someone"])
    assert kinds("Barber", spared) == set()
    assert kinds("Peter", spared) == set()
    assert kinds("Peter Barkre", spared) == {NAME}
    assert kinds("Petre Barkr", spared) == {NAME}


BENT = [
    ("Kowalski’s", True), ("the Barkers' house", True), ("z Kowalską", True), ("Kowalskiej", True), ("o Zofii", True), ("Zofię", True),
    ("Wiśniewskiego", True), ("Wiśniewskiemu", True), ("Wiśniewskich", True), ("tomaszowi", True), ("Tomasza", True), ("Tomaszem", True),
    ("barkerowi", True), ("Jonasowi", True), ("Richardses", True), ("tomasza", False), ("Petered", False), ("Amyc", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asks"), BENT)
def test_F4_a_name_is_found_in_the_forms_that_a_sentence_gives_it(text, asks):
    assert (NAME in kinds(text)) == asks


def test_F4_a_form_that_is_a_word_or_a_name_of_the_sub_group_is_none():
    known = Known([Somebody(("Ann Archer", "Marta"))], spared=["Marty Someone"])
    assert kinds("Archery is taught there", known) == set()
    assert kinds("Marty wrote it", known) == set()
    assert kinds("Archerowi", known) == {NAME}


CUT = [
    ("the Kowal-\n12\nska family", True),
    ("the Kowal-\nPage 3 of 12\nCONFIDENTIAL\nska family", True),
    ("the Kowal\n3\nska family", True),
    ("the Kowal\n\f Page 3\n\nska family", True),
    ("Review of Case Birch\nthe Kowal\nReview of Case Birch\nska family", True),
    ("Zo-\n- 4 -\nfia", True),
    # what lies between is a line of the text
    ("the Kowal\nwho lived there\nska family", False),
    ("the Kowal-\na\nb\nc\nd\ne\nska family", False),
    ("the Kowal\n3", False),
]


@pytest.mark.parametrize(("text", "asks"), CUT)
def test_F4_a_name_that_is_cut_over_a_page_is_found(text, asks):
    assert (NAME in kinds(text)) == asks


ROMAN = [
    ("3.II.2012", True), ("3 II 2012", True), ("03-ii-12", True), ("3/II/2012", True), ("3. II. 2012 r.", True), ("2012-II-03", True),
    ("3 \u2161 2012", True), ("3.III.2012", False), ("4.II.2012", False), ("13.II.2012", False), ("3 vii 2012", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "asks"), ROMAN)
def test_F4_a_date_of_birth_is_found_with_its_month_in_roman_figures(text, asks):
    assert (BORN in kinds(text)) == asks


def test_F4_a_day_in_roman_figures_that_says_it_is_one_of_birth_is_found_for_anybody():
    assert kinds("born 7.XI.2009", Known()) == {BORN}
    assert kinds("Part 7, IX, of 2009", Known()) == set()


WORDS = st.text("abcde", max_size=7)


@given(WORDS, WORDS)
def test_F4_one_letter_apart_is_what_one_change_makes(one, other):
    changed = {one[:at] + one[at + 1 :] for at in range(len(one))}
    changed |= {one[:at] + sign + one[at:] for at in range(len(one) + 1) for sign in "abcde"}
    changed |= {one[:at] + sign + one[at + 1 :] for at in range(len(one)) for sign in "abcde"}
    changed |= {one[:at] + one[at + 1] + one[at] + one[at + 2 :] for at in range(len(one) - 1)}
    assert is_one_apart(one, other) == (other in changed - {one})


@pytest.mark.parametrize("word", ["barked", "planning", "carried", "workers", "houses", "making", "quickly"])
def test_regular_forms_of_words_are_words(word):
    assert is_english(word)
    assert not is_english(f"{word}qx")


SIZE = 60_000
HOSTILE = {
    "marks in any order": "a" + "\u0301\u0316" * (SIZE // 2),
    "signs that become many": "\ufdfa" * (SIZE // 10),
    "one long word": "a" * SIZE,
    "a word, cut, on each line": "kowal-\n" * (SIZE // 7),
    "page numbers without end": "Kowal\nPage 3\n" * (SIZE // 13),
    "near words": "".join(f"kowalsk{at % 97:x} Kowalsk{at:x} " for at in range(SIZE // 20)),
    "pairs": "Zofai Kowalsak " * (SIZE // 15),
    "figures": "1 " * (SIZE // 2),
    "days": "3 ii " * (SIZE // 5),
    "births": "born" + ":" * SIZE,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_F4_no_text_makes_the_guard_slow(text):
    """Some hundredths of a second each; what grows by the square of its length would take minutes at the guard's limit."""
    began = time.perf_counter()
    find(text, KNOWN)
    assert time.perf_counter() - began < 2
    assert len(text) < MOST_TEXT
