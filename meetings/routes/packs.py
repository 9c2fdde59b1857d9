from django.urls import path

from meetings.views import packs as views

urlpatterns = [
    path("papers/", views.Papers.as_view(), name="papers"),
    path("<int:pk>/publish/", views.Publish.as_view(), name="publish"),
    path("<int:pk>/pack/", views.PackPage.as_view(), name="pack"),
    path("<int:pk>/zip/", views.Zip.as_view(), name="zip"),
    path("packs/<int:pk>/file/", views.PackFile.as_view(), name="pack_file"),
    path("packs/<int:pk>/supplement/", views.SupplementFile.as_view(), name="pack_supplement"),
    path("packs/<int:pk>/state/", views.PackState.as_view(), name="pack_state"),
    path("packs/<int:pk>/again/", views.MakeAgain.as_view(), name="pack_again"),
    path("papers/<int:pk>/file/", views.PaperFile.as_view(), name="paper_file"),
]
