"""How agencies contribute to the Child Death Overview Panel (F1)."""

from collections.abc import Callable, Iterable

from tests.reports.told import returned
from tests.reports.told.forms import Reader, Row, Told, found, in_percent, share

QUERY = "?period=2017-18"
HEADS = {
    "asked": "Asked", "in time": "Returned in time", "median": "Median days", "outstanding": "Outstanding", "late": "Late",
    "nil": "No involvement", "declined": "Declined", "waited": "Panel waited",
}  # fmt: skip


def _of(rows: Iterable[Row], name: str, heads: dict[str, str] = HEADS) -> Told:
    """Each figure of each agency; a dash on the page is an empty cell of a file."""
    return {
        f"{row[name]}: {what}": "–" if row[head] in ("", "–") else share(row[head]).removesuffix(".0")
        for row in rows
        for what, head in heads.items()
    }


def tables(reader: Reader) -> Told:
    told = _of(reader.page("reviews:contribution", query=QUERY).table("By agency"), "")
    return told | in_percent(told)


def trend(reader: Reader) -> Told:
    """The year of all agencies."""
    rows = reader.page("reviews:contribution", query=QUERY).table("Trend")
    return _of([row | {"": "All agencies"} for row in rows if row[""] == "2017-18"], "")


def files(kind: str) -> Callable[[Reader], Told]:
    return lambda reader: _of(
        getattr(reader, kind)(reader.url("reviews:contribution", query=f"{QUERY}&table=agencies")), "Agency"
    )


def as_json(reader: Reader) -> Told:
    rows = [
        {name: "" if value is None else str(value) for name, value in row.items()}
        | {"shares": "", "in_time": f"{row['in_time_number']} of {row['judged']}", "nil": f"{row['nil_number']} of {row['contributed']}"}
        for row in reader.rows("deaths", "?year=2017-18&per_page=500")
    ]  # fmt: skip
    told = _of(rows, "label", {what: what.replace(" ", "_") for what in HEADS})
    return {what: "–" if value.endswith(" of 0") else value for what, value in told.items()}


def sentences(reader: Reader) -> Told:
    page = reader.page("reports:pictures")
    in_time, outstanding, late = found(
        r"What agencies returned in time: [\d.]+ % \((\d+ of \d+)\);.*? (\d+) returns are outstanding, (\d+) of them late",
        page.sentences,
    )
    return {
        "All agencies: in time": in_time,
        "All agencies: outstanding": outstanding,
        "All agencies: late": late,
    }


def plots(reader: Reader) -> Told:
    drawn = reader.page("reports:pictures").marks("plot-deaths")[-1]
    return {"All agencies: in time, in percent": drawn.replace(" ", "")}


def in_the_return(reader: Reader) -> Told:
    """The table of the return that was sent today."""
    rows = returned.page_of(reader).table("Contributions by agency")
    heads = {what: HEADS[what] for what in ("asked", "outstanding", "late", "declined")}
    return _of([row | {"": "All agencies" if row[""] == "All" else row[""]} for row in rows], "", heads)
