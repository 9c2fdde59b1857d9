from django.urls import path

from members.views import compacts, group, people, seats, terms

app_name = "members"
urlpatterns = [
    path("", group.TheGroup.as_view(), name="group"),
    path("seats/<int:pk>/", seats.SeatPage.as_view(), name="seat"),
    path("compacts/", compacts.Compacts.as_view(), name="compacts"),
    path("people/", people.People.as_view(), name="people"),
    path("terms/", terms.TermsPage.as_view(), name="terms"),
]
