"""The coordinator's list: read, previewed, written in one transaction, and undone in one step while nobody has built on it (F1).

The file is not kept: such lists may name children. Only references, agencies, days and states of its rows are.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from meetings.locks import lock_group
from meetings.services.seen import digest
from members import agency_words
from members.models import Agency
from reviews.cdop import comparing, lists
from reviews.cdop.comparing import CHANGED, NEW, WRONG, KnownDeath, KnownRequest, Verdict
from reviews.cdop.lists import Line
from reviews.enums import DeathState, RequestState
from reviews.models import ChildDeath, DeathImport, DeathImportRow, DeathRequest
from reviews.services import death_requests, deaths
from reviews.services.death_requests import DEFAULT_FORM
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup
from subgroup.reckoning import Reckoner

_FILLED = ("area", "expected", "category_one")


@transaction.atomic
def read(
    *, group: SubGroup, name: str, data: bytes, by: Person, at: datetime, mapping: Mapping[str, str] | None = None,
    instead_of: DeathImport | None = None,
) -> DeathImport:  # fmt: skip
    """Reads a list and keeps what it says, writing no death. Raises Unreadable, a NotAllowed, for what is no list.

    `mapping` is what a person said of its columns; without it, what was said of one with the same headings before.
    `instead_of` is a preview that is read again with other columns.
    """
    words = agency_words.of_group(group)
    found = lists.read(data, name=name, agencies=words, mapping=mapping)
    if mapping is None and (known := _remembered(group, found.headings)):
        found = lists.read(data, name=name, agencies=words, mapping=known)
    made = _previewed(instead_of) if instead_of else DeathImport(group=group, read_at=at, read_by=by)
    made.file_name, made.headings, made.mapping = name[:255], found.headings, found.mapping
    made.save()
    made.rows.all().delete()
    verdicts = compare(group, found.lines, at=at)
    DeathImportRow.objects.bulk_create(
        DeathImportRow(
            of=made, number=one.line.number, verdict=one.what, reason=one.reason[:300],
            says=comparing.to_json(one.line),
        )
        for one in verdicts
    )  # fmt: skip
    return made


def _remembered(group: SubGroup, headings: list[str]) -> dict[str, str] | None:
    rows = DeathImport.objects.filter(group=group, written_at__isnull=False)
    return next((one.mapping for one in rows[:20] if set(one.headings) == set(headings)), None)


def compare(group: SubGroup, lines: list[Line], *, at: datetime) -> list[Verdict]:
    """Against what stands now. Two queries."""
    rows = ChildDeath.objects.filter(group=group).prefetch_related("requests__agency")
    known = {
        death.reference.casefold(): KnownDeath(
            death.notified_on, death.area, death.expected, death.category_one,
            takes_requests=death.state not in (DeathState.REVIEWED, DeathState.CLOSED),
            requests={
                (one.agency.code, one.form): KnownRequest(one.state, one.requested_on, one.answered_on)
                for one in death.requests.all()
                if one.state != RequestState.WITHDRAWN
            },
        )
        for death in rows
    }  # fmt: skip
    return comparing.compare(lines, known, day_of(at), default_form=DEFAULT_FORM)


def shown(made: DeathImport) -> str:
    """What the preview shows, as a short word that its form sends back."""
    return digest(list(made.rows.values_list("number", "verdict", "reason", "says")))


@transaction.atomic
def write(*, made: DeathImport, by: Person, at: datetime, seen: str) -> DeathImport:
    """Writes what is new or changed, all or none. Raises NotAllowed where something else stands than was shown."""
    lock_group(made.group)
    _previewed(made)
    rows = list(made.rows.all())
    lines = [
        comparing.from_json(row.number, row.says, row.reason if row.verdict == WRONG else "") for row in rows
    ]
    verdicts = compare(made.group, lines, at=at)
    now = [one.what for one in verdicts]
    if seen != shown(made) or now != [row.verdict for row in rows]:
        raise NotAllowed(
            "What is recorded changed after you opened this page. Nothing was written. Choose the list again."
        )
    if not {NEW, CHANGED} & set(now):
        raise NotAllowed("There is nothing to write: no row is new or changed.")
    agencies = {one.code: one for one in Agency.objects.filter(group=made.group)}
    reckoner = Reckoner(made.group)
    known = {
        one.reference.casefold(): one
        for one in ChildDeath.objects.filter(group=made.group).select_related("group")
    }
    for row, one in zip(rows, verdicts, strict=True):
        if one.what in (NEW, CHANGED):
            _write_row(row, one.line, known, made.group, agencies, reckoner, by, at)
    versions = {death.pk: death.version for death in known.values()}
    for row in rows:
        if row.written:
            row.written["version"] = versions[row.written["death"]]
    DeathImportRow.objects.bulk_update(rows, ["before", "written"], batch_size=500)
    made.written_at, made.written_by = at, by
    made.save()
    return made


def _sure(day: date | None) -> date:
    """A line that was found new or changed has its days."""
    if day is None:
        raise ValueError("A line that is written has its days.")
    return day


def _write_row(
    row: DeathImportRow, line: Line, known: dict[str, ChildDeath], group: SubGroup, agencies: Mapping[str, Agency],
    reckoner: Reckoner, by: Person, at: datetime,
) -> None:  # fmt: skip
    """`known` are the deaths of the group by reference, those added by earlier rows too."""
    death = known.get(line.reference.casefold())
    if is_new := death is None:
        death = deaths.record(
            group=group, reference=line.reference, notified_on=_sure(line.notified_on), area=line.area, expected=line.expected,
            category_one=line.category_one, by=by, at=at,
        )  # fmt: skip
        known[line.reference.casefold()] = death
    else:
        row.before = {"state": death.state, "death": _fill(death, line, by, at)}
    row.written = {"death": death.pk, "death_new": is_new}
    if line.agency and line.state != RequestState.WITHDRAWN:
        request = _request(row, death, agencies[line.agency], line, reckoner, by, at)
        row.written |= {
            "request": request.pk,
            "state": request.state,
            "answered_on": str(request.answered_on or ""),
        }


def _fill(death: ChildDeath, line: Line, by: Person, at: datetime) -> dict[str, Any]:
    """Adds what was not known. Answers what stood there."""
    before = {
        name: getattr(death, name)
        for name in _FILLED
        if getattr(death, name) in (None, "") and getattr(line, name) not in (None, "")
    }
    if before:
        values = {name: getattr(line if name in before else death, name) for name in _FILLED}
        deaths.change(
            death=death, version=death.version, reference=death.reference, notified_on=death.notified_on, by=by, at=at, **values
        )  # fmt: skip
    return before


def _request(
    row: DeathImportRow, death: ChildDeath, agency: Agency, line: Line, reckoner: Reckoner, by: Person, at: datetime
) -> DeathRequest:  # fmt: skip
    form = line.form or DEFAULT_FORM
    there = death.requests.exclude(state=RequestState.WITHDRAWN).filter(agency=agency, form=form)
    request = there.select_related("agency").first()
    if request is not None:
        request.death = death
    row.written["request_new"] = request is None
    if request is None:
        (request,) = death_requests.ask(
            death=death, agencies=[agency], requested_on=_sure(line.requested_on), form=form, by=by, at=at, reckoner=reckoner
        )  # fmt: skip
    if request.state == RequestState.ASKED and line.state != RequestState.ASKED:
        row.written["answered"] = True
        death_requests.answer(
            request=request, state=RequestState(line.state), on=_sure(line.answered_on), by=by, at=at,
            because="As the list of the panel’s coordinator says",
        )  # fmt: skip
    return request


def check_undo(made: DeathImport) -> None:
    if made.written_at is None:
        raise NotAllowed("This list was not imported: there is nothing to undo.")
    if made.undone_at:
        raise NotAllowed(
            f"{made.undone_by} has undone this import on {long_date(day_of(made.undone_at))} already."
        )
    rows = [row for row in made.rows.all() if row.written]
    found = ChildDeath.objects.in_bulk({row.written["death"] for row in rows})
    asked = DeathRequest.objects.prefetch_related("notes").in_bulk(
        {row.written["request"] for row in rows if "request" in row.written}
    )
    theirs = {row.written["request"] for row in rows if row.written.get("request_new")}
    made_here = {row.written["death"] for row in rows if row.written["death_new"]}
    more = DeathRequest.objects.filter(death__in=made_here).exclude(pk__in=theirs)
    built = {one.death_id for one in more}
    for row in rows:
        death = found.get(row.written["death"])
        request = asked.get(row.written.get("request", 0))
        is_kept = death is not None and death.version == row.written["version"] and death.pk not in built
        if is_kept and "request" in row.written:
            is_kept = request is not None and _is_as_written(request, row.written)
        if not is_kept:
            what = death.reference if death else "a death that is gone"
            raise NotAllowed(
                f"Somebody has built on this import: {what} changed since. Correct it on its page."
            )


def _is_as_written(request: DeathRequest, written: Mapping[str, Any]) -> bool:
    now = (request.state, str(request.answered_on or ""), request.quality, request.deferred_the_panel)
    return now == (written["state"], written["answered_on"], "", False) and not request.notes.all()


@transaction.atomic
def undo(*, made: DeathImport, by: Person, at: datetime) -> DeathImport:
    """Takes back all that it wrote, in one step. The log of its rows stays."""
    lock_group(made.group)
    made.refresh_from_db(from_queryset=DeathImport.objects.select_for_update())
    check_undo(made)
    rows = [row for row in made.rows.all() if row.written]
    for row in reversed(rows):
        if "request" in row.written:
            _undo_request(made.group, row, by, at)
    for row in reversed(rows):
        _undo_death(made.group, row, by, at)
    made.undone_at, made.undone_by = at, by
    made.save()
    return made


def _undo_request(group: SubGroup, row: DeathImportRow, by: Person, at: datetime) -> None:
    request = DeathRequest.objects.select_related("death", "agency").get(pk=row.written["request"])
    reason = "The import of the coordinator’s list was undone."
    if row.written["request_new"]:
        ledger.release(
            group=group, subject_kind=death_requests.SUBJECT, subject_id=request.pk, reason=reason, by=by, at=at, mistake=True
        )  # fmt: skip
        request.delete()
        return
    if not row.written.get("answered"):
        return
    request.state, request.declined_because = RequestState.ASKED, ""
    request.answered_on = request.answered_at = request.answered_by = None
    request.save()
    death_requests.owe_again(request, reason=reason, by=by, at=at)


def _undo_death(group: SubGroup, row: DeathImportRow, by: Person, at: datetime) -> None:
    death = ChildDeath.objects.get(pk=row.written["death"])
    if row.written["death_new"]:
        ledger.release(
            group=group, subject_kind=deaths.SUBJECT, subject_id=death.pk, by=by, at=at, mistake=True,
            reason="The import of the coordinator’s list was undone.",
        )  # fmt: skip
        death.delete()
        return
    before = row.before or {}
    if death.state != before["state"]:
        death.state, death.version = before["state"], death.version + 1
        death.save()
    if filled := before["death"]:
        values = {name: filled.get(name, getattr(death, name)) for name in _FILLED}
        deaths.change(
            death=death, version=death.version, reference=death.reference, notified_on=death.notified_on, by=by, at=at, **values
        )  # fmt: skip


def _previewed(made: DeathImport) -> DeathImport:
    """Held, and waiting to be confirmed; else who was quicker."""
    made.refresh_from_db(from_queryset=DeathImport.objects.select_for_update())
    if made.written_at:
        raise NotAllowed(
            f"{made.written_by} imported this list on {long_date(day_of(made.written_at))} already."
        )
    return made
