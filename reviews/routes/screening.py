from django.urls import URLPattern, path

from reviews.views import considering, decisions, panel_acts, panel_off, panels

urlpatterns: list[URLPattern] = [
    path("<int:pk>/panels/new/", panels.NewPanel.as_view(), name="panel_new"),
    path("panels/<int:pk>/", panels.PanelPage.as_view(), name="panel"),
    path("panels/<int:pk>/edit/", panels.EditPanel.as_view(), name="panel_edit"),
    path("panels/<int:pk>/off/", panel_off.CallOff.as_view(), name="panel_off"),
    path("panels/<int:pk>/view/", panel_acts.TakeView.as_view(), name="panel_view"),
    path("panels/<int:pk>/recommend/", panel_acts.Recommend.as_view(), name="panel_recommend"),
    path("panels/members/<int:pk>/interest/", panel_acts.DeclareInterest.as_view(), name="panel_interest"),
    path("panels/members/<int:pk>/handling/", panel_acts.HandleInterest.as_view(), name="panel_handle"),
    path("<int:pk>/decision/", decisions.DecisionPage.as_view(), name="decision"),
    path("<int:pk>/decide/", decisions.Decide.as_view(), name="decide"),
    path("<int:pk>/decide/again/", decisions.ReplaceDecision.as_view(), name="decide_again"),
    path("<int:pk>/outcome/", decisions.RecordOutcome.as_view(), name="outcome"),
    path("<int:pk>/back/", decisions.BringBack.as_view(), name="bring_back"),
    path("<int:pk>/agenda/", considering.PutOnAgenda.as_view(), name="agenda"),
]
