"""Actions in pictures: by age and light, how long they stay open, how far they slip. What is secret is not counted."""

from datetime import date

import pytest

from actionplans import register
from actionplans.models import Action
from actionplans.services import completion, extensions
from reports.plots.actions import gathered
from reports.plots.lights import lights
from reports.plots.slips import slips
from reports.plots.still_open import still_open
from reports.plots.year import plots
from subgroup import clock
from subgroup.clock import moment
from tests import factories
from tests.actionplans.plans import MADE, make_action, make_plan
from tests.reports.plots.read import cells, written, year

TODAY = date(2017, 6, 6)


@pytest.fixture
def plan(group):
    with clock.frozen(MADE):
        return make_plan(group)


def at(day: date, code: str, plan, **fields) -> Action:
    with clock.frozen(moment(day)):
        return make_action(plan, code, at=moment(day), **fields)


def rows(group, on: date, today: date = TODAY):
    return gathered(group, on, today=today)


def terms(group, on: date):
    return register.lights_of(group, on)


def test_P7_each_open_action_stands_once_by_its_age_and_the_light_of_the_register(group, plan):
    at(date(2017, 3, 1), "GMP", plan, due_on=date(2017, 5, 1))
    at(date(2017, 5, 20), "GMP", plan, due_on=date(2017, 9, 1))
    at(date(2017, 5, 21), "CCG", plan, due_on=None)
    plot = lights(rows(group, TODAY), TODAY, terms(group, TODAY))
    found, words = cells(plot), {one.key: one.word for one in terms(group, TODAY).colours}
    assert found["31 to 90 days ago"] | {"All": ""} == dict.fromkeys(words.values(), "0") | {"All": ""}
    assert found["91 to 180 days ago"][words["red"]] == "1"
    assert found["Up to 30 days ago"][words["grey"]] == found["Up to 30 days ago"][words["amber"]] == "1"
    assert found["All"]["All"] == "3"
    assert plot.sentence == "3 actions are open; 1 is red, and none of them was set more than 180 days ago."
    numbers = [text for text in written(plot) if text.isdigit()]
    del found["All"]
    assert numbers == [cell for row in found.values() for head, cell in row.items() if head != "All"]
    assert len(plot.picture.boxes) == sum(number != "0" for number in numbers)


def test_S1_what_is_confidential_is_in_no_picture(group, plan):
    at(date(2017, 3, 1), "GMP", plan)
    with clock.frozen(MADE):
        secret = make_plan(group, "SCR-Z", confidential=True)
    for code in ("CCG", "GMP"):
        at(date(2017, 3, 2), code, secret, due_on=date(2017, 4, 1))
    assert [row.reference for row in rows(group, TODAY)] == ["SCR-K/1.1"]
    said = [plot.sentence for plot in plots(year(group, TODAY), today=TODAY)]
    assert not any("SCR-Z" in sentence or "CCG" in sentence for sentence in said)


def test_as_it_was_the_picture_of_a_past_day_is_that_which_was_shown_then(group, plan):
    first = at(date(2017, 3, 1), "GMP", plan, due_on=date(2017, 5, 1))
    at(date(2017, 4, 10), "GMP", plan)
    on = date(2017, 5, 10)
    then = lights(rows(group, on, on), on, terms(group, on))
    with clock.frozen(moment(date(2017, 5, 20))):
        completion.propose(
            action=first,
            text="Done",
            by=factories.holder(group, "S16"),
            at=moment(date(2017, 5, 20)),
            evidence=[],
        )
    at(date(2017, 5, 21), "CCG", plan)
    assert lights(rows(group, on), on, terms(group, on)) == then
    assert lights(rows(group, TODAY), TODAY, terms(group, TODAY)) != then


def reported_done(action: Action, on: date) -> None:
    by = factories.holder(action.group, "S16")
    with clock.frozen(moment(on)):
        completion.propose(action=action, text="Done", by=by, at=moment(on), evidence=[])


NAMES = {"GMP": "The police", "CCG": "The doctors’ group of the city"}


