from django.urls import URLPattern, path

from actionplans.views import briefing, imports, kin, templates

urlpatterns: list[URLPattern] = [
    path("imports/", imports.ImportList.as_view(), name="imports"),
    path("imports/new/", imports.ImportNew.as_view(), name="import_new"),
    path("imports/<int:pk>/", imports.ImportPage.as_view(), name="import"),
    path("imports/<int:pk>/columns/", imports.ImportMap.as_view(), name="import_map"),
    path("imports/<int:pk>/names/", imports.ImportNames.as_view(), name="import_names"),
    path("imports/<int:pk>/write/", imports.ImportWrite.as_view(), name="import_write"),
    path("imports/<int:pk>/undo/", imports.ImportUndo.as_view(), name="import_undo"),
    path("templates/", templates.TemplateList.as_view(), name="templates"),
    path("templates/shipped/", templates.AddShipped.as_view(), name="templates_shipped"),
    path("templates/<int:pk>/", templates.TemplatePage.as_view(), name="template"),
    path("templates/<int:pk>/remove/", templates.RemoveTemplate.as_view(), name="template_remove"),
    path("plans/<int:pk>/template/", templates.SaveTemplate.as_view(), name="template_save"),
    path("kin/", kin.KinPage.as_view(), name="kin"),
    path("briefings/<int:pk>/", briefing.BriefingPage.as_view(), name="briefing"),
    path("briefings/<int:pk>/pdf/", briefing.BriefingDocument.as_view(), name="briefing_pdf"),
]
