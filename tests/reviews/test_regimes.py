"""Guidance as data: what the files say, what the reader refuses and on which line, and relaxations of single clocks."""

from datetime import date, time
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from reviews import regimes
from reviews.checks import check_regimes
from reviews.regimes.loading import OURS, load
from reviews.regimes.reader import RegimeError, parse
from reviews.services import dates, relaxations
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Deadline
from tests.reviews.cases import make_case

pytestmark = pytest.mark.either

WT2015 = (OURS / "wt2015.toml").read_text()
NOW = moment(date(2020, 5, 4), time(9))


def line_of(text, part):
    return text[: text.index(part)].count("\n") + 1


def test_the_files_that_come_with_the_system_hold_together():
    assert [one.key for one in regimes.every()] == ["wt2015", "wt2015_from_2018", "wt2018", "wt2023"]
    assert regimes.problems() == ()
    assert check_regimes() == []


RECIPIENTS = [
    ("wt2015", "National Panel of Independent Experts"),
    ("wt2015_from_2018", "Child Safeguarding Practice Review Panel"),
    ("wt2018", "Child Safeguarding Practice Review Panel"),
    ("wt2023", "Child Safeguarding Practice Review Panel"),
]


@pytest.mark.parametrize(("key", "panel"), RECIPIENTS)
def test_F8_the_national_panel_is_another_one_from_29_June_2018(key, panel):
    assert regimes.get(key).recipients["panel"] == panel


STRICT = [
    # guidance, clock, what it says, "normally" (a reason) or fixed (a breach)
    ("wt2015", "s1_ofsted_told", "5 working days after", "fixed"),
    ("wt2015", "s1_board_told", "5 working days after", "fixed"),
    ("wt2015", "s2_chair_decides", "1 month after", "normally"),
    ("wt2015", "s3_decision_told", "5 working days after", "fixed"),
    ("wt2015", "s4_review_complete", "6 months after", "normally"),
    ("wt2015", "s5_report_sent", "7 working days before", "fixed"),
    ("wt2015", "s6_report_available", "12 months after", "lapses"),
    ("wt2015_from_2018", "s1_panel_told", "5 working days after", "fixed"),
    ("wt2018", "rapid_review", "15 working days after", "normally"),
    ("wt2018", "s4_review_complete", "6 months after", "normally"),
    ("wt2023", "s5_report_sent", "7 working days before", "fixed"),
]


@pytest.mark.parametrize(("regime", "clock", "offset", "how"), STRICT)
def test_S1_to_S6_how_long_each_clock_runs_and_how_strictly(regime, clock, offset, how):
    known = regimes.get(regime).clocks[clock]
    assert known.offset.text == offset
    assert (known.normally, known.lapses) == (how == "normally", how == "lapses")
    assert known.rule.breach == (how == "fixed")


def test_what_was_not_read_in_a_source_says_so_wherever_a_date_is_explained():
    for regime in regimes.every():
        for clock in regime.clocks.values():
            said = regime.offset(clock.key).source
            assert ("not checked against the text" in said) == (clock.basis == "MEMORY"), (
                regime.key,
                clock.key,
            )


REFUSED = [
    # what is written in the place of what, on the line of which part, and why it is refused
    ('key = "wt2015"', 'key = "WT 2015"', 'key = "WT', "must be small letters"),
    ("in_force_from = 2015-03-26", 'in_force_from = "2015"', "in_force_from", "must be a date such as"),
    ("in_force_from = 2015-03-26", "in_force_form = 2015-03-26", "in_force_form", "did you mean “in_force_from”?"),
    ('due = "1 month after"', 'due = "a month"', 'due = "a month"', "“a month” is no offset"),
    ('until = "chair_decided"', 'until = "chair_decides"', 'until = "chair_decides"', "did you mean “chair_decided”?"),
    ('until = "chair_decided"', "", '[[clocks]]\nkey = "s2', "needs exactly one of “until”, “letter” and “lapses = true”"),
    ('starts = ["board_told"]', 'starts = ["board"]', 'starts = ["board"]', "“starts” holds “board”"),
    ("decides by {due} whether", "decides whether", "decides whether", "must hold {due} once"),
    ("decides by {due} whether", "{who} decides by {due} whether", "{who}", "no other braces"),
    ('basis = "MEMORY"', 'basis = "GUESS"', 'basis = "GUESS"', "it must be “FOUND” or “MEMORY”"),
    ('key = "s2_chair_decides"', 'key = "s1_board_told"', 'key = "s1_board_told"\nclause = "S2"', "is given twice"),
    ('reviewers = ["panel"]', 'reviewers = ["home_office"]', '["home_office"]', "“reviewers” holds “home_office”"),
    ('only_with = "seriously_harmed"', 'only_with = "harmed"', 'only_with = "harmed"', "must be a limb above it"),
    ('only_with = "seriously_harmed"\n', "", "presumed = true", "name that one in “only_with”"),
    ('key = "review"', 'key = "notifiable"', 'key = "notifiable"\ntitle = "Are', "question “notifiable” is given twice"),
    ('owner = "chair"', 'owner = "the chair"', 'owner = "the chair"', "“owner” is “the chair”"),
    ('statutory_reviews = ["scr"]', 'statutory_reviews = ["practice_review"]', "statutory_reviews", "holds “practice_review”"),
    ("[recipients]", "[recipients", "[recipients", "this is not TOML"),
]  # fmt: skip


