"""The chair names who reads an item whose named readers are all gone, without seeing it."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from meetings.forms.submission import UnseenReadersForm
from meetings.hiding import HIDDEN_TITLE
from meetings.models import AgendaItem
from meetings.services import readers
from meetings.views.submission import crumbs, url
from subgroup import clock
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupRequest, GroupView


class NameUnseen(GroupView):
    permission = "decide_late"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(self.item(pk), self.form())

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        item, form = self.item(pk), self.form(request.POST)
        if not form.is_valid():
            return self.show(item, form, status=422)
        try:
            named = readers.name_unseen(
                item=item, people=form.cleaned_data["people"], by=request.user, at=clock.now()
            )
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(item, form, status=422)
        them = listing([person.name for person in named])
        messages.success(
            request, f"{them} may read it from now on, and {'is' if len(named) == 1 else 'are'} told by mail."
        )
        return redirect(url(self, "detail", item.meeting_id))

    def item(self, pk: int) -> AgendaItem:
        found = (one for one in readers.unread(self.group, clock.today()) if one.pk == pk)
        if item := next(found, None):
            return item
        raise Http404("No such item, or somebody who is named for it is there.")

    def form(self, *data: object) -> UnseenReadersForm:
        return UnseenReadersForm(*data, people=readers.could_read(self.group, clock.today()))

    def show(self, item: AgendaItem, form: forms.Form, status: int = 200) -> HttpResponse:
        meeting = item.meeting
        context = {
            "title": "Name who reads a confidential item",
            "caption": f"{HIDDEN_TITLE}, {meeting.code}, {long_date(meeting.day)}",
            "breadcrumbs": crumbs(self, meeting),
            "form": form,
            "intro": "Nobody is left of the people named to read it, so that nobody can name others. You name them without seeing "
            "the item: you do not become a reader unless you choose yourself. It is kept on record that you named them, and "
            "they are told by mail.",
            "button": "Name them",
            "cancel_url": url(self, "detail", meeting.pk),
        }
        return render(self.request, "shapes/form.html", context, status=status)
