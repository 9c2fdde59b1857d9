"""The challenge log (F5): who was asked what, what was answered, and what changed."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import challenging, reading
from actionplans.enums import Direction
from actionplans.forms.challenges import (
    AnswerForm,
    ChallengeFilter,
    ChallengeForm,
    ClimbForm,
    CloseForm,
    JudgeForm,
)
from actionplans.models import Action, Challenge
from actionplans.services import challenges
from actionplans.services.challenges import check_answer, check_climb, check_close, waits
from actionplans.views.exceptions import story
from actionplans.views.parts import parts
from actionplans.views.typed import passes
from members.models import Agency
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.lists import Column
from subgroup.models import Deadline
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.list_documents import DocumentList


def url(group_slug: str, name: str, *args: Any) -> str:
    return reverse(f"actionplans:{name}", args=[group_slug, *args])


def address(challenge: Challenge, name: str = "challenge") -> str:
    return url(challenge.group.slug, name, challenge.pk)


def state_of(challenge: Challenge) -> tuple[str, str]:
    """In words and a colour. Needs `answers` fetched."""
    if challenge.closed_at:
        return "Closed", "grey"
    answers = list(challenge.answers.all())
    if answers and not answers[-1].adequacy:
        return "Answered, to be judged", "yellow"
    if answers and answers[-1].adequacy == "adequate":
        return "Adequate, to be closed", "green"
    late = challenge.answer_due_on < clock.today()
    return ("Not answered in time", "red") if late else ("Waits for an answer", "blue")


def to_whom(challenge: Challenge) -> str:
    code = challenge.agency.code
    return code if challenge.direction == Direction.TO_AGENCY else f"The sub-group, by {code}"


class ChallengeList(DocumentList, GroupView):
    permission = "view_actions"
    or_permission = "update_actions"
    title = "Challenges"
    document = "Challenges"
    purpose = "What agencies, and the sub-group itself, were asked to show, and what changed because of it."
    nouns = ("challenge", "challenges")
    filterset_class = ChallengeFilter
    template_name = "actionplans/challenges.html"
    empty_text = "A challenge appears here when somebody makes one."
    ordering = ["-year", "-number"]
    columns: ClassVar[list[Column]] = [
        Column("reference", "Challenge", link=address, sort="number"),
        Column("agency", "To", to_whom, sort="agency__code"),
        Column("question", "What is asked"),
        Column("answer_due_on", "Answer due", sort="answer_due_on"),
        Column("state", "State", lambda one: state_of(one)[0], colour=lambda one: state_of(one)[1]),
        Column("changed", "What changed"),
    ]

    def get_queryset(self) -> QuerySet[Challenge]:
        rows = reading.challenges(self.request.user, self.group, self.request.permissions, on=clock.today())
        return rows.select_related("agency", "group").prefetch_related("answers")

    def list_context(self) -> dict[str, Any]:
        return {
            "parts": parts(self.request, "challenges"),
            "new_url": url(self.group.slug, "challenge_new") if self.may("update_actions") else "",
            "balance_url": url(self.group.slug, "balance") if self.may("view_actions") else "",
        }


class NewChallenge(GroupView):
    """Who manages actions challenges an agency; anybody of an agency may challenge the sub-group for it."""

    permission = "manage_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest) -> HttpResponse:
        action = self.action
        initial = {
            "answer_due_on": challenges.answer_day(self.group, on=clock.today()),
            "agency": action.agency_id if action else whole(request.GET.get("agency", "")),
        }
        return self.show(self.form(initial=initial))

    def post(self, request: GroupRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not passes(request, form, "A challenge", plan=self.action.plan if self.action else None):
            return self.show(form, status=422)
        try:
            made = self.make(form)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, f"Challenge {made.reference} is made. Who is to answer it was told.")
        return redirect(address(made))

    def make(self, form: ChallengeForm) -> Challenge:
        said = form.cleaned_data
        today = clock.today()
        if not challenging.may_make(
            self.request.user, said["agency"], said["direction"], self.request.permissions, on=today
        ):
            raise NotAllowed(
                f"Somebody who speaks for {said['agency']}, the chair or business support can do this."
            )
        return challenges.make(
            group=self.group, action=self.action, by=self.request.user, at=clock.now(), once=True, **said
        )

    @cached_property
    def action(self) -> Action | None:
        """The action that it is about, where the reader came from one."""
        asked = whole(self.request.GET.get("action", ""))
        if asked is None:
            return None
        rows = reading.visible(self.request.user, self.group, self.request.permissions, on=clock.today())
        return get_object_or_404(rows.select_related("agency", "group"), pk=asked)

    def form(self, *args: Any, **kwargs: Any) -> ChallengeForm:
        agencies = Agency.objects.filter(group=self.group).order_by("name")
        directions = ["to_agency", "to_group"]
        if not self.may("manage_actions"):
            mine = challenging.agencies_of(self.request.user, self.group, on=clock.today())
            agencies, directions = agencies.filter(pk__in=mine), ["to_group"]
        return ChallengeForm(*args, agencies=agencies, directions=directions, **kwargs)

    def show(self, form: ChallengeForm, status: int = 200) -> HttpResponse:
        action = self.action
        page = {
            "title": "Make a challenge",
            "purpose": f"About {action.reference}: {action.text}" if action else "",
            "breadcrumbs": [("Challenges", url(self.group.slug, "challenges"))],
            "form": form,
            "button": "Make the challenge",
            "cancel_url": url(self.group.slug, "challenges"),
        }
        return render(self.request, "shapes/form.html", page, status=status)


class ChallengePage(GroupView):
    abstract = True
    permission = "view_actions"
    or_permission: ClassVar[str | None] = "update_actions"

    @cached_property
    def challenge(self) -> Challenge:
        rows = reading.challenges(self.request.user, self.group, self.request.permissions, on=clock.today())
        rows = rows.select_related("agency", "group", "action", "made_by", "closed_by")
        rows = rows.prefetch_related("answers__answered_by", "answers__judged_by")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def who(self, how: Any) -> bool:
        return how(self.request.user, self.challenge, self.request.permissions, on=clock.today())

    @property
    def may_answer(self) -> bool:
        return self.may("update_actions") and self.who(challenging.may_answer)

    @property
    def may_judge(self) -> bool:
        return self.may("update_actions") and self.who(challenging.may_judge)


def refused(check: Any, challenge: Challenge) -> str:
    try:
        check(challenge)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


class ChallengeDetail(ChallengePage):
    permission = "view_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        challenge, slug = self.challenge, self.group.slug
        state, colour = state_of(challenge)
        rungs = self.group.terms_on(clock.today()).content.escalation.rungs
        row = challenge.escalations.filter(addressed_at=None).first()
        page: dict[str, Any] = {
            "title": f"Challenge {challenge.reference}",
            "caption": challenge.get_direction_display(),
            "breadcrumbs": [("Challenges", url(slug, "challenges"))],
            "challenge": challenge,
            "to_group": challenge.direction == Direction.TO_GROUP,
            "state": state,
            "colour": colour,
            "rung": rungs[challenge.rung],
            "due": Deadline.objects.filter(group=self.group).about(challenges.SUBJECT, challenge.pk).last(),
            "answers": challenge.answers.all(),
            "steps": _higher(challenge, rungs),
            "exception_url": url(slug, "exception", row.pk) if row else "",
            "action_url": self.action_url(),
            "main": self.main_act(),
            "may_judge": self.may_judge and not challenge.closed_at,
            "climb_url": url(slug, "challenge_climb", pk),
            "climb_refused": refused(check_climb, challenge),
            "close_url": url(slug, "challenge_close", pk),
            "close_refused": refused(check_close, challenge),
        }
        return render(request, "actionplans/challenge.html", page)

    def action_url(self) -> str:
        """Of the action it is about, for who may open that: who only helps with it may not."""
        request, pk = self.request, self.challenge.action_id
        rows = reading.visible(request.user, self.group, request.permissions, on=clock.today())
        return url(self.group.slug, "detail", pk) if pk and rows.filter(pk=pk).exists() else ""

    def main_act(self) -> tuple[str, str] | None:
        """The one thing that this reader is to do now: its word and address."""
        challenge, slug = self.challenge, self.group.slug
        if challenge.closed_at:
            return None
        if waits(challenge):
            return (
                ("Judge the answer", url(slug, "challenge_judge", challenge.pk)) if self.may_judge else None
            )
        last = challenge.answers.last()
        if last and last.adequacy == "adequate":
            return ("Close", url(slug, "challenge_close", challenge.pk)) if self.may_judge else None
        return ("Answer", url(slug, "challenge_answer", challenge.pk)) if self.may_answer else None


def _higher(challenge: Challenge, rungs: Any) -> list[dict[str, Any]]:
    """Each time it stood in the exception list, and how it climbed."""
    rows = challenge.escalations.prefetch_related("steps__taken_by")
    return [one for row in rows for one in story(row, rungs)]


class ChallengeAct(ChallengePage):
    """A form of its own for one act; a refusal stands beside it."""

    abstract = True
    form_class: type[GovForm]
    heading: str
    button: str

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        return self.show(self.form_class(initial=self.initial()))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.check()
        form, action = self.form_class(request.POST), self.challenge.action
        if not passes(
            request, form, f"Challenge {self.challenge.reference}", plan=action.plan if action else None
        ):
            return self.show(form, status=422)
        try:
            messages.success(request, self.act(form.cleaned_data))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        return redirect(address(self.challenge))

    def check(self) -> None:
        """Raises NotAllowed with who can do it."""
        if not self.may_judge:
            who = (
                "The chair" if self.challenge.direction == Direction.TO_AGENCY else str(self.challenge.agency)
            )
            raise NotAllowed(f"{who} decides about {self.challenge.reference}.")

    def initial(self) -> dict[str, Any]:
        return {}

    def act(self, said: dict[str, Any]) -> str:
        raise NotImplementedError

    def show(self, form: GovForm, status: int = 200) -> HttpResponse:
        challenge = self.challenge
        page = {
            "title": f"{self.heading} {challenge.reference}",
            "breadcrumbs": [
                ("Challenges", url(self.group.slug, "challenges")),
                (f"Challenge {challenge.reference}", address(challenge)),
            ],
            "challenge": challenge,
            "waiting": waits(challenge),
            "form": form,
            "button": self.button,
            "cancel_url": address(challenge),
        }
        return render(self.request, "actionplans/challenge_act.html", page, status=status)


class AnswerChallenge(ChallengeAct):
    permission = "update_actions"
    or_permission = None
    form_class = AnswerForm
    heading, button = "Answer challenge", "Send the answer"

    def check(self) -> None:
        if not self.may_answer:
            to_agency = self.challenge.direction == Direction.TO_AGENCY
            who = f"Who speaks for {self.challenge.agency}" if to_agency else "The chair"
            raise NotAllowed(f"{who}, or business support, can answer {self.challenge.reference}.")
        check_answer(self.challenge)

    def act(self, said: dict[str, Any]) -> str:
        challenges.answer(challenge=self.challenge, text=said["text"], by=self.request.user, at=clock.now())
        return "The answer is sent. It is judged next."


class JudgeChallenge(ChallengeAct):
    permission = "update_actions"
    or_permission = None
    form_class = JudgeForm
    heading, button = "Judge the answer to challenge", "Record"

    def initial(self) -> dict[str, Any]:
        return {"answer_due_on": challenges.answer_day(self.group, on=clock.today())}

    def act(self, said: dict[str, Any]) -> str:
        waiting = waits(self.challenge)
        if waiting is None:
            raise NotAllowed("No answer waits to be judged.")
        adequate = said["adequate"] == "yes"
        challenges.judge(
            answer=waiting, adequate=adequate, because=said["because"], by=self.request.user, at=clock.now(),
            answer_due_on=said["answer_due_on"],
        )  # fmt: skip
        return "The answer is adequate." if adequate else "Another answer is asked for, a rung higher."


class ClimbChallenge(ChallengeAct):
    permission = "update_actions"
    or_permission = None
    form_class = ClimbForm
    heading, button = "Take higher: challenge", "Take it higher"

    def act(self, said: dict[str, Any]) -> str:
        rung = challenges.climb(
            challenge=self.challenge, because=said["because"], by=self.request.user, at=clock.now(), once=True
        )
        name = self.group.terms_on(clock.today()).content.escalation.rungs[rung]
        return f"It is now with: {name}."


class CloseChallenge(ChallengeAct):
    permission = "update_actions"
    or_permission = None
    form_class = CloseForm
    heading, button = "Close challenge", "Close it"

    def act(self, said: dict[str, Any]) -> str:
        challenges.close(challenge=self.challenge, by=self.request.user, at=clock.now(), **said)
        return "The challenge is closed."
