"""The return to the Coordination and Delivery Group (R1)."""

from collections import Counter

from django.template.loader import render_to_string

from reports import document
from reports.models import Return
from tests.reports.told.forms import Page, Reader, Told, added, in_percent, numbers, share


def the_return(reader: Reader) -> Return:
    return Return.objects.get(group=reader.world.group, meeting__name="CDG2")


def page_of(reader: Reader) -> Page:
    return reader.page("reports:return", the_return(reader).meeting_id)


def _printed(reader: Reader) -> Page:
    return Page(
        render_to_string(document.TEMPLATE, document.printed(the_return(reader).figures or {}, draft=False))
    )


def _words(page: Page) -> Told:
    """What both say in sentences."""
    opened, red = page.found(r"(\d+) open, (\w+) of them red")
    (breaches,) = page.found(r"(\d+) breach(?:es)? of the terms")
    late = page.found(r"(\d+) actions are open; (\d+) are red")
    return {
        "risks": opened, "risks: red": {"none": "0"}.get(red, red), "breaches": breaches, "open": late[0], "red": late[1],
        "papers": share(page.found(r"that came in time: ([^;]+);")[0]),
        "minutes": share(page.found(r"Minutes circulated in time: ([^;]+);")[0]),
        "CDOP in time": share(page.found(r"What agencies returned in time: ([^;]+);")[0]),
    }  # fmt: skip


def sentences(reader: Reader) -> Told:
    page = page_of(reader)
    stand, addressed = page.found(r"(\d+) exceptions? stands?, and (\d+) w(?:as|ere) addressed")
    told = _words(page) | {"exceptions": str(int(stand) + int(addressed)), "exceptions: addressed": addressed}
    return told | in_percent(told)


def printed(reader: Reader) -> Told:
    page = _printed(reader)
    (stand,), (addressed,) = page.found(r"(\d+) exceptions? stands?"), page.found(r"(\d+) addressed since")
    captions = {
        "actions": "Actions by plan", "cdop": "Contributions by agency",
        "attendance": "Seats at the meetings of the year so far, by agency", "measures": "The year so far",
        "papers": "A2, by agency", "risks": "Open risks, the worst first",
    }  # fmt: skip
    return _tables(page, captions) | _words(page) | {
        "exceptions": str(int(stand) + int(addressed)), "exceptions: addressed": addressed,
    }  # fmt: skip


def tables(reader: Reader) -> Told:
    page = page_of(reader)
    captions = {
        "actions": "Actions by plan", "cdop": "Contributions by agency", "attendance": "Attendance by agency",
        "measures": "Performance measures", "papers": "A2 Items and papers in time, by agency",
        "risks": "Open risks, the worst first",
    }  # fmt: skip
    addressed = len(page.table("Addressed since the last return"))
    return _tables(page, captions) | {
        "breaches": str(len(page.table("Breaches since the last return"))),
        "exceptions": str(len(page.table("Exceptions that stand")) + addressed),
        "exceptions: addressed": str(addressed),
    }


def _tables(page: Page, captions: dict[str, str]) -> Told:
    """`captions` by what the table counts."""
    table = {what: page.table(caption) for what, caption in captions.items()}
    actions, cdop, attendance = (table[what][-1] for what in ("actions", "cdop", "attendance"))
    risks = Counter(row["Light"].split()[0].strip(",") for row in table["risks"])
    (minutes,) = [row["So far"] for row in table["measures"] if row[""].startswith("P10")]
    return {
        "open": actions["Open"], "overdue": actions["Overdue"], "red": actions["Red"],
        "asked": cdop["Asked"], "CDOP late": cdop["Late"],
        "CDOP in time": f"{cdop['Returned in time']} of {cdop['Answered, or due by now']}",
        "represented": attendance["Represented"], "papers": share(table["papers"][-1]["In time of all"]),
        "minutes": share(minutes), "risks": str(len(table["risks"])), "risks: red": str(risks["Red"]),
        **{row[""]: row["So far"] for row in table["measures"]},
    }  # fmt: skip


def under_plots(reader: Reader) -> Told:
    """The tables that open below what is drawn."""
    page = page_of(reader)
    lights, came = page.table("Open actions by age and light")[-1], page.table("Who came")[:-1]
    return {
        "open": lights["All"], "red": lights["Overdue or failing"],
        "represented": added([row["Represented"] for row in came]).split(" of ")[0],
        **{what: page.table(title)[-1]["So far"] for what, title, _ in SHARES},
    }  # fmt: skip


def plots(reader: Reader) -> Told:
    page = page_of(reader)
    return {
        "open": str(sum(numbers(page.marks("plot-lights")))),
        **{f"{what}, in percent": page.marks(f"plot-{key}")[-1].replace(" ", "") for what, _, key in SHARES},
    }


SHARES = (
    ("papers", "Papers in time", "papers"),
    ("minutes", "Minutes in time", "minutes"),
    ("CDOP in time", "Returns to the Child Death Overview Panel in time", "deaths"),
)


OF_ROWS = {
    "open": ("actions", "open"), "overdue": ("actions", "overdue"), "red": ("actions", "red"), "asked": ("cdop", "asked"),
    "CDOP late": ("cdop", "late"), "represented": ("attendance", "there"),
}  # fmt: skip


def rows(reader: Reader, kind: str) -> Told:
    """Each figure opens a file of as many rows."""
    address = reader.url("reports:return_rows", the_return(reader).meeting_id)
    return {
        what: str(len(getattr(reader, kind)(f"{address}?table={table}&figure={figure}")))
        for what, (table, figure) in OF_ROWS.items()
    }


def as_json(reader: Reader) -> Told:
    (row,) = [one for one in reader.rows("returns") if one["name"] == "CDG2"]
    figures = row["figures"]
    open_risks = [one for one in row["risks"] if not one["closed_on"]]
    (papers,) = [one for one in figures["submissions"] if one["agency"] == "ALL"]
    return {
        "breaches": str(row["breaches"]), "exceptions": str(row["exceptions"]), "risks": str(len(open_risks)),
        "risks: red": str(sum(one["colour"] == "red" for one in open_risks)), "papers": share(papers["rate"]),
        **{f"{key.partition('-')[0]} {one['title']}": one["value"] for key, one in figures["measures"].items()},
    }  # fmt: skip
