"""Reviews: the list, a new one, and what changes its words."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar

import django_filters
from django.contrib import messages
from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from reviews import reading, review_templates
from reviews.enums import ReviewState
from reviews.forms import reviews as review_forms
from reviews.models import Case, Outcome, Review
from reviews.services import reviews
from reviews.views.base import MARKING
from reviews.views.form_act import FormAct
from reviews.views.parts import parts
from reviews.views.reviewing import COLOURS, ReviewAct, ReviewView, address
from subgroup import clock
from subgroup.errors import Conflict
from subgroup.lists import Column, ListPage
from subgroup.models import StoredFile
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView

CODES = {"scr": "SCR", "concise_review": "CR", "practice_review": "LCSPR", "single_agency": "SAR"}


def known(name: str) -> Callable[[Review], Any]:
    """A cell that is empty where the case of a published review is not there for the reader."""
    return lambda review: getattr(review, name) if review.is_known else ""  # type: ignore[attr-defined]


class ReviewFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(
        choices=ReviewState.choices, label="How far it is", empty_label="Every state"
    )
    kind = django_filters.ChoiceFilter(choices=review_forms.KINDS, label="Kind", empty_label="Every kind")

    class Meta:
        model = Review
        fields: ClassVar[list[str]] = []


class ReviewList(ListPage, GroupView):
    permission = "view_cases"
    title = "Reviews"
    purpose = (
        "Serious Case Reviews, Concise Reviews and others: how far each is, and when it is to be complete."
    )
    marking = MARKING
    nouns = ("review", "reviews")
    filterset_class = ReviewFilter
    template_name = "reviews/reviews.html"
    empty_text = "A review appears here when one is opened from the outcome of a case, or without a case."
    ordering: ClassVar[list[str]] = ["-initiated_on"]
    columns: ClassVar[list[Column]] = [
        Column("code", "Review", link=address, sort="code"),
        Column("title", "Title", known("title"), sort="title"),
        Column("kind", "Kind", lambda one: one.get_kind_display(), sort="kind"),
        Column("initiated_on", "Started", known("initiated_on"), sort="initiated_on"),
        Column("ends_on", "To be complete by", known("ends_on"), sort="ends_on"),
        Column("completed_on", "Complete", known("completed_on"), sort="completed_on"),
        Column("published_on", "Published", sort="published_on"),
        Column(
            "state", "How far it is", lambda one: one.get_state_display(), sort="state",
            colour=lambda one: COLOURS[ReviewState(one.state)],
        ),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Review]:
        who = self.request.user, self.group, self.request.permissions
        cases = reading.visible(*who, at=clock.now()).filter(pk=OuterRef("case_id"))
        rows = reading.reviews(*who, at=clock.now()).select_related("group")
        return rows.annotate(is_known=ExpressionWrapper(Q(case=None) | Exists(cases), BooleanField()))

    def list_context(self) -> dict[str, Any]:
        new = reverse("reviews:review_new", args=[self.group.slug]) if self.may("manage_cases") else ""
        return {"parts": parts(self.request, "reviews"), "new_url": new}


class NewReview(FormAct):
    """From the outcome of a case (`?case=`), or without a case."""

    permission = "manage_cases"
    form_class = review_forms.NewReviewForm
    title = "Open a review"
    button = "Open the review"
    made: Review | None = None

    @cached_property
    def case(self) -> Case | None:
        asked = whole(self.request.GET.get("case", ""))
        if not asked:
            return None
        rows = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        return get_object_or_404(rows.select_related("group"), pk=asked)

    @cached_property
    def outcome(self) -> Outcome | None:
        return self.case.outcomes.order_by("recorded_at", "pk").last() if self.case else None

    def refuse(self) -> None:
        if self.case:
            reviews.check_from_case(self.case, self.outcome.kind if self.outcome else "")

    def initial(self) -> dict[str, Any]:
        found: dict[str, Any] = {"initiated_on": clock.today()}
        if self.case and self.outcome:
            prefix = CODES[self.outcome.kind]
            found["code"] = f"{prefix}-{self.case.year[2:4]}-{self.case.number:02d}"
            found["title"] = f"Learning from {self.case.codename}"
            decision = self.outcome.decision
            found["initiated_on"] = decision.decided_on if decision else self.outcome.recorded_on
        return found

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.NewReviewForm:
        kind = self.outcome.kind if self.outcome else ""
        return review_forms.NewReviewForm(*data, group=self.group, kind=kind, **kwargs)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        said = {**said}
        templates = review_templates.of_kind(said["kind"]) if said.pop("from_template") else []
        self.made = reviews.open_review(
            group=self.group, case=self.case, template=templates[0] if templates else None, by=self.request.user,
            at=clock.now(), **said,
        )  # fmt: skip
        return f"{self.made.code} is open. Look through its terms, then begin it."

    def back(self) -> str:
        if self.made:
            return address(self.made)
        if self.case:
            return reverse("reviews:case", args=[self.group.slug, self.case.pk])
        return reverse("reviews:reviews", args=[self.group.slug])

    def trail(self) -> list[tuple[str, str]]:
        return [("Reviews", reverse("reviews:reviews", args=[self.group.slug]))]

    def more(self) -> dict[str, Any]:
        if self.case is None:
            return {"purpose": "Without a case here, as when another Board holds the case."}
        return {"purpose": f"From the outcome of {self.case}, {self.case.reference}."}


class ChangeReview(ReviewAct):
    form_class = review_forms.ReviewForm
    title = "Change the review"
    template = "reviews/review_form.html"
    names = (
        "title", "methodology", "period_from", "period_to", "ends_on", "terms_of_reference", "family", "learning",
    )  # fmt: skip

    def initial(self) -> dict[str, Any]:
        review = self.review
        return {name: getattr(review, name) for name in self.names} | {
            "version": review.version, "agencies": review.agencies.all(),
        }  # fmt: skip

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.ReviewForm:
        return review_forms.ReviewForm(*data, review=self.review, **kwargs)

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        form = self.make_form(request.POST)
        self.take(form)
        if form.errors:
            return self.show(form, status=422)
        said = form.cleaned_data
        values = {name: said[name] for name in self.names if name in said}
        try:
            reviews.change(
                review=self.review, version=said["version"] or 0, agencies=said["agencies"], by=request.user, at=clock.now(),
                **values,
            )  # fmt: skip
        except Conflict as conflict:
            form.data = {
                **request.POST.dict(),
                "agencies": request.POST.getlist("agencies"),
                "version": self.review.version,
            }
            form.add_error(None, f"{conflict} Look at what stands now, and save again.")
            return self.show(form, status=409, theirs=conflict.theirs)
        messages.success(request, f"{self.review.code} is changed.")
        return redirect(self.back())


class BeginReview(ReviewView):
    permission = "manage_cases"

    def post(self, request: GroupRequest, pk: int) -> HttpResponse:
        reviews.begin(review=self.review, by=request.user, at=clock.now())
        messages.success(request, f"{self.review.code} is under way.")
        return redirect(address(self.review))
