from actionplans.routes import action, challenges, imports, plans, register, windows

app_name = "actionplans"
urlpatterns = [
    *register.urlpatterns,
    *action.urlpatterns,
    *plans.urlpatterns,
    *windows.urlpatterns,
    *challenges.urlpatterns,
    *imports.urlpatterns,
]
