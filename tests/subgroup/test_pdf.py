"""HTML into PDF: tagged, with our font, fetching nothing, the same bytes for the same input."""

import io
import socket

import pikepdf
import pytest
from pypdf import PdfReader

from subgroup import pdf
from tests import documents

TABLE = """<table><thead><tr><th scope="col">Agency</th><th scope="col">Returns</th></tr></thead>
<tbody><tr><th scope="row">GMP</th><td>5</td></tr><tr><th scope="row">SRFT</th><td>3</td></tr></tbody></table>"""


@pytest.fixture(autouse=True)
def _made_anew(monkeypatch):
    monkeypatch.setattr(pdf, "from_html", documents.made_anew)


def page(body: str, title: str = "Agenda") -> str:
    return f'<!doctype html><html lang="en-GB"><head><title>{title}</title></head><body>{body}</body></html>'


def opened(data: bytes) -> pikepdf.Pdf:
    return pikepdf.open(io.BytesIO(data))


def headers(element: pikepdf.Object) -> list[str]:
    kids = element.get("/K")
    kids = list(kids) if isinstance(kids, pikepdf.Array) else [kids]
    found = [str(element.A.Scope)] if element.get("/S") == pikepdf.Name.TH else []
    return found + [scope for kid in kids if isinstance(kid, pikepdf.Dictionary) for scope in headers(kid)]


def test_tagged_titled_and_in_english():
    with opened(
        pdf.render("pdf/base.html", {"marking": "OFFICIAL"}, title="Agenda of 5 October 2017")
    ) as made:
        assert str(made.Root.Lang) == "en-GB"
        assert bool(made.Root.MarkInfo.Marked)
        assert bool(made.Root.ViewerPreferences.DisplayDocTitle)
        with made.open_metadata() as data:
            assert data["dc:title"] == "Agenda of 5 October 2017"
            assert data["pdfuaid:part"] == "1"


def test_every_header_cell_has_a_scope():
    with opened(pdf.from_html(page(TABLE))) as made:
        assert headers(made.Root.StructTreeRoot) == ["/Column", "/Column", "/Row", "/Row"]


def test_same_input_same_bytes():
    assert pdf.from_html(page(TABLE)) == pdf.from_html(page(TABLE))


@pytest.mark.parametrize(
    "body",
    [
        '<img alt="" src="http://127.0.0.1:{port}/a.png">',
        '<link rel="stylesheet" href="http://127.0.0.1:{port}/a.css">',
        '<style>@import url("http://127.0.0.1:{port}/b.css"); body {{ background: url(//127.0.0.1:{port}/c) }}</style>',
        '<object data="http://127.0.0.1:{port}/o"></object><svg><image href="http://127.0.0.1:{port}/s"/></svg>',
        '<link rel="attachment" href="http://127.0.0.1:{port}/d">',
    ],
)
def test_nothing_is_fetched_from_elsewhere(body):
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(0.05)
        made = pdf.from_html(page(body.format(port=listener.getsockname()[1]) + "<p>Words</p>"))
        assert made.startswith(b"%PDF-")
        with pytest.raises(TimeoutError):
            listener.accept()


@pytest.mark.parametrize(
    "address", ["file:///etc/passwd", "/etc/passwd", "/static/../subgroup/settings.py", "x.png"]
)
def test_no_file_of_the_machine_is_fetched(address):
    with pytest.raises(Exception, match=r"[Oo]nly our own|no static file|outside"):
        pdf._fetcher().fetch(address if address.startswith("file:") else f"{pdf._BASE.rstrip('/')}{address}")


def test_pictures_in_the_page_and_our_static_files_are_read():
    assert pdf._fetcher().fetch("data:image/png;base64,iVBORw0KGgo=").read().startswith(b"\x89PNG")
    assert b"@page" in pdf._fetcher().fetch(f"{pdf._BASE}static/css/pdf.css").read()


def test_marking_and_number_stand_on_every_page(tmp_path):
    import subprocess

    from django.template import engines

    template = engines["django"].from_string(
        '{% extends "pdf/base.html" %}{% block content %}<p>One</p><p class="page-break">Two</p>{% endblock %}'
    )
    html = template.render({"title": "T", "marking": "OFFICIAL-SENSITIVE", "reference": "M5 agenda"})
    path = tmp_path / "made.pdf"
    path.write_bytes(pdf.from_html(html))
    pages = subprocess.run(
        ["pdftotext", "-layout", path, "-"], capture_output=True, text=True, check=True
    ).stdout.split("\f")
    for number, text in enumerate(pages[:2], 1):
        assert text.count("OFFICIAL-SENSITIVE") == 2
        assert f"Page {number} of 2" in text
        assert "M5 agenda" in text


def test_a_word_longer_than_its_column_leaves_the_others_on_the_page():
    """An address that somebody typed into a list: what stands right of it was printed beyond the paper."""
    row = [("A1", False), ("https://example.org/" + "x" * 400 + "?a=1&b=2", False), ("Overdue", False)]
    heads = [{"label": label} for label in ("Action", "What", "State")]
    data = pdf.render("shapes/list_pdf.html", {"heads": heads, "rows": [row]}, title="Action log")
    page = PdfReader(io.BytesIO(data)).pages[0]
    at: dict[str, float] = {}
    page.extract_text(
        visitor_text=lambda text, cm, tm, *_: at.setdefault(text.strip(), tm[4] * cm[0] + cm[4])
    )
    assert at["Overdue"] < page.mediabox.width
    assert "&amp;b=2" in pdf.html("shapes/list_pdf.html", {"heads": heads, "rows": [row]}, title="Action log")
