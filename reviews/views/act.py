"""A page that asks before it acts: a form or a confirmation, one service, and back to where the reader came from."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from reviews import guarding
from reviews.views.base import CaseView
from reviews.views.form_act import merged
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


class Act(CaseView):
    """`check` says why not before anything is typed; a refusal afterwards stands in the form with what was written."""

    abstract = True
    form_class: ClassVar[type[forms.Form] | None] = None
    title: ClassVar[str] = ""
    button: ClassVar[str] = "Save"
    template: ClassVar[str] = "shapes/form.html"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.enter()
        return self.show(self.make_form(initial=self.initial()))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        self.enter()
        form = self.make_form(request.POST, request.FILES)
        file = self.take(form)
        if form is not None and (not form.is_valid() or form.errors):
            return self.show(form, status=422)
        try:
            messages.success(request, self.act(form.cleaned_data if form else {}, file))
        except Conflict as conflict:
            return self.show(merged(form, conflict, self.version()), status=409)
        except NotAllowed as refusal:
            if form is None:
                raise
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        return redirect(self.back())

    def version(self) -> int:
        """Of what is edited, as it stands now: for forms with a field `version`."""
        raise NotImplementedError

    def enter(self) -> None:
        """Who may, then when: raises NotAllowed with a sentence."""
        self.allow()
        self.check()

    def allow(self) -> None:
        """Raises NotAllowed with who can do it."""

    def check(self) -> None:
        """Raises NotAllowed where it is not possible now."""

    def initial(self) -> dict[str, Any]:
        return {}

    def make_form(self, *data: Any, **more: Any) -> Any:
        return self.form_class(*data, **more) if self.form_class else None

    def take(self, form: forms.Form | None) -> StoredFile | None:
        if form is None:
            return None
        return guarding.take(
            form, [1] if "paper_1" in form.fields else [], case=self.case, place=self.title, by=self.request.user, at=clock.now()
        ).get(1)  # fmt: skip

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        """Calls the service; answers the message for the next page."""
        raise NotImplementedError

    def back(self) -> str:
        return self.url("case", self.case.pk)

    def page(self) -> dict[str, Any]:
        """More for the template."""
        return {}

    def show(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        page = {
            "title": self.title,
            "breadcrumbs": self.trail(),
            "caption": f"{self.case}, {self.case.reference}",
            "case": self.case,
            "form": form,
            "button": self.button,
            "cancel_url": self.back(),
            **self.page(),
            **more,
        }
        return render(self.request, self.template, page, status=status)


def refused(check: Any, *args: Any, **kwargs: Any) -> str:
    """Why an act is not possible now, for a disabled button; empty where it is."""
    try:
        check(*args, **kwargs)
    except NotAllowed as refusal:
        return str(refusal)
    return ""
