"""The map of addresses. Everything of a sub-group lies under /g/<its slug>/; apps are named as strings."""

from django.urls import include, path

from subgroup.health import health
from subgroup.views.home import start

GROUP = [
    path("", include("members.home_urls")),
    path("meetings/", include("meetings.urls")),
    path("actions/", include("actionplans.urls")),
    path("reports/", include("reports.urls")),
    path("group/", include("members.urls")),
    path("mail/", include("subgroup.mail_urls")),
    path("deadlines/", include("subgroup.deadline_urls")),
    path("changes/", include("subgroup.change_urls")),
]

urlpatterns = [
    path("", start, name="home"),
    path("health/", health, name="health"),
    path("accounts/", include("allauth.account.urls")),
    path("join/", include("members.join_urls")),
    path("feed/", include("meetings.feed_urls")),
    path("gallery/", include("subgroup.gallery_urls")),
    path("g/<slug:group_slug>/", include(GROUP)),
]
