from subgroup.views.base import GroupView


class Desk(GroupView):
    permission = "view_meetings"


class Order(GroupView):
    permission = "view_meetings"


class AddItem(GroupView):
    permission = "view_meetings"


class SendToChair(GroupView):
    permission = "view_meetings"


class ReturnToDesk(GroupView):
    permission = "view_meetings"


class Approve(GroupView):
    permission = "view_meetings"
