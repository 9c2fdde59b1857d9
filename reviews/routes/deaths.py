from django.urls import URLPattern, path

from reviews.views import contribution, death_chase, death_imports, death_requests, death_screening, deaths

urlpatterns: list[URLPattern] = [
    path("deaths/", deaths.DeathBoard.as_view(), name="deaths"),
    path("deaths/new/", deaths.NewDeath.as_view(), name="death_new"),
    path("deaths/asked/", death_requests.AskedOfMine.as_view(), name="deaths_asked"),
    path("deaths/chase/", death_chase.ChaseReturns.as_view(), name="deaths_chase"),
    path("deaths/recommend/", death_screening.Recommend.as_view(), name="deaths_recommend"),
    path("deaths/contribution/", contribution.Contribution.as_view(), name="contribution"),
    path("deaths/<int:pk>/", deaths.DeathPage.as_view(), name="death"),
    path("deaths/<int:pk>/change/", deaths.ChangeDeath.as_view(), name="death_change"),
    path("deaths/<int:pk>/state/", deaths.MoveDeath.as_view(), name="death_state"),
    path("deaths/<int:pk>/ask/", deaths.AskAgencies.as_view(), name="death_ask"),
    path("deaths/<int:pk>/screening/", death_screening.ScreenDeath.as_view(), name="death_screening"),
    path("deaths/requests/", contribution.RequestList.as_view(), name="death_requests"),
    path("deaths/requests/<int:pk>/", death_requests.RequestPage.as_view(), name="death_request"),
    path("deaths/requests/<int:pk>/nil/", death_requests.NilReturn.as_view(), name="death_nil"),
    path("deaths/requests/<int:pk>/answer/", death_requests.AnswerRequest.as_view(), name="death_answer"),
    path("deaths/requests/<int:pk>/again/", death_requests.AskAgain.as_view(), name="death_again"),
    path("deaths/requests/<int:pk>/withdraw/", death_requests.WithdrawRequest.as_view(), name="death_withdraw"),
    path("deaths/requests/<int:pk>/judge/", death_requests.JudgeRequest.as_view(), name="death_judge"),
    path("deaths/imports/", death_imports.ImportList.as_view(), name="death_imports"),
    path("deaths/imports/new/", death_imports.ImportNew.as_view(), name="death_import_new"),
    path("deaths/imports/<int:pk>/", death_imports.ImportPage.as_view(), name="death_import"),
    path("deaths/imports/<int:pk>/columns/", death_imports.ImportColumns.as_view(), name="death_import_columns"),
    path("deaths/imports/<int:pk>/write/", death_imports.WriteImport.as_view(), name="death_import_write"),
    path("deaths/imports/<int:pk>/undo/", death_imports.UndoImport.as_view(), name="death_import_undo"),
]  # fmt: skip
