"""The files of a binder: its own sheets are rendered, documents that are kept go in as they are, and all become one PDF or a zip."""

import csv
import hashlib
import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pikepdf
from django.templatetags.static import static
from pikepdf import Name

from meetings.packs.folder import zipped
from meetings.packs.front import LINK
from meetings.packs.join import Joined, Joiner
from meetings.packs.paper import Paper, open_paper
from reports.binder.content import Kept, LeftOut, Sheet
from reports.binder.redaction import TOLD
from reports.binder.scope import Scope
from reports.binder.sections import SECTIONS, folder, numbered
from reports.models.binder import Level, Shape
from subgroup import pdf
from subgroup.deadlines.wording import long_date
from subgroup.files.kinds import KINDS
from subgroup.lists import disarmed

MARKING = "OFFICIAL-SENSITIVE"
FRONT = "reports/pdf/binder_front.html"
NOT_SHOWN = "It is not shown here: its file is in a zip made with the same choices."
Say = Callable[[str], object]


@dataclass(frozen=True)
class Document:
    """A file of the binder: one that is kept, or a sheet that was rendered into a folder."""

    section: int
    place: str
    title: str
    day: date
    path: Path
    kind: str
    sha256: str
    is_kept: bool

    @property
    def noun(self) -> str:
        return KINDS[self.kind].noun if self.kind in KINDS else "a file"

    @property
    def is_shown(self) -> bool:
        return self.kind == "pdf"

    def as_json(self) -> dict[str, Any]:
        return {
            "section": self.section, "place": self.place, "title": self.title, "day": self.day.isoformat(), "kind": self.kind,
            "sha256": self.sha256, "is_kept": self.is_kept,
        }  # fmt: skip


@dataclass
class Gathered:
    """All sections with what is left out of each, and every document in its order."""

    documents: list[Document] = field(default_factory=list)
    left_out: list[tuple[int, LeftOut]] = field(default_factory=list)
    cases: set[int] = field(default_factory=set)


def gather(scope: Scope, folder_: Path, say: Say, *, is_joined: bool) -> Gathered:
    """Renders every sheet into a folder. `say` is told how far it is; `is_joined`: the pages are numbered and marked later."""
    found = Gathered()
    for number, section in numbered():
        say(f"{section.title}: looking what there is")
        content = section.gather(scope)
        for at, entry in enumerate(content.entries, start=1):
            say(f"{section.title}: {at} of {len(content.entries)}")
            found.documents.append(_document(scope, number, entry, folder_, found, is_joined=is_joined))
        found.left_out += [(number, one) for one in content.left_out]
    if scope.redactor.left_out:
        why = f"a text that tells of a case; “{TOLD}” stands in its place, or it is left away"
        found.left_out.append((0, LeftOut(scope.redactor.left_out, "more lines or cells", why)))
    return found


def _document(
    scope: Scope, number: int, entry: Sheet | Kept, folder_: Path, found: Gathered, *, is_joined: bool
) -> Document:
    if isinstance(entry, Kept):
        title = scope.redactor.text(entry.title)
        _note_cases(scope, found, "\n".join([entry.title, *entry.words]))
        place = f"{folder(number, SECTIONS[number - 1])}/{_safe(entry.file_name)}"
        return Document(
            number,
            place,
            title,
            entry.day,
            entry.file.full_path,
            entry.file.kind,
            entry.file.sha256,
            is_kept=True,
        )
    title, html = _html(scope, entry)
    _note_cases(scope, found, html)
    if is_joined:
        sheet = f'<link rel="stylesheet" href="{static("css/binder-joined.css")}"></head>'
        html = html.replace("</head>", sheet, 1)
    data = pdf.from_html(html)
    path = folder_ / f"{len(found.documents):04d}.pdf"
    path.write_bytes(data)
    return Document(
        number, f"{folder(number, SECTIONS[number - 1])}/{_safe(entry.name)}.pdf", title, scope.today, path, "pdf",
        hashlib.sha256(data).hexdigest(), is_kept=False,
    )  # fmt: skip


def _html(scope: Scope, entry: Sheet) -> tuple[str, str]:
    title = scope.redactor.text(entry.title)
    page = {
        "marking": MARKING,
        "reference": f"{scope.group.name}, inspection binder",
        "group": scope.group,
        "heading": title,
        "is_wide": entry.is_wide,
        "blocks": [_block(scope, one) for one in entry.blocks],
        **entry.page,
    }
    return title, pdf.html(entry.template, page, title=title)


def _block(scope: Scope, block: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value if key == "is" else scope.redactor.of(value) for key, value in block.items()}


def _note_cases(scope: Scope, found: Gathered, text: str) -> None:
    if scope.has_cases:
        found.cases |= scope.tells.of(text)


def _safe(name: str) -> str:
    return name.replace("/", "-")


# The contents


