"""E-bulletins (F11, R3): the list, the page of one, its preview and its PDF."""

from collections import Counter
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from meetings.services import seen
from reviews import bulletin_document as document
from reviews import learning_policies as policies
from reviews import learning_reading, reading
from reviews.enums import BulletinState
from reviews.models import Bulletin
from reviews.services import bulletins, passing_on, subscribers
from reviews.views.form_act import why_not
from reviews.views.learning import ASK_THE_CHAIR, parts, url
from subgroup import clock, printing
from subgroup.lists import Column, ListPage
from subgroup.models import Message
from subgroup.views.base import GroupRequest, GroupView
from subgroup.views.printing import when_made

State = BulletinState
COLOURS = {
    State.DRAFT: "grey", State.WITH_CHAIR: "yellow", State.APPROVED: "blue", State.SENT: "green", State.WITHDRAWN: "red",
}  # fmt: skip
FAILED = (Message.State.FAILED, Message.State.DROPPED)


def address(bulletin: Bulletin) -> str:
    return reverse("learning:bulletin", args=[bulletin.group.slug, bulletin.pk])


class BulletinFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(choices=BulletinState, label="State", empty_label="Every state")

    class Meta:
        model = Bulletin
        fields: ClassVar[list[str]] = []


class BulletinList(ListPage, GroupView):
    permission = "view_learning"
    title = "Bulletins"
    purpose = (
        "E-bulletins of what was learned, mailed to readers at every agency and kept for everybody to read."
    )
    nouns = ("bulletin", "bulletins")
    filterset_class = BulletinFilter
    template_name = "learning/bulletins.html"
    ordering: ClassVar[list[str]] = ["-year", "-number"]
    empty_text = "A bulletin appears here when one is started, and for its readers when it is sent."
    columns: ClassVar[list[Column]] = [
        Column("reference", "Number"),
        Column("title", "Bulletin", link=address, sort="title"),
        Column("approved_at", "Approved", lambda one: clock.day_of(one.approved_at) if one.approved_at else None, sort="approved_at"),
        Column("sent_at", "Sent", lambda one: clock.day_of(one.sent_at) if one.sent_at else None, sort="sent_at"),
        Column("state", "State", lambda one: one.get_state_display(), sort="state", colour=lambda one: COLOURS[State(one.state)]),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Bulletin]:
        return (
            learning_reading.bulletins(self.group, self.request.permissions)
            .select_related("group")
            .defer("said")
        )

    def list_context(self) -> dict[str, Any]:
        own = subscribers.own(self.group, self.request.user, on=clock.today())
        return {
            "parts": parts(self.request, "bulletins"),
            "new_url": url(self.request, "bulletin_new") if self.may("write_learning") else "",
            "own": own,
            "take_up": {"wanted": "yes"},
            "public_url": reverse("bulletins:list", args=[self.group.slug]),
        }


class BulletinView(GroupView):
    abstract = True
    permission = "view_learning"

    @cached_property
    def bulletin(self) -> Bulletin:
        rows = learning_reading.bulletins(self.group, self.request.permissions)
        rows = rows.select_related(
            "group", "started_by", "approved_by", "sent_by", "withdrawn_by", "replaces", "replaced_by", "printout__file"
        )  # fmt: skip
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @property
    def _drafts(self) -> bool:
        return bool(self.request.permissions & learning_reading.DRAFTS)

    @property
    def _is_shown(self) -> bool:
        """Of one that was withdrawn nobody reads more than why, but who writes and approves them."""
        return self._drafts or not self.bulletin.withdrawn_at

    def check_shown(self) -> None:
        if not self._is_shown:
            raise Http404("It was withdrawn.")

    def trail(self) -> list[tuple[str, str]]:
        return [("Bulletins", url(self.request, "bulletins")), (str(self.bulletin), address(self.bulletin))]


