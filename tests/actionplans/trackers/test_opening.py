"""Files that are no tracker, or that would hurt: each is refused in a sentence that says what to do."""

import io
import zipfile

import openpyxl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actionplans.trackers import Unreadable
from subgroup.sheets import opening
from tests.actionplans.trackers.books import DATA, book, saved, tracker

PLAN = book(("Plan", [["Ref", "Action", "Lead agency", "Due date"], ["1", "Act", "GMP", "01/02/2018"]]))


def changed(data: bytes, **parts: bytes) -> bytes:
    """The workbook with parts replaced or added; a name is given with __ for / and _dot_ for a dot."""
    named = {name.replace("__", "/").replace("_dot_", "."): text for name, text in parts.items()}
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in old.infolist():
            if part.filename not in named:
                new.writestr(part.filename, old.read(part))
        for name, text in named.items():
            new.writestr(name, text)
    return out.getvalue()


def refused(data: bytes, name: str = "plan.xlsx") -> str:
    with pytest.raises(Unreadable) as refusal:
        tracker(data, name=name)
    said = str(refusal.value)
    assert said.startswith(f"“{name}”")
    assert said.endswith((".", "?"))
    return said


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "name", "sentence"),
    [
        (b"", "plan.xlsx", "is empty"),
        (b"  \n", "plan.csv", "is empty"),
        (OLE, "plan.xls", "format of Excel 97"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "plan.xlsx", "opens only with a password"),
        (b"%PDF-1.7 ...", "plan.pdf", "is a document"),
        (b"<html><table><tr><td>Action</td></tr></table>", "plan.xls", "is a web page"),
        (PLAN[: len(PLAN) // 2], "plan.xlsx", "is damaged"),
        (b"PK\x03\x04 nothing", "plan.xlsx", "is damaged"),
        (b"just some text", "plan.xlsx", "is damaged, or is no Excel workbook"),
        (b"just some text", "plan.csv", "its lines have no columns"),
        (b"a,b\0c,d\n1,2,3", "plan.csv", "neither an Excel workbook nor a CSV file"),
        (b"a,b,c\n" * 20_001, "plan.csv", "more than 20,000 rows"),
        (changed(PLAN, xl__workbook_dot_bin=b"x"), "plan.xlsb", "binary workbook"),
        (changed(PLAN, mimetype=b"application/vnd.oasis.opendocument.spreadsheet"), "plan.ods", "LibreOffice"),
        (changed(PLAN, xl__worksheets__sheet1_dot_xml=b"<worksheet><sheetData><row"), "plan.xlsx", "cannot be read as a workbook"),
        (changed(PLAN, xl__worksheets__sheet1_dot_xml=b"<!DOCTYPE x [<!ENTITY a 'b'>]><worksheet/>"), "plan.xlsx", "definitions"),
    ],
)  # fmt: skip
def test_refused_in_a_sentence(data, name, sentence):
    assert sentence in refused(data, name)


def test_a_workbook_that_would_unpack_to_far_more_is_refused_before_it_does():
    bomb = changed(PLAN, xl__worksheets__sheet1_dot_xml=b"<worksheet>" + b" " * (opening.MOST_SHEET + 5))
    assert "has a sheet of more than 60 MB" in refused(bomb)
    many = changed(PLAN, **{f"xl__media__{n}": b"\0" * 40_000_000 for n in range(4)})
    assert "would unpack to 153 MB" in refused(many)


def test_a_sheet_that_is_formatted_to_its_last_row_is_refused():
    row = b'<row r="%d"><c r="A%d" s="1"/></row>'
    rows = b"".join(row % (n, n) for n in range(1, opening.MOST_ROWS + 2))
    sheet = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s</sheetData></worksheet>'
    assert "Delete the empty rows below the table" in refused(
        changed(PLAN, xl__worksheets__sheet1_dot_xml=sheet % rows)
    )


def test_a_sheet_that_is_too_wide_is_refused():
    made = openpyxl.Workbook()
    made.active.append(["Action", "Lead agency", "Due date", *range(250)])
    with pytest.raises(Unreadable, match="has more than 200 columns"):
        tracker(saved(made))


XML = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">%s</worksheet>'


def with_sheet(*parts: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(PLAN)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    rows = sheet[sheet.index(b"<sheetData>") : sheet.index(b"</sheetData>")]
    return changed(
        PLAN, xl__worksheets__sheet1_dot_xml=XML % (rows + parts[0] + b"</sheetData>" + b"".join(parts[1:]))
    )


def test_a_merge_over_the_whole_sheet_is_refused_before_it_is_made():
    merge = b'<mergeCells count="1"><mergeCell ref="F1:XFD1048576"/></mergeCells>'
    assert "merged over whole rows or columns" in refused(with_sheet(b"", merge))


def test_a_cell_in_the_last_corner_of_the_sheet_costs_nothing():
    data = with_sheet(b'<row r="1048576"><c r="B1048576" s="0"><v>7</v></c></row>')
    assert tracker(data).rows[0].agency_codes == ("GMP",)


def test_formulas_and_links_stay_text():
    rows = [["Action", "Lead agency", "Due date"], ['\'=HYPERLINK("http://x")', "GMP", "01/02/2018"]]
    assert "HYPERLINK" in tracker(book(("Plan", rows))).rows[0].action


@settings(max_examples=40)
@given(st.data())
def test_a_file_with_some_bytes_changed_is_read_or_refused_in_a_sentence(data):
    whole = bytearray((DATA / "action-tracker-b.xlsx").read_bytes())
    for _ in range(data.draw(st.integers(1, 6))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        tracker(bytes(whole), name="plan.xlsx")
    except Unreadable as refusal:
        said = str(refusal)
    else:
        return
    assert "plan.xlsx" in said


@settings(max_examples=150)
@given(st.lists(st.lists(st.text(max_size=12), min_size=2, max_size=6), min_size=1, max_size=8))
@example([["", "|"], ["", "|"]])
def test_any_table_is_read_or_refused_in_a_sentence(rows):
    rows = [["Action", "Lead agency", "Due date", "RAG", "Progress", "Ref"], *rows]
    text = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    for row in tracker(text.encode("utf-8", "ignore").replace(b"\0", b""), name="x.csv").rows:
        assert row.verdict in {"new", "unclear", "wrong"}
        assert row.reasons or row.verdict == "new"
