from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Model

from actionplans.models import Plan
from meetings.models import ActionLine, AgendaItem, Meeting
from members.models import Seat
from members.representation import holder_of
from reports.replay.log import Event
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup


@dataclass
class World:
    """What a replay remembers between events: how the log's names (M1, S01, M1-04) map to records."""

    say: Callable[[str], None] = print
    group: SubGroup | None = None
    seats: dict[str, Seat] = field(default_factory=dict)
    meetings: dict[str, Meeting] = field(default_factory=dict)
    items: dict[str, AgendaItem] = field(default_factory=dict)
    lines: dict[str, ActionLine] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    things: dict[str, Model] = field(default_factory=dict)
    """Objectives, items of the work programme, risks and cases, by the log's names for them."""
    words: dict[int, list[list[str]]] = field(default_factory=dict)
    """What is still to be said of an action: colour and text."""
    approved_by: dict[str, Person] = field(default_factory=dict)
    """Who approved the agenda of each meeting last."""
    codes: dict[str, str] = field(default_factory=dict)
    """What a renamed agency is called by afterwards → its code."""
    emails: dict[str, str] = field(default_factory=dict)
    done: Counter[str] = field(default_factory=Counter)
    not_built: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    notes: list[str] = field(default_factory=list)

    @property
    def started(self) -> bool:
        return self.group is not None

    @property
    def the_group(self) -> SubGroup:
        if self.group is None:
            raise NotAllowed("The log has not yet said which terms are in force.")
        return self.group

    def seat(self, code: str) -> Seat:
        if code not in self.seats:
            raise NotAllowed(f"There is no seat {code}.")
        return self.seats[code]

    def meeting(self, code: str) -> Meeting:
        """The meeting as it stands now, whatever was done to it."""
        if code not in self.meetings:
            raise NotAllowed(f"There is no meeting {code}.")
        return Meeting.objects.select_related("group", "terms").get(pk=self.meetings[code].pk)

    def item(self, code: str) -> AgendaItem:
        if code not in self.items:
            raise NotAllowed(f"There is no item {code}.")
        return AgendaItem.objects.select_related("meeting__group", "seat").get(pk=self.items[code].pk)

    def person(self, said: str | None, day: date) -> Person | None:
        """S01 → whoever holds the seat that day; a name → that person; C&DG or nothing → the system."""
        if not said:
            return None
        if said in self.seats:
            return holder_of(self.seats[said], day)
        return Person.objects.filter(name=said).first()

    def holder_of_role(self, role: str, day: date) -> Person | None:
        seat = next((seat for seat in self.seats.values() if seat.role == role), None)
        return holder_of(seat, day) if seat else None

    def actor(self, event: Event) -> Person:
        """Who does it: the person or seat that the log names, otherwise business support."""
        found = self.person(event.value("by"), event.day) or self.support(event.day)
        if found is None:
            raise NotAllowed(f"Nobody is there to do this on {event.day}.")
        return found

    def support(self, day: date) -> Person | None:
        roles = ("business_support", "business_manager", "chair")
        return next((one for role in roles if (one := self.holder_of_role(role, day))), None)
