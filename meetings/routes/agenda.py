from django.urls import path

from meetings.views import agenda as views
from meetings.views.agenda_document import AgendaDocument

urlpatterns = [
    path("<int:pk>/agenda/pdf/", AgendaDocument.as_view(), name="agenda_pdf"),
    path("<int:pk>/desk/", views.Desk.as_view(), name="desk"),
    path("<int:pk>/desk/order/", views.Order.as_view(), name="desk_order"),
    path("<int:pk>/desk/add/", views.AddItem.as_view(), name="desk_add"),
    path("<int:pk>/desk/send/", views.SendToChair.as_view(), name="agenda_send"),
    path("<int:pk>/desk/return/", views.ReturnToDesk.as_view(), name="agenda_return"),
    path("<int:pk>/desk/approve/", views.Approve.as_view(), name="agenda_approve"),
]
