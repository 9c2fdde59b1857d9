"""The zip with the folders of the papers site: the way to SharePoint by hand."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from meetings.packs.spec import PackSpec
from subgroup.files.names import clean_name

_PIECE = 1024 * 1024


@dataclass(frozen=True)
class FolderFile:
    """One file of the zip. With an item it lies in that item's folder, its number in front of its name."""

    name: str
    data: Path | bytes
    item: str = ""
    """As printed: "6"."""
    item_title: str = ""
    number: str = ""
    """Of the paper, as printed: "6a"."""


def zip_folder(spec: PackSpec, meeting: str, files: Iterable[FolderFile]) -> Iterator[bytes]:
    """The zip piece by piece, for a streaming answer: never the whole of it in memory.

    `meeting` is the short name: "M5" makes the folder "2017-10-05 Meeting M5".
    """
    top = _part(f"{spec.meeting_date:%Y-%m-%d} Meeting {meeting}")
    taken: set[str] = set()
    yield from zipped(((_free(_place(top, file), taken), file.data) for file in files), spec.issued)


def zipped(files: Iterable[tuple[str, Path | bytes]], day: date) -> Iterator[bytes]:
    """A zip of (place, what stands there), all of one day: the same files are the same bytes."""
    sink = _Sink()
    stamp = (max(day.year, 1980), day.month, day.day, 0, 0, 0)
    with zipfile.ZipFile(sink, "w") as archive:
        for place, data in files:
            info = zipfile.ZipInfo(place, stamp)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o644 << 16
            with archive.open(info, "w", force_zip64=True) as target:
                for piece in _pieces(data):
                    target.write(piece)
                    yield sink.take()
            yield sink.take()
    yield sink.take()


def _place(top: str, file: FolderFile) -> str:
    if not file.item:
        return f"{top}/{_part(file.name)}"
    number = file.item.zfill(2) if file.item.isdigit() else file.item
    folder = _part(f"Item {number} {file.item_title}")
    return f"{top}/{folder}/{_part(f'{file.number or file.item} {file.name}')}"


def _part(name: str) -> str:
    return clean_name(name.replace("/", "-"), "file")


def _free(place: str, taken: set[str]) -> str:
    """The place, or with (2), (3) before its ending; Windows does not tell capitals from small letters."""
    stem, dot, ending = place.rpartition(".")
    if not dot or "/" in ending:
        stem, dot, ending = place, "", ""
    choice, count = place, 1
    while choice.casefold() in taken:
        count += 1
        choice = f"{stem} ({count}){dot}{ending}"
    taken.add(choice.casefold())
    return choice


def _pieces(data: Path | bytes) -> Iterator[bytes]:
    source = io.BytesIO(data) if isinstance(data, bytes) else data.open("rb")
    with source:
        yield from iter(lambda: source.read(_PIECE), b"")


class _Sink(io.RawIOBase):
    """Where the archive writes to and the answer takes from."""

    def __init__(self) -> None:
        self._waiting = bytearray()

    def writable(self) -> bool:
        return True

    def write(self, data) -> int:  # type: ignore[no-untyped-def]
        self._waiting += data
        return len(data)

    def take(self) -> bytes:
        taken = bytes(self._waiting)
        self._waiting.clear()
        return taken
