"""A pack of 300 pages in a process of its own: `python -m reports.bench.pack made|joined FOLDER` prints JSON."""

import json
import re
import sys
import time
from datetime import date
from pathlib import Path

PAPERS, PAGES = 20, 15


def papers(folder: Path) -> list[Path]:
    return [folder / f"paper-{number:02d}.pdf" for number in range(1, PAPERS + 1)]


def write_papers(folder: Path) -> None:
    """Twenty papers of fifteen pages of text, with a font of their own each."""
    import pikepdf
    from pikepdf import Dictionary, Name

    for path in papers(folder):
        pdf = pikepdf.new()
        font = pdf.make_indirect(Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        for number in range(1, PAGES + 1):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.obj.Resources = Dictionary(Font=Dictionary(F1=font))
            lines = "".join(
                f"BT /F1 12 Tf 72 {760 - 16 * line} Td (Page {number}, line {line}: words of a paper) Tj ET\n"
                for line in range(40)
            )
            page.obj.Contents = pdf.make_stream(lines.encode())
        pdf.save(path)


def made(folder: Path) -> int:
    """As the application makes it: front sheet, agenda, contents, numbers, bookmarks, markings. Answers its pages."""
    from meetings.packs.assemble import assemble
    from meetings.packs.spec import AgendaRow, PackSpec, Sheet

    spec = PackSpec(
        title="Case Review and Audit: meeting M5",
        group="Case Review and Audit Sub-Group",
        reference="M5 · Pack version 1",
        meeting_date=date(2017, 10, 5),
        starts="10am to 12.30pm",
        place="Unity House, Swinton",
        version=1,
        issued=date(2017, 9, 28),
        marking="OFFICIAL-SENSITIVE",
        agenda=tuple(
            AgendaRow(
                f"item{n}", str(n), f"Progress on recommendation {n}", "10.00", 5, "Discussion", "Presenter"
            )
            for n in range(1, PAPERS + 1)
        ),
        sheets=tuple(
            Sheet(f"paper{n}", f"item{n}", str(n), f"Paper {n}", "OFFICIAL", 1, path)
            for n, path in enumerate(papers(folder), 1)
        ),
    )
    return assemble(spec, folder / "made.pdf").pages


def joined(folder: Path) -> int:
    """The same papers one behind the other by pikepdf, and nothing on them."""
    import pikepdf

    with pikepdf.new() as whole:
        for path in papers(folder):
            with pikepdf.open(path) as paper:
                whole.pages.extend(paper.pages)
        whole.save(folder / "joined.pdf", object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return len(whole.pages)


def peak_mb() -> float:
    """The most memory this process has held. Not ru_maxrss: a child's begins at its parent's."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1024 if found else 0.0


def main(how: str, folder: Path) -> None:
    if how == "made":
        import django

        django.setup()
    make = {"made": made, "joined": joined}[how]
    started = time.perf_counter()
    pages = make(folder)
    first = time.perf_counter() - started
    peak = peak_mb()
    started = time.perf_counter()
    make(folder)
    again = time.perf_counter() - started
    figures = {"pages": pages, "seconds": first, "seconds_again": again, "peak_mb": peak}
    print(json.dumps(figures))  # noqa: T201 - the parent reads it


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
