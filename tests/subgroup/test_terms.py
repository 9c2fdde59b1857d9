import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from subgroup.deadlines.arithmetic import Unit, shift
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.quorum import AtLeastAgencies, FractionOfMembers, KOf, RolePresent
from subgroup.deadlines.rules import Offset, Rule, work_out
from subgroup.terms import ParsedTerms, TermsError, parse
from subgroup.terms.lines import key_lines

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "subgroup/terms/data"
SALFORD = DATA / "salford-case-review-and-audit.toml"
OTHER = ROOT / "tests/data/terms-other-board.toml"
FILES = [*sorted(DATA.glob("*.toml")), OTHER]


def terms_of(path):
    return parse(path.read_text(encoding="utf-8"))


@pytest.fixture(params=FILES, ids=lambda path: path.stem)
def terms(request):
    return terms_of(request.param)


def test_M4_content_survives_the_database(terms):
    stored = json.loads(json.dumps(terms.to_json()))

    assert ParsedTerms.from_json(stored) == terms


def test_M1_the_terms_of_2016_name_eighteen_posts_of_ten_agencies():
    terms = terms_of(SALFORD)

    assert [post.key for post in terms.posts] == [f"S{number:02d}" for number in range(1, 19)]
    assert [post.key for post in terms.posts if post.agency == "SCC"] == [
        "S01",
        "S04",
        "S05",
        "S10",
        "S15",
        "S17",
        "S18",
    ]
    assert {post.key: post.role for post in terms.posts if post.role != "member"} == {
        "S01": "chair",
        "S02": "vice_chair",
        "S06": "business_support",
        "S07": "business_manager",
    }
    assert [post.key for post in terms.posts if not post.counts_for_quorum] == ["S06", "S07"]
    assert len(terms.agencies) == 10
    assert len(terms.functions) == 16


@pytest.mark.parametrize("path", sorted(DATA.glob("*.toml")), ids=lambda path: path.stem)
def test_A1_A2_A3_P3_P4_P10_the_figures_of_the_terms(path):
    terms = terms_of(path)

    assert {key: terms.offsets[key].text for key in ("items", "publish", "minutes")} == {
        "items": "10 working days before",
        "publish": "5 working days before",
        "minutes": "14 working days after",
    }
    assert terms.quorum.conditions == (AtLeastAgencies(4),)
    assert terms.target("P3") == 0.9
    assert terms.target("P10") == 1
    assert terms.target("P2") == 1
    assert terms.target("P7") is None
    assert terms.meetings.frequency.text == "every 6 weeks"
    assert "second_apology_letter" not in terms.offsets


def test_M4_the_terms_of_september_2017_hold_from_the_day_they_were_adopted():
    terms = terms_of(DATA / "salford-case-review-and-audit-2017.toml")

    assert (terms.version, terms.in_force_from, terms.last_review) == (
        "2017",
        date(2017, 10, 5),
        "September 2017",
    )


def test_a_date_cites_the_version_and_the_clause():
    assert terms_of(SALFORD).offsets["items"].source == "Terms of reference 2016, Approach"
    assert terms_of(SALFORD).offsets["return"].source.startswith("Not in the terms")


def test_the_other_boards_terms_are_read_as_they_stand():
    terms = terms_of(OTHER)

    assert {key: offset.text for key, offset in terms.offsets.items()} == {
        "agenda_call": "3 weeks before",
        "items": "9 clear days before",
        "publish": "1 week before",
        "minutes": "1 month after",
        "second_apology_letter": "10 calendar days after",
        "update_window_opens": "15 working days before",
        "update_window_closes": "9 clear days before",
        "return": "2 working days before",
        "compact_warning": "6 weeks before",
        "cdop_return": "15 working days after",
    }
    assert len({condition.kind for condition in terms.quorum.conditions}) == 8
    assert FractionOfMembers(1, 3) in terms.quorum.conditions
    assert RolePresent(("chair", "vice_chair")) in terms.quorum.conditions
    assert KOf(2, ("COUNCIL", "POLICE", "ICB")) in terms.quorum.conditions
    assert terms.quorum.chair_may_declare
    assert terms.standing.letter_after_apologies == 3
    assert terms.categories(terms.post("S08")) == {"health", "local authority"}
    assert terms.reporting_year(date(2017, 8, 31)) == (date(2016, 9, 1), date(2017, 8, 31))
    assert terms.reporting_year(date(2017, 9, 1)) == (date(2017, 9, 1), date(2018, 8, 31))


