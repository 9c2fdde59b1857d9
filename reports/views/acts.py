"""The base of an act with a form: GET shows it, POST does it once and says so; what was typed stays beside a refusal."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render

from reports.views.shared import answers_for
from subgroup import clock, registry
from subgroup.errors import Conflict, NotAllowed
from subgroup.views.base import GroupRequest, GroupView


class Act(GroupView):
    """`page` holds what its shape is always shown with; `place`, `back` and `trail` say what it is about and where it leads."""

    abstract = True
    permission = "draft_returns"
    form_class: type[forms.Form]
    shape = "shapes/form.html"
    page: dict[str, Any]
    refused_beside: str | None = None
    """The field beside which a refusal stands; None: above the form."""

    @property
    def place(self) -> str:
        """For the leak guard, in words."""
        raise NotImplementedError

    @property
    def back(self) -> str:
        raise NotImplementedError

    @property
    def trail(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def check(self) -> None:
        """Raises NotAllowed where nothing can be done, before anything is typed."""

    def refuse(self) -> None:
        """Raises PermissionDenied for a reader who has the right of the page and yet may not."""

    def form(self, *data: Any) -> forms.Form:
        return self.form_class(*data)

    def act(self, said: dict[str, Any]) -> str:
        """Does it, and answers the sentence that says so."""
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        return {}

    def get(self, request: GroupRequest, **_: Any) -> HttpResponse:
        self.refuse()
        self.check()
        return self.show(self.form())

    def post(self, request: GroupRequest, **_: Any) -> HttpResponse:
        self.refuse()
        form = self.form(request.POST)
        if not registry.passes(form, place=self.place, group=self.group, by=request.user, at=clock.now()):
            return self.show(form, status=422)
        try:
            said = self.act(form.cleaned_data)
        except NotAllowed as refusal:
            form.add_error(self.refused_beside, str(refusal))
            return self.show(form, status=422)
        except Conflict as conflict:
            return self.merge(form, conflict)
        messages.success(request, said)
        return redirect(self.back)

    def merge(self, form: forms.Form, conflict: Conflict) -> HttpResponse:
        """Another saved in between: both are shown, and nothing is lost."""
        form.add_error(None, f"{conflict} It now says “{conflict.theirs}”. Open the page again to see it.")
        return self.show(form, status=409)

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        context = {
            "caption": self.place,
            "breadcrumbs": self.trail,
            "form": form,
            "cancel_url": self.back,
            **self.page,
            **self.more(),
        }
        return render(self.request, self.shape, context, status=status)


class TextAct(Act):
    """An act with one text, `text`, and its `version`: after a conflict theirs stands above mine, which can be saved over it."""

    abstract = True
    shape = "reports/text_form.html"

    def version(self) -> int:
        """As it stands now."""
        raise NotImplementedError

    def merge(self, form: forms.Form, conflict: Conflict) -> HttpResponse:
        self.theirs = conflict.theirs
        again = self.form({"text": conflict.mine, "version": self.version()})
        again.is_valid()
        again.add_error("text", f"{conflict} Bring the two together and save again: yours is below.")
        return self.show(again, status=409)

    def more(self) -> dict[str, Any]:
        return {"theirs": getattr(self, "theirs", None)}


class OwnersAct(Act):
    """What the post that has the thing in hand does too, and not only who drafts returns."""

    abstract = True
    permission = "view_measures"

    @property
    def owner(self) -> tuple[str, str]:
        raise NotImplementedError

    def refuse(self) -> None:
        if not answers_for(self.request, self.owner):
            names = registry.owner_labels(self.group, [self.owner])
            raise PermissionDenied(f"This is for {names[self.owner]}, or for who drafts the returns.")
