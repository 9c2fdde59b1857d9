"""The annual report: drafted from the record, approved, issued once, and never changed by anything (R2, A4)."""

from datetime import date, time

from pathlib import Path

from reports.annual import document, services
from reports.annual.draft import Draft
from subgroup.clock import moment
from tests.reports import built

ON = date(2018, 4, 9)
AT = moment(ON, time(12))


def test_R2_first(group, chair, support, tmp_path):
    built.small_year(group)
    row = services.start(group=group, year="2017-18", wanted_on=None, by=support, at=AT)
    said = Draft(row, on=ON).said()
    for one in said["chapters"]:
        print("##", one["title"])
        for p in one["paragraphs"]:
            print("   ", p)
        for e in one["exhibits"]:
            print("   -", e["kind"], e.get("number"), e["finding"], e.get("head"), e.get("rows"))
    services.approve(report=row, by=chair, at=AT)
    row = services.issue(report=row, by=chair, at=AT)
    f = document.render(row)
    Path("/tmp/c-annual.pdf").write_bytes(f.read_bytes())
