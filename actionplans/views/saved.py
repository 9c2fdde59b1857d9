"""Filters of the register under a name."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans.forms.register import ActionFilter
from actionplans.models import SavedFilter
from actionplans.services import saved
from actionplans.views.typed import passes
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.views.base import GroupRequest, GroupView

PARTS = ("", "_day", "_month", "_year")


class SaveForm(GovForm):
    name = forms.CharField(
        max_length=60, label="Name of the filter",
        error_messages={"required": "Give the filter a name", "max_length": "A name has at most 60 characters"},
    )  # fmt: skip
    shared = forms.BooleanField(
        required=False, label="Offer it to all who see every action",
        help_text="They read its name. One that filters by a confidential plan is offered only to those who may see that plan.",
    )  # fmt: skip


def kept_of(query: QueryDict) -> str:
    """What of an address belongs to the filter, and its order."""
    names = {f"{name}{part}" for name in ActionFilter.declared_filters for part in PARTS} | {"sort"}
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if name in names and any(values):
            kept.setlist(name, [value for value in values if value])
    return kept.urlencode()


class SaveFilter(GroupView):
    """The filter is in the address, as on the register."""

    permission = "view_actions"
    or_permission = "update_actions"

    @property
    def query(self) -> str:
        return kept_of(self.request.GET)

    @property
    def back(self) -> str:
        return f"{reverse('actionplans:list', args=[self.group.slug])}?{self.query}"

    def form(self, data: QueryDict | None = None) -> SaveForm:
        form = SaveForm(data)
        if not self.may("manage_actions"):
            del form.fields["shared"]
        return form

    def get(self, request: GroupRequest) -> HttpResponse:
        return self.show(self.form())

    def post(self, request: GroupRequest) -> HttpResponse:
        form = self.form(request.POST)
        if not passes(request, form, "The name of a filter"):
            return self.show(form, status=422)
        said = form.cleaned_data
        try:
            saved.save(
                group=self.group, by=request.user, name=said["name"], query=self.query,
                shared=said.get("shared", False),
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, status=422)
        messages.success(request, f"“{said['name']}” is saved.")
        return redirect(self.back)

    def show(self, form: SaveForm, status: int = 200) -> HttpResponse:
        page = {
            "title": "Save this filter",
            "purpose": "It stands above the actions from then on.",
            "breadcrumbs": [("Actions", self.back)],
            "form": form,
            "button": "Save",
            "cancel_url": self.back,
        }
        return render(self.request, "shapes/form.html", page, status=status)


class RemoveFilter(GroupView):
    """Only one's own; business support and the chair also what is shared."""

    permission = "view_actions"
    or_permission = "update_actions"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        offered = saved.offered(self.group, request.user, request.permissions, on=clock.today())
        rows = SavedFilter.objects.filter(pk__in=[one.pk for one in offered])
        if not self.may("manage_actions"):
            rows = rows.filter(person=request.user)
        row: SavedFilter = get_object_or_404(rows, pk=pk)
        row.delete()
        messages.success(request, f"“{row.name}” is removed.")
        return redirect("actionplans:list", self.group.slug)
