"""Where others listen to cases and reviews, and where action plans answer them: filled in AppConfig.ready()."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from members.models import Agency
from reviews.models import ChairDecision, Outcome
from subgroup.models import Person, SubGroup

decided: list[Callable[[ChairDecision, datetime], object]] = []
"""Called, in the same transaction, with each decision of the Independent Chair that was recorded."""
outcome_recorded: list[Callable[[Outcome, datetime], object]] = []
"""Called, in the same transaction, with each outcome of a case that was recorded."""

also_called: list[Callable[[Person | None, SubGroup, date], Mapping[str, str]]] = []
"""Asked what else that comes from a case is called, of what is there for the person (None: for everybody): name → what is said in
its place where something is published."""

themes: list[Callable[[Person, SubGroup, date], Iterable[str]]] = []
"""Asked for the themes of what comes from cases and reviews elsewhere, of what is there for the person."""


@dataclass(frozen=True)
class Recommended:
    """A recommendation on its way into an action plan. `addressed_to` is a value of AddressedTo."""

    number: str
    text: str
    finding: str = ""
    addressed_to: str = "board"
    agencies: tuple[Agency, ...] = ()


@dataclass(frozen=True)
class PlanLink:
    """The action plan that recommendations went into. Its code is that of the review or the death, stable for ever."""

    url: str
    code: str


@dataclass(frozen=True)
class PlanStanding:
    """How an action plan stands on a day."""

    link: PlanLink
    title: str
    closed: bool
    actions: int
    open: int
    late: int
    recommendations: int


plan_wanted: list[Callable[..., PlanLink]] = []
"""One function, in the same transaction. Takes keywords: group, code, title, kind (a value of PlanKind), source_reference,
theme, recommendations (a Sequence[Recommended]), by, at, confidential=False. Makes the plan of that code, or adds to it.
Raises NotAllowed where a plan of another kind has the code, a number is taken, or the plan is closed."""
plans_of: list[Callable[[SubGroup, Sequence[str], date], Mapping[str, PlanStanding]]] = []
"""One function: (group, codes, today) → code → how its plan stands, for the codes that have one. Constant queries."""


def plan_of(group: SubGroup, code: str, on: date) -> PlanStanding | None:
    """The plan of a code, where there is one."""
    return next((found for ask in plans_of if (found := ask(group, [code], on).get(code))), None)
