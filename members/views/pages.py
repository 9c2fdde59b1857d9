"""What the pages of the group and its people share: addresses, the trail, and a form that calls one service."""

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from subgroup.errors import NotAllowed
from subgroup.files.check import Refused
from subgroup.views.base import GroupRequest, GroupView


class MemberPage(GroupView):
    abstract = True

    def url(self, name: str, *args: object) -> str:
        return reverse(f"members:{name}", args=[self.group.slug, *args])

    def crumbs(self, *more: tuple[str, str]) -> list[tuple[str, str]]:
        """The trail; for a person who may not open the group's page it begins below it."""
        top = [("The group", self.url("group"))] if self.may("view_group") else []
        return [*top, *more]


class FormPage(MemberPage):
    """GET shows a form; POST calls `act` and goes to `next_url`. What the rules refuse stands beside the form."""

    abstract = True
    template: ClassVar[str] = "shapes/form.html"
    refused_at: ClassVar[str | None] = None  # the field beside which a refusal stands

    def make_form(self, *args: Any) -> forms.Form:
        """The form, bound when it is given data and files."""
        raise NotImplementedError

    def context(self) -> dict[str, Any]:
        raise NotImplementedError

    def act(self, form: forms.Form) -> str:
        """Does it; answers the sentence that says so. Raises NotAllowed."""
        raise NotImplementedError

    def next_url(self) -> str:
        raise NotImplementedError

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        return self.show(self.make_form())

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST, request.FILES)
        if not form.is_valid():
            return self.show(form, status=422)
        try:
            said = self.act(form)
        except (NotAllowed, Refused) as refusal:
            form.add_error(self.refused_at, str(refusal))
            return self.show(form, status=422)
        messages.success(request, said)
        return redirect(self.next_url())

    def show(self, form: forms.Form, status: int = 200) -> HttpResponse:
        return render(
            self.request,
            self.template,
            {"cancel_url": self.next_url(), **self.context(), "form": form},
            status=status,
        )
