from django.urls import URLPattern, path

from reviews.views import requests

urlpatterns: list[URLPattern] = [
    path("requests/", requests.RequestList.as_view(), name="requests"),
    path("<int:pk>/requests/new/", requests.SendRequests.as_view(), name="requests_send"),
    path("requests/<int:pk>/", requests.RequestPage.as_view(), name="request"),
    path("requests/<int:pk>/who/", requests.RequestWho.as_view(), name="request_who"),
    path("requests/<int:pk>/file/", requests.RequestFile.as_view(), name="request_file"),
    path("requests/<int:pk>/nil/", requests.NilReturn.as_view(), name="request_nil"),
    path("requests/<int:pk>/answer/", requests.AnswerRequest.as_view(), name="request_answer"),
    path("requests/<int:pk>/again/", requests.AskAgain.as_view(), name="request_again"),
    path("requests/<int:pk>/withdraw/", requests.WithdrawRequest.as_view(), name="request_withdraw"),
]
