"""The ladder (F5, F14): which rung comes next, when it is reached, and who stands on it."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from actionplans.enums import RUNGS, Rung
from actionplans.models import Action, Escalation
from members.enums import Role
from members.models import Appointment, Holding, Leave
from subgroup import registry
from subgroup.calendar import calendar_for
from subgroup.models import Person, SubGroup

REPORTED = (Rung.CDG, Rung.BOARD)
"""The rungs on which it stands in the return."""
LONGEST = timedelta(days=3 * 366)


def next_rung(rung: str) -> Rung | None:
    """None above the Board."""
    at = RUNGS.index(Rung(rung)) + 1
    return RUNGS[at] if at < len(RUNGS) else None


@dataclass
class Standing:
    """Who stands on each rung today, for many agencies at once, and when they are away. Constant queries."""

    group: SubGroup
    day: date
    agencies: Mapping[int, str]
    """Their codes by id."""
    leads: dict[int, list[Person]] = field(default_factory=dict)
    members: dict[int, list[tuple[int, Person]]] = field(default_factory=dict)
    answering: dict[tuple[str, str], list[Person]] = field(default_factory=dict)
    leave: dict[int, list[tuple[date, date]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        group, day = self.group, self.day
        lead = Appointment.objects.filter(group=group, role=Role.AGENCY_LEAD, agency_id__in=self.agencies)
        for one in lead.on(day).filter(person__is_active=True).select_related("person"):
            self.leads.setdefault(one.agency_id or 0, []).append(one.person)
        held = Holding.objects.filter(seat__group=group, seat__agency_id__in=self.agencies)
        for one in held.on(day).filter(person__is_active=True).select_related("person", "seat"):
            self.members.setdefault(one.seat.agency_id, []).append((one.seat_id, one.person))
        wanted = [("role", Role.CHAIR.value), ("role", Role.CDG_READER.value)]
        wanted += [("agency", code) for code in self.agencies.values()]
        self.answering = registry.people_for(group, wanted, on=day)
        for one in Leave.objects.filter(group=group):
            self.leave.setdefault(one.person_id, []).append((one.starts_on, one.ends_on))

    def on(self, rung: str, agency_id: int | None, action: Action | None = None) -> list[Person]:
        """Of an action with a seat of its own the member is that seat's holder. Of an agency with no lead and no
        holder it is whoever answers for it (members/owners.py)."""
        match rung:
            case Rung.CHAIR:
                return self.answering["role", Role.CHAIR]
            case Rung.CDG | Rung.BOARD:
                return self.answering["role", Role.CDG_READER]
        if agency_id is None:
            return []
        found = self.leads.get(agency_id, []) if rung == Rung.LEAD else []
        others = self.answering["agency", self.agencies[agency_id]]
        return found or self._members(agency_id, action) or others

    def _members(self, agency_id: int, action: Action | None) -> list[Person]:
        held = self.members.get(agency_id, [])
        own = [person for seat, person in held if action and seat == action.owner_id]
        return own or list(dict.fromkeys(person for _, person in held))

    def are_away(self, people: Iterable[Person], day: date) -> bool:
        """All of them are on leave; of nobody it is never said."""
        away = [any(first <= day <= last for first, last in self.leave.get(one.pk, ())) for one in people]
        return bool(away) and all(away)

    def climbs_on(self, people: Collection[Person], reached_on: date, days: int) -> date | None:
        """The working day on which the next rung is reached; None where that lies after today.

        Days on which all of `people` are away are not counted.
        """
        calendar, day = calendar_for(self.group), max(reached_on, self.day - LONGEST)
        while days:
            day += timedelta(days=1)
            if day > self.day:
                return None
            if calendar.is_working(day) and not self.are_away(people, day):
                days -= 1
        return day


def standing_for(group: SubGroup, rows: Iterable[Escalation], *, on: date) -> Standing:
    return Standing(group, on, {row.agency.pk: row.agency.code for row in rows if row.agency})
