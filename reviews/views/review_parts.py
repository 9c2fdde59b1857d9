"""The parts of a review that are added and changed: people, steps, reports, findings and recommendations."""

from functools import cached_property
from typing import Any, ClassVar

from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from members.standing import placed
from reviews import review_policies as policies
from reviews.forms import reviews as review_forms
from reviews.models import Finding, Milestone, Review, ReviewDocument, ReviewPerson, ReviewRecommendation
from reviews.review_reading import Sight
from reviews.services import agency_reports, review_parts, reviews
from reviews.views.reviewing import ReviewAct, ReviewView, address
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.files.storage import serve
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


class OpenReviewAct(ReviewAct):
    """What is possible while the review is open."""

    abstract = True

    def refuse(self) -> None:
        policies.check_open(self.review)


class PartAct(OpenReviewAct):
    """An act upon a part of a review: `pk` in the address is the part's."""

    abstract = True
    model: ClassVar[type[Any]]

    @cached_property
    def thing(self) -> Any:
        rows = self.model.objects.filter(review__group=self.group).select_related("review")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    @cached_property
    def review(self) -> Review:
        found = self.find(self.thing.review_id)
        self.thing.review = found
        return found


class ChangePart(PartAct):
    """Changes what a part says. What somebody else saved while this was typed is shown, and not overwritten unseen."""

    abstract = True
    template = "reviews/review_form.html"

    def said_now(self) -> str:
        """The part as it stands, a line for each field."""
        lines = []
        for name, value in self.initial().items():
            label = self.make_form().fields[name].label or name
            many = ", ".join(map(str, value.all())) if hasattr(value, "all") else value
            lines.append(f"{label}: {many or '(empty)'}")
        return "\n".join(lines)

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        shown = request.POST.get("seen", "")
        if constant_time_compare(shown, self.seen) or not shown:
            return super().post(request, **kwargs)
        self.refuse()
        form = self.make_form(request.POST, request.FILES)
        form.is_valid()
        form.add_error(None, "Somebody else saved this in between. Look at what stands now, and save again.")
        return self.show(form, status=409, theirs=self.said_now())

    @property
    def seen(self) -> str:
        return salted_hmac("part of a review", self.said_now()).hexdigest()[:20]

    def more(self) -> dict[str, Any]:
        return {**super().more(), "hidden": {"seen": self.seen}}


class NamePerson(OpenReviewAct):
    form_class = review_forms.PersonForm
    title = "Name a reviewer or panel member"
    button = "Name them"

    def initial(self) -> dict[str, Any]:
        place = self.review.people.filter(pk=self.request.GET.get("place") or 0, name="").first()
        return {"on": clock.today(), "place": place, "part": place.part if place else None}

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.PersonForm:
        return review_forms.PersonForm(
            *data, review=self.review, people=placed(self.group, clock.today()), **kwargs
        )

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        made = review_parts.appoint(review=self.review, by=self.request.user, at=clock.now(), **said)
        tells = made.part == ReviewPerson.Part.LEAD and self.review.is_statutory and self.review.case_id
        told = " A letter to the national panel is drafted." if tells else ""
        return f"{made.name} is on {self.review.code}.{told}"


class EndPerson(PartAct):
    model = ReviewPerson
    form_class = review_forms.EndForm
    title = "No longer on the review"
    button = "Record it"

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        name = str(self.thing)
        review_parts.end(row=self.thing, on=said["on"], by=self.request.user, at=clock.now())
        return f"{name}: no longer on {self.review.code}."

    def more(self) -> dict[str, Any]:
        return {"caption": f"{self.review.code}: {self.thing}"}


class AddMilestone(OpenReviewAct):
    form_class = review_forms.MilestoneForm
    title = "Add a step"
    button = "Add the step"
    done = "The step is in the timeline."

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.MilestoneForm:
        return review_forms.MilestoneForm(*data, new=True, **kwargs)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        review_parts.add_milestone(review=self.review, by=self.request.user, at=clock.now(), **said)


class ChangeMilestone(ChangePart):
    model = Milestone
    form_class = review_forms.MilestoneForm
    title = "A step of the review"
    button = "Save the step"
    done = "The step is saved."
    template = "reviews/milestone.html"

    def initial(self) -> dict[str, Any]:
        return {name: getattr(self.thing, name) for name in ("title", "planned_on", "done_on", "note")}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        review_parts.change_milestone(milestone=self.thing, by=self.request.user, at=clock.now(), **said)

    def more(self) -> dict[str, Any]:
        url = reverse("reviews:milestone_remove", args=[self.group.slug, self.thing.pk])
        return {**super().more(), "remove_url": "" if self.thing.done_on else url}


