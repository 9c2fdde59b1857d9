from django.urls import URLPattern, path

from reports.api import views

app_name = "api"
urlpatterns: list[URLPattern] = [
    path("", views.Root.as_view(), name="root"),
    path("openapi.json", views.OpenApi.as_view(), name="openapi"),
    path("<slug:group_slug>/", views.GroupApi.as_view(), name="group"),
    path("<slug:group_slug>/<path:name>", views.ResourceApi.as_view(), name="resource"),
    path("<path:rest>", views.Unknown.as_view(), name="unknown"),
]
