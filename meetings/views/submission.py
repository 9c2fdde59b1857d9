from subgroup.views.base import GroupView


class Submit(GroupView):
    permission = "view_meetings"


class Item(GroupView):
    permission = "view_meetings"


class AddPaper(GroupView):
    permission = "view_meetings"


class Withdraw(GroupView):
    permission = "view_meetings"


class DecideLate(GroupView):
    permission = "view_meetings"


class CheckItem(GroupView):
    permission = "view_meetings"


class AddVersion(GroupView):
    permission = "view_meetings"
