from subgroup.views.base import GroupView


class Papers(GroupView):
    permission = "view_meetings"


class Publish(GroupView):
    permission = "view_meetings"


class PackPage(GroupView):
    permission = "view_meetings"


class Zip(GroupView):
    permission = "view_meetings"


class PackFile(GroupView):
    permission = "view_meetings"


class SupplementFile(GroupView):
    permission = "view_meetings"


class PackState(GroupView):
    permission = "view_meetings"


class MakeAgain(GroupView):
    permission = "view_meetings"


class PaperFile(GroupView):
    permission = "view_meetings"
