"""People and their accounts. An administrator sees these pages and nothing of meetings or papers."""

from datetime import date
from typing import Any, ClassVar

import django_filters
from django import forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import cached_property

from members.enums import Role
from members.forms.people import AddressForm, AppointForm
from members.forms.seats import LastDayForm
from members.models import Appointment, Deputyship, Holding, Invitation
from members.services import accounts, appointments, invitations, newcomers
from members.services.people import people_of
from members.views.pages import FormPage, MemberPage
from subgroup import changes, clock
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.models import Person, SubGroup
from subgroup.views.base import GroupRequest

STATES = {
    "joined": ("Has an account", "green"),
    "invited": ("Invited", "blue"),
    "expired": ("Invitation too old", "yellow"),
    "never": ("Never invited", "grey"),
    "ended": ("Account ended", "red"),
}


def places_of(group: SubGroup, day: date) -> dict[int, list[str]]:
    """Person id → what they are in the group on that day, in words. Three queries."""
    found: dict[int, list[str]] = {}
    for holding in Holding.objects.filter(seat__group=group).on(day).select_related("seat"):
        role = "" if holding.seat.role == Role.MEMBER else f", {holding.seat.get_role_display().lower()}"
        found.setdefault(holding.person_id, []).append(f"{holding.seat.title}{role}")
    for deputyship in Deputyship.objects.filter(seat__group=group).on(day).select_related("seat"):
        found.setdefault(deputyship.person_id, []).append(f"deputy of {deputyship.seat.title}")
    for row in Appointment.objects.filter(group=group).on(day).select_related("agency"):
        of = f" for {row.agency}" if row.agency else ""
        found.setdefault(row.person_id, []).append(f"{row.get_role_display()}{of}")
    return found


def newest_invitations(group: SubGroup) -> dict[int, Invitation]:
    rows = Invitation.objects.filter(group=group, accepted_at=None, revoked_at=None).order_by("invited_at")
    return {row.person_id: row for row in rows}


def account_state(person: Person, invited: Invitation | None) -> str:
    if not person.is_active:
        return "ended"
    if person.joined_at:
        return "joined"
    if invited is None:
        return "never"
    return "invited" if invited.expires_at > clock.now() else "expired"


