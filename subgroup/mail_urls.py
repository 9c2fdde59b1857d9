from django.urls import path

from subgroup.views.mail import MailDetail, MailLog, ResendMail

app_name = "mail"
urlpatterns = [
    path("", MailLog.as_view(), name="list"),
    path("<int:pk>/", MailDetail.as_view(), name="detail"),
    path("<int:pk>/resend/", ResendMail.as_view(), name="resend"),
]
