"""The base of every page of a sub-group: fetch and authorise in one place."""

from collections.abc import Callable
from functools import cached_property
from typing import Any, ClassVar, cast

from django.contrib.auth.middleware import get_user
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.views import View

from subgroup import access, calendar, clock, once, registry
from subgroup.models import Person, SubGroup
from subgroup.permissions import PERMISSIONS
from subgroup.written import written

_NAMES = dict(PERMISSIONS)


class GroupRequest(HttpRequest):
    """What a view of a group receives."""

    user: Person
    group: SubGroup
    permissions: frozenset[str]
    groups: list[SubGroup]
    may: Callable[[str], bool]


class GroupView(View):
    """A page of one sub-group. A subclass names the permission that opens it, or does not import.

    A stranger to the group gets 404; a person of the group without the permission gets 403 and a sentence, but 404 of
    what is not there for them.
    `acts` may name other permissions for single methods: `acts = {"post": "publish_packs"}`. A page that shows
    less to some names in `or_permission` another permission, or several, any of which opens it too.
    """

    permission: ClassVar[str]
    or_permission: ClassVar[str | tuple[str, ...] | None] = None
    acts: ClassVar[dict[str, str]] = {}
    request: GroupRequest

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        names = [getattr(cls, "permission", None), *cls.acts.values()]
        names += cls.others()
        if cls.__dict__.get("abstract"):
            return
        for name in names:
            if name not in _NAMES:
                raise TypeError(f"{cls.__name__} names no permission of subgroup/permissions.py: {name!r}.")

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        request = enter(request, kwargs.pop("group_slug"))
        held = [name for name in (self.permission, *self.others()) if name in request.permissions]
        opens = held[0] if held else self.permission
        needed = {opens, self.acts.get((request.method or "get").lower(), opens)}
        for name in sorted(needed):
            if name not in request.permissions:
                if any(is_gone(request, request.group, request.user, kwargs) for is_gone in registry.gone):
                    raise Http404("No such thing.")
                raise PermissionDenied(
                    f"You may not do this here. It needs the right: {_NAMES[name].lower()}.{_who_can(name)}"
                )
        if request.method not in ("GET", "HEAD"):
            return super().dispatch(request, *args, **kwargs)
        with once.page():
            return super().dispatch(request, *args, **kwargs)

    @classmethod
    def others(cls) -> list[str]:
        """What opens the page besides its permission."""
        if cls.or_permission is None:
            return []
        return [cls.or_permission] if isinstance(cls.or_permission, str) else list(cls.or_permission)

    def may(self, permission: str) -> bool:
        return permission in self.request.permissions

    @cached_property
    def group(self) -> SubGroup:
        return self.request.group


def _who_can(permission: str) -> str:
    """“The chair or the business manager can.”"""
    words = next((say(permission) for say in registry.holders), "")
    return f" {words[0].upper()}{words[1:]} can." if words else ""


@written
def _by_slug(slug: str) -> QuerySet[SubGroup]:
    return SubGroup.objects.filter(slug=slug).order_by()


def enter(request: HttpRequest, group_slug: str) -> GroupRequest:
    """Puts the group and the person's rights in it on the request; raises Http404 for a stranger to the group."""
    entered = cast("GroupRequest", request)
    group = next(iter(_by_slug(group_slug)), None)
    if group is None:
        raise Http404("No such sub-group.")
    # The person itself: behind the lazy object each look at a field costs two calls more.
    person: Any = get_user(request)
    entered.user = person
    held, groups = access.entering(entered.user, group, on=clock.today())
    if not held:
        raise Http404("No such sub-group.")
    calendar.keep(group)
    entered.group, entered.groups = group, groups
    entered.permissions, entered.may = held, held.__contains__
    return entered
