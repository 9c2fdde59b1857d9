"""How the sub-group knows that what was asked was done and changed practice (F10, F16)."""

from actionplans.enums import PlanKind, Stage, TestKind, TestResult
from actionplans.models import ImpactTest, StageChange
from actionplans.reading import open_to_all
from reports.annual.figure import count, share
from reports.annual.part import NOTHING, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, day_in, thing
from reports.measures.measure import Record
from reports.measures.tally import number


def part(record: YearRecord) -> Part:
    year, tests = record.year.label, record.tests
    passed = [one for one in tests if one.result == TestResult.PASSED]
    failed = [one for one in tests if one.result == TestResult.FAILED]
    audits = [one for one in record.plans if one.kind == PlanKind.AUDIT and day_in(record, one.opened_at)]
    steps = StageChange.objects.filter(
        stage=Stage.SIGNED_OFF, action__in=open_to_all(record.group, on=record.on)
    )
    signed = {
        one.action_id: one
        for one in steps.select_related("action").order_by("changed_at", "pk")
        if day_in(record, one.changed_at)
    }
    return Part(
        paragraphs(
            how_many(
                len(signed), f"No action of a plan was signed off in {year}.",
                "{actions signed off} action was signed off by the chair on the evidence that was given.",
                "{actions signed off} actions were signed off by the chair on the evidence that was given.",
            ),
            [
                how_many(
                    len(tests), f"No test of impact was held in {year}.", "{impact tests} test of impact was held;",
                    "{impact tests} tests of impact were held;",
                ),
                "{impact tests passed} found that practice had changed, {impact tests failed} opened the action again."
                if tests else "",
            ],
            how_many(
                len(audits), f"No action plan came from an audit in {year}.", "{plans from audits} action plan came from an audit.",
                "{plans from audits} action plans came from audits.",
            ),
        ),
        (
            count(
                "actions signed off", "Actions of plans signed off in the year",
                (thing("action", one.action_id, one.action.reference, "Signed off") for one in signed.values()),
            ),
            count("impact tests", "Tests of impact held in the year", map(_test, tests)),
            count("impact tests passed", "Those of them that found a change", map(_test, passed)),
            count("impact tests failed", "Those of them that opened the action again", map(_test, failed)),
            share("impact tests passed of held", "The share of tests that found a change", map(_test, tests)),
            count(
                "plans from audits", "Action plans from audits, opened in the year",
                (thing("plan", one.pk, one.code, one.get_kind_display()) for one in audits),
            ),
        ),
        (_table(tests, passed, year),),
    )  # fmt: skip


def _test(one: ImpactTest) -> Record:
    why = f"{one.get_kind_display()}: {one.get_result_display().lower() or 'no result yet'}"
    return thing(
        "impact_test",
        one.pk,
        one.action.reference,
        why,
        kept=one.result == TestResult.PASSED,
        day=one.held_on,
    )


def _table(tests: list[ImpactTest], passed: list[ImpactTest], year: str) -> Table:
    if not tests:
        return NOTHING
    lines = tuple(
        (
            kind.label,
            number(_test(one) for one in tests if one.kind == kind),
            number(_test(one) for one in passed if one.kind == kind),
        )
        for kind in TestKind
    )
    finding = f"{len(passed)} of {len(tests)} tests found that practice had changed"
    return Table(
        finding,
        ("Kind of test", "Held|number", "Found a change|number"),
        (*lines, ("All", number(map(_test, tests)), number(map(_test, passed)))),
    )
