from django.urls import path

from reports.panels import Score

urlpatterns = [path("score/", Score.as_view(), name="score")]
