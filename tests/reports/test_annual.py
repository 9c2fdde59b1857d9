"""The annual report: started, written, approved, issued once, corrected by a new version, and never changed by anything (R2, A4)."""

import re
from datetime import date, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Plan, Recommendation
from meetings.models import Meeting
from meetings.services import seen
from members.models import Agency
from members.services import agencies
from reports import tasks
from reports.annual import changes, document, services
from reports.annual.draft import Draft, newest
from reports.models import AnnualReport, ChapterText
from reports.sections import Chapter
from reviews.models import Case, Review
from subgroup import breaches, clock, pdf
from subgroup.clock import moment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Deadline, DeadlineMove, Message, Person, StoredFile
from tests import factories
from tests.reports import built
from tests.reports.annual_stage import AT, ON, all_words, chair_of, issued, report_of, said, support_of

pytestmark = pytest.mark.either

WANTED = date(2018, 6, 29)


def write(group, text, chapter=Chapter.MEETINGS, version=0, by=None):
    return services.write(
        report=report_of(group), chapter=chapter, text=text, version=version, by=by or chair_of(group), at=AT
    )


def test_R2_every_chapter_is_drafted_and_says_so_where_there_is_no_record(year):
    found = {one["key"]: one for one in said(year)["chapters"]}
    assert list(found) == Chapter.values
    assert all(one["paragraphs"] for one in found.values())
    assert "No review was finished in 2017-18." in " ".join(found["reviews"]["paragraphs"])
    assert "{" not in all_words(said(year))
    text = " ".join(words for one in found.values() for words in one["paragraphs"])
    assert re.findall(r"(?<![\w.])1 (?!was|has)[a-z]+s\b", text) == []
    numbers = [
        one["number"] for chapter in found.values() for one in chapter["exhibits"] if one["kind"] == "table"
    ]
    assert numbers == list(range(1, len(numbers) + 1))
    assert len(numbers) > 10


def test_R2_a_report_is_started_once_for_a_year_that_has_begun(year):
    again = services.start(group=year, year="2017-18", wanted_on=None, by=chair_of(year), at=AT)
    assert again == report_of(year)
    with pytest.raises(NotAllowed, match="has not begun"):
        services.start(group=year, year="2019-20", wanted_on=None, by=chair_of(year), at=AT)
    assert services.years_to_report(year, on=ON) == ["2018-19"]
    assert services.years_to_report(year, on=date(2017, 6, 6)) == ["2016-17"]


def test_R2_a_year_that_has_just_begun_is_drafted_too(year):
    begun = services.start(group=year, year="2018-19", wanted_on=None, by=chair_of(year), at=AT)
    found = {one["key"]: one["paragraphs"] for one in Draft(begun, on=ON).said()["chapters"]}
    assert "foreword" not in found  # nobody has written it
    assert all(found.values())
    assert "No meeting was planned in 2018-19." in found["meetings"]
    assert Deadline.objects.filter(group=year, rule="annual_report").count() == 1  # no day was given


def test_R2_figures_in_a_text_live_until_it_is_issued_and_then_never_change(year):
    write(year, "{meetings held} of {meetings planned} ({Meetings  Held of planned}).")
    before = said(year)["chapters"][2]["paragraphs"]
    report = issued(year)
    Meeting.objects.filter(group=year).update(state="cancelled", cancel_reason="x", cancelled_at=AT)
    assert said(year)["chapters"][2]["paragraphs"] != before
    report.refresh_from_db()
    assert report.figures["chapters"][2]["paragraphs"] == before
    assert before[0].endswith("%).")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{meetings hold} took place", r"no figure \{meetings hold\}. Did you mean \{meetings held\}"),
        ("{no such thing at all} took place", "The list beside the text says which there are"),
        ("{meetings held took place", "A brace is opened and not closed"),
        ("{meetings {seats} took place", "A brace is opened and not closed"),
        ("meetings held} took place", "closing brace with no opening one"),
        ("As in the case of CC/17/01.", "“CC/17/01” can be read as a case"),
        ("As SCR-Z found.", "“SCR-Z” can be read as a case"),
        ("As scr–z found.", "“scr-z” can be read as a case"),
        ("The agencies met about Lantern twice.", "“Lantern” can be read as a case"),
        ("As in the case lantern.", "“lantern” can be read as a case"),
    ],
)
def test_R2_what_a_text_may_not_say_is_refused_with_a_sentence(year, text, sentence):
    with pytest.raises(NotAllowed, match=sentence):
        write(year, text)
    assert not ChapterText.objects.filter(chapter=Chapter.MEETINGS).exists()


def test_R2_ordinary_words_in_lower_case_pass(year):
    assert write(year, "We lit a lantern {meetings held} times.").version == 1


