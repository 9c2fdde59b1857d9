"""What a version of the terms of reference says, as data. Its JSON has the shape of the file it came from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from subgroup.deadlines.arithmetic import Unit
from subgroup.deadlines.frequency import WEEKDAYS, Frequency
from subgroup.deadlines.quorum import Condition
from subgroup.deadlines.rules import ON_THE_DAY, Offset, Rule
from subgroup.terms.cases import CaseTerms
from subgroup.terms.conditions import condition_to_json
from subgroup.terms.escalation import EscalationTerms
from subgroup.terms.lights import LightTerms
from subgroup.terms.risks import RiskTerms

ADVISORY = "advisory only"
IF_NOT_QUORATE = (
    "decisions stand for ratification at the next meeting",
    "meeting is adjourned",
    ADVISORY,
)
IF_NO_CHAIR = ("members present choose a chair", "meeting is adjourned")
POST_ROLES = ("chair", "vice_chair", "minutes", "business_manager", "member")
PURPOSES = ("information", "discussion", "decision")
EVERY = "every"
LOCAL_DEFAULT = "A local setting, to be confirmed; no statutory limit"
_SHARE = re.compile(r"(100(?:\.0)?|[1-9]?[0-9](?:\.[0-9])?) ?(?:%|per ?cent)")


def share(text: str) -> str:
    """A target as it is kept: "87.5%" for 87.5 %, 87.5% and 87.5 per cent; or "every". Raises ValueError with a sentence."""
    said = " ".join(text.lower().split())
    if said == EVERY:
        return EVERY
    if found := _SHARE.fullmatch(said):
        return f"{found[1].removesuffix('.0')}%"
    raise ValueError(f"“{text}” is no target; write a share such as “90%” or “87.5%”, or “every”.")


OWN_DEFAULT = "Not in the terms of reference: the system's own default"

REQUIRED_DEADLINES = ("items", "publish", "minutes")
DEADLINE_DEFAULTS: Mapping[str, Offset] = {
    "agenda_call": Offset(20, Unit.WORKING, "before", OWN_DEFAULT),
    "update_window_opens": Offset(15, Unit.WORKING, "before", OWN_DEFAULT),
    "return": replace(ON_THE_DAY, source=OWN_DEFAULT),
    "compact_warning": Offset(2, Unit.MONTHS, "before", OWN_DEFAULT),
    "cdop_return": Offset(15, Unit.WORKING, "after", LOCAL_DEFAULT),
}
DEADLINE_DIRECTIONS: Mapping[str, tuple[str, ...]] = {
    "items": ("before",),
    "publish": ("before",),
    "minutes": ("after",),
    "agenda_call": ("before",),
    "second_apology_letter": ("after",),
    "update_window_opens": ("before",),
    "update_window_closes": ("before",),
    "return": ("before", "on"),
    "compact_warning": ("before",),
    "cdop_return": ("after",),
}


_DAYS = {Unit.WORKING: 1.4, Unit.CALENDAR: 1, Unit.CLEAR: 1, Unit.WEEKS: 7, Unit.MONTHS: 30.4}
_FORTNIGHT = {Unit.WORKING: 10, Unit.CALENDAR: 14, Unit.CLEAR: 14, Unit.WEEKS: 2, Unit.MONTHS: 1}


def _call(items: Offset) -> Offset:
    """The call of terms that name none: 20 working days before, or some two weeks before items close where that is no earlier."""
    usual = DEADLINE_DEFAULTS["agenda_call"]
    if items.amount * _DAYS[items.unit] < usual.amount * _DAYS[usual.unit]:
        return usual
    return replace(items, amount=items.amount + _FORTNIGHT[items.unit], source=OWN_DEFAULT)


@dataclass(frozen=True)
class GroupTerms:
    name: str
    slug: str
    board: str
    responsible_for: tuple[str, ...]
    accountable_to: str


@dataclass(frozen=True)
class Accountability:
    """One line of accountability (M3)."""

    who: str
    to: str


@dataclass(frozen=True)
class DeadlineTerms:
    """A deadline that the terms name. None leaves reminders and escalation to the rule."""

    due: Offset
    clause: str = ""
    reminders: tuple[int, ...] | None = None
    escalate: tuple[tuple[int, str], ...] | None = None


@dataclass(frozen=True)
class MeetingTerms:
    frequency: Frequency
    weekday: int | None = None
    clause: str = ""

    @property
    def weekday_name(self) -> str:
        return "" if self.weekday is None else WEEKDAYS[self.weekday]


@dataclass(frozen=True)
class QuorumTerms:
    conditions: tuple[Condition, ...]
    chair_may_declare: bool
    if_not_quorate: str
    clause: str = ""


@dataclass(frozen=True)
class Standing:
    """Who chairs, in this order, and what a deputy may stand for.

    A letter follows `letter_after_apologies` consecutive apologies (P6).
    """

    chaired_by: tuple[str, ...]
    if_no_chair: str
    deputies_count_for_quorum: bool
    deputy_breaks_run_of_apologies: bool
    letter_after_apologies: int


@dataclass(frozen=True)
class Compacts:
    required_for_membership: bool
    required_for_quorum: bool


@dataclass(frozen=True)
class AgencyTerms:
    code: str
    name: str
    category: str = ""


@dataclass(frozen=True)
class PostTerms:
    """A post of the group (M1), by its number in the terms' list. `role` is the application's name of it."""

    number: int
    title: str
    agency: str
    role: str
    counts_for_quorum: bool
    category: str = ""

    @property
    def key(self) -> str:
        """S01: how quorum and the members' list call the post."""
        return f"S{self.number:02d}"


