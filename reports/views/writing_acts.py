"""What several people write in a draft return: a comment on each section, and the decisions it asks for (R1)."""

from functools import cached_property
from typing import Any

from django import forms
from django.http import Http404
from django.shortcuts import get_object_or_404

from reports import returns, writing
from reports.carried import comments
from reports.forms_feedback import DecisionForm, SectionForm
from reports.models import CoordinatingMeeting, DecisionAsked, Return
from reports.sections import Section
from reports.views.acts import Act, TextAct
from reports.views.returns import return_of
from reports.views.shared import url
from subgroup import clock
from subgroup.errors import NotAllowed


class _Draft(Act):
    abstract = True
    anchor = ""

    @cached_property
    def meeting(self) -> CoordinatingMeeting:
        rows = CoordinatingMeeting.objects.filter(group=self.group).select_related("the_return", "group")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def the_return(self) -> Return:
        found = return_of(self.meeting)
        if found is None:
            raise NotAllowed("Start the return first.")
        return found

    @property
    def place(self) -> str:
        return f"The return to {self.meeting.name}"

    @property
    def back(self) -> str:
        return f"{url(self.request, 'return', self.meeting.pk)}{self.anchor}"

    @property
    def trail(self) -> list[tuple[str, str]]:
        return [
            ("Returns", url(self.request, "returns")),
            (self.meeting.name, url(self.request, "return", self.meeting.pk)),
        ]

    def check(self) -> None:
        returns.check_draft(self.the_return)


class CommentSection(TextAct, _Draft):
    form_class = SectionForm

    @property
    def page(self) -> dict[str, Any]:  # type: ignore[override]
        return {"title": f"Comment: {self.section.label}", "button": "Save the comment"}

    @cached_property
    def section(self) -> Section:
        try:
            return Section(self.kwargs["section"])
        except ValueError as error:
            raise Http404("A return has no such section.") from error

    @property
    def anchor(self) -> str:  # type: ignore[override]
        return f"#{self.section.value}"

    def version(self) -> int:
        last = comments.newest(self.the_return, self.section)
        return last.version if last else 0

    def form(self, *data: Any) -> forms.Form:
        last = comments.newest(self.the_return, self.section)
        initial = {"text": last.text if last else "", "version": last.version if last else 0}
        return SectionForm(*data, initial=initial)

    def act(self, said: dict[str, Any]) -> str:
        saved = writing.comment(
            the_return=self.the_return,
            section=self.section.value,
            by=self.request.user,
            at=clock.now(),
            **said,
        )
        return "The comment is saved." if saved and saved.text else "The section has no comment."


class AskDecision(_Draft):
    form_class = DecisionForm
    anchor = "#decisions"
    page = {"title": "Ask for a decision", "button": "Add it"}

    def form(self, *data: Any) -> forms.Form:
        return DecisionForm(*data, initial={"version": 0})

    def act(self, said: dict[str, Any]) -> str:
        writing.ask(the_return=self.the_return, text=said["text"], by=self.request.user, at=clock.now())
        return "The decision is asked for in this return."


class _Decision(_Draft):
    abstract = True
    anchor = "#decisions"

    @cached_property
    def decision(self) -> DecisionAsked:
        rows = DecisionAsked.objects.filter(the_return__group=self.group)
        return get_object_or_404(
            rows.select_related("the_return__meeting__group", "removed_by"), pk=self.kwargs["pk"]
        )

    @cached_property
    def meeting(self) -> CoordinatingMeeting:
        return self.decision.the_return.meeting

    @property
    def the_return(self) -> Return:
        return self.decision.the_return


class ChangeDecision(TextAct, _Decision):
    form_class = DecisionForm
    page = {"title": "Change the decision asked for", "button": "Save"}

    def version(self) -> int:
        self.decision.refresh_from_db()
        return self.decision.version

    def form(self, *data: Any) -> forms.Form:
        return DecisionForm(*data, initial={"text": self.decision.text, "version": self.decision.version})

    def act(self, said: dict[str, Any]) -> str:
        writing.change(decision=self.decision, **said)
        return "The decision is changed."


class RemoveDecision(_Decision):
    form_class = forms.Form
    shape = "shapes/confirm.html"
    page = {
        "title": "Remove this decision from the return?",
        "button": "Remove it",
        "destructive": True,
        "told": [],
    }

    def more(self) -> dict[str, Any]:
        return {"happens": [f"The return does not ask for it any more: “{self.decision.text}”"]}

    def act(self, said: dict[str, Any]) -> str:
        writing.remove(decision=self.decision, by=self.request.user, at=clock.now())
        return "The decision is removed from the return."
