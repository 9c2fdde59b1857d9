"""All that one sub-group has, as an archive with which it can leave: every row as JSON, every file, and a list with their sums.

Restricted cases are in it like the rest, so that only who runs the machine can make one (`manage.py archive`), and not a page.
"""

import hashlib
import json
import tempfile
import zipfile
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import IO, Any

from auditlog.context import disable_auditlog
from auditlog.models import LogEntry
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core import serializers
from django.core.management import call_command
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models, transaction

from subgroup.changes import OWN_APPS
from subgroup.models import Person, SubGroup
from subgroup.models.group import StoredFile

FORMAT = 1
BATCH = 500
Found = Mapping[type[models.Model], models.QuerySet[Any]]
MANIFEST, README = "manifest.json", "README.txt"
LEFT_OUT = {
    "subgroup.Person": "in it are those whom another record names, without their passwords",
    "subgroup.DailyRun": "when the machine ran, and no record of the sub-group's",
    "members.FeedToken": "a secret of one person's calendar; it is given anew",
    "members.ApiToken": "a secret of a program of the council; it is given anew",
}
"""Models that are in no archive, and why."""
WORDS = """\
Everything that the sub-group “{group}” had in this system on {day}.

data/   a file for each kind of record, a record a line, as JSON: "model", "pk" and "fields"; the names are those of the
        records’ own fields, and a number or text under the name of another record is that record’s "pk".
files/  papers, packs, minutes and letters, each under the name that "path" says in data/subgroup.storedfile.jsonl;
        "name" there is what it was called.
{manifest} says how many records there are of each kind, and the SHA-256 of every file in this archive.

`manage.py load_archive FILE` reads it into an empty installation. Passwords are not in it: everybody asks for a new one.
"""


class ArchiveError(Exception):
    """The archive cannot be written or read; the sentence says why. Nothing was changed."""


def write(group: SubGroup, out: IO[bytes], *, at: datetime) -> dict[str, int]:
    """Writes the archive and answers how many records of each kind are in it."""
    sums: dict[str, str] = {}
    counts: dict[str, int] = {}
    with transaction.atomic(), zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name: str, data: bytes) -> None:
            archive.writestr(name, data)
            sums[name] = hashlib.sha256(data).hexdigest()

        for label, lines in _everything(group):
            counts[label] = len(lines)
            add(f"data/{label.lower()}.jsonl", "".join(lines).encode())
        for file in StoredFile.objects.filter(group=group).order_by("pk"):
            add(f"files/{file.path}", file.read_bytes())
        said = {
            "format": FORMAT,
            "group": group.slug,
            "made_at": at.isoformat(),
            "records": counts,
            "sha256": sums,
        }
        archive.writestr(MANIFEST, json.dumps(said, indent=1, ensure_ascii=False))
        archive.writestr(README, WORDS.format(group=group, day=f"{at:%-d %B %Y}", manifest=MANIFEST))
    return counts


def kinds() -> list[type[models.Model]]:
    """Every kind of record that belongs to a sub-group. Who sits with whom in a many-to-many table stands in the record itself."""
    ours = [model for label in OWN_APPS for model in apps.get_app_config(label).get_models()]
    return [model for model in ours if model._meta.label not in LEFT_OUT]


def way_to_group(model: type[models.Model]) -> str | None:
    """As a lookup, over fields that are never empty: by another way rows would be lost. What names a group itself, or none, is that
    group's."""
    own = [field.name for field in model._meta.concrete_fields if field.related_model is SubGroup]
    if own:
        return f"{own[0]}__pk"
    queue: deque[tuple[type[models.Model], str]] = deque([(model, "")])
    seen = {model}
    while queue:
        current, path = queue.popleft()
        if current is SubGroup:
            return f"{path}pk"
        for field in current._meta.concrete_fields:
            target = field.related_model
            if target and not field.null and target not in seen and target is not Person:
                seen.add(target)
                queue.append((target, f"{path}{field.name}__"))
    return None


