"""The chair's letters after consecutive apologies (P6): the list, and one letter to edit, sign and send."""

from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.doors import ask
from meetings.enums import LetterState
from meetings.models import ApologyLetter
from meetings.policies import letters as policies
from meetings.services import letters, seen
from subgroup import clock
from subgroup.errors import Conflict, NotAllowed
from subgroup.files.storage import serve
from subgroup.forms import GovForm
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest, GroupView

COLOURS = {
    LetterState.DRAFTED: "yellow", LetterState.SIGNED: "blue", LetterState.SENT: "green", LetterState.NOT_NEEDED: "grey",
}  # fmt: skip


class LetterForm(GovForm):
    text = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 22}),
        label="The letter",
        error_messages={"required": "The letter has no text"},
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class LetterFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=LetterState.choices, label="State", empty_label="Every state")

    class Meta:
        model = ApologyLetter
        fields: list[str] = []


def address(letter: ApologyLetter, name: str = "letter") -> str:
    return reverse(f"meetings:{name}", args=[letter.meeting.group.slug, letter.pk])


class LetterList(ListPage, GroupView):
    permission = "sign_letters"
    or_permission = "view_mail"
    title = "Letters after consecutive apologies"
    purpose = "Drafted when a seat sends apologies to a second meeting in a row. The chair edits, signs off and sends."
    nouns = ("letter", "letters")
    filterset_class = LetterFilter
    ordering = ["-meeting__day", "seat__number"]
    empty_text = (
        "A letter appears here when the attendance of a second meeting in a row is confirmed with apologies."
    )
    columns = [
        Column("seat__code", "Seat", link=address, sort="seat__number"),
        Column("addressee__name", "To", sort="addressee__name"),
        Column("meeting__code", "After"),
        Column("meeting__day", "Day of the meeting", sort="meeting__day"),
        Column(
            "state",
            "State",
            lambda one: one.get_state_display(),
            colour=lambda one: COLOURS[LetterState(one.state)],
        ),
        Column("sent_at", "Sent", sort="sent_at"),
    ]

    def get_queryset(self) -> QuerySet[ApologyLetter]:
        rows = ApologyLetter.objects.filter(meeting__group=self.request.group)
        return rows.select_related("meeting__group", "seat", "addressee")


class _LetterView(GroupView):
    abstract = True
    permission = "sign_letters"

    @cached_property
    def letter(self) -> ApologyLetter:
        rows = ApologyLetter.objects.filter(meeting__group=self.group)
        rows = rows.select_related(
            "meeting__group", "meeting__terms", "seat", "addressee", "signed_by", "sent_by", "pdf"
        )
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def crumbs(self) -> list[tuple[str, str]]:
        return [("Letters", reverse("meetings:letters", args=[self.group.slug]))]

    def reasons(self) -> dict[str, str]:
        """Why a step cannot be taken now, for the disabled button."""
        found = {}
        for name, check in (("sign", policies.check_sign), ("send", policies.check_send)):
            try:
                check(self.letter)
                found[name] = ""
            except NotAllowed as refusal:
                found[name] = str(refusal)
        return found

    def save(self) -> HttpResponse | None:
        """Saves what stands in the box; answers the page again where that is refused."""
        form = LetterForm(self.request.POST)
        letter = self.letter
        place = f"The letter to {letter.seat.code} after {letter.meeting.code} of {letter.meeting.year}"
        if not ask(form, place=place, group=self.group, by=self.request.user, at=clock.now()):
            return self.show(form, status=422)
        try:
            letters.edit(letter=self.letter, by=self.request.user, at=clock.now(), **form.cleaned_data)
        except Conflict as conflict:
            merged = LetterForm(initial={"text": conflict.mine, "version": self.letter.version})
            return self.show(merged, theirs=conflict.theirs, status=409)
        return None

    def show(self, form: LetterForm, *, theirs: str = "", status: int = 200) -> HttpResponse:
        letter = self.letter
        reasons = self.reasons()
        may = self.may("sign_letters")
        page: dict[str, Any] = {
            "title": f"Letter to {letter.addressee}",
            "caption": f"{letter.seat.code} {letter.seat.title}",
            "breadcrumbs": self.crumbs(),
            "letter": letter,
            "form": form,
            "theirs": theirs,
            "colour": COLOURS[LetterState(letter.state)],
            "due": Deadline.objects.filter(group=self.group).about("letter", letter.pk).first(),
            "seen": seen.word(seen.of_letter(letter), clock.now()),
            "editable": may and letter.state in (LetterState.DRAFTED, LetterState.SIGNED),
            "may_sign": may and not reasons["sign"],
            "may_send": may and not reasons["send"],
        }
        return render(self.request, "meetings/letter.html", page, status=status)


class Letter(_LetterView):
    permission = "sign_letters"
    or_permission = "view_mail"
    acts = {"post": "sign_letters"}

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        return self.show(LetterForm(initial={"text": self.letter.text, "version": self.letter.version}))

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        if refused := self.save():
            return refused
        messages.success(request, "The letter is saved. Sign it off before it is sent.")
        return redirect(address(self.letter))


class SignLetter(_LetterView):
    """Signs what stands in the box: words typed and not saved are saved first."""

    permission = "sign_letters"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        typed = request.POST.get("text", self.letter.text).replace("\r\n", "\n")
        word: str | None = request.POST.get("seen", "")
        if typed != self.letter.text and self.letter.state == LetterState.DRAFTED:
            if refused := self.save():
                return refused
            word = None
        try:
            letters.sign(letter=self.letter, by=request.user, at=clock.now(), seen=word)
            messages.success(request, "The letter is signed off. It can be sent now.")
        except seen.Changed as refusal:
            messages.error(request, str(refusal))
        return redirect(address(self.letter))


class SendLetter(_LetterView):
    permission = "sign_letters"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        policies.check_send(self.letter)
        page = {
            "title": "Send the letter?",
            "breadcrumbs": self.crumbs(),
            "happens": ["The text is sent by mail as it stands, and filed as a PDF that never changes."],
            "told": [self.letter.addressee.name],
            "button": "Send the letter",
            "cancel_url": address(self.letter),
            "letter": self.letter,
            "hidden": {"seen": seen.word(seen.of_letter(self.letter), clock.now())},
        }
        return render(request, "meetings/letter_send.html", page)

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        try:
            letters.send(
                letter=self.letter, by=request.user, at=clock.now(), seen=request.POST.get("seen", "")
            )
        except seen.Changed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(request, f"The letter is sent to {self.letter.addressee}.")
        return redirect(address(self.letter))


class LetterFile(_LetterView):
    permission = "sign_letters"
    or_permission = "view_mail"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        if self.letter.pdf is None:
            raise Http404("The letter has not been sent.")
        return serve(self.letter.pdf)
