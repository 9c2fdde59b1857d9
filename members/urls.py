from django.urls import path

from members.views import closures, compacts, group, importing, people, seats, terms

app_name = "members"
urlpatterns = [
    path("", group.TheGroup.as_view(), name="group"),
    path("terms/", terms.TermsPage.as_view(), name="terms"),
    path("terms/<int:pk>/source/", terms.TermsSource.as_view(), name="terms_source"),
    path("roles/", terms.RolesPage.as_view(), name="roles"),
    path("seats/", group.SeatList.as_view(), name="seats"),
    path("seats/<int:pk>/", seats.SeatPage.as_view(), name="seat"),
    path("seats/<int:pk>/fill/", seats.Fill.as_view(), name="seat_fill"),
    path("seats/<int:pk>/change/", seats.Succeed.as_view(), name="seat_succeed"),
    path("seats/<int:pk>/end/", seats.EndHolding.as_view(), name="seat_end"),
    path("seats/<int:pk>/deputy/", seats.NameDeputy.as_view(), name="seat_deputy"),
    path("seats/<int:pk>/deputy/<int:deputyship>/end/", seats.EndDeputy.as_view(), name="seat_deputy_end"),
    path("seats/<int:pk>/coordinating/", seats.JoinCoordinating.as_view(), name="seat_coordinating"),
    path(
        "seats/<int:pk>/coordinating/leave/",
        seats.LeaveCoordinating.as_view(),
        name="seat_coordinating_leave",
    ),
    path("seats/<int:pk>/override/", seats.Override.as_view(), name="seat_override"),
    path("compacts/", compacts.Compacts.as_view(), name="compacts"),
    path("compacts/new/", compacts.RecordCompact.as_view(), name="compact_new"),
    path("compacts/<int:pk>/end/", compacts.EndCompact.as_view(), name="compact_end"),
    path("compacts/<int:pk>/document/", compacts.CompactDocument.as_view(), name="compact_document"),
    path("agencies/", compacts.Agencies.as_view(), name="agencies"),
    path("agencies/<int:pk>/rename/", compacts.RenameAgency.as_view(), name="agency_rename"),
    path("closures/", closures.Closures.as_view(), name="closures"),
    path("closures/new/", closures.AddClosure.as_view(), name="closure_new"),
    path("closures/dates/", closures.MoveDates.as_view(), name="dates"),
    path("closures/<int:pk>/remove/", closures.RemoveClosure.as_view(), name="closure_remove"),
    path("import/", importing.ImportMembership.as_view(), name="import"),
    path("import/template/", importing.ImportTemplate.as_view(), name="import_template"),
    path("people/", people.People.as_view(), name="people"),
    path("people/appoint/", people.Appoint.as_view(), name="appoint"),
    path("people/<int:pk>/", people.PersonPage.as_view(), name="person"),
    path("people/<int:pk>/invite/", people.Invite.as_view(), name="invite"),
    path(
        "people/<int:pk>/invitations/<int:invitation>/revoke/",
        people.RevokeInvitation.as_view(),
        name="invitation_revoke",
    ),
    path("people/<int:pk>/address/", people.ChangeAddress.as_view(), name="address"),
    path("people/<int:pk>/end/", people.EndAccount.as_view(), name="account_end"),
    path("people/<int:pk>/restore/", people.RestoreAccount.as_view(), name="account_restore"),
    path(
        "people/<int:pk>/roles/<int:appointment>/end/",
        people.EndAppointment.as_view(),
        name="appointment_end",
    ),
]