class PeopleFilter(django_filters.FilterSet):
    name = django_filters.CharFilter(label="Name or email address", method="find")
    account = django_filters.ChoiceFilter(
        label="Account",
        choices=[("joined", "Has an account"), ("none", "Has none yet"), ("ended", "Account ended")],
        empty_label="All",
        method="by_account",
    )

    class Meta:
        model = Person
        fields: list[str] = []

    def find(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        return rows.filter(Q(name__icontains=value) | Q(email__icontains=value))

    def by_account(self, rows: QuerySet[Person], name: str, value: str) -> QuerySet[Person]:
        match value:
            case "joined":
                return rows.filter(is_active=True, joined_at__isnull=False)
            case "ended":
                return rows.filter(is_active=False)
        return rows.filter(is_active=True, joined_at=None)


class PeoplePage(MemberPage):
    """Open to who manages members and to who runs accounts."""

    abstract = True
    permission = "manage_members"
    or_permission: ClassVar[str | None] = "manage_accounts"


class People(ListPage, PeoplePage):
    title = "People"
    purpose = "Everybody who has or had a place in this sub-group, and whether they can sign in."
    nouns = ("person", "people")
    ordering = ["name"]
    filterset_class = PeopleFilter
    phrases = {"name": lambda text: f"matching “{text}”"}
    template_name = "members/people.html"
    empty_text = "People appear here when they are given a post or a role."

    def get_queryset(self) -> QuerySet[Person]:
        return people_of(self.group)

    def get_columns(self) -> list[Column]:
        places = places_of(self.group, clock.today())
        invited = newest_invitations(self.group)

        def state(person: Person) -> tuple[str, str]:
            return STATES[account_state(person, invited.get(person.pk))]

        return [
            Column("name", "Name", link=lambda one: self.url("person", one.pk), sort="name"),
            Column("email", "Email address", sort="email"),
            Column("places", "In the group", lambda one: "; ".join(places.get(one.pk, []))),
            Column("account", "Account", lambda one: state(one)[0], colour=lambda one: state(one)[1]),
        ]

    def list_context(self) -> dict[str, Any]:
        return {"breadcrumbs": self.crumbs(), "may_manage": self.may("manage_members")}


class OfPerson(PeoplePage):
    abstract = True

    @cached_property
    def person(self) -> Person:
        return get_object_or_404(people_of(self.group), pk=self.kwargs["pk"])

    def person_crumbs(self) -> list[tuple[str, str]]:
        return self.crumbs(
            ("People", self.url("people")), (str(self.person), self.url("person", self.person.pk))
        )

    def back(self) -> HttpResponse:
        return redirect(self.url("person", self.person.pk))


class PersonPage(OfPerson):
    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        person, today, now = self.person, clock.today(), clock.now()
        asked = list(person.invitations.filter(group=self.group).select_related("invited_by"))
        waiting = next((row for row in asked if not row.accepted_at and not row.revoked_at), None)
        state = account_state(person, waiting)
        held = Holding.objects.filter(person=person, seat__group=self.group).select_related("seat")
        deputy = Deputyship.objects.filter(person=person, seat__group=self.group).select_related("seat")
        holdings, deputyships = list(held.order_by("-starts_on")), list(deputy.order_by("-starts_on"))
        roles = list(person.appointments.filter(group=self.group).select_related("agency"))
        sees_changes = self.may("view_changes")
        context = {
            "title": str(person),
            "caption": "Person",
            "breadcrumbs": self.crumbs(("People", self.url("people"))),
            "person": person,
            "state": STATES[state][0],
            "colour": STATES[state][1],
            "holdings": holdings,
            "deputyships": deputyships,
            "appointments": [(row, row.ends_on is None or row.ends_on >= today) for row in roles],
            "invitations": [(row, invitation_state(row, now)) for row in asked],
            "waiting": waiting,
            "may_manage": self.may("manage_members"),
            "may_open_seats": self.may("view_group"),
            "may_invite": state in ("never", "invited", "expired"),
            "may_end": self.may("manage_accounts") and person.is_active,
            "why_not_end": self.why_not_end() if person.is_active else "",
            "may_restore": self.may("manage_accounts") and not person.is_active,
            "may_see_changes": sees_changes,
            "entries": changes.of([person, *holdings, *deputyships, *roles, *asked]) if sees_changes else [],
        }
        return render(request, "members/person.html", context)

    def why_not_end(self) -> str:
        try:
            accounts.check_end(self.person, self.group, by=self.request.user, at=clock.now())
        except NotAllowed as refusal:
            return str(refusal)
        return ""


def invitation_state(row: Invitation, now: Any) -> str:
    if row.accepted_at:
        return f"accepted on {long_date(clock.day_of(row.accepted_at))}"
    if row.revoked_at:
        return f"taken back on {long_date(clock.day_of(row.revoked_at))}"
    word = "too old since" if row.expires_at <= now else "works until"
    return f"{word} {long_date(clock.day_of(row.expires_at))}"


class Confirmed(OfPerson):
    """An act on a person that is confirmed first: `question` and `happens` on GET, `act` on POST."""

    abstract = True
    button: str
    destructive = False

    def question(self) -> dict[str, Any]:
        raise NotImplementedError

    def act(self) -> str:
        raise NotImplementedError

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        context = {
            "breadcrumbs": self.person_crumbs(),
            "button": self.button,
            "destructive": self.destructive,
            "cancel_url": self.url("person", self.person.pk),
            **self.question(),
        }
        return render(request, "shapes/confirm.html", context)

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self.act())
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return self.back()


class Invite(Confirmed):
    button = "Send the invitation"

    def question(self) -> dict[str, Any]:
        return {
            "title": f"Invite {self.person}?",
            "happens": [
                f"A mail goes to {self.person.email} with a link to choose a password.",
                f"The link works once, for {invitations.DAYS} days. An earlier link stops working.",
            ],
            "told": [str(self.person)],
        }

    def act(self) -> str:
        invitations.invite(person=self.person, group=self.group, by=self.request.user, at=clock.now())
        return f"An invitation is on its way to {self.person}."


class RevokeInvitation(Confirmed):
    button = "Take it back"
    destructive = True

    @cached_property
    def invitation(self) -> Invitation:
        return get_object_or_404(self.person.invitations, group=self.group, pk=self.kwargs["invitation"])

    def question(self) -> dict[str, Any]:
        return {
            "title": f"Take back the invitation of {self.person}?",
            "happens": [
                f"The link that was sent on {long_date(clock.day_of(self.invitation.invited_at))} stops working."
            ],
            "told": [],
        }

    def act(self) -> str:
        invitations.revoke(invitation=self.invitation, by=self.request.user, at=clock.now())
        return "The link no longer works."


