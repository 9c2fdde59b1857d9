"""Undoes an import in one step, as long as nobody has built on it: what it added goes, what it changed is as before."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from auditlog.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q, Subquery

from actionplans import causes
from actionplans.deadlines import ACTION, SIGN_OFF
from actionplans.enums import Stage
from actionplans.models import (
    Action,
    ActionUpdate,
    DueChange,
    Escalation,
    Evidence,
    Plan,
    Recommendation,
    StageChange,
    TrackerImport,
    TrackerRow,
    UpdateOwed,
)
from actionplans.services import escalations, extensions, owing, windows
from actionplans.trackers.records import NEW
from meetings.locks import lock_group
from members.models import Agency
from subgroup import changes, ledger, ledger_many
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, listing, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person
from subgroup.registry import batched

PARTS: tuple[type[models.Model], ...] = (ActionUpdate, DueChange, StageChange, Evidence)
THINGS: tuple[type[models.Model], ...] = (Recommendation, Plan, Agency)
"""What an import may have added besides actions and their parts: each is removed after what hangs on it."""
NAMED = 5
Added = dict[type[models.Model], set[int]]


@transaction.atomic
def undo(*, tracker_import: TrackerImport, by: Person, at: datetime) -> TrackerImport:
    """Takes back all that the import wrote. Raises NotAllowed naming what changed since, and then nothing is undone."""
    lock_group(tracker_import.group)
    tracker_import.refresh_from_db(from_queryset=TrackerImport.objects.select_for_update())
    check_written(tracker_import)
    return undo_held(tracker_import, by=by, at=at)


def undo_held(row: TrackerImport, *, by: Person, at: datetime) -> TrackerImport:
    """The same, of an import that the caller holds, with its group, in one transaction."""
    _check_unchanged(row)
    rows = _written(row)
    reason = "The import that brought it was undone."
    added, asked = _added(row, rows), Asked.of(row, rows)
    never, rest = asked.for_nothing_else, asked.for_others_too
    changed = [one for one in rows if one.written["what"] != NEW]
    _restore(changed, reason, by, at)
    ledger_many.take_back(
        group=row.group, subject_kind=owing.SUBJECT, subject_ids=list(added[Action]), reason=reason, by=by, at=at
    )  # fmt: skip
    _by_itself().filter(agency__in=added[Agency]).delete()  # an agency that goes leaves no row of the list
    _never_asked(never, reason, by, at)
    _off_the_list(added[Action], reason, by, at)
    models_in_order: list[type[models.Model]] = [*PARTS, Action, *THINGS]
    for model in models_in_order:
        for part in batched(sorted(added.get(model, ()))):
            changes.delete(model._base_manager.filter(pk__in=part), by=by)
    _owed_as_before(changed, rest, row, reason, by, at)
    row.state, row.undone_at, row.undone_by = TrackerImport.State.UNDONE, at, by
    row.refusal = ""
    row.save()
    return row


def _off_the_list(actions: Iterable[int], reason: str, by: Person, at: datetime) -> None:
    """What a daily run put into the exception list by itself leaves it with the reason, and stays on record there."""
    for one in _by_itself().filter(action__in=actions):
        escalations.address(escalation=one, reason=reason, by=by, at=at)
        one.action = None
        one.save(update_fields=["action"])


def _never_asked(owed: list[UpdateOwed], reason: str, by: Person, at: datetime) -> None:
    """Takes back what windows asked for: it was owed by mistake, and no breach stays of it."""
    for one in owed:
        _take_back(one, reason, by, at)
    for row in _by_itself().filter(owed__in=owed):
        escalations.address(escalation=row, reason=reason, by=by, at=at)
        row.owed = None
        row.save(update_fields=["owed"])
    UpdateOwed.objects.filter(pk__in=[one.pk for one in owed]).delete()


def _take_back(owed: UpdateOwed, reason: str, by: Person, at: datetime) -> None:
    ledger.take_back(
        group=owed.window.meeting.group, subject_kind=windows.SUBJECT, subject_id=owed.pk, reason=reason, by=by, at=at
    )  # fmt: skip


def _owed_as_before(
    changed: Iterable[TrackerRow],
    rest: list[UpdateOwed],
    tracker_import: TrackerImport,
    reason: str,
    by: Person,
    at: datetime,
) -> None:
    """Updates that the import alone kept waiting are made by the words on the others; what it ended is owed again."""
    for owed in rest:
        windows.settle(owed.window, at=at, owed=owed.window.owed.filter(pk=owed.pk))
        owed.refresh_from_db(fields=["made_at"])
        due = Deadline.objects.filter(group=tracker_import.group).about(windows.SUBJECT, owed.pk).last()
        rests = owed.window.is_paused  # it is met when the new day is named
        if owed.made_at and due and due.met_on is None and not rests and day_of(owed.made_at) <= due.due_on:
            _take_back(owed, reason, by, at)
    since = tracker_import.written_at
    for action in Action.objects.filter(pk__in=[one.written["action"] for one in changed]):
        windows.owed_again(action, since=since or at, reason=reason, by=by, at=at)
    _not_so_any_more(changed, tracker_import, reason, by, at)


def _not_so_any_more(
    changed: Iterable[TrackerRow], tracker_import: TrackerImport, reason: str, by: Person, at: datetime
) -> None:
    """What entered the exception list since, because of what the import changed, leaves it where it is no longer so."""
    pks = [one.written["action"] for one in changed]
    listed = _by_itself().filter(action__in=pks, began_on__gte=day_of(tracker_import.written_at or at))
    if not listed:
        return
    still = {one.key for one in causes.all_of(tracker_import.group, today=day_of(at), at=at)}
    for one in listed:
        if one.key not in still:
            escalations.address(escalation=one, reason=reason, by=by, at=at)


@dataclass(frozen=True)
class Asked:
    """What windows asked for since the import, on actions that it added or gave to another agency."""

    for_nothing_else: list[UpdateOwed]
    """Those that would not have been asked for without the import."""
    for_others_too: list[UpdateOwed]

    @classmethod
    def of(cls, tracker_import: TrackerImport, rows: Iterable[TrackerRow]) -> "Asked":
        actions = {
            one.written["action"]
            for one in rows
            if one.written["what"] == NEW
            or one.written["before"]["agency_id"] != one.written["after"]["agency_id"]
        }
        pairs = set(
            Action.objects.filter(pk__in=actions).values_list("recommendation__plan", "agency").order_by()
        )
        since = UpdateOwed.objects.filter(
            made_at=None,
            window__opened_at__gte=tracker_import.written_at,
            plan__in={plan for plan, _ in pairs},
        ).annotate(has_others=Exists(_others(actions)))
        added = tracker_import.changes["added"]
        asked: dict[bool, list[UpdateOwed]] = {True: [], False: []}
        for one in since.select_related("window__meeting__group", "plan", "agency"):
            if (one.plan_id, one.agency_id) in pairs:
                is_gone = one.plan_id in added["Plan"] or one.agency_id in added["Agency"]
                asked[one.has_others and not is_gone].append(one)
        return cls(asked[False], asked[True])

    def acted_on(self) -> Iterable[UpdateOwed]:
        """Of those that would not have been asked for: what somebody did or said something about."""
        acted = Escalation.objects.filter(owed__in=[one.pk for one in self.for_nothing_else])
        return [
            one.owed
            for one in acted.exclude(pk__in=_by_itself().values("pk")).select_related("owed__plan")
            if one.owed
        ]


def _others(actions: set[int]) -> models.QuerySet[Action]:
    """For an update owed: the other actions of the plan that were open with the agency when the window asked."""
    asked_at = OuterRef("window__opened_at")
    last = StageChange.objects.filter(action=OuterRef("pk"), changed_at__lte=OuterRef(asked_at))
    others = Action.objects.filter(
        Q(withdrawn_at=None) | Q(withdrawn_at__gt=asked_at),
        recommendation__plan=OuterRef("plan"), agency=OuterRef("agency"), opened_at__lte=asked_at,
    ).exclude(pk__in=actions)  # fmt: skip
    stage = Subquery(last.order_by("-changed_at", "-pk").values("stage")[:1])
    return others.annotate(then=stage).filter(then=Stage.OPEN)


def _by_itself() -> models.QuerySet[Escalation]:
    """Rows of the exception list about which nobody has done or said anything."""
    return Escalation.objects.standing().exclude(steps__taken_by__isnull=False)


def check_undo(tracker_import: TrackerImport) -> None:
    """Raises NotAllowed with a sentence that says what changed since."""
    check_written(tracker_import)
    _check_unchanged(tracker_import)


def check_written(tracker_import: TrackerImport) -> None:
    """Raises NotAllowed where there is nothing to undo, or somebody was quicker."""
    if tracker_import.undone_at:
        raise NotAllowed(
            f"{tracker_import.undone_by} undid this import on {long_date(day_of(tracker_import.undone_at))}."
        )
    if not tracker_import.written_at:
        raise NotAllowed("Nothing was written by this import yet.")
    if tracker_import.state == TrackerImport.State.UNDOING and tracker_import.asked_at:
        asked_on = long_date(day_of(tracker_import.asked_at))
        raise NotAllowed(
            f"{tracker_import.asked_by} asked for that on {asked_on}: this import is being undone."
        )


def _check_unchanged(tracker_import: TrackerImport) -> None:
    found = list(dict.fromkeys(_changed_since(tracker_import)))
    if found:
        more = f", and {len(found) - NAMED} more" if len(found) > NAMED else ""
        raise NotAllowed(
            f"This import cannot be undone, because of what happened since: {'; '.join(found[:NAMED])}{more}. "
            "Change or close those actions on their own pages instead."
        )


def would_undo(tracker_import: TrackerImport) -> list[str]:
    """What undoing does, in sentences."""
    rows = _written(tracker_import)
    new = sum(one.written["what"] == NEW for one in rows)
    said = [
        f"{count(new, 'action is', 'actions are')} removed from the register, with all that the import said of them."
    ]
    if changed := len(rows) - new:
        said.append(f"{count(changed, 'action is', 'actions are')} put back as before.")
    plans = Plan.objects.filter(pk__in=tracker_import.changes["added"]["Plan"]).values_list("code", flat=True)
    if plans:
        said.append(f"The plans that it opened go: {listing(list(plans))}.")
    return said


def _written(tracker_import: TrackerImport) -> list[TrackerRow]:
    return list(tracker_import.rows.exclude(written={}))


def _added(tracker_import: TrackerImport, rows: Iterable[TrackerRow]) -> Added:
    by_name = {model.__name__: model for model in (*PARTS, *THINGS)}
    found: Added = {model: set(tracker_import.changes["added"].get(model.__name__, ())) for model in THINGS}
    found[Action] = set()
    for row in rows:
        if row.written["what"] == NEW:
            found[Action].add(row.written["action"])
        for name, keys in row.written["added"].items():
            found.setdefault(by_name[name], set()).update(keys)
    return found


def _changed_since(tracker_import: TrackerImport) -> Iterable[str]:
    rows = _written(tracker_import)
    added = _added(tracker_import, rows)
    touched = {model: set(keys) for model, keys in added.items()}
    touched[Action] |= {row.written["action"] for row in rows}
    yield from _edited(touched, tracker_import.changes["log"])
    asked = Asked.of(tracker_import, rows)
    never = {one.pk for one in asked.for_nothing_else}
    for one in asked.acted_on():
        never.discard(one.pk)
        yield f"{one.plan.code} has an update owed that came later"
    for model, keys in added.items():
        yield from _hung_on(model, keys, added, never)
    yield from _moved_on([row for row in rows if row.written["what"] != NEW])


def _edited(touched: Added, after: int) -> Iterable[str]:
    """What the change log says of the rows since; sentences of references only."""
    for model, keys in touched.items():
        entries = LogEntry.objects.filter(
            pk__gt=after, content_type=ContentType.objects.get_for_model(model), action__in=(LogEntry.Action.UPDATE, LogEntry.Action.DELETE)
        ).select_related("actor").order_by("pk")  # fmt: skip
        wanted = {str(key) for key in keys}
        for entry in entries:
            if entry.object_pk in wanted:
                who = f" by {entry.actor}" if entry.actor else ""
                yield f"{_name(model, int(entry.object_pk))} was changed{who} on {long_date(day_of(entry.timestamp))}"


def _hung_on(model: type[models.Model], keys: set[int], added: Added, never: set[int]) -> Iterable[str]:
    """Rows of any kind that somebody added since and that point at what the import added."""
    for relation in model._meta.related_objects:
        other, name = relation.related_model, relation.field.name
        mine = added.get(other, set())
        for part in batched(sorted(keys)):
            rows = other._base_manager.filter(**{f"{name}__in": part})
            if other is UpdateOwed:
                rows = rows.exclude(pk__in=never)
            if other is Escalation:
                rows = rows.exclude(pk__in=_by_itself().values("pk"))
            for pk, target in rows.values_list("pk", name).order_by("pk"):
                if pk not in mine:
                    noun = other._meta.verbose_name
                    yield f"{_name(model, target)} has {'an' if str(noun)[0] in 'aeiou' else 'a'} {noun} that came later"


def _moved_on(rows: Iterable[TrackerRow]) -> Iterable[str]:
    """Actions that the import changed and that are not any more as it left them."""
    by_pk = {row.written["action"]: row.written for row in rows}
    for action in Action.objects.filter(pk__in=by_pk):
        written = by_pk[action.pk]
        if any(_plain(getattr(action, name)) != value for name, value in written["after"].items()):
            yield f"{action.reference} is not any more as the import left it"


_NAMES: Mapping[type[models.Model], Callable[[int], Any]] = {
    Action: lambda pk: Action.objects.filter(pk=pk).values_list("reference", flat=True).first(),
    Plan: lambda pk: Plan.objects.filter(pk=pk).values_list("code", flat=True).first(),
    Agency: lambda pk: Agency.objects.filter(pk=pk).values_list("name", flat=True).first(),
    Recommendation: lambda pk: Recommendation.objects.select_related("plan").filter(pk=pk).first(),
    Evidence: lambda pk: Action.objects.filter(evidence=pk).values_list("reference", flat=True).first(),
}


def _name(model: type[models.Model], pk: int) -> str:
    if model in _NAMES:
        return str(_NAMES[model](pk) or "something that was removed")
    part = model._base_manager.filter(pk=pk).values_list("action__reference", flat=True).first()
    return str(part or "something that was removed")


def _restore(rows: Iterable[TrackerRow], reason: str, by: Person, at: datetime) -> None:
    """Puts back the fields of actions that were there before the import."""
    for row in rows:
        before = row.written["before"]
        action = owing.lock(Action.objects.select_related("group", "agency").get(pk=row.written["action"]))
        owner, due = owing.owner_of(action), action.due_on
        is_reported = "StageChange" in row.written["added"]
        for name in row.written["after"]:
            setattr(action, name, _typed(name, before[name]))
        action.supporting.set(before["supporting"])
        action.version += 1
        action.save()
        action.refresh_from_db()
        if is_reported:
            _open_again(action, row.written.get("lapsed", ()), owner, reason, by, at)
        if owing.owner_of(action) != owner:
            owing.hand_on(action, owner, at=at, by=by)
        elif action.due_on is None:
            ledger.release(
                group=action.group, subject_kind=owing.SUBJECT, subject_id=action.pk, reason=reason, by=by, at=at, mistake=True
            )  # fmt: skip
        elif action.due_on != due:
            owing.owe(action, at, by=by, reason=reason)


def _open_again(
    action: Action, lapsed: Iterable[int], owner: tuple[str, str], reason: str, by: Person, at: datetime
) -> None:
    """What the import reported done is owed as before, and no answer to it; a request for more time waits again."""
    ledger.release(
        group=action.group, rule=SIGN_OFF.key, subject_kind=owing.SUBJECT, subject_id=action.pk, reason=reason, by=by, at=at,
        mistake=True,
    )  # fmt: skip
    met = Deadline.objects.filter(
        group=action.group, rule=ACTION.key, owner_kind=owner[0], owner_key=owner[1]
    )
    for one in met.about(owing.SUBJECT, action.pk):
        ledger.reopen(deadline=one, reason=reason, by=by, at=at)
    extensions.wait_again(action, lapsed, reason=reason, by=by, at=at)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _typed(name: str, value: Any) -> Any:
    return date.fromisoformat(value) if value and name.endswith("_on") else value