def test_R2_two_who_write_of_one_chapter_lose_nothing_and_every_text_stays(year):
    support = support_of(year)
    write(year, "Support’s words", by=support)
    with pytest.raises(Conflict, match=support.name) as found:
        write(year, "The chair’s words")
    assert (found.value.theirs, found.value.mine) == ("Support’s words", "The chair’s words")
    assert write(year, "Support’s words", by=support).version == 1
    back = services.as_drafted(report=report_of(year), chapter=Chapter.MEETINGS, version=1, by=support, at=AT)
    draft = Draft(report_of(year), on=ON)
    assert (back.version, draft.chapter(Chapter.MEETINGS).source) == (2, draft.parts[Chapter.MEETINGS].draft)
    assert [one.text for one in ChapterText.objects.filter(chapter=Chapter.MEETINGS)] == [
        "Support’s words",
        "",
    ]
    assert write(year, draft.parts[Chapter.MEETINGS].draft, version=2) == back


def test_R2_the_steps_come_in_their_order(year):
    chair, report = chair_of(year), report_of(year)
    with pytest.raises(NotAllowed, match="has not approved"):
        services.issue(report=report, by=chair, at=AT)
    services.approve(report=report, by=chair, at=AT)
    for act in (
        lambda: services.approve(report=report, by=chair, at=AT),
        lambda: write(year, "More"),
        lambda: services.correct(report=report, because="x", by=chair, at=AT) and write(year, "More"),
    ):
        with pytest.raises(NotAllowed):
            act()
    services.take_back(report=report, by=chair, at=AT)
    write(year, "More")
    done = issued(year)
    for act in (
        lambda: services.approve(report=done, by=chair, at=AT),
        lambda: services.take_back(report=done, by=chair, at=AT),
        lambda: services.issue(report=done, by=chair, at=AT),
        lambda: write(year, "Still more", version=1),
        lambda: services.want(report=done, wanted_on=ON, reason="x", by=chair, at=AT),
    ):
        with pytest.raises(NotAllowed):
            act()


def test_R2_an_unfinished_year_is_not_issued_before_its_last_day(year):
    report, chair = report_of(year), chair_of(year)
    early, last = moment(date(2018, 3, 30), time(12)), moment(date(2018, 3, 31), time(12))
    services.approve(report=report, by=chair, at=early)
    with pytest.raises(NotAllowed, match="lasts until Saturday 31 March 2018"):
        services.issue(report=report, by=chair, at=early)
    assert services.issue(report=report, by=chair, at=last).is_issued


def test_R2_what_changed_since_it_was_read_is_neither_approved_nor_issued(year):
    chair, report = chair_of(year), report_of(year)

    def read():
        row = services.locked(report)
        return seen.word(services.word_of(row, Draft(row, on=ON).said()), AT - timedelta(hours=1))

    word = read()
    write(year, "Another word.")
    with pytest.raises(seen.Changed, match=r"The report was changed .*Nothing was approved"):
        services.approve(report=report, by=chair, at=AT, seen=word)
    services.approve(report=report, by=chair, at=AT, seen=read())
    word = read()
    Meeting.objects.filter(group=year).update(state="cancelled", cancel_reason="x", cancelled_at=AT)
    with pytest.raises(seen.Changed, match="Nothing was issued"):
        services.issue(report=report, by=chair, at=AT, seen=word)
    assert services.issue(report=report, by=chair, at=AT, seen=read()).is_issued


def test_R2_a_title_that_was_typed_elsewhere_is_told_without_the_name_of_a_case(year):
    review = Review.objects.filter(group=year).first()
    year.objectives.filter(dropped_on=None).update(
        title=f"Learn from CC/17/04, CR–Z and {review.code.lower()}", target="None"
    )
    (row,) = next(one for one in said(year)["chapters"] if one["key"] == "objectives")["exhibits"][0]["rows"]
    assert row[0].endswith("Learn from a case, a review and a review")


def test_R2_what_names_a_case_all_the_same_keeps_the_report_from_going_out(year):
    theme = {"theme": "As in CC/17/04"}
    plan = Plan.objects.filter(group=year, recommendations__isnull=False).first()
    Recommendation.objects.filter(plan=plan).update(**theme)
    other = Plan.objects.exclude(pk=plan.pk).filter(group=year)[0]
    Recommendation.objects.create(plan=other, number="99", text="x", **theme)
    with pytest.raises(NotAllowed, match="“cc/17/04” stands in the chapter “Appendix D"):
        services.approve(report=report_of(year), by=chair_of(year), at=AT)


