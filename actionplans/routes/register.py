from django.urls import URLPattern, path

from actionplans.views import register

urlpatterns: list[URLPattern] = [
    path("", register.ActionList.as_view(), name="list"),
]
