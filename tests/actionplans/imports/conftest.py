"""Business support imports on 20 November 2017."""

import pytest

from subgroup import clock
from subgroup.models import Person
from tests import factories
from tests.actionplans.imports.trackers import AT


@pytest.fixture(autouse=True)
def _in_november():
    with clock.frozen(AT):
        yield


@pytest.fixture
def by(group) -> Person:
    return factories.holder(group, "S06")
