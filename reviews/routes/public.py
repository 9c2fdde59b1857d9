"""Outside sign-in: bulletins that were sent, for everybody."""

from django.urls import path

from reviews.views import public

app_name = "bulletins"
urlpatterns = [
    path("", public.PublicBulletins.as_view(), name="list"),
    path("feed/", public.PublicFeed.as_view(), name="feed"),
    path("<str:year>/<int:number>/", public.PublicBulletin.as_view(), name="page"),
    path("<str:year>/<int:number>/pdf/", public.PublicPdf.as_view(), name="pdf"),
]
