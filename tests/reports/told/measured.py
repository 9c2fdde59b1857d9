"""The page of measures (P11)."""

from tests.reports.told import returned
from tests.reports.told.forms import IN_PERCENT, Reader, Told, added, in_percent


def tables(reader: Reader) -> Told:
    page = reader.page("reports:measures")
    told = {
        **{
            row[""]: row["So far"]
            for row in page.table("Measures of the terms of reference")
            if "So far" in row
        },
        "papers": page.table("A2 Items and papers in time, by agency")[-1]["In time of all"],
        "represented": added([row["Represented"] for row in page.table("Attendance by agency")]),
        "breaches": page.stat("Breaches of the terms"),
        "meetings held": page.stat("Held"),
        "of the minutes, open": page.stat("Actions of the minutes: open"),
    }
    return told | in_percent(told)


def trend(reader: Reader) -> Told:
    """What is so now, beside the returns."""
    rows = reader.page("reports:measures").table("What each return of the year said")
    return {f"{row['']}{IN_PERCENT}": row["Now"] for row in rows if row["Now"] != "–"}


def records(reader: Reader, kind: str) -> Told:
    """Of the records that a measure opens, those that were kept."""
    address, found = reader.url("reports:records"), {}
    for key, title in (("P4", "Meetings that were quorate"), ("P5", "Absences with apologies")):
        rows = getattr(reader, kind)(f"{address}?measure={key}&year=2017-18")
        kept = sum(row["Kept"] == "Kept" for row in rows)
        found[f"{key} {title}"] = f"{kept} of {len(rows)} = {100 * kept / len(rows):.1f}%"
    rows = getattr(reader, kind)(f"{address}?measure=attendance&year=2017-18")
    kept = sum(row["Represented"] == "Represented" for row in rows)
    actions = getattr(reader, kind)(f"{address}?measure=actions&state=open&year=2017-18")
    breaches = getattr(reader, kind)(f"{reader.url('reports:breaches')}?year=2017-18&state=stands")
    return found | {
        "represented": f"{kept} of {len(rows)}",
        "of the minutes, open": str(len(actions)),
        "breaches": str(len(breaches)),
    }


def as_json(reader: Reader) -> Told:
    said = reader.world.read(reader.role, "measures", "?year=2017-18")
    seats = reader.rows("attendance", "?year=2017-18&per_page=500")
    told = {}
    for key, one in said["measures"].items():
        name = f"{key.partition('-')[0]} {one['title']}"
        told[name] = one["value"]
        if one["denominator"]:
            told[f"{name}{IN_PERCENT}"] = f"{one['percent']:.1f}%"
    return {
        **told,
        "papers": next(one["rate"] for one in said["submissions"] if one["agency"] == "ALL"),
        "represented": f"{sum(one['represented'] for one in seats)} of {sum(one['expected'] for one in seats)}",
        "of the minutes, open": str(len(said["actions"]["open"])),
        "meetings held": str(sum(one["status"] == "held" for one in said["meetings"])),
    }  # fmt: skip


def plots(reader: Reader) -> Told:
    page = reader.page("reports:pictures")
    return {
        "P10 Minutes circulated in time": page.found(r"Minutes circulated in time: ([^;]+);")[0],
        "papers": page.found(r"that came in time: ([^;]+);")[0],
        "represented": added([row["Represented"] for row in page.table("Who came")[:-1]]),
        "meetings held": page.found(r"expected at (\d+) meetings")[0],
    }


def in_the_return(reader: Reader) -> Told:
    """What the return that was sent today says of the same."""
    page = returned.page_of(reader)
    (row,) = [row for row in page.table("Actions by plan") if row[""] == "The sub-group’s minutes"]
    measures = {row[""]: row["So far"] for row in page.table("Performance measures")}
    return measures | {"of the minutes, open": row["Open"]}
