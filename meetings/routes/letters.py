from django.urls import URLPattern, path

from meetings.views import letters

urlpatterns: list[URLPattern] = [
    path("letters/", letters.LetterList.as_view(), name="letters"),
    path("letters/<int:pk>/", letters.Letter.as_view(), name="letter"),
    path("letters/<int:pk>/sign/", letters.SignLetter.as_view(), name="letter_sign"),
    path("letters/<int:pk>/send/", letters.SendLetter.as_view(), name="letter_send"),
    path("letters/<int:pk>/file/", letters.LetterFile.as_view(), name="letter_file"),
]