def front(
    scope: Scope, found: Gathered, *, pages: Mapping[int, int], total: int = 0, dividers: bool = False
) -> bytes:
    """Cover and contents; with `dividers` a sheet before each kept document follows. `pages`: on which page a document begins."""
    rows = [
        {
            "title": one.title,
            "place": one.place,
            "day": one.day,
            "sha256": one.sha256,
            "is_kept": one.is_kept,
            "link": f"{LINK}{at}" if pages else "",
            "page": pages.get(at, ""),
            "notice": "" if one.is_shown else f"This is {one.noun}. {NOT_SHOWN}",
            "number": one.section,
            "section": SECTIONS[one.section - 1].title,
        }
        for at, one in enumerate(found.documents)
    ]  # fmt: skip
    page = {
        "group": scope.group,
        "scope": scope,
        "level": Level(scope.level).label,
        "made": scope.at,
        "made_by": scope.redactor.text(scope.by.name),
        "sections": [
            {
                "number": number,
                "title": section.title,
                "rows": [row for row in rows if row["number"] == number],
                "left_out": [one.sentence for other, one in found.left_out if other == number],
            }
            for number, section in numbered()
        ],
        "left_out": [one.sentence for other, one in found.left_out if other == 0],
        "dividers": [row for row in rows if row["is_kept"]] if dividers else [],
        "is_joined": bool(pages),
        "total": total,
        "marking": MARKING,
        "reference": f"{scope.group.name}, inspection binder",
    }
    title = f"Inspection binder: {scope.group.name}, {long_date(scope.first)} to {long_date(scope.last)}"
    return pdf.render(FRONT, page, title=title)


def as_pdf(scope: Scope, found: Gathered, out: Path, say: Say) -> int:
    """One PDF, written to `out`; answers its pages. Each kept document follows a sheet that says what it is."""
    say("Putting the pages together")
    with ExitStack() as stack:
        papers: list[Paper | None] = []
        for one in found.documents:
            paper = open_paper(one.path) if one.is_shown else None
            if paper:
                stack.callback(paper.pdf.close)
            papers.append(paper)
        spans = [
            (paper.pages if paper else 0) + one.is_kept
            for one, paper in zip(found.documents, papers, strict=True)
        ]
        measured = dict.fromkeys(range(len(spans)), 1000)
        with pikepdf.open(io.BytesIO(front(scope, found, pages=measured, total=1000))) as draft:
            before = len(draft.pages)
        starts, at = {}, before + 1
        for number, span in enumerate(spans):
            starts[number], at = at, at + span
        total = at - 1
        data = front(scope, found, pages=starts, total=total, dividers=True)
        whole = stack.enter_context(pikepdf.open(io.BytesIO(data)))
        dividers = sum(one.is_kept for one in found.documents)
        joiner = Joiner(whole, notices=dividers, total=total, front_numbers=Name.D)
        for number, (one, paper) in enumerate(zip(found.documents, papers, strict=True)):
            _join(joiner, one, paper, starts[number], is_first=_is_first(found, number))
        joiner.starts = [joiner.starts[place] for place in _places(found, papers)]
        joiner.finish()
        pages = len(whole.pages)
        whole.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return pages


def _is_first(found: Gathered, number: int) -> bool:
    return number == 0 or found.documents[number - 1].section != found.documents[number].section


def _join(joiner: Joiner, one: Document, paper: Paper | None, start: int, *, is_first: bool) -> None:
    section = SECTIONS[one.section - 1]
    name = folder(one.section, section)
    parts: list[tuple[Paper | None, int, int]] = [(None, start, 1)] if one.is_kept else []
    if paper:
        parts.append((paper, start + one.is_kept, paper.pages))
    for at, (part, first, pages) in enumerate(parts):
        joiner.add(
            Joined(
                name=name,
                bookmark=_bookmark(one, name if is_first else "", is_document=bool(at)),
                marking=MARKING,
                labels=tuple(str(first + offset) for offset in range(pages)),
                is_supplement=False,
                paper=part,
                is_below=not (is_first and at == 0),
            )
        )


def _bookmark(one: Document, first_of: str, *, is_document: bool) -> str:
    if is_document:
        return f"{one.title}: the document"
    return f"{first_of}: {one.title}" if first_of else one.title


def _places(found: Gathered, papers: list[Paper | None]) -> Iterator[int]:
    """Which of the parts that were joined is the first of each document."""
    at = 0
    for one, paper in zip(found.documents, papers, strict=True):
        yield at
        at += one.is_kept + bool(paper)


def as_zip(scope: Scope, found: Gathered, out: Path, say: Say) -> None:
    """Folders, the contents twice, and SHA256SUMS as sha256sum -c reads it."""
    say("Packing the folders")
    contents = front(scope, found, pages={})
    listed = _csv(found)
    sums = [(one.sha256, one.place) for one in found.documents]
    sums += [(hashlib.sha256(data).hexdigest(), name) for name, data in (("contents.pdf", contents), ("contents.csv", listed))]  # fmt: skip
    lines = "".join(f"{sha256}  {place}\n" for sha256, place in sums).encode()
    files: Iterable[tuple[str, Path | bytes]] = [
        ("contents.pdf", contents),
        ("contents.csv", listed),
        *((one.place, one.path) for one in found.documents),
        ("SHA256SUMS", lines),
    ]
    with out.open("wb") as file:
        for piece in zipped(files, scope.today):
            file.write(piece)


def _csv(found: Gathered) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(["Section", "File", "Title", "Day", "SHA-256", "Kept or made for the binder"])
    for one in found.documents:
        how = "kept" if one.is_kept else "made for the binder"
        writer.writerow([one.section, one.place, disarmed(one.title), one.day.isoformat(), one.sha256, how])
    for number, left in found.left_out:
        writer.writerow([number or "", "", f"Left out: {left.sentence}", "", "", ""])
    return ("\ufeff" + text.getvalue()).encode()


def make(scope: Scope, shape: str, folder_: Path, say: Say) -> tuple[Path, Gathered, int | None]:
    """The file, what is in it, and of a PDF its pages. All is on disk, in the folder."""
    found = gather(scope, folder_, say, is_joined=shape == Shape.PDF)
    out = folder_ / f"binder.{shape}"
    if shape == Shape.PDF:
        return out, found, as_pdf(scope, found, out, say)
    as_zip(scope, found, out, say)
    return out, found, None
