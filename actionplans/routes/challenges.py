from django.urls import URLPattern, path

from actionplans.views import balance, challenges, exceptions

urlpatterns: list[URLPattern] = [
    path("challenges/", challenges.ChallengeList.as_view(), name="challenges"),
    path("challenges/new/", challenges.NewChallenge.as_view(), name="challenge_new"),
    path("challenges/balance/", balance.Balance.as_view(), name="balance"),
    path("challenges/<int:pk>/", challenges.ChallengeDetail.as_view(), name="challenge"),
    path("challenges/<int:pk>/answer/", challenges.AnswerChallenge.as_view(), name="challenge_answer"),
    path("challenges/<int:pk>/judge/", challenges.JudgeChallenge.as_view(), name="challenge_judge"),
    path("challenges/<int:pk>/higher/", challenges.ClimbChallenge.as_view(), name="challenge_climb"),
    path("challenges/<int:pk>/close/", challenges.CloseChallenge.as_view(), name="challenge_close"),
    path("exceptions/", exceptions.ExceptionList.as_view(), name="exceptions"),
    path("exceptions/ended/", exceptions.AddressEnded.as_view(), name="exceptions_ended"),
    path("exceptions/<int:pk>/", exceptions.ExceptionDetail.as_view(), name="exception"),
    path("exceptions/<int:pk>/note/", exceptions.NoteException.as_view(), name="exception_note"),
    path("exceptions/<int:pk>/address/", exceptions.AddressException.as_view(), name="exception_address"),
]
