from django.urls import path

from reviews.views import letters

urlpatterns = [
    path("<int:pk>/letters/asked/", letters.InformationAsked.as_view(), name="letter_asked"),
    path("letters/<int:pk>/", letters.Letter.as_view(), name="letter"),
    path("letters/<int:pk>/approve/", letters.ApproveLetter.as_view(), name="letter_approve"),
    path("letters/<int:pk>/back/", letters.TakeBackLetter.as_view(), name="letter_back"),
    path("letters/<int:pk>/sent/", letters.LetterSent.as_view(), name="letter_sent"),
    path("letters/<int:pk>/not-needed/", letters.LetterNotNeeded.as_view(), name="letter_not_needed"),
    path("letters/<int:pk>/again/", letters.LetterNeeded.as_view(), name="letter_needed"),
    path("letters/<int:pk>/pdf/", letters.LetterPdf.as_view(), name="letter_pdf"),
    path("letters/<int:pk>/proof/", letters.LetterProof.as_view(), name="letter_proof"),
]