@pytest.mark.parametrize(("part", "wrong", "where", "reason"), REFUSED)
def test_a_file_is_refused_with_the_line_and_the_reason(part, wrong, where, reason):
    assert part in WT2015
    text = WT2015.replace(part, wrong, 1)
    with pytest.raises(RegimeError) as raised:
        parse(text)
    wanted = line_of(text, where)
    assert [one for one in raised.value.problems if reason in one.reason and one.line == wanted], str(
        raised.value
    )


def test_every_problem_of_a_file_is_told_at_once():
    text = WT2015.replace('due = "1 month after"', 'due = "a month"').replace(
        'basis = "MEMORY"', 'basis = "GUESS"'
    )
    with pytest.raises(RegimeError) as raised:
        parse(text)
    assert len(raised.value.problems) == 3


def test_a_folder_of_ones_own_adds_guidance_and_takes_the_place_of_ours(tmp_path, settings, group):
    settings.REGIMES_DIR = tmp_path
    later = (
        (OURS / "wt2023.toml").read_text().replace('"wt2023"', '"wt2030"').replace("2023-12-15", "2030-01-01")
    )
    (tmp_path / "later.toml").write_text(later)
    (tmp_path / "ours.toml").write_text(
        WT2015.replace("Working Together 2015", "Working Together as we read it")
    )
    assert regimes.key_on(date(2029, 12, 31), group) == "wt2023"
    assert regimes.key_on(date(2030, 1, 1), group) == "wt2030"
    assert regimes.get("wt2015").name == "Working Together as we read it"


def test_a_broken_file_is_left_out_and_the_system_check_says_why(tmp_path, settings):
    settings.REGIMES_DIR = tmp_path
    (tmp_path / "bad.toml").write_text(
        WT2015.replace('key = "wt2015"', 'key = "other"').replace('until = "chair', 'untill = "chair')
    )
    (error, *_) = check_regimes()
    assert "bad.toml: line " in error.msg
    assert "other" not in [one.key for one in regimes.every()]
    settings.REGIMES_DIR = tmp_path / "nowhere"
    assert "there is no such folder" in check_regimes()[0].msg


def test_the_same_clock_with_another_strictness_needs_a_key_of_its_own(tmp_path, settings):
    settings.REGIMES_DIR = tmp_path
    text = WT2015.replace('"wt2015"', '"strict"').replace("2015-03-26", "2017-01-01")
    (tmp_path / "strict.toml").write_text(text.replace("normally = true\n", "", 1))
    said = "\n".join(error.msg for error in check_regimes())
    assert "strict: the clock “s2_chair_decides” differs from that of wt2015 in its breach" in said
    assert "come into force on the same day" not in said
    (tmp_path / "again.toml").write_text(text)
    assert "the key “strict” is that of" in load.__wrapped__(tmp_path).problems[0]


