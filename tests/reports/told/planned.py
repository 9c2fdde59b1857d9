"""The report of one action plan (F3): on a page and for the pack."""

from actionplans.models import Plan
from actionplans.picture import FILLS, GAP, WIDTH
from tests.reports.told import returned
from tests.reports.told.forms import Page, Reader, Told, found

CODE = "SCR-T"
SAID = {
    "actions": r"(\d+) actions: ", "red": r"actions: (\d+) (?:is|are) red", "done": r"(\d+) of \d+ actions (?:is|are) done or signed off",
    "overdue": r"(\d+) actions? (?:is|are) overdue; the oldest",
}  # fmt: skip


def _plan(reader: Reader) -> int:
    return Plan.objects.get(group=reader.world.group, code=CODE).pk


def _page(reader: Reader) -> Page:
    return reader.page("actionplans:plan_picture", _plan(reader))


def sentences(reader: Reader) -> Told:
    return {what: _page(reader).found(pattern)[0] for what, pattern in SAID.items()}


def tables(reader: Reader) -> Told:
    """The tables of its pictures, and its actions."""
    page = _page(reader)
    lights, steps, ages = (
        {row[""]: int(row["Actions"]) for row in page.table(title)}
        for title in ("Lights", "Progress", "Ageing")
    )
    rows = page.table("Actions of the recommendation")
    assert len(rows) == sum(lights.values()) == sum(steps.values())
    return {
        "red, share": f"{lights['Overdue or failing'] / len(rows):.2f}", "lights": str(sum(map(bool, lights.values()))),
        "actions": str(len(rows)), "red": str(lights["Overdue or failing"]),
        "done": str(sum(steps.values()) - steps["Open"] - steps["Waits for sign-off"]), "overdue": str(sum(ages.values())),
    }  # fmt: skip


def plots(reader: Reader) -> Told:
    """A part of the bar of lights is as long as its share of the actions."""
    bars = _page(reader).bars("picture-lights")
    (red,) = [bar for bar in bars if bar.get("fill") == FILLS["red"]]
    return {"red, share": f"{(float(red.get('width')) + GAP) / WIDTH:.2f}", "lights": str(len(bars))}


def _row(rows: list[Told], open_: str, overdue: str, every: str) -> Told:
    (row,) = [one for one in rows if CODE in one.values()]
    return {"open": str(row[open_]), "overdue": str(row[overdue]), "actions": str(row[every])}


def in_the_list(reader: Reader) -> Told:
    return _row(reader.page("actionplans:plans").first_table(), "Open", "Overdue", "Of all")


def in_a_file(reader: Reader, kind: str) -> Told:
    return _row(getattr(reader, kind)(reader.url("actionplans:plans")), "Open", "Overdue", "Of all")


def as_json(reader: Reader) -> Told:
    return _row(reader.rows("plans"), "open_actions", "overdue", "all_actions")


def in_the_return(reader: Reader) -> Told:
    (row,) = [row for row in returned.page_of(reader).table("Actions by plan") if row[""] == CODE]
    return {"open": row["Open"], "overdue": row["Overdue"]}


def printed(reader: Reader) -> Told:
    text = reader.printed(reader.url("actionplans:plan_pdf", _plan(reader)))
    return {what: found(pattern, text)[0] for what, pattern in SAID.items()}
