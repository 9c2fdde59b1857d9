"""What the terms ask to be addressed and reported to the Coordination and Delivery Group (P8): red risks, and updates of action
plans that were late or never made; with what came of each by the day of the facts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from actionplans.enums import Cause
from actionplans.models import Escalation
from reports.measures.facts import Facts, sent_on
from reports.measures.measure import day_words
from reports.models import Return
from subgroup.clock import day_of, moment
from subgroup.deadlines.wording import long_date
from subgroup.models import Breach, Risk
from subgroup.risks import RiskLights, red_spells


@dataclass(frozen=True)
class Told:
    """`report_by` is the day of the first meeting of the Coordination and Delivery Group after it arose whose return could carry it,
    `reported_for` that of the meeting whose return did, sent on `reported_on`."""

    label: str
    kind: str
    pk: int
    day: date
    addressed_on: date | None
    reported_on: date | None
    reported_for: date | None
    report_by: date | None

    @property
    def is_kept(self) -> bool:
        return bool(self.addressed_on and self.reported_on) and not self.is_told_late

    @property
    def is_told_late(self) -> bool:
        """The return to the meeting that was to hear of it did not tell it. How late that return was, P9 counts."""
        return bool(self.reported_for and self.report_by and self.reported_for > self.report_by)

    def is_waiting(self, on: date) -> bool:
        """It can still be addressed and reported in time."""
        return not self.is_kept and (self.report_by is None or on <= self.report_by)

    @property
    def why(self) -> str:
        late = (
            f", not with the return to the meeting of {long_date(self.report_by)}"
            if self.is_told_late and self.report_by
            else ""
        )
        return f"Addressed {day_words(self.addressed_on)}, reported {day_words(self.reported_on)}{late}"


def told(facts: Facts) -> list[Told]:
    """In the order of their days. A fixed number of queries."""
    return sorted([*_risks(facts), *_updates(facts)], key=lambda one: (one.day, one.kind, one.pk))


def _risks(facts: Facts) -> Iterable[Told]:
    """Each spell of red days that touches the year."""
    on = facts.stands_on
    rows = Risk.objects.filter(group=facts.group, set_on__lte=on).prefetch_related("entries")
    lights = RiskLights(facts.group)
    spells = [
        (risk, spell)
        for risk in rows.order_by("number")
        for spell in red_spells((one for one in risk.entries.all() if day_of(one.made_at) <= on), lights)
        if spell.ended_on is None or spell.ended_on >= facts.year.first
    ]
    listed = Escalation.objects.filter(group=facts.group, cause=Cause.RISK)
    addressed = {row.key: _day(row.addressed_at, facts.on) for row in facts.were(listed)}
    sent = sorted(
        (row.sent_at, pk)
        for pk, row in facts.returns.items()
        if row.sent_at and day_of(row.sent_at) <= facts.on
    )
    for risk, spell in spells:
        reported = next((facts.returns[pk] for when, pk in sent if when >= spell.since.made_at), None)
        yield _told(
            facts,
            f"{risk}, red since {spell.began_on:%-d %B %Y}",
            "risk",
            risk.pk,
            spell.since.made_at,
            addressed.get(spell.key),
            reported,
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
    reported: dict[int, Return] = {}
    carried = (
        Return.breaches.through.objects.filter(breach__in=breaches.values())
        .select_related("return")
        .defer("return__figures")
    )
    for row in carried.order_by("-return__sent_at"):
        if _day(getattr(row, "return").sent_at, facts.on):
            reported[row.breach_id] = getattr(row, "return")
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
            moment(breach.day if breach else due.due_on),
            min((day for day in days if day), default=None),
            reported.get(breach.pk) if breach else None,
        )


def _told(
    facts: Facts,
    label: str,
    kind: str,
    pk: int,
    arose: datetime,
    addressed: date | None,
    reported: Return | None,
) -> Told:
    """A return that had been sent before it arose could not carry it: the meeting after that one hears of it."""
    day = day_of(arose)
    sent = {pk: row.sent_at for pk, row in facts.returns.items() if row.sent_at}
    days = {one.pk: one.day for one in facts.every_coordinating}
    could_hear = (one for pk, one in days.items() if one >= day and sent.get(pk, arose) >= arose)
    reported_on = sent_on(reported)
    reported_for = days.get(reported.meeting_id, reported_on) if reported else None
    return Told(label, kind, pk, day, addressed, reported_on, reported_for, next(could_hear, None))


def _day(when: datetime | None, on: date) -> date | None:
    """None where it lies behind the day of the facts."""
    day = day_of(when) if when else None
    return day if day and day <= on else None
