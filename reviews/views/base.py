"""The base of every page of one case: it is there for this reader, and their look at it is written down."""

from functools import cached_property
from typing import ClassVar

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from meetings.enums import Marking
from reviews import openings, reading
from reviews.models import Case
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.views.base import GroupView

MARKING = str(Marking.SENSITIVE.label)
"""Of everything that leaves with words about cases."""


class CaseView(GroupView):
    """A page, part or act of one case (`pk` in the address). For whom the case is not there it is 404.

    `part` says in words what a GET shows; each GET is noted under it.
    """

    abstract = True
    permission = "view_cases"
    part: ClassVar[str] = "the case"
    shows_identity: ClassVar[bool] = False

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        if request.method == "GET" and answer.status_code == 200 and "case" in vars(self):
            openings.note(
                case=self.case,
                person=self.request.user,
                part=self.part,
                at=clock.now(),
                identity=self.shows_identity,
            )
        return answer

    def rows(self) -> QuerySet[Case]:
        """The cases that are there for this reader."""
        return reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())

    @cached_property
    def case(self) -> Case:
        return self.find(self.kwargs["pk"])

    def find(self, pk: int) -> Case:
        return get_object_or_404(self.rows().select_related("group", "agency"), pk=pk)

    def url(self, name: str, *args: object) -> str:
        return reverse(f"reviews:{name}", args=[self.group.slug, *args])

    def trail(self) -> list[tuple[str, str]]:
        return [("Cases", self.url("list")), (str(self.case), self.url("case", self.case.pk))]

    def refuse_without(self, permission: str, who: str, what: str) -> None:
        """Raises NotAllowed with who can do it."""
        if not self.may(permission):
            raise NotAllowed(f"{who} can {what}.")