class ChangeAddress(FormPage, OfPerson):
    refused_at = "email"

    def make_form(self, *args: Any) -> forms.Form:
        return AddressForm(*args)

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        accounts.check_change_address(self.person, self.group, by=request.user, at=clock.now())
        return super().get(request, **kwargs)

    def context(self) -> dict[str, Any]:
        person = self.person
        if person.joined_at:
            then = f"{person} signs in with the new address from now on, with the same password. A mail tells both addresses."
        else:
            then = f"{person} has no account yet. An invitation that waits is sent again, to the new address."
        return {
            "title": f"Change the email address of {person}",
            "intro": f"It is {person.email} now. {then}",
            "breadcrumbs": self.person_crumbs(),
            "button": "Change the address",
        }

    def next_url(self) -> str:
        return self.url("person", self.person.pk)

    def act(self, form: forms.Form) -> str:
        email = form.cleaned_data["email"]
        invited = accounts.change_address(
            person=self.person, group=self.group, email=email, by=self.request.user, at=clock.now()
        )
        return f"The address is changed.{' An invitation is on its way to it.' if invited else ''}"


class EndAccount(Confirmed):
    permission = "manage_accounts"
    or_permission = None
    button = "End the account"
    destructive = True

    def question(self) -> dict[str, Any]:
        return {
            "title": f"End the account of {self.person}?",
            "happens": [
                f"{self.person} is signed out everywhere at once, and cannot sign in.",
                "No more mail is sent to them.",
                "Their posts and all that they wrote stay in the record. End a post on its own page.",
            ],
            "told": [],
        }

    def act(self) -> str:
        accounts.end(person=self.person, group=self.group, by=self.request.user, at=clock.now())
        return f"The account of {self.person} is ended."


class RestoreAccount(Confirmed):
    permission = "manage_accounts"
    or_permission = None
    button = "Restore the account"

    def question(self) -> dict[str, Any]:
        return {
            "title": f"Restore the account of {self.person}?",
            "happens": ["They can be invited again, and then choose a new password."],
            "told": [],
        }

    def act(self) -> str:
        accounts.restore(person=self.person, by=self.request.user, at=clock.now())
        return f"The account of {self.person} is restored. Invite them, so that they can choose a password."


class Appoint(FormPage):
    """A role that comes with no post."""

    permission = "manage_members"

    def make_form(self, *args: Any) -> forms.Form:
        return AppointForm(*args, group=self.group)

    def context(self) -> dict[str, Any]:
        return {
            "title": "Give somebody a role without a post",
            "purpose": "Agency leads, readers, auditors and administrators. Members are given a post instead.",
            "breadcrumbs": self.crumbs(("People", self.url("people"))),
            "button": "Give the role",
        }

    def next_url(self) -> str:
        return self.url("people")

    def act(self, form: forms.Form) -> str:
        data, by, at = form.cleaned_data, self.request.user, clock.now()
        appointment, person, invited = newcomers.bring_in(
            lambda person: appointments.appoint(
                group=self.group,
                person=person,
                role=Role(data["role"]),
                agency=data["agency"],
                starts_on=data["starts_on"],
                by=by,
                at=at,
            ),
            group=self.group,
            name=data["name"],
            email=data["email"],
            invite=data["invite"],
            by=by,
            at=at,
        )
        mail = " An invitation is on its way to them." if invited else ""
        role = appointment.get_role_display()
        return f"{person}: {role}, from {long_date(data['starts_on'])}.{mail}"


class EndAppointment(FormPage, OfPerson):
    permission = "manage_members"
    or_permission = None

    @cached_property
    def appointment(self) -> Appointment:
        rows = Appointment.objects.select_related("person", "group")
        return get_object_or_404(rows, group=self.group, person=self.person, pk=self.kwargs["appointment"])

    def make_form(self, *args: Any) -> forms.Form:
        return LastDayForm(*args)

    def context(self) -> dict[str, Any]:
        return {
            "title": f"End this role: {self.appointment.get_role_display()}",
            "caption": str(self.person),
            "breadcrumbs": self.person_crumbs(),
            "button": "End it",
        }

    def next_url(self) -> str:
        return self.url("person", self.person.pk)

    def act(self, form: forms.Form) -> str:
        day = form.cleaned_data["ends_on"]
        appointments.end(appointment=self.appointment, ends_on=day, by=self.request.user, at=clock.now())
        return f"The role ends with {long_date(day)}."
