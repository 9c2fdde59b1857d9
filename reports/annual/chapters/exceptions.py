"""What was not kept or went wrong, in counts alone: the sentences behind them may name a plan or a case (F14, P8)."""

from actionplans.models import Escalation
from reports import book, risks
from reports.annual.figure import count, few
from reports.annual.part import NOTHING, Part, Table, how_many, paragraphs
from reports.annual.record import YearRecord, thing
from reports.measures.measure import Record
from reports.measures.tally import number
from reviews.subjects import SUBJECTS as OF_CASES
from subgroup.deadlines.wording import count as number_of


def part(record: YearRecord) -> Part:
    year = record.year.label
    found = Escalation.objects.filter(group=record.group, began_on__range=(record.year.first, record.ends))
    began = list(found.exclude(pk__in=record.hidden("escalation")).order_by("began_on", "pk"))
    addressed = [one for one in began if one.addressed_at]
    of_cases = [one for one in record.breaches if one.breach.subject_kind in OF_CASES]
    others = [one for one in record.breaches if one.breach.subject_kind not in OF_CASES]
    done = [one for one in others if one.addressed]
    open_risks = [row for row in risks.standing(record.group, on=record.ends) if not row["closed_on"]]
    red = [row for row in open_risks if row["colour"] == "red"]
    return Part(
        paragraphs(
            [
                how_many(
                    len(others), f"No rule of the terms was broken in {year}.",
                    "Rules of the terms were broken {breaches} time;", "Rules of the terms were broken {breaches} times;",
                ),
                "what was done about it is recorded for {breaches with an answer}." if others else "",
                how_many(
                    len(of_cases), "No rule about a case was broken.",
                    "Rules about cases, reviews and child deaths were broken {breaches about cases} times.",
                    "Rules about cases, reviews and child deaths were broken {breaches about cases} times.",
                ),
            ],
            [
                how_many(
                    len(began), f"Nothing entered the exception list in {year}.",
                    "{exceptions} exception came up in the exception list;", "{exceptions} exceptions came up in the exception list;",
                ),
                "addressed: {exceptions addressed}." if began else "",
            ],
            how_many(
                len(open_risks), "No risk was open at the end of the year.",
                "{risks open} risk was open at the end of the year; red: {risks red}.",
                "{risks open} risks were open at the end of the year; red: {risks red}.",
            ),
        ),
        (
            count("breaches", "Rules not kept, but for those about cases", map(_breach, others)),
            count("breaches with an answer", "Those of them of which it is recorded what was done", map(_breach, done)),
            few("breaches about cases", "Rules not kept about cases, reviews and child deaths", map(_breach, of_cases)),
            count("exceptions", "Exceptions that began in the year", map(_exception, began)),
            count("exceptions addressed", "Those of them that were addressed", map(_exception, addressed)),
            count("risks open", "Risks open at the end of the year", map(_risk, open_risks)),
            count("risks red", "Those of them that were red", map(_risk, red)),
        ),
        (_by_clause(others, year),),
    )  # fmt: skip


def _breach(one: book.Entry) -> Record:
    return thing(
        one.breach.subject_kind, int(one.breach.subject_id.split(".")[0]), one.sentence, one.addressed or "Nothing is recorded",
        day=one.day,
    )  # fmt: skip


def _exception(one: Escalation) -> Record:
    return thing("escalation", one.pk, one.sentence, one.get_cause_display(), day=one.began_on)


def _risk(row: dict[str, object]) -> Record:
    return thing("risk_review", int(str(row["pk"])), f"{row['number']} {row['title']}", str(row["word"]))


def _by_clause(others: list[book.Entry], year: str) -> Table:
    if not others:
        return NOTHING
    done = [one for one in others if one.addressed]
    lines = tuple(
        (clause, *(number(_breach(one) for one in rows if one.clause == clause) for rows in (others, done)))
        for clause in sorted({one.clause for one in others}, key=_in_order)
    )
    total = number_of(len(others), "breach", "breaches")
    return Table(
        f"{total} of the terms, by clause; those about cases are not among them",
        ("Clause", "Breaches|number", "What was done is recorded|number"),
        (*lines, ("All", number(map(_breach, others)), number(map(_breach, done)))),
    )


def _in_order(clause: str) -> tuple[str, int]:
    digits = clause.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return clause[: len(clause) - len(digits)], int(digits) if digits.isdigit() else 0