def _everything(group: SubGroup) -> Iterator[tuple[str, list[str]]]:
    found = {model: model._base_manager.filter(**{f"{way_to_group(model)}": group.pk}) for model in kinds()}
    people = Person.objects.filter(pk__in=_people(found)).order_by("pk")
    yield "subgroup.Person", [_without_secrets(line) for line in _lines(people)]
    for model, rows in found.items():
        yield model._meta.label, _lines(rows.order_by("pk"))
    yield "auditlog.LogEntry", list(_log(found))


class _ToTheMicrosecond(DjangoJSONEncoder):
    """Django's own cuts a moment off at its milliseconds: seals over the case log would no longer hold."""

    def default(self, o: Any) -> Any:
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _lines(rows: Iterable[models.Model], *, natural: bool = False) -> list[str]:
    said = serializers.serialize(
        "jsonl", rows, ensure_ascii=False, use_natural_foreign_keys=natural, cls=_ToTheMicrosecond
    )
    return said.splitlines(keepends=True)


def _without_secrets(line: str) -> str:
    person = json.loads(line)
    person["fields"] |= {"password": "", "last_login": None}
    return json.dumps(person, ensure_ascii=False) + "\n"


def _people(found: Found) -> set[int]:
    """Whoever is named in any of the rows."""
    people: set[int] = set()
    for model, rows in found.items():
        for field in model._meta.concrete_fields:
            if field.related_model is Person:
                named = rows.order_by().exclude(**{field.name: None})
                people |= set(named.values_list(field.attname, flat=True).distinct())
    return people


def _log(found: Found) -> Iterator[str]:
    """What changed when, of every row; its kind by name, since numbers differ from one installation to the next."""
    for model, rows in found.items():
        kind = ContentType.objects.get_for_model(model)
        keys = [str(pk) for pk in rows.order_by("pk").values_list("pk", flat=True)]
        for start in range(0, len(keys), BATCH):
            entries = LogEntry.objects.filter(content_type=kind, object_pk__in=keys[start : start + BATCH])
            yield from _lines(entries.select_related("content_type", "actor").order_by("pk"), natural=True)


def read(archive: zipfile.ZipFile) -> SubGroup:
    """Takes a sub-group into an installation that has none. All or nothing; raises ArchiveError."""
    if SubGroup.objects.exists():
        raise ArchiveError(
            "There is a sub-group here already. An archive is read into an empty installation."
        )
    said = _checked(archive)
    with tempfile.TemporaryDirectory() as folder:
        data = [archive.extract(f"data/{label.lower()}.jsonl", folder) for label in said["records"]]
        with transaction.atomic(), disable_auditlog():
            call_command("loaddata", *data, verbosity=0)
            for person in Person.objects.filter(password=""):
                person.set_unusable_password()
                person.save(update_fields=["password"])
            for file in StoredFile.objects.all():
                _put(file, archive.read(f"files/{file.path}"))
    return SubGroup.objects.get()


def _checked(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        said = json.loads(archive.read(MANIFEST))
    except (KeyError, ValueError):
        raise ArchiveError("This is no archive of a sub-group: it has no list of what is in it.") from None
    if said.get("format") != FORMAT:
        raise ArchiveError(
            f"This archive has another format ({said.get('format')}) than this version reads ({FORMAT})."
        )
    for name, known in said["sha256"].items():
        try:
            found = hashlib.sha256(archive.read(name)).hexdigest()
        except (KeyError, zipfile.BadZipFile):
            found = ""
        if found != known:
            raise ArchiveError(f"{name} is missing from the archive, or is not as it was written.")
    return said


def _put(file: StoredFile, data: bytes) -> None:
    if hashlib.sha256(data).hexdigest() != file.sha256:
        raise ArchiveError(f"files/{file.path} is not the file that its record names.")
    path = file.full_path.resolve()
    if not path.is_relative_to(settings.FILES_DIR.resolve()):
        raise ArchiveError(f"files/{file.path} would lie outside the folder of files.")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
