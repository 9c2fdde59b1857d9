from django.urls import path

from reviews.views import chronology, keeping, restricting
from reviews.views.openings import OpeningList

urlpatterns = [
    path("openings/", OpeningList.as_view(), name="openings"),
    path("break-glass/", restricting.BreakGlass.as_view(), name="break_glass"),
    path("<int:pk>/restrict/", restricting.RestrictCase.as_view(), name="restrict"),
    path("<int:pk>/unrestrict/", restricting.UnrestrictCase.as_view(), name="unrestrict"),
    path("<int:pk>/name/", restricting.NamePerson.as_view(), name="name"),
    path("<int:pk>/shut-out/", restricting.ShutOutPerson.as_view(), name="shut_out"),
    path("namings/<int:pk>/end/", restricting.EndNaming.as_view(), name="naming_end"),
    path("shut-outs/<int:pk>/lift/", restricting.LiftShutOut.as_view(), name="shut_out_lift"),
    path("<int:pk>/keep/", keeping.KeepCase.as_view(), name="keep"),
    path("<int:pk>/hold/", keeping.HoldCase.as_view(), name="hold"),
    path("<int:pk>/chronology/", chronology.Chronology.as_view(), name="chronology"),
    path("<int:pk>/chronology/pdf/", chronology.ChronologyDocument.as_view(), name="chronology_pdf"),
    path("<int:pk>/chronology/new/", chronology.NewEntry.as_view(), name="chronology_new"),
    path("chronology/<int:pk>/strike/", chronology.StrikeEntry.as_view(), name="chronology_strike"),
    path("requests/<int:pk>/chronology/", chronology.RequestChronology.as_view(), name="request_chronology"),
    path(
        "requests/<int:pk>/chronology/<int:entry>/strike/",
        chronology.StrikeOwnEntry.as_view(),
        name="request_chronology_strike",
    ),
]
