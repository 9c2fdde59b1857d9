from django.http import HttpResponse
from django.shortcuts import render

from subgroup.views.base import GroupRequest, GroupView


class People(GroupView):
    permission = "manage_members"

    def get(self, request: GroupRequest, **kwargs: int) -> HttpResponse:
        return render(request, "base.html", {"title": "People"})
