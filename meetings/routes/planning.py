from django.urls import URLPattern, path

from meetings.views import calling_off, meeting, plan, planning

urlpatterns: list[URLPattern] = [
    path("", meeting.MeetingList.as_view(), name="list"),
    path("calendar/", meeting.CalendarPage.as_view(), name="calendar"),
    path("plan/", plan.PlanPage.as_view(), name="plan"),
    path("plan/new/", plan.PlanNew.as_view(), name="plan_new"),
    path("plan/<int:pk>/dates/", plan.PlanDates.as_view(), name="plan_dates"),
    path("plan/<int:pk>/agree/", plan.PlanAgree.as_view(), name="plan_agree"),
    path("plan/<int:pk>/invite/", plan.PlanInvite.as_view(), name="plan_invite"),
    path("plan/blocked/", plan.BlockedList.as_view(), name="blocked"),
    path("plan/blocked/<int:pk>/remove/", plan.BlockedRemove.as_view(), name="blocked_remove"),
    path("extraordinary/", planning.Extraordinary.as_view(), name="extraordinary"),
    path("<int:pk>/", meeting.MeetingDetail.as_view(), name="detail"),
    path("<int:pk>/invite/", planning.Invite.as_view(), name="invite"),
    path("<int:pk>/call/", planning.CallForItems.as_view(), name="call"),
    path("<int:pk>/move/", planning.Move.as_view(), name="move"),
    path("<int:pk>/place/", planning.Details.as_view(), name="place"),
    path("<int:pk>/postpone/", calling_off.Postpone.as_view(), name="postpone"),
    path("<int:pk>/cancel/", calling_off.Cancel.as_view(), name="cancel"),
]
