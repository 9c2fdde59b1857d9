from django.apps import apps
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render

from subgroup import changes, clock, registry
from subgroup.models import Breach, Deadline
from subgroup.views.base import GroupRequest, GroupView


class ChangesOf(GroupView):
    """Who changed what on one thing and its parts, and when. The thing must belong to the group."""

    permission = "view_changes"

    def get(self, request: GroupRequest, kind: str, pk: str) -> HttpResponse:
        try:
            model = apps.get_model(kind)
        except (LookupError, ValueError):
            raise Http404("No such kind of thing.") from None
        path = changes.group_path(model) if model in changes.logged_models() else None
        if path is None:
            raise Http404("No such kind of thing.")
        try:
            thing = get_object_or_404(model.objects.filter(**{path: request.group.pk}), pk=pk)
        except (ValueError, TypeError, ValidationError):
            raise Http404("No such thing.") from None
        if self._is_gone(thing):
            raise Http404("No such thing.")
        if self._is_kept(thing):
            raise PermissionDenied("This is about an item that is withheld from you.")
        parts = [part for part in changes.parts_of(thing) if not (self._is_gone(part) or self._is_kept(part))]
        page = Paginator(changes.of([thing, *parts]), 50).get_page(request.GET.get("page"))
        context = {
            "title": "Change history",
            "caption": str(thing),
            "purpose": "Who changed what, and when. Nobody can edit this record in the application.",
            "page": page,
            "entries": page.object_list,
        }
        return render(request, "subgroup/changes.html", context)

    def _is_kept(self, thing: Model) -> bool:
        return any(is_kept(thing, self.request.user) for is_kept in changes.kept_from)

    def _is_gone(self, thing: Model) -> bool:
        return self._is_hidden(thing) or any(
            is_gone(thing, self.request.user) for is_gone in changes.not_there
        )

    def _is_hidden(self, thing: Model) -> bool:
        """A deadline, its moves or a breach about something that is not there for the reader."""
        row = getattr(thing, "deadline", None) or thing
        if not isinstance(row, Deadline | Breach):
            return False
        about = (row.subject_kind, row.subject_id)
        return bool(registry.hidden(self.request.user, self.group, [about], on=clock.today()))
