from django.urls import path

from meetings.views import submission as views

urlpatterns = [
    path("<int:pk>/submit/", views.Submit.as_view(), name="submit"),
    path("items/<int:pk>/", views.Item.as_view(), name="item"),
    path("items/<int:pk>/paper/", views.AddPaper.as_view(), name="item_paper"),
    path("items/<int:pk>/withdraw/", views.Withdraw.as_view(), name="item_withdraw"),
    path("items/<int:pk>/late/", views.DecideLate.as_view(), name="late"),
    path("items/<int:pk>/check/", views.CheckItem.as_view(), name="item_check"),
    path("items/<int:pk>/withhold/", views.Withhold.as_view(), name="item_withhold"),
    path("withheld/<int:pk>/lift/", views.LiftWithholding.as_view(), name="withholding_lift"),
    path("papers/<int:pk>/version/", views.AddVersion.as_view(), name="paper_version"),
]