def test_terms_set_the_reminders_of_their_deadlines_and_leave_the_others_alone():
    rule = Rule("minutes", "P10", "Minutes", "minutes", "chair", "{due}", (-9,), ((9, "chair"),))
    own = replace(rule, offset=Offset(3))

    assert terms_of(OTHER).rule(rule) == replace(
        rule, reminders=(), escalate=((0, "business_support"), (3, "chair"))
    )
    assert terms_of(OTHER).rule(replace(rule, offset="publish")) == replace(rule, offset="publish")
    assert terms_of(OTHER).rule(own) == own


@given(
    st.sampled_from([terms_of(path) for path in FILES]),
    st.dates(date(2017, 1, 1), date(2030, 12, 31)),
    st.dictionaries(st.dates(date(2016, 10, 1), date(2031, 3, 1)), st.just("closed"), max_size=5),
)
def test_every_deadline_of_every_file_for_every_trigger(terms, trigger_on, closed):
    calendar = WorkingCalendar(closed)
    for key, offset in terms.offsets.items():
        rule = Rule(key, "A2", key, key, "chair", "It is due by {due}")
        due = work_out(rule, trigger_on, terms.offsets, calendar)
        back = shift(due.on, -offset.signed, offset.unit, calendar).date

        assert (due.on > trigger_on) - (due.on < trigger_on) == (offset.signed > 0) - (offset.signed < 0)
        assert due.explain().startswith("It is due by ")
        if offset.unit is Unit.WORKING and offset.amount:
            assert calendar.is_working(due.on)
            assert back == trigger_on or not calendar.is_working(trigger_on)
        elif offset.unit is not Unit.MONTHS:
            assert back == trigger_on


def edited(old, new, path=SALFORD):
    text = path.read_text(encoding="utf-8")
    assert old in text
    return text.replace(old, new, 1)


def line_of(fragment, text):
    return next(number for number, line in enumerate(text.splitlines(), 1) if fragment in line)


