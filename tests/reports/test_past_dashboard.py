"""The dashboard of a past day: what needed the reader, what was red and the next meeting's quorum, as home had it that evening."""

import re
from datetime import datetime, time, timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actionplans.models import Action, ChallengeAnswer, Extension
from actionplans.services import challenges, completion, extensions
from meetings.models import ApologyLetter, Meeting
from meetings.services import letters, planning, replies
from members.services import seats
from reviews.models import LearningPoint, PanelMember
from reviews.services import learning, restricting
from subgroup import clock, daily, ledger
from subgroup.clock import moment
from subgroup.models import Deadline
from tests import factories, settled
from tests.reviews.test_hidden_everywhere import client_of
from tests.test_access import NOW

pytestmark = pytest.mark.either
DAY = NOW.date()
LATER = moment(DAY + timedelta(days=6), time(11))
ASKED = moment(DAY + timedelta(days=9), time(9))


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker, tmp_path_factory):
    files = tmp_path_factory.mktemp("files")
    with django_db_blocker.unblock(), settled.small_year(files, at=NOW) as group:
        yield group


def listed(page: str) -> dict[str, list[str]]:
    """What a page says waits, is owed, is late and is forecast."""
    plain = unescape(page)
    late = re.findall(r"Late</strong> <a[^>]*>([^<]+)</a>, due ([^<]+)<", plain)
    return {
        "decisions": re.findall(r'task-list__link"[^>]*>([^<]+)<', plain),
        "owed": re.findall(r'<a class="govuk-link" href="[^"]*">([^<]+)</a><div class="govuk-task-list__hint">([^<(]+)', plain),
        "late": late,
        "breaches": re.findall(r"Not addressed</strong> <a[^>]*>(\d+)", plain),
        "forecast": re.findall(r"((?:Will|May|Cannot) be quorate[^<]*?)\s*<", plain),
        "replied": re.findall(r"(\d+ of \d+) posts", plain),
        "call": re.findall(r"To telephone, the most useful first: ([^<]+)<", plain),
    }  # fmt: skip


def invited(group) -> None:
    """To M3, whose quorum is forecast; one post has replied."""
    third = Meeting.objects.get(group=group, number=3)
    at = moment(DAY, time(10))
    if third.invited_at is None:
        planning.invite(meeting=third, by=factories.holder(group, "S06", DAY), at=at)
    replies.reply(meeting=third, seat=factories.seat(group, "S12"), answer="attending", by=None, at=at)


def everything_changes(group, chair) -> None:
    third = Meeting.objects.get(group=group, number=3)
    for code, answer in (("S12", "apologies"), ("S02", "attending"), ("S09", "attending")):
        replies.reply(meeting=third, seat=factories.seat(group, code), answer=answer, by=None, at=LATER)
    tamsin = factories.seat(group, "S08")
    seats.end_holding(seat=tamsin, ends_on=LATER.date(), by=chair, at=LATER)
    by = {"by": chair, "at": LATER}
    letters.sign(letter=ApologyLetter.objects.get(state="drafted"), **by)
    extensions.decide(extension=Extension.objects.get(granted=None), granted=True, reason="Agreed", **by)
    completion.sign_off(
        action=Action.objects.get(group=group, stage="proposed"), no_test_because="Seen in use", **by
    )
    learning.agree(point=LearningPoint.objects.get(state="drafted"), **by)
    answer = ChallengeAnswer.objects.filter(adequacy="", challenge__closed_at=None).latest("pk")
    challenges.judge(answer=answer, adequate=True, because="It says all", **by)
    for row in Deadline.objects.open().filter(group=group, label__startswith="Answer to challenge"):
        ledger.release_one(deadline=row, reason="Not needed", **by)


def run(at: datetime) -> None:
    with clock.frozen(at):
        daily.run(today=at.date(), at=at)


def test_a_past_days_dashboard_is_what_home_said_that_evening_whatever_came_later(stage, db):
    group, chair = stage, factories.person_with(stage, "chair", at=NOW)
    run(moment(DAY, time(0, 5)))
    with clock.frozen(moment(DAY, time(10))):
        invited(group)
    with clock.frozen(moment(DAY, time(23, 59))):
        client = client_of(chair)
        home = listed(client.get(f"/g/{group.slug}/").content.decode())
        now = listed(client.get(f"/g/{group.slug}/score/").content.decode())
    assert now | {"late": home["late"]} == home, "but for what home has told of by then"
    assert len(home["decisions"]) > 10
    assert all(home[name] for name in ("owed", "breaches", "forecast", "replied", "call"))
    assert len(now["late"]) == 5
    with clock.frozen(LATER):
        everything_changes(group, chair)
    run(moment(ASKED.date(), time(0, 5)))
    with clock.frozen(ASKED):
        client = client_of(chair)
        page = client.get(f"/g/{group.slug}/score/?as_of={DAY}").content.decode()
        today = listed(client.get(f"/g/{group.slug}/score/").content.decode())
    assert listed(page) == now
    assert "As it was on Tuesday 6 June 2017" in page
    assert all(today[name] != home[name] for name in ("decisions", "owed", "replied", "call", "breaches"))