def test_A4_a_report_that_is_wanted_is_owed_by_the_chair_and_late_it_is_a_breach(year):
    owed = Deadline.objects.get(group=year, rule="annual_report")
    assert (owed.due_on, owed.owner_key, owed.clause, owed.met_on) == (WANTED, "chair", "A4", None)
    services.want(
        report=report_of(year),
        wanted_on=date(2018, 4, 5),
        reason="The Board meets earlier",
        by=support_of(year),
        at=AT,
    )
    moved = DeadlineMove.objects.get(deadline=owed)
    assert (moved.from_due, moved.reason) == (WANTED, "The Board meets earlier")
    issued(year)
    owed.refresh_from_db()
    assert owed.met_on == ON
    (late,) = [one for one in breaches.listing(year, on=ON) if one.clause == "A4"]
    assert late.sentence == "Annual report 2017-18 to the Board late: due 5 April 2018, issued 9 April 2018"


def test_R2_readers_and_the_chair_are_told_once_with_a_link_and_no_figures(year):
    reader = factories.person_with(year, "cdg_reader", at=AT)
    report = issued(year)
    told = Message.objects.filter(kind="annual_report_issued", about_id=str(report.pk))
    assert {reader, chair_of(year)} <= {one.recipient for one in told}
    assert len(told) == len({one.recipient_id for one in told})
    assert all(f"/reports/annual/{report.pk}/" in one.text and "%" not in one.text for one in told)


def test_R2_an_issued_report_never_changes_whatever_changes_under_it(year):
    report = issued(year)
    file = document.render(report)
    before, figures = file.read_bytes(), report.figures
    built.change_everything(year, Meeting.objects.get(group=year, number=2), by=support_of(year), at=AT)
    report = AnnualReport.objects.get(pk=report.pk)
    assert report.figures == figures
    assert document.render(report).read_bytes() == before
    again = document.printed(report.figures, draft=False)
    assert pdf.render(document.TEMPLATE, again, title=again["title"]) == before


def test_R2_a_correction_is_a_new_version_that_says_what_changed(year):
    write(year, "First words.")
    first = issued(year)
    chair, frozen = chair_of(year), first.figures
    for because, sentence in (("  ", "Say what is changed"), ("Of CC/17/02.", "can be read as a case")):
        with pytest.raises(NotAllowed, match=sentence):
            services.correct(report=first, because=because, by=chair, at=AT)
    second = services.correct(report=first, because="A meeting was missing.", by=chair, at=AT)
    assert services.correct(report=first, because="Pressed again.", by=chair, at=AT) == second
    assert newest(second)["meetings"].text == "First words."
    services.approve(report=second, by=chair, at=AT)
    second = services.issue(report=second, by=chair, at=AT)
    first.refresh_from_db()
    assert (first.figures, first.state) == (frozen, "issued")
    assert (second.number, second.figures["replaces"], second.figures["because"]) == (
        2,
        1,
        "A meeting was missing.",
    )
    html = pdf.html(document.TEMPLATE, document.printed(second.figures, draft=False), title="x")
    assert "Version 1 of Monday 9 April 2018" in html
    assert "A meeting was missing." in html


def test_R2_a_report_whose_bell_was_lost_gets_its_pdf_by_the_sweep_and_once(year):
    report = report_of(year)
    with pytest.raises(NotAllowed, match="once the report is issued"):
        document.render(report)
    report = issued(year)
    with clock.frozen(AT + timedelta(minutes=1)):
        tasks.sweep_annual_reports()
    report.refresh_from_db()
    assert report.pdf is None  # the bell may be ringing still
    with clock.frozen(AT + timedelta(minutes=5)):
        tasks.sweep_annual_reports()
        stored = StoredFile.objects.count()
        tasks.sweep_annual_reports()
    assert StoredFile.objects.count() == stored
    report.refresh_from_db()
    assert len(report.pdf.sha256) == 64


def test_R2_only_the_newest_version_is_corrected(year):
    first, chair = issued(year), chair_of(year)
    second = services.correct(report=first, because="A meeting was missing.", by=chair, at=AT)
    services.approve(report=second, by=chair, at=AT)
    second = services.issue(report=second, by=chair, at=AT)
    with pytest.raises(NotAllowed, match="Version 2 replaces this one"):
        services.correct(report=first, because="An old page.", by=chair, at=AT)
    third = services.correct(report=second, because="Of the correction.", by=chair, at=AT)
    assert Draft(third, on=ON).said()["replaces"] == 2


def test_R2_a_chapter_with_nothing_in_it_is_left_out(year):
    write(year, " ", Chapter.CASES)
    assert Chapter.CASES not in [one["key"] for one in said(year)["chapters"]]
    write(year, "", Chapter.MEETINGS)
    assert Chapter.MEETINGS in [one["key"] for one in said(year)["chapters"]]  # its tables stand


