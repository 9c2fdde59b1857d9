from django.urls import path

from meetings.views import item_acts, unseen
from meetings.views import submission as views

urlpatterns = [
    path("<int:pk>/submit/", views.Submit.as_view(), name="submit"),
    path("items/<int:pk>/", views.Item.as_view(), name="item"),
    path("items/<int:pk>/paper/", item_acts.AddPaper.as_view(), name="item_paper"),
    path("items/<int:pk>/withdraw/", item_acts.Withdraw.as_view(), name="item_withdraw"),
    path("items/<int:pk>/late/", item_acts.DecideLate.as_view(), name="late"),
    path("items/<int:pk>/check/", item_acts.CheckItem.as_view(), name="item_check"),
    path("items/<int:pk>/readers/", item_acts.Readers.as_view(), name="item_readers"),
    path("items/<int:pk>/readers/unseen/", unseen.NameUnseen.as_view(), name="item_readers_unseen"),
    path("items/<int:pk>/withhold/", item_acts.Withhold.as_view(), name="item_withhold"),
    path("withheld/<int:pk>/lift/", item_acts.LiftWithholding.as_view(), name="withholding_lift"),
    path("papers/<int:pk>/version/", item_acts.AddVersion.as_view(), name="paper_version"),
]
