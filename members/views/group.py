"""The group: its terms in force, who sits on it, whom it answers to."""

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from members import wording
from members.models import Holding, Seat
from members.representation import SeatOn, seats_on
from members.views.pages import MemberPage
from subgroup import clock
from subgroup.lists import Column, ListPage
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest

WARNING_DAYS = 31
COLOURS = {"Member": "green", "Vacant": "grey", "Does not count for quorum": "blue"}


def colour(seat: SeatOn) -> str:
    return COLOURS.get(seat.standing, "orange")


class TheGroup(MemberPage):
    permission = "view_group"

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        terms = self.group.terms_on(today)
        content = terms.content
        since = dict(
            Holding.objects.filter(seat__group=self.group).on(today).values_list("seat_id", "starts_on")
        )
        seats = seats_on(self.group, today)
        context = {
            "title": self.group.name,
            "caption": self.group.board,
            "purpose": "What this sub-group is for, who sits on it and the rules it works by.",
            "terms": terms,
            "content": content,
            "frequency": content.meetings.frequency.text,
            "quorum": wording.quorum(content),
            "not_quorate": wording.not_quorate(content),
            "deputies": wording.deputies(content),
            "deadlines": wording.deadlines(content),
            "targets": [
                (key, "every one" if text == "every" else text) for key, text in content.targets.items()
            ],
            "seats": [{"on": one, "since": since.get(one.seat.pk), "colour": colour(one)} for one in seats],
            "filled": sum(one.is_filled for one in seats),
            "expiring": self.expiring(),
            "closures": list(self.group.closures.filter(day__gte=today)[:10]),
            "places": self.places(),
        }
        return render(request, "members/group.html", context)

    def expiring(self) -> list[Deadline]:
        """M2: compacts that somebody has to see to within a month, or is late with."""
        rows = Deadline.objects.open().filter(group=self.group, rule="compact_warning")
        return list(rows.filter(due_on__lte=clock.today() + timedelta(days=WARNING_DAYS)))

    def places(self) -> list[tuple[str, str, str]]:
        places = [
            ("Terms of reference", self.url("terms"), "Every version, and what changed"),
            ("Posts", self.url("seats"), "The posts as a list to filter or to export"),
            ("Compacts", self.url("compacts"), "What each agency has signed"),
            ("Agencies", self.url("agencies"), "Their names, and since when"),
            ("Roles", self.url("roles"), "Who may do what"),
            ("Closures", self.url("closures"), "Days that are not working days here"),
        ]
        if self.may("manage_members"):
            places.append(("People", self.url("people"), "Accounts, invitations and roles without a post"))
            places.append(("Import a membership", self.url("import"), "From a spreadsheet, with a preview"))
        if self.may("view_mail"):
            places.append(("Mail", reverse("mail:list", args=[self.group.slug]), "Every mail that was sent"))
        return places


class SeatList(ListPage, MemberPage):
    permission = "view_group"
    title = "Posts"
    purpose = "The posts that the terms of reference list, as they are held today."
    nouns = ("post", "posts")
    ordering = ["number"]
    empty_text = "Posts appear here when terms of reference are loaded."

    def get_queryset(self) -> QuerySet[Seat]:
        return Seat.objects.filter(group=self.group, closed_on=None).select_related("agency")

    def get_columns(self) -> list[Column]:
        today = clock.today()
        found = {one.seat.pk: one for one in seats_on(self.group, today)}
        since = dict(
            Holding.objects.filter(seat__group=self.group).on(today).values_list("seat_id", "starts_on")
        )

        def of(name: str) -> Any:
            return lambda seat: getattr(found[seat.pk], name, None) if seat.pk in found else None

        return [
            Column("code", "Post", sort="number"),
            Column("title", "Title", link=lambda seat: self.url("seat", seat.pk), sort="title"),
            Column("agency", "Agency", of("agency_name")),
            Column("role", "Role", lambda seat: seat.get_role_display()),
            Column("holder", "Held by", lambda seat: str(of("holder")(seat) or "")),
            Column("since", "Since", lambda seat: since.get(seat.pk)),
            Column("deputies", "Deputies", lambda seat: [str(one) for one in of("deputies")(seat) or ()]),
            Column("standing", "Standing", of("standing"), colour=lambda seat: colour(found[seat.pk])),
        ]

    def list_context(self) -> dict[str, Any]:
        return {"breadcrumbs": self.crumbs()}
