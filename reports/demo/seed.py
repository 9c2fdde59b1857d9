"""The demo: the year 2017-18 and the spring after it, driven through the services, ending with work for every role."""

from collections.abc import Callable
from datetime import date, time
from itertools import pairwise
from pathlib import Path

from actionplans.models import Action
from actionplans.services import completion, extensions
from actionplans.services import updates as actions
from actionplans.services.evidence import NewEvidence
from meetings import tasks as meeting_tasks
from meetings.enums import MeetingState, MinutesState
from meetings.models import Meeting
from meetings.services import minutes
from members.enums import Role
from members.models import Agency, Seat
from members.representation import holder_of
from members.services import appointments, people
from reports.demo import (
    annual,
    bulletins,
    cases,
    challenges,
    handed_over,
    objectives,
    programme,
    returned,
    risks,
)
from reports.replay import driver, log
from reports.replay.world import World
from subgroup import clock, registry
from subgroup.models import Person, SubGroup

HERE = Path(__file__).resolve().parent
NOW = clock.moment(date(2018, 4, 26), time(9, 0))
PASSWORD = "demo-2018"  # noqa: S105 - printed for everybody who runs the demo
APPOINTED = [
    ("Jerome Whitlock-Hay", "jerome.whitlock-hay@example.org", Role.AGENCY_LEAD, "GMP"),
    ("Orla Vennaby", "orla.vennaby@example.org", Role.AGENCY_LEAD, "HOUSING"),
    ("Constance Ridley-Marsh", "constance.ridley-marsh@example.org", Role.CDG_READER, None),
    ("Edmund Quarrell", "edmund.quarrell@example.org", Role.LIQA_READER, None),
    ("Hester Pollingway", "hester.pollingway@example.org", Role.AUDITOR, None),
    ("Tobias Kerslake", "tobias.kerslake@example.org", Role.ADMINISTRATOR, None),
]
SHOWN = [
    ("Marguerite Thackwell", "chair"),
    ("Dr Anselm Wexcombe", "vice chair"),
    ("Imogen Larkmoor", "business support"),
    ("Desmond Fenwright", "business manager"),
    ("Bronwen Tillingdale", "member (Salford Royal)"),
    ("Joanna Pelsworth", "deputy of a member (Salford Royal)"),
    ("Orla Vennaby", "agency lead (Housing)"),
    ("Constance Ridley-Marsh", "reader, Coordination and Delivery Group"),
    ("Edmund Quarrell", "reader, Learning and Improvement and QA"),
    ("Theodora Winstanmere", "Independent Chair of the Board"),
    ("Lionel Sparrowfield", "CDOP coordinator"),
    ("Hester Pollingway", "auditor"),
    ("Tobias Kerslake", "system administrator"),
]


def seed(say: Callable[[str], None]) -> SubGroup:
    """Fills an empty database. Takes some minutes; nothing is mailed."""
    year = log.read((HERE / "year-2017-18.md").read_text(encoding="utf-8"))
    spring = log.read((HERE / "spring-2018.md").read_text(encoding="utf-8"))
    load = cases.caseload()

    def each_day(world: World, day: date) -> None:
        programme.each_day(world, day)
        objectives.each_day(world, day)
        risks.each_day(world, day)
        returned.each_day(world, day)
        bulletins.each_day(world, day)
        load.each_day(world, day)

    world = driver.replay(
        year + spring,
        members=(HERE / "members.csv").read_text(encoding="utf-8"),
        book=(HERE / "plans.toml").read_text(encoding="utf-8"),
        until=NOW.date(),
        say=say,
        each_day=each_day,
    )
    with driver.nothing_leaves(), clock.frozen(NOW):
        _more_work(world)
        cases.finish(load, world)
        _annual_report(world.the_group)
        say("demo: making packs, minutes and letters as PDF")
        meeting_tasks.sweep_papers()
        _passwords()
        _newcomer(world.the_group)
        group = world.the_group
        group.simulated = False  # a replay must not throw the demo away
        group.save(update_fields=["simulated"])
    return group


