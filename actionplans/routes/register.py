from django.urls import URLPattern, path

from actionplans.views import bulk, lights, pictures, register, saved

urlpatterns: list[URLPattern] = [
    path("", register.ActionList.as_view(), name="list"),
    path("change/", bulk.BulkChange.as_view(), name="bulk"),
    path("filters/new/", saved.SaveFilter.as_view(), name="filter_new"),
    path("filters/<int:pk>/remove/", saved.RemoveFilter.as_view(), name="filter_remove"),
    path("lights/", lights.LightRules.as_view(), name="lights"),
    path("<int:pk>/light/", lights.AgreeLight.as_view(), name="light"),
    path("plans/<int:pk>/picture/", pictures.PlanPicture.as_view(), name="plan_picture"),
    path("plans/<int:pk>/pdf/", pictures.PlanDocument.as_view(), name="plan_pdf"),
    path("agencies/<int:pk>/", pictures.AgencyPage.as_view(), name="agency"),
    path("agencies/<int:pk>/pdf/", pictures.AgencyDocument.as_view(), name="agency_pdf"),
]
