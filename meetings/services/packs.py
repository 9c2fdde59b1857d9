"""The pack (A3): published from a snapshot, made by a task, never changed and never made again."""

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from meetings import hiding
from meetings.enums import AgendaState
from meetings.locks import locked
from meetings.models import Meeting, Pack, PersonalPack
from meetings.notices import mail_people
from meetings.packs import numbers
from meetings.packs.assemble import assemble, supplement
from meetings.packs.spec import Entry
from meetings.policies import agenda as policy
from meetings.services import seen as words
from meetings.services.pack_contents import published_numbers, snapshot_of, spec_of
from meetings.services.withholding import withheld_from
from members.representation import seats_on
from subgroup import access, ledger
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.models import Person, StoredFile

log = logging.getLogger(__name__)


@transaction.atomic
def publish(
    *, meeting: Meeting, by: Person, at: datetime, change_note: str = "", seen: str | None = None
) -> Pack:
    """Freezes the agenda and its papers as the next version and tells every reader once. The making follows in a task.

    The clock of A3 stops on the London day of the first version. Raises NotAllowed without the chair's approval, for a
    later version without a note of what changed and, where a page was `seen`, without a change; and Changed where the
    agenda, its papers or the version are no longer those of that page.
    """
    meeting = locked(meeting)
    latest = meeting.packs.order_by("-version").first()
    version = latest.version + 1 if latest else 1
    snapshot = snapshot_of(meeting, published_numbers(meeting), day_of(at))
    policy.check_publish(meeting, version=version, change_note=change_note)
    if seen is not None:
        things = words.things_of_agenda(meeting)
        words.check(seen, words.of_pack(meeting), what="The agenda was", act="published", things=things)
        policy.check_changed(latest, snapshot)
    pack = Pack.objects.create(
        meeting=meeting,
        version=version,
        change_note=change_note.strip() if version > 1 else "",
        published_at=at,
        published_by=by,
        snapshot=snapshot,
    )
    if meeting.agenda_state != AgendaState.PUBLISHED:
        meeting.agenda_state, meeting.agenda_note = AgendaState.PUBLISHED, ""
        meeting.save(update_fields=["agenda_state", "agenda_note"])
    ledger.meet(
        group=meeting.group,
        rule="publish",
        subject_kind="meeting",
        subject_id=meeting.pk,
        on=day_of(at),
        at=at,
    )
    mail_people(
        readers(meeting, at),
        kind="pack_published",
        group=meeting.group,
        key=f"pack_published:{pack.pk}",
        context={"meeting": meeting, "pack": pack, "path": pack_path(pack)},
        why="you hold a post on this sub-group, or deputise for one.",
        about=("meeting", str(meeting.pk)),
        at=at,
    )
    ring(pack)
    return pack


def ring(pack: Pack) -> None:
    """Wakes the maker once the transaction is through; when the broker is away, the sweep finds the row."""
    from meetings.tasks import render_pack

    transaction.on_commit(lambda: render_pack.apply_async(args=[pack.pk], retry=False), robust=True)


def pack_path(pack: Pack) -> str:
    from django.urls import reverse

    return reverse("meetings:pack", kwargs={"group_slug": pack.meeting.group.slug, "pk": pack.meeting_id})


def readers(meeting: Meeting, at: datetime) -> list[Person]:
    """Who is told of a pack: the holders of the seats and their deputies, each once."""
    people: list[Person] = []
    for seat in seats_on(meeting.group, day_of(at)):
        people += [*([seat.holder] if seat.holder else []), *seat.deputies]
    return list(dict.fromkeys(people))


@transaction.atomic
def try_again(*, pack: Pack, by: Person, at: datetime) -> None:
    """Makes a pack that could not be made, from the same snapshot."""
    pack.refresh_from_db(from_queryset=Pack.objects.select_for_update())
    if pack.state != Pack.State.FAILED:
        raise NotAllowed("This pack did not fail: it is ready, or being made.")
    pack.state, pack.error = Pack.State.RENDERING, ""
    pack.save(update_fields=["state", "error"])
    ring(pack)


def render(pack: Pack) -> Pack:
    """Makes the PDF from the snapshot, after those of earlier versions. A pack that is made is left alone.

    Anything that goes wrong is kept on the pack, for business support to try again.
    """
    pack.refresh_from_db()
    if pack.state != Pack.State.RENDERING:
        return pack
    for earlier in pack.meeting.packs.filter(version__lt=pack.version, state=Pack.State.RENDERING).order_by(
        "version"
    ):
        render(earlier)
    try:
        _make(pack)
    except Exception:
        log.exception("Pack %s of meeting %s could not be made", pack.version, pack.meeting_id)
        Pack.objects.filter(pk=pack.pk, state=Pack.State.RENDERING).update(
            state=Pack.State.FAILED,
            error="The pack could not be made. The papers can be read one by one; business support can try again.",
        )
    pack.refresh_from_db()
    return pack


