"""Each chapter of an annual report, in its order, and what drafts it from the record."""

from collections.abc import Callable, Mapping

from reports.annual.chapters import (
    account,
    assurance,
    attendance,
    cases,
    challenges,
    clocks,
    deaths,
    definitions,
    exceptions,
    foreword,
    learning,
    measures,
    meetings,
    membership,
    next_year,
    objectives,
    plans,
    reviews,
    themes,
)
from reports.annual.part import Missing, Part
from reports.annual.record import YearRecord
from reports.sections import Chapter

DRAFTED: Mapping[Chapter, Callable[[YearRecord], Part]] = {
    Chapter.FOREWORD: foreword.part,
    Chapter.ACCOUNT: account.part,
    Chapter.MEETINGS: meetings.part,
    Chapter.MEASURES: measures.part,
    Chapter.OBJECTIVES: objectives.part,
    Chapter.PLANS: plans.part,
    Chapter.CASES: cases.part,
    Chapter.CLOCKS: clocks.part,
    Chapter.REVIEWS: reviews.part,
    Chapter.DEATHS: deaths.part,
    Chapter.CHALLENGES: challenges.part,
    Chapter.LEARNING: learning.part,
    Chapter.ASSURANCE: assurance.part,
    Chapter.EXCEPTIONS: exceptions.part,
    Chapter.NEXT_YEAR: next_year.part,
    Chapter.MEMBERSHIP: membership.part,
    Chapter.ATTENDANCE: attendance.part,
    Chapter.DEFINITIONS: definitions.part,
    Chapter.THEMES: themes.part,
}
APPENDICES = (Chapter.MEMBERSHIP, Chapter.ATTENDANCE, Chapter.DEFINITIONS, Chapter.THEMES)
MISSING: Mapping[Chapter, Callable[[YearRecord], tuple[Missing, ...]]] = {
    Chapter.OBJECTIVES: objectives.missing,
    Chapter.PLANS: plans.missing,
    Chapter.NEXT_YEAR: next_year.missing,
}
"""What a chapter waits for beside somebody who reads it, worked out without the chapter."""
