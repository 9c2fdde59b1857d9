"""What the terms ask to be addressed and reported to the Coordination and Delivery Group (P8): red risks, and updates of action
plans that were late or never made; with what came of each by the day of the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from actionplans.enums import Cause
from actionplans.models import Escalation
from reports.measures.facts import Facts, sent_on
from reports.models import Return
from subgroup.clock import day_of
from subgroup.models import Breach, Risk
from subgroup.risks import red_spells


@dataclass(frozen=True)
class Told:
    """`report_by` is the day of the first meeting of the Coordination and Delivery Group that could hear of it."""

    label: str
    kind: str
    pk: int
    day: date
    addressed_on: date | None
    reported_on: date | None
    report_by: date | None

    @property
    def is_kept(self) -> bool:
        return bool(self.addressed_on and self.reported_on)

    def is_waiting(self, on: date) -> bool:
        """It can still be addressed and reported in time."""
        return not self.is_kept and (self.report_by is None or on <= self.report_by)


def told(facts: Facts) -> list[Told]:
    """In the order of their days. A fixed number of queries."""
    return sorted([*_risks(facts), *_updates(facts)], key=lambda one: (one.day, one.kind, one.pk))


def _risks(facts: Facts) -> Iterable[Told]:
    """Each spell of red days that touches the year."""
    on = facts.stands_on
    rows = Risk.objects.filter(group=facts.group, set_on__lte=on).prefetch_related("entries")
    spells = [
        (risk, spell)
        for risk in rows.order_by("number")
        for spell in red_spells(one for one in risk.entries.all() if day_of(one.made_at) <= on)
        if spell.ended_on is None or spell.ended_on >= facts.year.first
    ]
    listed = Escalation.objects.filter(group=facts.group, cause=Cause.RISK)
    addressed = {row.key: _day(row.addressed_at, facts.on) for row in facts.were(listed)}
    sent = sorted(
        row.sent_at for row in facts.returns.values() if row.sent_at and day_of(row.sent_at) <= facts.on
    )
    for risk, spell in spells:
        reported = next((moment for moment in sent if moment >= spell.since.made_at), None)
        yield _told(
            facts,
            f"{risk}, red since {spell.began_on:%-d %B %Y}",
            "risk",
            risk.pk,
            spell.began_on,
            addressed.get(spell.key),
            _day(reported, facts.on),
        )


def _updates(facts: Facts) -> Iterable[Told]:
    missed = {
        due.pk: owed
        for owed, due in facts.updates_owed
        if facts.on > due.due_on and (due.met_on is None or due.met_on > due.due_on)
    }
    found = facts.were(Breach.objects.filter(group=facts.group, deadline__in=missed))
    breaches = {row.deadline_id: row for row in found if row.withdrawn_at is None}
    listed = Escalation.objects.filter(
        group=facts.group, cause=Cause.MISSED_UPDATE, owed__in=[owed.pk for owed in missed.values()]
    )
    addressed = {row.owed_id: _day(row.addressed_at, facts.on) for row in facts.were(listed)}
    reported: dict[int, date] = {}
    carried = (
        Return.breaches.through.objects.filter(breach__in=breaches.values())
        .select_related("return")
        .defer("return__figures")
    )
    for row in carried.order_by("-return__sent_at"):
        day = sent_on(getattr(row, "return"))
        if day and day <= facts.on:
            reported[row.breach_id] = day
    for owed, due in facts.updates_owed:
        breach = breaches.get(due.pk)
        if due.pk not in missed:
            continue
        days = [addressed.get(owed.pk), _day(breach.addressed_at, facts.on) if breach else None]
        yield _told(
            facts,
            f"{owed.plan.code}: {owed.agency.code} for {owed.window.meeting.code}",
            "plan_update",
            owed.pk,
            breach.day if breach else due.due_on,
            min((day for day in days if day), default=None),
            reported.get(breach.pk) if breach else None,
        )


def _told(
    facts: Facts, label: str, kind: str, pk: int, day: date, addressed: date | None, reported: date | None
) -> Told:
    meetings = facts.every_coordinating
    report_by = next((one.day for one in meetings if one.day >= day), None)
    return Told(label, kind, pk, day, addressed, reported, report_by)


def _day(moment: datetime | None, on: date) -> date | None:
    """None where it lies behind the day of the facts."""
    day = day_of(moment) if moment else None
    return day if day and day <= on else None
