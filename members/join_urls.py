from django.urls import path

from members.views import join

app_name = "join"
urlpatterns = [
    path("password/", join.ChoosePassword.as_view(), name="password"),
    path("<str:token>/", join.OpenInvitation.as_view(), name="open"),
]
