"""The caseload of the demo, day by day: cases from their referral to a review, and child deaths. All of it invented."""

from reports.demo import concise, deaths, ends, screened, serious
from reports.demo.desk import Caseload, Desk
from reports.replay.world import World
from subgroup import clock


def caseload() -> Caseload:
    return Caseload([*serious.ACTS, *concise.ACTS, *screened.ACTS, *ends.ACTS, *deaths.ACTS])


def finish(load: Caseload, world: World) -> None:
    """What waits for the last day, when every role is filled."""
    screened.finish(Desk(load, world, clock.now()))
