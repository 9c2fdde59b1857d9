from django.urls import path

from subgroup.views.changes import ChangesOf

app_name = "changes"
urlpatterns = [path("<str:kind>/<str:pk>/", ChangesOf.as_view(), name="of")]
