"""The reports that agencies owe a review (F9): asked for, reminded by the ledger, handed in, sent back."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from meetings.notices import mail_people
from members.models import Agency
from reviews import review_policies as policies
from reviews.deadlines import AGENCY_REPORT
from reviews.models import AgencyReport, Review, ShutOut
from reviews.services import statutory
from reviews.services.reviewing import locked
from subgroup import ledger, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, StoredFile


@transaction.atomic
def ask(*, review: Review, agency: Agency, due_on: date, by: Person, at: datetime) -> AgencyReport:
    """Asks an agency for its report, or gives it another day. Who speaks for it is mailed a code and a link."""
    policies.check_open(locked(review))
    if due_on < day_of(at):
        raise NotAllowed("The day for the report has passed already. Give a day from today on.")
    report = review.reports.filter(agency=agency).first()
    if report and report.received_at:
        raise NotAllowed(f"The report of {agency} is here already.")
    if report is None:
        report = AgencyReport.objects.create(
            review=review, agency=agency, due_on=due_on, asked_at=at, asked_by=by
        )
        review.agencies.add(agency)
        _mail(report, "review_report_asked", f"review_report_asked:{report.pk}", at)
    elif report.due_on != due_on:
        report.due_on = due_on
        report.save()
    owe(report, at=at, by=by)
    return report


@transaction.atomic
def hand_in(
    *, report: AgencyReport, file: StoredFile, by: Person, at: datetime, note: str = ""
) -> AgencyReport:
    """The agency's report is here; its clock stops."""
    policies.check_open(locked(report.review))
    report.refresh_from_db(from_queryset=AgencyReport.objects.select_for_update())
    check_hand_in(report)
    report.received_at, report.received_by, report.file, report.note = at, by, file, note.strip()
    report.save()
    ledger.meet(
        group=report.review.group, rule=AGENCY_REPORT.key, subject_kind=statutory.REPORT, subject_id=report.pk,
        on=day_of(at), at=at,
    )  # fmt: skip
    return report


@transaction.atomic
def send_back(*, report: AgencyReport, because: str, due_on: date, by: Person, at: datetime) -> AgencyReport:
    """More is needed: the agency owes it again by another day. What came first stays here until then."""
    policies.check_open(locked(report.review))
    report.refresh_from_db(from_queryset=AgencyReport.objects.select_for_update())
    if report.received_at is None:
        raise NotAllowed("The report is not here yet, so it cannot be sent back.")
    policies.check_said(because, "Say what is missing.")
    if due_on < day_of(at):
        raise NotAllowed("The day for the report has passed already. Give a day from today on.")
    report.received_at = report.received_by = None
    report.sent_back_because, report.due_on = because.strip(), due_on
    report.save()
    row = owe(report, at=at, by=by)
    ledger.reopen(deadline=row, reason="The report was sent back for more.", by=by, at=at)
    _mail(report, "review_report_asked", f"review_report_back:{report.pk}:{at.isoformat()}", at)
    return report


def check_hand_in(report: AgencyReport) -> None:
    policies.check_open(report.review)
    if report.received_at:
        raise NotAllowed(
            f"The report was handed in on {long_date(day_of(report.received_at))}. Business support can send it back for more."
        )


def owe(
    report: AgencyReport, *, at: datetime, by: Person | None = None, again: bool = False
) -> ledger.Deadline:
    return ledger.owe(
        group=report.review.group, rule=AGENCY_REPORT.key, subject_kind=statutory.REPORT, subject_id=report.pk,
        trigger_on=report.due_on, owner=("agency", report.agency.code), label=f"Report to review {report.review.code}",
        at=at, by=by, again=again,
    )  # fmt: skip


def _mail(report: AgencyReport, kind: str, key: str, at: datetime) -> None:
    """To who speaks for the agency, but for those who are shut out of the case."""
    review = report.review
    owner = ("agency", report.agency.code)
    people = registry.people_for(review.group, [owner], on=day_of(at))[owner]
    if review.case_id:
        shut = set(
            ShutOut.objects.filter(case=review.case_id, lifted_at=None).values_list("person_id", flat=True)
        )
        people = [one for one in people if one.pk not in shut]
    mail_people(
        people, kind=kind, group=review.group, key=key,
        context={
            "report": report, "review": review,
            "path": reverse("reviews:review_report", args=[review.group.slug, report.pk]),
        },
        why=f"you speak for {report.agency}.", about=(statutory.REPORT, str(report.pk)), at=at,
    )  # fmt: skip
