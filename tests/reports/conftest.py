from collections.abc import Iterator
from pathlib import Path

import pytest

from subgroup.models import SubGroup
from tests import settled
from tests.routes import NOW


@pytest.fixture(scope="module")
def settled_year(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[tuple[SubGroup, Path]]:
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        yield group, files


@pytest.fixture
def year(settled_year, db, settings) -> SubGroup:
    """The small year with one of everything; what a test does to it is taken back."""
    group, settings.FILES_DIR = settled_year
    return SubGroup.objects.get(pk=group.pk)
