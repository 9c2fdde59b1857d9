"""The three page shapes as pages, for test_shell.py."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.decorators import method_decorator

from subgroup.urls import urlpatterns as real
from subgroup.views.gallery import ExampleForm
from tests.subgroup.test_lists import PersonList


@login_not_required
def form(request: HttpRequest) -> HttpResponse:
    form = ExampleForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        messages.success(request, "Your item has been sent.")
        return redirect("people")
    context = {
        "title": "Submit an item",
        "form": form,
        "button": "Send",
        "cancel_url": "/people/",
        "intro": "Items close soon.",
    }
    return render(request, "shapes/form.html", context, status=422 if form.is_bound else 200)


@login_not_required
def confirm(request: HttpRequest) -> HttpResponse:
    context = {
        "title": "Cancel the meeting of Thursday 25 January 2018?",
        "happens": [
            "The date is given back.",
            "It does not count as held, and the year's measure P3 falls to 8 of 9.",
        ],
        "told": ["Jane Roe, GMP", "Sam Poe, CAMHS"],
        "warning": "This cannot be taken back.",
        "destructive": True,
        "button": "Cancel the meeting and send 2 mails",
        "cancel_url": "/people/",
        "breadcrumbs": [("Meetings", "/people/")],
    }
    return render(request, "shapes/confirm.html", context)


@method_decorator(login_not_required, name="dispatch")
class Everybody(PersonList):
    purpose = "Everybody whom the sub-group knows by name."


urlpatterns = [
    path("form/", form),
    path("confirm/", confirm),
    path("people/", Everybody.as_view(), name="people"),
    *real,
]
