"""One seat: who held it, who stands in for it, what it owes; and the acts that change that."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.functional import cached_property

from members.forms import seats as seat_forms
from members.models import Deputyship, Seat
from members.policies import check_compact
from members.representation import agency_names, seats_on
from members.services import compacts, coordinating, newcomers, seats
from members.views.group import colour
from members.views.pages import FormPage, MemberPage
from subgroup import changes, clock, registry
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest

SHOWN = 10


class OfSeat(MemberPage):
    """Something of the seat `pk`."""

    abstract = True

    @cached_property
    def seat(self) -> Seat:
        rows = Seat.objects.select_related("agency", "group")
        return get_object_or_404(rows, group=self.group, pk=self.kwargs["pk"])

    @cached_property
    def holding(self):
        """Who holds it today, or will hold it next; None for a vacant seat."""
        return (
            self.seat.holdings.on_or_after(clock.today())
            .select_related("person")
            .order_by("starts_on")
            .first()
        )

    def seat_crumbs(self) -> list[tuple[str, str]]:
        return self.crumbs((self.seat.title, self.url("seat", self.seat.pk)))

    @property
    def why_no_compact(self) -> str:
        """M2: why the seat cannot be filled today; empty when it can."""
        try:
            check_compact(self.seat, clock.today())
        except NotAllowed as refusal:
            return str(refusal)
        return ""


def inherited(seat: Seat) -> list[Deadline]:
    """What is open and stays with the seat when its holder changes, but for what is hidden from anybody."""
    rows = Deadline.objects.open().filter(group=seat.group, owner_kind="seat", owner_key=str(seat.pk))
    about = {(row.subject_kind, row.subject_id) for row in rows}
    gone = registry.hidden(None, seat.group, about, on=clock.today())
    return [row for row in rows if (row.subject_kind, row.subject_id) not in gone]


def by_kind(rows: list[Deadline]) -> str:
    """“3 actions and 1 meeting reply”, for what a successor takes over."""
    kinds: dict[str, int] = {}
    for row in rows:
        title = registry.rules[row.rule].title if row.rule in registry.rules else row.rule
        kinds[title] = kinds.get(title, 0) + 1
    return "; ".join(f"{title}: {number}" for title, number in sorted(kinds.items()))


class SeatPage(OfSeat):
    permission = "view_group"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        seat, today = self.seat, clock.today()
        on = next((one for one in seats_on(self.group, today) if one.seat.pk == seat.pk), None)
        holdings = list(seat.holdings.select_related("person").order_by("-starts_on"))
        deputyships = list(seat.deputyships.select_related("person").order_by("-starts_on"))
        memberships = list(seat.coordinating_memberships.all())
        overrides = list(seat.compact_overrides.select_related("by").order_by("-starts_on"))
        current = next((row for row in memberships if row.ends_on is None or row.ends_on >= today), None)
        owed = inherited(seat) if self.may("view_actions") else []
        context = {
            "title": seat.title,
            "caption": f"Post {seat.code}, {agency_names(self.group, today).get(seat.agency_id, seat.agency.name)}",
            "breadcrumbs": self.crumbs(),
            "seat": seat,
            "on": on,
            "colour": colour(on) if on else "grey",
            "holding": self.holding,
            "holdings": holdings,
            "deputyships": deputyships,
            "current_deputyships": [
                row for row in deputyships if row.ends_on is None or row.ends_on >= today
            ],
            "memberships": memberships,
            "current_membership": current,
            "overrides": overrides,
            "owed": owed[:SHOWN],
            "owed_rest": max(0, len(owed) - SHOWN),
            "may_manage": self.may("manage_members") and seat.closed_on is None,
            "may_override": self.may("override_compact") and seat.closed_on is None,
            "why_no_compact": self.why_no_compact if seat.closed_on is None else "",
            "entries": self.history([seat, *holdings, *deputyships, *memberships, *overrides]),
            "may_see_changes": self.may("view_changes"),
        }
        return render(request, "members/seat.html", context)

    def history(self, things: list[Any]) -> list[changes.Change]:
        return changes.of(things) if self.may("view_changes") else []


class SeatForm(FormPage, OfSeat):
    """A form about one seat; `title` its heading, `button` its word."""

    abstract = True
    permission = "manage_members"
    form_class: type[forms.Form]
    title: str
    button = "Save"

    def make_form(self, *args: Any) -> forms.Form:
        return self.form_class(*args)

    def context(self) -> dict[str, Any]:
        return {
            "title": self.heading(),
            "caption": self.seat.title,
            "breadcrumbs": self.seat_crumbs(),
            "button": self.button,
        }

    def heading(self) -> str:
        return self.title

    def next_url(self) -> str:
        return self.url("seat", self.seat.pk)

    def bring_in(self, form: forms.Form, take: Any) -> tuple[Any, str]:
        """Lets the form's person take a place; answers who, and a sentence about the mail."""
        data = form.cleaned_data
        _, person, invited = newcomers.bring_in(
            take,
            group=self.group,
            name=data["name"],
            email=data["email"],
            invite=data["invite"],
            by=self.request.user,
            at=clock.now(),
        )
        return person, " An invitation is on its way to them." if invited else ""


