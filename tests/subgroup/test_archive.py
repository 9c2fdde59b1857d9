"""R3: a sub-group can leave with all that it has, and be taken in elsewhere as it was."""

import io
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from reviews import openings
from subgroup import archive
from subgroup.models import Person, SubGroup
from subgroup.models.group import StoredFile
from tests import factories, settled
from tests.test_access import NOW

pytestmark = pytest.mark.either
EXACTLY = datetime(2017, 6, 6, 9, 0, 0, 7, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(django_db_setup, django_db_blocker, tmp_path_factory):
    """The archive of a small year with one of everything."""
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        case = group.cases.first()
        openings.note(case=case, person=Person.objects.first(), part="the case", at=EXACTLY)
        path = tmp_path_factory.mktemp("archive") / "year.zip"
        with path.open("wb") as out:
            archive.write(group, out, at=NOW)
        rows = {
            model._meta.label: model._base_manager.exclude(**{archive.way_to_group(model): None}).count()
            for model in archive.kinds()
        }
        stored = StoredFile.objects.count()
    return path, rows, stored


def lines(archived: zipfile.ZipFile, name: str) -> list[dict]:
    return [json.loads(line) for line in archived.read(f"data/{name}.jsonl").decode().splitlines()]


def test_R3_every_record_and_every_file_is_in_it(made):
    path, rows, stored = made
    with zipfile.ZipFile(path) as archived:
        said = json.loads(archived.read(archive.MANIFEST))["records"]
        assert {label: number for label, number in said.items() if label in rows} == rows
        assert sum(name.startswith("files/") for name in archived.namelist()) == stored
        assert rows["reviews.Case"], "cases too, restricted ones among them"
        assert any(one["fields"]["restricted_at"] for one in lines(archived, "reviews.case"))
        assert lines(archived, "auditlog.logentry")[0]["fields"]["content_type"][0] in archive.OWN_APPS


def test_R3_no_password_is_in_it(made):
    with zipfile.ZipFile(made[0]) as archived:
        assert {one["fields"]["password"] for one in lines(archived, "subgroup.person")} == {""}


def test_R3_nothing_of_another_sub_group_is_in_it(group):
    other = SubGroup.objects.create(slug="other", name="Another", board="Another Board", created_at=NOW)
    factories.make_person("A stranger")
    out = io.BytesIO()
    archive.write(other, out, at=NOW)
    with zipfile.ZipFile(out) as archived:
        said = json.loads(archived.read(archive.MANIFEST))["records"]
    assert {label: number for label, number in said.items() if number} == {
        "subgroup.SubGroup": 1,
        "auditlog.LogEntry": 1,
    }


def test_R3_every_kind_of_record_has_a_way_to_its_sub_group():
    assert [model._meta.label for model in archive.kinds() if archive.way_to_group(model) is None] == []


def test_R3_taken_in_elsewhere_it_is_as_it_was(made, tmp_path):
    path, _, _ = made
    elsewhere = tmp_path / "elsewhere"
    (elsewhere / "static").mkdir(parents=True)
    again = tmp_path / "again.zip"
    manage(elsewhere, "migrate", "--run-syncdb", "--verbosity", "0")
    assert "is here, as it was" in manage(elsewhere, "load_archive", str(path))
    assert "every entry is as it was written; the last, 1, is sealed" in manage(elsewhere, "verify_log")
    manage(elsewhere, "archive", "case-review-and-audit", str(again))
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(again) as after:
        assert before.namelist() == after.namelist()
        assert lines(after, "reviews.caseopening")[0]["fields"]["opened_at"] == EXACTLY.isoformat()
        for name in set(before.namelist()) - {archive.MANIFEST, archive.README}:
            assert same(before, name) == same(after, name), name


def manage(var: Path, *words: str) -> str:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL")}
    env = kept | {
        "VAR_DIR": str(var), "DJANGO_SETTINGS_MODULE": "reports.bench.settings", "INSECURE_HTTP": "1",
        "SECRET_KEY": "for-the-tests-only-and-long-enough-to-pass-every-check",
    }  # fmt: skip
    command = [sys.executable, str(factories.ROOT / "manage.py"), *words]
    done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def same(archived: zipfile.ZipFile, name: str) -> object:
    """What must come back; the stamp of a group says only when its posts changed last here."""
    if name != "data/subgroup.subgroup.jsonl":
        return archived.read(name)
    return [{**one["fields"], "stamp": ""} for one in lines(archived, "subgroup.subgroup")]


def test_an_archive_that_was_changed_or_a_full_installation_is_refused(made, group, tmp_path):
    with pytest.raises(CommandError, match="There is a sub-group here already"):
        call_command("load_archive", str(made[0]))
    changed = tmp_path / "changed.zip"
    with zipfile.ZipFile(made[0]) as good, zipfile.ZipFile(changed, "w") as bad:
        for name in good.namelist():
            bad.writestr(name, good.read(name) + (b" " if name == "data/reviews.case.jsonl" else b""))
    with (
        zipfile.ZipFile(changed) as opened,
        pytest.raises(archive.ArchiveError, match="not as it was written"),
    ):
        archive._checked(opened)
    (tmp_path / "words.zip").write_text("words")
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("load_archive", str(tmp_path / "words.zip"))


def test_an_archive_is_written_for_its_owner_alone_and_overwrites_nothing(group, tmp_path):
    path = tmp_path / "mine.zip"
    call_command("archive", group.slug, str(path))
    assert path.stat().st_mode & 0o077 == 0
    with pytest.raises(CommandError, match="is there already"):
        call_command("archive", group.slug, str(path))
    with pytest.raises(CommandError, match="There is: case-review-and-audit"):
        call_command("archive", "nothing", str(tmp_path / "x.zip"))
