"""The two given trackers with their columns moved, renamed and shifted: what is read stays the same."""

import csv
import random
from copy import copy

import openpyxl
import pytest

from actionplans.trackers import output
from tests.actionplans.trackers.books import DATA, saved, tracker

OTHER_NAMES = {
    "Rec no.": ["Rec", "Recommendation no"],
    "Recommendation": ["RECOMMENDATIONS", "SCR recommendation", "What was recommended"],
    "Action no.": ["Ref", "No", "Action ref.", "Item"],
    "Action": ["Action required", "What", "Key actions", "What needs to be done?"],
    "Lead agency": ["Agency", "Who?", "Responsible agency", "Owner"],
    "Lead officer": ["Named lead", "Responsible officer", "Person responsible"],
    "Timescale": ["By when", "When?", "Due date", "Deadline", "Target date"],
    "Desired outcome": ["Success criteria", "Intended outcome", "How will we know?"],
    "Evidence": ["Evidence required", "Evidence needed"],
    "Progress": ["Update", "What has been done", "Progress to date (please date each entry)"],
    "RAG": ["RAG rating", "R/A/G", "Traffic light", "BRAG status"],
    "Ref": ["Reference", "No."],
    "Recommendation / action": ["Recommendation/Action", "Recommendations and actions"],
    "Owner (2)": ["Lead", "Lead agency - officer", "Who (2)"],
    "Original target": ["Original due date", "First due date", "Original target date"],
    "Revised target": ["Revised date", "New date", "Extended to"],
    "Status": ["Current status", "Position"],
    "BRAG": ["RAG", "B/R/A/G"],
}


def rearranged(name: str, seed: int) -> tuple[bytes, int]:
    """The tracker with its columns in another order and under other names, and how many rows further down it stands."""
    chance = random.Random(seed)
    old = openpyxl.load_workbook(DATA / name)
    new = openpyxl.Workbook()
    new.remove(new.active)
    down, right = chance.randrange(4), chance.randrange(3)
    for sheet in old.worksheets:
        copied = new.create_sheet(sheet.title)
        first = next((c.column for c in sheet[6] if c.value), 1) if sheet.max_row > 6 else 1
        order = list(range(first, sheet.max_column + 1))
        chance.shuffle(order)
        place = {column: at + first + right for at, column in enumerate(order)}
        across = [m for m in sheet.merged_cells.ranges if m.min_col != m.max_col]
        for m in sheet.merged_cells.ranges:
            left, end = (
                (first + right, sheet.max_column + right)
                if m in across
                else (place[m.min_col], place[m.min_col])
            )
            copied.merge_cells(None, m.min_row + down, left, m.max_row + down, end)
        starts = {(m.min_row, m.min_col) for m in across}
        for cell in (
            cell for row in sheet.iter_rows() for cell in row if cell.value is not None or cell.has_style
        ):
            if type(cell).__name__ == "MergedCell":
                continue
            column = (
                first + right if (cell.row, cell.column) in starts else place.get(cell.column, cell.column)
            )
            target = copied.cell(cell.row + down, column)
            if type(target).__name__ == "MergedCell":
                continue
            names = OTHER_NAMES.get(str(cell.value), [cell.value]) if cell.row == 6 else [cell.value]
            target.value = chance.choice(names)
            target.fill, target.font, target.number_format = (
                copy(cell.fill),
                copy(cell.font),
                cell.number_format,
            )
    return saved(new), down


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["action-tracker-a", "action-tracker-b"])
def test_the_same_rows_come_out(name, seed):
    data, down = rearranged(f"{name}.xlsx", seed)
    with (DATA / f"{name}.expected.csv").open(newline="", encoding="utf-8") as file:
        wanted = [row | {"row": str(int(row["row"]) + down)} for row in csv.DictReader(file)]
    assert output.rows(tracker(data)) == wanted
