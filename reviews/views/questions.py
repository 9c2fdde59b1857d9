"""The worksheet of each of the two questions (F6, F7)."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from members import standing
from reviews import guarding, regimes
from reviews.enums import Question
from reviews.forms.questions import WorksheetForm
from reviews.models import Assessment
from reviews.services import questions
from reviews.views.base import CaseView
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.views.base import GroupRequest


class AnswerQuestion(CaseView):
    permission = "manage_cases"
    part = "a question of the case"

    def get(self, request: GroupRequest, pk: int, question: str) -> HttpResponse:
        questions.check(self.case)
        initial = WorksheetForm.initial_of(self.held()) | {
            "decided_on": clock.today(),
            "decided_by_name": self.decider(),
        }
        return self.show(self.form(initial=initial))

    def post(self, request: GroupRequest, pk: int, question: str) -> HttpResponse:
        form, theirs = self.form(request.POST), ""
        place = self.question.label
        if guarding.passes(form, case=self.case, place=place, by=request.user, at=clock.now()):
            said = form.cleaned_data
            try:
                made = questions.answer(
                    case=self.case, question=self.question, answer=said["answer"], because=said["because"], limbs=form.limbs,
                    decided_on=said["decided_on"], decided_by_name=said["decided_by_name"], by=request.user, at=clock.now(),
                    seen=said["seen"],
                )  # fmt: skip
            except NotAllowed as refusal:
                form.add_error(None, str(refusal))
            except Conflict as conflict:
                theirs = self.told(form, conflict)
            else:
                messages.success(request, f"Recorded: {self.question.label} {made.get_answer_display()}.")
                return redirect(self.url("case", pk))
        return self.show(form, theirs)

    def decider(self) -> str:
        """The reader with their post, where they may decide of cases; who only records it writes down who did."""
        if not self.may("decide_cases"):
            return ""
        where = standing.places(self.group, clock.today()).get(self.request.user.pk, "")
        return f"{self.request.user}, {where}" if where else str(self.request.user)

    def told(self, form: WorksheetForm, conflict: Conflict) -> str:
        """The page comes back with both; sent again, it stands upon what is there now."""
        form.add_error(None, str(conflict))
        held = self.held()
        form.data = {**form.data.dict(), "seen": str(held.pk if held else 0)}  # type: ignore[attr-defined]
        return conflict.theirs

    @property
    def question(self) -> Question:
        if self.kwargs["question"] not in Question.values:
            raise Http404("No such question.")
        return Question(self.kwargs["question"])

    def held(self) -> Assessment | None:
        return questions.latest(self.case, self.question)

    def form(self, *args: Any, **kwargs: Any) -> WorksheetForm:
        criteria = regimes.get(self.case.regime).questions[self.question]
        return WorksheetForm(*args, criteria=criteria, **kwargs)

    def show(self, form: WorksheetForm, theirs: str = "") -> HttpResponse:
        regime = regimes.get(self.case.regime)
        page = {
            "title": form.criteria.title,
            "caption": f"{self.case}, under {regime.name}",
            "purpose": form.criteria.help,
            "breadcrumbs": self.trail(),
            "form": form,
            "criteria": form.criteria,
            "theirs": theirs,
            "button": "Record the answer",
            "cancel_url": self.url("case", self.case.pk),
        }
        return render(self.request, "reviews/worksheet.html", page, status=422 if form.is_bound else 200)