def _more_work(world: World) -> None:
    """What the log has no words for: roles without a seat, minutes that wait for the chair, an update of an action."""
    group = world.the_group
    support = Person.objects.get(email="imogen.larkmoor@example.org")
    for name, email, role, code in APPOINTED:
        appointments.appoint(
            group=group,
            person=people.get_or_make(email=email, name=name),
            role=role,
            agency=Agency.objects.get(group=group, code=code) if code else None,
            starts_on=date(2018, 4, 1),
            by=support,
            at=NOW,
        )
    _agree_minutes(group, support)
    extraordinary = Meeting.objects.get(pk=world.meetings["X1"].pk)
    for item in extraordinary.items.order_by("position"):
        minutes.save_text(
            meeting=extraordinary,
            item=item,
            text=f"The group considered “{item.title}”. Members were content.",
            version=0,
            by=support,
            at=NOW,
        )
    minutes.send_to_chair(meeting=extraordinary, by=support, at=NOW)
    late = Action.objects.get(group=group, line__year="2017-18", line__number=11)
    owner = (holder_of(late.owner, NOW.date()) if late.owner else None) or support
    actions.update(action=late, text="Two of three trusts have answered the consultation.", by=owner, at=NOW)
    _plans_at_work(group, support)
    returned.draft(group, support=support, at=NOW)


def _annual_report(group: SubGroup) -> None:
    """When all else is there, so that its chapters tell of it."""
    chair, support = (
        Person.objects.get(email=f"{name}@example.org")
        for name in ("marguerite.thackwell", "imogen.larkmoor")
    )
    annual.draft(group, chair=chair, support=support, at=NOW)


def _plans_at_work(group: SubGroup, support: Person) -> None:
    """Of the two plans: one action signed off and to be tested, one that waits for the chair, one that needs more time, one red."""
    chair = next(
        one for one in registry.people_for(group, [("role", "chair")], on=NOW.date())[("role", "chair")]
    )
    actions_of = {
        one.reference: one for one in Action.objects.filter(group=group, recommendation__isnull=False)
    }
    for reference, code, title, told in [
        (
            "SCR-K/2.1",
            "S09",
            "Dip sample of 30 discharges",
            "The form and the sample lie with the records team",
        ),
        (
            "SCR-K/1.4",
            "S16",
            "List of divisional leads",
            "Kept by the Public Protection Division, checked in April",
        ),
    ]:
        by = holder_of(Seat.objects.get(group=group, number=int(code[1:])), NOW.date()) or support
        completion.propose(
            action=actions_of[reference],
            text="Done, and in use.",
            evidence=[NewEvidence(title, told=told)],
            by=by,
            at=NOW,
        )
    completion.sign_off(
        action=actions_of["SCR-K/2.1"],
        test_kind="dip_sample",
        test_due_on=date(2018, 6, 15),
        by=chair,
        at=NOW,
    )
    extensions.ask(
        action=actions_of["SCR-D/1.1"], to_day=date(2018, 6, 29), reason="The list is moved to another system in May.",
        by=support, at=NOW,
    )  # fmt: skip
    challenges.make(group, chair=chair, support=support)
    handed_over.make(group, chair=chair, support=support)


def _agree_minutes(group: SubGroup, by: Person) -> None:
    """Each meeting agreed the minutes of the one before, where they were out by then."""
    held = list(Meeting.objects.filter(group=group, state=MeetingState.HELD).order_by("day"))
    for meeting, following in pairwise(held):
        at = clock.moment(following.day, time(11, 30))
        out = meeting.minutes_circulated_at
        if meeting.minutes_state == MinutesState.CIRCULATED and out and out < at:
            minutes.agree(meeting=meeting, agreed_at=following, by=by, at=at)


def _newcomer(group: SubGroup) -> None:
    """Somebody with a place and no account yet: the administrator has to invite them."""
    person = people.get_or_make(email="prudence.ambrey@example.org", name="Prudence Ambrey")
    appointments.appoint(group=group, person=person, role=Role.AUDITOR, starts_on=NOW.date(), by=None, at=NOW)


def _passwords() -> None:
    for person in Person.objects.all():
        person.set_password(PASSWORD)
        person.joined_at = NOW
        person.save()


def sign_ins() -> list[str]:
    """Who can sign in, as what."""
    shown = Person.objects.filter(name__in=[name for name, _ in SHOWN])
    found = {person.name: person.email for person in shown}
    lines = [f"{found[name]:40} {role}" for name, role in SHOWN if name in found]
    return [*lines, f"The password of everybody is {PASSWORD}. People and cases are invented."]
