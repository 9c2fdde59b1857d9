"""A form that does one thing to something and goes back to its page."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from meetings import uploads
from reviews import guarding
from reviews.models import Case
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest, GroupView


class FormAct(GroupView):
    """`refuse` says why not before anything is typed; `act` calls one service; a refusal stands above what was typed.

    The address may name more than `pk`: what it names is kept in `kwargs`.
    """

    abstract = True
    form_class: type[forms.Form]
    title: ClassVar[str] = ""
    button: ClassVar[str] = "Save"
    done: ClassVar[str] = ""
    template: ClassVar[str] = "shapes/form.html"

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        return self.show(self.make_form(initial=self.initial()))

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        form = self.make_form(request.POST, request.FILES)
        file = self.take(form)
        if not form.is_valid() or form.errors:
            return self.show(form, status=422)
        try:
            said = self.act(form.cleaned_data, file)
        except Conflict as conflict:
            return self.show(merged(form, conflict, self.version()), status=409)
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, said or self.done)
        return redirect(self.back())

    def take(self, form: forms.Form) -> StoredFile | None:
        numbers = [1] if "paper_1" in form.fields else []
        said: dict[str, Any] = {"place": self.title, "by": self.request.user, "at": clock.now()}
        if case := self.held_against():
            return guarding.take(form, numbers, case=case, **said).get(1)
        return uploads.take(form, numbers, group=self.group, **said).get(1)

    def held_against(self) -> Case | None:
        """The case whose people no text may name; without one it is held against those of all open cases."""
        return getattr(self, "case", None)

    def refuse(self) -> None:
        """Raises NotAllowed where the act is not possible now."""

    def initial(self) -> dict[str, Any]:
        return {}

    def make_form(self, *data: Any, **kwargs: Any) -> forms.Form:
        return self.form_class(*data, **kwargs)

    def version(self) -> int:
        """Of what is edited, as it stands now: for forms with a field `version`."""
        raise NotImplementedError

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str | None:
        """Does it; may answer a sentence in place of `done`."""
        raise NotImplementedError

    def back(self) -> str:
        raise NotImplementedError

    def trail(self) -> list[tuple[str, str]]:
        raise NotImplementedError

    def more(self) -> dict[str, Any]:
        return {}

    def show(self, form: forms.Form | None, status: int = 200, **more: Any) -> HttpResponse:
        page = {
            "title": self.title,
            "breadcrumbs": self.trail(),
            "form": form,
            "button": self.button,
            "cancel_url": self.back(),
            **self.more(),
            **more,
        }
        return render(self.request, self.template, page, status=status)


def merged(form: Any, conflict: Conflict, version: int) -> Any:
    """The form with what was typed, and what somebody else saved in between."""
    form.data = form.data.copy()
    form.data["version"] = str(version)
    form.add_error(
        None, f"{conflict} It now says: {conflict.theirs}. Saved again, yours stands in its place."
    )
    return form


def why_not(check: Any, *things: Any) -> str:
    """The policy's sentence for a disabled button; empty where it is allowed."""
    try:
        check(*things)
    except NotAllowed as refusal:
        return str(refusal)
    return ""
