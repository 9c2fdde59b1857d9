"""The demo's annual report: a draft of 2017-18 with the chair's foreword, of which some chapters were read. Invented."""

from datetime import date, datetime

from reports.annual import services
from reports.sections import Chapter
from subgroup.models import Person, SubGroup

YEAR, WANTED_ON = "2017-18", date(2018, 6, 29)
READ = (Chapter.ACCOUNT, Chapter.MEETINGS, Chapter.CHALLENGES)
FOREWORD = """\
This was the first year in which the sub-group counted everything that it promised. We planned {meetings planned} meetings and held \
{meetings held}. I should have liked to hold them all.

Agencies came: they were represented at {seats represented} of the {seats expected} times that they were expected. What they found \
hard was to tell us in time how far they were. They made {updates of plans in time} of the updates of their plans in time, and next \
year’s programme begins there.

Behind each number stand people who look after children. I thank them, and those who told us when we were wrong."""
WORDS = """\
{actions open} actions were open when the year ended, and {actions overdue} of them were overdue. Most of what is overdue waits for \
other work to end first; where it does not, I have asked the agency’s board member why."""


def draft(group: SubGroup, *, chair: Person, support: Person, at: datetime) -> None:
    report = services.start(group=group, year=YEAR, wanted_on=WANTED_ON, by=support, at=at)
    for chapter in READ:
        services.as_drafted(report=report, chapter=chapter, version=0, by=support, at=at)
    for chapter, text in ((Chapter.FOREWORD, FOREWORD), (Chapter.PLANS, WORDS)):
        services.write(report=report, chapter=chapter, text=text, version=0, by=chair, at=at)
