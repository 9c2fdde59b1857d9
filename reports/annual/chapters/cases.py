"""Cases, counted once: no kind, no outcome and no day of one, and nothing by which a small number could be worked out (F4, F6)."""

from reports.annual.figure import few, few_of
from reports.annual.part import Part, how_many, paragraphs
from reports.annual.record import YearRecord, day_in, thing
from reports.measures.measure import Record
from reviews.enums import OutcomeKind
from reviews.models import Case, Outcome


def part(record: YearRecord) -> Part:
    received = [one for one in record.cases if day_in(record, one.opened_at)]
    rows = Outcome.objects.filter(case__in=received, recorded_on__lte=record.on).exclude(
        kind=OutcomeKind.DEFERRED
    )
    decided = set(rows.order_by().values_list("case_id", flat=True)) if received else set()
    return Part(
        paragraphs(
            how_many(
                len(received),
                f"No case was received in {record.year.label}.",
                "{cases received} cases of concern were received.",
                "{cases received} cases of concern were received.",
            ),
            "An outcome has been recorded for {cases received with an outcome}. What came of a case is one of these: a review, an "
            "audit, a learning event, learning that is noted, or a referral elsewhere."
            if received
            else "",
        ),
        (
            few("cases received", "Cases that came in the year", (_case(one, True) for one in received)),
            few_of(
                "cases received with an outcome",
                "Those of them of which an outcome is recorded by now",
                (_case(one, one.pk in decided) for one in received),
            ),
        ),
    )


def _case(one: Case, kept: bool) -> Record:
    return thing("case", one.pk, f"Case {one.reference}", one.get_state_display(), kept=kept)
