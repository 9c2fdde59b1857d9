"""Outside sign-in: the addresses of update links, docs/decisions/0007-update-links.md."""

from django.urls import path

from actionplans.views import links

app_name = "update_link"
urlpatterns = [
    path("updates/", links.LinkUpdates.as_view(), name="updates"),
    path("leave/", links.LeaveLink.as_view(), name="leave"),
    path("<str:token>/", links.OpenLink.as_view(), name="open"),
]
