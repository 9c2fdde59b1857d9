"""Front matter, sheets and papers into one file, with numbers, links, bookmarks and page labels."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

import pikepdf
from pikepdf import Array, Dictionary, Name, NumberTree, OutlineItem

from meetings.packs.front import LINK
from meetings.packs.paper import Bookmark, Paper
from meetings.packs.stamp import Stamper
from meetings.packs.tags import adopt_layers, adopt_tags
from subgroup.pdf import has_font

_ROMAN = Name("/r")


@dataclass(frozen=True)
class Joined:
    """What is joined next. Without a paper it is the next of the sheets that came with the front matter."""

    name: str
    bookmark: str
    marking: str
    labels: tuple[str, ...]
    is_supplement: bool
    paper: Paper | None
    is_below: bool = False
    """Its bookmark stands under the last one that is not below another."""


class Joiner:
    """`front_numbers`: how the pages before the first part are numbered, roman or in one row with the parts."""

    def __init__(self, pack: pikepdf.Pdf, *, notices: int, total: int, front_numbers: Name = _ROMAN):
        self.pack, self.front_numbers = pack, front_numbers
        self.total = total
        self.front = len(pack.pages) - notices
        self.stamper = Stamper(pack)
        self.labels: list[str] = []
        self.bookmarks: list[OutlineItem] = []
        self.starts: list[int] = []
        self._all_claim = has_font()
        self._notices = [pack.pages[self.front + i].obj for i in range(notices)]
        for _ in range(notices):
            del pack.pages[self.front]

    def add(self, part: Joined) -> None:
        start = len(self.pack.pages)
        self.starts.append(start)
        children: list[OutlineItem] = []
        if part.paper is None:
            self.pack.pages.append(pikepdf.Page(self._notices.pop(0)))
        else:
            self._append(part.paper, start, part.bookmark)
            children = self._below(part.paper.bookmarks, start)
        for offset, label in enumerate(part.labels):
            self.stamper.stamp(self.pack.pages[start + offset], self._text(part, label), part.marking)
        self.labels += part.labels
        top = self._bookmark(part.bookmark, start)
        top.children.extend(children)
        (self.bookmarks[-1].children if part.is_below else self.bookmarks).append(top)

    def _text(self, part: Joined, label: str) -> str:
        word = "pages" if "–" in label else "page"
        whole = "" if part.is_supplement or "." in label else f" of {self.total}"
        return f"{part.name} · {word} {label}{whole}"

    def _append(self, paper: Paper, start: int, title: str) -> None:
        self._all_claim = self._all_claim and paper.claims_ua
        self.pack.pages.extend(paper.pdf.pages)
        pages = [self.pack.pages[start + i].obj for i in range(paper.pages)]
        for page, place, leads_to in paper.links:
            pages[page].Annots[place].Dest = self._place(start + leads_to)
        adopt_layers(self.pack, paper.pdf)
        adopt_tags(self.pack, paper.pdf, pages, title)

    def _place(self, page: int) -> Array:
        return Array([self.pack.pages[page].obj, Name.XYZ, None, None, None])

    def _bookmark(self, title: str, page: int) -> OutlineItem:
        return OutlineItem(title, self._place(page))

    def _below(self, bookmarks: Iterable[Bookmark], start: int) -> list[OutlineItem]:
        items = []
        for bookmark in bookmarks:
            children = self._below(bookmark.children, start)
            if bookmark.page is None:
                items += children
                continue
            item = self._bookmark(bookmark.title, start + bookmark.page)
            item.is_closed = True
            item.children.extend(children)
            items.append(item)
        return items

    def finish(self) -> None:
        self._link_front()
        self._outline()
        self._page_labels()
        root = self.pack.Root
        for key in ("/OpenAction", "/AA", "/AcroForm", "/Names"):
            if key in root:
                del root[key]
        root.PageMode = Name.UseOutlines
        with self.pack.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as data:
            # A paper is as its author made it: where one makes no claim to be PDF/UA, the whole cannot.
            for key in [k for k in data if "pdfua" in k and not self._all_claim]:
                del data[key]

    def _link_front(self) -> None:
        for page in self.pack.pages[: self.front]:
            for note in page.obj.get("/Annots", []):
                address = str(note.get("/A", Dictionary()).get("/URI", ""))
                if address.startswith(LINK):
                    del note["/A"]
                    note.Dest = self._place(self.starts[int(address.removeprefix(LINK))])

    def _outline(self) -> None:
        if "/Outlines" in self.pack.Root:
            with self.pack.open_outline() as outline:
                own = [(item.title, self._page_of(item)) for item in outline.root]
        else:
            own = []
        front = [self._bookmark(title, page) for title, page in own if page is not None and page < self.front]
        with self.pack.open_outline() as outline:
            outline.root[:] = [*front, *self.bookmarks]

    def _page_of(self, item: OutlineItem) -> int | None:
        target = item.destination
        if not isinstance(target, Array) or not isinstance(target[0], Dictionary):
            return None
        return next(
            (i for i, page in enumerate(self.pack.pages) if page.obj.objgen == target[0].objgen), None
        )

    def _page_labels(self) -> None:
        """For the front as asked; then a run for each stretch of numbers that follow each other."""
        if "/PageLabels" in self.pack.Root:
            del self.pack.Root["/PageLabels"]
        tree = NumberTree.new(self.pack)
        tree[0] = Dictionary(S=self.front_numbers)
        numbered = [(i, label, _run(i, label)) for i, label in enumerate(self.labels)]
        for run, group in groupby(numbered, key=lambda one: one[2]):
            place, label, _ = next(iter(group))
            prefix, kind = run[0], run[1]
            entry = Dictionary(P=pikepdf.String(prefix)) if prefix else Dictionary()
            if kind is not None:
                entry.S, entry.St = Name.D, int(label.removeprefix(prefix))
            tree[self.front + place] = entry
        self.pack.Root.PageLabels = tree.obj


def _run(place: int, label: str) -> tuple[str, int | None]:
    """What the labels of one stretch share: the text before the number, and number less place."""
    prefix = "S" if label.startswith("S") else ""
    rest = label.removeprefix(prefix)
    if rest.isdigit():
        return prefix, int(rest) - place
    return label, None