class Fill(SeatForm):
    """M1, M2: a vacant seat is filled, unless its agency has no compact."""

    form_class = seat_forms.FillForm
    title = "Fill this post"
    button = "Fill the post"

    def context(self) -> dict[str, Any]:
        return {**super().context(), "warning": self.why_no_compact}

    def act(self, form: forms.Form) -> str:
        starts_on = form.cleaned_data["starts_on"]
        person, mail = self.bring_in(
            form,
            lambda person: seats.hold(
                seat=self.seat, person=person, starts_on=starts_on, by=self.request.user, at=clock.now()
            ),
        )
        return f"{person} holds {self.seat.title} from {long_date(starts_on)}.{mail}"


class Succeed(SeatForm):
    """M1: one leaves and another comes; what is open stays with the seat."""

    form_class = seat_forms.SuccessorForm
    title = "Change the holder"
    button = "Change the holder"

    def context(self) -> dict[str, Any]:
        owed = inherited(self.seat)
        intro = f"{self.holding.person} holds this post." if self.holding else "Nobody holds this post."
        if owed:
            things = count(len(owed), "open thing", "open things")
            intro += f" The new holder inherits {things} ({by_kind(owed)})."
        else:
            intro += " Nothing is open that the new holder would inherit."
        return {**super().context(), "intro": intro, "warning": self.why_no_compact}

    def act(self, form: forms.Form) -> str:
        data = form.cleaned_data
        person, mail = self.bring_in(
            form,
            lambda person: seats.change_holder(
                seat=self.seat,
                ended_on=data["ended_on"],
                person=person,
                starts_on=data["starts_on"],
                by=self.request.user,
                at=clock.now(),
            ),
        )
        return f"{person} holds {self.seat.title} from {long_date(data['starts_on'])}.{mail}"


class EndHolding(SeatForm):
    form_class = seat_forms.LastDayForm
    title = "Leave this post vacant"
    button = "End it"

    def context(self) -> dict[str, Any]:
        who = self.holding.person if self.holding else "Nobody"
        owed = inherited(self.seat)
        intro = f"{who} holds this post."
        if owed:
            things = count(len(owed), "open thing stays", "open things stay")
            intro += (
                f" {things} with the post ({by_kind(owed)}) and go to its deputy, or to business support."
            )
        return {**super().context(), "intro": intro}

    def act(self, form: forms.Form) -> str:
        day = form.cleaned_data["ends_on"]
        ended = seats.end_holding(seat=self.seat, ends_on=day, by=self.request.user, at=clock.now())
        return f"The last day of {ended.person} is {long_date(day)}."


class NameDeputy(SeatForm):
    form_class = seat_forms.DeputyForm
    title = "Name a deputy"
    button = "Name the deputy"

    def act(self, form: forms.Form) -> str:
        data = form.cleaned_data
        person, mail = self.bring_in(
            form,
            lambda person: seats.name_deputy(
                seat=self.seat,
                person=person,
                starts_on=data["starts_on"],
                ends_on=data["ends_on"],
                by=self.request.user,
                at=clock.now(),
            ),
        )
        return f"{person} is deputy from {long_date(data['starts_on'])}.{mail}"


class EndDeputy(SeatForm):
    form_class = seat_forms.LastDayForm
    button = "End it"

    @cached_property
    def deputyship(self) -> Deputyship:
        rows = self.seat.deputyships.select_related("person", "seat__group")
        return get_object_or_404(rows, pk=self.kwargs["deputyship"])

    def heading(self) -> str:
        return f"End the deputyship of {self.deputyship.person}"

    def act(self, form: forms.Form) -> str:
        day = form.cleaned_data["ends_on"]
        seats.end_deputyship(deputyship=self.deputyship, ends_on=day, by=self.request.user, at=clock.now())
        return f"{self.deputyship.person} is deputy until {long_date(day)}."


class JoinCoordinating(SeatForm):
    """P1: the seat's holder sits on the Coordination and Delivery Group."""

    form_class = seat_forms.CoordinatingForm
    title = "This post sits on the Coordination and Delivery Group"

    def act(self, form: forms.Form) -> str:
        data = form.cleaned_data
        coordinating.join(
            seat=self.seat,
            starts_on=data["starts_on"],
            note=data["note"],
            by=self.request.user,
            at=clock.now(),
        )
        return f"It sits on the Coordination and Delivery Group from {long_date(data['starts_on'])}."


class LeaveCoordinating(SeatForm):
    form_class = seat_forms.LastDayForm
    title = "This post leaves the Coordination and Delivery Group"

    def act(self, form: forms.Form) -> str:
        day = form.cleaned_data["ends_on"]
        coordinating.leave(seat=self.seat, ends_on=day, by=self.request.user, at=clock.now())
        return f"It sits on the Coordination and Delivery Group until {long_date(day)}."


class Override(SeatForm):
    """M2: the business manager lets the seat be held, and count, without a compact."""

    permission = "override_compact"
    form_class = seat_forms.OverrideForm
    title = "Let this post be held without a compact"
    button = "Record the override"

    def act(self, form: forms.Form) -> str:
        data = form.cleaned_data
        compacts.override(
            seat=self.seat,
            until=data["until"],
            reason=data["reason"],
            starts_on=data["starts_on"],
            by=self.request.user,
            at=clock.now(),
        )
        return f"This post may be held without a compact until {long_date(data['until'])}."
