"""R3: the documents that are printed are one family: each kind is opened and held against the same rules."""

import csv
import io

import pytest
from django.urls import reverse

from reports.annual import document as annual
from subgroup import clock
from tests import factories, printed, printing, settled
from tests.reports import annual_stage
from tests.reviews.test_hidden_everywhere import client_of
from tests.test_access import NOW, routes, sample

pytestmark = pytest.mark.either
DOCUMENTS = {
    "meetings:agenda_pdf": [
        "Agenda of M2",
        "Thursday 1 June 2017",
        "Welcome, apologies",
        "Any other business",
    ],
    "meetings:minutes_file": [
        "Minutes of the Case Review and Audit sub-group",
        "Meeting",
        "Who came",
        "Page 1",
    ],
    "actionplans:hand_over": ["Hand-over of the action plan AUD-1", "In figures"],
    "actionplans:plan_pdf": [
        "Action plan SCR-T",
        "Lights",
        "Progress",
        "Slips",
        "Ageing",
        "Recommendation 1",
        "SCR-T/1.1",
    ],
    "actionplans:agency_pdf": ["What Salford City Council was asked"],
    "actionplans:briefing_pdf": ["Briefing: Head of Children's Safeguarding", "Open actions", "Page 1"],
    "reports:return_pdf": [
        "Return of the Case Review and Audit sub-group",
        "Who came",
        "Performance measures",
        "P1 Chaired",
        "P4 Meetings",
        "Papers in time",
    ],
    "reports:pictures_pdf": [
        "The year 2017-18 in pictures",
        "Who came",
        "Represented",
        "Open actions by age and light",
        "Days asked for and days promised",
        "Minutes in time",
        "Statutory clocks of cases",
    ],
    "reports:annual_pdf": [
        "Annual report 2017-18 of the Case Review and Audit sub-group",
        "Contents",
        "Foreword of the chair",
        "We held",
        "Meetings and attendance",
        "Figure 1.",
        "Table 2. Who came: the figures of Figure 1",
        "Appendix D: Themes of the learning",
    ],
    "learning:bulletin_pdf": [
        "Who lives there",
        "Bulletin 1/2017-18",
        "Ask who else lives there",
        "What to do differently",
        "Learned from: Multi-agency Concise Review",
        "for publication",
    ],
    "reviews:chronology_pdf": ["Chronology of case", "There is no entry."],
}
"""Kind of document → words that stand in it, in the order in which a reader hears them. Letters are tried where they are sent."""


LISTS = {
    "actionplans:list": ["Action log", "actions", "Agency says", "Last confirmed"],
    "actionplans:exceptions": ["Exception report", "What went wrong", "Now with", "What was done"],
    "actionplans:challenges": ["Challenges"],
    "meetings:decisions": ["Decisions", "Quorum"],
    "reports:breaches": ["Breaches of the terms", "Clause", "First return"],
}
"""Lists that are saved as a document too."""


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        annual.render(annual_stage.issued(group))
        yield group, files


@pytest.mark.parametrize("name", DOCUMENTS)
@pytest.mark.django_db
def test_R3_tagged_titled_numbered_marked_and_read_in_order(stage, settings, name):
    group, settings.FILES_DIR = stage
    path = next(path for each, path, _ in routes() if each == name)
    with clock.frozen(NOW):
        chair = client_of(factories.person_with(group, "chair", at=NOW))
        data = printing.printed(chair, reverse(name, kwargs=sample(name, path, group)))
    printed.check(data, says=DOCUMENTS[name])


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.django_db
def test_R3_a_list_is_printed_with_the_rows_that_its_file_has(stage, settings, name):
    group, settings.FILES_DIR = stage
    with clock.frozen(NOW):
        chair = client_of(factories.person_with(group, "chair", at=NOW))
        url = reverse(name, args=[group.slug])
        rows = list(csv.DictReader(io.StringIO(chair.get(f"{url}?format=csv").content.decode("utf-8-sig"))))
        data = printing.printed(chair, f"{url}?format=pdf")
    assert rows
    kept = [row.get("Breach") or next(iter(row.values())) for row in rows[:3]]
    printed.check(data, says=[*LISTS[name], *kept])
