"""Keeps files under random names outside the web root, and serves them. The file is on disk before its row."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse

from subgroup.files.check import inspect
from subgroup.files.kinds import KINDS
from subgroup.files.names import clean_name
from subgroup.files.scanner import scan
from subgroup.models import Person, StoredFile, SubGroup
from subgroup.registry import batched

_INCOMING = ".incoming"
_PIECE = 1024 * 1024
# What a browser can show in its own window without running anything in it. All else is a download.
_SHOWN = {"pdf", "png", "jpg"}
# Chromium's PDF viewer shows nothing inside a sandbox; a PDF has no script of ours to reach.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"


def store(*, group: SubGroup, upload: UploadedFile, by: Person | None, at: datetime) -> StoredFile:
    """Lets an upload in, or raises Refused with a sentence for its sender."""
    with _incoming(upload.chunks(_PIECE)) as (part, sha256):
        with part.open("rb") as file:
            found = inspect(upload.name or "", file, max_bytes=settings.MAX_UPLOAD_BYTES)
            scan(found.name, file)
        return _record(
            part, sha256, group=group, at=at, by=by, name=found.name, kind=found.kind, pages=found.pages
        )


def keep(
    *,
    group: SubGroup,
    name: str,
    kind: str,
    data: bytes | Path,
    at: datetime,
    pages: int | None = None,
    by: Person | None = None,
) -> StoredFile:
    """Stores a document that the application has made itself: it is not inspected."""
    with _incoming([data] if isinstance(data, bytes) else _pieces(data)) as (part, sha256):
        return _record(part, sha256, group=group, at=at, by=by, name=clean_name(name), kind=kind, pages=pages)


def serve(stored: StoredFile, *, as_attachment: bool = False) -> FileResponse:
    """The file as an answer. Whoever calls has asked the access gate."""
    shown = stored.kind in _SHOWN and not as_attachment
    response = FileResponse(
        stored.full_path.open("rb"),
        as_attachment=not shown,
        filename=stored.name,
        content_type=stored.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = _POLICY if stored.kind == "pdf" and shown else f"{_POLICY}; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def sweep_orphans(*, before: datetime) -> int:
    """Removes files that no row names and that were last written before that moment; says how many.

    They are left by a crash between file and row. Give yesterday of the machine's clock, as files do: a transaction
    may be under way. Where there is no row at all nothing is removed: it is the wrong database or the wrong folder.
    """
    root = settings.FILES_DIR
    old = [
        str(path.relative_to(root))
        for folder in root.glob("*")
        if folder.is_dir()
        for path in folder.iterdir()
        if path.stat().st_mtime < before.timestamp()
    ]
    if not old or not StoredFile.objects.exists():
        return 0
    removed = 0
    for part in batched(sorted(old)):
        known = set(StoredFile.objects.filter(path__in=part).values_list("path", flat=True))
        for name in part:
            if name not in known:
                (root / name).unlink(missing_ok=True)
                removed += 1
    return removed


@contextmanager
def _incoming(pieces: Iterable[bytes]) -> Iterator[tuple[Path, str]]:
    """A temporary file with these bytes, safe on disk, and their SHA-256. Gone at the end unless settled."""
    folder = settings.FILES_DIR / _INCOMING
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    digest = hashlib.sha256()
    with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
        part = Path(file.name)
        try:
            for piece in pieces:
                digest.update(piece)
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())
            yield part, digest.hexdigest()
        finally:
            part.unlink(missing_ok=True)


def _record(
    part: Path,
    sha256: str,
    *,
    group: SubGroup,
    at: datetime,
    by: Person | None,
    name: str,
    kind: str,
    pages: int | None,
) -> StoredFile:
    size = part.stat().st_size
    return StoredFile.objects.create(
        id=uuid4(),
        group=group,
        name=name,
        kind=kind,
        content_type=KINDS[kind].content_type if kind in KINDS else "application/octet-stream",
        pages=pages,
        size=size,
        sha256=sha256,
        path=_settle(part),
        stored_at=at,
        stored_by=by,
    )


def _settle(part: Path) -> str:
    """Moves the file to its place in one step; returns the path below FILES_DIR."""
    name = secrets.token_hex(16)
    folder = settings.FILES_DIR / name[:2]
    folder.mkdir(exist_ok=True, mode=0o700)
    part.rename(folder / name)
    for changed in (folder, settings.FILES_DIR):
        handle = os.open(changed, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    return f"{name[:2]}/{name}"


def _pieces(path: Path) -> Iterable[bytes]:
    with path.open("rb") as file:
        yield from iter(lambda: file.read(_PIECE), b"")
