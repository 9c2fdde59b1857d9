from django.urls import path

from members.views.group import TheGroup

app_name = "reports"
urlpatterns = [path("returns/<int:pk>/", TheGroup.as_view(), name="return")]
