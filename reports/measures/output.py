"""The measures of a year as plain data: what `manage.py measures --json` prints and a frozen return keeps."""

from datetime import date, datetime
from typing import Any

from meetings.models import Meeting
from reports.measures import tables
from reports.measures.definitions import all_measures, not_measured
from reports.measures.facts import Facts, Year, gather, period_labelled, sent_on, year_of
from reports.measures.measure import Measure
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import SubGroup


def measure_data(measure: Measure) -> dict[str, Any]:
    return {
        "title": measure.title,
        "numerator": measure.numerator,
        "denominator": measure.denominator,
        "percent": None if measure.percent is None else float(measure.percent),
        "value": measure.value,
        "target": measure.target_text,
        "met": measure.met,
        "on": _only_day(measure),
        "not_kept": [{"record": record.label, "why": record.why} for record in measure.broken],
        "excluded": list(measure.excluded),
    }


def _only_day(measure: Measure) -> str | None:
    """The day of what happens once a year: on which a work programme was agreed (P2)."""
    kept = [record.day for record in measure.records if record.kept and record.day] if measure.said else []
    return kept[0].isoformat() if kept else None


def data(
    group: SubGroup, year: Year, *, on: date, with_forecasts: bool = True, before: datetime | None = None
) -> dict[str, Any]:
    """Every figure of the year as known on `on`; with `before` as it was told before that moment, whatever was recorded since.

    The forecasts cost some queries a meeting.
    """
    return data_of(gather(group, year, on=on, before=before), with_forecasts=with_forecasts)


def data_of(facts: Facts, *, with_forecasts: bool) -> dict[str, Any]:
    group, year, on = facts.group, facts.year, facts.on
    codes = {str(one.meeting.pk): one.meeting.code for one in facts.meetings}
    return {
        "group": group.slug,
        "year": year.label,
        "first_day": year.first.isoformat(),
        "last_day": year.last.isoformat(),
        "as_at": on.isoformat(),
        "measures": {key: measure_data(measure) for key, measure in all_measures(facts).items()},
        "not_measurable_yet": not_measured(facts),
        "meetings": [tables.meeting_row(one, facts) for one in facts.meetings],
        "letters": _letters(facts),
        "returns": _returns(facts),
        "submissions": _rates(tables.submissions(facts)),
        "submissions_without_cancelled_meetings": _rates(tables.submissions(facts, with_cancelled=False)),
        "forecasts": tables.forecasts(facts) if with_forecasts else [],
        "breaches": _breaches(facts, codes),
        "actions": tables.action_counts(facts.actions, on),
    }


def _letters(facts: Facts) -> list[dict[str, Any]]:
    return [
        {
            "seat": letter.seat.code,
            "meeting": letter.meeting.code,
            "sent": day_of(letter.sent_at).isoformat() if letter.sent_at else None,
        }
        for letter in facts.letters
    ]


def _returns(facts: Facts) -> list[dict[str, Any]]:
    rows = []
    for meeting in facts.coordinating:
        sent = sent_on(facts.returns.get(meeting.pk))
        in_time = (
            None if sent is None and meeting.day >= facts.on else sent is not None and sent <= meeting.day
        )
        rows.append(
            {
                "cdg": meeting.name,
                "meeting": meeting.day.isoformat(),
                "sent": sent.isoformat() if sent else None,
                "in_time": in_time,
            }
        )
    return rows


def _rates(rates: list[tables.Rate]) -> list[dict[str, Any]]:
    return [
        {
            "agency": rate.agency,
            "submitted": rate.submitted,
            "on_time": rate.on_time,
            "late": rate.late,
            "percent": rate.percent,
            "rate": rate.value,
        }
        for rate in rates
    ]


def _breaches(facts: Facts, codes: dict[str, str]) -> list[dict[str, Any]]:
    names = {("meeting", pk): code for pk, code in codes.items()}
    names |= {("letter", str(letter.pk)): letter.meeting.code for letter in facts.letters}
    names |= {("plan_update", str(owed.pk)): owed.window.meeting.code for owed, _ in facts.updates_owed}
    rows = tables.breach_rows(facts)
    gone = registry.hidden(
        None, facts.group, {(row.subject_kind, row.subject_id) for row, _ in rows}, on=facts.on
    )
    return [
        {
            "day": row.day.isoformat(),
            "rule": row.clause,
            "meeting": names.get((row.subject_kind, row.subject_id)),
            "breach": row.sentence,
            "first_return": found.meeting.name if found else None,
            "addressed": row.addressed,
        }
        for row, found in rows
        if (row.subject_kind, row.subject_id) not in gone
    ]


def year_asked(group: SubGroup, label: str | None, *, on: date) -> tuple[Year, list[str]]:
    """The year or the days of this label, else the present year if it has meetings, else the latest that has; and all years.

    Raises ValueError for a label that says neither.
    """
    now = year_of(group, on).label
    met = Meeting.objects.filter(group=group).order_by("-year")
    years = list(met.values_list("year", flat=True).distinct())
    asked = label or (now if now in years or not years else years[0])
    return period_labelled(group, asked), sorted({*years, now}, reverse=True)


def latest_year_with_meetings(group: SubGroup) -> str | None:
    return Meeting.objects.filter(group=group).order_by("-year").values_list("year", flat=True).first()
