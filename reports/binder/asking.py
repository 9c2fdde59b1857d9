"""A binder from the press of a button to its file: asked for once, made by a task, and opened by its maker alone."""

import logging
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction
from django.db.models import F, QuerySet

from reports.binder import making
from reports.binder.content import Content, Kept
from reports.binder.scope import Scope
from reports.binder.sections import Section, numbered
from reports.models import Binder, BinderMaking, BinderOpening
from reports.models.binder import Shape
from reviews import openings
from reviews.models import Case
from subgroup import access, registry
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.files import storage
from subgroup.models import Person, StoredFile, SubGroup

logger = logging.getLogger(__name__)
MOST_TRIES = 3
MOST_FILES = {Shape.PDF: 400, Shape.ZIP: 2000}
MOST_BYTES = 1024**3
RIGHT = "make_binder"
NOT_THEIRS = "Only who had a binder made opens it: what is in it hangs on what they may see. Make your own."
SHRUNK = "You may see less now than when this binder was made, so it does not open any more. Make it again."


@dataclass(frozen=True)
class Preview:
    """What would be in a binder, before it is made; nothing is rendered."""

    sections: Sequence[tuple[int, Section, Content]]

    @property
    def files(self) -> list[StoredFile]:
        return [
            one.file for _, _, content in self.sections for one in content.entries if isinstance(one, Kept)
        ]

    def refused(self, shape: str) -> str:
        """Why it is too much for one file, as a sentence; empty where it is not."""
        files, most = self.files, MOST_FILES[Shape(shape)]
        if len(files) > most:
            other = " or take a zip" if shape == Shape.PDF else ""
            form = "one PDF" if shape == Shape.PDF else "a zip"
            return f"It would hold {len(files)} documents, and at most {most} go into {form}. Choose fewer days{other}."
        if sum(one.size for one in files) > MOST_BYTES:
            return "Its documents are larger than 1 GB together. Choose fewer days."
        return ""


def preview(*, group: SubGroup, by: Person, first: date, last: date, level: str, at: datetime) -> Preview:
    scope = Scope(group, by, first, last, level, at)
    return Preview([(number, section, section.gather(scope)) for number, section in numbered()])


@transaction.atomic
def ask(
    *, group: SubGroup, first_day: date, last_day: date, level: str, shape: str, form_token: str, by: Person, at: datetime
) -> Binder:  # fmt: skip
    """The binder, which a task makes. The same page sent twice is one binder; of another's page nothing comes."""
    binder, is_new = Binder.objects.get_or_create(
        group=group,
        form_token=form_token,
        defaults={
            "first_day": first_day, "last_day": last_day, "level": level, "shape": shape, "asked_at": at, "asked_by": by
        },
    )  # fmt: skip
    if is_new:
        BinderMaking.objects.create(binder=binder, progress="Waiting for its turn", moved_at=at)
        transaction.on_commit(lambda: _ring(binder.pk), robust=True)
    return binder


def _ring(pk: int) -> None:
    """Wakes the making; without a broker the sweep finds it."""
    from reports.tasks import make_binder  # the task calls this module

    make_binder.apply_async(args=[pk], retry=False)


def make(pk: int, *, at: datetime) -> None:
    """Makes the file of a binder that has none. Nothing is locked meanwhile; of two workers one keeps theirs."""
    binder = Binder.objects.select_related("group", "asked_by", "making").get(pk=pk)
    if not binder.is_waited_for:
        return
    rows = BinderMaking.objects.filter(binder=binder)
    rows.update(tries=F("tries") + 1, moved_at=at)
    if binder.making.tries >= MOST_TRIES:
        _fail(binder, "It was begun three times and never came to its end.", at)
        return
    rights = access.permissions(binder.asked_by, binder.group, on=day_of(at))
    if RIGHT not in rights:
        _fail(binder, f"{binder.asked_by} may not make binders any more.", at)
        return
    scope = Scope(
        binder.group, binder.asked_by, binder.first_day, binder.last_day, binder.level, at, reads_files=True
    )
    hidden = _hidden(binder.group, binder.asked_by, at)

    def say(words: str) -> None:
        rows.update(progress=words, moved_at=_now())

    try:
        with tempfile.TemporaryDirectory(prefix="binder-") as name:
            made = making.make(scope, binder.shape, Path(name), say)
            after = _hidden(binder.group, binder.asked_by, at)  # what came into sight meanwhile may be in it
            hidden = {kind: sorted({*ids} & {*after.get(kind, ())}) for kind, ids in hidden.items()}
            _keep(binder, scope, made, rights=sorted(rights), hidden=hidden, at=at)
    except Exception:
        logger.exception("Binder %s could not be made", pk)
        _fail(binder, "Something went wrong on the way. Whoever runs this system finds it in the log.", at)


