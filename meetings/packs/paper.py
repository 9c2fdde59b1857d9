"""One paper on its way into a pack: opened, cleaned of all that acts, form fields made part of the page."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree

_SHOWN_NOTES = frozenset(
    [
        "/Text",
        "/FreeText",
        "/Line",
        "/Square",
        "/Circle",
        "/Polygon",
        "/PolyLine",
        "/Highlight",
        "/Underline",
        "/Squiggly",
        "/StrikeOut",
        "/Stamp",
        "/Caret",
        "/Ink",
    ]
)
_WEB = ("http://", "https://", "mailto:")
_MOST_BOOKMARKS = 2000
FAILURES = (
    pikepdf.PdfError,
    OSError,
    ValueError,
    TypeError,
    KeyError,
    AttributeError,
    IndexError,
    RuntimeError,
)


@dataclass
class Bookmark:
    title: str
    page: int | None
    """Counted from 0 in the paper."""
    children: list["Bookmark"] = field(default_factory=list)


@dataclass
class Paper:
    pdf: pikepdf.Pdf
    bookmarks: list[Bookmark]
    links: list[tuple[int, int, int]]
    """Links inside the paper: page, place among its annotations, page it leads to."""
    claims_ua: bool = False
    """It says of itself that it is PDF/UA, and nothing was done to it that could make that untrue."""

    @property
    def pages(self) -> int:
        return len(self.pdf.pages)


def open_paper(path: Path) -> Paper | None:
    """None where the file cannot be read: the pack then says so on a sheet, and is made all the same."""
    try:
        pdf = pikepdf.open(path, suppress_warnings=True)
        if not len(pdf.pages):
            return None
        claims_ua = _claims_ua(pdf)
        if "/AcroForm" in pdf.Root:
            pdf.generate_appearance_streams()
            pdf.flatten_annotations("all")
        targets = _Targets(pdf)
        links = [link for number, page in enumerate(pdf.pages) for link in _clean(number, page.obj, targets)]
        return Paper(pdf, list(_bookmarks(pdf, targets)), links, claims_ua)
    except FAILURES:
        return None


def _claims_ua(pdf: pikepdf.Pdf) -> bool:
    if "/AcroForm" in pdf.Root:
        return False
    try:
        with pdf.open_metadata() as told:
            return "pdfuaid:part" in told
    except FAILURES:
        return False


class _Targets:
    """Which page of the paper a destination, given by name or by array, leads to."""

    def __init__(self, pdf: pikepdf.Pdf):
        self._pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages)}
        self._names: dict[str, pikepdf.Object] = {}
        if isinstance(old := pdf.Root.get("/Dests"), Dictionary):
            self._names |= {key.removeprefix("/"): value for key, value in old.items()}
        if "/Dests" in pdf.Root.get("/Names", Dictionary()):
            self._names |= {str(key): value for key, value in NameTree(pdf.Root.Names.Dests).items()}

    def page(self, target: pikepdf.Object | None) -> int | None:
        if isinstance(target, pikepdf.String | Name):
            target = self._names.get(str(target).removeprefix("/"))
        if isinstance(target, Dictionary):
            target = target.get("/D")
        if not isinstance(target, Array) or not len(target) or not isinstance(target[0], Dictionary):
            return None
        return self._pages.get(target[0].objgen)

    def of(self, item: pikepdf.Object) -> int | None:
        """Of a link or a bookmark."""
        action = item.get("/A")
        if isinstance(action, Dictionary) and action.get("/S") == Name.GoTo:
            return self.page(action.get("/D"))
        return self.page(item.get("/Dest"))


def _clean(number: int, page: pikepdf.Object, targets: _Targets) -> Iterator[tuple[int, int, int]]:
    """Takes out of a page whatever acts, by itself or on a click; tells the links inside the paper."""
    for key in ("/AA", "/B", "/PieceInfo", "/Thumb", "/Metadata", "/PresSteps", "/Trans", "/Dur", "/AF"):
        if key in page:
            del page[key]
    notes = page.get("/Annots")
    if notes is None:
        return
    kept = Array()
    for note in notes if isinstance(notes, Array) else []:
        if not isinstance(note, Dictionary):
            continue
        if note.get("/Subtype") == Name.Link:
            leads_to = targets.of(note)
            address = _web_address(note.get("/A"))
            if leads_to is None and not address:
                continue
            _drop(note, "/A", "/AA", "/Dest", "/PA")
            if leads_to is None:
                note.A = Dictionary(S=Name.URI, URI=pikepdf.String(address))
            else:
                yield number, len(kept), leads_to
            kept.append(note)
        elif str(note.get("/Subtype")) in _SHOWN_NOTES:
            _drop(note, "/A", "/AA", "/Popup", "/IRT", "/RT", "/Parent", "/AF")
            kept.append(note)
    page.Annots = kept


def _web_address(action: pikepdf.Object | None) -> str:
    if not isinstance(action, Dictionary) or action.get("/S") != Name.URI:
        return ""
    address = str(action.get("/URI", ""))
    return address if address.lower().startswith(_WEB) else ""


def _drop(holder: pikepdf.Object, *keys: str) -> None:
    for key in keys:
        if key in holder:
            del holder[key]


def _bookmarks(pdf: pikepdf.Pdf, targets: _Targets) -> Iterator[Bookmark]:
    try:
        with pdf.open_outline(max_depth=4) as outline:
            for item in islice(outline.root, _MOST_BOOKMARKS):
                yield _bookmark(item, targets)
    except (*FAILURES, pikepdf.OutlineStructureError):
        return


def _bookmark(item: pikepdf.OutlineItem, targets: _Targets) -> Bookmark:
    page = targets.of(item.obj) if item.obj is not None else None
    return Bookmark(item.title, page, [_bookmark(child, targets) for child in item.children])
