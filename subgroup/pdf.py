"""The one module that turns HTML into PDF: tagged (PDF/UA-1), and the same bytes for the same input.

It fetches nothing but our own static files and pictures written into the page as data: URLs.
"""

import atexit
import io
import mimetypes
import re
import threading
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import pikepdf
from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils._os import safe_join

_BASE = "https://pages.invalid/"
_PICTURES = ("data:image/png", "data:image/jpeg", "data:image/svg+xml")
_MARKED = re.compile(rb"/\w+\s*<<\s*/MCID (\d+)\s*>>\s*BDC")
_TEXT = re.compile(r"(?<=>)[^<]+")
_LONG = re.compile(r"\S{30,}")
_ARTIFACT = b"/Artifact <</Type /Pagination>> BDC"
FONT = "vendor/fonts/source-sans-3-latin-400-normal.woff2"


def render(template: str, context: Mapping[str, Any], *, title: str, language: str = "en-GB") -> bytes:
    """The template, which extends pdf/base.html, as PDF/UA-1 with this title and language."""
    return from_html(html(template, context, title=title, language=language))


def html(template: str, context: Mapping[str, Any], *, title: str, language: str = "en-GB") -> str:
    """The page of which `render` makes a document."""
    made = render_to_string(template, {**context, "title": title, "language": language})
    head, body, rest = made.partition("<body")
    return head + body + _TEXT.sub(_that_breaks, rest)


def _that_breaks(text: re.Match[str]) -> str:
    """A text in which a word that is longer than any, such as an address, breaks: a table would leave its page for it."""
    return _LONG.sub(r'<span class="long">\g<0></span>', text[0])


def from_html(html: str) -> bytes:
    import weasyprint  # here, since it takes half a second and system libraries that a web worker can do without

    configuration, font = _font()
    made = weasyprint.HTML(string=html, base_url=_BASE, url_fetcher=_fetcher())
    return _with_scopes(made.write_pdf(pdf_variant="pdf/ua-1", stylesheets=[font], font_config=configuration))


_loaded = threading.local()
atexit.register(lambda: _loaded.__dict__.clear())  # its fonts must go before the library that frees them


def _font() -> tuple[Any, Any]:
    """Our font, unpacked once in each thread: that takes as long as a page of text."""
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration

    if not hasattr(_loaded, "font"):
        configuration = FontConfiguration()
        sheet = "css/pdf-font.css" if has_font() else "css/pdf-font-missing.css"
        address = f"{_BASE.rstrip('/')}{settings.STATIC_URL}{sheet}"
        _loaded.font = configuration, CSS(url=address, url_fetcher=_fetcher(), font_config=configuration)
    return _loaded.font


@cache
def has_font() -> bool:
    """Whether set-up brought our font; without it the system's sans serif is used."""
    return static_file(FONT) is not None


def static_file(name: str) -> Path | None:
    """Where a static file lies: before they are collected, or after."""
    found = finders.find(name)
    if found:
        return Path(found)
    if settings.STATIC_ROOT:
        path = Path(safe_join(str(settings.STATIC_ROOT), name))
        return path if path.is_file() else None
    return None


@cache
def _fetcher() -> Any:
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url.startswith(_PICTURES):
                return super().fetch(url)
            name = unquote(urlsplit(url).path)
            if not url.startswith(_BASE) or not name.startswith(settings.STATIC_URL):
                raise ValueError("Only our own static files are fetched.")
            path = static_file(name.removeprefix(settings.STATIC_URL))
            if path is None:
                raise ValueError(f"There is no static file {name}.")
            kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": kind})

    return OwnFilesOnly(allowed_protocols=("data",), allow_redirects=False)


def _with_scopes(data: bytes) -> bytes:
    """What PDF/UA asks for and WeasyPrint leaves out: a /Scope for each TH, and running heads and page numbers that are artifacts."""
    with pikepdf.open(io.BytesIO(data)) as pdf:
        if "/StructTreeRoot" not in pdf.Root:
            return data
        root = pdf.Root.StructTreeRoot
        elements = _elements(root)
        _scope(elements)
        _part_from_pagination(pdf, {element.objgen for element in elements})
        for page in pdf.pages:
            for note in page.obj.get("/Annots", []):
                note.F = 4  # links print as they are shown
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
        return out.getvalue()


def _children(element: pikepdf.Object) -> list[pikepdf.Object]:
    below = element.get("/K")
    kids = list(below) if isinstance(below, pikepdf.Array) else [below]
    return [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]


def _elements(root: pikepdf.Object) -> list[pikepdf.Object]:
    """Every element of the tree of tags."""
    found, waiting = [], [root]
    while waiting:
        element = waiting.pop()
        found.append(element)
        waiting += _children(element)
    return found


def _scope(elements: list[pikepdf.Object]) -> None:
    for element in elements:
        if element.get("/S") != pikepdf.Name.TR:
            continue
        kids = _children(element)
        row_has_data = any(kid.get("/S") == pikepdf.Name.TD for kid in kids)
        for kid in kids:
            if kid.get("/S") == pikepdf.Name.TH:
                if not isinstance(kid.get("/A"), pikepdf.Dictionary):
                    kid.A = pikepdf.Dictionary(O=pikepdf.Name.Table)
                kid.A.Scope = pikepdf.Name.Row if row_has_data else pikepdf.Name.Column


def _part_from_pagination(pdf: pikepdf.Pdf, in_tree: set[tuple[int, int]]) -> None:
    """What stands in the margins of a page is in no branch of the tree: it is an artifact, and no reader reads it out on each page."""
    numbers = list(pdf.Root.StructTreeRoot.ParentTree.Nums)
    marked = {int(key): row for key, row in zip(numbers[::2], numbers[1::2], strict=True)}
    for page in pdf.pages:
        row = marked.get(int(page.obj.get("/StructParents", -1)))
        if not isinstance(row, pikepdf.Array):
            continue
        astray = {number for number, element in enumerate(row) if element.objgen not in in_tree}
        for number in astray:
            row[number] = None

        def artifact(found: re.Match[bytes], astray: set[int] = astray) -> bytes:
            return _ARTIFACT if int(found[1]) in astray else found[0]

        page.obj.Contents = pdf.make_stream(_MARKED.sub(artifact, page.obj.Contents.read_bytes()))
