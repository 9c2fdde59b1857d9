"""The page of one review, as much of it as its reader sees; and what a case's page says of its reviews."""

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reviews import reading
from reviews import review_policies as policies
from reviews.doors import plan_of
from reviews.enums import REVIEW_OUTCOMES, ReviewState, StatutoryLetterState
from reviews.models import Case, ReviewDocument, ReviewPerson
from reviews.review_reading import READS_LETTERS, Sight
from reviews.services import review_plans, reviews, statutory
from reviews.views import letters as letter_pages
from reviews.views.form_act import why_not
from reviews.views.reviewing import COLOURS, ReviewView, address
from subgroup import clock
from subgroup.views.base import GroupRequest


def section(request: GroupRequest, case: Case) -> Mapping[str, Any] | None:
    """The reviews of a case, and the way to the one that its outcome asks for."""
    seen = reading.reviews(request.user, request.group, request.permissions, at=clock.now())
    found = list(seen.filter(case=case).select_related("group"))
    outcome = case.outcomes.order_by("recorded_at", "pk").last()
    wanted = outcome.get_kind_display() if outcome and outcome.kind in REVIEW_OUTCOMES else ""
    missing = bool(outcome and wanted and outcome.kind not in {one.kind for one in found})
    if not found and not missing:
        return None
    new = reverse("reviews:review_new", args=[request.group.slug])
    return {
        "rows": [(one, address(one), COLOURS[ReviewState(one.state)]) for one in found],
        "new_url": f"{new}?case={case.pk}" if missing and request.may("manage_cases") else "",
        "kind": wanted if missing else "",
    }


class ReviewPage(ReviewView):
    permission = "view_cases"
    needs = Sight.PUBLISHED

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        review = self.review
        if self.sight == Sight.PUBLISHED:
            return self.published()
        page: dict[str, Any] = {
            **self.head(),
            "case_url": reverse("reviews:case", args=[self.group.slug, review.case_id])
            if review.case_id
            else "",
            "agencies": review.agencies.all(),
            "findings": review.findings.all(),
            "recommendations": review.recommendations.select_related("finding").prefetch_related("agencies"),
            "documents": self.documents(),
            "plan": plan_of(self.group, review.code, clock.today()),
            "plan_shown": self.may("view_actions"),
            "public_until": statutory.public_until(review),
            "due": statutory.completion_clock(review),
            "is_open": review.closed_at is None,
            "may_manage": self.may("manage_cases") and self.sight == Sight.ALL,
            "chair": self.may("decide_cases") and self.sight == Sight.ALL,
            "main": self.main_act(),
            "is_all": self.sight == Sight.ALL,
        }
        if self.sight == Sight.ALL:
            page |= self.how_it_works()
        return render(request, "reviews/review.html", page)

    def head(self) -> dict[str, Any]:
        review = self.review
        return {
            "title": review.title,
            "caption": f"{review.code}, {review.get_kind_display()}",
            "breadcrumbs": self.list_trail(),
            "review": review,
            "colour": COLOURS[ReviewState(review.state)],
        }

    def published(self) -> HttpResponse:
        """Its case is not there for this reader: what everybody can read, and no way to the case."""
        page = {
            **self.head(),
            "title": f"Review {self.review.code}",
            "caption": self.review.get_kind_display(),
        }
        return render(self.request, "reviews/review_published.html", page)

    def documents(self) -> list[ReviewDocument]:
        rows = self.review.documents.select_related("file", "added_by").order_by("-added_at", "-pk")
        if self.sight < Sight.ALL:
            rows = rows.filter(stage=ReviewDocument.Stage.FINAL)
        return list(rows)

    def how_it_works(self) -> dict[str, Any]:
        review, today = self.review, clock.today()
        people = list(review.people.filter(ended_on=None).select_related("person"))
        told = review.letters.select_related("case__group", "proof") if review.case_id else []
        shows_letters = any(map(self.may, READS_LETTERS))
        return {
            "leads": [one for one in people if one.part == ReviewPerson.Part.LEAD],
            "panel": [one for one in people if one.part == ReviewPerson.Part.PANEL],
            "reports": [
                (one, one.received_at is None and one.due_on < today)
                for one in review.reports.select_related("agency", "file")
            ],
            "milestones": [
                (one, one.done_on is None and one.planned_on < today) for one in review.milestones.all()
            ],
            "letters": [
                (one, letter_pages.address(one), letter_pages.COLOURS[StatutoryLetterState(one.state)])
                for one in told
            ]
            if shows_letters
            else [],
        }

    def main_act(self) -> dict[str, Any] | None:
        """The one thing that is to be done next: words, address, and whether it is a press or a page."""
        review = self.review
        if not self.may("manage_cases") or self.sight < Sight.ALL:
            return None
        slug, pk = self.group.slug, review.pk

        def way(text: str, name: str, *, press: bool = False, refused: str = "") -> dict[str, Any]:
            url = reverse(f"reviews:{name}", args=[slug, pk])
            return {"text": text, "url": url, "press": press, "refused": refused}

        match review.state:
            case ReviewState.SETTING_UP:
                refused = why_not(policies.check_begin, review)
                return way("Begin the review", "review_begin", press=True, refused=refused)
            case ReviewState.UNDER_WAY | ReviewState.DRAFT:
                return way("Add a report", "review_report_add")
            case ReviewState.CLOSED:
                return None
        if review_plans.waiting(review):
            return way("Make the action plan", "review_plan")
        if not review.completed_on:
            return way("Record that it is complete", "review_complete")
        if not review.published_on and not review.not_published_because:
            return self.to_publish(way)
        return (
            None
            if reviews.reasons_against_closing(review, clock.today())
            else way("Close the review", "review_close")
        )

    def to_publish(self, way: Callable[..., dict[str, Any]]) -> dict[str, Any] | None:
        planned = self.review.publication_on
        if planned is None:
            return way("Plan the publication", "review_plan_publication")
        return way("Record the publication", "review_publish") if planned <= clock.today() else None
