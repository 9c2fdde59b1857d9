"""Postponing a meeting and then naming its day ends where moving it would: all that hangs on its date (A1, A2, P5, P7, P8)."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from actionplans.models import Action, Window, WindowLink
from actionplans.services import links, updates
from meetings.services import planning, submission
from subgroup import breaches, objectives
from subgroup.clock import moment
from subgroup.errors import NotAllowed
from subgroup.models import Breach, Deadline
from tests import factories
from tests.actionplans.plans import make_action, make_lead, make_meetings, make_plan
from tests.meetings.test_planning import MARCH
from tests.meetings.test_postponing import at, move, night, postpone


@pytest.fixture
def full(group, chair):
    """M2 of 1 June 2017 with all that can hang on a meeting: an update of a plan, a light, an item whose paper has not come, links."""
    days = (date(2017, 4, 20), date(2017, 6, 1), date(2017, 7, 13))
    meeting = planning.invite(meeting=make_meetings(group, *days, at=MARCH)[1], by=None, at=MARCH)
    make_lead(group, "GMP")
    make_action(make_plan(group), "GMP")
    objectives.add(
        group=group, year="2017-18", priority="Learning", title="Every action is closed", measure="x", target="90%",
        owner=("seat", str(factories.seat(group, "S09").pk)), due_on=date(2017, 9, 29), by=chair, at=MARCH,
    )  # fmt: skip
    by, seat = factories.holder(group, "S12"), factories.seat(group, "S12")
    submission.submit(
        meeting=meeting, seat=seat, by=by, at=at(date(2017, 4, 26)), title="Housing", paper_to_follow=True
    )
    return meeting


def stands(meeting, on: date) -> dict[str, object]:
    """Everything about the meeting that its date decides, but for the histories."""
    group = meeting.group
    meeting.refresh_from_db()
    window = Window.objects.get(meeting=meeting)
    names = "state", "day", "planned_day", "number", "uid", "terms_id", "called_at", "agenda_state"
    return {
        "meeting": {name: getattr(meeting, name) for name in names},
        "owed": {
            (one.rule, one.subject_id, one.owner_key): (
                one.is_open, one.met_on, one.is_late(on), (one.trigger_on, one.due_on) if one.is_open else None,
            )
            for one in Deadline.objects.filter(group=group)
        },
        "window": (window.opens_on, window.closes_on, bool(window.opened_at), bool(window.closed_at)),
        "links": WindowLink.objects.live(at=moment(on)).filter(window=window).count(),
        "items": [(one.title, one.state, one.late, one.due_on) for one in meeting.items.order_by("position")],
        "breaches": [(one.clause, one.day) for one in breaches.listing(group, on=on)],
    }  # fmt: skip


def ended(meeting, act, on: date) -> dict[str, object]:
    """How all stands on the morning after the act, which is undone."""
    with transaction.atomic():
        act()
        morning = on + timedelta(days=1)
        night(meeting.group, morning)
        found = stands(meeting, morning)
        transaction.set_rollback(True)
    meeting.refresh_from_db()
    return found


SOON, FAR = date(2017, 6, 7), date(2017, 7, 20)


@pytest.mark.parametrize(
    ("on", "to_day"),
    [
        (date(2017, 5, 2), SOON),
        (date(2017, 5, 12), SOON),
        (date(2017, 5, 12), FAR),
        (date(2017, 5, 19), FAR),
        (date(2017, 5, 26), SOON),
        (date(2017, 6, 1), FAR),
        (date(2017, 6, 2), FAR),
    ],
    ids=[
        "before all", "window open", "window open, to behind the next", "items closed", "pack missed", "on the day",
        "the day gone by",
    ],
)  # fmt: skip
def test_A1_postponing_and_then_moving_ends_where_moving_alone_would(full, group, on, to_day):
    for passed in (date(2017, 4, 20), date(2017, 5, 11), date(2017, 5, 18), date(2017, 5, 25)):
        if passed < on:
            night(group, passed)

    def first_postponed() -> None:
        postpone(full, on)
        move(full, on, to_day)

    alone = ended(full, lambda: move(full, on, to_day), on)
    assert ended(full, first_postponed, on) == alone
    assert alone["meeting"]["day"] == to_day


def test_A1_named_weeks_later_it_ends_there_too(full, group):
    """While it was postponed its days went by. Of replies alone more are asked for: those to a day gone by were let go."""
    night(group, date(2017, 5, 11))
    on, to_day = date(2017, 6, 12), date(2017, 7, 20)

    def later() -> None:
        for passed in (date(2017, 5, 18), date(2017, 5, 25), date(2017, 6, 2), on):
            night(group, passed)
        move(full, on, to_day)

    def postponed() -> None:
        postpone(full, date(2017, 5, 15))
        later()

    both = [ended(full, act, on)["owed"] for act in (postponed, later)]
    without = [{key: one for key, one in owed.items() if key[0] != "reply"} for owed in both]
    assert without[0] == without[1]


def test_P8_its_window_pauses_and_goes_on_and_what_was_said_meanwhile_counts(full, group):
    night(group, date(2017, 5, 12))
    window = Window.objects.get(meeting=full)
    link = WindowLink.objects.get()
    postpone(full, date(2017, 5, 15))
    window.refresh_from_db()
    assert window.closed_at
    with pytest.raises(NotAllowed, match="the meeting that it is for is postponed"):
        links.check(WindowLink.objects.get(), at(date(2017, 5, 16)))
    night(group, date(2017, 5, 18))
    due = Deadline.objects.get(rule="plan_update")
    assert due.release_reason == "M2 was postponed."
    assert not Breach.objects.filter(clause="P8").exists()
    updates.say(
        action=Action.objects.get(),
        colour="green",
        text="Done",
        by=factories.holder(group, "S06"),
        at=at(date(2017, 5, 22)),
    )
    move(full, date(2017, 6, 5), date(2017, 6, 29))
    due.refresh_from_db()
    assert (due.due_on, due.met_on) == (date(2017, 6, 15), date(2017, 5, 22))
    assert links.check(WindowLink.objects.get(pk=link.pk), at(date(2017, 6, 6)))


def test_P7_a_light_is_asked_for_again_with_the_new_day(full, group):
    night(group, date(2017, 5, 12))
    light = Deadline.objects.get(rule="objective_light")
    postpone(full, date(2017, 5, 15))
    light.refresh_from_db()
    assert light.release_reason == "M2 was postponed."
    night(group, date(2017, 6, 2))
    assert not Deadline.objects.open().filter(rule="objective_light", subject_id=light.subject_id).exists()
    move(full, date(2017, 6, 5), date(2017, 6, 29))
    night(group, date(2017, 6, 6))
    light.refresh_from_db()
    assert (light.is_open, light.due_on) == (True, date(2017, 6, 15))


def test_P8_an_update_sent_back_meanwhile_is_owed_again_with_the_new_day_and_not_late_before(
    full, group, chair
):
    night(group, date(2017, 5, 12))
    action, lead = Action.objects.get(), WindowLink.objects.get().person
    said = updates.say(action=action, text="On its way", colour="green", by=lead, at=at(date(2017, 5, 12)))
    postpone(full, date(2017, 5, 15))
    updates.send_back(update=said, reason="Say which policy", by=chair, at=at(date(2017, 5, 16)))
    night(group, date(2017, 5, 25))
    owed = Deadline.objects.get(group=group, rule="plan_update")
    assert (owed.is_open, owed.met_on) == (False, None)
    assert not Breach.objects.filter(clause="P8").exists()
    move(full, date(2017, 5, 25), FAR)
    owed.refresh_from_db()
    assert (owed.is_open, owed.trigger_on) == (True, FAR)
