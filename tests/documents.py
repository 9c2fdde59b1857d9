"""A run makes each PDF once: the same HTML is the same PDF (tests/subgroup/test_pdf.py holds that, and makes its own)."""

import hashlib
import os
import tempfile
from pathlib import Path

import pytest

from subgroup import pdf

made_anew = pdf.from_html


@pytest.fixture(scope="session", autouse=True)
def _documents(tmp_path_factory):
    """In the folder TEST_DOCUMENTS, where `bin/test` lets all its rounds share one, else for this process alone."""
    folder = Path(os.environ.get("TEST_DOCUMENTS") or tmp_path_factory.mktemp("documents"))
    folder.mkdir(exist_ok=True)

    def from_html(html: str) -> bytes:
        path = folder / hashlib.sha256(html.encode()).hexdigest()
        if not path.exists():
            with tempfile.NamedTemporaryFile(dir=folder, delete=False) as part:
                part.write(made_anew(html))
            Path(part.name).rename(path)
        return path.read_bytes()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pdf, "from_html", from_html)
        yield
