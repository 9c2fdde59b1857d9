"""Learning points and bulletins: a part of its own, beside cases."""

from django.urls import path

from reviews.views import bulletin_acts, bulletins, learning, readers

app_name = "learning"
urlpatterns = [
    path("", learning.PointList.as_view(), name="list"),
    path("new/", learning.NewPoint.as_view(), name="point_new"),
    path("<int:pk>/", learning.PointPage.as_view(), name="point"),
    path("<int:pk>/change/", learning.ChangePoint.as_view(), name="point_change"),
    path("<int:pk>/agree/", learning.AgreePoint.as_view(), name="point_agree"),
    path("<int:pk>/withdraw/", learning.WithdrawPoint.as_view(), name="point_withdraw"),
    path("bulletins/", bulletins.BulletinList.as_view(), name="bulletins"),
    path("bulletins/new/", bulletin_acts.NewBulletin.as_view(), name="bulletin_new"),
    path("bulletins/mine/", readers.OwnBulletins.as_view(), name="own"),
    path("bulletins/<int:pk>/", bulletins.BulletinPage.as_view(), name="bulletin"),
    path("bulletins/<int:pk>/change/", bulletin_acts.ChangeBulletin.as_view(), name="bulletin_change"),
    path("bulletins/<int:pk>/points/", bulletin_acts.ChoosePoints.as_view(), name="bulletin_points"),
    path("bulletins/<int:pk>/order/", bulletin_acts.OrderPoints.as_view(), name="bulletin_order"),
    path("bulletins/<int:pk>/preview/", bulletins.BulletinPreview.as_view(), name="bulletin_preview"),
    path("bulletins/<int:pk>/pdf/", bulletins.BulletinPdf.as_view(), name="bulletin_pdf"),
    path("bulletins/<int:pk>/put/", bulletin_acts.PutToChair.as_view(), name="bulletin_put"),
    path("bulletins/<int:pk>/approve/", bulletin_acts.ApproveBulletin.as_view(), name="bulletin_approve"),
    path("bulletins/<int:pk>/back/", bulletin_acts.TakeBackBulletin.as_view(), name="bulletin_back"),
    path("bulletins/<int:pk>/send/", bulletin_acts.SendBulletin.as_view(), name="bulletin_send"),
    path("bulletins/<int:pk>/withdraw/", bulletin_acts.WithdrawBulletin.as_view(), name="bulletin_withdraw"),
    path("bulletins/<int:pk>/anew/", bulletin_acts.BulletinAnew.as_view(), name="bulletin_anew"),
    path("bulletins/<int:pk>/passed-on/", bulletin_acts.PassOn.as_view(), name="pass_on"),
    path("readers/", readers.ReaderList.as_view(), name="readers"),
    path("readers/add/", readers.AddReaders.as_view(), name="readers_add"),
    path("readers/<int:pk>/", readers.ReaderPage.as_view(), name="reader"),
    path("readers/<int:pk>/again/", readers.ReaderAgain.as_view(), name="reader_again"),
]
