"""Works out due dates as the terms, or a regime, and the calendar of a group say."""

from dataclasses import replace
from datetime import date

from subgroup import registry
from subgroup.calendar import calendar_for
from subgroup.deadlines.calendar import WorkingCalendar
from subgroup.deadlines.rules import Due, Offset, work_out
from subgroup.models import SubGroup, Terms
from subgroup.terms import ParsedTerms


class Reckoner:
    """Works out due dates of one group, keeping its calendar and terms for as long as it is held."""

    def __init__(self, group: SubGroup, calendar: WorkingCalendar | None = None) -> None:
        self.group = group
        self.calendar = calendar or calendar_for(group)
        self._versions: list[Terms] | None = None
        self._contents: dict[int, tuple[ParsedTerms, dict[str, Offset]]] = {}
        self._dues: dict[tuple[str, date, str], tuple[Due, Terms]] = {}

    def terms_on(self, day: date) -> Terms:
        """The terms in force on a day, the earliest for a day before any. Raises Terms.DoesNotExist."""
        if self._versions is None:
            self._versions = list(self.group.terms.order_by("in_force_from", "id"))
        if not self._versions:
            raise Terms.DoesNotExist(f"{self.group} has no terms of reference.")
        return next((one for one in reversed(self._versions) if one.in_force_from <= day), self._versions[0])

    def due(self, rule: str, trigger_on: date, regime: str = "") -> tuple[Due, Terms]:
        """The due date that a rule gives, and the terms it is worked out under: those of the trigger date.

        Under a regime the offset is the regime's. Raises KeyError where neither names one.
        """
        wanted = (rule, trigger_on, regime)
        if wanted not in self._dues:
            terms = self.terms_on(trigger_on)
            if terms.pk not in self._contents:
                content = terms.content
                self._contents[terms.pk] = content, content.offsets
            content, offsets = self._contents[terms.pk]
            known = content.rule(registry.rules[rule])
            if regime:
                known = replace(known, offset=registry.regimes.offset(self.group, regime, rule, trigger_on))
            self._dues[wanted] = work_out(known, trigger_on, offsets, self.calendar), terms
        return self._dues[wanted]
