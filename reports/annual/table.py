"""Every figure and table of a report as lines, a value each: for CSV and XLSX."""

from collections.abc import Mapping
from typing import Any

from reports.annual.part import named
from subgroup.lists import Column

COLUMNS = [
    Column("chapter", "Chapter", lambda row: row["chapter"]),
    Column("where", "Where", lambda row: row["where"]),
    Column("line", "Line", lambda row: row["line"]),
    Column("what", "What", lambda row: row["what"]),
    Column("value", "Value", lambda row: row["value"]),
]
IN_THE_TEXT = "Figures for the text"


def lines(said: Mapping[str, Any]) -> list[dict[str, str]]:
    found = [
        {"chapter": IN_THE_TEXT, "where": "", "line": "", "what": name, "value": value}
        for name, value in said["figures"].items()
    ]
    for chapter in said["chapters"]:
        for table in chapter["exhibits"]:
            if table["kind"] != "table":
                continue
            heads = named(table["head"])
            found += [
                {
                    "chapter": chapter["title"],
                    "where": f"Table {table['number']}",
                    "line": row[0],
                    "what": head,
                    "value": cell,
                }
                for row in table["rows"]
                for head, cell in zip(heads[1:], row[1:], strict=True)
            ]
    return found
