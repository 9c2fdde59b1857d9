"""Who challenges whom (F5)."""

from django.db.models import Count
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from actionplans import reading
from actionplans.enums import Direction
from members.models import Agency
from subgroup import clock
from subgroup.views.base import GroupRequest, GroupView


class Balance(GroupView):
    """Who challenges whom: given and received by each agency in each reporting year."""

    permission = "view_actions"

    def get(self, request: GroupRequest) -> HttpResponse:
        rows = reading.challenges(request.user, self.group, request.permissions, on=clock.today())
        counted = rows.order_by().values("year", "agency__name", "direction").annotate(n=Count("pk"))
        years: dict[str, dict[str, list[int]]] = {}
        names = list(Agency.objects.filter(group=self.group).order_by("name").values_list("name", flat=True))
        for row in counted:
            year = years.setdefault(row["year"], {name: [0, 0] for name in names})
            year[row["agency__name"]][row["direction"] == Direction.TO_AGENCY] += row["n"]
        page = {
            "title": "Who challenges whom",
            "purpose": "How often each agency challenged the sub-group, and was challenged by it, in a reporting year.",
            "breadcrumbs": [("Challenges", reverse("actionplans:challenges", args=[self.group.slug]))],
            "head": ["Agency", "Challenged the sub-group|number", "Was challenged|number"],
            "years": [
                (year, [[name, *found[name]] for name in found] + [["All", *_sums(found)]])
                for year, found in sorted(years.items(), reverse=True)
            ],
        }
        return render(request, "actionplans/balance.html", page)


def _sums(found: dict[str, list[int]]) -> list[int]:
    return [sum(one[index] for one in found.values()) for index in (0, 1)]