@pytest.mark.parametrize(
    ("old", "new", "at", "reason"),
    [
        ('version = "2016"', "version = 2016", "version = 2016", "“version” must be a text in quotes."),
        (
            "= 2016-04-01",
            '= "2016-04-01"',
            '"2016-04-01"',
            "“in_force_from” must be a date such as 2017-10-05, without quotes.",
        ),
        (
            "next_review = 2017-09-30",
            "next_review = 2015-09-30",
            "next_review",
            "“next_review” must lie after “in_force_from”.",
        ),
        ("10 working days", "ten working days", "ten working", "“ten working days before” is no offset"),
        ("14 working days after", "14 days after", "14 days", "“14 days after” is no offset"),
        (
            "14 working days after",
            "14 working days before",
            "14 working",
            "“minutes” is “14 working days before”; it must be after.",
        ),
        (
            "5 working days before",
            "15 working days before",
            "10 working days before",
            "Items would close after the pack",
        ),
        (
            "10 working days before",
            "3 calendar days before",
            "3 calendar days before",
            "Items would close after the pack",
        ),
        (
            "[deadlines.items]",
            "[deadlines.itmes]",
            "[deadlines.itmes]",
            "“itmes” is not a key of [deadlines] (did you mean “items”?).",
        ),
        (
            "[deadlines.minutes]",
            "[deadlines.agenda_call]",
            "[deadlines.items]",
            "[deadlines] lacks “minutes”.",
        ),
        ("reminders = [-5, -1]", 'reminders = [-5, "-1"]', '"-1"', "“reminders” must hold whole numbers"),
        (
            "after = 1, to",
            "after = 1, too",
            "too =",
            "“too” is not a key of [[deadlines.publish.escalate]] (did you mean “to”?).",
        ),
        ("at_least_agencies = 4", "at_least_agencys = 4", "agencys", "(did you mean “at_least_agencies”?)."),
        (
            "at_least_agencies = 4",
            "at_least_agencies = 10",
            "agencies = 10",
            "10 agencies are asked for, and posts of 9 count",
        ),
        (
            "at_least_agencies = 4",
            "at_least_agencies = true",
            "agencies = true",
            "must be a whole number from 1",
        ),
        ("at_least_agencies = 4", 'fraction_of_members = "4/3"', '"4/3"', "“4/3” is no share of the members"),
        (
            "at_least_agencies = 4",
            'k_of = { k = 3, set = ["SCC", "CCG"] }',
            "k_of",
            "“k” must be a whole number from 1 to 2.",
        ),
        (
            "at_least_agencies = 4",
            'all_of = ["SCC", "SSCB"]',
            "all_of",
            "“SSCB” is no agency or post that counts",
        ),
        (
            "at_least_agencies = 4",
            'role_present = "deputy"',
            "role_present",
            "“deputy” is no role of any post",
        ),
        (
            "at_least_agencies = 4",
            'at_least_of_category = { n = 1, category = "fire" }',
            "fire",
            "1 of “fire” are asked for, and 0",
        ),
        (
            "at_least_agencies = 4",
            "at_least_members = 17",
            "members = 17",
            "17 members are asked for, and 16 posts count",
        ),
        (
            "at_least_agencies = 4",
            "at_least_agencies = 4\nat_least_members = 5",
            "[[quorum.conditions]]",
            "must hold one condition",
        ),
        (
            '"decisions stand for',
            '"decisions are for',
            "decisions are",
            "“if_not_quorate” is “decisions are for ratification",
        ),
        ('P3 = "90%"', 'P3 = "190%"', "190%", "“190%” is no target; write a share"),
        ("month = 4", "month = 13", "month = 13", "“month” must be a whole number from 1 to 12."),
        ("every 6 weeks", "every six moons", "moons", "“every six moons” is no frequency"),
        (
            'code = "GMP"',
            'code = "SCC"',
            'Greater Manchester Police"',
            "“SCC” is the code of another agency above.",
        ),
        ("number = 18", "number = 17", "number = 17", "17 is the number of another post above."),
        (
            'agency = "HOUSING"',
            'agency = "HOUSNG"',
            "HOUSNG",
            "“HOUSNG” is the code of no agency (did you mean “HOUSING”?).",
        ),
        ('role = "vice_chair"', 'role = "chair"', 'role = "chair"', "Another post above is “chair” already."),
        ('chaired_by = ["chair"', 'chaired_by = ["boss"', "boss", "“boss” is no role"),
        (
            "[compacts]",
            "[compact]",
            "[compact]",
            "“compact” is not a key of the file (did you mean “compacts”?).",
        ),
        (
            '    "Challenge partner agencies',
            '    7, "Challenge partner agencies',
            "7, ",
            "“functions” must hold texts in quotes only.",
        ),
        ('slug = "case', 'slug = "Case', "slug", "“slug” may hold small letters"),
        ("[standing]", "[standing", "[standing", "this is not TOML"),
    ],
)
def test_a_wrong_file_is_refused_with_the_line_and_the_reason(old, new, at, reason):
    text = edited(old, new)
    with pytest.raises(TermsError) as refused:
        parse(text)

    lines = [number for number, line in enumerate(text.splitlines(), 1) if at in line]
    found = [problem for problem in refused.value.problems if reason in problem.reason]
    assert found, refused.value
    assert any(abs(found[0].line - line) <= ("code of another" in reason) for line in lines), (
        found[0],
        lines,
    )


