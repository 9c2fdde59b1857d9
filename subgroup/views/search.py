"""One box on every page: what the reader may see of each kind of thing, and nothing else, is found and counted."""

from django.http import HttpResponse
from django.shortcuts import render

from subgroup import registry
from subgroup.views.base import GroupRequest, GroupView

SHORTEST, LONGEST = 2, 100


class SearchPage(GroupView):
    """Open to everybody who holds anything in the group: each kind asks for its own right."""

    permission = "view_group"
    or_permission = ("update_actions", "manage_accounts", "view_measures", "view_actions", "view_deaths")

    def get(self, request: GroupRequest) -> HttpResponse:
        words = " ".join(request.GET.get("q", "").replace("\x00", "").split())[:LONGEST]
        asked = len(words) >= SHORTEST
        every = sorted(registry.searches, key=lambda one: one.order) if asked else []
        answers = [
            (one.heading, one.find(request, words)) for one in every if one.rights & request.permissions
        ]
        kinds = [(heading, found) for heading, found in answers if found.total]
        context = {
            "title": "Search",
            "purpose": "Meetings, actions, cases and people, as far as they are open to you.",
            "words": words,
            "asked": asked,
            "kinds": [{"heading": heading, "found": found} for heading, found in kinds],
            "total": sum(found.total for _, found in kinds),
            "shortest": SHORTEST,
        }
        return render(request, "subgroup/search.html", context)
