"""What was promised in answer to the last return, and what came of it."""

from datetime import date
from typing import Any

from django.db.models import Q

from reports.carried import decisions
from reports.models import DecisionAnswer, Feedback, FeedbackAction, Return
from subgroup import registry
from subgroup.clock import day_of
from subgroup.entrusting import state_of


def before(the_return: Return) -> Return | None:
    """The return that was sent last, other than this one."""
    sent = Return.objects.filter(group=the_return.group, state=Return.State.SENT).exclude(pk=the_return.pk)
    return sent.select_related("meeting").order_by("-sent_at").first()


def answers_of(the_return: Return) -> dict[int, DecisionAnswer]:
    """Decision → the answer that counts: the one recorded last, in a record that nothing corrects."""
    rows = DecisionAnswer.objects.filter(
        feedback__the_return=the_return, feedback__corrected_by=None
    ).select_related("feedback")
    return {row.decision_id: row for row in rows.order_by("feedback__recorded_at", "pk")}


def standing(the_return: Return, *, on: date) -> dict[str, Any] | None:
    """Of the last return the decisions and their answers, the feedback, and every action taken up from it; with the actions of earlier
    returns that are open or were ended since. Nothing where there is no return before this one. Constant queries."""
    last = before(the_return)
    if last is None or last.sent_at is None:
        return None
    answers = answers_of(last)
    said = Feedback.objects.filter(the_return=last, corrected_by=None).exclude(text="")
    return {
        "name": last.meeting.name,
        "sent_on": day_of(last.sent_at).isoformat(),
        "decisions": [
            {
                "number": one.number,
                "text": one.row.text,
                "earlier": "" if one.stands else one.as_asked,
                "answer": str(answers[one.row.pk]) if one.row.pk in answers else "",
                "words": answers[one.row.pk].words if one.row.pk in answers else "",
            }
            for one in decisions.wordings(last)
            if one.stands or one.row.pk in answers
        ],
        "said": [{"day": row.day.isoformat(), "text": row.text} for row in said],
        "actions": _actions(last, the_return, on),
    }


def _actions(last: Return, the_return: Return, on: date) -> list[dict[str, Any]]:
    since = day_of(last.sent_at) if last.sent_at else on
    told = Q(feedback__the_return=last) | Q(done_on=None, dropped_on=None)
    told |= Q(done_on__gte=since) | Q(dropped_on__gte=since)
    rows = FeedbackAction.objects.filter(told, group=the_return.group).exclude(
        feedback__the_return_id=the_return.pk
    )
    found = list(rows.select_related("feedback__the_return__meeting", "answer__decision"))
    owners = registry.owner_labels(the_return.group, {row.owner for row in found})
    return [
        {
            "pk": row.pk,
            "number": row.number,
            "text": row.text,
            "of": row.feedback.the_return.meeting.name,
            "owner": owners[row.owner],
            "due_on": row.due_on.isoformat(),
            "ended_on": ended.isoformat() if (ended := row.done_on or row.dropped_on) else "",
            "state": state_of(row, on)[0],
            "note": row.note,
        }
        for row in found
    ]
