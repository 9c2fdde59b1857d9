"""How the risks stand, or stood on a past day, as the register and the return show them (P8, R1)."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from actionplans.enums import Cause
from actionplans.models import Escalation
from reports.models import Return
from subgroup import registry
from subgroup.clock import day_of
from subgroup.models import Risk, RiskEntry, SubGroup
from subgroup.risks import RedSpell, RiskLights, red_spells

WORDS = {"red": "Red", "amber": "Amber", "green": "Green"}


@dataclass(frozen=True)
class Told:
    """What went to the Coordination and Delivery Group by the close of a day, and what was done about what is red."""

    on: date
    sent: list[datetime]
    """When the returns were sent, in order: each carries every risk that stands."""
    exceptions: dict[str, Escalation] = field(default_factory=dict)
    """Rows of the exception list by their key."""

    @property
    def last(self) -> datetime | None:
        return self.sent[-1] if self.sent else None

    def of(self, spell: RedSpell | None) -> dict[str, Any]:
        """Of a risk that is red: since when, with whom it is, what was done, and when it was reported."""
        row = self.exceptions.get(spell.key) if spell else None
        is_addressed = (
            row is not None and row.addressed_at is not None and day_of(row.addressed_at) <= self.on
        )
        reported = next((moment for moment in self.sent if spell and moment >= spell.since.made_at), None)
        return {
            "red_since": spell.began_on.isoformat() if spell else "",
            "exception": row.pk if row else None,
            "addressed_on": day_of(row.addressed_at).isoformat() if row and row.addressed_at and is_addressed else "",
            "addressed_by": str(row.addressed_by or "") if row and is_addressed else "",
            "because": row.addressed_because if row and is_addressed else "",
            "done": [
                {"day": day_of(step.taken_at).isoformat(), "by": str(step.taken_by or ""), "note": step.note}
                for step in (row.steps.all() if row else ())
                if step.note and day_of(step.taken_at) <= self.on
            ],
            "reported_on": day_of(reported).isoformat() if reported else "",
        }  # fmt: skip


def standing(group: SubGroup, *, on: date, the_return: Return | None = None) -> list[dict[str, Any]]:
    """Each risk as it stood at the close of `on`, the worst first, then those closed since the last return. Plain data.

    `the_return` is the one that is written, which tells of no return but those before it. Constant queries.
    """
    found = list(Risk.objects.filter(group=group, set_on__lte=on).prefetch_related("entries"))
    told = _told(group, found, on, the_return)
    by_risk = {one: [entry for entry in one.entries.all() if day_of(entry.made_at) <= on] for one in found}
    kept = {one: entries for one, entries in by_risk.items() if entries and _is_told(entries[-1], told.last)}
    owners = registry.owner_labels(group, {entries[-1].owner for entries in kept.values()})
    lights = RiskLights(group)
    rows = [_row(one, entries, owners, told, lights) for one, entries in kept.items()]
    return sorted(rows, key=lambda row: (bool(row["closed_on"]), -row["score"], row["number"]))


def _is_told(now: RiskEntry, last: datetime | None) -> bool:
    """It is open, or was closed since the last return."""
    return now.is_open or last is None or now.made_at > last


def _told(group: SubGroup, found: Iterable[Risk], on: date, the_return: Return | None) -> Told:
    rows = Return.objects.filter(group=group, state=Return.State.SENT)
    if the_return is not None:
        rows = rows.exclude(pk=the_return.pk)
    sent = [moment for moment in rows.order_by("sent_at").values_list("sent_at", flat=True) if moment]
    listed = Escalation.objects.filter(group=group, cause=Cause.RISK, risk__in=list(found))
    exceptions = listed.select_related("addressed_by").prefetch_related("steps__taken_by")
    return Told(on, [moment for moment in sent if day_of(moment) <= on], {row.key: row for row in exceptions})


def _row(
    risk: Risk, entries: list[RiskEntry], owners: dict[tuple[str, str], str], told: Told, lights: RiskLights
) -> dict[str, Any]:
    now = entries[-1]
    spells = red_spells(entries, lights)
    before = [one for one in entries if told.last and one.made_at <= told.last]
    said = [one for one in entries if one.kind == RiskEntry.Kind.REVIEWED]
    return {
        "pk": risk.pk,
        "number": risk.number,
        "title": now.title,
        "cause": now.cause,
        "effect": now.effect,
        "controls": now.controls,
        "owner": owners[now.owner],
        "likelihood": now.likelihood,
        "impact": now.impact,
        "score": now.likelihood * now.impact,
        "colour": lights.of(now),
        "word": WORDS[lights.of(now)],
        "before": WORDS[lights.of(before[-1])] if before else "",
        "comment": said[-1].comment if said else "",
        "due_on": now.due_on.isoformat(),
        "closed_on": "" if now.is_open else day_of(now.made_at).isoformat(),
        "closed_because": "" if now.is_open else now.comment,
        **told.of(spells[-1] if spells and spells[-1].until is None else None),
    }
