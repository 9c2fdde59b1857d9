"""Makes the pack, one reader's own pack, and the supplement: front matter, then the papers in their order."""

import hashlib
import logging
from collections.abc import Collection, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path

import pikepdf

from meetings.packs import numbers
from meetings.packs.front import Row, front_matter
from meetings.packs.join import Joined, Joiner
from meetings.packs.paper import Paper, open_paper
from meetings.packs.spec import Assembled, Entry, PackSpec, Sheet

log = logging.getLogger(__name__)
UNREADABLE = (
    "The file of this paper could not be read. Ask business support for it; the paper itself is kept."
)


@dataclass
class _Part:
    """A sheet of this file: its paper, or the words of the sheet that stands for it."""

    entry: Entry
    sheet: Sheet
    paper: Paper | None
    notice: str = ""
    withheld: bool = False
    remark: str = ""


class _Spoiled(Exception):
    """A paper that was opened and cannot be joined."""

    def __init__(self, key: str) -> None:
        super().__init__(key)
        self.key = key


def assemble(
    spec: PackSpec,
    out: Path,
    *,
    previous: Sequence[Entry] = (),
    withhold: Mapping[str, str] | None = None,
    unreadable: Collection[str] = (),
) -> Assembled:
    """The whole pack, written to `out`.

    A paper that cannot be stamped or joined gets a sheet that says so, as do those of `unreadable` (`Sheet.key`), found so before.

    `previous` are the contents of the version before: its page numbers stay. `withhold` gives the reason for each
    item (by `Sheet.item`) or paper (by `Sheet.key`) whose pages this reader does not get; the numbers stay, too.
    """
    return _make(spec, out, previous, withhold or {}, unreadable, only_changed=False)


def supplement(
    spec: PackSpec,
    out: Path,
    *,
    previous: Sequence[Entry],
    withhold: Mapping[str, str] | None = None,
    unreadable: Collection[str] = (),
) -> Assembled:
    """Only what is new or replaced since `previous`, numbered as in the whole pack."""
    return _make(spec, out, previous, withhold or {}, unreadable, only_changed=True)


def _make(
    spec: PackSpec,
    out: Path,
    previous: Sequence[Entry],
    withhold: Mapping[str, str],
    unreadable: Collection[str],
    *,
    only_changed: bool,
) -> Assembled:
    spoiled = set(unreadable)
    while True:
        try:
            return _try(spec, out, previous, withhold, spoiled, only_changed=only_changed)
        except _Spoiled as found:
            spoiled.add(found.key)


def _try(
    spec: PackSpec,
    out: Path,
    previous: Sequence[Entry],
    withhold: Mapping[str, str],
    unreadable: Collection[str],
    *,
    only_changed: bool,
) -> Assembled:
    with ExitStack() as stack:
        opened = [(sheet, None if sheet.key in unreadable else _open(sheet, stack)) for sheet in spec.sheets]
        measured = [
            numbers.Measured(sheet, paper.pages if paper else 1, _fingerprint(sheet))
            for sheet, paper in opened
        ]
        entries = tuple(
            replace(entry, unreadable=entry.key in unreadable and not entry.withdrawn)
            for entry in numbers.number(measured, previous)
        )
        changed = numbers.changed_keys(entries, previous) if previous else set()
        parts = [
            _part(entry, sheet, paper, withhold, _remark(entry, previous) if entry.key in changed else "")
            for entry, (sheet, paper) in zip(entries, opened, strict=False)
            if not only_changed or entry.key in changed
        ]
        changes = numbers.changes(entries, previous)
        rows = [Row(p.entry, p.sheet.marking, p.notice, p.withheld, p.remark) for p in parts]
        front = front_matter(spec, rows, (*spec.changed, *changes), is_supplement=only_changed)
        pack = stack.enter_context(pikepdf.open(BytesIO(front)))
        joiner = Joiner(pack, notices=sum(p.paper is None for p in parts), total=numbers.total(entries))
        for part in parts:
            _join(joiner, part)
        joiner.finish()
        pages = len(pack.pages)
        pack.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Assembled(out, entries, pages, _sha256(out), changes)


def _join(joiner: Joiner, part: _Part) -> None:
    try:
        joiner.add(_joined(part))
    except Exception as error:
        if part.paper is None:
            raise
        log.warning("Paper %s of the pack cannot be joined: %r", part.entry.key, error)
        raise _Spoiled(part.entry.key) from error


def _open(sheet: Sheet, stack: ExitStack) -> Paper | None:
    paper = open_paper(sheet.source) if sheet.source else None
    if paper:
        stack.callback(paper.pdf.close)
    return paper


def _part(entry: Entry, sheet: Sheet, paper: Paper | None, withhold: Mapping[str, str], remark: str) -> _Part:
    reason = withhold.get(sheet.key) or withhold.get(sheet.item)
    if reason:
        return _Part(entry, sheet, None, reason, withheld=True, remark=remark)
    return _Part(entry, sheet, paper, "" if paper else sheet.cannot_show or UNREADABLE, remark=remark)


def _remark(entry: Entry, previous: Sequence[Entry]) -> str:
    return "New version" if any(e.key == entry.key and not e.withdrawn for e in previous) else "New"


def _joined(part: _Part) -> Joined:
    name = f"Item {part.sheet.number}" + (f" · Paper {part.sheet.paper}" if part.sheet.paper else "")
    return Joined(
        name=name,
        bookmark=f"{part.sheet.number} {part.sheet.title}",
        marking=part.sheet.marking,
        labels=part.entry.labels if part.paper else (numbers.range_label(part.entry.labels),),
        is_supplement=part.entry.supplement,
        paper=part.paper,
    )


def _fingerprint(sheet: Sheet) -> str:
    if sheet.sha256:
        return sheet.sha256
    if sheet.source and sheet.source.is_file():
        return _sha256(sheet.source)
    return hashlib.sha256(sheet.cannot_show.encode()).hexdigest()


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
