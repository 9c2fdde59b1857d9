"""What a return says of the exception list (F14, P8), as plain data: references and what was done, no case detail."""

from datetime import date
from typing import Any

from django.db.models import Prefetch, Q

from actionplans.enums import RUNGS, Rung
from actionplans.models import Escalation, EscalationStep
from reports.models import Return
from subgroup import registry
from subgroup.clock import day_of


def carried(the_return: Return, *, on: date) -> list[dict[str, Any]]:
    """All that stands, what has climbed highest first, and all that was addressed since the last return; nothing that is hidden
    from anybody. Constant queries."""
    group = the_return.group
    sent = Return.objects.filter(group=group, state=Return.State.SENT).exclude(pk=the_return.pk)
    last = sent.order_by("-sent_at").values_list("sent_at", flat=True).first()
    steps = Prefetch("steps", EscalationStep.objects.select_related("taken_by"))
    rows = Escalation.objects.filter(group=group).select_related("agency", "addressed_by")
    rungs = group.terms_on(on).content.escalation.rungs
    rows = rows.exclude(pk__in=registry.all_hidden(None, group, on=on).get("escalation", ()))
    if last:
        rows = rows.filter(Q(addressed_at=None) | Q(addressed_at__gt=last))
    found = sorted(rows.prefetch_related(steps), key=lambda row: -RUNGS.index(Rung(row.rung)))
    return [_plain(row, rungs[row.rung]) for row in found]


def _plain(row: Escalation, rung: str) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "sentence": row.sentence,
        "agency": row.agency.code if row.agency else "",
        "cause": row.get_cause_display(),
        "began_on": row.began_on.isoformat(),
        "rung": rung,
        "done": [
            {"day": day_of(step.taken_at).isoformat(), "by": str(step.taken_by or ""), "note": step.note}
            for step in row.steps.all()
            if step.note
        ],
        "ended": row.ended_because,
        "addressed_on": day_of(row.addressed_at).isoformat() if row.addressed_at else None,
        "addressed_by": str(row.addressed_by or ""),
        "because": row.addressed_because,
    }
