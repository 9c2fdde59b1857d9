"""What a case's page says of its days, its clocks and its two questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse

from reviews import owed, regimes
from reviews.clock_states import Bar, State, bar_of, clock_of, counted, guidance_of, reason_for, state_of
from reviews.criteria import in_words
from reviews.enums import FIVE_DATES, Answer, CaseState, DateKind, Question
from reviews.models import Assessment, Case, CaseDate, ClockException
from reviews.reading import CASE
from reviews.regimes import Clock, Regime
from reviews.services.clocks import limbs_met, pinned_by
from subgroup import clock
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import listing, long_date
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest

IN_ORDER = [
    (DateKind.INCIDENT, DateKind.AWARE), (DateKind.AWARE, DateKind.OFSTED_TOLD), (DateKind.AWARE, DateKind.BOARD_TOLD),
    (DateKind.AWARE, DateKind.NATIONAL_PANEL_TOLD), (DateKind.AWARE, DateKind.SECRETARY_TOLD),
    (DateKind.BOARD_TOLD, DateKind.CHAIR_DECIDED),
    (DateKind.CHAIR_DECIDED, DateKind.INITIATED), (DateKind.INITIATED, DateKind.COMPLETED),
]  # fmt: skip
"""Days of which the second does not lie before the first, unless one of them was mistyped."""
COLOURS = {Answer.YES: "red", Answer.NO: "grey", Answer.NOT_YET: "yellow"}


@dataclass(frozen=True)
class Face:
    """A clock of a case as its page shows it."""

    row: Deadline
    clock: Clock
    state: State
    bar: Bar
    reason: ClockException | None
    reason_url: str
    counted: str

    @property
    def guidance(self) -> str:
        return guidance_of(self.row)

    @property
    def says(self) -> tuple[str, str]:
        """What its day means, in two parts with the day between them."""
        before, _, after = self.clock.rule.sentence.partition("{due}")
        return before, after

    @property
    def title(self) -> str:
        """A letter’s clock names the letter."""
        return self.clock.title if self.row.subject_kind == CASE else self.row.label

    @property
    def done(self) -> str:
        return self.clock.done.capitalize()


def url(case: Case, name: str, *args: object) -> str:
    return reverse(f"reviews:{name}", args=[case.group.slug, case.pk, *args])


def faces(request: GroupRequest, case: Case, days: Mapping[str, date]) -> list[Face]:
    """The clocks that run or ran, in the order of the guidance. `days`: those of the case that hold."""
    today, calendar = clock.today(), calendar_for(case.group)
    found = []
    for row in owed.of_cases(case.group, Case.objects.filter(pk=case.pk)).prefetch_related(
        "clock_exceptions"
    ):
        known, state = clock_of(row), state_of(row, today, calendar)
        asks = known.normally and (state.is_late or state.needs_reason or row.is_open)
        address = url(case, "clock_reason", row.pk) if asks and request.may("decide_cases") else ""
        how = counted(row, days)
        found.append(Face(row, known, state, bar_of(row, today), reason_for(row), address, how))
    order = list(regimes.clocks())
    return sorted(found, key=lambda face: (order.index(face.row.rule), face.row.pk))


def recorded(case: Case) -> dict[str, list[CaseDate]]:
    """Kind → what was recorded of it, the newest first. One query."""
    found: dict[str, list[CaseDate]] = {}
    for row in sorted(case.dates.select_related("recorded_by"), key=lambda row: -row.pk):
        found.setdefault(row.kind, []).append(row)
    return found


def days(case: Case) -> list[dict[str, Any]]:
    """The five dates, and each other day that was ever recorded, with its history."""
    known = recorded(case)
    kinds = [kind for kind in DateKind if kind in FIVE_DATES or kind in known]
    return [
        {
            "kind": kind,
            "latest": known.get(kind, [None])[0],
            "earlier": known.get(kind, [])[1:],
            "url": url(case, "date", kind),
        }
        for kind in kinds
    ]


def clocks_section(request: GroupRequest, case: Case) -> Mapping[str, Any]:
    listed, regime = days(case), regimes.get(case.regime)
    holds = {one["kind"]: one["latest"].day for one in listed if one["latest"] and one["latest"].day}
    shown = faces(request, case, holds)
    waiting = _waiting(regime, {face.row.rule for face in shown}, holds, limbs_met(case))
    return {
        "faces": shown,
        "waiting": waiting,
        "odd": _odd(holds),
        "days": [{**one, "earlier": []} for one in listed],
        "regime": regime,
        "pinned_because": _pinned(case, holds),
        "pinnings": _pinnings(case),
        "dates_url": url(case, "dates"),
        "record_url": url(case, "dates_record") if request.may("manage_cases") else "",
    }


def _waiting(regime: Regime, running: set[str], holds: dict[Any, date], limbs: frozenset[str]) -> list[str]:
    """The clocks whose day is not recorded yet: “The Independent Chair’s decision (S2), from Board told”."""
    return [
        f"{one.title} ({one.clause}), from {listing([str(DateKind(kind).label) for kind in one.starts], 'or')}"
        for one in regime.clocks.values()
        if one.key not in running
        and (not one.only_for or one.only_for in limbs)
        and not any(kind in holds for kind in one.starts)
    ]


def _odd(holds: dict[Any, date]) -> list[str]:
    """Days that can hardly be right beside each other; shown and not refused, since either may be the wrong one."""
    return [
        f"{later.label} ({long_date(holds[later])}) lies before {first.label} ({long_date(holds[first])}). Check both days."
        for first, later in IN_ORDER
        if first in holds and later in holds and holds[later] < holds[first]
    ]


def _pinned(case: Case, holds: dict[Any, date]) -> tuple[str, date]:
    kind, day = pinned_by(case, holds)
    return (DateKind(kind).label if kind else "Case opened"), day


def _pinnings(case: Case) -> list[tuple[Any, str]]:
    names = {one.key: one.name for one in regimes.every()}
    return [(one, names.get(one.before, one.before)) for one in case.pinnings.select_related("pinned_by")]


def questions_section(request: GroupRequest, case: Case) -> Mapping[str, Any]:
    rows = list(case.assessments.select_related("recorded_by").prefetch_related("limbs").order_by("-pk"))
    manages = request.may("manage_cases") and case.state != CaseState.CLOSED
    asked = []
    for question in Question:
        answers = [Shown(row) for row in rows if row.question == question]
        criteria = regimes.get(case.regime).questions[question]
        held = answers[0] if answers else None
        asked.append(
            {
                "question": question,
                "criteria": criteria,
                "held": held,
                "earlier": answers[1:],
                "other_guidance": held.regime_name if held and held.row.regime != case.regime else "",
                "url": url(case, "question", question) if manages else "",
            }
        )
    return {"asked": asked, "apart": _apart(case, rows), "unclocked": _unclocked(request, case, rows)}


def _held(rows: list[Assessment], question: str) -> str:
    return next((row.answer for row in rows if row.question == question), "")


def _apart(case: Case, rows: list[Assessment]) -> bool:
    """The criteria are met, yet it is said not to be notifiable: under guidance that always asks for a review that cannot be."""
    must = not regimes.get(case.regime).questions[Question.REVIEW].discretion
    return (
        must and _held(rows, Question.REVIEW) == Answer.YES and _held(rows, Question.NOTIFIABLE) == Answer.NO
    )


def _unclocked(request: GroupRequest, case: Case, rows: list[Assessment]) -> str:
    """Notifiable, and the clock of the notification cannot run: the address where its day is recorded."""
    if _held(rows, Question.NOTIFIABLE) != Answer.YES or case.dates.filter(kind=DateKind.AWARE).exists():
        return ""
    return url(case, "dates_record") if request.may("manage_cases") else url(case, "dates")


class Shown:
    """An answer with the words of its limbs, under the guidance it was given under."""

    def __init__(self, row: Assessment) -> None:
        self.row = row
        self.regime_name = next((one.name for one in regimes.every() if one.key == row.regime), row.regime)
        self.limbs = [(words, COLOURS[Answer(one.met)], one) for words, one in in_words(row)]
        self.colour = COLOURS[Answer(row.answer)]
