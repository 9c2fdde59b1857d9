"""Learning points (F11): the list, the page of one, and what is done to it."""

from collections.abc import Iterable
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from meetings.services import seen
from members.models import Agency
from reviews import learning_policies as policies
from reviews import learning_reading, reading
from reviews.bulletin_document import audience
from reviews.enums import LearningSource, LearningState
from reviews.forms.learning import BecauseForm, PointForm
from reviews.models import Bulletin, LearningPoint
from reviews.services import learning
from reviews.views.form_act import FormAct, why_not
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.lists import Column, ListPage
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest, GroupView

COLOURS = {LearningState.DRAFTED: "yellow", LearningState.AGREED: "green", LearningState.WITHDRAWN: "grey"}
ASK_THE_CHAIR = "The chair or the vice chair does this."
PARTS = [
    ("Learning points", "list", "view_learning"),
    ("Bulletins", "bulletins", "view_learning"),
    ("Readers", "readers", "write_learning"),
]


def url(request: GroupRequest, name: str, *args: object) -> str:
    return reverse(f"learning:{name}", args=[request.group.slug, *args])


def parts(request: GroupRequest, current: str) -> list[dict[str, Any]]:
    """The pages of this part that the reader may open."""
    return [
        {"label": label, "url": url(request, name), "current": name == current}
        for label, name, permission in PARTS
        if request.may(permission)
    ]


def address(point: LearningPoint) -> str:
    return reverse("learning:point", args=[point.group.slug, point.pk])


class PointFilter(django_filters.FilterSet):
    source = django_filters.ChoiceFilter(
        choices=LearningSource, label="Learned from", empty_label="Everything"
    )
    theme = django_filters.ChoiceFilter(label="Theme", empty_label="Every theme")
    state = django_filters.ChoiceFilter(choices=LearningState, label="State", empty_label="Every state")

    class Meta:
        model = LearningPoint
        fields: ClassVar[list[str]] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = self.queryset.exclude(theme="").order_by("theme").values_list("theme", flat=True)
        self.filters["theme"].extra["choices"] = [(theme, theme) for theme in rows.distinct()]
        if not self.request.permissions & learning_reading.DRAFTS:
            del self.filters["state"]


