"""What comes of a category-1 death (F6), and what the panel recommends (F2)."""

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render

from reviews import doors, guarding, reading
from reviews.enums import DeathState
from reviews.forms.deaths import (
    LINK,
    OPEN,
    RecommendationFormSet,
    RecommendForm,
    ScreeningForm,
)
from reviews.models import Case, ChildDeath
from reviews.services import deaths
from reviews.views.deaths import DeathAct, url
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed
from subgroup.forms import GovForm
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView


class ScreenDeath(DeathAct):
    """Opens a case: for who manages cases, and so not for the panel's coordinator."""

    permission = "manage_cases"
    heading, button = "Screening of", "Record"
    purpose = (
        "A death in category 1 prompts screening: a case is opened, or the reason why not is written down."
    )

    def check(self) -> None:
        deaths.check_screening(self.death)

    def form(self, *args: Any, **kwargs: Any) -> ScreeningForm:
        return ScreeningForm(*args, cases=self.cases, **kwargs)

    @cached_property
    def cases(self) -> QuerySet[Case]:
        """The cases that are there for this reader."""
        rows = reading.visible(self.request.user, self.group, self.request.permissions, at=clock.now())
        return rows.order_by("-year", "-number")

    def act(self, form: ScreeningForm) -> str:
        said = form.cleaned_data
        doing: dict[str, Any] = {"death": self.death, "by": self.request.user, "at": clock.now()}
        if said["what"] == OPEN:
            case = deaths.open_case(**doing)
            return f"{case} is opened. It holds the codename alone; its screening goes on there."
        if said["what"] == LINK:
            deaths.link_case(**doing, case=said["case"])
            return f"{self.death} belongs to {said['case']}."
        deaths.not_screened(**doing, because=said["because"])
        return "The reason is recorded."

    def show(self, form: GovForm, status: int = 200, **more: Any) -> HttpResponse:
        because = self.death.screening_because
        intro = f"So far no case is opened, because: {because}" if because else ""
        return super().show(form, status, intro=intro, **more)


class Recommend(GroupView):
    """Recommendations of one reviewed death, or of several together, become an action plan."""

    permission = "manage_deaths"

    def get(self, request: GroupRequest) -> HttpResponse:
        chosen = whole(request.GET.get("death", ""))
        form = RecommendForm(deaths=self.reviewed, initial={"deaths": [chosen] if chosen else []})
        return self.show(form, self.formset(initial=[{"number": "1"}]))

    def post(self, request: GroupRequest) -> HttpResponse:
        form = RecommendForm(request.POST, deaths=self.reviewed)
        formset = self.formset(request.POST)
        if "more" in request.POST:
            return self.show(form, self.formset(_with_another(request.POST)))
        said_by: dict[str, Any] = {"case": None, "group": self.group, "by": request.user, "at": clock.now()}
        place = "Recommendations of the Child Death Overview Panel"
        looked = [guarding.passes(one, place=place, **said_by) for one in (form, *formset.forms)]
        if not (all(looked) and formset.is_valid()):
            return self.show(form, formset, status=422)
        said = form.cleaned_data
        rows = [
            doors.Recommended(
                number=one["number"], text=one["text"], addressed_to=one["addressed_to"], agencies=tuple(one["agencies"])
            )
            for one in formset.cleaned_data
            if one
        ]  # fmt: skip
        try:
            link = deaths.recommend(
                deaths=list(said["deaths"]), title=said["title"], theme=said["theme"], recommendations=rows,
                by=request.user, at=clock.now(),
            )  # fmt: skip
        except NotAllowed as refusal:
            form.add_error(None, str(refusal))
            return self.show(form, formset, status=422)
        messages.success(
            request,
            f"{count(len(rows), 'recommendation is', 'recommendations are')} in the plan {link.code}.",
        )
        return redirect(link.url if request.may("view_actions") else url(self.group.slug, "deaths"))

    @cached_property
    def reviewed(self) -> QuerySet[ChildDeath]:
        states = (DeathState.REVIEWED, DeathState.CLOSED)
        return ChildDeath.objects.filter(group=self.group, state__in=states).order_by("reference")

    def formset(self, *args: Any, **kwargs: Any) -> Any:
        kwargs |= {"prefix": "r", "form_kwargs": {"group": self.group}}
        return RecommendationFormSet(*args, **kwargs)

    def show(self, form: RecommendForm, formset: Any, status: int = 200) -> HttpResponse:
        page = {
            "title": "Recommendations of the panel",
            "purpose": "They become an action plan like any other, which names the panel’s references.",
            "breadcrumbs": [("CDOP returns", url(self.group.slug, "deaths"))],
            "form": form,
            "formset": formset,
            "is_empty": not self.reviewed.exists(),
            "cancel_url": url(self.group.slug, "deaths"),
        }
        return render(self.request, "reviews/deaths_recommend.html", page, status=status)


def _with_another(typed: Any) -> Any:
    """What was typed, with room for one recommendation more."""
    typed = typed.copy()
    typed["r-TOTAL_FORMS"] = str(min((whole(typed.get("r-TOTAL_FORMS", "")) or 0) + 1, 10))
    return typed
