from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from subgroup import ledger
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.errors import NotAllowed
from subgroup.models import SubGroup, Terms
from subgroup.terms import loading, parse
from subgroup.terms.loading import load
from tests import factories

ROOT = Path(__file__).resolve().parents[2]
SALFORD = ROOT / "subgroup/terms/data/salford-case-review-and-audit.toml"
REVIEWED = ROOT / "subgroup/terms/data/salford-case-review-and-audit-2017.toml"
OTHER = ROOT / "tests/data/terms-other-board.toml"
AT = factories.START

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_hooks(monkeypatch):
    """The hooks of the apps above are tested there."""
    monkeypatch.setattr(loading, "on_load", [])


def load_file(path, *edits):
    text = path.read_text(encoding="utf-8")
    for old, new in edits:
        assert old in text
        text = text.replace(old, new, 1)
    return load(parse(text), at=AT)


def test_M4_each_day_has_the_version_in_force_on_it():
    group = load_file(REVIEWED).terms.group
    load_file(SALFORD)

    assert [group.terms_on(date(2017, 10, day)).version for day in (4, 5)] == ["2016", "2017"]
    assert (
        group.terms_on(date(2017, 10, 5))
        .content.offsets["items"]
        .source.startswith("Terms of reference 2017")
    )


def test_M4_a_second_board_loads_with_no_change_to_the_code():
    load_file(SALFORD)
    load_file(OTHER)

    groups = SubGroup.objects.order_by("slug").values_list("slug", "board")
    assert list(groups) == [
        ("case-review-and-audit", "Salford Safeguarding Children Board"),
        ("learning-from-practice", "Wexmoor Safeguarding Partnership"),
    ]


def test_what_changed_since_the_version_before_is_told():
    load_file(SALFORD)
    changes = load_file(REVIEWED, ("14 working days after", "10 working days after"))

    assert changes.created
    assert "  deadlines.minutes.due: was 14 working days after, now 10 working days after" in changes.lines
    assert "  last_review = September 2017" in changes.lines
    assert not [line for line in changes.lines if "items" in line or "posts" in line]


def test_the_same_file_again_changes_nothing():
    first = load_file(SALFORD)
    again = load_file(SALFORD)

    assert (again.created, again.terms) == (False, first.terms)
    assert again.lines == ("Terms of reference 2016 is loaded already, with the same content.",)
    assert Terms.objects.count() == 1


def test_an_unused_version_may_be_loaded_again_with_other_content():
    load_file(SALFORD)
    changes = load_file(SALFORD, ("90%", "80%"))

    assert not changes.created
    assert Terms.objects.get().content.target("P3") == 0.8
    assert "  targets.P3: was 90%, now 80%" in changes.lines


def test_M4_a_version_that_was_used_is_not_changed():
    group = load_file(SALFORD).terms.group
    for number in (1, 2):
        meeting = factories.make_meeting(group, date(2017, 6, number), number=number)
    ledger.owe(
        group=group, rule="minutes", subject_kind="meeting", subject_id=meeting.pk, trigger_on=meeting.day,
        owner=("role", "business_support"), label="Minutes", at=AT,
    )  # fmt: skip

    with pytest.raises(
        NotAllowed,
        match=r"has been used by 1 deadline and 2 meetings\. Give the changed terms a version of their own",
    ):
        load_file(SALFORD, ("90%", "80%"))

    assert Terms.objects.get().content.target("P3") == 0.9
    assert not load_file(SALFORD).created


def test_two_versions_cannot_begin_on_one_day():
    load_file(SALFORD)

    with pytest.raises(NotAllowed, match="Version 2016 comes into force on 1 April 2016 too"):
        load_file(SALFORD, ('version = "2016"', 'version = "2016b"'))


def test_an_earlier_version_loaded_later_does_not_rename_the_group():
    load_file(REVIEWED, ('name = "Case Review and Audit"', 'name = "Case Review"'))
    load_file(SALFORD)

    assert SubGroup.objects.get().name == "Case Review"


def test_the_apps_above_are_told_inside_the_transaction(monkeypatch):
    def fails(terms, parsed, at):
        raise RuntimeError

    monkeypatch.setattr(loading, "on_load", [lambda terms, parsed, at: [f"{len(parsed.posts)} posts"]])
    assert "18 posts" in load_file(SALFORD).lines

    monkeypatch.setattr(loading, "on_load", [fails])
    with pytest.raises(RuntimeError):
        load_file(REVIEWED)
    assert [terms.version for terms in Terms.objects.all()] == ["2016"]


def test_the_command_says_what_it_did(capsys):
    call_command("load_terms", str(SALFORD))

    said = capsys.readouterr().out
    assert (
        "Sub-group Case Review and Audit (case-review-and-audit) of Salford Safeguarding Children Board: made."
        in said
    )
    assert "  deadlines.items.due = 10 working days before" in said
    assert Terms.objects.get().source == SALFORD.read_text(encoding="utf-8")


def test_a_dry_run_says_the_same_and_saves_nothing(capsys):
    call_command("load_terms", str(SALFORD), "--dry-run")
    dry = capsys.readouterr().out

    assert not SubGroup.objects.exists()
    call_command("load_terms", str(SALFORD))
    assert dry == f"{capsys.readouterr().out}Dry run: nothing was saved.\n"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (
            SALFORD.read_bytes().replace(b"10 working", b"10 wroking"),
            r"wrong\.toml: line 53: “10 wroking days before”",
        ),
        (
            b'version = "1"\nname = "\xff"\n',
            r"wrong\.toml: line 2: this is not UTF-8 text\.\nNothing was changed\.",
        ),
        (b"a = 1\nb == 2\n", r"wrong\.toml: line 2: this is not TOML"),
        (
            SALFORD.read_bytes().replace(b'"2016"', b'"2016b"'),
            r"wrong\.toml: line 4: Version 2016 comes into force",
        ),
        (None, r"wrong\.toml cannot be read: No such file"),
    ],
)
def test_a_wrong_file_is_refused_with_its_line_and_changes_nothing(content, said, tmp_path):
    load_file(SALFORD)
    wrong = tmp_path / "wrong.toml"
    if content is not None:
        wrong.write_bytes(content)

    with pytest.raises(CommandError, match=said):
        call_command("load_terms", str(wrong))

    assert Terms.objects.get().version == "2016"


def test_a_byte_order_mark_before_the_file_is_no_fault(tmp_path):
    file = tmp_path / "terms.toml"
    file.write_bytes(b"\xef\xbb\xbf" + SALFORD.read_bytes())
    call_command("load_terms", str(file))
    assert Terms.objects.get().version == "2016"


@pytest.mark.parametrize(
    ("items", "call"),
    [("10 working", 20), ("19 working", 20), ("25 working", 35), ("4 weeks", 6), ("1 months", 2)],
)
def test_A2_the_call_of_terms_that_name_none_goes_out_before_items_close(items, call):
    terms = parse(
        SALFORD.read_text().replace(
            "10 working days before", f"{items.replace('working', 'working days')} before"
        )
    )
    offsets = terms.offsets
    assert offsets["agenda_call"].amount == call
    assert (
        offsets["agenda_call"].from_(date(2018, 3, 31), WorkingCalendar()).date
        < offsets["items"].from_(date(2018, 3, 31), WorkingCalendar()).date
    )
