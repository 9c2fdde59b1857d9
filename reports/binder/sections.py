"""The sections of a binder, in their order. Another one is another line here."""

from collections.abc import Callable
from dataclasses import dataclass

from reports.binder import group, measured, meeting, plans
from reports.binder.content import Content
from reports.binder.scope import Scope


@dataclass(frozen=True)
class Section:
    title: str
    """The name of its folder too."""
    holds: str
    gather: Callable[[Scope], Content]


SECTIONS = (
    Section("Terms of reference", "every version in force between the two days", group.terms),
    Section("Lines of account", "whom the sub-group answers to", group.accountability),
    Section("Membership", "posts, who held them, deputies, compacts and their documents", group.membership),
    Section("Meetings", "which were held, who came, quorum, apologies and letters", meeting.meetings),
    Section("Minutes", "of each meeting as they were circulated", meeting.minutes),
    Section("Plans", "actions as they stood on the last day, with evidence and its files", plans.plans),
    Section("Challenges", "with answers, judgement and what changed", plans.challenges),
    Section("Measures", "each figure with what it counts and what was not kept", measured.measures),
    Section("Breaches and exceptions", "with what was done about each", measured.failures),
    Section("Returns", "to the Coordination and Delivery Group, as they were sent", measured.returns),
    Section("Annual reports", "to the Board, as they were issued", measured.annual_reports),
)


def numbered() -> list[tuple[int, Section]]:
    return list(enumerate(SECTIONS, start=1))


def folder(number: int, section: Section) -> str:
    return f"{number} {section.title}"
