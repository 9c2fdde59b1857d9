"""How files are kept, served and scanned for viruses."""

import os
import socket
import struct
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from subgroup import daily
from subgroup.files import storage
from subgroup.files.kinds import Refused
from subgroup.models import StoredFile, SubGroup
from tests.subgroup.made_files import make_office, make_pdf

AT = datetime(2017, 9, 21, 12, tzinfo=UTC)
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-" + b"TEST-FILE!$H+H*"


@pytest.fixture
def owner(db) -> SubGroup:
    return SubGroup.objects.create(slug="case-review", name="Case Review and Audit", created_at=AT)


def stored(owner, name="Neglect audit.pdf", data=None) -> StoredFile:
    upload = SimpleUploadedFile(name, data if data is not None else make_pdf(3))
    return storage.store(group=owner, upload=upload, by=None, at=AT)


def files_on_disk(settings) -> list[Path]:
    return [p for p in settings.FILES_DIR.rglob("*") if p.is_file()] if settings.FILES_DIR.exists() else []


class TestStorage:
    def test_bytes_lie_under_a_random_name_and_come_back(self, owner, settings):
        data = make_pdf(3)
        row = stored(owner, data=data)
        assert (row.name, row.kind, row.pages, row.size) == ("Neglect audit.pdf", "pdf", 3, len(data))
        assert row.read_bytes() == data
        [path] = files_on_disk(settings)
        assert "Neglect" not in str(path)
        assert path.stat().st_mode & 0o077 == 0
        assert stored(owner, data=data).path != row.path

    def test_refused_leaves_no_row_and_no_file(self, owner, settings):
        with pytest.raises(Refused):
            stored(owner, data=b"%PDF-1.7 nothing")
        assert (StoredFile.objects.count(), files_on_disk(settings)) == (0, [])

    def test_failing_row_leaves_an_orphan_that_the_sweep_takes(self, owner, settings):
        row = stored(owner)
        row.delete()
        kept = stored(owner)
        now = datetime.now(UTC)
        assert storage.sweep_orphans(before=now - timedelta(days=1)) == 0
        assert storage.sweep_orphans(before=now + timedelta(minutes=1)) == 1
        assert files_on_disk(settings) == [kept.full_path]

    def test_the_daily_run_takes_what_a_crash_left_and_says_so(self, owner, settings):
        """Yesterday's leavings go; what was written today, and what a row names, stays."""
        stored(owner).delete()
        [lost] = files_on_disk(settings)
        cut_off = settings.FILES_DIR / ".incoming" / "cut-off"
        cut_off.write_bytes(b"%PDF")
        kept, new = stored(owner), stored(owner)
        new.delete()
        two_days_ago = time.time() - 2 * 86400
        for path in (lost, cut_off, kept.full_path):
            os.utime(path, (two_days_ago, two_days_ago))
        at = datetime.now(UTC)
        assert daily.run(today=at.date(), at=at)[-1] == "2 files that no record names removed"
        assert set(files_on_disk(settings)) == {kept.full_path, new.full_path}
        assert "removed" not in " ".join(daily.run(today=at.date(), at=at))

    def test_a_clock_set_ahead_or_another_database_removes_nothing(self, owner, settings):
        row = stored(owner)
        ahead = datetime.now(UTC) + timedelta(days=400)
        stored(owner).delete()
        daily.run(today=ahead.date(), at=ahead)
        assert len(files_on_disk(settings)) == 2
        row.delete()
        assert storage.sweep_orphans(before=ahead) == 0

    def test_own_documents_are_kept_with_their_hash(self, owner):
        row = storage.keep(group=owner, name="Pack v1.pdf", kind="pdf", data=b"%PDF", at=AT, pages=2)
        assert (row.read_bytes(), row.pages, row.content_type) == (b"%PDF", 2, "application/pdf")

    def test_served_with_its_name_and_nothing_may_run(self, owner):
        response = storage.serve(stored(owner, "Łódź “x”.pdf"))
        response.close()
        assert response["Content-Disposition"].startswith("inline; filename*=utf-8''%C5%81%C3%B3d%C5%BA")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert response["Cache-Control"] == "private, no-store"
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_text_and_office_files_are_downloads_in_a_sandbox(self, owner):
        for name, data in (("a.txt", b"words"), ("a.docx", make_office())):
            response = storage.serve(stored(owner, name, data))
            response.close()
            assert response["Content-Disposition"] == f'attachment; filename="{name}"'
            assert response["Content-Security-Policy"].endswith("sandbox")


@pytest.fixture
def scanner(settings):
    """`scanner(answer)`: a clamd that speaks INSTREAM once, finds EICAR, or says nothing at all."""
    threads = []

    def listen(server: socket.socket, *, silent: bool) -> None:
        with server:
            link, _ = server.accept()
        with link, link.makefile("rb") as stream:
            assert stream.read(10) == b"zINSTREAM\0"
            data = b""
            while size := struct.unpack("!L", stream.read(4))[0]:
                data += stream.read(size)
            if not silent:
                link.sendall(b"stream: Eicar FOUND\0" if EICAR in data else b"stream: OK\0")

    def start(*, silent: bool = False) -> None:
        server = socket.create_server(("127.0.0.1", 0))
        settings.CLAMD_ADDRESS = f"127.0.0.1:{server.getsockname()[1]}"
        threads.append(threading.Thread(target=listen, args=[server], kwargs={"silent": silent}))
        threads[-1].start()

    yield start
    for thread in threads:
        thread.join(10)


class TestScanner:
    def test_virus_is_refused_and_a_clean_file_is_not(self, owner, scanner):
        scanner()
        with pytest.raises(Refused, match="carry a virus"):
            stored(owner, "notes.txt", EICAR)
        scanner()
        assert stored(owner, "notes.txt", b"clean" * 50_000).size == 250_000

    def test_nothing_is_stored_while_the_scanner_is_down(self, owner, scanner, settings):
        with socket.create_server(("127.0.0.1", 0)) as free:
            settings.CLAMD_ADDRESS = f"127.0.0.1:{free.getsockname()[1]}"
        with pytest.raises(Refused, match="could not be checked for viruses"):
            stored(owner, "notes.txt", b"clean")
        scanner(silent=True)
        with pytest.raises(Refused, match="could not be checked for viruses"):
            stored(owner, "notes.txt", b"clean")
        assert (StoredFile.objects.count(), files_on_disk(settings)) == (0, [])
