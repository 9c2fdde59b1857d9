"""What the Coordination and Delivery Group said of a return, and each action that was taken up from it (R1)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from reports import corrections
from reports import feedback as services
from reports.carried.decisions import wordings
from reports.carried.promised import answers_of
from reports.models import Feedback, FeedbackAction, Return
from reports.views.return_page import ReturnView
from reports.views.shared import answers_for, url
from subgroup import clock, registry
from subgroup.entrusting import state_of
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest, GroupView

RECORD = "draft_returns"
COLOURS = {"agreed": "green", "not_agreed": "red", "other": "blue"}


def may_correct(request: GroupRequest, one: Feedback) -> bool:
    """Whether the form is offered; the service says why not."""
    try:
        services.check_correct(one, by=request.user)
    except NotAllowed:
        return False
    return one.recorded_by_id == request.user.pk or request.may(RECORD)


class FeedbackPage(ReturnView):
    """Each record as it was made, a corrected one marked; what was answered; what was taken up."""

    permission = "view_returns"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.the_return(pk)
        rows = row.feedback.select_related("recorded_by", "corrected_by").prefetch_related(
            "answers__decision", "actions"
        )
        records, today = list(rows), clock.today()
        actions = [action for one in records for action in one.actions.all()]
        owners = registry.owner_labels(self.group, {action.owner for action in actions})
        asked = wordings(row)
        words, counts = {one.row.pk: one for one in asked}, answers_of(row)
        versions = corrections.versions(row)
        is_sent = row.state == Return.State.SENT
        context = {
            "title": f"Feedback on the return for {row.meeting.day:%-d %B %Y}",
            "caption": f"Coordination and Delivery Group, {row.meeting.name}",
            "breadcrumbs": [
                ("Returns", url(request, "returns")),
                (row.meeting.name, url(request, "return", row.meeting.pk)),
            ],
            "meeting": row.meeting,
            "is_sent": is_sent,
            "give": self.give_words() if is_sent else "",
            "asked": [(one, counts.get(one.row.pk)) for one in asked],
            "records": [
                {
                    "row": one,
                    "version": corrections.read_by(versions, one) if len(versions) > 1 else None,
                    "corrected": getattr(one, "corrected_by", None),
                    "may_correct": may_correct(request, one),
                    "may_take_up": self.may(RECORD) and not getattr(one, "corrected_by", None),
                    "answers": [
                        (words[said.decision_id], said, COLOURS[said.answer]) for said in one.answers.all()
                    ],
                    "actions": [
                        (action, owners[action.owner], state_of(action, today))
                        for action in one.actions.all()
                    ],
                }
                for one in reversed(records)
            ],
            "answer_head": ["Decision asked for", "Answer"],
            "action_head": ["Action", "Who has it in hand", "By when", "State"],
            "colours": COLOURS,
        }
        return render(request, "reports/feedback.html", context)

    def give_words(self) -> str:
        """What the button says; empty for who may not."""
        if self.may(RECORD):
            return "Record feedback"
        return "Give feedback" if self.may("give_feedback") else ""


def action_of(view: GroupView) -> FeedbackAction:
    rows = FeedbackAction.objects.select_related(
        "group", "feedback__the_return__meeting", "answer__decision", "taken_up_by"
    )
    return get_object_or_404(rows, group=view.group, pk=view.kwargs["pk"])


class FeedbackActionPage(GroupView):
    """One action, from which point it came, and how it stands."""

    permission = "view_measures"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        one = action_of(self)
        meeting = one.feedback.the_return.meeting
        opens = request.may("view_returns")
        context = {
            "title": f"{one}",
            "caption": f"Return to {meeting.name}",
            "breadcrumbs": [
                ("Returns", url(request, "returns")),
                ("Feedback", url(request, "feedback", meeting.pk)),
            ]
            if opens
            else [],
            "action": one,
            "meeting": meeting,
            "opens": opens,
            "owner": registry.owner_labels(self.group, {one.owner})[one.owner],
            "state": state_of(one, clock.today()),
            "may_manage": self.may(RECORD),
            "may_finish": answers_for(request, one.owner),
        }
        return render(request, "reports/feedback_action.html", context)
