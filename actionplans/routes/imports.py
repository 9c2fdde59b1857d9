from django.urls import URLPattern, path

from actionplans.views import imports

urlpatterns: list[URLPattern] = [
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/new/", imports.ImportNew.as_view(), name="import_new"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/columns/", imports.ImportMap.as_view(), name="import_map"),
    path("imports/<int:pk>/names/", imports.ImportNames.as_view(), name="import_names"),
    path("imports/<int:pk>/write/", imports.ImportWrite.as_view(), name="import_write"),
    path("imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import_undo"),
]
