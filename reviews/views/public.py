"""Outside sign-in: the bulletins that were sent, for everybody to read, as pages, PDFs and a feed; and the end of one's mails.

Nothing of a draft can be reached. An unsubscribing link changes nothing when it is opened, because mail scanners open every link.
"""

from functools import cached_property
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.views import View
from django.views.decorators.csrf import csrf_exempt

from reviews import learning_reading
from reviews.bulletin_document import for_page
from reviews.models import Bulletin
from reviews.services import subscribers
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.models import SubGroup
from subgroup.outbox import absolute

KEPT = "public, max-age=300"
"""A bulletin that is withdrawn is gone from caches soon."""
IN_FEED = 30


@method_decorator(login_not_required, name="dispatch")
class PublicView(View):
    """Of a sub-group, named by its slug in the address."""

    http_method_names = ["get", "head"]

    @cached_property
    def group(self) -> SubGroup:
        return get_object_or_404(SubGroup, slug=self.kwargs["slug"])

    @cached_property
    def bulletin(self) -> Bulletin:
        rows = learning_reading.published(self.group).select_related("printout__file", "replaced_by")
        return get_object_or_404(rows, year=self.kwargs["year"], number=self.kwargs["number"])

    def show(self, template: str, **page: Any) -> HttpResponse:
        """The signed-in reader’s name stands at its head: their browser keeps it and nobody else."""
        home = reverse("bulletins:list", args=[self.group.slug])
        shell = {
            "site_name": self.group.name,
            "home_url": home,
            "feed_url": f"{home}feed/",
            "is_public": True,
        }
        answer = render(self.request, template, {**shell, **page})
        answer["Cache-Control"] = "private, no-cache"
        return answer


def page_of(group: SubGroup, bulletin: Bulletin) -> str:
    return reverse("bulletins:page", args=[group.slug, bulletin.year, bulletin.number])


class PublicBulletins(PublicView):
    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        rows = learning_reading.published(self.group)
        standing = rows.filter(withdrawn_at=None).select_related("printout__file").order_by("-sent_at", "-pk")
        page = {
            "title": "Bulletins",
            "caption": self.group.board,
            "purpose": "What agencies learned from child deaths, reviews and cases of concern, and what to do differently.",
            "rows": [(one, for_page(one.said or {}), page_of(self.group, one)) for one in standing],
        }
        return self.show("learning/public.html", **page)


class PublicBulletin(PublicView):
    def get(self, request: HttpRequest, slug: str, year: str, number: int) -> HttpResponse:
        row = self.bulletin
        newer = getattr(row, "replaced_by", None)
        replaced = newer if newer and newer.sent_at and not newer.withdrawn_at else None
        page = {
            "title": f"{row} was withdrawn" if row.withdrawn_at else (row.said or {})["title"],
            "bulletin": row,
            "said": {} if row.withdrawn_at else for_page(row.said or {}),
            "file": row.printout.file if row.printout and not row.withdrawn_at else None,
            "replaced_by": replaced,
            "replaced_url": page_of(self.group, replaced) if replaced else "",
            "breadcrumbs": [("Bulletins", reverse("bulletins:list", args=[slug]))],
        }
        return self.show("learning/public_bulletin.html", **page)


class PublicPdf(PublicView):
    def get(self, request: HttpRequest, slug: str, year: str, number: int) -> HttpResponseBase:
        """Of one that was withdrawn, and while the document is being made, its page says so."""
        row = self.bulletin
        if row.withdrawn_at or row.printout is None or row.printout.file is None:
            return redirect(page_of(self.group, row))
        answer = storage.serve(row.printout.file, as_attachment="save" in request.GET)
        answer["Cache-Control"] = KEPT
        return answer


class PublicFeed(PublicView):
    """Atom."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        home = absolute(reverse("bulletins:list", args=[slug]))
        feed = Atom1Feed(
            title=f"Bulletins of the {self.group.name} sub-group", link=home, description=self.group.board,
            language="en-GB", feed_url=f"{home}feed/", author_name=self.group.board, feed_guid=home,
        )  # fmt: skip
        rows = learning_reading.published(self.group).filter(withdrawn_at=None).order_by("-sent_at", "-pk")
        for one in rows[:IN_FEED]:
            said, link = one.said or {}, absolute(page_of(self.group, one))
            points = "; ".join(point["title"] for point in said["points"])
            feed.add_item(
                title=f"{one}: {said['title']}", link=link, unique_id=link, pubdate=one.sent_at, updateddate=one.sent_at,
                description=escape(said["opening"] or points),  # read as HTML
            )  # fmt: skip
        answer = HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
        answer["Cache-Control"] = KEPT
        return answer


@method_decorator([csrf_exempt, login_not_required], name="dispatch")
class Unsubscribe(View):
    """A page with a button. A mail program presses it by itself when its reader asks it to (RFC 8058): it has no form of ours."""

    http_method_names = ["get", "head", "post"]

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            row = subscribers.found_by(token)
        except NotAllowed as refusal:
            return self.answer("This link does not work", status=404, refused=str(refusal))
        return self.answer("Get no more bulletins?", reader=row)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        try:
            row = subscribers.unsubscribe(token=token, at=clock.now())
        except NotAllowed as refusal:
            return self.answer("This link does not work", status=404, refused=str(refusal))
        return self.answer("You get no more bulletins", reader=row, done=True)

    def answer(self, title: str, *, status: int = 200, **page: Any) -> HttpResponse:
        answer = render(self.request, "learning/unsubscribe.html", {"title": title, **page}, status=status)
        answer["Referrer-Policy"] = "strict-origin"
        answer["X-Robots-Tag"] = "noindex"
        return answer
