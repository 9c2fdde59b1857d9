"""Papers with words in them, for tests of the leak guard."""

import io
import zipfile

from docx import Document
from weasyprint import HTML


def pdf_saying(words: str, title: str = "") -> bytes:
    return HTML(string=f"<title>{title}</title><p>{words}</p>").write_pdf()


def docx_saying(words: str, *, note: str = "") -> bytes:
    """The words in the text, broken into runs as Word breaks them; a note in the page's foot."""
    document, out = Document(), io.BytesIO()
    paragraph = document.add_paragraph()
    for start in range(0, len(words), 3):
        paragraph.add_run(words[start : start + 3])
    if note:
        document.sections[0].footer.paragraphs[0].text = note
    document.save(out)
    return out.getvalue()


def zip_of(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name.replace("__", "/") + ".xml", data)
    return out.getvalue()
