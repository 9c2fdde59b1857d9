from django.urls import path

from reviews.views import clocks, dates, questions

urlpatterns = [
    path("clocks/", clocks.ClockWall.as_view(), name="clocks"),
    path("clocks/relaxations/", clocks.RelaxationList.as_view(), name="relaxations"),
    path("clocks/relaxations/new/", clocks.NewRelaxation.as_view(), name="relaxation_new"),
    path("clocks/relaxations/<int:pk>/end/", clocks.EndRelaxation.as_view(), name="relaxation_end"),
    path("<int:pk>/dates/", dates.DatesPage.as_view(), name="dates"),
    path("<int:pk>/dates/record/", dates.RecordDates.as_view(), name="dates_record"),
    path("<int:pk>/dates/<str:date_kind>/", dates.ChangeDate.as_view(), name="date"),
    path("<int:pk>/clocks/<int:deadline>/reason/", clocks.ClockReason.as_view(), name="clock_reason"),
    path("<int:pk>/questions/<str:question>/", questions.AnswerQuestion.as_view(), name="question"),
]
