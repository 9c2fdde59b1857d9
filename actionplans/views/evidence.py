from django.http import Http404
from django.http.response import HttpResponseBase

from actionplans.models import Evidence
from actionplans.views.shared import visible
from subgroup.files import storage
from subgroup.views.base import GroupRequest, GroupView


class EvidenceFile(GroupView):
    """A file that shows what was done, for whoever sees one of the actions it is for."""

    permission = "view_actions"
    or_permission = "update_actions"

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        rows = Evidence.objects.filter(
            group=request.group, actions__in=visible(request).order_by().values("pk")
        )
        found = rows.select_related("file").filter(pk=pk).first()
        if found is None or found.file is None:
            raise Http404("No such file.")
        return storage.serve(found.file, as_attachment="save" in request.GET)
