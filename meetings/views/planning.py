from subgroup.views.base import GroupView
class _V(GroupView):
    permission = "view_meetings"
PlanPage = PlanNew = PlanDates = PlanAgree = PlanInvite = BlockedList = BlockedRemove = Extraordinary = Invite = CallForItems = Move = Details = Cancel = _V