def _make(pack: Pack) -> None:
    spec = spec_of(pack)
    before = earlier_contents(pack)
    group, at = pack.meeting.group, pack.published_at
    with tempfile.TemporaryDirectory(prefix="pack-") as name:
        folder = Path(name)
        made = assemble(spec, folder / "pack.pdf", previous=before)
        has_changes = bool(before) and bool(numbers.changed_keys(made.contents, before))
        extra = (
            supplement(
                spec, folder / "supplement.pdf", previous=before, unreadable=_unreadable(made.contents)
            )
            if has_changes
            else None
        )
        with transaction.atomic():
            pack.refresh_from_db(from_queryset=Pack.objects.select_for_update())
            if pack.state != Pack.State.RENDERING:
                return
            pack.file = storage.keep(
                group=group,
                name=f"{file_name(pack)}.pdf",
                kind="pdf",
                data=made.path,
                at=at,
                pages=made.pages,
            )
            if extra:
                pack.supplement = storage.keep(
                    group=group,
                    name=f"{file_name(pack)} supplement.pdf",
                    kind="pdf",
                    data=extra.path,
                    at=at,
                    pages=extra.pages,
                )
            pack.contents = [entry.as_json() for entry in made.contents]
            pack.pages = made.pages
            pack.state = Pack.State.READY
            pack.save()


def file_name(pack: Pack) -> str:
    """2017-10-05 M5 pack version 2."""
    return f"{pack.meeting.day.isoformat()} {pack.meeting.code} pack version {pack.version}"


def entries_of(pack: Pack | None) -> tuple[Entry, ...]:
    return tuple(Entry.from_json(row) for row in pack.contents) if pack else ()


def _unreadable(entries: Iterable[Entry]) -> set[str]:
    """The papers that a sheet stands for in every copy, so that the page numbers agree for all."""
    return {entry.key for entry in entries if entry.unreadable}


def earlier_contents(pack: Pack) -> tuple[Entry, ...]:
    """Of the last version before that was made: page numbers go on from there."""
    ready = pack.meeting.packs.filter(version__lt=pack.version, state=Pack.State.READY).order_by("-version")
    return entries_of(ready.first())


def withheld_for(pack: Pack, person: Person, at: datetime) -> dict[str, str]:
    """What this reader is not shown of a pack: the item's id or the paper's key, and why."""
    sees_all = access.may(person, "view_confidential", pack.meeting.group, on=day_of(at))
    gone = hiding.items(person, pack.meeting.group, day_of(at))
    return withheld_from(pack.snapshot, person, sees_confidential=sees_all, gone=gone)


def pack_for(*, pack: Pack, person: Person, at: datetime) -> StoredFile:
    """The pack as this reader may see it, with the same page numbers; made at the first asking, then kept.

    Raises NotAllowed while the pack is being made.
    """
    if pack.state != Pack.State.READY or pack.file is None:
        raise NotAllowed(
            "The pack is still being made. Look again in a minute; the papers can be read one by one."
        )
    withheld = withheld_for(pack, person, at)
    return _personal(pack, withheld, at) if withheld else pack.file


def _personal(pack: Pack, withheld: Mapping[str, str], at: datetime) -> StoredFile:
    spoken = "\n".join(f"{key}={withheld[key]}" for key in sorted(withheld))
    key = hashlib.sha256(spoken.encode()).hexdigest()
    kept = PersonalPack.objects.filter(pack=pack, withheld_key=key).select_related("file").first()
    if kept and kept.file:
        return kept.file
    with tempfile.TemporaryDirectory(prefix="pack-") as name:
        spec = spec_of(pack, withheld)
        made = assemble(
            spec,
            Path(name) / "pack.pdf",
            previous=earlier_contents(pack),
            withhold=withheld,
            unreadable=_unreadable(entries_of(pack)),
        )
        with transaction.atomic():
            row, _ = PersonalPack.objects.select_for_update().get_or_create(pack=pack, withheld_key=key)
            if row.file is None:
                row.file = storage.keep(
                    group=pack.meeting.group,
                    name=f"{file_name(pack)}, your copy.pdf",
                    kind="pdf",
                    data=made.path,
                    at=at,
                    pages=made.pages,
                )
                row.save(update_fields=["file"])
    return row.file


def supplement_for(*, pack: Pack, person: Person, at: datetime) -> StoredFile | None:
    """The changed sheets alone; none where a withheld paper is among them: the reader's own pack has the rest."""
    if pack.state != Pack.State.READY or pack.supplement is None:
        return None
    return pack.supplement if supplement_allowed(pack, withheld_for(pack, person, at)) else None


def supplement_allowed(pack: Pack, withheld: Mapping[str, str]) -> bool:
    """Whether there is a supplement that holds nothing which is withheld."""
    if pack.supplement_id is None:
        return False
    entries = entries_of(pack)
    changed = numbers.changed_keys(entries, earlier_contents(pack))
    return not any(
        entry.key in changed and (entry.key in withheld or entry.item in withheld) for entry in entries
    )


def changes_since(pack: Pack, opened: Pack | None) -> tuple[str, ...]:
    """A sentence for each paper that is new, replaced or withdrawn since the version that a reader opened."""
    if opened is None or opened.version >= pack.version:
        return ()
    return numbers.changes(entries_of(pack), entries_of(opened))


def versions_in(snapshot: Mapping[str, Any]) -> set[int]:
    """The ids of the paper versions that a pack holds."""
    return {
        paper["version"] for item in snapshot["items"] for paper in item["papers"] if paper.get("version")
    }
