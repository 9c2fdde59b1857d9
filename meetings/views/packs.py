"""Publishing, the pack, the files, and the papers site. Every file asks who reads it before it is served."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header

from meetings import doors, hiding
from meetings.enums import ItemState, MeetingState
from meetings.forms.agenda import ChangeNoteForm
from meetings.models import Meeting, MinutesDocument, Pack, PackOpening, PaperVersion
from meetings.packs.folder import FolderFile, zip_folder
from meetings.packs.numbers import pages_text
from meetings.packs.spec import PackSpec
from meetings.policies import agenda as policy
from meetings.reading import Reader, why_not_paper
from meetings.rows import opened_by, packs_of
from meetings.services import packs, seen
from meetings.services.pack_contents import told_otherwise
from meetings.services.withholding import UNTOLD, tells_of, withheld_from
from meetings.views.agenda import why_not
from meetings.views.submission import crumbs, url
from subgroup import clock
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.models import StoredFile
from subgroup.typed import whole
from subgroup.views.base import GroupRequest, GroupView


class PackView(GroupView):
    abstract = True
    permission = "view_meetings"

    def meeting(self, pk: int) -> Meeting:
        return get_object_or_404(self.group.meetings.select_related("group", "terms"), pk=pk)

    def pack(self, pk: int) -> Pack:
        rows = Pack.objects.select_related("meeting__group", "file", "supplement")
        return get_object_or_404(rows, pk=pk, meeting__group=self.group)

    def withheld(self, pack: Pack) -> dict[str, str]:
        return withheld_from(
            pack.snapshot, self.request.user, sees_confidential=self.may("view_confidential"),
            gone=hiding.of(self.request),
        )  # fmt: skip


class Publish(PackView):
    permission = "publish_packs"

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        return self.show(meeting, ChangeNoteForm() if meeting.packs.exists() else None)

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        asked, there = whole(request.POST.get("version", "")), meeting.packs.count()
        if asked and asked <= there:
            messages.warning(
                request, f"Version {asked} of the pack is published already. Nothing was sent again."
            )
            return redirect(url(self, "pack", meeting.pk))
        form = ChangeNoteForm(request.POST) if there else None
        place = f"What changed in the pack of {meeting.code} of {meeting.year}"
        if form and not doors.ask(form, place=place, group=self.group, by=request.user, at=clock.now()):
            return self.show(meeting, form, 422)
        note = form.cleaned_data["change_note"] if form else ""
        try:
            pack = packs.publish(
                meeting=meeting, by=request.user, at=clock.now(), change_note=note,
                seen=request.POST.get("seen", ""),
            )  # fmt: skip
        except seen.Changed as refusal:
            messages.error(request, str(refusal))
            return redirect(request.path)
        messages.success(
            request, f"Version {pack.version} is published and being made. Readers are told by mail."
        )
        return redirect(url(self, "pack", meeting.pk))

    def show(self, meeting: Meeting, form: ChangeNoteForm | None, status: int = 200) -> HttpResponse:
        version = meeting.packs.count() + 1
        refused = why_not(policy.check_publish, meeting, version=version, change_note="-")
        items = meeting.items.on_agenda().count()
        told = [] if refused else packs.readers(meeting, clock.now())
        happens = [
            f"The agenda with its {items} items and their papers is frozen as version {version} of the pack.",
            "One PDF is made: front sheet, agenda, contents, and every paper with its item and page number.",
        ]
        if version > 1:
            happens.append(
                "Earlier versions can still be read, and page numbers stay. What changed comes as a supplement too."
            )
        if no_paper := [
            one.reference for one in meeting.items.filter(state=ItemState.ANNOUNCED).order_by("reference")
        ]:
            happens.append(f"Announced, but with no paper yet and so not in it: {', '.join(no_paper)}.")
        context = {
            "title": "Publish the pack?" if version == 1 else f"Publish version {version} of the pack?",
            "caption": f"{meeting.code}, {meeting.day:%-d %B %Y}",
            "happens": happens,
            "told": [person.name for person in told],
            "button": f"Publish and send {len(told)} mails",
            "refused": refused,
            "hidden": {"seen": seen.word(seen.of_pack(meeting), clock.now()), "version": version},
            "cancel_url": url(self, "desk", meeting.pk),
            "breadcrumbs": [*crumbs(self, meeting), ("Agenda desk", url(self, "desk", meeting.pk))],
            **({"form": form} if form else {}),
        }
        return render(self.request, "meetings/pack_publish.html", context, status=status)


class PackPage(PackView):
    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        meeting = self.meeting(pk)
        versions = list(
            meeting.packs.select_related("file", "supplement", "published_by").order_by("-version")
        )
        latest = versions[0] if versions else None
        context: dict[str, Any] = {
            "title": "Pack",
            "caption": f"{meeting.code}, {meeting.day:%-d %B %Y}",
            "purpose": "The agenda and papers of the meeting in one file, and one by one.",
            "breadcrumbs": crumbs(self, meeting),
            "meeting": meeting,
            "pack": latest,
            "older": versions[1:],
            "can_make_again": self.may("publish_packs") and meeting.state == MeetingState.PLANNED,
        }
        if latest:
            withheld = self.withheld(latest)
            opened = (
                Pack.objects.filter(openings__person=request.user, meeting=meeting)
                .order_by("-version")
                .first()
            )
            shown = next((one for one in versions if one.state == Pack.State.READY), None)
            context |= {
                "items": contents(latest, withheld),
                "withheld": bool(withheld),
                "opened": opened,
                "changes": _hide(packs.changes_since(latest, opened), withheld),
                "supplement": latest.supplement
                if opened and packs.supplement_allowed(latest, withheld)
                else None,
                "readable": shown if shown != latest else None,
                "told_otherwise": ""
                if meeting.state == MeetingState.HELD
                else told_otherwise(latest, meeting),
            }
        return render(request, "meetings/pack.html", context)


def _hide(sentences: tuple[str, ...], withheld: dict[str, str]) -> tuple[str, ...]:
    """Titles that this reader has no right to are in no sentence either."""
    return () if UNTOLD & set(withheld.values()) else sentences


def contents(pack: Pack, withheld: dict[str, str]) -> list[dict[str, Any]]:
    """The items of a pack for a reader: titles, pages and papers. No queries."""
    pages = {entry.key: entry.labels for entry in packs.entries_of(pack)}
    found = []
    for item in pack.snapshot["items"]:
        reason = withheld.get(str(item["id"]), "")
        hidden = reason in UNTOLD
        rows = []
        for paper in item["papers"]:
            why = reason or withheld.get(paper["key"], "")
            rows.append(
                {
                    "title": "Confidential paper" if why in UNTOLD else paper["title"],
                    "version": paper["version"],
                    "file": None if why else paper["file"],
                    "number": paper["number"],
                    "pages": _pages(pages.get(paper["key"], ())),
                    "why": why,
                    "marking": paper["marking"],
                    "minutes_of": paper["key"].removeprefix("minutes-")
                    if paper["key"].startswith("minutes-")
                    else "",
                }
            )
        title = hiding.HIDDEN_TITLE if hidden else item["title"]
        found.append(
            {"id": item["id"], "number": item["number"], "title": title, "hidden": hidden, "papers": rows}
        )
    return found


def _pages(labels: tuple[str, ...]) -> str:
    return pages_text(labels) if labels else ""


class PackState(PackView):
    """The part of the pack's page that says whether it is made: fetched again and again while it is not."""

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        pack = self.pack(pk)
        context = {"pack": pack, "group": self.group, "can_make_again": self.may("publish_packs")}
        return render(request, "meetings/_pack_state.html", context)


