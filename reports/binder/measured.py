"""Sections 8 to 11: the performance measures, what went wrong and what was done, the returns and annual reports that were sent."""

from typing import Any

from django.db.models import Q

from actionplans import reading
from actionplans.enums import Cause
from actionplans.models import Escalation
from reports import book, document
from reports.annual import document as annual_document
from reports.binder.content import Block, Content, Kept, Sheet, day, said, table
from reports.binder.meeting import as_at
from reports.binder.redaction import texts_of
from reports.binder.scope import ABOUT_A_CASE, Scope
from reports.document import VERDICTS
from reports.measures.definitions import all_measures, not_measured
from reports.models import AnnualReport, CoordinatingMeeting, Return, ReturnCorrection
from subgroup.clock import day_of
from subgroup.deadlines.wording import count


def measures(scope: Scope) -> Content:
    found = all_measures(scope.facts)
    rows = [
        (
            f"{one.key} {one.title}", str(one.numerator), str(one.denominator), one.value, one.target_text, VERDICTS[one.met][0],
            "\n".join(one.excluded) or "–",
        )
        for one in found.values()
    ]  # fmt: skip
    blocks: list[Block] = [
        said(as_at(scope)),
        table(
            "Performance measures (P11)",
            [
                "Measure",
                "Kept|number",
                "Of|number",
                "Figure",
                "Target",
                "Is it met?",
                "Left out of the count",
            ],
            rows,
            is_wide=True,
        ),
    ]
    for one in found.values():
        if one.broken:
            broken = [(record.label, record.why) for record in one.broken]
            blocks.append(table(f"{one.key} {one.title}: what was not kept", ["Record", "Why"], broken))
    if waiting := not_measured(scope.facts):
        blocks.append(table("Not measured", ["Measure", "Why"], list(waiting.items())))
    sheet = Sheet("Measures", "Performance measures", blocks, is_wide=True)
    return Content([sheet], counts=[count(len(found), "measure", "measures")])


def failures(scope: Scope) -> Content:
    """What is about a case open to named people is counted, as returns count it, and is the same for every reader."""
    content = Content()
    since = [
        one
        for one in book.entries(scope.group, on=scope.today, since=scope.first)
        if scope.first <= one.day <= scope.last
    ]
    shown = book.shown(scope.group, since, scope.reader, on=scope.today)
    breaches = shown.entries
    if not scope.has_cases:
        about = scope.about_cases({one.subject for one in breaches})
        breaches = [one for one in breaches if one.subject not in about and not scope.tells(one.sentence)]
        content.leave_out(len(since) - len(breaches), "breach", "breaches", ABOUT_A_CASE)
    rows = [
        (
            day(one.day), one.clause, one.sentence, one.addressed or "Nothing is recorded", one.first_told or "–",
            "Stands" if one.stands else f"Withdrawn: {one.why_withdrawn}",
        )
        for one in sorted(breaches, key=lambda one: (one.day, one.clause, one.key))
    ]  # fmt: skip
    exceptions = _exceptions(scope, content)
    blocks: list[Block] = [
        said(
            f"What did not keep to the terms between the two days, and what was done about it, as it stands on {day(scope.today)}."
        ),
        table(
            "Breaches",
            ["Day", "Clause", "Breach", "What was done", "Told in the return", "State"],
            rows,
            empty="There was none that can be told." if shown.kept or content.left_out else "There was none.",
            is_wide=True,
        ),
        *([said(f"{shown.sentence}.")] if scope.has_cases and shown.sentence else []),
        table(
            "Exceptions",
            ["Since", "Why", "What went wrong", "Now with", "What was done", "Addressed"],
            [_exception(one) for one in exceptions],
            empty="There was none.",
            is_wide=True,
        ),
    ]
    content.entries = [
        Sheet("Breaches and exceptions", "Breaches and exceptions", blocks, is_wide=True)
    ]  # fmt: skip
    content.counts = [
        count(len(breaches), "breach", "breaches"),
        count(len(exceptions), "exception", "exceptions"),
    ]
    return content


def _exceptions(scope: Scope, content: Content) -> list[Escalation]:
    rows = reading.exceptions(scope.reader, scope.group, scope.permissions, on=scope.today)
    rows = rows.filter(began_on__lte=scope.last).filter(
        Q(addressed_at=None) | Q(addressed_at__gte=scope.begins)
    )
    found = list(
        rows.select_related("agency", "addressed_by")
        .prefetch_related("steps__taken_by")
        .order_by("began_on", "pk")
    )
    if scope.has_cases:
        return found
    told = scope.about_cases({("escalation", str(one.pk)) for one in found})
    of_plans = {
        *Escalation.objects.filter(action__recommendation__plan__in=scope.plans_of_cases).values_list("pk", flat=True),
        *Escalation.objects.filter(owed__plan__in=scope.plans_of_cases).values_list("pk", flat=True),
        *Escalation.objects.filter(challenge__action__recommendation__plan__in=scope.plans_of_cases).values_list("pk", flat=True),
    }  # fmt: skip
    kept = [
        one
        for one in found
        if ("escalation", str(one.pk)) not in told
        and one.pk not in of_plans
        and not scope.tells(one.sentence)
    ]
    content.leave_out(len(found) - len(kept), "exception", "exceptions", ABOUT_A_CASE)
    return kept


