"""Who gets the bulletins by mail: the list, adding and ending, and one's own."""

from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect

from members import standing
from members.models import Agency
from reviews.enums import Ended
from reviews.forms.learning import AddReadersForm, EndReaderForm
from reviews.models import Subscriber
from reviews.services import subscribers
from reviews.views.form_act import FormAct
from reviews.views.learning import parts, url
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest, GroupView


class ReaderFilter(django_filters.FilterSet):
    agency = django_filters.ModelChoiceFilter(
        queryset=Agency.objects.none(), label="Agency", empty_label="Every agency"
    )
    ended = django_filters.ChoiceFilter(
        field_name="ended_because", choices=Ended, label="Ended because", empty_label="All"
    )

    class Meta:
        model = Subscriber
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.filters["agency"].queryset = Agency.objects.filter(group=self.request.group)


class ReaderList(ListPage, GroupView):
    permission = "write_learning"
    title = "Readers of the bulletins"
    nouns = ("reader", "readers")
    filterset_class = ReaderFilter
    template_name = "learning/readers.html"
    ordering: ClassVar[list[str]] = ["name", "email"]
    empty_title = "No readers besides the members yet"
    empty_text = "Add the addresses of agencies’ staff. Members appear here when the first bulletin is sent."

    def get_columns(self) -> list[Column]:
        request, on = self.request, clock.today()
        seated = {one.holder.pk for one in standing.seats(self.group, on) if one.holder}
        return [
            Column("name", "Name", lambda one: one.name or "No name given", lambda one: url(request, "reader", one.pk), sort="name"),
            Column("email", "E-mail", sort="email"),
            Column("agency", "Agency", lambda one: one.agency.code, sort="agency__code"),
            Column("person", "How", lambda one: _how(one, seated)),
            Column(
                "ended", "State", lambda one: one.get_ended_because_display() or "Gets them",
                colour=lambda one: "grey" if one.ended_at else "green",
            ),
        ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Subscriber]:
        return Subscriber.objects.filter(group=self.group).select_related("agency")

    def list_context(self) -> dict[str, Any]:
        held = {one.holder.pk for one in standing.seats(self.group, clock.today()) if one.holder}
        return {
            "parts": parts(self.request, "readers"),
            "add_url": url(self.request, "readers_add"),
            "seats": count(len(held), "member gets", "members get"),
            "number": len(subscribers.readers(self.group, on=clock.today())),
        }


def _how(one: Subscriber, seated: set[int]) -> str:
    if one.person_id is None:
        return "Added"
    return "By their seat" if one.person_id in seated else "By a seat, until it ended"


class AddReaders(FormAct):
    permission = "write_learning"
    form_class = AddReadersForm
    title = "Add readers"
    button = "Add them"

    def make_form(self, *data: Any, **kwargs: Any) -> AddReadersForm:
        return AddReadersForm(*data, agencies=Agency.objects.filter(group=self.group), **kwargs)

    def take(self, form: forms.Form) -> None:
        """Staff of agencies are no children of cases, whatever their surname."""

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        added = subscribers.add(group=self.group, people=said["people"], by=self.request.user, at=clock.now())
        if added.refused:
            messages.warning(self.request, f"Not added, because it was ended: {', '.join(added.refused)}.")
        there = f" {count(added.there, 'was', 'were')} there already." if added.there else ""
        return f"{count(added.new, 'reader is', 'readers are')} added.{there}"

    def back(self) -> str:
        return url(self.request, "readers")

    def trail(self) -> list[tuple[str, str]]:
        return [("Readers of the bulletins", url(self.request, "readers"))]


class ReaderPage(FormAct):
    """One reader: ends what goes to them, or takes it up again."""

    permission = "write_learning"
    form_class = EndReaderForm
    template = "learning/reader.html"
    button = "Send no more"
    done = "Nothing more is sent to this address."

    @property
    def title(self) -> str:  # type: ignore[override]
        return str(self.reader)

    @cached_property
    def reader(self) -> Subscriber:
        rows = Subscriber.objects.filter(group=self.group).select_related("agency", "added_by", "person")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        subscribers.end(subscriber=self.reader, by=self.request.user, at=clock.now(), **said)

    def back(self) -> str:
        return url(self.request, "readers")

    def trail(self) -> list[tuple[str, str]]:
        return [("Readers of the bulletins", url(self.request, "readers"))]

    def more(self) -> dict[str, Any]:
        mails = self.reader.mails.select_related("bulletin", "message").order_by("-bulletin__sent_at")
        return {
            "reader": self.reader,
            "mails": [(one, url(self.request, "bulletin", one.bulletin_id)) for one in mails],
            "again_refused": "Only they themselves take it up again."
            if self.reader.ended_because == Ended.UNSUBSCRIBED
            else "",
        }

    def show(self, form: Any, status: int = 200, **more: Any) -> HttpResponse:
        return super().show(None if self.reader.ended_at else form, status, **more)


class ReaderAgain(GroupView):
    permission = "write_learning"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = get_object_or_404(Subscriber, group=self.group, pk=pk)
        try:
            subscribers.again(subscriber=row, by=request.user, at=clock.now())
            messages.success(request, f"The next bulletin goes to {row.email} again.")
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(url(request, "reader", pk))


class OwnBulletins(GroupView):
    """The reader’s own mails: ended, or taken up again."""

    permission = "view_learning"

    def post(self, request: GroupRequest) -> HttpResponse:
        wanted = request.POST.get("wanted") == "yes"
        try:
            subscribers.turn(
                group=self.group, person=request.user, wanted=wanted, on=clock.today(), at=clock.now()
            )
            said = "You get the next bulletin by mail." if wanted else "You get no more bulletins by mail."
            messages.success(request, said)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(url(request, "bulletins"))