class RemoveMilestone(PartAct):
    model = Milestone

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        return redirect(reverse("reviews:milestone", args=[self.group.slug, self.thing.pk]))

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        review_parts.remove_milestone(milestone=self.thing, by=request.user, at=clock.now())
        messages.success(request, "The step is taken out of the timeline.")
        return redirect(address(self.review))


class AskForReports(OpenReviewAct):
    form_class = review_forms.AskForm
    title = "Ask agencies for their reports"
    button = "Ask for the reports"

    def initial(self) -> dict[str, Any]:
        asked = self.review.reports.values("agency_id")
        return {"agencies": self.review.agencies.exclude(pk__in=asked)}

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.AskForm:
        return review_forms.AskForm(*data, review=self.review, **kwargs)

    def more(self) -> dict[str, Any]:
        intro = (
            "Who speaks for each agency gets a mail with the review’s code and a link. An agency that was asked already gets "
            "the new day, and no mail."
        )
        return {**super().more(), "intro": intro}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        for agency in said["agencies"]:
            agency_reports.ask(
                review=self.review, agency=agency, due_on=said["due_on"], by=self.request.user, at=clock.now()
            )
        return f"{count(len(said['agencies']), 'agency owes its report', 'agencies owe their reports')}."


class AddDocument(OpenReviewAct):
    form_class = review_forms.DocumentForm
    title = "Add a draft or the final report"
    button = "Add the report"

    def refuse(self) -> None:
        policies.check_document(self.review, ReviewDocument.Stage.FINAL)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        if file is None:
            raise NotAllowed("Choose the file.")
        made = reviews.add_document(
            review=self.review,
            stage=said["stage"],
            file=file,
            note=said["note"],
            by=self.request.user,
            at=clock.now(),
        )
        return f"{made.get_stage_display()} report, version {made.number}, is there. Earlier versions stay."


class DocumentFile(ReviewView):
    """A version of a report (`pk`): a draft for those who see how the review works, the final one for all who see its outcome."""

    permission = "view_cases"
    needs = Sight.OUTCOME
    part = "a report of the review"

    @cached_property
    def document(self) -> ReviewDocument:
        rows = ReviewDocument.objects.filter(review__group=self.group).select_related("file")
        found = get_object_or_404(rows, pk=self.kwargs["pk"])
        self.needs = Sight.ALL if found.stage == ReviewDocument.Stage.DRAFT else Sight.OUTCOME  # type: ignore[misc]
        return found

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        self.review = self.find(self.document.review_id)
        return serve(self.document.file, as_attachment="save" in request.GET)


class AddFinding(OpenReviewAct):
    form_class = review_forms.FindingForm
    title = "Add a finding"
    button = "Add the finding"
    done = "The finding is there."

    def initial(self) -> dict[str, Any]:
        return {"number": str(self.review.findings.count() + 1)}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        review_parts.add_finding(review=self.review, by=self.request.user, at=clock.now(), **said)


class ChangeFinding(ChangePart):
    model = Finding
    form_class = review_forms.FindingForm
    title = "Change a finding"
    button = "Save the finding"
    done = "The finding is saved."

    def initial(self) -> dict[str, Any]:
        return {"text": self.thing.text, "theme": self.thing.theme}

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.FindingForm:
        return review_forms.FindingForm(*data, new=False, **kwargs)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        review_parts.change_finding(finding=self.thing, by=self.request.user, at=clock.now(), **said)


class AddRecommendation(OpenReviewAct):
    form_class = review_forms.RecommendationForm
    title = "Add a recommendation"
    button = "Add the recommendation"
    done = "The recommendation is there."

    def initial(self) -> dict[str, Any]:
        return {"number": str(self.review.recommendations.count() + 1), "addressed_to": "board"}

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.RecommendationForm:
        return review_forms.RecommendationForm(*data, review=self.review, **kwargs)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        review_parts.add_recommendation(review=self.review, by=self.request.user, at=clock.now(), **said)


class ChangeRecommendation(ChangePart):
    model = ReviewRecommendation
    form_class = review_forms.RecommendationForm
    title = "Change a recommendation"
    button = "Save the recommendation"
    done = "The recommendation is saved."

    def refuse(self) -> None:
        super().refuse()
        review_parts.check_changeable(self.thing)

    def initial(self) -> dict[str, Any]:
        one = self.thing
        return {
            "text": one.text, "finding": one.finding, "addressed_to": one.addressed_to, "agencies": one.agencies.all(),
        }  # fmt: skip

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.RecommendationForm:
        return review_forms.RecommendationForm(*data, review=self.review, new=False, **kwargs)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        review_parts.change_recommendation(
            recommendation=self.thing, by=self.request.user, at=clock.now(), **said
        )
