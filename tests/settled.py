"""One of everything that the small year lacks, made by the services: for tests that open every page."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.test import override_settings

from meetings.models import Meeting
from members.enums import Role
from members.services import api_tokens
from reports import feedback, returns, writing
from reports.annual import services as annual
from reports.binder import asking
from reports.models import CoordinatingMeeting
from reports.models.binder import Level, Shape
from reports.replay import driver, log
from reports.sections import Chapter
from subgroup import clock, objectives, programme, risks
from subgroup.models import Objective, Person, SubGroup
from tests import factories, snapshots
from tests.actionplans import bringing, disputes, words, world
from tests.reviews import access as of_reviews

SMALL_YEAR = factories.ROOT / "tests" / "data" / "small-year.md"


@contextmanager
def small_year(files: Path, *, at: datetime) -> Iterator[SubGroup]:
    """The small year with one of everything and its files in a folder; made once in a run, and taken back at the end."""

    def make() -> None:
        group = replayed()
        with clock.frozen(at):
            settle(group, at)

    with override_settings(FILES_DIR=files), transaction.atomic():
        snapshots.made_once(("small year", at), make)
        yield SubGroup.objects.get()
        transaction.set_rollback(True)


def replayed() -> SubGroup:
    """The small year as its log tells it; replayed once in a run."""
    events, members = log.read(SMALL_YEAR.read_text()), factories.MEMBERS.read_text()
    snapshots.made_once(
        "small year, replayed", lambda: driver.replay(events, members=members, say=lambda line: None)
    )
    return SubGroup.objects.get()


def settle(group: SubGroup, at: datetime) -> None:
    for part in (
        world.settle,
        disputes.settle,
        words.settle,
        bringing.settle,
        of_reviews.settle,
        programme_of_the_year,
        objective_of_the_year,
        risk_register,
        reporting_tool,
        feedback_on_a_return,
        binder_that_waits,
        annual_report,
    ):
        part(group, at)


def reporting_tool(group: SubGroup, at: datetime) -> None:
    """A token of a program of the council."""
    api_tokens.make(
        group=group, name="Reporting tool", role=Role.CDG_READER, last_day=at.date() + timedelta(days=90),
        by=factories.holder(group, "S07", at.date()), at=at,
    )  # fmt: skip


def binder_that_waits(group: SubGroup, at: datetime) -> None:
    """Asked for by the chair; no worker has come to it."""
    asking.ask(
        group=group, first_day=date(2017, 3, 1), last_day=at.date(), level=Level.NO_CASES, shape=Shape.PDF, form_token="settled",
        by=factories.holder(group, "S01", at.date()), at=at,
    )  # fmt: skip


def programme_of_the_year(group: SubGroup, at: datetime) -> None:
    """A work programme with an item in hand and one done, of which a version was sent back and one waits."""
    chair = factories.holder(group, "S01")
    whole = programme.start(group=group, year="2017-18", by=chair, at=at)
    items = [
        programme.add(
            programme=whole,
            title=title,
            owner=("seat", str(factories.seat(group, seat).pk)),
            due_on=due_on,
            by=chair,
            at=at,
        )
        for title, seat, due_on in (
            ("Audit thirty cases of neglect", "S09", date(2017, 9, 29)),
            ("Learning event for front-line staff", "S04", date(2017, 5, 31)),
        )
    ]
    first = programme.put(programme=whole, name="0.9", by=chair, at=at)
    programme.answer(
        version=first, state="sent_back", on=at.date(), by=chair, at=at, note="Say who pays for the event."
    )
    programme.ITEMS.finish(items[1], on=date(2017, 5, 30), note="Sixty people came.", at=at)
    programme.put(programme=whole, name="1.0", by=chair, at=at)


def objective_of_the_year(group: SubGroup, at: datetime) -> None:
    """One with a light for a meeting that was held, and one that was dropped."""
    chair = factories.holder(group, "S01")
    dropped, objective = (
        _objective(group, title, chair, at)
        for title in ("All staff know the threshold", "Every action is closed with evidence")
    )
    objectives.OBJECTIVES.drop(dropped, reason="The Board does this itself.", by=chair, at=at)
    meeting = Meeting.objects.get(group=group, year="2017-18", number=1)
    objectives.say(
        objective=objective,
        meeting_key=str(meeting.pk),
        colour="amber",
        comment="Two have no evidence.",
        by=chair,
        at=at,
    )


def _objective(group: SubGroup, title: str, chair: Person, at: datetime) -> Objective:
    return objectives.add(
        group=group, year="2017-18", priority="Learning that changes practice", title=title, measure="Actions signed off",
        target="90%", owner=("seat", str(factories.seat(group, "S09").pk)), due_on=date(2018, 3, 30), by=chair, at=at,
    )  # fmt: skip


def risk_register(group: SubGroup, at: datetime) -> None:
    """A risk that is red and was reviewed, and one that is closed."""
    chair = factories.holder(group, "S01")
    closed, red = (
        risks.add(
            group=group, title=title, cause="", effect="", controls="", likelihood=4, impact=4,
            owner=("seat", str(factories.seat(group, "S09").pk)), due_on=at.date() + timedelta(days=30), by=chair, at=at,
        )
        for title in ("No deputies", "Updates are missing")
    )  # fmt: skip
    risks.close(risk=closed, reason="All have one.", by=chair, at=at)
    risks.review(
        risk=red, likelihood=5, impact=4, comment="The chair writes.", due_on=at.date() + timedelta(days=60),
        seen=red.version, by=chair, at=at,
    )  # fmt: skip


def feedback_on_a_return(group: SubGroup, at: datetime) -> None:
    """Of the return that was sent, with an action in hand; and a draft that asks for a decision."""
    support = factories.holder(group, "S06")
    sent, coming = (CoordinatingMeeting.objects.get(group=group, name=name) for name in ("CDG1", "CDG2"))
    said = feedback.give(
        the_return=sent.the_return,
        day=date(2017, 5, 3),
        text="Say more of the two agencies that stay away.",
        answers={},
        by=support,
        at=at,
    )
    _, done = (
        feedback.take_up(
            feedback=said, answer=None, text=text, owner=("seat", str(factories.seat(group, "S09").pk)),
            due_on=date(2017, 7, 7), by=support, at=at,
        )
        for text in ("Write to both agencies", "Ask both agencies for a deputy")
    )  # fmt: skip
    feedback.ACTIONS.finish(done, on=at.date(), note="Both have named one.", at=at)
    draft = returns.draft(meeting=coming, by=support, at=at)
    writing.ask(the_return=draft, text="Agree a budget for the learning event.", by=support, at=at)


def annual_report(group: SubGroup, at: datetime) -> None:
    """A draft of the year, with a day by which it is wanted, in which one chapter was read and one written; and of an earlier year
    one that was issued, with a correction that is approved."""
    chair, support = factories.holder(group, "S01"), factories.holder(group, "S06")
    report = annual.start(group=group, year="2017-18", wanted_on=date(2018, 6, 29), by=support, at=at)
    annual.as_drafted(report=report, chapter=Chapter.PLANS, version=0, by=support, at=at)
    annual.write(
        report=report,
        chapter=Chapter.FOREWORD,
        text="We held {meetings held} meetings.",
        version=0,
        by=chair,
        at=at,
    )
    old = annual.start(group=group, year="2015-16", wanted_on=None, by=support, at=at)
    annual.approve(report=old, by=chair, at=at)
    old = annual.issue(report=old, by=chair, at=at)
    again = annual.correct(report=old, because="The year of the terms was wrong.", by=chair, at=at)
    annual.approve(report=again, by=chair, at=at)
