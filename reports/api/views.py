"""The addresses of the JSON API. They are read and never written to; no session, cookie or page opens them (docs/api.md)."""

import logging
from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, JsonResponse, QueryDict
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from members.enums import Role
from members.models import ApiToken
from members.roles import MATRIX
from reports.api import openapi
from reports.api.entering import Refused, enter
from reports.api.resources import RESOURCES
from reports.api.table import PERIOD, Asked, Found, Resource
from reports.measures.facts import Year, period_labelled
from subgroup import calendar, clock, once
from subgroup.models import SubGroup
from subgroup.outbox import absolute

logger = logging.getLogger("reports.api")
ALLOWED = ["GET", "HEAD"]
PER_PAGE, MOST = 100, 500


def answer(data: Any, status: int = 200) -> JsonResponse:
    return JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})


def rights_of(token: ApiToken) -> frozenset[str]:
    """Of its role at this moment, but for what opens confidential things: a program is no person who may read them."""
    return MATRIX[Role(token.role)] - {"view_confidential"}


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class ApiView(View):
    """Answers in JSON whatever comes, and says itself that nothing of it is kept."""

    http_method_names = [name.lower() for name in ALLOWED]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = super().dispatch(request, *args, **kwargs)
        except Refused as refusal:
            response = answer({"error": refusal.sentence}, refusal.status)
            for name, value in refusal.headers.items():
                response[name] = value
        response["Cache-Control"] = "no-store"
        return response

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        raise Refused(405, "This address is read with GET or HEAD alone.", Allow=", ".join(ALLOWED))


class Root(ApiView):
    """What there is. Tells nothing of anybody, and needs no token."""

    def get(self, request: HttpRequest) -> JsonResponse:
        told = [
            {"name": one.name, "says": one.says, "rights": list(one.rights)} for one in RESOURCES.values()
        ]
        return answer({"description": absolute(reverse("api:openapi")), "resources": told})


class OpenApi(ApiView):
    def get(self, request: HttpRequest) -> JsonResponse:
        return answer(openapi.description())


class Unknown(ApiView):
    def get(self, request: HttpRequest, rest: str) -> JsonResponse:
        raise Refused(404, "There is no such address.")


class GroupApi(ApiView):
    """The resources that this token may read."""

    def get(self, request: HttpRequest, group_slug: str) -> JsonResponse:
        token = enter(request, group_slug, at=clock.now())
        rights = rights_of(token)
        told = [
            {"name": one.name, "says": one.says, "address": address(token.group, one.name)}
            for one in RESOURCES.values()
            if one.opens_to(rights)
        ]
        logger.info("Token %s (%s) read what there is.", token.pk, token.role)
        return answer({"group": token.group.slug, "role": token.role, "resources": told})


class ResourceApi(ApiView):
    def get(self, request: HttpRequest, group_slug: str, name: str) -> JsonResponse:
        token = enter(request, group_slug, at=clock.now())
        resource = RESOURCES.get(name.strip("/"))
        if resource is None:
            raise Refused(404, "There is no such resource.")
        rights = rights_of(token)
        if not resource.opens_to(rights):
            logger.info("Token %s (%s) was refused %s.", token.pk, token.role, resource.name)
            raise Refused(
                403, f"The role of this token, {token.get_role_display()}, does not read {resource.name}."
            )
        calendar.keep(token.group)
        with once.page():
            data = self.data(token.group, rights, resource, request.GET)
        logger.info("Token %s (%s) read %s.", token.pk, token.role, resource.name)
        return answer(data)

    def data(
        self, group: SubGroup, rights: frozenset[str], resource: Resource, query: QueryDict
    ) -> dict[str, Any]:
        known = [one.name for one in resource.filters] + ([] if resource.whole else ["page", "per_page"])
        if set(query) - set(known):
            asked_for = (
                f"what can be asked for is: {', '.join(known)}" if known else "nothing more can be asked for"
            )
            raise Refused(400, f"Of {resource.name} {asked_for}.")
        asked = Asked(
            group, rights, clock.today(), _year(group, query.get("year"), resource), _day(query.get("since"))
        )
        found = resource.find(asked)
        if resource.whole:
            return resource.plain(next(iter(found.rows)))
        return _page(asked, resource, found, query)


def _page(asked: Asked, resource: Resource, found: Found, query: QueryDict) -> dict[str, Any]:
    page, size = _whole(query, "page", 1, None), _whole(query, "per_page", PER_PAGE, MOST)
    count, end = found.count(), page * size
    rows = found.shown(found.rows[end - size : end]) if end - size < count else ()
    following = query.copy()
    following["page"] = str(page + 1)
    return {
        "resource": resource.name,
        "as_at": asked.on.isoformat(),
        **found.said,
        "count": count,
        "page": page,
        "per_page": size,
        "next": f"{address(asked.group, resource.name)}?{following.urlencode()}" if end < count else None,
        "rows": [resource.plain(row) for row in rows],
    }


def address(group: SubGroup, name: str) -> str:
    return absolute(reverse("api:resource", args=[group.slug, name]))


def _whole(query: QueryDict, name: str, otherwise: int, most: int | None) -> int:
    text = query.get(name, "")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 0
    if not text:
        return otherwise
    if number < 1 or (most and number > most):
        raise Refused(400, f"“{name}” is a whole number from 1{f' to {most}' if most else ' on'}.")
    return number


def _year(group: SubGroup, label: str | None, resource: Resource) -> Year | None:
    """Some are of whole years alone."""
    try:
        found = period_labelled(group, label) if label else None
    except ValueError:
        found = None
    if label and (found is None or not (found.is_whole or PERIOD in resource.filters)):
        raise Refused(400, "“year” is a reporting year such as 2017-18.")
    return found


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refused(400, "“since” is a day such as 2017-06-01.") from error
