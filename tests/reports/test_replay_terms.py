"""Terms of reference as an event log tells of them (M4)."""

from reports.replay import log
from reports.replay.membership import terms_of
from tests.reports.test_replay import YEAR


def test_M4_terms_that_a_log_calls_reviewed_say_when():
    first, second = [event for event in log.read(YEAR.read_text()) if event.kind == "terms"]
    before, unknown = terms_of(first)
    assert (before.last_review, unknown) == ("", [])
    after, unknown = terms_of(second, before)
    assert (after.version, after.last_review, unknown) == ("2017", "September 2017", [])
