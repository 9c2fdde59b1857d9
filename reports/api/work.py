"""The resources of the group's work: meetings, actions, plans, exceptions, deadlines, contributions to the child death panel."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any

from django.db.models import F, Q

from actionplans import reading, register
from actionplans.views import exceptions as exception_list
from actionplans.views import plans as plan_list
from actionplans.views.register import FIELDS, Rows
from meetings.models import Meeting
from meetings.views.meeting import MeetingList, state_of
from reports.api import kept
from reports.api.table import SINCE, YEAR, Asked, Field, Found, Kind, Resource, by_columns
from reports.measures.facts import year_of
from reviews import death_figures
from reviews.cdop.contribution import Period
from reviews.views import contribution
from subgroup import clock, registry
from subgroup.models import Deadline


def _meetings(asked: Asked) -> Found:
    rows = Meeting.objects.filter(group=asked.group)
    if asked.year:
        rows = rows.filter(year=asked.year.label)
    if asked.since:
        rows = rows.filter(day__gte=asked.since)
    return Found(rows.select_related("group").order_by("day", "pk"), by_columns(MeetingList.columns))


def _actions(asked: Asked) -> Found:
    """In every state. `since`: of which anything was recorded from that day on."""
    rows = reading.visible(None, asked.group, asked.rights, on=asked.on)
    found = register.at(rows, asked.on, today=asked.on)
    if asked.since:
        found = found.filter(register.changed_since(clock.moment(asked.since)))
    said = by_columns(Rows(asked.on, register.lights_of(asked.group, asked.on), "").columns())
    ordered = found.order_by(F("at_due_on").asc(nulls_last=True), "pk")
    return Found(ordered, lambda page: said(page.values_list(*FIELDS, named=True)))


def _plans(asked: Asked) -> Found:
    seen = reading.visible(None, asked.group, asked.rights, on=asked.on)
    rows = plan_list.counted(reading.plans(None, asked.group, asked.rights, on=asked.on), asked.on)
    said = by_columns(plan_list.PlanList.columns)
    return Found(
        rows.order_by("code", "pk"),
        lambda page: said(plan_list.lit(page, seen, asked.group, asked.on)),
    )


def _exceptions(asked: Asked) -> Found:
    rows = reading.exceptions(None, asked.group, asked.rights, on=asked.on)
    rows = rows.exclude(pk__in=kept.confidential("escalation").values("pk"))
    if asked.since:
        rows = rows.filter(began_on__gte=asked.since)
    found = exception_list.with_newest_note(rows.select_related("agency")).order_by("began_on", "pk")
    return Found(found, by_columns(exception_list.columns(asked.group, asked.on)))


def _deadlines(asked: Asked) -> Found:
    """What is owed, and what was due since the last reporting year began."""
    last = year_of(asked.group, year_of(asked.group, asked.on).first - timedelta(days=1))
    rows = kept.open_deadlines(asked)
    rows = rows.filter(Q(met_on=None, released_at=None) | Q(due_on__gte=last.first))
    if asked.since:
        rows = rows.filter(due_on__gte=asked.since)

    def shown(page: Iterable[Deadline]) -> Iterable[Mapping[str, Any]]:
        found = list(page)
        owners = registry.owner_labels(asked.group, {(row.owner_kind, row.owner_key) for row in found})
        return (
            {
                "label": row.label,
                "clause": row.clause,
                "rule": row.rule,
                "owner": owners[row.owner_kind, row.owner_key],
                "trigger_on": row.trigger_on,
                "due_on": row.due_on,
                "because": row.because,
                "met_on": row.met_on,
                "released_on": row.released_on,
                "state": state_of(row, asked.on)["state"],
            }
            for row in found
        )

    return Found(rows.order_by("due_on", "pk"), shown)


def _deaths(asked: Asked) -> Found:
    """By agency, with no reference of any death."""
    year = asked.year or year_of(asked.group, asked.on)
    period = Period(year.label, year.first, year.last)
    agencies = contribution.agencies_asked(asked.group)
    lines = contribution.by_agency(death_figures.of_period(asked.group, period), agencies, period, asked.on)
    said = by_columns(contribution.columns("Agency"))

    def shown(page: list[contribution.Line]) -> Iterable[Mapping[str, Any]]:
        return (
            {
                **row,
                "in_time_number": line.figures.in_time.of,
                "judged": line.figures.in_time.out_of,
                "nil_number": line.figures.nil.of,
                "contributed": line.figures.nil.out_of,
            }
            for row, line in zip(said(page), page, strict=True)
        )

    return Found(lines, shown, {"year": year.label})


WORK = (
    Resource(
        "meetings",
        "Every meeting, by its day.",
        ("view_meetings",),
        (
            Field("code", "The meeting and its year"),
            Field("day", "Date", Kind.DAY),
            Field("place", "Place"),
            Field("state", "State"),
            Field("agenda", "How far the agenda is"),
            Field("minutes", "How far the minutes are"),
            Field("planned_day", "The day for which it was planned", Kind.DAY),
        ),
        _meetings,
        (YEAR, SINCE),
    ),
    Resource(
        "actions",
        "Every action of plans and minutes that is not confidential, by the day it is due. “since”: recorded on from that day.",
        ("view_actions",),
        (
            Field("reference", "Action"),
            Field("text", "What is to be done"),
            Field("who", "The agency, and its post that leads"),
            Field("due", "Due", Kind.DAY),
            Field("moved", "How often it was moved, and its first day"),
            Field("agency", "The light as the agency says"),
            Field("computed", "The light by days and evidence"),
            Field("agreed", "The light that was agreed"),
            Field("confirmed", "Last confirmed", Kind.DAY),
            Field("state", "State"),
        ),
        _actions,
        (SINCE,),
    ),
    Resource(
        "plans",
        "The action plans that are not confidential, by their code.",
        ("view_actions",),
        (
            Field("code", "Plan"),
            Field("title", "Title"),
            Field("light", "Light"),
            Field("kind", "Where it comes from"),
            Field("open_actions", "Actions open", Kind.NUMBER),
            Field("overdue", "Actions overdue", Kind.NUMBER),
            Field("all_actions", "All its actions", Kind.NUMBER),
            Field("agreed_version", "Version", Kind.NUMBER),
            Field("version_on", "Agreed on", Kind.DAY),
            Field("ends_on", "To end by", Kind.DAY),
            Field("state", "State"),
        ),
        _plans,
    ),
    Resource(
        "exceptions",
        "What went wrong with plans and challenges, and red risks, in every state. “since”: begun on or after that day.",
        ("view_actions", "view_returns"),
        (
            Field("sentence", "What went wrong"),
            Field("agency_code", "The agency’s code"),
            Field("began_on", "Since", Kind.DAY),
            Field("rung", "With whom it is now"),
            Field("done", "What was done"),
            Field("state", "State"),
        ),
        _exceptions,
        (SINCE,),
    ),
    Resource(
        "deadlines",
        "What is still owed, and what was due since the last reporting year began. “since”: due on or after that day.",
        ("view_group",),
        (
            Field("label", "What is owed"),
            Field("clause", "Clause"),
            Field("rule", "The key of the rule"),
            Field("owner", "Who owes it"),
            Field("trigger_on", "The day from which it is counted", Kind.DAY),
            Field("due_on", "Due", Kind.DAY),
            Field("because", "Why this date"),
            Field("met_on", "Done on", Kind.DAY),
            Field("released_on", "Released on", Kind.DAY),
            Field("state", "State"),
        ),
        _deadlines,
        (SINCE,),
    ),
    Resource(
        "deaths",
        "How agencies contribute to the Child Death Overview Panel in a reporting year; no reference of any death.",
        ("view_deaths",),
        (
            Field("label", "The agency; the last row is all of them"),
            Field("asked", "Asked", Kind.NUMBER),
            Field("in_time", "Returned in time, of those judged"),
            Field("in_time_number", "Returned in time", Kind.NUMBER),
            Field("judged", "Answered, or due by now", Kind.NUMBER),
            Field("median", "Median days to the answer", Kind.NUMBER),
            Field("outstanding", "Outstanding", Kind.NUMBER),
            Field("late", "Outstanding and late", Kind.NUMBER),
            Field("nil", "No involvement, of those that contributed"),
            Field("nil_number", "No involvement", Kind.NUMBER),
            Field("contributed", "Returned or no involvement", Kind.NUMBER),
            Field("declined", "Declined", Kind.NUMBER),
            Field("waited", "The panel waited", Kind.NUMBER),
        ),
        _deaths,
        (YEAR,),
    ),
)