def _exception(one: Escalation) -> tuple[str, ...]:
    steps = [
        f"{step.note} ({step.taken_by or 'the system'}, {day(day_of(step.taken_at))})"
        for step in one.steps.all()
        if step.note
    ]
    addressed = "Not yet"
    if one.addressed_at:
        addressed = (
            f"{day(day_of(one.addressed_at))}, {one.addressed_by or 'the system'}: {one.addressed_because}"
        )
    return (
        day(one.began_on), Cause(one.cause).label, one.sentence, one.get_rung_display(),
        "\n".join(filter(None, [*steps, one.ended_because])) or "Nothing is recorded", addressed,
    )  # fmt: skip


def returns(scope: Scope) -> Content:
    rows = Return.objects.filter(group=scope.group, state=Return.State.SENT)
    rows = rows.filter(sent_at__gte=scope.begins, sent_at__lt=scope.ends).select_related(
        "meeting", "pdf", "group"
    )
    found = list(rows.order_by("meeting__day"))
    content = Content(counts=[count(len(found), "return", "returns")])
    index = []
    corrected = ReturnCorrection.objects.filter(
        the_return__group=scope.group, sent_at__gte=scope.begins, sent_at__lt=scope.ends
    ).select_related("the_return__meeting", "the_return__group", "pdf")
    versions: list[Return | ReturnCorrection] = [
        *found,
        *corrected.order_by("the_return__meeting__day", "number"),
    ]
    for one in versions:
        entry = _return(scope, one)
        content.entries.append(entry)
        sent = day(day_of(one.sent_at)) if one.sent_at else "–"
        kept = isinstance(entry, Kept)
        index.append(
            (
                _name(one), day(_meeting(one).day), sent,
                "The document as kept." if kept else "Made anew from what was frozen, with less in it.",
                entry.file.sha256 if isinstance(entry, Kept) else "–",
            )
        )  # fmt: skip
    sheet = Sheet(
        "Returns",
        "Returns to the Coordination and Delivery Group",
        [
            table(
                "Returns sent between the two days",
                ["Meeting", "Day of the meeting", "Sent", "Document", "SHA-256 of the document as kept"],
                index,
                empty="None was sent.",
            )
        ],
        is_wide=True,
    )
    content.entries.insert(0, sheet)
    return content


def _meeting(one: Return | ReturnCorrection) -> CoordinatingMeeting:
    return one.the_return.meeting if isinstance(one, ReturnCorrection) else one.meeting


def _name(one: Return | ReturnCorrection) -> str:
    version = f", version {one.number}" if isinstance(one, ReturnCorrection) else ""
    return f"{_meeting(one).name}{version}"


def _return(scope: Scope, one: Return | ReturnCorrection) -> Sheet | Kept:
    """The kept document, where nothing of it is left out; else the same made anew from the frozen figures."""
    version = f", version {one.number}" if isinstance(one, ReturnCorrection) else ""
    name = f"Return {_meeting(one).day}{version}"
    title = f"Return to the Coordination and Delivery Group, {day(_meeting(one).day)}{version}"
    told = not scope.has_cases and any(map(scope.tells, tuple(texts_of(one.figures))))
    if not told and scope.has_names:
        file = one.pdf or document.render(one)
        return Kept(name, title, day_of(one.sent_at or scope.at), file, tuple(texts_of(one.figures)))
    figures: dict[str, Any] = scope.redactor.rows_of(one.figures)
    return Sheet(
        name, title, template=document.TEMPLATE, page={"said": document.for_page(figures), "draft": False}
    )


def annual_reports(scope: Scope) -> Content:
    """Of those issued between the two days each version as it was issued. It names no case by itself, and people in its appendix."""
    rows = AnnualReport.objects.filter(group=scope.group, state=AnnualReport.State.ISSUED)
    rows = rows.filter(issued_at__gte=scope.begins, issued_at__lt=scope.ends).select_related("group", "pdf")
    found = list(rows.order_by("year", "number"))
    content = Content(counts=[count(len(found), "annual report", "annual reports")])
    told = [
        one for one in found if not scope.has_cases and any(map(scope.tells, tuple(texts_of(one.figures))))
    ]
    content.leave_out(len(told), "annual report", "annual reports", "its words tell of a case")
    shown = [one for one in found if one not in told]
    if not scope.has_names:
        content.leave_out(len(shown), "annual report", "annual reports", "it names who held which post")
        shown = []
    index = []
    for one in shown:
        name, file = f"Annual report {one.year}, version {one.number}", one.pdf or annual_document.render(one)
        issued = day_of(one.issued_at or scope.at)
        content.entries.append(
            Kept(name, f"{name}, to the Board", issued, file, tuple(texts_of(one.figures)))
        )
        index.append((one.year, str(one.number), day(issued), file.sha256))
    head = ["Year", "Version", "Issued", "SHA-256 of the document as kept"]
    empty = "None was issued." if not found else "None can be in this binder."
    blocks = [table("Annual reports issued between the two days", head, index, empty=empty)]
    content.entries.insert(0, Sheet("Annual reports", "Annual reports to the Board", blocks, is_wide=True))
    return content
