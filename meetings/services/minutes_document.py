"""The minutes as a document: frozen when they are circulated, rendered once from what was frozen (R3)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Manager

from meetings import hiding
from meetings.enums import Presence
from meetings.models import ActionLine, AgendaItem, Decision, Meeting, MinutesDocument, MinuteText
from meetings.quorum import agencies_there, attendance_rows, movements_of, quorum_of
from members.representation import agency_names
from subgroup import pdf
from subgroup.files.storage import keep

Json = dict[str, Any]


def snapshot(meeting: Meeting, *, confidential: bool) -> Json:
    """All that the document says, as plain data: what the page shows and the PDF is made of."""
    items = list(meeting.items.on_agenda().select_related("seat"))
    texts = (
        meeting.minute_texts.filter(confidential=False) if not confidential else meeting.minute_texts.all()
    )
    notes = {(note.item_id, note.confidential): note.text for note in texts}
    decisions, lines = _shown(meeting.decisions, confidential), _shown(meeting.action_lines, confidential)
    rows = attendance_rows(meeting)
    names = agency_names(meeting.group, meeting.day)
    return {
        "group": meeting.group.name,
        "board": meeting.group.board,
        "code": meeting.code,
        "year": meeting.year,
        "day": meeting.day.isoformat(),
        "times": f"{meeting.starts_at:%H:%M} to {meeting.ends_at:%H:%M}",
        "place": meeting.place,
        "chair": f"{meeting.chaired_by} ({meeting.chaired_by_seat})",
        "confidential": confidential,
        "approved_by": str(meeting.minutes_approved_by or ""),
        "attendance": _attendance(meeting, names),
        "guests": [", ".join(filter(None, [guest.name, guest.body])) for guest in meeting.guests.all()],
        "quorum": quorum_of(meeting, rows, rows).sentence,
        "agencies": agencies_there(meeting, rows),
        "declarations": _declarations(meeting),
        "items": [_item(number, item, notes, decisions, lines) for number, item in enumerate(items, start=1)],
        "general": _item(0, None, notes, decisions, lines),
    }


def _shown(rows: Manager[Any], confidential: bool) -> list[Any]:
    found = rows.filter(struck_at=None)
    if rows.model is ActionLine:
        found = found.select_related("owner")
    return list(found if confidential else found.filter(confidential=False))


def _attendance(meeting: Meeting, names: Mapping[int, str]) -> list[Json]:
    """In the order of a minute book: present, deputies, apologies, absent."""
    by_presence: dict[str, list[str]] = {}
    moves: dict[int, list[str]] = {}
    for move in movements_of(meeting):
        if not move.because_of_interest:
            verb = "arrived" if move.kind == move.Kind.ARRIVED else "left"
            moves.setdefault(move.attendance_id, []).append(f"{verb} at “{move.item.title}”")
    for row in meeting.attendance.select_related("seat", "agency", "holder", "person"):
        who = row.holder.name
        if row.presence == Presence.DEPUTY:
            who = f"{row.person or row.deputy_name or 'A deputy'} for {row.holder}"
        line = f"{who}, {row.seat.title} ({names.get(row.agency_id, row.agency.name)})"
        if row.pk in moves:
            line += f"; {', '.join(moves[row.pk])}"
        by_presence.setdefault(row.presence, []).append(line)
    return [
        {"label": label, "people": by_presence.get(code, [])}
        for code, label in [
            ("P", "Present"),
            ("D", "Deputies"),
            ("A", "Apologies"),
            ("N", "Absent without apologies"),
        ]
    ]


def _declarations(meeting: Meeting) -> list[str]:
    """Who declared an interest in what, and what was done; the nature of it stays in the record of the day."""
    rows = meeting.declarations.select_related("person", "item")
    return [
        f"{row.person}: {f'“{row.item.title}”' if row.item else 'general'}. {row.get_handling_display()}."
        for row in rows
    ]


def _item(
    number: int,
    item: AgendaItem | None,
    notes: dict[tuple[int | None, bool], str],
    decisions: list[Decision],
    lines: list[ActionLine],
) -> Json:
    pk = item.pk if item else None
    return {
        "pk": pk,
        "number": number,
        "title": item.title if item else "General",
        "presenter": item.presenter if item else "",
        "discussed": item.discussed is not False if item else True,
        "text": notes.get((pk, False), ""),
        "confidential_text": notes.get((pk, True), ""),
        "decisions": [
            {
                "code": one.code, "text": one.text, "quorate": one.quorate, "confidential": one.confidential,
                "advisory": one.is_advisory,
            }
            for one in decisions
            if one.item_id == pk
        ],
        "actions": [
            {
                "code": one.code, "text": one.text, "owner": f"{one.owner.code}, {one.owner.title}",
                "due": one.due_on.isoformat(), "confidential": one.confidential,
            }
            for one in lines
            if one.item_id == pk
        ],
    }  # fmt: skip


def has_confidential_part(meeting: Meeting) -> bool:
    return (
        MinuteText.objects.filter(meeting=meeting, confidential=True).exclude(text="").exists()
        or meeting.decisions.standing().filter(confidential=True).exists()
        or meeting.action_lines.standing().filter(confidential=True).exists()
        or bool(_kept_from_some(meeting))
    )


def _kept_from_some(meeting: Meeting) -> frozenset[int]:
    """Its items about what is not there for everybody: they are in the document with the confidential part alone."""
    gone = hiding.items(None, meeting.group, meeting.day)
    return gone & set(meeting.items.on_agenda().values_list("pk", flat=True)) if gone else gone


def freeze(meeting: Meeting, *, at: datetime) -> None:
    """Makes the documents, one without and where there is one, one with the confidential part; rendering follows."""
    kinds = [False, True] if has_confidential_part(meeting) else [False]
    gone = _kept_from_some(meeting)
    for confidential in kinds:
        said = snapshot(meeting, confidential=confidential)
        document = MinutesDocument.objects.create(
            meeting=meeting,
            confidential=confidential,
            snapshot=said if confidential else without(said, (), gone),
            made_at=at,
        )
        transaction.on_commit(partial(_ring, document.pk), robust=True)


def _ring(pk: int) -> None:
    """Wakes the rendering; without a broker the document is made when it is first asked for."""
    from meetings.tasks import render_minutes  # the task calls this module

    render_minutes.apply_async(args=[pk], retry=False)


@transaction.atomic
def render(document: MinutesDocument) -> MinutesDocument:
    """The PDF, from the frozen snapshot. Rendered once: a document that has a file is left as it is."""
    document.refresh_from_db(from_queryset=MinutesDocument.objects.select_for_update())
    if document.file_id:
        return document
    said = document.snapshot
    kind = "with the confidential part" if document.confidential else ""
    name = " ".join(filter(None, ["Minutes of", said["code"], "of", said["year"], kind]))
    marking = "CONFIDENTIAL" if document.confidential else "OFFICIAL-SENSITIVE"
    page = {
        "minutes": for_page(said),
        "reference": f"{said['group']}, {said['code']} of {said['year']}",
        "marking": marking,
    }
    document.file = keep(
        group=document.meeting.group, name=f"{name}.pdf", kind="pdf", at=document.made_at,
        data=pdf.render("meetings/minutes_pdf.html", page, title=name),
    )  # fmt: skip
    document.save(update_fields=["file"])
    return document


def without(said: Json, withheld: Collection[int], gone: Collection[int] = ()) -> Json:
    """The snapshot for a reader from whom items are withheld: their confidential parts are left out. Of those about what is not
    there for them (`gone`) nothing is left but that there was one.
    """

    def shown(item: Json) -> Json:
        if item["pk"] in gone:
            return item | _KEPT
        if item["pk"] not in withheld:
            return item
        open_parts = {
            part: [one for one in item[part] if not one["confidential"]] for part in ("decisions", "actions")
        }
        return {**item, **open_parts, "confidential_text": ""}

    if not withheld and not gone:
        return said
    titles = [f"“{item['title']}”" for item in said["items"] if item["pk"] in gone]
    return {
        **said,
        "items": [shown(item) for item in said["items"]],
        "declarations": [_unnamed(line, titles) for line in said["declarations"]],
        "attendance": [
            {**row, "people": [_unnamed(line, titles) for line in row["people"]]}
            for row in said["attendance"]
        ],
    }


_KEPT: Json = {
    "kept": True, "title": hiding.HIDDEN_TITLE, "presenter": "", "text": "", "confidential_text": "", "decisions": [], "actions": [],
}  # fmt: skip


def _unnamed(line: str, titles: list[str]) -> str:
    for title in titles:
        line = line.replace(title, f"“{hiding.HIDDEN_TITLE}”")
    return line


def for_page(said: Json) -> Json:
    """The snapshot with its days as dates, for templates."""

    def dated(item: Json) -> Json:
        actions = [{**one, "due": date.fromisoformat(one["due"])} for one in item["actions"]]
        return {**item, "actions": actions, "is_empty": item["discussed"] and _is_empty(item)}

    items = [dated(item) for item in said["items"]]
    general = dated(said["general"])
    if not _is_empty(general):
        items.append(general)
    return {
        **said,
        "day": date.fromisoformat(said["day"]),
        "items_in_order": items,
        "actions": sorted(
            (one for item in items for one in item["actions"]), key=lambda one: int(one["code"][1:])
        ),
    }


def _is_empty(item: Json) -> bool:
    return not any(item[part] for part in ("text", "confidential_text", "decisions", "actions"))
