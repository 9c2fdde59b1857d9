"""What is done to one item: each a form that calls one service and goes back to the item."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from meetings import uploads
from meetings.enums import ItemKind, ItemState
from meetings.forms import submission as item_forms
from meetings.models import AgendaItem, Paper, Withholding
from meetings.policies.submission import check_decide, check_takes_items, check_withdraw
from meetings.services import readers, seen, submission, withholding
from meetings.views.submission import ItemView, url, why_not
from subgroup import clock
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed


class ItemAct(ItemView):
    """A form about one item: shows it, calls a service, goes back to the item."""

    abstract = True
    form_class: type[forms.Form]
    title = ""
    button = "Save"
    intro = ""
    kind = ""
    done = ""

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        item = self.item(pk)
        if why := self.refused(item):
            messages.error(request, why)
            return redirect(url(self, "item", item.pk))
        return self.show(item, self.make_form())

    def refused(self, item: AgendaItem) -> str:
        """Why there is nothing to be filled in, as a sentence."""
        return ""

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        item = self.item(pk)
        form = self.make_form(request.POST, request.FILES)
        files = uploads.take(
            form, [1] if "paper_1" in form.fields else [], group=self.group, by=request.user, at=clock.now(),
            place=f"{self.title}, {item.reference} of {item.meeting.year}",
        )  # fmt: skip
        if not form.is_valid() or form.errors:
            return self.show(item, form, status=422)
        try:
            self.act(item, form.cleaned_data, files.get(1))
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(item, form, status=422)
        messages.success(request, self.done)
        return redirect(url(self, "item", item.pk))

    def make_form(self, *data: Any) -> forms.Form:
        return self.form_class(*data)

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        raise NotImplementedError

    def show(self, item: AgendaItem, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        context = {
            "title": self.title,
            "caption": f"{item.reference} {item.title}".strip(),
            "breadcrumbs": self.crumbs(item),
            "form": form,
            "button": self.button,
            "button_kind": self.kind,
            "intro": self.intro,
            "cancel_url": url(self, "item", item.pk),
            **more,
        }
        return render(self.request, "shapes/form.html", context, status=status)


class AddPaper(ItemAct):
    permission = "submit_items"
    only_senders = True
    form_class = item_forms.PaperForm
    title = "Add a paper"
    button = "Send the paper"
    done = "The paper has come in."

    def refused(self, item: AgendaItem) -> str:
        return why_not(check_takes_items, item.meeting)

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        submission.add_paper(
            item=item,
            file=file,
            by=self.request.user,
            at=clock.now(),
            title=data["title"],
            marking=data["marking"],
        )

    def show(self, item: AgendaItem, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        due_on = item.due_on or submission.items_due(item.meeting).on
        if item.complete_on is None and item.kind == ItemKind.SUBMITTED:
            more["intro"] = f"Items and papers are in time until the close of {long_date(due_on)}."
            if clock.today() > due_on:
                more["warning"] = (
                    f"The last day was {long_date(due_on)}. With this paper the item is late, and only the chair can accept it."
                )
        elif item.meeting.agenda_state == "published":
            more["intro"] = "The pack is published: readers get this paper with the next version of the pack."
        return super().show(item, form, status, **more)


class AddVersion(ItemAct):
    permission = "submit_items"
    only_senders = True
    form_class = item_forms.VersionForm
    title = "Send a new version"
    button = "Send the new version"
    intro = "The earlier version is kept. Readers of a published pack get the new one with the next version of the pack."
    done = "The new version has come in. The earlier one is kept."

    def item(self, pk: int) -> AgendaItem:
        self.paper = get_object_or_404(
            Paper.objects.select_related("item"), pk=pk, item__meeting__group=self.group
        )
        return super().item(submission.standing_for(self.paper.item).pk)

    def refused(self, item: AgendaItem) -> str:
        return why_not(check_takes_items, item.meeting)

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        submission.add_version(
            paper=self.paper, file=file, note=data["note"], by=self.request.user, at=clock.now()
        )


class Withdraw(ItemAct):
    permission = "submit_items"
    only_senders = True
    form_class = item_forms.ReasonForm
    title = "Withdraw the item"
    button = "Withdraw it"
    kind = "warning"
    intro = "The item comes off the agenda. It stays on record with your reason."
    done = "The item is withdrawn."

    def refused(self, item: AgendaItem) -> str:
        return why_not(check_withdraw, item)

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        submission.withdraw(item=item, reason=data["reason"], by=self.request.user, at=clock.now())


class DecideLate(ItemAct):
    permission = "decide_late"
    form_class = item_forms.DecisionForm
    title = "Accept or refuse a late item"
    button = "Decide"
    done = "Your decision is recorded, and the sender is told."

    def refused(self, item: AgendaItem) -> str:
        due_on = item.due_on or submission.items_due(item.meeting).on
        return why_not(check_decide, item, accept=True, due_on=due_on, at=clock.now(), reconsider=True)

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        accept = data["decision"] == "accept"
        again = "seen_refused" in self.request.POST
        submission.decide_late(
            item=item,
            accept=accept,
            reason=data["reason"],
            by=self.request.user,
            at=clock.now(),
            reconsider=again,
        )

    def show(self, item: AgendaItem, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        due_on = item.due_on or submission.items_due(item.meeting).on
        came = (
            f"It was complete on {long_date(item.complete_on)}."
            if item.complete_on
            else "Its paper has not come yet."
        )
        more["intro"] = (
            f"The last day for items and papers was {long_date(due_on)}. {came} The sender is told by mail."
        )
        if item.state == ItemState.REFUSED:
            form.fields["seen_refused"] = forms.CharField(
                widget=forms.HiddenInput, initial="1", required=False
            )
            more["warning"] = f"{item.late_decision_by} refused it: {item.late_reason}"
        return super().show(item, form, status, **more)


class CheckItem(ItemAct):
    permission = "manage_meetings"
    form_class = item_forms.CheckForm
    title = "Check the item"
    button = "Save the check"
    done = "The check is saved."

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        submission.check(
            item=item,
            complete=data["complete"] == "yes",
            note=data["note"],
            by=self.request.user,
            at=clock.now(),
        )


class Readers(ItemAct):
    """Who reads the item, person by person."""

    permission = "manage_meetings"
    form_class = item_forms.ReadersForm
    title = "Who reads the item"
    button = "Save who reads it"
    intro = (
        "For everybody else it stands on the agenda as a confidential item, and a sheet stands in place of its pages. "
        "Its title, papers, minutes, decisions and actions are not there for them. What they have opened already they know."
    )
    done = "It is saved who reads the item."

    def item(self, pk: int) -> AgendaItem:
        self.subject = super().item(pk)
        return self.subject

    def make_form(self, *data: Any) -> forms.Form:
        today, named = clock.today(), readers.named(self.subject)
        initial = {"who": "named" if named else "all", "people": [person.pk for person in named]}
        always = readers.always(self.subject, self.request.user, today)
        people = dict.fromkeys(named, "") | readers.could_read(self.group, today)
        chosen = {one: post for one, post in people.items() if one not in always}
        return item_forms.ReadersForm(*data, people=chosen, always=always, initial=initial)

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        readers.name(
            item=item, people=data["people"] if data["who"] == "named" else [], by=self.request.user, at=clock.now(),
            seen=self.request.POST.get("seen", ""),
        )  # fmt: skip

    def show(self, item: AgendaItem, form: forms.Form, status: int = 200, **more: Any) -> HttpResponse:
        more["hidden"] = {"seen": seen.word(readers.of_readers(item), clock.now())}
        if form.errors and (now := readers.named(item)):
            more["warning"] = f"Named now: {listing([person.name for person in now])}."
        return super().show(item, form, status, **more)


class Withhold(ItemAct):
    permission = "manage_meetings"
    form_class = item_forms.WithholdForm
    title = "Keep the papers from a reader"
    button = "Keep them from this reader"
    intro = (
        "They see that the item is on the agenda, and in their copy of the pack a sheet stands in place of its pages. "
        "What they have opened already they know."
    )
    done = "The papers are kept from this reader."

    def make_form(self, *data: Any) -> forms.Form:
        return item_forms.WithholdForm(*data, people=readers.could_read(self.group, clock.today()))

    def act(self, item: AgendaItem, data: dict[str, Any], file: Any) -> None:
        withholding.withhold(
            item=item, person=data["person"], reason=data["reason"], by=self.request.user, at=clock.now()
        )


class LiftWithholding(ItemView):
    permission = "manage_meetings"

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        kept = get_object_or_404(Withholding, pk=pk, item__meeting__group=self.group)
        withholding.lift(withholding=kept, by=request.user, at=clock.now())
        messages.success(request, f"{kept.person} may read the papers again.")
        return redirect(url(self, "item", kept.item_id))
