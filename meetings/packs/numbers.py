"""Printed page numbers that never move: pure arithmetic over the entries of the version before.

Papers of the first version are numbered 1 to n; the front matter has roman numbers of its own, so that it may grow.
A paper keeps the numbers that were reserved for it: a longer version goes on as 41.1, 41.2; a paper that comes later
gets S1, S2; a withdrawn one leaves its numbers unused.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from meetings.packs.spec import Entry, Sheet


@dataclass(frozen=True)
class Measured:
    """A sheet whose file has been opened."""

    sheet: Sheet
    pages: int
    sha256: str


def _labels(first: int, span: int, pages: int, *, supplement: bool) -> tuple[str, ...]:
    prefix = "S" if supplement else ""
    last = first + span - 1
    own = [f"{prefix}{first + i}" for i in range(min(pages, span))]
    return (*own, *(f"{prefix}{last}.{i}" for i in range(1, pages - span + 1)))


def number(measured: Sequence[Measured], previous: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """An entry for each sheet, in their order, then the withdrawn ones."""
    earlier = {entry.key: entry for entry in previous}
    supplement = bool(previous)
    free = 1 + max((e.first + e.span - 1 for e in previous if e.supplement == supplement), default=0)
    entries = []
    for one in measured:
        sheet = one.sheet
        old = earlier.pop(sheet.key, None)
        first, span = (old.first, old.span) if old else (free, one.pages)
        if not old:
            free += span
        is_supplement = old.supplement if old else supplement
        entries.append(
            Entry(
                key=sheet.key,
                item=sheet.item,
                number=sheet.number,
                title=sheet.title,
                labels=_labels(first, span, one.pages, supplement=is_supplement),
                first=first,
                span=span,
                sha256=one.sha256,
                supplement=is_supplement,
            )
        )
    entries += [replace(gone, labels=(), withdrawn=True) for gone in earlier.values()]
    return tuple(entries)


def total(entries: Iterable[Entry]) -> int:
    """The last page number of the first version: the "212" of "page 41 of 212"."""
    return max((e.first + e.span - 1 for e in entries if not e.supplement), default=0)


def changed_keys(entries: Iterable[Entry], previous: Iterable[Entry]) -> set[str]:
    """The papers in this version that were not in the earlier one as they are."""
    earlier = {e.key: e.sha256 for e in previous if not e.withdrawn}
    return {e.key for e in entries if not e.withdrawn and earlier.get(e.key) != e.sha256}


def changes(
    entries: Iterable[Entry], previous: Sequence[Entry], *, untitled: Collection[str] = ()
) -> tuple[str, ...]:
    """One sentence for each paper that is new, replaced or withdrawn; none without an earlier version.

    `untitled` are the items (`Entry.item`) and papers (`Entry.key`) whose titles this reader may not see.
    """
    if not previous:
        return ()
    earlier = {e.key: e for e in previous}
    sentences = (
        _change(entry, earlier.get(entry.key), titled=not {entry.item, entry.key} & set(untitled))
        for entry in entries
    )
    return tuple(sentence for sentence in sentences if sentence)


def _change(entry: Entry, old: Entry | None, *, titled: bool) -> str:
    if entry.withdrawn:
        if old is None or old.withdrawn:
            return ""
        # Without its title: this version's readers need not be those who were allowed to read it.
        return f"A paper of item {entry.number} is withdrawn: {pages_text(old.labels)} {_are(old.labels)} no longer used."
    name = f"Item {entry.number}, {entry.title}," if titled else f"A paper of item {entry.number}"
    if old is None or old.withdrawn:
        return f"{name} is new: {pages_text(entry.labels)}."
    if old.sha256 == entry.sha256:
        return ""
    sentence = f"{name} has a new version: {pages_text(entry.labels)}."
    unused = tuple(label for label in old.labels if label not in entry.labels)
    if unused:
        text = pages_text(unused)
        sentence += f" {text[0].upper()}{text[1:]} {_are(unused)} no longer used."
    return sentence


def _are(labels: Sequence[str]) -> str:
    return "is" if len(labels) == 1 else "are"


def pages_text(labels: Sequence[str]) -> str:
    """ "page 41", "pages 41 to 58"; "no pages" where there are none."""
    if not labels:
        return "no pages"
    return f"page {labels[0]}" if len(labels) == 1 else f"pages {labels[0]} to {labels[-1]}"


def range_label(labels: Sequence[str]) -> str:
    """ "41" or "41–58", for narrow places."""
    return labels[0] if len(labels) < 2 else f"{labels[0]}–{labels[-1]}"
