from django.http import HttpResponse
from django.shortcuts import render

from subgroup.views.base import GroupRequest, GroupView


class TermsPage(GroupView):
    permission = "view_group"

    def get(self, request: GroupRequest, **kwargs: int) -> HttpResponse:
        return render(request, "base.html", {"title": "TermsPage"})
