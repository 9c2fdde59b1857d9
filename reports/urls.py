from django.urls import URLPattern, path

from reports.views import (
    breaches,
    coordinating,
    measures,
    objective_acts,
    objectives,
    programme,
    programme_acts,
    return_page,
    returns,
)

app_name = "reports"
urlpatterns: list[URLPattern] = [
    path("", measures.Measures.as_view(), name="measures"),
    path("records/", measures.Records.as_view(), name="records"),
    path("objectives/", objectives.ObjectivesPage.as_view(), name="objectives"),
    path("objectives/<str:year>/add/", objective_acts.AddObjective.as_view(), name="objective_add"),
    path("objectives/<str:year>/carry/", objective_acts.CarryObjectives.as_view(), name="objective_carry"),
    path("objectives/<int:pk>/", objectives.ObjectivePage.as_view(), name="objective"),
    path("objectives/<int:pk>/change/", objective_acts.ChangeObjective.as_view(), name="objective_change"),
    path("objectives/<int:pk>/light/", objective_acts.SayLight.as_view(), name="objective_light"),
    path("objectives/<int:pk>/reached/", objective_acts.ReachObjective.as_view(), name="objective_reached"),
    path("objectives/<int:pk>/drop/", objective_acts.DropObjective.as_view(), name="objective_drop"),
    path("objectives/<int:pk>/reopen/", objective_acts.ReopenObjective.as_view(), name="objective_reopen"),
    path("programme/", programme.ProgrammePage.as_view(), name="programme"),
    path("programme/<str:year>/start/", programme_acts.StartProgramme.as_view(), name="programme_start"),
    path("programme/<str:year>/add/", programme_acts.AddItem.as_view(), name="programme_add"),
    path("programme/<str:year>/put/", programme_acts.PutVersion.as_view(), name="programme_put"),
    path("programme/items/<int:pk>/", programme_acts.ChangeItem.as_view(), name="programme_item"),
    path("programme/items/<int:pk>/done/", programme_acts.FinishItem.as_view(), name="programme_done"),
    path("programme/items/<int:pk>/drop/", programme_acts.DropItem.as_view(), name="programme_drop"),
    path("programme/items/<int:pk>/reopen/", programme_acts.ReopenItem.as_view(), name="programme_reopen"),
    path("programme/versions/<int:pk>/", programme.VersionPage.as_view(), name="programme_version"),
    path(
        "programme/versions/<int:pk>/answer/", programme_acts.AnswerVersion.as_view(), name="programme_answer"
    ),
    path("breaches/", breaches.BreachList.as_view(), name="breaches"),
    path("breaches/<str:key>/", breaches.BreachPage.as_view(), name="breach"),
    path("returns/", returns.ReturnList.as_view(), name="returns"),
    path("returns/new/", returns.AddMeeting.as_view(), name="coordinating_meeting"),
    path("returns/<int:pk>/", return_page.ReturnPage.as_view(), name="return"),
    path("returns/<int:pk>/day/", coordinating.MoveMeeting.as_view(), name="coordinating_move"),
    path("returns/<int:pk>/withdraw/", coordinating.WithdrawMeeting.as_view(), name="coordinating_withdraw"),
    path("returns/<int:pk>/start/", return_page.Start.as_view(), name="return_start"),
    path("returns/<int:pk>/commentary/", return_page.Comment.as_view(), name="return_comment"),
    path("returns/<int:pk>/approve/", return_page.Approve.as_view(), name="return_approve"),
    path("returns/<int:pk>/take-back/", return_page.TakeBack.as_view(), name="return_take_back"),
    path("returns/<int:pk>/send/", return_page.Send.as_view(), name="return_send"),
    path("returns/<int:pk>/pdf/", return_page.Document.as_view(), name="return_pdf"),
]
