"""F1: the list of the panel's coordinator: read in its shapes, previewed, written in one transaction, undone in one step."""

import io
from datetime import date

import openpyxl
import pytest

from members import agency_words
from reviews.cdop import lists
from reviews.enums import RequestState
from reviews.models import ChildDeath, DeathImport, DeathImportRow, DeathRequest
from reviews.services import death_imports, death_requests, deaths
from subgroup.errors import NotAllowed
from subgroup.models import Deadline
from subgroup.sheets.errors import Unreadable
from tests import factories
from tests.reviews.deaths import answer, ask, at, make_death

NOW = at(date(2017, 6, 1))
LONG = """Bolton, Salford and Wigan CDOP,,,,,,
Returns as at 1 June 2017,,,,,,
CDOP Ref,Date notified,LA,Agency,Form B sent,Form B received,Outcome
BSW/2017/001,01/03/2017,Salford,GMP,02/03/2017,20/03/2017,
BSW/2017/001,,,Salford Royal,02/03/2017,06/03/2017,No involvement
BSW/2017/001,,,Salford City Council,02/03/2017,,
BSW/2017/002,10/04/2017,Wigan,Greater Manchester Police,11/04/2017,12/04/2017,declined
"""


def book(*rows, title="CDOP") -> bytes:
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def read(group, data: str | bytes, name="list.csv", **more) -> DeathImport:
    data = data.encode() if isinstance(data, str) else data
    return death_imports.read(
        group=group, name=name, data=data, by=factories.holder(group, "S06"), at=NOW, **more
    )


def verdicts(made: DeathImport) -> list[str]:
    return list(made.rows.values_list("verdict", flat=True))


def write(made: DeathImport) -> DeathImport:
    by = factories.holder(made.group, "S06")
    return death_imports.write(made=made, by=by, at=NOW, seen=death_imports.shown(made))


def undo(made: DeathImport) -> DeathImport:
    return death_imports.undo(made=made, by=factories.holder(made.group, "S06"), at=NOW)


def reason(made: DeathImport, number: int) -> str:
    return made.rows.get(number=number).reason


def test_F1_a_list_under_title_rows_is_previewed_and_nothing_is_written(group):
    made = read(group, LONG)
    assert verdicts(made) == ["new"] * 4
    assert [row.says["agency"] for row in made.rows.all()] == ["GMP", "SRFT", "SCC", "GMP"]
    assert not ChildDeath.objects.exists()
    assert not Deadline.objects.filter(rule="cdop_return").exists()


def test_F1_written_it_makes_deaths_requests_and_what_is_owed(group):
    write(read(group, LONG))
    first, second = ChildDeath.objects.order_by("reference")
    assert (first.area, first.notified_on, second.area) == ("Salford", date(2017, 3, 1), "Wigan")
    found = {(one.agency.code, one.state, one.answered_on) for one in first.requests.select_related("agency")}
    assert found == {
        ("GMP", "returned", date(2017, 3, 20)), ("SRFT", "nil", date(2017, 3, 6)), ("SCC", "asked", None)
    }  # fmt: skip
    assert second.requests.get().state == RequestState.DECLINED
    open_rows = Deadline.objects.open().filter(rule="cdop_return")
    assert [row.owner_key for row in open_rows] == ["SCC"]


def test_F1_the_same_list_again_is_unchanged_and_a_later_one_changes_what_came(group):
    write(read(group, LONG))
    again = read(group, LONG)
    assert verdicts(again) == ["unchanged"] * 4
    with pytest.raises(NotAllowed, match="nothing to write"):
        write(again)
    later = LONG.replace("Council,02/03/2017,,", "Council,02/03/2017,05/05/2017,")
    assert verdicts(read(group, later)) == ["unchanged", "unchanged", "changed", "unchanged"]


def test_F1_an_import_is_undone_in_one_step(group):
    here = make_death(group, "BSW/2017/001")
    (mine,) = ask(here, "GMP", on=date(2017, 3, 2))
    written = write(read(group, LONG))
    mine.refresh_from_db()
    assert (mine.state, DeathRequest.objects.count()) == ("returned", 4)
    undo(written)
    mine.refresh_from_db()
    here.refresh_from_db()
    assert (mine.state, mine.answered_on, here.area) == ("asked", None, "")
    assert list(ChildDeath.objects.all()) == [here]
    assert list(DeathRequest.objects.all()) == [mine]
    owed = Deadline.objects.open().get(rule="cdop_return")
    assert (owed.subject_id, owed.due_on) == (str(mine.pk), mine.due_on)
    with pytest.raises(NotAllowed, match="undone this import"):
        undo(written)


