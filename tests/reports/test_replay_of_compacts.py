"""M2, P4: compacts that run out during the year, as a log tells it; an agency's seats count no more until one is in force."""

from datetime import date

import pytest

from meetings.models import Attendance
from members.models import Compact
from reports.replay import driver, log
from subgroup.models import Deadline
from tests.factories import MEMBERS

pytestmark = pytest.mark.either

HEAD = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
PRESENT = "codes=" + " ".join(f"S{number:02d}={'-' if number in (5, 14) else 'P'}" for number in range(1, 19))
LINES = [
    "2017-03-30 | | terms | | T | version=2016; in_force_from=2016-04-01; quorum_agencies=4",
    "2017-04-03 | 09:00 | plan-proposed | | 2017-18 | start=2017-04-20; interval=3 weeks; count=3",
    "2017-04-03 | 10:00 | plan-agreed | | 2017-18 | by=S01",
    "2017-04-20 | 09:30 | held | M1 | | chaired_by=S01",
    f"2017-04-20 | 09:31 | attend | M1 | | {PRESENT}",
    "2017-04-24 | 10:00 | compact | | CMFT | signed=2017-04-24; signatory=Chief Nurse; review=2019-04-24",
    "2017-05-02 | | compact-expired | | CMFT | previous=2014-05-01 to 2017-05-01",
    "2017-05-02 | | compact-expired | | GMP | previous=2014-05-01 to 2017-05-01",
    "2017-05-02 | | compact-expired | | NPS | note=lapsed",
    "2017-05-02 | | compact-expired | | HOUSING | previous=2016-06-02 to 2017-05-01",
    "2017-05-02 | | compact-expired | | GMMH | previous=2017-02-09 to 2017-05-01",
    "2017-05-02 | 10:30 | compact-override | | SRFT | by=S07; until=2017-05-11; reason=on its way",
    "2017-05-03 | 10:30 | compact-override | | GMMH | by=S07; seat=S11; until=2017-05-31; reason=on its way",
    "2017-05-04 | 10:00 | seat-change | | S16 | leaves=Aidan Crossthwick; joins=Leonie Haddlesey; started=2017-05-04; expect=refused",
    "2017-05-08 | 10:00 | compact | | HOUSING | signed=2017-05-08; from=2017-05-12; signatory=Director",
    "2017-05-11 | 09:30 | held | M2 | | chaired_by=S01",
    f"2017-05-11 | 09:31 | attend | M2 | | {PRESENT}",
    "2017-06-01 | 09:30 | held | M3 | | chaired_by=S01",
    f"2017-06-01 | 09:31 | attend | M3 | | {PRESENT}",
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    from django.db import transaction

    rows = [f"| {number} | {line} |" for number, line in enumerate(LINES, start=1)]
    with django_db_blocker.unblock(), transaction.atomic():
        made = driver.replay(
            log.read(HEAD + "\n".join(rows)), members=MEMBERS.read_text(), say=lambda line: None
        )
        counted: dict[str, set[str]] = {}
        for row in Attendance.objects.filter(counts=True).select_related("agency", "meeting"):
            counted.setdefault(row.meeting.code, set()).add(row.agency.code)
        ends = set(Compact.objects.values_list("agency__code", "starts_on", "ends_on"))
        warned = Deadline.objects.get(rule="compact_warning", label__contains="Greater Manchester Police")
        yield made, counted, ends, warned
        transaction.set_rollback(True)


def test_M2_P4_from_the_day_after_its_compact_ran_out_an_agency_does_not_count(world):
    _, counted, _, _ = world
    assert {"GMP", "NPS", "HOUSING", "GMMH", "SRFT", "CMFT"} <= counted["M1"]
    assert {"GMP", "NPS", "HOUSING"}.isdisjoint(counted["M2"])


def test_M2_P4_a_later_compact_or_the_managers_word_lets_it_count_on_its_days(world):
    _, counted, _, _ = world
    assert {"CMFT", "GMMH", "SRFT"} <= counted["M2"]
    assert counted["M3"] == {"SCC", "CCG", "CMFT", "HOUSING"}


def test_M2_the_compact_ends_where_the_line_says_or_on_the_day_before_it(world):
    _, _, ends, _ = world
    last = date(2017, 5, 1)
    assert ("GMP", date(2016, 4, 25), last) in ends, "the one of the membership file"
    assert ("NPS", date(2016, 5, 5), last) in ends
    assert ("HOUSING", date(2016, 6, 2), last) in ends
    assert ("CMFT", date(2017, 4, 24), None) in ends, "the later one stands"


def test_M2_the_end_was_known_ahead_and_warned_of(world):
    warned = world[3]
    assert warned.trigger_on == date(2017, 5, 1)
    assert warned.due_on < date(2017, 5, 1)


def test_M2_nobody_new_fills_a_seat_while_no_compact_is_in_force(world):
    made = world[0]
    assert (made.refused, made.notes) == (1, [])
