from django.urls import path

from reports.views.score import Score

urlpatterns = [path("score/", Score.as_view(), name="score")]