def test_every_fault_of_a_file_is_told_in_its_order():
    text = edited("10 working days", "x").replace("month = 4", 'month = "April"').replace("P10 =", "P12 =")
    with pytest.raises(TermsError) as refused:
        parse(text)

    lines = [problem.line for problem in refused.value.problems]
    assert lines == [line_of('"x before"', text), line_of("April", text), line_of("P12", text)]
    assert refused.value.line == lines[0]


def test_an_empty_file_is_told_what_it_lacks():
    with pytest.raises(TermsError) as refused:
        parse("")

    assert {"the file lacks “version”.", "the file lacks “group”.", "the file lacks “quorum”."} <= {
        problem.reason for problem in refused.value.problems
    }


def test_lines_are_found_in_every_way_of_writing_toml():
    source = '''# [not.a.table]
title = """
[also.not]
key = 1
""" # comment
dotted.key = 'a # b'

[ "quoted table" . inner ]
list = [
    "one",  # [x]
    [ "two", { a = 1, b = [
        2,
    ] } ],
]
[[rows]]
x = 1
[[rows]]
x = 2
  [rows.sub]
  y = 2017-10-05
  [[rows.deep]]
  "z\\"q" = -1
'''
    lines = key_lines(source)

    assert {path: lines[path] for path in lines if path} == {
        ("title",): 2,
        ("dotted",): 6,
        ("dotted", "key"): 6,
        ("quoted table",): 8,
        ("quoted table", "inner"): 8,
        ("quoted table", "inner", "list"): 9,
        ("quoted table", "inner", "list", 0): 10,
        ("quoted table", "inner", "list", 1): 11,
        ("quoted table", "inner", "list", 1, 0): 11,
        ("quoted table", "inner", "list", 1, 1): 11,
        ("quoted table", "inner", "list", 1, 1, "a"): 11,
        ("quoted table", "inner", "list", 1, 1, "b"): 11,
        ("quoted table", "inner", "list", 1, 1, "b", 0): 12,
        ("rows",): 15,
        ("rows", 0): 15,
        ("rows", 0, "x"): 16,
        ("rows", 1): 17,
        ("rows", 1, "x"): 18,
        ("rows", 1, "sub"): 19,
        ("rows", 1, "sub", "y"): 20,
        ("rows", 1, "deep"): 21,
        ("rows", 1, "deep", 0): 21,
        ("rows", 1, "deep", 0, 'z"q'): 22,
    }


def keys_in(value):
    if isinstance(value, dict):
        yield from value
        for inner in value.values():
            yield from keys_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from keys_in(inner)


def test_the_manual_names_every_key():
    manual = (ROOT / "docs/terms-of-reference.md").read_text(encoding="utf-8")

    assert {key for key in keys_in(terms_of(OTHER).to_json()) if key not in manual} == set()


@pytest.mark.parametrize(
    ("said", "kept", "share"),
    [
        ("87.5%", "87.5%", 0.875),
        ("87.5 %", "87.5%", 0.875),
        ("90 per cent", "90%", 0.9),
        ("100.0%", "100%", 1.0),
        ("Every", "every", 1.0),
    ],
)
def test_a_target_may_have_one_decimal_and_be_written_plainly(said, kept, share):
    terms = parse(edited('P3 = "90%"', f'P3 = "{said}"'))
    assert (terms.targets["P3"], terms.target("P3")) == (kept, share)


@pytest.mark.parametrize("said", ["100.5%", "87.55%", "90", "\u0669\u0660%", "most"])
def test_what_is_no_target_is_refused(said):
    with pytest.raises(TermsError, match="is no target; write a share such as"):
        parse(edited('P3 = "90%"', f'P3 = "{said}"'))


def test_a_number_that_is_none_is_one_fault():
    with pytest.raises(TermsError) as refused:
        parse(edited("number = 2\n", "number = inf\n"))
    assert [problem.reason for problem in refused.value.problems] == [
        "“number” must be a whole number from 1 to 99."
    ]
