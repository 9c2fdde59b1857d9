"""What is done with an annual report (R2, A4): started, written, approved by the chair, issued once, and corrected by a new version."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.urls import reverse

from meetings.locks import lock_group
from meetings.notices import mail_people
from meetings.services import seen as words
from reports import texts
from reports.annual import braces, changes
from reports.annual.draft import Draft, newest
from reports.deadlines import ANNUAL
from reports.measures import output
from reports.measures.facts import Year, year_labelled, year_of
from reports.models import AnnualReport, ChapterText
from reports.sections import Chapter
from reviews import unnamed
from subgroup import ledger, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, SubGroup
from subgroup.once import page

KIND = "annual_report"
READERS = ("cdg_reader", "independent_chair", "chair")
"""The roles that are told that a report was issued: who reads for the Coordination and Delivery Group and the Board, and the chair."""
State = AnnualReport.State


def years_to_report(group: SubGroup, *, on: date) -> list[str]:
    """The reporting years that have begun and have no report yet, the latest first: those with meetings, this one and the last."""
    _, labels = output.year_asked(group, None, on=on)
    last = year_of(group, year_of(group, on).first - timedelta(days=1)).label
    there = set(AnnualReport.objects.filter(group=group).values_list("year", flat=True))
    begun = [one for one in {*labels, last} - there if year_labelled(group, one).first <= on]
    return sorted(begun, reverse=True)


@transaction.atomic
def start(
    *, group: SubGroup, year: str, wanted_on: date | None, by: Person | None, at: datetime
) -> AnnualReport:
    """A draft of a year's report; started twice it is one. With `wanted_on` it is owed by then."""
    lock_group(group)
    if found := AnnualReport.objects.filter(group=group, year=year).order_by("number").first():
        return found
    if year_labelled(group, year).first > day_of(at):
        raise NotAllowed(f"The year {year} has not begun. Its report can be started from its first day on.")
    row = AnnualReport.objects.create(group=group, year=year, started_at=at, started_by=by)
    if wanted_on:
        _owe(row, wanted_on, at=at, by=by)
    return row


@transaction.atomic
def want(*, report: AnnualReport, wanted_on: date, reason: str, by: Person, at: datetime) -> Deadline:
    """The day by which the Board wants it, or another one; the old day stays in the ledger with the reason."""
    row = locked(report)
    check_wanted(row)
    if row.wanted_on == wanted_on:
        raise NotAllowed(f"It is wanted by {long_date(wanted_on)} already.")
    return _owe(row, wanted_on, at=at, by=by, reason=reason)


def check_wanted(report: AnnualReport) -> None:
    if report.is_issued or report.number > 1:
        raise NotAllowed("The report was issued. No day is owed for it any more.")


def _owe(
    row: AnnualReport, wanted_on: date, *, at: datetime, by: Person | None, reason: str = ""
) -> Deadline:
    row.wanted_on = wanted_on
    row.save()
    return ledger.owe(
        group=row.group, rule=ANNUAL.key, subject_kind=KIND, subject_id=row.pk, trigger_on=wanted_on, owner=("role", ANNUAL.owner),
        label=f"Annual report {row.year} to the Board", at=at, by=by, reason=reason,
    )  # fmt: skip


def check_draft(report: AnnualReport) -> None:
    """Raises NotAllowed where nothing can be written any more."""
    if report.is_issued:
        raise NotAllowed(
            "This report was issued. An issued report never changes: correct it by a new version."
        )
    if report.state != State.DRAFT:
        raise NotAllowed("The report is approved. Ask the chair to take the approval back first.")


def check_text(text: str, draft: Draft, by: Person, *, at: datetime) -> None:
    """Raises NotAllowed for a brace or name that says nothing, and for what could name a case."""
    try:
        braces.pieces(text, draft.figures)
    except braces.Wrong as wrong:
        raise NotAllowed(str(wrong)) from wrong
    if refused := unnamed.refusal(text, draft.report.group, by, at=at):
        raise NotAllowed(refused)


def write(
    *, report: AnnualReport, chapter: Chapter, text: str, version: int, by: Person, at: datetime
) -> ChapterText:
    """Saves a chapter; what reads as the drafted text is the drafted text, read by somebody. Raises Conflict as texts.save() does."""
    row = as_it_is(report)
    check_draft(row)
    with page():
        draft = Draft(row, on=day_of(at))
        check_text(text, draft, by, at=at)
    plain = text.strip().replace("\r\n", "\n")
    is_drafted = plain == draft.part(chapter).draft
    with transaction.atomic():
        return _save(_locked_draft(report), chapter, plain, version, is_drafted, by, at)


