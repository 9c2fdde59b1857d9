"""The year in pictures (P11)."""

from django.template.loader import render_to_string

from reports.measures.facts import gather, year_labelled
from reports.plots.year import plots as year_plots
from subgroup import clock
from tests.reports.told.forms import Page, Reader, Told, in_percent, numbers

PICTURED = {
    "open": r"(\d+) actions are open", "red": r"actions are open; (\d+) are red", "after 4 weeks": r"After 4 weeks (\d+ of \d+)",
    "with a day": r"Of (\d+) actions with a day", "clocks": r"Of (\d+) clocks", "clocks late": r"(\d+) are late now",
    "papers": r"that came in time: (\d+ of \d+)", "minutes": r"Minutes circulated in time: (\d+ of \d+)",
    "CDOP in time": r"What agencies returned in time: [\d.]+ % \((\d+ of \d+)\)",
    "agencies expected": r"(\d+) agencies were expected",
}  # fmt: skip


def sentences(reader: Reader) -> Told:
    page = reader.page("reports:pictures")
    told = {what: page.found(pattern)[0] for what, pattern in PICTURED.items()}
    return told | in_percent(told)


def tables(reader: Reader) -> Told:
    page = reader.page("reports:pictures")
    last = {row: page.table(title)[-1] for row, title in TITLES.items()}
    return {
        "open": last["lights"]["All"], "red": last["lights"]["Overdue or failing"],
        "after 4 weeks": last["still_open"]["After 4 weeks"].replace(" actions", ""),
        "with a day": last["slips"]["With a day"], "clocks": last["clocks"]["All"], "clocks late": last["clocks"]["Late"],
        **{what: last[key]["So far"] for what, key in (("papers", "papers"), ("minutes", "minutes"), ("CDOP in time", "deaths"))},
        "agencies expected": str(len(page.table("Who came")) - 1),
    }  # fmt: skip


TITLES = {
    "lights": "Open actions by age and light", "still_open": "Still open after some weeks, by agency",
    "slips": "Days asked for and days promised", "papers": "Papers in time", "minutes": "Minutes in time",
    "deaths": "Returns to the Child Death Overview Panel in time", "clocks": "Statutory clocks of cases",
}  # fmt: skip


def plots(reader: Reader) -> Told:
    """As drawn. The marks of a row stand beside each other, a column for each light or state."""
    page = reader.page("reports:pictures")
    lights, clocks = numbers(page.marks("plot-lights")), numbers(page.marks("plot-clocks"))
    still = page.marks("plot-still_open")
    ends = {
        what: page.marks(f"plot-{key}")[-1]
        for what, key in (("papers", "papers"), ("minutes", "minutes"), ("CDOP in time", "deaths"))
    }
    return {
        "open": str(sum(lights)), "red": str(sum(lights[3::5])), "clocks": str(sum(clocks)), "clocks late": str(sum(clocks[3::4])),
        "after 4 weeks": still[still.index("All agencies") + 1],
        **{f"{what}, in percent": drawn.replace(" ", "") for what, drawn in ends.items()},
    }  # fmt: skip


def printed(reader: Reader) -> Told:
    """In the HTML of which the document is made; test_picture_pages.py holds that all of it is there."""
    year = gather(reader.world.group, year_labelled(reader.world.group, "2017-18"), on=clock.today())
    page = Page(render_to_string("reports/pdf/_plots.html", {"plots": year_plots(year, today=clock.today())}))
    return {what: page.found(pattern)[0] for what, pattern in PICTURED.items()}
