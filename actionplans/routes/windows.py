from django.urls import URLPattern, path

from actionplans.views import windows

urlpatterns: list[URLPattern] = [
    path("windows/", windows.WindowList.as_view(), name="windows"),
    path("windows/<int:pk>/", windows.MyUpdates.as_view(), name="window"),
    path("windows/<int:pk>/owed/", windows.WindowState.as_view(), name="window_state"),
    path("windows/owed/<int:pk>/", windows.OwedUpdate.as_view(), name="owed"),
    path("windows/links/<int:pk>/revoke/", windows.RevokeLink.as_view(), name="link_revoke"),
    path("windows/links/<int:pk>/renew/", windows.RenewLink.as_view(), name="link_renew"),
    path("updates/<int:pk>/send-back/", windows.SendBack.as_view(), name="send_back"),
]
