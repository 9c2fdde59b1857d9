"""Outside sign-in: the link in a bulletin's mail by which its reader ends them."""

from django.urls import path

from reviews.views.public import Unsubscribe

app_name = "unsubscribe"
urlpatterns = [path("<str:token>/", Unsubscribe.as_view(), name="ask")]
