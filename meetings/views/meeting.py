from subgroup.views.base import GroupView
class _V(GroupView):
    permission = "view_meetings"
MeetingList = CalendarPage = MeetingDetail = _V
