from subgroup.views.base import GroupView
class _V(GroupView):
    permission = "view_meetings"
ReplyPage = FeedPage = _V
