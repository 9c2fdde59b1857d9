"""What earlier reviews asked for already: pairs proposed by likeness, each confirmed or refused."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from actionplans import reading
from actionplans.models import Plan, Recommendation
from actionplans.services import kin
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView

PAGE = 20
WORDS = ((0.9, "Nearly the same words"), (0.65, "Much alike"), (0.0, "Alike"))


class KinPage(GroupView):
    """Proposals and decisions; with `?plan=` those of one plan. Who manages actions decides."""

    permission = "view_actions"
    acts = {"post": "manage_actions"}

    def get(self, request: GroupRequest) -> HttpResponse:
        plans = self.plans()
        of = plans.filter(code=request.GET.get("plan", "")).first()
        shown = request.GET.get("show", "proposed")
        slug = self.group.slug
        query = f"plan={of.code}&" if of else ""
        if shown == "decided":
            rows: Any = kin.decided(plans)
            rows = rows.filter(recommendation__plan=of) | rows.filter(earlier__plan=of) if of else rows
        else:
            every = Recommendation.objects.filter(plan__in=plans).select_related("plan__group")
            rows = kin.propose(every, of=of)
        page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
        context = {
            "title": "Asked for before",
            "caption": of.code if of else "",
            "purpose": "Recommendations that are like those of earlier reviews. A person says whether they ask for the same.",
            "breadcrumbs": [
                ("Actions", reverse("actionplans:list", args=[slug])),
                ("Plans", reverse("actionplans:plans", args=[slug])),
            ],
            "tabs": [
                {"label": "Proposed", "url": f"?{query}show=proposed", "current": shown != "decided"},
                {"label": "Decided", "url": f"?{query}show=decided", "current": shown == "decided"},
            ],
            "page": page,
            "page_query": f"{query}show={shown}&",
            "is_decided": shown == "decided",
            "may_decide": self.may("manage_actions"),
            "pairs": [
                {"row": one, "word": _word(one.likeness), "percent": round(one.likeness * 100)}
                for one in page
            ],
        }
        return render(request, "actionplans/kin.html", context)

    def post(self, request: GroupRequest) -> HttpResponse:
        keys = [whole(request.POST.get(name, "")) for name in ("recommendation", "earlier")]
        if None in keys:
            raise NotAllowed("Choose a pair of recommendations on the page.")
        rows = Recommendation.objects.filter(plan__in=self.plans()).select_related("plan")
        one, other = (get_object_or_404(rows, pk=key) for key in keys)
        is_kin = request.POST.get("is_kin") == "yes"
        made = kin.decide(recommendation=one, earlier=other, is_kin=is_kin, by=request.user, at=clock.now())
        if is_kin:
            said = kin.sentence(made.recommendation, kin.family(made.recommendation, self.plans()))
            messages.success(request, f"{made.recommendation}: {said}")
        else:
            messages.success(request, "They are not proposed again.")
        back = request.META.get("QUERY_STRING", "")
        return redirect(f"{reverse('actionplans:kin', args=[self.group.slug])}{f'?{back}' if back else ''}")

    def plans(self) -> QuerySet[Plan]:
        return reading.plans(self.request.user, self.group, self.request.permissions, on=clock.today())


def _word(likeness: float) -> str:
    return next(word for least, word in WORDS if likeness >= least)