class MakeAgain(PackView):
    permission = "publish_packs"

    def post(self, request: Any, group_slug: str = "", pk: int = 0) -> HttpResponse:
        pack = self.pack(pk)
        packs.try_again(pack=pack, by=request.user, at=clock.now())
        return redirect(url(self, "pack", pack.meeting_id))


class PackFile(PackView):
    """The reader's own copy. The opening is noted: the pack's page then says what changed since."""

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> FileResponse:
        pack = self.pack(pk)
        file = packs.pack_for(pack=pack, person=request.user, at=clock.now())
        PackOpening.objects.create(pack=pack, person=request.user, opened_at=clock.now())
        return storage.serve(file, as_attachment="save" in request.GET)


class SupplementFile(PackView):
    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> FileResponse:
        pack = self.pack(pk)
        file = packs.supplement_for(pack=pack, person=request.user, at=clock.now())
        if file is None:
            raise Http404("No supplement for this reader.")
        return storage.serve(file, as_attachment="save" in request.GET)


class PaperFile(PackView):
    """One version of a paper, as it was sent."""

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> FileResponse:
        rows = PaperVersion.objects.select_related("file", "paper__item")
        version = get_object_or_404(rows, pk=pk, paper__item__meeting__group=self.group)
        reader = Reader.of(request.user, self.group, request.permissions, clock.now())
        if version.paper.item_id in reader.gone:
            raise Http404("No such paper.")
        if why := why_not_paper(reader, version):
            raise PermissionDenied(why)
        doors.note_read(request, [version.paper.item], "a paper of a meeting")
        return storage.serve(version.file, as_attachment="save" in request.GET)


