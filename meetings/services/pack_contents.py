"""What a pack holds: frozen as a snapshot at publication, turned into a specification when it is made."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from meetings.enums import ItemKind, Marking, Purpose
from meetings.hiding import HIDDEN_TITLE
from meetings.models import AgendaItem, ItemReader, Meeting, MinutesDocument, Pack, Paper, PaperVersion
from meetings.packs.spec import AgendaRow, PackSpec, Sheet
from meetings.rows import papers_of, snapshots
from meetings.services.conversion import convert
from meetings.timetable import timetable
from members.representation import seats_on
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.files.convert import reason as cannot_show
from subgroup.models import StoredFile

_LABELS = {
    Marking.OFFICIAL: "OFFICIAL",
    Marking.SENSITIVE: "OFFICIAL-SENSITIVE",
    Marking.CONFIDENTIAL: "CONFIDENTIAL",
}
_ORDER = [Marking.OFFICIAL, Marking.SENSITIVE, Marking.CONFIDENTIAL]


@dataclass(frozen=True)
class CurrentPaper:
    """A paper with its newest version."""

    paper: Paper
    version: PaperVersion


def papers_by_root(items: Iterable[AgendaItem]) -> dict[int, list[CurrentPaper]]:
    """Root item id → its papers in order. One query, however many items."""
    newest: dict[int, PaperVersion] = {}
    for version in papers_of({item.root_id for item in items}):
        newest[version.paper_id] = version
    found: dict[int, list[CurrentPaper]] = {}
    for version in newest.values():
        found.setdefault(version.paper.item_id, []).append(CurrentPaper(version.paper, version))
    return found


def published_numbers(meeting: Meeting) -> dict[int, str]:
    """Item id → its number in the packs so far: it keeps it, and nobody else gets it."""
    numbers: dict[int, str] = {}
    for snapshot in snapshots(meeting):
        numbers |= {item["id"]: item["number"] for item in snapshot["items"]}
    return numbers


def snapshot_of(meeting: Meeting, published: Mapping[int, str], today: date) -> dict[str, Any]:
    """The agenda, its papers and the people as they stand now. Never changed afterwards."""
    items = list(meeting.items.on_agenda().select_related("agency"))
    papers = papers_by_root(items)
    minutes = _last_minutes(meeting)
    readers = ItemReader.objects.filter(item__in={item.root_id for item in items}, ended_at=None)
    named = set(readers.values_list("item_id", flat=True))
    rows = []
    for line in timetable(meeting, items, published).lines:
        item = line.item
        kept = Marking.CONFIDENTIAL if item.root_id in named else None
        rows.append(
            {
                "id": item.pk,
                "root": item.root_id,
                "number": line.number,
                "title": item.title,
                "reference": item.reference,
                "time": f"{line.starts:%H:%M}",
                "minutes": item.minutes_needed,
                "purpose": Purpose(item.purpose).label,
                "presenter": item.presenter,
                "recommendation": item.recommendation,
                "marking": kept or item.marking,
                "papers": [_paper(current, kept) for current in papers.get(item.root_id, [])]
                + (minutes if item.kind == ItemKind.MINUTES else []),
            }
        )
    return {
        "title": f"{meeting.group.name}: meeting {meeting.code}",
        "reference": f"{meeting.group.name} · {meeting.code}",
        "day": meeting.day.isoformat(),
        "times": f"{meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}",
        "place": meeting.place,
        "items": rows,
        "attendees": [
            [seat.holder.name, seat.seat.title] for seat in seats_on(meeting.group, today) if seat.holder
        ],
    }


def told_otherwise(pack: Pack, meeting: Meeting) -> str:
    """A sentence where the front of the pack tells another day, time or place than the meeting has by now, or it has none."""
    if meeting.is_postponed:
        return f"{meeting.code} is postponed, with no new day yet. The front of this pack says the day that it had."
    if meeting.is_off:
        return f"{meeting.code} was cancelled."
    times = f"{meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}"
    said = pack.snapshot
    if (said["day"], said["times"], said["place"]) == (meeting.day.isoformat(), times, meeting.place):
        return ""
    day = long_date(date.fromisoformat(said["day"]))
    return (
        f"The front of this pack says {_listed(day, said['times'], said['place'])}. "
        f"The meeting is on {_listed(long_date(meeting.day), times, meeting.place)}."
    )


def _listed(*parts: str) -> str:
    return ", ".join(filter(None, parts))


def _paper(current: CurrentPaper, kept: Marking | None) -> dict[str, Any]:
    paper, version = current.paper, current.version
    return {
        "key": f"paper-{paper.pk}",
        "paper": paper.pk,
        "version": version.pk,
        "number": version.number,
        "file": str(version.file_id),
        "name": version.file.name,
        "title": paper.title,
        "marking": kept or paper.marking,
    }


def _last_minutes(meeting: Meeting) -> list[dict[str, Any]]:
    """The open part of the last circulated minutes, as a paper of the item that agrees them; marked as the document is."""
    held = (
        Meeting.objects.filter(group_id=meeting.group_id, day__lte=meeting.day).held().exclude(pk=meeting.pk)
    )
    last = held.order_by("-day", "-starts_at").first()
    if last is None or last.minutes_circulated_at is None:
        return []
    document = (
        MinutesDocument.objects.filter(meeting=last, confidential=False, file__isnull=False)
        .select_related("file")
        .order_by("-made_at")
        .first()
    )
    if document is None or document.file is None:
        return []
    return [
        {
            "key": f"minutes-{last.pk}",
            "paper": None,
            "version": None,
            "number": 1,
            "file": str(document.file_id),
            "name": document.file.name,
            "title": f"Minutes of {last.code}",
            "marking": Marking.SENSITIVE,
        }
    ]


def spec_of(pack: Pack, withheld: Mapping[str, str] | None = None) -> PackSpec:
    """For the maker; papers that are no PDF yet are turned into one here. `withheld` hides titles nobody may see."""
    from meetings.services.withholding import UNTOLD

    snapshot, withheld = pack.snapshot, withheld or {}
    files = _files(snapshot)
    agenda, sheets = [], []
    for item in snapshot["items"]:
        key = str(item["id"])
        hidden = withheld.get(key) in UNTOLD
        title = HIDDEN_TITLE if hidden else item["title"]
        agenda.append(
            AgendaRow(
                item=key,
                number=item["number"],
                title=title,
                time=item["time"],
                minutes=item["minutes"],
                purpose=item["purpose"],
                presenter="" if hidden else item["presenter"],
                recommendation="" if hidden else item["recommendation"],
            )
        )
        for place, paper in enumerate(item["papers"], start=1):
            hide_paper = hidden or withheld.get(paper["key"]) in UNTOLD
            source, why, sha256 = files[paper["file"]]
            sheets.append(
                Sheet(
                    key=paper["key"],
                    item=key,
                    number=item["number"],
                    title="Confidential paper" if hide_paper else paper["title"],
                    marking=_LABELS[Marking(paper["marking"])],
                    paper=place if len(item["papers"]) > 1 else 0,
                    source=source,
                    cannot_show=why,
                    sha256=sha256,
                )
            )
    return PackSpec(
        title=f"Meeting {pack.meeting.code}",
        group=pack.meeting.group.name,
        reference=f"{snapshot['reference']} · Pack version {pack.version}",
        meeting_date=date.fromisoformat(snapshot["day"]),
        starts=snapshot["times"],
        place=snapshot["place"],
        version=pack.version,
        issued=day_of(pack.published_at),
        marking=_LABELS[_highest(snapshot)],
        agenda=tuple(agenda),
        sheets=tuple(sheets),
        change_note=pack.change_note,
        attendees=tuple((name, seat) for name, seat in snapshot["attendees"]),
    )


def _highest(snapshot: Mapping[str, Any]) -> Marking:
    markings = {item["marking"] for item in snapshot["items"]}
    markings |= {paper["marking"] for item in snapshot["items"] for paper in item["papers"]}
    return max((Marking(one) for one in markings), key=_ORDER.index, default=Marking.OFFICIAL)


def _files(snapshot: Mapping[str, Any]) -> dict[str, tuple[Path | None, str, str]]:
    """File id → its PDF, or why there is none, and the hash of the paper as it was sent."""
    papers = [paper for item in snapshot["items"] for paper in item["papers"]]
    versions = PaperVersion.objects.filter(pk__in=[paper["version"] for paper in papers if paper["version"]])
    found = {}
    for version in versions.select_related("file", "pdf", "paper__item__meeting__group"):
        if version.pdf is None:
            convert(version)
        found[str(version.file_id)] = _source(version.file, version.pdf)
    loose = [paper["file"] for paper in papers if paper["file"] not in found]
    found |= {str(file.pk): _source(file, file) for file in StoredFile.objects.filter(pk__in=loose)}
    return found


def _source(file: StoredFile, pdf: StoredFile | None) -> tuple[Path | None, str, str]:
    return (pdf.full_path, "", file.sha256) if pdf else (None, cannot_show(file.kind), file.sha256)