def test_F1_the_state_of_a_death_is_as_before_after_undoing(group):
    here = make_death(group, "BSW/2017/001")
    undo(write(read(group, LONG)))
    here.refresh_from_db()
    assert here.state == "notified"


@pytest.mark.parametrize("act", ["answered", "noted", "asked", "changed"])
def test_F1_what_somebody_has_built_on_is_not_undone(group, support, act):
    written = write(read(group, LONG))
    waits = DeathRequest.objects.get(state="asked")
    match act:
        case "answered":
            answer(waits, date(2017, 6, 1))
        case "noted":
            death_requests.note(waits, "Rang them", "", support, NOW)
        case "asked":
            ask(waits.death, "NPS", on=date(2017, 6, 1))
        case "changed":
            death = waits.death
            deaths.change(
                death=death, version=death.version, reference=death.reference, notified_on=death.notified_on, area="Bolton",
                expected=True, category_one=None, by=support, at=NOW,
            )  # fmt: skip
    with pytest.raises(NotAllowed, match="built on this import: BSW/2017/001"):
        undo(written)
    assert ChildDeath.objects.count() == 2


def test_F1_what_changed_since_the_preview_is_not_written(group):
    made = read(group, LONG)
    make_death(group, "BSW/2017/001", notified_on=date(2017, 3, 3), when=NOW)
    with pytest.raises(NotAllowed, match="changed after you opened"):
        write(made)
    assert DeathRequest.objects.count() == 0


def test_F1_a_column_for_each_agency_is_read_too(group):
    data = book(
        ["Child Death Overview Panel"],
        ["Reference", "Notified", "Requested", "GMP", "SRFT", "NPS", "Notes"],
        [
            "BSW/2017/003",
            date(2017, 3, 1),
            date(2017, 3, 2),
            date(2017, 3, 9),
            "Nil",
            "",
            "rang twice",
        ],
    )
    made = read(group, data, "list.xlsx")
    assert [(row.says["agency"], row.says["state"], row.says.get("answered_on")) for row in made.rows.all()] == [
        ("GMP", "returned", "2017-03-09"), ("SRFT", "nil", "2017-03-02"),
    ]  # fmt: skip
    assert [("No day of the answer" in row.reason) for row in made.rows.all()] == [False, True]


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("BSW/2017/001,01/03/2017,,GMP,31/02/2017,,", "no whole day"),
        ("BSW/2017/001,01/03/2017,,GMP,March 2017,,", "no whole day"),
        ("BSW/2017/001,01/03/2017,,GMP,,,", "no day on which GMP was asked"),
        ("BSW/2017/001,01/03/2017,,GMP,02/03/2017,01/03/2017,", "before it was asked"),
        ("BSW/2017/001,01/03/2017,,GMP,02/07/2017,,", "still to come"),
        ("BSW/2017/001,,,GMP,02/03/2017,,", "no day on which the panel was notified"),
        ("BSW/2017/001,01/03/2017,,The Circus,02/03/2017,,", "none of this sub-group"),
        ("BSW/2017/001,01/03/2017,,GMP,02/03/2017,,perhaps", "none that is known"),
        ("BSW/2017/001,01/03/2017,,GMP,02/03/2017,,returned", "no day of return"),
        ("BSW/2017/001,01/03/2017,,GMP,28/02/2017,,", "before the panel was notified"),
    ],
)
def test_F1_a_row_that_cannot_be_taken_is_wrong_with_the_reason(group, row, says):
    made = read(group, "\n".join([*LONG.splitlines()[:3], row]))
    assert verdicts(made) == ["wrong"]
    assert says in made.rows.get().reason


@pytest.mark.parametrize(
    "row",
    [
        "Quentin Mardle,01/03/2017,Salford,GMP,02/03/2017,,",
        "BSW/2017/001 Mardle,01/03/2017,Salford,GMP,02/03/2017,,",
        "14/02/2009,01/03/2017,Salford,GMP,02/03/2017,,",
        "BSW/2017/001,01/03/2017,Q. Mardle 14/02/2009,GMP,02/03/2017,,",
        "BSW/2017/001,01/03/2017,Salford,GMP,02/03/2017,,Mardle DOB 14/02/2009",
        "BSW/2017/001,01/03/2017,Salford,Quentin Mardle,02/03/2017,,",
        "BSW/2017/001,01/03/2017,Salford,GMP,02/03/2017,,Quentin Mardle",
        "=HYPERLINK(\"x\"),01/03/2017,Salford,GMP,02/03/2017,,",
    ],
)  # fmt: skip
def test_F1_a_row_that_seems_to_name_a_child_is_wrong_and_its_text_is_not_kept(group, row):
    made = read(group, "\n".join([*LONG.splitlines()[:3], row]))
    assert verdicts(made) == ["wrong"]
    kept = str(list(DeathImportRow.objects.values())) + str(list(DeathImport.objects.values()))
    assert "Mardle" not in kept
    assert "2009" not in kept


