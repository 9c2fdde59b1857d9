"""The map of addresses. Everything of a sub-group lies under /g/<its slug>/; apps are named as strings."""

from allauth.account import views as account
from django.urls import URLPattern, URLResolver, include, path, re_path

from subgroup.health import health
from subgroup.views.home import start
from subgroup.views.search import SearchPage

GROUP: list[URLPattern | URLResolver] = [
    path("", include("members.home_urls")),
    path("", include("reports.home_urls")),
    path("search/", SearchPage.as_view(), name="search"),
    path("meetings/", include("meetings.urls")),
    path("cases/", include("reviews.urls")),
    path("learning/", include("reviews.routes.learning")),
    path("actions/", include("actionplans.urls")),
    path("reports/", include("reports.urls")),
    path("group/", include("members.urls")),
    path("mail/", include("subgroup.mail_urls")),
    path("deadlines/", include("subgroup.deadline_urls")),
    path("changes/", include("subgroup.change_urls")),
]

# Of allauth only what is used here. Signing up is a page that says it is closed; an address is changed on the person's page (members/).
ACCOUNTS = [
    path("login/", account.login, name="account_login"),
    path("logout/", account.logout, name="account_logout"),
    path("inactive/", account.account_inactive, name="account_inactive"),
    path("signup/", account.signup, name="account_signup"),
    path("reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("password/change/", account.password_change, name="account_change_password"),
    path("password/set/", account.password_set, name="account_set_password"),
    path("password/reset/", account.password_reset, name="account_reset_password"),
    path("password/reset/done/", account.password_reset_done, name="account_reset_password_done"),
    path(
        "password/reset/key/done/",
        account.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    re_path(
        r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        account.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
]

urlpatterns = [
    path("", start, name="home"),
    path("health/", health, name="health"),
    path("accounts/", include(ACCOUNTS)),
    path("join/", include("members.join_urls")),
    path("feed/", include("meetings.feed_urls")),
    path("u/", include("actionplans.link_urls")),
    path("bulletins/<slug:slug>/", include("reviews.routes.public")),
    path("unsubscribe/", include("reviews.routes.unsubscribe")),
    path("api/v1/", include("reports.api.urls")),
    path("gallery/", include("subgroup.gallery_urls")),
    path("g/<slug:group_slug>/", include(GROUP)),
]
