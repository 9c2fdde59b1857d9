"""What an agency was asked for child deaths: its own page, one request, every request, and chasing (F1)."""

from collections.abc import Sequence
from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from reviews import guarding, reading
from reviews.deadlines import CDOP_RETURN
from reviews.enums import REQUEST_TRANSITIONS, RequestState
from reviews.forms.deaths import AnswerForm, BecauseForm, JudgeForm
from reviews.models import DeathRequest
from reviews.services import death_requests
from reviews.views.death_words import standing
from reviews.views.deaths import refused, url
from reviews.views.parts import parts
from subgroup import clock
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.models import Deadline, Reminder
from subgroup.views.base import GroupRequest, GroupView

SHOWN = 50


class AskedOfMine(GroupView):
    """All that the reader's own agencies were asked, each nil return in one press."""

    permission = "answer_requests"

    def get(self, request: GroupRequest) -> HttpResponse:
        today, slug = clock.today(), self.group.slug
        rows = reading.deaths_to_answer(request.user, self.group, on=today).select_related("death", "agency")
        waits = list(rows.filter(state=RequestState.ASKED).order_by("due_on", "pk"))
        done = rows.exclude(state__in=(RequestState.ASKED, RequestState.WITHDRAWN)).order_by(
            "-answered_on", "-pk"
        )
        page = {
            "title": "What your agency was asked",
            "purpose": "By the Child Death Overview Panel, by its reference alone. The days are local ones, not statutory.",
            "parts": parts(request, "deaths"),
            "waits": [
                (one, *standing(one, today), *(url(slug, name, one.pk) for name in ("death_request", "death_nil", "death_answer")))
                for one in waits
            ],
            "said": _owed(waits, today),
            "done": [(one, *standing(one, today), url(slug, "death_request", one.pk)) for one in done[:SHOWN]],
            "board_url": url(slug, "deaths") if self.may("view_deaths") else "",
        }  # fmt: skip
        return render(request, "reviews/deaths_asked.html", page)


def _owed(waits: Sequence[DeathRequest], today: date) -> str:
    """“3 answers are owed, 1 of them late. The next is due by Thursday 4 May 2017.”"""
    if not waits:
        return ""
    late = sum(one.is_late(today) for one in waits)
    said = f"{count(len(waits), 'answer is', 'answers are')} owed"
    said += f", {late} of them late." if late else "."
    ahead = next((one for one in waits if one.due_on >= today), None)
    return f"{said} The next is due by {long_date(ahead.due_on)}." if ahead else said


