from django.urls import path

from reviews.views.cases import CaseList, CasePage

urlpatterns = [
    path("", CaseList.as_view(), name="list"),
    path("<int:pk>/", CasePage.as_view(), name="case"),
]