@dataclass(frozen=True)
class StandingItem:
    title: str
    purpose: str
    minutes: int
    position: str


@dataclass(frozen=True)
class ParsedTerms:
    group: GroupTerms
    version: str
    in_force_from: date
    last_review: str
    next_review: date | None
    accountability: tuple[Accountability, ...]
    functions: tuple[str, ...]
    objectives: tuple[str, ...]
    meetings: MeetingTerms
    deadlines: Mapping[str, DeadlineTerms]
    quorum: QuorumTerms
    standing: Standing
    compacts: Compacts
    reporting_year_starts: tuple[int, int]
    """Month and day."""
    targets: Mapping[str, str]
    agencies: tuple[AgencyTerms, ...]
    posts: tuple[PostTerms, ...]
    standing_items: tuple[StandingItem, ...]
    lights: LightTerms
    risks: RiskTerms
    escalation: EscalationTerms
    cases: CaseTerms
    source: str = field(default="", compare=False, repr=False)

    @property
    def title(self) -> str:
        return f"Terms of reference {self.version}"

    @property
    def offsets(self) -> dict[str, Offset]:
        """The offset of each named deadline for work_out(), the system's own where the terms are silent.

        Each says its source. `second_apology_letter` is there only if the terms set one. A window for updates closes
        with the items where the terms name no other day.
        """
        own = {
            key: replace(terms.due, source=", ".join(filter(None, [self.title, terms.clause])))
            for key, terms in self.deadlines.items()
        }
        return {
            **DEADLINE_DEFAULTS,
            "agenda_call": _call(own["items"]),
            "update_window_closes": own["items"],
            **own,
        }

    def rule(self, rule: Rule) -> Rule:
        """The rule with the reminders and the escalation that these terms set for its deadline."""
        terms = self.deadlines.get(rule.offset) if isinstance(rule.offset, str) else None
        if terms is None:
            return rule
        return replace(
            rule,
            reminders=rule.reminders if terms.reminders is None else terms.reminders,
            escalate=rule.escalate if terms.escalate is None else terms.escalate,
        )

    def post(self, key: str) -> PostTerms | None:
        return next((post for post in self.posts if post.key == key), None)

    def agency(self, code: str) -> AgencyTerms | None:
        return next((agency for agency in self.agencies if agency.code == code), None)

    def categories(self, post: PostTerms) -> frozenset[str]:
        agency = self.agency(post.agency)
        return frozenset(filter(None, [post.category, agency.category if agency else ""]))

    def target(self, measure: str) -> float | None:
        """The target of a measure as a share: P3's "90%" is 0.9, "every" is 1; None where there is none."""
        text = self.targets.get(measure)
        if text is None:
            return None
        return 1.0 if text == EVERY else float(text.removesuffix("%")) / 100

    def reporting_year(self, day: date) -> tuple[date, date]:
        """The first and the last day of the reporting year that holds a day."""
        month, first = self.reporting_year_starts
        year = day.year if (day.month, day.day) >= (month, first) else day.year - 1
        return date(year, month, first), date(year + 1, month, first) - timedelta(days=1)

    def to_json(self) -> dict[str, Any]:
        """The content in the shape of the file, with every default written out."""
        return {
            "version": self.version,
            "in_force_from": self.in_force_from.isoformat(),
            "last_review": self.last_review,
            "next_review": self.next_review.isoformat() if self.next_review else None,
            "functions": list(self.functions),
            "objectives": list(self.objectives),
            "group": {**vars(self.group), "responsible_for": list(self.group.responsible_for)},
            "accountability": [dict(vars(line)) for line in self.accountability],
            "meetings": {
                "frequency": self.meetings.frequency.text,
                "weekday": self.meetings.weekday_name,
                "clause": self.meetings.clause,
            },
            "deadlines": {key: _deadline_json(terms) for key, terms in self.deadlines.items()},
            "quorum": {
                **vars(self.quorum),
                "conditions": [condition_to_json(condition) for condition in self.quorum.conditions],
            },
            "standing": {**vars(self.standing), "chaired_by": list(self.standing.chaired_by)},
            "compacts": dict(vars(self.compacts)),
            "reporting_year": {"month": self.reporting_year_starts[0], "day": self.reporting_year_starts[1]},
            "targets": dict(self.targets),
            "agencies": [dict(vars(agency)) for agency in self.agencies],
            "posts": [dict(vars(post)) for post in self.posts],
            "standing_items": [dict(vars(item)) for item in self.standing_items],
            "escalation": self.escalation.to_json(),
            "cases": self.cases.to_json(),
            "lights": self.lights.to_json(),
            "risks": self.risks.to_json(),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "ParsedTerms":
        from subgroup.terms.parsing import read_stored  # the reader makes what this module defines

        return read_stored(data)


def _deadline_json(terms: DeadlineTerms) -> dict[str, Any]:
    escalate = (
        None if terms.escalate is None else [{"after": after, "to": to} for after, to in terms.escalate]
    )
    reminders = None if terms.reminders is None else list(terms.reminders)
    return {"due": terms.due.text, "clause": terms.clause, "reminders": reminders, "escalate": escalate}
