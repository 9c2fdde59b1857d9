"""The resources that mark the group itself: measures, attendance, objectives, risks, breaches, returns."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from meetings.enums import Presence
from meetings.quorum import THERE
from reports import book, corrections, objectives, risks
from reports.api.table import PERIOD, SINCE, YEAR, Asked, Field, Found, Kind, Resource, by_columns
from reports.measures import output
from reports.measures.facts import Year, gather
from reports.models import CoordinatingMeeting, Return
from reports.views import breaches as breach_list
from reports.views import returns as return_list
from reports.views.objectives import COLUMNS as OBJECTIVE_COLUMNS
from reports.views.risks import COLUMNS as RISK_COLUMNS

COUNTS = (
    ("present", Presence.PRESENT),
    ("deputy", Presence.DEPUTY),
    ("apologies", Presence.APOLOGIES),
    ("absent", Presence.ABSENT),
)
NOT_FIGURES = {"pk", "exception", "breaches"}
"""Of a frozen return: keys of our own; and sentences, which stand among breaches and exceptions as they are read today."""


def _year(asked: Asked) -> Year:
    """The year asked for, or the one that its page shows first."""
    return asked.year or output.year_asked(asked.group, None, on=asked.on)[0]


def _measures(asked: Asked) -> Found:
    year = _year(asked)
    return Found([output.data(asked.group, year, on=asked.on)], lambda rows: rows)


def _attendance(asked: Asked) -> Found:
    year = _year(asked)
    rows = []
    for one in gather(asked.group, year, on=asked.on).held:
        counts = Counter((row.agency.code, row.presence) for row in one.attendance if row.presence)
        for agency in sorted({code for code, _ in counts}):
            by_code = {code: counts[agency, code] for code in Presence.values}
            rows.append(
                {
                    "meeting": one.meeting.code,
                    "day": one.meeting.day,
                    "agency": agency,
                    "expected": sum(by_code.values()),
                    **{name: by_code[code] for name, code in COUNTS},
                    "represented": sum(by_code[code] for code in THERE),
                }
            )
    return Found(rows, lambda rows: rows, {"year": year.label})


def _objectives(asked: Asked) -> Found:
    year = _year(asked)
    rows = objectives.standing(asked.group, year.label, on=asked.on)
    return Found(rows, by_columns(OBJECTIVE_COLUMNS), {"year": year.label})


def _risks(asked: Asked) -> Found:
    rows = [row for row in risks.standing(asked.group, on=asked.on) if not row["closed_on"]]
    return Found(rows, by_columns(RISK_COLUMNS))


def _breaches(asked: Asked) -> Found:
    """As a return tells them: none that is about what is hidden from anybody."""
    every = book.entries(asked.group, on=asked.on, since=asked.since)
    found = book.shown(asked.group, every, None, on=asked.on).entries
    rows = [entry for entry in found if asked.year is None or entry.year == asked.year.label]
    said = by_columns(breach_list.columns(asked.group))
    return Found(
        rows, lambda page: ({**row, "year": entry.year} for row, entry in zip(said(page), page, strict=True))
    )


def _returns(asked: Asked) -> Found:
    rows = asked.group.coordinating_meetings.filter(the_return__state=Return.State.SENT)
    if asked.year:
        rows = rows.filter(day__range=(asked.year.first, asked.year.last))
    if asked.since:
        rows = rows.filter(day__gte=asked.since)
    listed = by_columns(return_list.columns(asked.on))

    def shown(page: Iterable[CoordinatingMeeting]) -> Iterable[Mapping[str, Any]]:
        found = list(page)
        return (
            {**row, **_frozen((corrections.newest(one.the_return) or one.the_return).figures or {})}
            for row, one in zip(listed(found), found, strict=True)
        )

    rows = rows.select_related("the_return", "group").prefetch_related("the_return__corrections")
    return Found(rows.order_by("day", "pk"), shown)


def _frozen(figures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "version": (figures.get("correction") or {"number": 1})["number"],
        "terms": figures.get("terms"),
        "figures": _without(figures.get("year", {})),
        "objectives": [_without(row) for row in figures.get("objectives", ())],
        "risks": [_without(row) for row in figures.get("risks", ())],
        "breaches": len(figures.get("breaches", ())),
        "exceptions": len(figures.get("exceptions", ())),
    }


def _without(row: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in NOT_FIGURES}


FIGURES = (
    Resource(
        "measures",
        "Every figure of a reporting year, or of some days: what “manage.py measures --json” prints.",
        ("view_measures",),
        (
            Field("group", "The sub-group"),
            Field("year", "The reporting year or the days"),
            Field("first_day", "Its first day", Kind.DAY),
            Field("last_day", "Its last day", Kind.DAY),
            Field("as_at", "The day at whose close it was known", Kind.DAY),
            Field(
                "measures",
                "By clause (P1 to P11): numerator, denominator, percent, target, whether it is met",
                Kind.OBJECT,
            ),
            Field("not_measurable_yet", "By clause: why it cannot be measured", Kind.OBJECT),
            Field("meetings", "Each meeting: dates, chair, quorum, attendance, minutes, pack", Kind.LIST),
            Field("letters", "Letters after second consecutive apologies", Kind.LIST),
            Field("returns", "Returns owed and when they were sent", Kind.LIST),
            Field("submissions", "By agency: items submitted, in time, late", Kind.LIST),
            Field(
                "submissions_without_cancelled_meetings",
                "The same, but for meetings that were cancelled",
                Kind.LIST,
            ),
            Field("forecasts", "What replies said of each meeting when its papers were due", Kind.LIST),
            Field(
                "breaches",
                "Breaches of the year, but for those about cases open to named people only",
                Kind.LIST,
            ),
            Field("actions", "Actions of its minutes: set, done, in time, late, open", Kind.OBJECT),
        ),
        _measures,
        (PERIOD,),
        whole=True,
    ),
    Resource(
        "attendance",
        "How many posts of each agency came to each meeting that was held.",
        ("view_measures",),
        (
            Field("meeting", "The meeting"),
            Field("day", "Its day", Kind.DAY),
            Field("agency", "The agency’s code"),
            Field("expected", "Posts expected", Kind.NUMBER),
            Field("present", "Present", Kind.NUMBER),
            Field("deputy", "A deputy attended", Kind.NUMBER),
            Field("apologies", "Apologies", Kind.NUMBER),
            Field("absent", "Absent without apologies", Kind.NUMBER),
            Field("represented", "Present or by a deputy", Kind.NUMBER),
        ),
        _attendance,
        (PERIOD,),
    ),
    Resource(
        "objectives",
        "The objectives of a reporting year as they stand.",
        ("view_measures",),
        (
            Field("number", "Number", Kind.NUMBER),
            Field("priority", "The Board’s priority"),
            Field("title", "Objective"),
            Field("target", "Target"),
            Field("owner", "Who leads"),
            Field("due_on", "By when", Kind.DAY),
            Field("word", "Light"),
            Field("said_for", "The meeting for which it was said"),
            Field("comment", "Comment"),
            Field("before", "Light before"),
            Field("ended", "Reached or dropped"),
        ),
        _objectives,
        (YEAR,),
    ),
    Resource(
        "risks",
        "The open risks, the worst first.",
        ("view_measures",),
        (
            Field("number", "Number", Kind.NUMBER),
            Field("title", "Risk"),
            Field("cause", "Cause"),
            Field("effect", "Effect"),
            Field("likelihood", "Likelihood, 1 to 5", Kind.NUMBER),
            Field("impact", "Impact, 1 to 5", Kind.NUMBER),
            Field("word", "Light"),
            Field("before", "Light in the last return"),
            Field("controls", "Controls"),
            Field("owner", "Owner"),
            Field("due_on", "Next review", Kind.DAY),
            Field("red_since", "Red since", Kind.DAY),
            Field("addressed_on", "Addressed on", Kind.DAY),
            Field("addressed_by", "Addressed by"),
            Field("reported_on", "Reported on", Kind.DAY),
            Field("comment", "Last review"),
        ),
        _risks,
    ),
    Resource(
        "breaches",
        "Rules of the terms that were not kept, the latest first, as a return tells them.",
        ("view_measures",),
        (
            Field("day", "The day on which it became one", Kind.DAY),
            Field("clause", "Clause"),
            Field("sentence", "What was not kept"),
            Field("addressed", "What was done about it"),
            Field("told", "The first return that told it"),
            Field("state", "Stands, or withdrawn since the record was corrected"),
            Field("year", "Reporting year"),
        ),
        _breaches,
        (YEAR, SINCE),
    ),
    Resource(
        "returns",
        "The returns that were sent, with their figures as they were frozen.",
        ("view_returns",),
        (
            Field("name", "The meeting of the Coordination and Delivery Group"),
            Field("day", "Its day", Kind.DAY),
            Field("state", "Sent in time or late"),
            Field("sent", "When it was sent", Kind.MOMENT),
            Field("version", "1 as first sent; of a corrected return the newest, told here", Kind.NUMBER),
            Field("terms", "The version of the terms in force"),
            Field("figures", "The measures of its year as frozen, by the names of “measures”", Kind.OBJECT),
            Field("objectives", "The objectives as frozen", Kind.LIST),
            Field("risks", "The risks as frozen", Kind.LIST),
            Field("breaches", "How many breaches it told", Kind.NUMBER),
            Field("exceptions", "How many exceptions it told", Kind.NUMBER),
        ),
        _returns,
        (YEAR, SINCE),
    ),
)
