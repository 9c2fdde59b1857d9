"""What the pages of one review share: it is there for this reader, and their look at it is written down."""

from functools import cached_property
from typing import Any, ClassVar

from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse

from reviews import openings, reading
from reviews.enums import ReviewState
from reviews.models import Case, Review
from reviews.review_reading import Sight, sight
from reviews.views.form_act import FormAct
from subgroup import clock
from subgroup.views.base import GroupView

COLOURS = {
    ReviewState.SETTING_UP: "yellow",
    ReviewState.UNDER_WAY: "blue",
    ReviewState.DRAFT: "purple",
    ReviewState.FINAL: "teal",
    ReviewState.PUBLISHED: "green",
    ReviewState.CLOSED: "grey",
}


def address(review: Review, name: str = "review") -> str:
    return reverse(f"reviews:{name}", args=[review.group.slug, review.pk])


class ReviewView(GroupView):
    """A page or act of one review. Who sees less of it than `needs` does not find it."""

    abstract = True
    permission = "view_cases"
    needs: ClassVar[Sight] = Sight.ALL
    part: ClassVar[str] = "the review"

    def dispatch(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = super().dispatch(request, *args, **kwargs)
        if request.method == "GET" and answer.status_code == 200 and "review" in vars(self):
            case = self.review.case
            if case is not None:
                openings.note(case=case, person=self.request.user, part=self.part, at=clock.now())
        return answer

    def rows(self) -> QuerySet[Review]:
        request = self.request
        rows = reading.reviews(request.user, self.group, request.permissions, at=clock.now())
        return rows.select_related("group", "case__group", "opened_by", "closed_by")

    @cached_property
    def review(self) -> Review:
        return self.find(self.kwargs["pk"])

    def find(self, pk: int) -> Review:
        review = get_object_or_404(self.rows(), pk=pk)
        self.sight = sight(review, self.request.user, self.request.permissions, at=clock.now())
        if self.sight < self.needs:
            raise Http404("No such review.")
        return review

    def list_trail(self) -> list[tuple[str, str]]:
        return [("Reviews", reverse("reviews:reviews", args=[self.group.slug]))]

    def trail(self) -> list[tuple[str, str]]:
        return [*self.list_trail(), (self.review.code, address(self.review))]


class ReviewAct(ReviewView, FormAct):
    """A form about one review."""

    abstract = True
    permission = "manage_cases"

    def held_against(self) -> Case | None:
        return self.review.case

    def back(self) -> str:
        return address(self.review)

    def trail(self) -> list[tuple[str, str]]:
        return ReviewView.trail(self)

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.review.code} {self.review.title}"}
