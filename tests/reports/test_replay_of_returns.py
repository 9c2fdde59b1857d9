"""R1: a return of which a log tells that it was corrected; only what its page refuses is refused."""

import pytest

from reports.models import Return
from reports.replay import driver, log
from tests.factories import MEMBERS

HEAD = "| no | date | time | event | meeting | subject | detail |\n|---|---|---|---|---|---|---|\n"
LINES = [
    "2017-03-30 | | terms | | T | version=2016; in_force_from=2016-04-01; quorum_agencies=4",
    "2017-04-03 | 10:00 | cdg-return-sent | | CDG1 | by=S01",
]
HELD = "2017-04-05 | | cdg-meeting | | CDG1 |"


def replayed(*more: str) -> Return:
    rows = [f"| {number} | {line} |" for number, line in enumerate([*LINES, *more, HELD], start=1)]
    world = driver.replay(
        log.read(HEAD + "\n".join(rows)), members=MEMBERS.read_text(), say=lambda line: None
    )
    assert not world.not_built
    return Return.objects.get(group=world.the_group, state=Return.State.SENT)


@pytest.mark.django_db
def test_R1_a_correction_in_a_log_is_a_version_with_its_reason_and_texts():
    first = "by=S01; reason=A slip; further=Agree a budget.; cases=None is late.; commentary=As told"
    second = "by=S01; reason=Another; decision_1="
    sent = replayed(
        f"2017-04-04 | 09:00 | cdg-return-corrected | | CDG1 | {first}",
        f"2017-04-04 | 10:00 | cdg-return-corrected | | CDG1 | {second}",
    )
    two, three = sent.corrections.all()
    assert (sent.figures["commentary"], two.because, two.figures["commentary"]) == ("", "A slip", "As told")
    assert two.figures["comments"]["cases"]["text"] == "None is late."
    assert [(one["number"], one["text"]) for one in two.figures["decisions"]] == [(1, "Agree a budget.")]
    assert (three.number, three.figures["decisions"], three.figures["commentary"]) == (3, [], "As told")
    assert two.sent_by == three.sent_by == sent.sent_by


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("CDG1 | by=S01; reason=x; decision_2=Two", "has no “decision_2”"),
        ("CDG1 | by=S01; reason=x", "Nothing in the return would read otherwise"),
        ("CDG1 | by=S09; reason=x; commentary=y", "may not do this: the chair"),
        ("CDG7 | by=S01; reason=x; commentary=y", "There is no meeting CDG7"),
    ],
)
@pytest.mark.django_db
def test_R1_what_the_page_would_refuse_stops_the_replay(line, said):
    with pytest.raises(driver.Stopped, match=said):
        replayed(f"2017-04-03 | 11:00 | cdg-return-corrected | | {line}")