class Zip(PackView):
    """The latest pack with its papers and the minutes, in the folders of the papers site, as far as this reader may see."""

    def get(self, request: Any, group_slug: str = "", pk: int = 0) -> StreamingHttpResponse:
        meeting = self.meeting(pk)
        pack = (
            meeting.packs.filter(state=Pack.State.READY)
            .order_by("-version")
            .select_related("file", "meeting__group")
            .first()
        )
        if pack is None:
            raise NotAllowed(
                "There is no pack yet. The zip can be fetched when the pack is published and made."
            )
        files = list(
            _zip_files(
                pack,
                self.withheld(pack),
                packs.pack_for(pack=pack, person=request.user, at=clock.now()),
                hiding.of(request),
            )
        )
        spec = PackSpec(
            title="", group=self.group.name, reference="", meeting_date=date.fromisoformat(pack.snapshot["day"]), starts="",
            place="", version=pack.version, issued=clock.day_of(pack.published_at), marking="", agenda=(), sheets=(),
        )  # fmt: skip
        response = StreamingHttpResponse(
            zip_folder(spec, meeting.code, files), content_type="application/zip"
        )
        name = f"{meeting.day.isoformat()} {meeting.code} papers.zip"
        response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
        response["Cache-Control"] = "private, no-store"
        return response


def _zip_files(
    pack: Pack, withheld: dict[str, str], own: StoredFile, gone: frozenset[int]
) -> Iterable[FolderFile]:
    yield FolderFile(own.name, own.full_path)
    shown = [(item, paper) for item in contents(pack, withheld) for paper in item["papers"] if paper["file"]]
    files = {
        str(file.pk): file for file in StoredFile.objects.filter(pk__in=[paper["file"] for _, paper in shown])
    }
    for item, paper in shown:
        file = files[paper["file"]]
        yield FolderFile(file.name, file.full_path, item["number"], item["title"], item["number"])
    for document in MinutesDocument.objects.filter(
        meeting=pack.meeting, confidential=False, file__isnull=False
    ).select_related("file"):
        if document.file and not tells_of(document.snapshot, gone):
            yield FolderFile(document.file.name, document.file.full_path)


class Papers(PackView):
    """The papers site: every published meeting of a year. The same number of queries, however many there are."""

    def get(self, request: Any, group_slug: str = "") -> HttpResponse:
        published = self.group.meetings.filter(packs__isnull=False)
        years = list(published.order_by("-year").values_list("year", flat=True).distinct())
        asked = request.GET.get("year")
        year = asked if asked in years else years[0] if years else ""
        ready = Pack.objects.select_related("file").order_by("-version")
        minutes = MinutesDocument.objects.filter(confidential=False, file__isnull=False).select_related(
            "file"
        )
        rows = (
            published.filter(year=year)
            .distinct()
            .order_by("-day")
            .prefetch_related(
                Prefetch("packs", ready), Prefetch("minutes_documents", minutes.order_by("-made_at"))
            )
        )
        meetings = list(rows)
        everything = {"items": [item for one in meetings for item in one.packs.all()[0].snapshot["items"]]}
        gone = hiding.of(request)
        withheld = withheld_from(
            everything, request.user, sees_confidential=self.may("view_confidential"), gone=gone
        )
        here = reverse("meetings:papers", kwargs={"group_slug": self.group.slug})
        context = {
            "title": "Papers",
            "purpose": "Agendas, packs, papers and minutes of every meeting.",
            "breadcrumbs": [("Meetings", reverse("meetings:list", kwargs={"group_slug": self.group.slug}))],
            "years": [{"label": one, "url": f"{here}?year={one}", "current": one == year} for one in years],
            "rows": [
                {
                    "meeting": one,
                    "packs": one.packs.all(),
                    "latest": one.packs.all()[0],
                    "items": contents(one.packs.all()[0], withheld),
                    "minutes": [
                        one for one in one.minutes_documents.all()[:1] if not tells_of(one.snapshot, gone)
                    ]
                    if one.minutes_circulated_at
                    else [],
                }
                for one in meetings
            ],
            "is_first": True,
        }
        return render(request, "meetings/papers.html", context)


def panel(request: GroupRequest, meeting: Meeting) -> dict[str, Any] | None:
    """The pack on the meeting's page; None while there is none and nobody here could publish it. Two queries."""
    versions = packs_of(meeting)
    if not versions and "publish_packs" not in request.permissions:
        return None
    latest = versions[0] if versions else None
    seen = next(iter(opened_by(request.user, meeting)), None)
    return {
        "meeting": meeting,
        "pack": latest,
        "seen": seen,
        "is_new": bool(latest and seen and latest.version > seen),
        "can_publish": "publish_packs" in request.permissions
        and meeting.agenda_state == "approved"
        and not meeting.is_off,
        "page_url": reverse("meetings:pack", kwargs={"group_slug": meeting.group.slug, "pk": meeting.pk}),
    }
