from django.urls import URLPattern, path

from actionplans.views import action

urlpatterns: list[URLPattern] = [
    path("<int:pk>/", action.ActionDetail.as_view(), name="detail"),
    path("<int:pk>/update/", action.UpdateAction.as_view(), name="update"),
]