def test_R2_a_text_with_a_figure_that_is_gone_is_not_published_with_its_braces(year):
    ChapterText.objects.create(
        report=report_of(year),
        chapter="cases",
        version=1,
        text="{gone} came.",
        written_at=AT,
        written_by=None,
    )
    with pytest.raises(
        NotAllowed, match=r"“Cases considered .* cannot be published as it is. There is no figure"
    ):
        services.approve(report=report_of(year), by=chair_of(year), at=AT)


def test_R2_a_refusal_of_a_long_name_is_short(year):
    with pytest.raises(NotAllowed) as refused:
        write(year, "{" + "x" * 20_000 + "}")
    assert len(str(refused.value)) < 200


def test_R2_a_member_called_as_a_case_is_does_not_keep_the_report_from_going_out(year):
    case = Case.objects.filter(group=year).first()
    Person.objects.filter(pk=support_of(year).pk).update(name=f"Jo {case.codename}")
    assert services.approve(report=report_of(year), by=chair_of(year), at=AT).state == "approved"


def test_R2_a_renamed_agency_bears_one_name_in_all_chapters(year):
    agency = Agency.objects.get(group=year, code="GMP")
    agencies.rename(agency=agency, name="Renamed Police", starts_on=date(2018, 1, 1), by=None, at=AT)
    assert "Renamed Police" in all_words(said(year))
    assert agency.name not in all_words(said(year))


def test_R2_what_moved_since_the_approval_is_told_figure_by_figure_before_it_is_issued(year):
    report, chair = report_of(year), chair_of(year)
    services.approve(report=report, by=chair, at=AT)
    report.refresh_from_db()
    assert changes.between(report.approved_as, said(year)) == []
    meeting = Meeting.objects.filter(group=year, state="held").first()
    Meeting.objects.filter(pk=meeting.pk).update(state="cancelled", cancel_reason="x", cancelled_at=AT)
    moved: dict[str, list[tuple[str, str]]] = {}
    for one in changes.between(report.approved_as, said(year)):
        moved.setdefault(one["what"], []).append((one["before"], one["now"]))
    held = report.approved_as["figures"]["meetings held"]
    assert moved["meetings held"] == [(held, str(int(held) - 1))]
    ((state,),) = [value for what, value in moved.items() if what.endswith(f"{meeting.code}: State")]
    assert state == ("Held", "Cancelled")
    assert any("1 meeting was cancelled." in now for _, now in moved[changes.ITS_TEXT])
    services.take_back(report=report, by=chair, at=AT)
    report.refresh_from_db()
    assert report.approved_as is None


def test_R2_a_corrected_version_says_what_is_other_than_in_the_one_it_replaces(year):
    first, chair = issued(year), chair_of(year)
    assert (first.approved_as, first.figures["changes"]) == (None, [])
    Meeting.objects.filter(group=year, state="held").update(
        state="cancelled", cancel_reason="x", cancelled_at=AT
    )
    second = services.correct(report=first, because="No meeting was held.", by=chair, at=AT)
    services.approve(report=second, by=chair, at=AT)
    told = services.issue(report=second, by=chair, at=AT).figures["changes"]
    held = first.figures["figures"]["meetings held"]
    assert {
        "chapter": changes.IN_THE_TEXT,
        "table": "",
        "what": "meetings held",
        "before": held,
        "now": "0",
    } in told
    second.refresh_from_db()
    html = pdf.html(document.TEMPLATE, document.printed(second.figures, draft=False), title="x")
    assert "What is other than in version 1" in html


def test_R2_what_somebody_saves_while_the_figures_are_worked_out_keeps_it_from_being_approved(
    year, monkeypatch
):
    report, chair = report_of(year), chair_of(year)

    def meanwhile(*args, **more):
        write(year, "Another word.", by=support_of(year))

    monkeypatch.setattr(services, "check_named", meanwhile)
    with pytest.raises(seen.Changed, match=r"The report was changed .*Nothing was approved"):
        services.approve(report=report, by=chair, at=AT)
    report.refresh_from_db()
    assert report.state == "draft"


def test_R2_nothing_is_locked_while_the_figures_are_worked_out(year):
    """From the first lock on a few questions are asked, and none of them is of what the report counts."""
    report, chair = report_of(year), chair_of(year)
    for act in (services.approve, services.issue):
        with CaptureQueriesContext(connection) as asked:
            act(report=report, by=chair, at=AT)
        tables = [one["sql"] for one in asked]
        saved = next(at for at, sql in enumerate(tables) if sql.startswith(("UPDATE", "SAVEPOINT")))
        assert len(tables) - saved < 60
        assert not any("actionplans_action" in sql or "reviews_case" in sql for sql in tables[saved:])
        assert len(tables) < 240
