from django.urls import URLPattern, path

from meetings.views import feed, replies

urlpatterns: list[URLPattern] = [
    path("<int:pk>/reply/", replies.ReplyPage.as_view(), name="reply"),
    path("feed/", feed.FeedPage.as_view(), name="feed"),
]
