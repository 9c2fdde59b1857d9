"""Feedback on a return that was sent is recorded, corrected by another record, and taken up as actions (R1)."""

from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404

from reports import feedback
from reports.carried.decisions import Wording, wordings
from reports.feedback import ACTIONS
from reports.forms_feedback import ChangeActionForm, FeedbackForm, TakeUpForm, answers_in
from reports.forms_programme import DoneForm, ReasonForm
from reports.models import (
    CoordinatingMeeting,
    DecisionAnswer,
    Feedback,
    FeedbackAction,
    Return,
)
from reports.views.acts import Act, OwnersAct
from reports.views.feedback import RECORD, action_of
from reports.views.returns import return_of
from reports.views.shared import owner_of, owners, url
from subgroup import clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed


class _OfReturn(Act):
    abstract = True

    @property
    def the_return(self) -> Return:
        raise NotImplementedError

    @property
    def meeting(self) -> CoordinatingMeeting:
        return self.the_return.meeting

    @property
    def place(self) -> str:
        return f"Feedback on the return to {self.meeting.name}"

    @property
    def back(self) -> str:
        return url(self.request, "feedback", self.meeting.pk)

    @property
    def trail(self) -> list[tuple[str, str]]:
        returns, one = url(self.request, "returns"), url(self.request, "return", self.meeting.pk)
        return [("Returns", returns), (self.meeting.name, one), ("Feedback", self.back)]