def test_F1_a_list_with_a_column_about_the_child_gives_no_row(group):
    made = read(group, "CDOP Ref,Child's name,Agency,Requested\nBSW/2017/001,Quentin Mardle,GMP,02/03/2017\n")
    assert verdicts(made) == ["wrong"]
    assert "Take that column out" in made.rows.get().reason
    assert "Mardle" not in str(made.rows.values())


def test_F1_a_formula_without_a_result_is_wrong(group):
    data = book(
        ["CDOP Ref", "Notified", "Agency", "Requested"],
        ["BSW/2017/001", date(2017, 3, 1), "GMP", "=TODAY()"],
    )
    made = read(group, data, "list.xlsx")
    assert "formula whose result was not saved" in made.rows.get().reason


def test_F1_the_same_twice_is_written_once_and_a_contradiction_is_wrong(group):
    head = LONG.splitlines()[2]
    same = "BSW/2017/001,01/03/2017,,GMP,02/03/2017,20/03/2017,"
    other = "BSW/2017/001,01/03/2017,,GMP,02/03/2017,21/03/2017,"
    made = read(group, "\n".join([head, same, same, other]))
    assert verdicts(made) == ["new", "unchanged", "wrong"]
    assert (reason(made, 3), reason(made, 4)) == (
        "Row 2 says the same.", "Row 2 says otherwise about the same death and agency.",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("list.csv", b"", "is empty"),
        ("list.pdf", b"%PDF-1.4", "is a document"),
        ("list.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest", "Excel 97"),
        ("list.xlsx", b"PK\x03\x04broken", "damaged"),
        ("list.csv", b"just one line\n", "no table"),
    ],
)
def test_F1_a_file_that_is_no_list_gives_a_sentence(group, name, data, says):
    with pytest.raises(Unreadable, match=says):
        read(group, data, name)
    assert not DeathImport.objects.exists()


def test_F1_columns_are_chosen_by_hand_and_remembered(group):
    data = "Nr,Von,Wer,Wann\nBSW/2017/001,01/03/2017,GMP,02/03/2017\n"
    first = read(group, data)
    assert (first.rows.count(), first.headings) == (0, ["Nr", "Von", "Wer", "Wann"])
    by_hand = {"Nr": "reference", "Von": "notified_on", "Wer": "agency", "Wann": "requested_on"}
    made = read(group, data, mapping=by_hand, instead_of=first)
    assert (made.pk, verdicts(made)) == (first.pk, ["new"])
    write(made)
    assert verdicts(read(group, data.replace("001", "002"))) == ["new"]


def test_F1_a_list_without_headings_keeps_no_row_as_headings(group):
    made = read(group, "BSW/2017/001,Quentin Mardle,14/02/2009\nBSW/2017/002,Quentin Mardle,14/02/2009\n")
    assert made.headings == ["Column A", "Column B", "Column C"]
    by_hand = {"Column A": "reference", "Column B": "personal", "Column C": ""}
    again = read(
        group, "Q1 nr,Who Ever,x9\nBSW/2017/001,Quentin Mardle,1\n", mapping=by_hand, instead_of=made
    )
    assert verdicts(again) == ["wrong"]
    assert "Mardle" not in str(again.rows.values()) + str(DeathImport.objects.values())


def test_F1_unexpected_deaths_and_category_1_are_read(group):
    data = "CDOP Ref,Notified,Unexpected,Category\nBSW/2017/001,01/03/2017,Yes,1\nBSW/2017/002,01/03/2017,No,10 sudden\n"
    made = write(read(group, data))
    found = ChildDeath.objects.order_by("reference").values_list("expected", "category_one")
    assert list(found) == [(False, True), (True, False)]
    assert Deadline.objects.filter(rule="category_one").count() == 1
    undo(made)
    assert not Deadline.objects.open().filter(rule="category_one").exists()


def test_F1_former_names_of_agencies_are_known(group):
    words = agency_words.of_group(group)
    found = lists.read(
        b"Ref,Agency,Requested,Notified\nBSW/17/1,Gtr Manchester Police,02/03/2017,01/03/2017\n", name="x.csv", agencies=words
    )  # fmt: skip
    assert found.lines[0].agency == "GMP"