@transaction.atomic
def as_drafted(
    *, report: AnnualReport, chapter: Chapter, version: int, by: Person | None, at: datetime
) -> ChapterText:
    """The text from the record stands, or stands again; what was written before can still be read."""
    return _save(_locked_draft(report), chapter, "", version, True, by, at)


def _save(
    row: AnnualReport, chapter: Chapter, text: str, version: int, drafted: bool, by: Person | None, at: datetime
) -> ChapterText:  # fmt: skip
    of = {"report": row, "chapter": chapter.value, "as_drafted": drafted}
    rows = ChapterText.objects.filter(report=row, chapter=chapter)
    return texts.save(
        rows, of, text="" if drafted else text, version=version, what="this chapter", by=by, at=at
    )


def word_of(report: AnnualReport, said: dict[str, Any]) -> str:
    """A short word for the report as it reads."""
    return words.digest([report.state, {key: one for key, one in said.items() if key != "as_at"}])


@dataclass(frozen=True)
class _Read:
    """What the report says, as it was worked out and checked before anything was locked, and the texts of which it was."""

    said: dict[str, Any]
    texts: Mapping[str, ChapterText]
    at: datetime

    def check_stands(self, row: AnnualReport, act: str) -> None:
        """Under the lock: raises Changed where somebody has saved a chapter since."""
        now = newest(row)
        read = words.word(_versions(self.texts), self.at)
        words.check(read, _versions(now), what="The report was", act=act, things=[row, *now.values()])


def _versions(texts: Mapping[str, ChapterText]) -> str:
    return words.digest({chapter: one.version for chapter, one in texts.items()})


def _read(row: AnnualReport, by: Person, seen: str | None, act: str, *, at: datetime) -> _Read:
    """Raises Changed where it reads otherwise than the page that was seen, and NotAllowed where it cannot be published."""
    with page():
        draft = Draft(row, on=day_of(at))
        said = draft.said()
        words.check(
            seen, word_of(row, said), what="The report was", act=act, things=[row, *draft.texts.values()]
        )
        draft.check_pieces()
        check_named(said, row.group, by, at=at)
    return _Read(said, draft.texts, at)


def check_named(said: dict[str, Any], group: SubGroup, by: Person, *, at: datetime) -> None:
    """Raises NotAllowed where something that was typed anywhere names a case, a review or a child death."""
    if not unnamed.named(
        (text for chapter in said["chapters"] for text in _texts(chapter)), group, by, at=at
    ):
        return
    for chapter in said["chapters"]:
        if name := unnamed.named(_texts(chapter), group, by, at=at):
            raise NotAllowed(
                f"“{name}” stands in the chapter “{chapter['title']}”, and can be read as a case, a review or a child death. "
                "Take it out there, or where it was typed: the report is published."
            )


def _texts(chapter: dict[str, Any]) -> Iterator[str]:
    """Of the membership its text alone: a codename can be somebody’s surname, and who holds a post is nothing that was typed."""
    yield from chapter["paragraphs"]
    if chapter["key"] == Chapter.MEMBERSHIP:
        return
    for exhibit in chapter["exhibits"]:
        yield exhibit["finding"]
        yield from (cell for row in exhibit.get("rows", ()) for cell in row)


def check_approve(report: AnnualReport) -> None:
    if report.state != State.DRAFT:
        raise NotAllowed(f"This report was {'issued' if report.is_issued else 'approved'} already.")


def approve(*, report: AnnualReport, by: Person, at: datetime, seen: str | None = None) -> AnnualReport:
    """`seen` is the word of the page that was read; raises Changed where it reads otherwise now. None: no page was read.

    The figures are worked out before anything is locked.
    """
    row = as_it_is(report)
    check_approve(row)
    read = _read(row, by, seen, "approved", at=at)
    with transaction.atomic():
        row = locked(report)
        check_approve(row)
        read.check_stands(row, "approved")
        row.state, row.approved_at, row.approved_by = State.APPROVED, at, by
        row.approved_as = changes.kept(read.said)
        row.save()
    return row


@transaction.atomic
def take_back(*, report: AnnualReport, by: Person, at: datetime) -> AnnualReport:
    """The chair takes the approval back, so that the chapters can change."""
    row = locked(report)
    if row.state != State.APPROVED:
        raise NotAllowed("Only an approved report that was not issued can go back to draft.")
    row.state, row.approved_at, row.approved_by, row.approved_as = State.DRAFT, None, None, None
    row.save()
    return row