class GiveFeedback(_OfReturn):
    """By a reader of that group in their own name, or recorded for it by who drafts returns."""

    permission = "give_feedback"
    or_permission = RECORD
    form_class = FeedbackForm
    page = {"title": "Record the feedback on this return", "button": "Record it"}

    @property
    def is_own(self) -> bool:
        return not self.may(RECORD)

    @cached_property
    def the_return(self) -> Return:
        """Of one that was not sent only who drafts knows."""
        rows = CoordinatingMeeting.objects.filter(group=self.group).select_related("the_return__group")
        found = return_of(get_object_or_404(rows, pk=self.kwargs["pk"]))
        if found is None or (self.is_own and found.state != Return.State.SENT):
            raise Http404("No such return.")
        return found

    @cached_property
    def asked(self) -> list[Wording]:
        return wordings(self.the_return)

    @property
    def corrected(self) -> Feedback | None:
        """The record in whose place this one stands."""
        return None

    def check(self) -> None:
        feedback.check_give(self.the_return)

    def form(self, *data: Any) -> forms.Form:
        return FeedbackForm(*data, wordings=self.asked, initial={"day": clock.today(), **self.initial()})

    def initial(self) -> dict[str, Any]:
        return {}

    def more(self) -> dict[str, Any]:
        told = [
            one.name for one in feedback.told_of(self.group, on=clock.today()) if one != self.request.user
        ]
        mailed = f" A mail with a link goes to {', '.join(told)}." if told else ""
        own = {"title": "Give feedback on this return", "button": "Send the feedback"} if self.is_own else {}
        return {
            **own,
            "intro": f"What is recorded is never overwritten: a correction is another record.{mailed}",
        }

    def act(self, said: dict[str, Any]) -> str:
        feedback.give(
            the_return=self.the_return, day=said["day"], text=said["text"], answers=answers_in(said, self.asked),
            is_own=self.is_own, corrects=self.corrected, by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return "The feedback is recorded."


class CorrectFeedback(GiveFeedback):
    page = {"title": "Correct a record of feedback", "button": "Record the correction"}

    @cached_property
    def corrects(self) -> Feedback:
        rows = Feedback.objects.filter(the_return__group=self.group)
        return get_object_or_404(
            rows.select_related("the_return__group", "the_return__meeting"), pk=self.kwargs["pk"]
        )

    @property
    def corrected(self) -> Feedback:
        return self.corrects

    @cached_property
    def the_return(self) -> Return:
        return self.corrects.the_return

    def refuse(self) -> None:
        if self.is_own and self.corrects.recorded_by_id != self.request.user.pk:
            raise PermissionDenied("This is for who recorded it, or for who drafts the returns.")

    def check(self) -> None:
        feedback.check_correct(self.corrects, by=self.request.user)

    def initial(self) -> dict[str, Any]:
        said: dict[str, Any] = {"day": self.corrects.day, "text": self.corrects.text}
        for one in self.corrects.answers.all():
            said |= {f"answer_{one.decision_id}": one.answer, f"words_{one.decision_id}": one.words}
        return said

    def more(self) -> dict[str, Any]:
        return super().more() | self.page


class TakeUp(_OfReturn):
    """A point becomes an action of a post, on the ledger."""

    form_class = TakeUpForm
    page = {"title": "Take up a point as an action", "button": "Take it up"}

    @cached_property
    def feedback(self) -> Feedback:
        rows = Feedback.objects.filter(the_return__group=self.group)
        return get_object_or_404(
            rows.select_related("the_return__group", "the_return__meeting"), pk=self.kwargs["pk"]
        )

    @property
    def the_return(self) -> Return:
        return self.feedback.the_return

    @cached_property
    def answer(self) -> DecisionAnswer | None:
        """The point, where it is an answer; else it is the words of the record."""
        asked = self.request.GET.get("answer", "")
        rows = self.feedback.answers.select_related("decision")
        return get_object_or_404(rows, pk=int(asked)) if asked.isdigit() else None

    def check(self) -> None:
        feedback.check_take_up(self.feedback)

    def form(self, *data: Any) -> forms.Form:
        return TakeUpForm(*data, owners=owners(self))

    def more(self) -> dict[str, Any]:
        point = self.answer
        words = f"{point}. {point.words}" if point else self.feedback.text
        about = f" of the decision “{point.decision.text}”" if point else ""
        return {"intro": f"Said on {long_date(self.feedback.day)}{about}: {words}"}

    def act(self, said: dict[str, Any]) -> str:
        action = feedback.take_up(
            feedback=self.feedback, answer=self.answer, text=said["title"], owner=owner_of(said), due_on=said["due_on"],
            by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return f"{action} is taken up. It is due by {long_date(action.due_on)}."


class _Action(Act):
    abstract = True

    @cached_property
    def action(self) -> FeedbackAction:
        return action_of(self)

    @property
    def place(self) -> str:
        return str(self.action)

    @property
    def back(self) -> str:
        return url(self.request, "feedback_action", self.action.pk)

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [(str(self.action), self.back)]

    def check(self) -> None:
        ACTIONS.check_open(self.action)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.action}: {self.action.text}"}


class ChangeAction(_Action):
    form_class = ChangeActionForm
    page = {"title": "Change the action", "button": "Save"}

    def form(self, *data: Any) -> forms.Form:
        one = self.action
        initial = {
            "title": one.text,
            "owner": ":".join(one.owner),
            "due_on": one.due_on,
            "version": one.version,
        }
        return ChangeActionForm(*data, owners=owners(self), initial=initial)

    def act(self, said: dict[str, Any]) -> str:
        feedback.change(
            action=self.action, text=said["title"], owner=owner_of(said), due_on=said["due_on"], reason=said["reason"],
            seen=said["version"], by=self.request.user, at=clock.now(),
        )  # fmt: skip
        return f"{self.action} is changed."


class FinishAction(_Action, OwnersAct):
    form_class = DoneForm
    page = {"title": "Record that it is done", "button": "Record it"}

    @property
    def owner(self) -> tuple[str, str]:
        return self.action.owner

    def form(self, *data: Any) -> forms.Form:
        return DoneForm(*data, initial={"on": clock.today()})

    def check(self) -> None:
        if not self.action.done_on:
            super().check()

    def act(self, said: dict[str, Any]) -> str:
        ACTIONS.finish(self.action, at=clock.now(), **said)
        return f"{self.action} is done."


class DropAction(_Action):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Drop this action?", "button": "Drop it", "destructive": True, "told": []}

    def more(self) -> dict[str, Any]:
        return super().more() | {
            "happens": ["It is owed no more. The next return tells that it was dropped, with your reason."]
        }

    def act(self, said: dict[str, Any]) -> str:
        ACTIONS.drop(self.action, by=self.request.user, at=clock.now(), **said)
        return f"{self.action} is dropped."


class ReopenAction(_Action):
    form_class = ReasonForm
    shape = "shapes/confirm.html"
    page = {"title": "Open this action again?", "button": "Open it again", "told": []}

    def check(self) -> None:
        if self.action.is_open:
            raise NotAllowed(f"{self.action} is open.")

    def more(self) -> dict[str, Any]:
        return super().more() | {"happens": [f"It is owed again by {long_date(self.action.due_on)}."]}

    def act(self, said: dict[str, Any]) -> str:
        ACTIONS.reopen(self.action, by=self.request.user, at=clock.now(), **said)
        return f"{self.action} is open again."
