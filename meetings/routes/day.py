from django.urls import URLPattern, path

from meetings.views import attendance, day

urlpatterns: list[URLPattern] = [
    path("<int:pk>/open/", day.OpenMeeting.as_view(), name="open"),
    path("<int:pk>/day/", day.DayPage.as_view(), name="day"),
    path("<int:pk>/day/chair/", day.ChangeChair.as_view(), name="day_chair"),
    path("<int:pk>/day/interest/", day.DeclareInterest.as_view(), name="day_interest"),
    path("<int:pk>/day/movement/", day.RecordMovement.as_view(), name="day_movement"),
    path("<int:pk>/day/movement/<int:movement>/undo/", day.UndoMovement.as_view(), name="day_movement_undo"),
    path("<int:pk>/day/guests/", day.Guests.as_view(), name="day_guests"),
    path("<int:pk>/day/quorate/", day.DeclareQuorate.as_view(), name="day_quorate"),
    path("<int:pk>/attendance/", attendance.TakeAttendance.as_view(), name="attendance"),
]
