"""Inspection binders: who made which, making one, and opening one's own."""

import secrets
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from reports.binder import asking
from reports.binder.content import Kept
from reports.binder.sections import SECTIONS, numbered
from reports.forms_binder import HOLDS, BinderForm, usual
from reports.models import Binder
from reports.models.binder import Level, Shape
from reports.views.shared import parts, url
from subgroup import clock
from subgroup.files import storage
from subgroup.lists import Column, ListPage
from subgroup.views.base import GroupRequest, GroupView

SEES_ALL = "view_case_log"
"""Who looks after what was opened sees all that were made; who makes them their own."""


def state_of(binder: Binder) -> tuple[str, str]:
    if binder.file_id:
        return "Made", "green"
    return ("Could not be made", "red") if binder.failed_at else ("Being made", "yellow")


class BinderView(GroupView):
    abstract = True
    permission = asking.RIGHT
    or_permission = SEES_ALL

    def seen(self) -> QuerySet[Binder]:
        rows = Binder.objects.filter(group=self.group).select_related("group", "file", "asked_by", "making")
        return rows if self.may(SEES_ALL) else rows.filter(asked_by=self.request.user)

    def binder(self, pk: int) -> Binder:
        return get_object_or_404(self.seen(), pk=pk)


class BinderList(ListPage, BinderView):
    permission = asking.RIGHT
    title = "Inspection binders"
    purpose = "What the sub-group did between two days, put together for an inspection: one PDF or a zip."
    nouns = ("binder", "binders")
    ordering = ["-asked_at"]
    template_name = "reports/binders.html"
    empty_title = "No binders yet"
    empty_text = "Binders stand here once somebody has had one made, with their hashes."
    columns = [
        Column(
            "period", "Period", lambda one: one.period,
            link=lambda one: reverse("reports:binder", args=[one.group.slug, one.pk]), sort="first_day",
        ),
        Column("level", "What goes in", lambda one: Level(one.level).label, sort="level"),
        Column("shape", "Form", lambda one: Shape(one.shape).label),
        Column("asked_by", "Made by", lambda one: str(one.asked_by), sort="asked_by__name"),
        Column("asked_at", "Asked for", sort="asked_at"),
        Column("state", "State", lambda one: state_of(one)[0], colour=lambda one: state_of(one)[1]),
        Column("sha256", "SHA-256", lambda one: one.file.sha256 if one.file else ""),
    ]  # fmt: skip

    def get_queryset(self) -> QuerySet[Binder]:
        return self.seen()

    def list_context(self) -> dict[str, Any]:
        new = url(self.request, "binder_new") if self.may(asking.RIGHT) else ""
        return {"parts": parts(self.request, "binders"), "new_url": new}


class NewBinder(GroupView):
    """The form; with its answers in the address what would be in the binder; and the press that makes it."""

    permission = asking.RIGHT

    def get(self, request: GroupRequest) -> HttpResponse:
        if (
            "level" not in request.GET
            and "first_day_day" not in request.GET
            and "first_day" not in request.GET
        ):
            first, last = usual(self.group, clock.today())
            initial = {
                "first_day": first,
                "last_day": last,
                "level": Level.NO_CASES,
                "shape": Shape.PDF,
            }
            return self.show(BinderForm(initial=initial))
        form = BinderForm(request.GET)
        if form.is_valid():
            return self.show(form) if "change" in request.GET else self.preview(form)
        return self.show(form, 422)

    def post(self, request: GroupRequest) -> HttpResponse:
        form = BinderForm(request.POST)
        if not form.is_valid():
            return self.show(form, 422)
        token = request.POST.get("form_token", "")[:40]
        if not token:
            return self.preview(form)
        binder = asking.ask(
            group=self.group, form_token=f"{request.user.pk}:{token}"[:40], by=request.user, at=clock.now(), **form.cleaned_data
        )  # fmt: skip
        return redirect(url(request, "binder", binder.pk))

    def show(self, form: BinderForm, status: int = 200) -> HttpResponse:
        context = {
            "title": "Make an inspection binder",
            "purpose": "The next page shows what will be in it. Nothing is made before that.",
            "breadcrumbs": [("Inspection binders", url(self.request, "binders"))],
            "form": form,
            "holds": [f"{section.title}: {section.holds}" for section in SECTIONS],
        }
        return render(self.request, "reports/binder_new.html", context, status=status)

    def preview(self, form: BinderForm) -> HttpResponse:
        asked = form.cleaned_data
        found = asking.preview(
            group=self.group, by=self.request.user, first=asked["first_day"], last=asked["last_day"], level=asked["level"],
            at=clock.now(),
        )  # fmt: skip
        refused = found.refused(asked["shape"])
        level = Level(asked["level"])
        context = {
            "title": "Make this binder?",
            "breadcrumbs": [
                ("Inspection binders", url(self.request, "binders")),
                ("Make an inspection binder", url(self.request, "binder_new")),
            ],
            "asked": asked,
            "level": level.label,
            "holds": HOLDS[level],
            "shape": Shape(asked["shape"]).label,
            "sections": [
                {
                    "title": f"{number} {section.title}",
                    "counts": ", ".join(content.counts),
                    "documents": sum(isinstance(one, Kept) for one in content.entries),
                    "left_out": [one.sentence for one in content.left_out],
                }
                for number, section, content in found.sections
            ],
            "reads_files": level == Level.NO_CASES and any(found.files),
            "refused": refused,
            "hidden": {
                **{key: str(value) for key, value in asked.items()},
                "form_token": secrets.token_urlsafe(16),
            },
            "change_url": f"{url(self.request, 'binder_new')}?{urlencode(asked)}&change=yes",
        }
        return render(self.request, "reports/binder_preview.html", context)


class BinderPage(BinderView):
    permission = asking.RIGHT

    def get(self, request: GroupRequest, pk: int) -> HttpResponse:
        binder = self.binder(pk)
        asks_again = "HX-Request" in request.headers
        if asks_again and not binder.is_waited_for:
            return HttpResponse(headers={"HX-Refresh": "true"})
        words, colour = state_of(binder)
        is_theirs = binder.asked_by_id == request.user.pk
        refused = asking.why_not(binder, request.user, at=clock.now()) if binder.file_id else ""
        context = {
            "title": "Inspection binder",
            "caption": binder.period,
            "breadcrumbs": [("Inspection binders", url(request, "binders"))],
            "binder": binder,
            "state_words": words,
            "state_colour": colour,
            "refused": refused,
            "is_theirs": is_theirs,
            "opened": list(binder.openings.select_related("opened_by")),
            "contents": _contents(binder) if binder.file_id and not refused else [],
        }
        template = "reports/_binder_state.html" if asks_again else "reports/binder.html"
        return render(request, template, context)


def _contents(binder: Binder) -> list[dict[str, Any]]:
    rows = binder.making.contents
    return [
        {"title": f"{number} {section.title}", "rows": [row for row in rows if row["section"] == number]}
        for number, section in numbered()
    ]


class BinderFile(BinderView):
    permission = asking.RIGHT

    def get(self, request: GroupRequest, pk: int) -> HttpResponseBase:
        binder = self.binder(pk)
        if binder.file_id is None:
            raise Http404("It is not made yet.")
        file = asking.open_file(binder=binder, by=request.user, at=clock.now())
        return storage.serve(file, as_attachment="save" in request.GET)