def _now() -> datetime:
    """Of the machine: how long ago something moved is asked by the sweep."""
    from subgroup import clock

    return clock.now()


@transaction.atomic
def _keep(
    binder: Binder, scope: Scope, made: tuple[Path, making.Gathered, int | None], *, rights: list[str],
    hidden: dict[str, list[str]], at: datetime,
) -> None:  # fmt: skip
    path, found, pages = made
    row = Binder.objects.select_for_update().get(pk=binder.pk)
    if row.file_id:
        return
    name = f"Inspection binder {row.first_day} to {row.last_day}.{row.shape}"
    row.file = storage.keep(
        group=scope.group, name=name, kind=row.shape, data=path, at=at, pages=pages, by=row.asked_by
    )
    row.made_at, row.failed_at, row.failed_because = at, None, ""
    row.save()
    BinderMaking.objects.filter(binder=row).update(
        progress="", rights=rights, hidden=hidden, cases=sorted(found.cases), contents=[one.as_json() for one in found.documents]
    )  # fmt: skip


def _fail(binder: Binder, because: str, at: datetime) -> None:
    row = Binder.objects.get(pk=binder.pk)
    if row.file_id is None:
        row.failed_at, row.failed_because = at, because[:300]
        row.save(update_fields=["failed_at", "failed_because"])


def lost(*, before: datetime) -> QuerySet[Binder]:
    """Those that nobody makes: the doorbell was lost, or the worker was killed."""
    return Binder.objects.filter(file=None, failed_at=None, making__moved_at__lt=before).order_by("pk")


def _hidden(group: SubGroup, person: Person, at: datetime) -> dict[str, list[str]]:
    """Kind → ids of what is not there for a person, and of the items that are withheld from them."""
    found = {kind: sorted(ids) for kind, ids in registry.all_hidden(person, group, on=day_of(at)).items()}
    withheld = person.withholdings.filter(lifted_at=None, item__meeting__group=group)
    found["withheld"] = sorted(str(pk) for pk in withheld.values_list("item_id", flat=True))
    return found


def why_not(binder: Binder, person: Person, *, at: datetime) -> str:
    """Why a person may not open it, as a sentence; empty where they may.

    It opens to its maker alone, and only while they hold every right they held and see everything they saw when it was made.
    """
    if binder.asked_by_id != person.pk:
        return NOT_THEIRS
    held = access.permissions(person, binder.group, on=day_of(at))
    if not set(binder.making.rights) <= held:
        return SHRUNK
    before = binder.making.hidden
    now = _hidden(binder.group, person, at)
    if any(set(ids) - set(before.get(kind, ())) for kind, ids in now.items()):
        return SHRUNK
    return ""


@transaction.atomic
def open_file(*, binder: Binder, by: Person, at: datetime) -> StoredFile:
    """The file, with a record of its opening; each case it tells of has it in its log. Raises NotAllowed."""
    if binder.file is None:
        raise NotAllowed("The binder is not made yet.")
    if refused := why_not(binder, by, at=at):
        raise NotAllowed(refused)
    BinderOpening.objects.create(binder=binder, opened_at=at, opened_by=by)
    for case in Case.objects.filter(group=binder.group, pk__in=binder.making.cases).order_by("pk"):
        openings.note(case=case, person=by, part=f"an inspection binder, {binder.period}", at=at)
    return binder.file