class BulletinPage(BulletinView):
    permission = "view_learning"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.bulletin
        state, chair = State(row.state), self.may("approve_learning")
        before = getattr(row, "replaced_by", None)
        page: dict[str, Any] = {
            "title": row.title,
            "caption": str(row),
            "breadcrumbs": self.trail()[:-1],
            "bulletin": row,
            "state": state,
            "colour": COLOURS[state],
            "said": document.shown(row) if self._is_shown else None,
            "file": row.printout.file if row.printout and self._is_shown else None,
            "pdf_failed": bool(self._is_shown and row.printout and row.printout.failed_at),
            "in_hand": state in policies.IN_HAND,
            "writes": self.may("write_learning"),
            "chair": chair,
            "approve_refused": "" if chair else ASK_THE_CHAIR,
            "whole_refused": why_not(policies.check_whole, row),
            "put_refused": why_not(policies.check_put, row),
            "replaced_by": before if before and (self._drafts or before.sent_at) else None,
            "public_url": reverse("bulletins:page", args=[self.group.slug, row.year, row.number]),
            "order": self._order() if state in policies.IN_HAND else [],
            "reach_head": ["Agency", "Readers|number", "How it was passed on", "To how many|number"],
            "seen": {"seen": seen.word(bulletins.word_of(row), clock.now())} if state in policies.IN_HAND else {},
            **(self._reach() if row.sent_at else {}),
        }  # fmt: skip
        return render(request, "learning/bulletin.html", page)

    def _order(self) -> list[dict[str, Any]]:
        """What is in it, each with the buttons by which it changes places with its neighbours."""
        rows = [one.point for one in self.bulletin.points.select_related("point")]
        return [
            {
                "point": one,
                "url": url(self.request, "point", one.pk),
                "up": {"point": one.pk, "other": rows[at - 1].pk} if at else None,
                "down": {"point": rows[at + 1].pk, "other": one.pk} if at + 1 < len(rows) else None,
            }
            for at, one in enumerate(rows)
        ]

    def _reach(self) -> dict[str, Any]:
        """By agency: to how many it went, and how it was passed on. Five queries."""
        row, today = self.bulletin, clock.today()
        mails = list(row.mails.values_list("agency", "message__state"))
        went = Counter(agency for agency, state in mails if state not in FAILED)
        failed = Counter(agency for agency, state in mails if state in FAILED)
        said = {one.agency_id: one for one in row.passed_on.select_related("recorded_by")}
        owed = passing_on.owed(row)
        mine = self._answers_for()
        lines = [
            {
                "agency": agency,
                "went": went[agency.pk],
                "failed": failed[agency.pk],
                "said": said.get(agency.pk),
                "due": owed.get(agency.code),
                "late": bool((due := owed.get(agency.code)) and due.is_open and due.due_on < today),
                "url": f"{url(self.request, 'pass_on', row.pk)}?agency={agency.code}"
                if agency.pk in mine and not row.withdrawn_at
                else "",
            }
            for agency in self.group.agencies.all()
            if agency.pk in went or agency.pk in failed or agency.code in owed or agency.pk in said
        ]
        own = [one for one in lines if one["url"] and one["due"] and not one["said"]]
        return {
            "lines": lines,
            "number": sum(went.values()),
            "reached": sum(one.reached for one in said.values()),
            "answered": len(said),
            "asked": len(owed),
            "own_url": own[0]["url"] if len(own) == 1 and not self.may("write_learning") else "",
        }

    def _answers_for(self) -> set[int]:
        """The agencies for which the reader may say how it was passed on."""
        if not self.may("pass_on_learning"):
            return set()
        if self.may("write_learning"):
            return set(self.group.agencies.values_list("pk", flat=True))
        return reading.agencies_of(self.request.user, self.group, on=clock.today())


class BulletinPreview(BulletinView):
    """The page that anybody will read, before it is sent."""

    permission = "view_learning"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        row = self.bulletin
        self.check_shown()
        page = {
            "title": row.title,
            "said": document.shown(row),
            "bulletin": row,
            "preview": True,
            "breadcrumbs": [*self.trail(), ("As it will be read", request.path)],
        }
        return render(request, "learning/public_bulletin.html", page)


class BulletinPdf(BulletinView):
    """The PDF of an approved bulletin, made by a task; of a draft, the same document as a page."""

    permission = "view_learning"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        row = self.bulletin
        self.check_shown()
        if row.printout is None and row.withdrawn_at:
            raise Http404("It was withdrawn before it was approved.")
        if row.printout is None:
            page = document.printed(document.shown(row), draft=True)
            return render(request, document.TEMPLATE, {**page, "back": address(row)})
        made = row.printout
        if made.failed_at and "HX-Request" not in request.headers:
            printing.again(made)
        return when_made(
            request, made.file, title=str(row), back=address(row), has_failed=made.failed_at is not None
        )
