from django.urls import path

from meetings.views.feed import Feed

app_name = "feed"
urlpatterns = [path("<str:token>.ics", Feed.as_view(), name="calendar")]
