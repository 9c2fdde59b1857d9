"""Outside sign-in: how a lead says by a link from the mail how their actions stand (docs/decisions/0007-update-links.md).

Opening the link changes nothing, because mail scanners open every link. The button puts a signed cookie in the token's
place, so that the token leaves the address. No case detail: references, days and what the person types.
"""

from typing import Any

from auditlog.context import set_actor
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views import View

from actionplans import hidden, owed
from actionplans.models import Action, WindowLink
from actionplans.services import links
from actionplans.views import words
from subgroup import clock
from subgroup.deadlines.wording import count
from subgroup.errors import NotAllowed

SALT = "update-link"
SECONDS = 4 * 3600
COOKIE = "__Secure-updates" if settings.SECURE else "updates"


def refused(request: HttpRequest, sentence: str) -> HttpResponse:
    """Nothing that was written is lost: where the link ended meanwhile, it stands there to be copied."""
    said = [str(words) for name, words in request.POST.items() if name.endswith(("-text", "-why"))]
    written = [words for words in said if words.strip()]
    page = {"title": "This link does not work", "sentence": sentence, "written": written}
    return sealed(render(request, "actionplans/link_refused.html", page, status=404))


def sealed(response: HttpResponse) -> HttpResponse:
    """The address holds, or held, the token: no page that this one leads to is told it."""
    response["Referrer-Policy"] = "strict-origin"
    response["X-Robots-Tag"] = "noindex"
    return response


@method_decorator(login_not_required, name="dispatch")
class OpenLink(View):
    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = links.find(token=token, at=clock.now())
        except NotAllowed as refusal:
            return refused(request, str(refusal))
        page = {"title": "Your updates", "caption": link.agency.group.name, "link": link}
        return sealed(render(request, "actionplans/link.html", page))

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            link = links.enter(token=token, at=clock.now())
        except NotAllowed as refusal:
            return refused(request, str(refusal))
        response = redirect("update_link:updates")
        response.set_signed_cookie(
            COOKIE, str(link.pk), salt=SALT, path=reverse("update_link:updates").removesuffix("updates/"),
            httponly=True, secure=settings.SECURE, samesite="Strict",
        )  # fmt: skip
        return sealed(response)


@method_decorator(login_not_required, name="dispatch")
class LinkPage(View):
    """Behind the cookie. Each request asks again whether the link holds."""

    link: WindowLink

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        pk = request.get_signed_cookie(COOKIE, default=None, salt=SALT, max_age=SECONDS)
        rows = WindowLink.objects.select_related("window__meeting__group", "agency__group", "person")
        found = rows.filter(pk=pk).first() if pk else None
        try:
            if found is None:
                raise NotAllowed("Open the link in your mail once more.")
            self.link = links.check(found, clock.now())
        except NotAllowed as refusal:
            return refused(request, str(refusal))
        with set_actor(self.link.person):
            response = super().dispatch(request, *args, **kwargs)
        return sealed(response)  # type: ignore[arg-type]


class LinkUpdates(LinkPage):
    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show(self.rows(None))

    def post(self, request: HttpRequest) -> HttpResponse:
        rows = self.rows(request)
        sent = words.send(
            rows,
            self.link.window,
            group=self.link.agency.group,
            by=self.link.person,
            at=clock.now(),
            link=self.link,
        )
        if sent is None:
            return self.show(rows, status=422)
        if sent:
            links.used(self.link, links.UPDATED, clock.now())
            messages.success(request, f"{count(sent, 'update is', 'updates are')} recorded. Thank you.")
        else:
            messages.warning(request, "Nothing was answered yet.")
        return redirect("update_link:updates")

    def rows(self, request: HttpRequest | None) -> list[words.Row]:
        """What is hidden from anybody is updated by who is signed in, and stands on no page of a link."""
        link = self.link
        given = {"data": request.POST} if request else {}
        gone = hidden.plans(None, link.agency.group, clock.today())
        rows = Action.objects.filter(agency=link.agency)
        return words.rows_of(
            link.window,
            owed.asked_in(link.window, rows.exclude(recommendation__plan__in=gone)),
            shows=lambda action: False,
            lights=link.window.meeting.group.terms_on(clock.today()).content.lights,
            form={**given, "may_attach": False},
        )

    def show(self, rows: list[words.Row], status: int = 200) -> HttpResponse:
        link, group = self.link, self.link.agency.group
        page = {
            "title": "Your updates",
            "caption": f"{link.agency}, for {link.window.meeting.code} of {group.name}",
            "window": link.window,
            "rows": rows,
            "forms": [row.form for row in rows],
            "waiting": sum(row.waits for row in rows),
            "person": link.person,
            "is_refused": status == 422,
            "signed_in_url": reverse("actionplans:window", args=[group.slug, link.window_id]),
        }
        return render(self.request, "actionplans/link_updates.html", page, status=status)


class LeaveLink(LinkPage):
    """Ends this browser's way in; the link in the mail goes on working."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        links.used(self.link, links.LEFT, clock.now())
        response = render(request, "actionplans/link_left.html", {"title": "You have left this page"})
        response.delete_cookie(
            COOKIE, path=reverse("update_link:updates").removesuffix("updates/"), samesite="Strict"
        )
        return response