def test_F15_the_share_still_open_falls_on_the_day_it_was_reported_done(group, plan):
    """Of GMP one done after five weeks and one open; of the CCG one open, and one too young to say anything."""
    first = at(date(2017, 3, 1), "GMP", plan)
    at(date(2017, 3, 1), "GMP", plan)
    at(date(2017, 3, 1), "CCG", plan)
    at(date(2017, 6, 1), "CCG", plan)
    reported_done(first, date(2017, 4, 5))
    plot = still_open(rows(group, TODAY), TODAY, NAMES)
    found = cells(plot)
    assert found["The police"] == {
        "Set": "2", "After 4 weeks": "2 of 2", "After 13 weeks": "1 of 2", "After 26 weeks": "–", "After 52 weeks": "–",
    }  # fmt: skip
    assert (
        found["The doctors’ group of the city"]["After 4 weeks"]
        == found["The doctors’ group of the city"]["After 13 weeks"]
        == "1 of 1"
    )
    assert found["All agencies"]["After 13 weeks"] == "2 of 3"
    assert plot.sentence == (
        "After 13 weeks 2 of 3 actions were still open; the greatest share is that of The doctors’ group of the city (1 of 1)."
    )
    assert {"The police", "The doctors’ group of", "the city"} <= set(written(plot)), (
        "names, where room allows"
    )
    full, part = [box for box in plot.picture.boxes if box.y == plot.picture.boxes[-4].y][-2:]
    assert part.width / full.width == pytest.approx(2 / 3, abs=0.01), "of all agencies after 13 weeks"
    assert [text for text in written(plot) if " of " in text or text == "–"] == [
        cell for row in found.values() for head, cell in row.items() if head != "Set"
    ]


def test_until_four_weeks_have_passed_it_says_when_the_shares_appear(group, plan):
    at(date(2017, 6, 1), "GMP", plan)
    plot = still_open(rows(group, TODAY), TODAY, NAMES)
    assert not plot.rows
    assert "4 weeks after" in plot.sentence


def extended(action: Action, to: date, on: date) -> None:
    by, chair = factories.holder(action.group, "S16"), factories.holder(action.group, "S01")
    with clock.frozen(moment(on)):
        asked = extensions.ask(action=action, to_day=to, reason="Staff left", by=by, at=moment(on))
        extensions.decide(extension=asked, granted=True, reason="Once", by=chair, at=moment(on))


def test_F15_a_slip_is_the_day_promised_against_the_day_that_was_asked_for(group, plan):
    slipped = at(date(2017, 3, 1), "GMP", plan, due_on=date(2017, 5, 1))
    at(date(2017, 3, 1), "GMP", plan, due_on=date(2017, 7, 1))
    at(date(2017, 3, 1), "CCG", plan, due_on=date(2017, 7, 1))
    at(date(2017, 3, 1), "CCG", plan, due_on=None)
    extended(slipped, date(2017, 6, 30), date(2017, 4, 20))
    plot = slips(rows(group, TODAY), NAMES)
    found = cells(plot)
    assert found["The police"] == {
        "With a day": "2", "Moved later": "1", "Brought forward": "0", "Furthest": "SCR-K/1.1, 60 days",
        "From": "1 May 2017", "To": "30 Jun 2017",
    }  # fmt: skip
    assert found["The doctors’ group of the city"]["With a day"] == "1"
    assert found["The doctors’ group of the city"]["Furthest"] == "–"
    assert plot.sentence == (
        "The day of 1 of 3 actions slipped; furthest that of SCR-K/1.1, by 60 days, from Monday 1 May 2017 to "
        "Friday 30 June 2017."
    )
    together, alone = plot.picture.dots
    assert together.radius > alone.radius, "two of one day are one point"
    (line,) = [one.points.split() for one in plot.picture.strokes if one.dashes]
    (x1, y1), (x2, y2) = (map(float, point.split(",")) for point in line)
    on_it = [y1 + (dot.x - x1) * (y2 - y1) / (x2 - x1) for dot in (together, alone)]
    assert together.y == pytest.approx(on_it[0], abs=0.2)
    assert alone.y < on_it[1] - 5, "it slipped, and lies above the line"
    before = slips(rows(group, date(2017, 4, 1)), NAMES)
    assert before.sentence == "Of 3 actions with a day none slipped.", "as it was before it was granted"
