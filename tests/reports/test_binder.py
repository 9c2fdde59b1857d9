"""The inspection binder: what is in it, that every hash is that of the file, and that a level leaves out what it says."""

import csv
import hashlib
import html
import io
import re
import shutil
import subprocess
import zipfile
from datetime import date

import pikepdf
import pytest
from django.test import TestCase
from pypdf import PdfReader

from actionplans.models import Action, Evidence, Plan
from meetings.models import Attendance, Meeting, MinutesDocument
from members.models import Compact
from reports.binder import asking
from reports.binder.redaction import Names, Redactor, Tells
from reports.binder.sections import SECTIONS
from reports.models import AnnualReport, Binder, Return
from reports.models.binder import Level, Shape
from reviews.models import Case, CaseOpening, Review
from reviews.services import restricting
from subgroup import clock, pdf
from subgroup.files import storage
from subgroup.models import Person
from tests import factories, printed, settled
from tests.meetings.papers import stored
from tests.reviews import canary
from tests.routes import NOW

FIRST, LAST = date(2017, 3, 1), NOW.date()
pytestmark = pytest.mark.either


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    """The small year with a case that stands on an agenda, a plan of its review, evidence with files, and a signed compact."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        support = factories.holder(group, "S06")
        case = canary.make(group, factories.holder(group, "S01"), canary.MADE)
        canary.put_on_agenda(case, Meeting.objects.get(group=group, number=1), support, canary.MADE)
        compact = Compact.objects.filter(agency__group=group).first()
        compact.document = stored(group, support, canary.MADE, "Signed compact.pdf")
        compact.save()
        action = Action.objects.filter(group=group, recommendation__plan__code="SCR-T").first()
        sign = storage.keep(group=group, name="Sign.docx", kind="docx", data=b"words", at=canary.MADE)
        evidence = Evidence.objects.create(group=group, title="A sign", file=sign, supplied_at=canary.MADE)
        evidence.actions.add(action)
        yield group, files


@pytest.fixture
def world(stage, db, settings):
    group, settings.FILES_DIR = stage
    with clock.frozen(NOW):
        yield group


@pytest.fixture
def unrendered(monkeypatch):
    """Sheets as HTML in place of PDF: the same words, in a fraction of the time."""
    monkeypatch.setattr(pdf, "from_html", lambda html: html.encode())


def made(
    group, by: Person, level: str, shape: str = Shape.ZIP, *, first=FIRST, last=LAST, token=""
) -> Binder:
    with TestCase.captureOnCommitCallbacks(execute=True):
        binder = asking.ask(
            group=group, first_day=first, last_day=last, level=level, shape=shape,
            form_token=token or f"{by.pk}{level}{shape}{first}{last}", by=by, at=NOW,
        )  # fmt: skip
    binder.refresh_from_db()
    assert binder.file, binder.failed_because
    return binder


def unzipped(binder: Binder) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(binder.file.read_bytes())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def words(data: bytes) -> str:
    """All words of a PDF, its bookmarks and its names, as one line; or of the HTML of a sheet, its tags too."""
    if data[:4] != b"%PDF":
        return " ".join(html.unescape(data.decode()).split())
    reader = PdfReader(io.BytesIO(data))
    told = [page.extract_text() for page in reader.pages] + [str(reader.metadata)]
    with pikepdf.open(io.BytesIO(data)) as opened, opened.open_outline() as outline:
        queue = list(outline.root)
        while queue:
            one = queue.pop()
            told.append(one.title)
            queue += one.children
    return " ".join(" ".join(told).split())


def all_words(files: dict[str, bytes]) -> str:
    told = [" ".join(files)]
    for name, data in files.items():
        told.append(
            words(data) if name.endswith(".pdf") else data.decode("utf-8", "replace") if "." in name else ""
        )
    return " ".join(told)


def test_every_section_and_every_hash(unrendered, world, tmp_path):
    chair = factories.holder(world, "S01")
    binder = made(world, chair, Level.EVERYTHING)
    files = unzipped(binder)
    sums = dict(line.split("  ", 1)[::-1] for line in files["SHA256SUMS"].decode().splitlines())
    assert set(sums) == set(files) - {"SHA256SUMS"}
    assert {name: hashlib.sha256(files[name]).hexdigest() for name in sums} == sums
    zipfile.ZipFile(binder.file.full_path).extractall(tmp_path)
    if tool := shutil.which("sha256sum"):
        subprocess.run([tool, "-c", "--strict", "--quiet", "SHA256SUMS"], cwd=tmp_path, check=True)
    folders = {name.split("/")[0] for name in files if "/" in name}
    assert folders == {f"{number} {one.title}" for number, one in enumerate(SECTIONS, start=1)}
    listed = list(csv.DictReader(io.StringIO(files["contents.csv"].decode("utf-8-sig"))))
    assert {row["File"]: row["SHA-256"] for row in listed if row["File"]} == {
        name: sums[name] for name in sums if "/" in name
    }
    kept = {row["SHA-256"] for row in listed if row["Kept or made for the binder"] == "kept"}
    minutes = MinutesDocument.objects.filter(file__isnull=False).values_list("file__sha256", flat=True)
    sent = Return.objects.filter(group=world, state=Return.State.SENT).values_list("pdf__sha256", flat=True)
    evidence = Evidence.objects.filter(group=world, file__isnull=False).values_list("file__sha256", flat=True)
    compacts = Compact.objects.filter(document__isnull=False).values_list("document__sha256", flat=True)
    annual = AnnualReport.objects.filter(issued_at__lte=NOW, pdf__isnull=False).values_list(
        "pdf__sha256", flat=True
    )
    assert all((minutes, sent, evidence, compacts, annual))
    assert {*minutes, *sent, *evidence, *compacts, *annual} == kept
    assert binder.file.sha256 == hashlib.sha256(binder.file.read_bytes()).hexdigest()


def test_everything_tells_of_the_cases_that_its_maker_sees_and_logs_it_as_it_is_opened(unrendered, world):
    chair = factories.holder(world, "S01")
    binder = made(world, chair, Level.EVERYTHING)
    assert canary.WORD in all_words(unzipped(binder))
    before = CaseOpening.objects.filter(case=canary.N).count()
    asking.open_file(binder=binder, by=chair, at=NOW)
    told = CaseOpening.objects.filter(case=canary.N).order_by("number")
    assert told.count() == before + 1
    assert told.last().person == chair
    assert told.last().part.startswith("an inspection binder")


def test_a_case_that_only_a_kept_document_tells_of_has_its_opening_logged_too(unrendered, world):
    chair, seat = factories.holder(world, "S01"), factories.seat(world, "S01")
    case = Case.objects.create(
        group=world, year="2017-18", number=90, codename="Merlinbird", agency=seat.agency, summary="s", regime="wt2015",
        opened_at=canary.MADE, opened_by=chair,
    )  # fmt: skip
    sent = Return.objects.get(group=world, state=Return.State.SENT)
    sent.figures["commentary"] = "Merlinbird was considered."
    Return.objects.filter(pk=sent.pk).update(figures=sent.figures)
    asking.open_file(binder=made(world, chair, Level.EVERYTHING, token="kept"), by=chair, at=NOW)
    assert CaseOpening.objects.filter(case=case, person=chair).exists()


def tells_of_cases(text: str) -> list[str]:
    names = {name for case in Case.objects.all() for name in (case.codename, case.reference)}
    names |= set(Review.objects.values_list("code", flat=True)) | {canary.WORD}
    return [name for name in names if re.search(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)]


@pytest.mark.parametrize("level", [Level.NO_CASES, Level.NO_NAMES])
def test_without_cases_no_codename_reference_or_plan_of_one_is_in_it(unrendered, world, level):
    chair = factories.holder(world, "S01")
    files = unzipped(made(world, chair, level))
    text = all_words(files)
    assert tells_of_cases(text) == []
    assert "about a case" in words(files["contents.pdf"])
    plans = Plan.objects.filter(group=world)
    there = plans.exclude(code__in=Review.objects.values("code")).exclude(kind__in=("scr", "concise_review"))
    there = there.filter(confidential=False)
    assert there
    assert all(f"6 Plans/Plan {plan.code}.pdf" in files for plan in there)
    assert not Case.objects.get(pk=canary.N).is_restricted


def test_without_names_nobody_is_named_and_posts_stand_in_their_place(unrendered, world):
    chair = factories.holder(world, "S01")
    files = unzipped(made(world, chair, Level.NO_NAMES))
    text = all_words(files)
    people = {person.name for person in Person.objects.all()}
    people |= set(Attendance.objects.exclude(deputy_name="").values_list("deputy_name", flat=True))
    assert [name for name in people if name and name.casefold() in text.casefold()] == []
    minutes = [name for name in files if name.startswith("5 Minutes/Minutes M")]
    assert factories.seat(world, "S01").title in words(files[minutes[0]])
    assert not any(name.startswith("3 Membership/Compact") for name in files)
    assert "signed compact" in words(files["contents.pdf"])


def test_a_restricted_case_leaves_no_trace_for_who_may_not_see_it(unrendered, world):
    """The binder of the chair, who is not named, is the same as if the case had never been on an agenda; at a lower level it is the
    same for who is named as for who is not."""
    chair, vice = factories.holder(world, "S01"), factories.person_with(world, "vice_chair", at=NOW)
    case = Case.objects.get(pk=canary.N)
    restricting.restrict(case=case, people=[], because="Named people only.", by=vice, at=canary.MADE)
    text = all_words(unzipped(made(world, chair, Level.EVERYTHING, token="chair")))
    assert not canary.TELLS.search(text)
    assert canary.WORD in all_words(unzipped(made(world, vice, Level.EVERYTHING, token="vice")))
    for level in (Level.NO_CASES, Level.NO_NAMES):
        theirs, ours = (unzipped(made(world, who, level, token=f"{who.pk}{level}")) for who in (vice, chair))
        assert not canary.TELLS.search(all_words(theirs))
        assert {name: data for name, data in theirs.items() if name not in MADE_BY} == {
            name: data for name, data in ours.items() if name not in MADE_BY
        }


MADE_BY = ("contents.pdf", "SHA256SUMS")
"""The cover says who had it made."""


def test_one_pdf_has_one_row_of_numbers_a_marking_on_each_page_and_bookmarks(world):
    binder = made(world, factories.holder(world, "S01"), Level.EVERYTHING, Shape.PDF)
    data = binder.file.read_bytes()
    pages = [" ".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(data)).pages]
    assert binder.file.pages == len(pages)
    for number, text in enumerate(pages, start=1):
        assert f"page {number} of {len(pages)}" in text.lower(), number
        assert "OFFICIAL-SENSITIVE" in text, number
    for row in binder.making.contents:
        if row["is_kept"]:
            assert any(row["sha256"] in text.replace(" ", "") for text in pages), row
    assert any("a Word document. It is not shown here" in text for text in pages)
    with pikepdf.open(io.BytesIO(data)) as opened, opened.open_outline() as outline:
        titles = [one.title for one in outline.root]
        assert [title.split(":")[0] for title in titles[-len(SECTIONS) :]] == [
            f"{number} {one.title}" for number, one in enumerate(SECTIONS, start=1)
        ]
        assert bool(opened.Root.MarkInfo.Marked)
        with opened.open_metadata() as told:
            assert "pdfuaid:part" not in told  # a signed compact in it has no tags


def test_R3_each_sheet_that_is_made_for_it_is_of_the_family(world):
    """In the zip; and in one PDF that holds nothing of others, so that the whole keeps the claim."""
    binder = made(world, factories.holder(world, "S01"), Level.NO_NAMES)
    files = unzipped(binder)
    marking = "OFFICIAL-SENSITIVE"
    said = ["Inspection binder", "Contents", "1 Terms of reference"]
    printed.check(files["contents.pdf"], says=said, marking=marking)
    for row in binder.making.contents:
        if not row["is_kept"]:
            printed.check(files[row["place"]], says=[], marking=marking)
    joined = made(world, factories.holder(world, "S01"), Level.NO_NAMES, Shape.PDF).file.read_bytes()
    printed.check(joined, says=said, marking=marking)


def test_names_and_what_cases_are_called_are_found_as_people_write_them():
    names = Names({"Jane Roe": "Head of Audit", "Ann-Marie O’Dell": "the deputy of Head of Audit"})
    for written, read in (
        ("JANE ROE, Head of Audit (GMP)", "Head of Audit (GMP)"),
        ("Ms Roe and Dr. Jane Roe agreed; J. Roe sent it.", "Head of Audit and Dr. Head of Audit agreed; Head of Audit sent it."),
        ("Ann-Marie O’Dell for Jane Roe, Head of Audit (GMP)", "the deputy of Head of Audit (GMP)"),
        ("The roe deer of Roehampton", "The roe deer of Roehampton"),
    ):  # fmt: skip
        assert names(written) == read
    tells = Tells({1: ["Kestrel", "CC/17/01"], 2: ["SCR-K"]})
    found = [tells.of(text) for text in ("About kestrel.", "CC-17-01.pdf and SCR-K/3.2", "Kestrels, SCR-KL")]
    assert found == [{1}, {1, 2}, set()]
    written = (
        "progress on SCR Child K",
        "Family D: closed",
        "Child Protection",
        "case 2017/02",
        "Family A&E",
    )
    assert [tells(text) for text in written] == [True, True, False, True, True]
    redactor = Redactor(tells, names)
    assert redactor.of("data:image/svg+xml;base64,PHN2Zz4=") == "data:image/svg+xml;base64,PHN2Zz4="
    assert redactor.of("data: Jane Roe") == "data: Head of Audit", "somebody wrote that; it is no picture"
    figures = {"n": 1, "rows": [{"say": "Kestrel"}, {"say": "Jane Roe"}]}
    assert redactor.rows_of(figures) == {"n": 1, "rows": [{"say": "Head of Audit"}]}
    assert redactor.left_out == 1