def test_a_past_day_tells_nothing_that_the_reader_may_not_see_today(stage, db):
    """A decision about a case, and what is owed for it, that opens to others alone since."""
    group, chair = stage, factories.person_with(stage, "chair", at=NOW)
    case = PanelMember.objects.exclude(interest="").get(handling="").panel.case
    with clock.frozen(LATER):
        before = client_of(chair).get(f"/g/{group.slug}/score/?as_of={DAY}").content.decode()
        restricting.restrict(
            case=case, people=[factories.holder(group, "S07", DAY)], because="Named people only",
            by=factories.holder(group, "S07", DAY), at=LATER,
        )  # fmt: skip
        after = client_of(chair).get(f"/g/{group.slug}/score/?as_of={DAY}").content.decode()
    assert str(case) in before
    assert str(case) not in after


def test_who_held_no_post_on_the_day_is_told_so(stage, db):
    with clock.frozen(NOW):
        client = client_of(factories.holder(stage, "S01", DAY))
        page = client.get(f"/g/{stage.slug}/score/?as_of=2014-06-02").content.decode()
    assert "You held no post here on that day." in page
    assert listed(page)["decisions"] == listed(page)["owed"] == []


def test_the_dashboard_of_a_past_day_asks_the_same_number_of_questions_for_more_rows(stage, db):
    group, chair = stage, factories.person_with(stage, "chair", at=NOW)
    third = Meeting.objects.get(group=group, number=3)

    def asked() -> int:
        with clock.frozen(LATER):
            client = client_of(chair)
            client.get(f"/g/{group.slug}/score/?as_of={DAY}")
            with CaptureQueriesContext(connection) as queries:
                client.get(f"/g/{group.slug}/score/?as_of={DAY}")
        return len(queries)

    with clock.frozen(moment(DAY, time(9))):
        invited(group)
    first = asked()
    for number in range(20):
        ledger.owe(
            group=group, rule="return", subject_kind="coordinating_meeting", subject_id=1000 + number, trigger_on=DAY,
            owner=("role", "chair"), label=f"Return {number}", at=moment(DAY, time(8)),
        )  # fmt: skip
    for code in ("S02", "S09", "S10"):
        at = moment(DAY, time(11))
        replies.reply(meeting=third, seat=factories.seat(group, code), answer="attending", by=None, at=at)
    for point in [LearningPoint.objects.get(state="drafted")] * 5:
        point.pk, point.number = None, point.number + 100
        point.save()
    assert asked() == first


def test_who_held_another_post_then_is_told_what_it_owed_as_far_as_they_may_see_today(stage, db):
    """Whoever was the chair and holds another seat: no case that is not theirs, no return, and no link that opens no more."""
    group, chair = stage, factories.holder(stage, "S01", DAY)
    since = moment(DAY + timedelta(days=2), time(10))
    with clock.frozen(since):
        for code in ("S01", "S12"):
            seats.end_holding(
                seat=factories.seat(group, code), ends_on=DAY + timedelta(days=1), by=None, at=since
            )
        seats.record_holding(
            seat=factories.seat(group, "S12"), person=chair, starts_on=since.date(), ends_on=None, at=since
        )
    with clock.frozen(LATER):
        client = client_of(chair)
        page = unescape(client.get(f"/g/{group.slug}/score/?as_of={DAY}").content.decode())
        opened = set(re.findall(r'href="(/[^"#]*)', page[page.index("<main") : page.index("</main")]))
        refused = [one for one in opened if client.get(one).status_code >= 400]
    said = listed(page)
    assert refused == []
    assert said["decisions"] == []
    owed = " ".join(label for label, _ in said["owed"])
    assert "Sign-off of SCR-T/1.2" in owed
    assert "Independent Chair" not in owed
    assert "Return for the Coordination" not in owed


def test_S1_who_opens_no_cases_reads_of_no_case_that_is_late(stage, db):
    """A case is told by its codename: the Coordination and Delivery Group reads how many breaches there are, and not of which."""
    with clock.frozen(NOW):
        of_chair, of_reader = (
            listed(client_of(person).get(f"/g/{stage.slug}/score/").content.decode())["late"]
            for person in (
                factories.holder(stage, "S01", DAY),
                factories.person_with(stage, "cdg_reader", at=NOW),
            )
        )
    assert any(what.startswith("Case ") for what, _ in of_chair)
    assert not [what for what, _ in of_reader if what.startswith(("Case ", "Decision: "))]