def test_the_command_checks_a_file_and_prints_what_it_says(tmp_path):
    out = StringIO()
    call_command("regimes", stdout=out)
    assert (
        "S2: The Independent Chair’s decision: normally 1 month after board_told, until chair_decided [FOUND]"
        in out.getvalue()
    )
    assert "Salford Safeguarding Children Board: from 2019-04-01" in out.getvalue()
    good = tmp_path / "good.toml"
    good.write_text(WT2015)
    call_command("regimes", good, stdout=out)
    good.write_text(WT2015.replace('due = "1 month after"', 'due = "soon"'))
    with pytest.raises(CommandError, match=r"good.toml: line \d+: “soon” is no offset"):
        call_command("regimes", good, stdout=out)
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("regimes", tmp_path / "none.toml", stdout=out)


# National relaxations


def march_2020(group, chair, **more):
    """The relaxation of March 2020: the rapid review and publication, and never the five days."""
    values = {
        "regime": "wt2018", "clock": "rapid_review", "starts_on": date(2020, 3, 1), "ends_on": date(2020, 6, 30),
        "offset": "30 working days after", "because": "Letter of the Department, March 2020",
    } | more  # fmt: skip
    return relaxations.relax(group=group, by=chair, at=NOW, **values)


def row(case, rule):
    return Deadline.objects.about("case", case.pk).get(rule=rule)


def told(group, by, day):
    case = make_case(group, at=NOW)
    for kind in ("aware", "national_panel_told", "board_told"):
        dates.record(case=case, kind=kind, day=day, by=by, at=NOW)
    return case


def test_a_relaxation_moves_what_began_in_its_period_and_nothing_else(group, chair):
    inside, before = told(group, chair, date(2020, 3, 26)), told(group, chair, date(2020, 2, 28))
    five = row(inside, "s1_panel_told").due_on
    march_2020(group, chair)
    after = told(group, chair, date(2020, 4, 1))
    assert row(inside, "rapid_review").due_on == date(2020, 5, 12)
    assert row(before, "rapid_review").due_on == date(2020, 3, 20)
    assert "30 working days after" in row(after, "rapid_review").explanation
    assert row(inside, "s1_panel_told").due_on == five
    move = row(inside, "rapid_review").moves.get()
    assert move.reason == "Relaxed nationally: Letter of the Department, March 2020"


def test_a_relaxation_of_publication_counts_back_from_it(group, chair):
    case = told(group, chair, date(2020, 3, 26))
    dates.record(case=case, kind="publication_planned", day=date(2020, 6, 15), by=chair, at=NOW)
    march_2020(group, chair, clock="s5_report_sent", offset="3 working days before")
    assert row(case, "s5_report_sent").due_on == date(2020, 6, 10)


REFUSALS = [
    ({"clock": "s1_panel_told"}, "is never relaxed"),
    ({"clock": "s2_chair_decides"}, "no such clock"),
    ({"regime": "wt1999"}, "no such clock"),
    ({"offset": "a while"}, "is no offset"),
    ({"offset": "30 working days before"}, "is counted after its day"),
    ({"offset": "15 working days after"}, "what the guidance says already"),
    ({"offset": "3 working days after"}, "gives no more time than the guidance"),
    ({"offset": "3 weeks after", "ends_on": date(2020, 3, 2)}, "gives no more time than the guidance"),
    ({"clock": "s5_report_sent", "offset": "10 working days before"}, "gives no more time than the guidance"),
    ({"ends_on": date(2020, 2, 1)}, "ends before it begins"),
    ({"because": " "}, "Say who relaxed it"),
]


@pytest.mark.parametrize(("more", "sentence"), REFUSALS)
def test_a_relaxation_is_refused_with_a_sentence(group, chair, more, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        march_2020(group, chair, **more)


def test_a_relaxation_does_not_overlap_another_and_is_taken_back_with_a_reason(group, chair):
    case = told(group, chair, date(2020, 3, 26))
    made = march_2020(group, chair)
    with pytest.raises(NotAllowed, match="already"):
        march_2020(group, chair, starts_on=date(2020, 6, 30), ends_on=date(2020, 7, 31))
    with pytest.raises(NotAllowed, match="Say why"):
        relaxations.end(relaxation=made, because=" ", by=chair, at=NOW)
    for _ in range(2):
        relaxations.end(relaxation=made, because="It was withdrawn", by=chair, at=NOW)
    owed = row(case, "rapid_review")
    assert owed.due_on == date(2020, 4, 20)
    assert owed.moves.count() == 2
    march_2020(group, chair, starts_on=date(2020, 6, 30), ends_on=date(2020, 7, 31))