class PointList(ListPage, GroupView):
    permission = "view_learning"
    title = "Learning points"
    purpose = "What agencies learned from child deaths, reviews, cases of concern and audits, and what to do differently."
    nouns = ("learning point", "learning points")
    filterset_class = PointFilter
    template_name = "learning/points.html"
    ordering: ClassVar[list[str]] = ["-year", "-number"]
    empty_text = (
        "A learning point appears here when one is drafted, and for members when the chair has agreed it."
    )
    columns: ClassVar[list[Column]] = [
        Column("reference", "Number"),
        Column("title", "Learning point", link=address, sort="title"),
        Column("source", "Learned from", lambda one: one.get_source_display(), sort="source"),
        Column("theme", "Theme", sort="theme"),
        Column("agencies", "For whom", lambda one: _short(one.agencies.all())),
        Column("agreed_at", "Agreed", lambda one: clock.day_of(one.agreed_at) if one.agreed_at else None, sort="agreed_at"),
        Column("state", "State", lambda one: one.get_state_display(), sort="state", colour=lambda one: COLOURS[LearningState(one.state)]),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[LearningPoint]:
        rows = learning_reading.points(self.group, self.request.permissions)
        return rows.select_related("group").prefetch_related("agencies")

    def list_context(self) -> dict[str, Any]:
        return {
            "parts": parts(self.request, "list"),
            "new_url": url(self.request, "point_new") if self.may("write_learning") else "",
        }


def _short(agencies: Iterable[Agency]) -> str:
    return ", ".join(one.code for one in agencies) or "All"


class PointView(GroupView):
    abstract = True
    permission = "view_learning"

    @cached_property
    def point(self) -> LearningPoint:
        rows = learning_reading.points(self.group, self.request.permissions)
        rows = rows.select_related("group", "drafted_by", "agreed_by", "withdrawn_by")
        return get_object_or_404(rows.prefetch_related("agencies"), pk=self.kwargs["pk"])

    def trail(self) -> list[tuple[str, str]]:
        return [("Learning points", url(self.request, "list")), (self.point.title, address(self.point))]

    def source(self) -> tuple[Any, Any]:
        return learning_reading.source_of(
            self.point, self.request.user, self.request.permissions, at=clock.now()
        )


class PointPage(PointView):
    permission = "view_learning"

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        point, slug = self.point, self.group.slug
        case, review = self.source()
        there = learning_reading.bulletins(self.group, request.permissions)
        page = {
            "title": point.title,
            "caption": str(point),
            "breadcrumbs": self.trail()[:-1],
            "point": point,
            "colour": COLOURS[LearningState(point.state)],
            "audience": audience(point),
            "case": case,
            "case_url": reverse("reviews:case", args=[slug, case.pk]) if case else "",
            "review": review,
            "review_url": reverse("reviews:review", args=[slug, review.pk]) if review else "",
            "bulletins": _with_urls(there.filter(points__point=point).select_related("group")),
            "writes": self.may("write_learning"),
            "chair": self.may("approve_learning"),
            "agree_refused": why_not(policies.check_agree, point),
            "seen": {"seen": seen.word(str(point.version), clock.now())},
        }
        return render(request, "learning/point.html", page)


def _with_urls(rows: QuerySet[Bulletin]) -> list[tuple[Bulletin, str]]:
    return [(one, reverse("learning:bulletin", args=[one.group.slug, one.pk])) for one in rows]


class PointForms(FormAct):
    """What a new learning point and a changed one have in common."""

    abstract = True
    form_class = PointForm
    template = "learning/point_form.html"

    def make_form(self, *data: Any, **kwargs: Any) -> PointForm:
        who = self.request.user, self.group, self.request.permissions
        return PointForm(
            *data, agencies=Agency.objects.filter(group=self.group),
            cases=reading.visible(*who, at=clock.now()).order_by("-year", "-number"),
            reviews=reading.reviews(*who, at=clock.now()), themes=self.themes, **kwargs,
        )  # fmt: skip

    @cached_property
    def themes(self) -> list[str]:
        return learning_reading.themes(
            self.group, self.request.user, self.request.permissions, at=clock.now()
        )

    def words(self, said: dict[str, Any]) -> dict[str, Any]:
        names = ("title", "what", "practice", "source", "agencies")
        known = learning_reading.as_known(said["theme"], self.themes)
        return {name: said[name] for name in names} | {
            "theme": known,
            "by": self.request.user,
            "at": clock.now(),
        }


class NewPoint(PointForms):
    permission = "write_learning"
    title = "Draft a learning point"
    button = "Save the draft"
    made: LearningPoint | None = None

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        self.made = learning.draft(
            group=self.group, case=said.get("case"), review=said.get("review"), **self.words(said)
        )
        return "The learning point is drafted. The chair agrees it before it goes into a bulletin."

    def back(self) -> str:
        return address(self.made) if self.made else url(self.request, "list")

    def trail(self) -> list[tuple[str, str]]:
        return [("Learning points", url(self.request, "list"))]


class PointAct(PointView, FormAct):
    abstract = True

    def back(self) -> str:
        return address(self.point)


class ChangePoint(PointAct, PointForms):
    permission = "write_learning"
    title = "Change the learning point"

    def refuse(self) -> None:
        policies.check_point(self.point)

    def initial(self) -> dict[str, Any]:
        point, (case, review) = self.point, self.source()
        names = ("title", "what", "practice", "source", "theme", "version")
        return {name: getattr(point, name) for name in names} | {
            "agencies": point.agencies.all(),
            "case": case,
            "review": review,
        }

    def version(self) -> int:
        return LearningPoint.objects.get(pk=self.point.pk).version

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        """A case or review that is not there for whoever changes it stays as it is."""
        point, (case, review) = self.point, self.source()
        agreed = point.state == LearningState.AGREED
        learning.edit(
            point=point, version=said["version"] or 0, case=said.get("case") or (point.from_case if not case else None),
            review=said.get("review") or (point.from_review if not review else None), **self.words(said),
        )  # fmt: skip
        return "Saved. The chair agrees it anew before it goes into a bulletin." if agreed else "Saved."

    def more(self) -> dict[str, Any]:
        if self.point.state != LearningState.AGREED:
            return {}
        return {
            "intro": "It is agreed. Changed, it waits for the chair again; bulletins that are approved say what they said."
        }


class AgreePoint(PointView):
    permission = "approve_learning"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        try:
            learning.agree(
                point=self.point, by=request.user, at=clock.now(), seen=request.POST.get("seen", "")
            )
            messages.success(request, "The learning point is agreed. It can go into a bulletin.")
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(address(self.point))


class WithdrawPoint(PointAct):
    permission = "write_learning"
    form_class = BecauseForm
    title = "Withdraw the learning point"
    button = "Withdraw it"
    template = "shapes/confirm.html"
    done = "The learning point is withdrawn."

    def refuse(self) -> None:
        policies.check_point(self.point)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        learning.withdraw(point=self.point, by=self.request.user, at=clock.now(), **said)

    def more(self) -> dict[str, Any]:
        return {
            "happens": [
                "It goes into no bulletin any more, and members no longer see it in the list.",
                "Bulletins that were sent say what they said.",
            ],
            "told": [],
            "destructive": True,
        }
