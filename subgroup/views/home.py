from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from subgroup import access, clock
from subgroup.models import Person


def start(request: HttpRequest) -> HttpResponse:
    """Leads a signed-in person to their sub-group; with several they choose, with none they are told whom to ask."""
    person = request.user
    if not isinstance(person, Person):
        return redirect("account_login")
    groups = access.groups_of(person, on=clock.today())
    if len(groups) == 1:
        return redirect("group_home", groups[0].slug)
    return render(request, "start.html", {"groups": groups})
