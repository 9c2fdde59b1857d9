from django.urls import path

from subgroup.views.deadlines import ReleaseDeadline, WhyThisDate

app_name = "deadline"
urlpatterns = [
    path("<int:pk>/", WhyThisDate.as_view(), name="detail"),
    path("<int:pk>/release/", ReleaseDeadline.as_view(), name="release"),
]
