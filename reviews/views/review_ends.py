"""What brings a review to its end: complete, into an action plan, published or not, taken down, closed (F10, S4 to S6)."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

from reviews import review_policies as policies
from reviews.enums import ReviewState
from reviews.forms import reviews as review_forms
from reviews.services import letters, review_plans, reviews, statutory
from reviews.views.reviewing import ReviewAct
from subgroup import clock
from subgroup.deadlines.wording import count, long_date
from subgroup.errors import NotAllowed
from subgroup.models import StoredFile
from subgroup.views.base import GroupRequest


class CompleteReview(ReviewAct):
    form_class = review_forms.CompleteForm
    title = "The review is complete"
    button = "Record it"

    def refuse(self) -> None:
        policies.check_complete(self.review)

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today(), "delay_because": self.review.delay_because}

    def make_form(self, *data: Any, **kwargs: Any) -> review_forms.CompleteForm:
        return review_forms.CompleteForm(*data, review=self.review, **kwargs)

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        reviews.complete(review=self.review, by=self.request.user, at=clock.now(), **said)
        return f"{self.review.code} is complete."


class DelayReview(ReviewAct):
    permission = "decide_cases"
    form_class = review_forms.DelayForm
    title = "Why the review takes longer than six months"
    button = "Record the reason"
    done = "The reason for the delay is recorded."

    def refuse(self) -> None:
        policies.check_delayed(self.review)

    def initial(self) -> dict[str, Any]:
        return {"because": self.review.delay_because, "expected_on": self.review.expected_on}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> None:
        reviews.record_delay(review=self.review, by=self.request.user, at=clock.now(), **said)


class PlanPublication(ReviewAct):
    form_class = review_forms.PlanPublicationForm
    title = "Plan the publication"
    button = "Plan it"

    def refuse(self) -> None:
        policies.check_plan_publication(self.review)

    def initial(self) -> dict[str, Any]:
        return {"on": self.review.publication_on}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        review = self.review
        reviews.plan_publication(review=review, on=said["on"], by=self.request.user, at=clock.now())
        due = letters.report_due(review)
        told = f" The report is owed to the bodies that must have it by {long_date(due)}." if due else ""
        if due and due < clock.today():
            told += (
                " That day has passed: for a publication so early the report is late, which is a breach (S5)."
            )
        return f"Publication is planned for {long_date(said['on'])}.{told}"


class PublishReview(ReviewAct):
    form_class = review_forms.PublishForm
    title = "The report is published"
    button = "Record it"
    template = "reviews/publish.html"

    def refuse(self) -> None:
        policies.check_publish(self.review)

    def initial(self) -> dict[str, Any]:
        return {"on": min(self.review.publication_on or clock.today(), clock.today())}

    def more(self) -> dict[str, Any]:
        return {**super().more(), "unsent": letters.unsent_reports(self.review)}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        reviews.publish(review=self.review, by=self.request.user, at=clock.now(), **said)
        return f"{self.review.code} is published. It stays so for at least twelve months."


class DecideNotToPublish(ReviewAct):
    permission = "decide_cases"
    form_class = review_forms.LongReasonForm
    title = "Decide not to publish the report"
    button = "Record the reasons"

    def refuse(self) -> None:
        policies.check_not_publishing(self.review)

    def more(self) -> dict[str, Any]:
        if not (self.review.is_statutory and self.review.case_id):
            return super().more()
        intro = (
            "The Department for Education and the national panel are to hear the reasons: letters to them are drafted. "
            "What was drafted ahead of a publication is not needed then."
        )
        return {**super().more(), "intro": intro}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        reviews.decide_not_to_publish(
            review=self.review, because=said["because"], by=self.request.user, at=clock.now()
        )
        return "The reasons not to publish are recorded."


class WithdrawReport(ReviewAct):
    form_class = review_forms.WithdrawForm
    title = "The report was taken down"
    button = "Record it"

    def refuse(self) -> None:
        policies.check_withdraw(self.review, clock.today(), statutory.public_until(self.review))

    def initial(self) -> dict[str, Any]:
        return {"on": clock.today()}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        reviews.withdraw(review=self.review, on=said["on"], by=self.request.user, at=clock.now())
        return "It is recorded that the report was taken down."


class IntoPlan(ReviewAct):
    """What will go into the plan, and one press that puts it there."""

    form_class = review_forms.IntoPlanForm
    template = "shapes/confirm.html"

    @cached_property
    def waiting(self) -> list[Any]:
        return list(review_plans.waiting(self.review))

    def refuse(self) -> None:
        review_plans.check_plan(self.review, self.waiting)

    def initial(self) -> dict[str, Any]:
        return {"confidential": review_plans.is_kept(self.review)}

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        link = review_plans.into_plan(
            review=self.review, confidential=said["confidential"], by=self.request.user, at=clock.now()
        )
        return f"The recommendations stand in action plan {link.code}. Add there who does what by when."

    def more(self) -> dict[str, Any]:
        plan = self.standing
        into = (
            f"are added to action plan {plan.link.code}" if plan else f"make action plan {self.review.code}"
        )
        number = len(self.waiting)
        numbers = ", ".join(one.number for one in self.waiting)
        happens = [
            f"{count(number, 'recommendation', 'recommendations')}: {numbers}. They {into}, each once.",
            "From then on they are changed in the plan.",
        ]
        if review_plans.is_kept(self.review):
            happens.append(
                "The case is restricted, so the plan is there for the people named for it alone. They answer for its "
                "actions: those of the agency that is asked or, where none of it is named, all of them."
            )
        return {
            **super().more(), "title": "Make the action plan?" if plan is None else "Add to the action plan?",
            "happens": happens, "told": [], "button": "Put them into the plan",
        }  # fmt: skip

    @cached_property
    def standing(self) -> Any:
        return reviews.plan_of(self.group, self.review.code, clock.today())


class ConfirmClose(ReviewAct):
    """Closes a review; with an action open, or what a review ends with missing, the chair says why (F10)."""

    form_class = review_forms.LongReasonForm
    template = "shapes/confirm.html"

    @cached_property
    def reasons(self) -> list[str]:
        return reviews.reasons_against_closing(self.review, clock.today())

    def refuse(self) -> None:
        policies.check_step(self.review, ReviewState.CLOSED)
        if self.reasons:
            self.refuse_without_the_chair()

    def refuse_without_the_chair(self) -> None:
        if not self.may("decide_cases"):
            raise NotAllowed(
                f"{' '.join(self.reasons)} The chair or the vice chair can close it with a reason."
            )

    def get(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        return self.show(self.make_form() if self.reasons else None)

    def post(self, request: GroupRequest, **kwargs: Any) -> HttpResponse:
        self.refuse()
        because = ""
        if self.reasons:
            form = self.make_form(request.POST)
            self.take(form)
            if form.errors:
                return self.show(form, status=422)
            because = form.cleaned_data["because"]
        reviews.close(review=self.review, because=because, by=request.user, at=clock.now())
        messages.success(request, f"{self.review.code} is closed.")
        return redirect(self.back())

    def more(self) -> dict[str, Any]:
        happens = [*self.reasons]
        if not self.review.recommendations.exists():
            happens.append("The review has no recommendation, and so no action plan.")
        happens.append(
            "Nothing of the review can be changed any more. What it is still owed is owed no more."
        )
        happens.append("Its action plan stays as it is, and goes on.")
        return {
            **super().more(),
            "title": f"Close {self.review.code}?",
            "happens": happens,
            "told": [],
            "button": "Close the review",
            "destructive": bool(self.reasons),
        }


class ReopenReview(ReviewAct):
    permission = "decide_cases"
    form_class = review_forms.LongReasonForm
    title = "Open the review again"
    button = "Open it again"

    def refuse(self) -> None:
        policies.check_reopen(self.review, "some words")

    def act(self, said: dict[str, Any], file: StoredFile | None) -> str:
        reviews.reopen(review=self.review, because=said["because"], by=self.request.user, at=clock.now())
        return f"{self.review.code} is open again."
