from meetings.routes import agenda, day, letters, minutes, packs, planning, replies, submission

app_name = "meetings"
urlpatterns = [
    *planning.urlpatterns,
    *replies.urlpatterns,
    *submission.urlpatterns,
    *agenda.urlpatterns,
    *packs.urlpatterns,
    *day.urlpatterns,
    *minutes.urlpatterns,
    *letters.urlpatterns,
]
