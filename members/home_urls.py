from django.urls import path

from members.views.home import Home

urlpatterns = [path("", Home.as_view(), name="group_home")]
