from django.urls import path

from actionplans import views

app_name = "actionplans"
urlpatterns = [
    path("", views.ActionList.as_view(), name="list"),
    path("<int:pk>/", views.ActionDetail.as_view(), name="detail"),
    path("<int:pk>/update/", views.UpdateAction.as_view(), name="update"),
]
