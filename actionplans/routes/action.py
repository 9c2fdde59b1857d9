from django.urls import URLPattern, path

from actionplans.views import action, acts, evidence, recommendations

urlpatterns: list[URLPattern] = [
    path("<int:pk>/", action.ActionDetail.as_view(), name="detail"),
    path("<int:pk>/update/", action.UpdateAction.as_view(), name="update"),
    path("<int:pk>/edit/", recommendations.ActionEdit.as_view(), name="action_edit"),
    path("<int:pk>/propose/", acts.Propose.as_view(), name="propose"),
    path("<int:pk>/sign-off/", acts.SignOff.as_view(), name="sign_off"),
    path("<int:pk>/return/", acts.Return.as_view(), name="return"),
    path("<int:pk>/extend/", acts.Extend.as_view(), name="extend"),
    path("<int:pk>/evidence/", acts.AddEvidence.as_view(), name="evidence"),
    path("<int:pk>/day/", acts.SetDay.as_view(), name="set_day"),
    path("<int:pk>/set-test/", acts.NewTest.as_view(), name="test_new"),
    path("<int:pk>/sustain/", acts.Sustain.as_view(), name="sustain"),
    path("extensions/<int:pk>/", acts.DecideExtension.as_view(), name="extension"),
    path("tests/<int:pk>/", acts.RecordTest.as_view(), name="test"),
    path("evidence/<int:pk>/file/", evidence.EvidenceFile.as_view(), name="evidence_file"),
]
