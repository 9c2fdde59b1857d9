from django.urls import path

from reviews.views.cases import CaseList, CasePage
from reviews.views.closing import CloseCase, ReopenCase

urlpatterns = [
    path("", CaseList.as_view(), name="list"),
    path("<int:pk>/", CasePage.as_view(), name="case"),
    path("<int:pk>/close/", CloseCase.as_view(), name="case_close"),
    path("<int:pk>/reopen/", ReopenCase.as_view(), name="case_reopen"),
]
