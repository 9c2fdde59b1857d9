"""The import of a tracker: read, previewed with what a person answers, written in one transaction. Undoing is in undoing.py."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction

from actionplans.importing.kept import reading_to_json, row_to_json
from actionplans.importing.names import ADD
from actionplans.importing.preview import preview
from actionplans.models import TrackerImport, TrackerMapping, TrackerRow
from actionplans.services import import_writing
from actionplans.trackers import Tracker, Unreadable, read, remembered
from meetings.locks import lock_group
from members import agency_words
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, StoredFile, SubGroup

READ_AT_ONCE = 150_000
"""Bytes of a file that are read in the request that brings it: some 700 rows, in two or three seconds."""
MOST_ROWS = 10_000
"""Rows of one file."""
LOST_AFTER = timedelta(minutes=3)
GIVEN_UP_AFTER = timedelta(minutes=30)
State = TrackerImport.State


@transaction.atomic
def start(*, group: SubGroup, file: StoredFile, by: Person, at: datetime) -> TrackerImport:
    """Takes the file up. A small one is read at once; a large one by a task, and its page says so. Writes no action."""
    made = TrackerImport.objects.create(group=group, file=file, read_at=at, read_by=by)
    if file.size <= READ_AT_ONCE:
        read_file(made, on=day_of(at))
    else:
        transaction.on_commit(lambda: _ring(made.pk), robust=True)
    return made


def _ring(pk: int) -> None:
    """Wakes the reading; when the broker is away, the sweep finds the row."""
    from actionplans.tasks import read_tracker  # the task calls what calls this module

    read_tracker.apply_async(args=[pk], retry=False)


@transaction.atomic
def read_file(tracker_import: TrackerImport, *, on: date) -> TrackerImport:
    """Reads the file with the columns that were chosen, or those remembered for its headings. Answers that were given go."""
    row = _locked(tracker_import)
    if row.state not in (State.READING, State.PREVIEWED, State.UNREADABLE):
        return row
    try:
        tracker, answers = _read(row, on)
        _check_size(tracker)
    except Unreadable as refusal:
        row.state, row.refusal = State.UNREADABLE, str(refusal)
        row.save()
        return row
    without_heading = {key: field for key, field in row.mapping.items() if key.startswith("Column ")}
    row.reading, row.mapping = reading_to_json(tracker), {**without_heading, **remembered(tracker.columns)}
    row.refusal = ""
    row.answers, row.state = {"agencies": answers}, State.PREVIEWED
    row.save()
    row.rows.all().delete()
    TrackerRow.objects.bulk_create(
        TrackerRow(tracker_import=row, position=number, read=row_to_json(one))
        for number, one in enumerate(tracker.rows, start=1)
    )
    return row


def _read(row: TrackerImport, on: date) -> tuple[Tracker, dict[str, str]]:
    """The tracker, and whom words meant when one with these headings was imported before."""
    data = row.file.full_path.read_bytes()
    agencies = agency_words.of_group(row.group)

    def reading(mapping: Mapping[str, str] | None) -> Tracker:
        return read(data, agencies=agencies, today=on, mapping=mapping, name=row.file.name)

    tracker = reading(row.mapping or None)
    known = TrackerMapping.objects.filter(group=row.group, fingerprint=tracker.fingerprint).first()
    if known is None:
        return tracker, {}
    if not row.mapping and known.mapping != remembered(tracker.columns):
        tracker = reading(known.mapping)
    return tracker, known.agencies


def _check_size(tracker: Tracker) -> None:
    if len(tracker.rows) > MOST_ROWS:
        raise Unreadable(
            f"“{tracker.name}” holds {len(tracker.rows):,} actions, and at most {MOST_ROWS:,} are imported at once. "
            "Split it into several files."
        )


@transaction.atomic
def map_columns(
    *, tracker_import: TrackerImport, mapping: Mapping[str, str], by: Person, at: datetime
) -> None:
    """Says by hand what each column is: heading to a key of trackers.FIELDS, or "" to leave it out. Reads the file again."""
    _previewed(tracker_import)
    if list(mapping.values()).count("action") != 1:
        raise NotAllowed("Choose one column that says what is to be done.")
    tracker_import.mapping = dict(mapping)
    tracker_import.save(update_fields=["mapping"])
    read_file(tracker_import, on=day_of(at))
    if tracker_import.state == State.UNREADABLE:
        raise NotAllowed(tracker_import.refusal)


@transaction.atomic
def settle_names(
    *, tracker_import: TrackerImport, plans: Mapping[str, Mapping[str, Any]], agencies: Mapping[str, str], by: Person, at: datetime
) -> None:  # fmt: skip
    """Which plan each review is (`plan`, a code; or `code`, `title`, `kind` of a new one), and which agency a word means."""
    row = _previewed(tracker_import)
    kept = {key: code for key, code in agencies.items() if code}
    row.answers = {"plans": {review: dict(said) for review, said in plans.items()}, "agencies": kept}
    row.refusal = ""
    row.save(update_fields=["answers", "refusal"])


@transaction.atomic
def answer(
    *, tracker_import: TrackerImport, answers: Mapping[int, Mapping[str, Any]], by: Person, at: datetime
) -> None:
    """What a person says about rows, by their ids; an empty answer takes back what was said."""
    kept = _previewed(tracker_import)
    if kept.refusal:
        kept.refusal = ""
        kept.save(update_fields=["refusal"])
    rows = list(tracker_import.rows.filter(pk__in=answers))
    for row in rows:
        row.answer = dict(answers[row.pk])
    TrackerRow.objects.bulk_update(rows, ["answer"])


@transaction.atomic
def write(
    *, tracker_import: TrackerImport, by: Person, at: datetime, seen: str | None = None
) -> TrackerImport:
    """Writes the rows that are new or changed, all or none; what is unclear or wrong stays out.

    `seen` is the digest of the preview that was confirmed. Raises NotAllowed when another stands now, when somebody
    was quicker, and when nothing would be written.
    """
    lock_group(tracker_import.group)
    return write_held(_previewed(tracker_import), by=by, at=at, seen=seen)


def write_held(row: TrackerImport, *, by: Person, at: datetime, seen: str | None) -> TrackerImport:
    """The same, of an import that the caller holds, with its group, in one transaction."""
    found = preview(row, on=day_of(at))
    if seen is not None and seen != found.digest():
        raise NotAllowed(
            "The answers or the register changed after you opened this page. Nothing was written. Read what will happen again."
        )
    if not found.writes:
        raise NotAllowed("There is nothing to write: no row is new or changed.")
    row.changes = import_writing.write(found, by=by, at=at)
    row.state, row.written_at, row.written_by, row.refusal = State.WRITTEN, at, by, ""
    row.save()
    meant = {key: code for key, code in row.answers.get("agencies", {}).items() if code != ADD}
    TrackerMapping.objects.update_or_create(
        group=row.group, fingerprint=row.reading["fingerprint"],
        defaults={"mapping": row.mapping, "agencies": meant, "saved_at": at},
    )  # fmt: skip
    return row


def resume(*, at: datetime) -> None:
    """Reads what was cut short, or whose bell was lost; what could not be read for half an hour is given up."""
    for row in TrackerImport.objects.filter(state=State.READING, read_at__lt=at - LOST_AFTER).order_by("pk"):
        if row.read_at > at - GIVEN_UP_AFTER:
            read_file(row, on=day_of(at))
            continue
        row.state = State.UNREADABLE
        row.refusal = f"“{row.file.name}” could not be read in time. Save it again with fewer sheets, and choose it again."
        row.save(update_fields=["state", "refusal"])


def _locked(tracker_import: TrackerImport) -> TrackerImport:
    tracker_import.refresh_from_db(from_queryset=TrackerImport.objects.select_for_update())
    return tracker_import


def _previewed(tracker_import: TrackerImport) -> TrackerImport:
    """Held, and waiting to be confirmed; else who was quicker."""
    tracker_import.refresh_from_db()
    check_previewed(tracker_import)  # before it is held: a task holds it as long as it writes
    row = _locked(tracker_import)
    check_previewed(row)
    return row


def check_previewed(row: TrackerImport) -> None:
    """Raises NotAllowed where it does not wait to be confirmed, with what became of it."""
    if row.state == State.WRITING and row.asked_at:
        raise NotAllowed(
            f"{row.asked_by} confirmed this import on {long_date(day_of(row.asked_at))}: it is being written. It is not written twice."
        )
    if row.written_at:
        raise NotAllowed(
            f"{row.written_by} imported this tracker on {long_date(day_of(row.written_at))} already. It is not written twice."
        )
    if not row.is_previewed:
        raise NotAllowed(row.refusal or "This file is still being read.")
