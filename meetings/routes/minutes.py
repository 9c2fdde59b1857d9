from django.urls import URLPattern, path

from meetings.views import decisions, lines, minutes, writing

urlpatterns: list[URLPattern] = [
    path("decisions/", decisions.DecisionList.as_view(), name="decisions"),
    path("<int:pk>/minutes/", minutes.Minutes.as_view(), name="minutes"),
    path("<int:pk>/minutes/write/", writing.WriteMinutes.as_view(), name="minutes_write"),
    path("<int:pk>/minutes/item/<int:item>/", writing.SaveNote.as_view(), name="minutes_item"),
    path("<int:pk>/minutes/send/", minutes.SendToChair.as_view(), name="minutes_send"),
    path("<int:pk>/minutes/return/", minutes.ReturnToSupport.as_view(), name="minutes_return"),
    path("<int:pk>/minutes/approve/", minutes.Approve.as_view(), name="minutes_approve"),
    path("<int:pk>/minutes/circulate/", minutes.Circulate.as_view(), name="minutes_circulate"),
    path("<int:pk>/minutes/agree/", minutes.Agree.as_view(), name="minutes_agree"),
    path("<int:pk>/minutes/file/<int:document>/", minutes.MinutesFile.as_view(), name="minutes_file"),
    path("<int:pk>/minutes/decision/<int:line>/", lines.ChangeDecision.as_view(), name="decision_change"),
    path("<int:pk>/minutes/action/<int:line>/", lines.ChangeAction.as_view(), name="action_change"),
    path(
        "<int:pk>/minutes/decision/<int:line>/remove/",
        lines.StrikeDecision.as_view(),
        name="decision_strike",
    ),
    path("<int:pk>/minutes/action/<int:line>/remove/", lines.StrikeAction.as_view(), name="action_strike"),
]