def check_issue(report: AnnualReport, *, on: date) -> None:
    """Raises NotAllowed with the sentence that stands at the button too."""
    year: Year = year_labelled(report.group, report.year)
    if report.is_issued:
        raise NotAllowed("This report was issued already. An issued report never changes.")
    if report.state != State.APPROVED:
        raise NotAllowed("The chair has not approved this report yet.")
    if on < year.last:
        raise NotAllowed(
            f"The year {year.label} lasts until {long_date(year.last)}. Its report can be issued from that day on."
        )


def issue(*, report: AnnualReport, by: Person, at: datetime, seen: str | None = None) -> AnnualReport:
    """Freezes all that the report says. `seen` and the lock as in approve(). An issued report never changes."""
    row, today = as_it_is(report), day_of(at)
    check_issue(row, on=today)
    read, approved_at = _read(row, by, seen, "issued", at=at), row.approved_at
    with transaction.atomic():
        row = locked(report)
        check_issue(row, on=today)
        if row.approved_at != approved_at:
            raise NotAllowed(
                "The approval was taken back and given again meanwhile. Read the report again before you issue it."
            )
        read.check_stands(row, "issued")
        row.state, row.issued_at, row.issued_by = State.ISSUED, at, by
        row.figures = read.said | {"issued_on": today.isoformat(), "issued_by": str(by)}
        row.approved_as = None
        row.save()
        ledger.meet(group=row.group, rule=ANNUAL.key, subject_kind=KIND, subject_id=row.pk, on=today, at=at)
        _tell(row, at)
        transaction.on_commit(lambda: _ring(row.pk), robust=True)
    return row


def readers(group: SubGroup, *, on: date) -> list[Person]:
    owners = [("role", role) for role in READERS]
    found = registry.people_for(group, owners, on=on)
    return list(dict.fromkeys(person for owner in owners for person in found[owner]))


def _tell(row: AnnualReport, at: datetime) -> None:
    mail_people(
        readers(row.group, on=day_of(at)),
        kind="annual_report_issued",
        group=row.group,
        key=f"annual_report_issued:{row.pk}",
        context={"report": row, "path": reverse("reports:annual", args=[row.group.slug, row.pk])},
        why="you chair the sub-group, or read its reports for the Board or the Coordination and Delivery Group.",
        about=(KIND, str(row.pk)),
        at=at,
    )


def _ring(pk: int) -> None:
    """Wakes the printing; without a broker the sweep finds it."""
    from reports.tasks import print_annual_report  # the task calls what calls this module

    print_annual_report.apply_async(args=[pk], retry=False)


def check_correct(report: AnnualReport) -> None:
    """Raises NotAllowed for a version that is no issued one, or that another has replaced."""
    if not report.is_issued:
        raise NotAllowed("This report was not issued yet: it can be changed as it is.")
    issued = AnnualReport.objects.filter(group=report.group_id, year=report.year, state=State.ISSUED)
    if later := issued.filter(number__gt=report.number).order_by("number").last():
        raise NotAllowed(f"Version {later.number} replaces this one. Correct that one.")


@transaction.atomic
def correct(*, report: AnnualReport, because: str, by: Person, at: datetime) -> AnnualReport:
    """The next version, begun with the texts of the one before, which stays as it was issued. Pressed twice it is one."""
    lock_group(report.group)
    last = AnnualReport.objects.filter(group=report.group, year=report.year).order_by("number").last()
    if last is None or not last.is_issued:
        return last or report
    if not because.strip():
        raise NotAllowed("Say what is changed: it stands on the cover of the new version.")
    if refused := unnamed.refusal(because, report.group, by, at=at):
        raise NotAllowed(refused)
    check_correct(report)
    row = AnnualReport.objects.create(
        group=last.group, year=last.year, number=last.number + 1, corrected_because=because.strip(), started_at=at, started_by=by
    )  # fmt: skip
    for one in newest(last).values():
        ChapterText.objects.create(
            report=row, chapter=one.chapter, version=1, text=one.text, as_drafted=one.as_drafted, written_at=one.written_at,
            written_by=one.written_by,
        )  # fmt: skip
    return row


def as_it_is(report: AnnualReport) -> AnnualReport:
    return AnnualReport.objects.select_related("group", "approved_by").get(pk=report.pk)


def locked(report: AnnualReport) -> AnnualReport:
    rows = AnnualReport.objects.select_for_update(of=("self",)).select_related("group", "approved_by")
    return rows.get(pk=report.pk)


def _locked_draft(report: AnnualReport) -> AnnualReport:
    row = locked(report)
    check_draft(row)
    return row
