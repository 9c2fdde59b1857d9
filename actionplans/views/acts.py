"""What is done to one action: each a form that calls one service and goes back to the action."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actionplans import hidden, plan_policies, policies, records
from actionplans.enums import TestResult
from actionplans.forms import action as action_forms
from actionplans.models import Action, Extension, ImpactTest
from actionplans.services import completion, evidence, extensions, owing
from actionplans.services.evidence import NewEvidence
from actionplans.views.shared import ActionPage, address
from reviews import guarding
from subgroup import clock, registry
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


class Act(ActionPage):
    """A form about one action. `refuse` says why not before anything is typed."""

    abstract = True
    form_class: type[forms.Form]
    title: ClassVar[str] = ""
    button: ClassVar[str] = "Save"
    done: str = ""
    template: ClassVar[str] = "shapes/form.html"
    owners_only: ClassVar[bool] = False

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.enter()
        return self.show(self.make_form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.enter()
        form = self.make_form(request.POST, request.FILES)
        file = self.take(form)
        if form.errors:
            return self.show(form, status=422)
        try:
            self.act(form.cleaned_data, file)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, self.done)
        return redirect(address(self.action))

    def take(self, form: forms.Form) -> StoredFile | None:
        """Looked at by the leak guard, with the rest of the form."""
        plan = self.action.plan
        return guarding.take(
            form, [1] if "paper_1" in form.fields else [], case=hidden.case_of(plan) if plan else None, group=self.group,
            place=f"Action {self.action.reference}", by=self.request.user, at=clock.now(),
        ).get(1)  # fmt: skip

    def enter(self) -> None:
        if self.owners_only and not self.may_update(self.action):
            who = self.action.owner or self.action.agency
            raise NotAllowed(
                f"{self.action.reference} belongs to {who}. Its holder, or business support, can do this."
            )
        self.refuse(self.action)

    def refuse(self, action: Action) -> None:
        """Raises NotAllowed where the act is not possible now."""

    def make_form(self, *data: Any) -> forms.Form:
        return self.form_class(*data)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        return {}

    def told(self) -> str:
        """Who gets a mail, as a sentence."""
        owner = owing.owner_of(self.action)
        people = registry.people_for(self.group, [owner], on=clock.today())[owner]
        return f"{listing([person.name for person in people])} will be told by mail." if people else ""

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        action = self.action
        page = {
            "title": self.title,
            "caption": action.reference,
            "breadcrumbs": self.crumbs((f"Action {action.reference}", address(action))),
            "intro": action.text,
            "action_row": action,
            "form": form,
            "button": self.button,
            "cancel_url": address(action),
            **self.more(),
        }
        return render(self.request, self.template, page, status=status)


class Propose(Act):
    permission = "update_actions"
    owners_only = True
    form_class = action_forms.ProposeForm
    title = "Report it done"
    button = "Propose completion"
    done = "It is reported done, and waits for the chair."
    template = "actionplans/propose.html"

    def refuse(self, action: Action) -> None:
        plan_policies.check_propose(action, "some words")

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        completion.propose(
            action=self.action, text=said["text"], evidence=_given(said, file), by=self.request.user, at=clock.now()
        )  # fmt: skip

    def more(self) -> dict[str, Any]:
        return {"there": self.action.evidence.select_related("file")}


def _given(said: dict[str, Any], file: StoredFile | None) -> Sequence[NewEvidence]:
    if file is None and not said["told"]:
        return []
    title = said["title"] or (file.name if file else said["told"][:200])
    return [NewEvidence(title, file=file, told=said["told"], holds_until=said["holds_until"])]


class AddEvidence(Act):
    permission = "update_actions"
    owners_only = True
    form_class = action_forms.EvidenceForm
    title = "Add evidence"
    button = "Add it"
    done = "The evidence is there."

    def make_form(self, *data: Any) -> forms.Form:
        return action_forms.EvidenceForm(*data, action=self.action)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        common: dict[str, Any] = {"by": self.request.user, "at": clock.now()}
        if existing := said.get("existing"):
            evidence.attach(evidence=existing, action=self.action, **common)
            return
        given = _given(said, file)
        if not given:
            raise NotAllowed("Choose a file, or say where the evidence lies.")
        for one in given:
            evidence.supply(
                actions=[self.action], title=one.title, file=one.file, told=one.told, holds_until=one.holds_until,
                **common,
            )  # fmt: skip

    def more(self) -> dict[str, Any]:
        asked = self.action.evidence_required
        return {"intro": f"Asked for: {asked}" if asked else self.action.text}


class SignOff(Act):
    permission = "sign_off_actions"
    form_class = action_forms.SignOffForm
    title = "Sign off"
    button = "Sign it off"
    done = "It is signed off."
    template = "actionplans/sign_off.html"

    def refuse(self, action: Action) -> None:
        plan_policies.check_sign_off(action)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        tested = said["test"] != action_forms.NO_TEST
        completion.sign_off(
            action=self.action, by=self.request.user, at=clock.now(), test_kind=said["test"] if tested else None,
            test_due_on=said["test_due_on"] if tested else None,
            no_test_because="" if tested else said["no_test_because"],
        )  # fmt: skip

    def more(self) -> dict[str, Any]:
        action = self.action
        records.read(action)
        done = [one for one in action.updates.all() if one.done]
        return {
            "action_row": action,
            "reported": done[-1] if done else None,
            "evidence": action.evidence.all(),
            "return_url": address(action, "return"),
        }


class Return(Act):
    permission = "sign_off_actions"
    form_class = action_forms.ReturnForm
    title = "Return it"
    button = "Return it"
    done = "It is returned, and open again."

    def refuse(self, action: Action) -> None:
        plan_policies.check_return(action, "some words")

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        completion.return_(action=self.action, reason=said["reason"], by=self.request.user, at=clock.now())

    def more(self) -> dict[str, Any]:
        return {"intro": f"The action is open again and owed by its day. {self.told()}"}


class Extend(Act):
    permission = "update_actions"
    owners_only = True
    form_class = action_forms.ExtendForm
    title = "Ask for more time"
    button = "Ask the chair"
    done = "You have asked for more time. Until the chair decides, the day stays."

    def refuse(self, action: Action) -> None:
        if action.plan is not None:
            plan_policies.check_plan_open(action.plan)
        policies.check_open(action)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        extensions.ask(action=self.action, **said, by=self.request.user, at=clock.now())

    def more(self) -> dict[str, Any]:
        due = self.action.due_on
        granted = self.action.extensions
        before = f" More time was granted {granted} times before." if granted > 1 else ""
        before = " More time was granted once before." if granted == 1 else before
        return {
            "intro": f"It is due on {long_date(due)}.{before} The first day stays on record." if due else ""
        }


class DecideExtension(Act):
    permission = "sign_off_actions"
    form_class = action_forms.DecideForm
    title = "Decide on more time"
    button = "Decide"
    done = "Your decision is recorded."
    template = "actionplans/extension.html"

    def find(self, rows: QuerySet[Action]) -> Action:
        return get_object_or_404(rows, extension_requests=self.kwargs["pk"])

    @property
    def extension(self) -> Extension:
        rows = Extension.objects.select_related("action", "asked_by", "decided_by")
        return rows.get(pk=self.kwargs["pk"])

    def refuse(self, action: Action) -> None:
        plan_policies.check_decide(self.extension, True, "")

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        extensions.decide(
            extension=self.extension, granted=said["granted"] == "yes", reason=said["reason"], by=self.request.user,
            at=clock.now(),
        )  # fmt: skip

    def more(self) -> dict[str, Any]:
        return {"extension": self.extension, "told_sentence": self.told()}


class SetDay(Act):
    permission = "manage_actions"
    form_class = action_forms.DayForm
    title = "Give it a day"
    button = "Set the day"
    done = "The action has its day, and is owed by then."

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        extensions.set_day(action=self.action, day=said["day"], by=self.request.user, at=clock.now())


class NewTest(Act):
    permission = "sign_off_actions"
    form_class = action_forms.NewTestForm
    title = "Set an impact test"
    button = "Set the test"
    done = "The test is set."

    def refuse(self, action: Action) -> None:
        plan_policies.check_new_test(action)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        completion.set_test(action=self.action, **said, by=self.request.user, at=clock.now())


class RecordTest(Act):
    permission = "manage_actions"
    form_class = action_forms.TestForm
    title = "Record the test"
    button = "Record it"
    template = "actionplans/test.html"

    def find(self, rows: QuerySet[Action]) -> Action:
        return get_object_or_404(rows, tests=self.kwargs["pk"])

    @property
    def test(self) -> ImpactTest:
        return ImpactTest.objects.select_related("action").get(pk=self.kwargs["pk"])

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        failed = said["result"] == TestResult.FAILED
        self.done = "The action is open again." if failed else "The test is recorded."
        completion.record_test(
            test=self.test, result=said["result"], note=said["note"], held_on=said["held_on"],
            due_on=said["due_on"] if failed else None, by=self.request.user, at=clock.now(),
        )  # fmt: skip

    def more(self) -> dict[str, Any]:
        return {"test": self.test, "told_sentence": self.told()}


class Sustain(Act):
    permission = "sign_off_actions"
    form_class = action_forms.SustainForm
    title = "Record that the change has held"
    button = "Record it as sustained"
    done = "The change is recorded as sustained."

    def refuse(self, action: Action) -> None:
        plan_policies.check_sustain(action)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        completion.sustain(action=self.action, because=said["because"], by=self.request.user, at=clock.now())