class RequestView(GroupView):
    """One request. Who only answers finds those of their own agencies; the others are not there for them."""

    abstract = True
    permission = "view_deaths"
    or_permission: ClassVar[str | tuple[str, ...] | None] = "answer_requests"

    @cached_property
    def asked(self) -> DeathRequest:
        rows = DeathRequest.objects.filter(death__group=self.group)
        if not self.may("view_deaths"):
            rows = self.mine.exclude(state=RequestState.WITHDRAWN)
        rows = rows.select_related("death__group", "agency", "answered_by", "entered_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def mine(self) -> QuerySet[DeathRequest]:
        return reading.deaths_to_answer(self.request.user, self.group, on=clock.today())

    @cached_property
    def may_answer(self) -> bool:
        if self.may("manage_deaths"):
            return True
        return self.may("answer_requests") and self.mine.filter(pk=self.asked.pk).exists()

    def refuse_others(self) -> None:
        if not self.may_answer:
            raise NotAllowed(
                f"Who speaks for {self.asked.agency}, or the CDOP coordinator, can answer {self.asked}."
            )

    def url(self, name: str) -> str:
        return url(self.group.slug, name, self.asked.pk)

    def home(self) -> str:
        """Where the reader came from: their agency's page, or the death."""
        if self.may("manage_deaths"):
            return url(self.group.slug, "death", self.asked.death_id)
        return url(self.group.slug, "deaths_asked")

    def trail(self) -> list[tuple[str, str]]:
        if not self.may("view_deaths"):
            return [("What your agency was asked", url(self.group.slug, "deaths_asked"))]
        death = self.asked.death
        return [
            ("CDOP returns", url(self.group.slug, "deaths")),
            (death.reference, url(self.group.slug, "death", death.pk)),
        ]


class RequestPage(RequestView):
    permission = "view_deaths"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        one, today, may = self.asked, clock.today(), self.may("manage_deaths")
        words, colour = standing(one, today)
        steps = REQUEST_TRANSITIONS[RequestState(one.state)]
        page = {
            "title": f"{one.form} for {one.death.reference}",
            "caption": one.agency.name,
            "breadcrumbs": self.trail(),
            "one": one,
            "words": words,
            "colour": colour,
            "due": Deadline.objects.filter(group=self.group).about(death_requests.SUBJECT, pk).last(),
            **self.told(),
            "notes": list(one.notes.select_related("noted_by")) if self.may("view_deaths") else [],
            "may_answer": self.may_answer and not refused(death_requests.check_answer, one),
            "may": may,
            "may_again": may and RequestState.ASKED in steps and not refused(death_requests.check_ask, one.death),
            "may_withdraw": may and RequestState.WITHDRAWN in steps,
            "may_judge": may and one.state != RequestState.WITHDRAWN,
            "urls": {name: self.url(f"death_{name}") for name in ("answer", "nil", "again", "withdraw", "judge")},
        }  # fmt: skip
        return render(request, "reviews/death_request.html", page)

    def told(self) -> dict[str, list[date]]:
        """The days on which the agency was reminded by itself, and on which the chair was told."""
        rows = Reminder.objects.filter(
            deadline__group=self.group, deadline__subject_kind=death_requests.SUBJECT, deadline__subject_id=str(self.asked.pk)
        )  # fmt: skip
        own: set[date] = set()
        higher: set[date] = set()
        for row in rows.select_related("deadline__terms"):
            content = row.deadline.terms.content if row.deadline.terms else None
            steps = (content.rule(CDOP_RETURN) if content else CDOP_RETURN).reminders
            (own if row.step in steps else higher).add(row.claimed_on)
        return {"reminders": sorted(own), "escalated": sorted(higher)}


class NilReturn(RequestView):
    """“No involvement” in one press."""

    permission = "manage_deaths"
    or_permission = "answer_requests"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.refuse_others()
        today = clock.today()
        death_requests.answer(
            request=self.asked, state=RequestState.NIL, on=today, by=request.user, at=clock.now()
        )
        messages.success(
            request, f"{self.asked}: no involvement of {self.asked.agency}. Nobody is asked for it any more."
        )
        return redirect(self.home())


class RequestAct(RequestView):
    """A form of its own for one act; a refusal stands beside it."""

    abstract = True
    permission = "manage_deaths"
    or_permission: ClassVar[str | tuple[str, ...] | None] = None
    form_class: ClassVar[type[GovForm]]
    heading: ClassVar[str]
    button: ClassVar[str]
    purpose: ClassVar[str] = ""

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        return self.show(self.form_class(initial=self.initial()))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.refuse_others()
        form, death = self.form_class(request.POST), self.asked.death
        if not guarding.passes(
            form, case=death.case, group=self.group, place=str(death), by=request.user, at=clock.now()
        ):
            return self.show(form, status=422)
        try:
            messages.success(request, self.act(form.cleaned_data))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        return redirect(self.home())

    def check(self) -> None:
        """Raises NotAllowed where the act is not to be had now."""

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, said: dict[str, Any]) -> str:
        raise NotImplementedError

    def doing(self) -> dict[str, Any]:
        return {"request": self.asked, "by": self.request.user, "at": clock.now()}

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
        page = {
            "title": f"{self.heading} {self.asked}",
            "caption": self.asked.agency.name,
            "purpose": self.purpose,
            "breadcrumbs": [*self.trail(), (str(self.asked.agency), self.url("death_request"))],
            "form": form,
            "button": self.button,
            "cancel_url": self.url("death_request"),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class AnswerRequest(RequestAct):
    permission = "manage_deaths"
    or_permission = "answer_requests"
    form_class = AnswerForm
    heading, button = "Answer", "Record the answer"
    purpose = "The form itself goes to the panel, not here: here it is recorded that it was returned, and on which day."

    def check(self) -> None:
        self.refuse_others()
        death_requests.check_answer(self.asked)

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def act(self, said: dict[str, Any]) -> str:
        state = RequestState(said["state"])
        death_requests.answer(**self.doing(), state=state, on=said["on"], because=said["because"])
        return f"{self.asked}: {state.label.lower()}. The clock has stopped."


class AskAgain(RequestAct):
    permission = "manage_deaths"
    form_class = BecauseForm
    heading, button = "Ask again for", "Ask again"
    purpose = "The answer was none, or a mistake. It is owed again by a new local day; the day it was asked first stays."

    def act(self, said: dict[str, Any]) -> str:
        made = death_requests.ask_again(**self.doing(), because=said["because"])
        return f"{made} is asked for again, by {long_date(made.due_on)}."


class WithdrawRequest(RequestAct):
    permission = "manage_deaths"
    form_class = BecauseForm
    heading, button = "Take back", "Take it back"
    purpose = "It is not needed any more: nobody is chased for it, and it is counted nowhere."

    def act(self, said: dict[str, Any]) -> str:
        death_requests.withdraw(**self.doing(), because=said["because"])
        return f"{self.asked} is taken back."


class JudgeRequest(RequestAct):
    permission = "manage_deaths"
    form_class = JudgeForm
    heading, button = "Judge", "Save"
    purpose = "How good the return is, and whether the panel had to wait for it."

    def initial(self) -> dict[str, Any]:
        return {"quality": self.asked.quality, "deferred_the_panel": self.asked.deferred_the_panel}

    def act(self, said: dict[str, Any]) -> str:
        death_requests.judge(**self.doing(), **said)
        return f"{self.asked} is judged."
