"""What I owe, by date; what waits for my decision; and the panels of every part for this person."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from members import standing
from members.deciding import Button, Decision
from subgroup import clock, ledger, presence, registry
from subgroup.addresses import address
from subgroup.calendar import calendar_for
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline, SubGroup
from subgroup.reminders import when
from subgroup.views.base import GroupRequest, GroupView
from subgroup.written import written

AHEAD = timedelta(days=42)
SHOWN = 12
READ = 60


class Home(GroupView):
    """Open to everybody who holds anything in the group: each panel asks for its own right."""

    permission = "view_group"
    or_permission = ("update_actions", "manage_accounts", "view_measures", "view_actions", "view_deaths")

    def get(self, request: GroupRequest) -> HttpResponse:
        today = clock.today()
        panels = list(self.panels())
        decisions = sorted(
            (one for _, said in panels for one in said.get("decisions", ())),
            key=lambda one: one.due or date.max,
        )
        owners = standing.owners_of(request.user, self.group, today)
        rows = _owed(self.group, ledger.by_kind(owners))
        of_panels = [said["owes"] for _, said in panels if said.get("owes")]
        told = {one.about for one in decisions}
        told |= registry.hidden(
            request.user, self.group, {(row.subject_kind, row.subject_id) for row in rows}, on=today
        )
        owed = [
            row
            for row in rows
            if (row.subject_kind, row.subject_id) not in told
            and (row.due_on >= today or not lapses(row.rule))
        ]
        near = [row for row in owed if row.due_on <= today + AHEAD][:SHOWN]
        context = {
            "title": "What waits for you" if owed or decisions or of_panels else "Home",
            "caption": self.group.name,
            "purpose": said_first(owed, decisions, of_panels, today, decides=self.may("decide_late")),
            "decides": self.may("decide_late"),
            "decisions": decisions,
            "today": today,
            "owed": self.shown(near, today),
            "later": later(owed, today),
            "panels": told_once(
                [said | {"template": panel.template} for panel, said in panels if panel.template],
                things={one.about for one in decisions},
                rows={row.pk for row in near},
            ),
            "button": main_button(decisions, [said for _, said in panels], decides=self.may("decide_late")),
        }
        return render(request, "members/home.html", context)

    def panels(self) -> Iterable[tuple[registry.Panel, dict[str, Any]]]:
        """Each panel with what it says to this person, in order; those with nothing to say are left out."""
        mine = sorted((one for one in registry.panels if self.may(one.permission)), key=lambda one: one.order)
        for panel in presence.with_something(mine, self.group):
            if (said := panel.context(self.request)) is not None:
                yield panel, dict(said)

    def shown(self, near: list[Deadline], today: date) -> list[dict[str, Any]]:
        calendar = calendar_for(self.group)
        return [
            {
                "label": row.label,
                "url": registry.url_of(self.group, row.subject_kind, row.subject_id)
                or address("deadline:detail", self.group.slug, row.pk),
                "due": row.due_on,
                "why_url": address("deadline:detail", self.group.slug, row.pk),
                "when": when(row.due_on, today, calendar),
                "late": row.due_on < today,
            }
            for row in near
        ]


@written
def _owed(group: SubGroup, owners: Mapping[str, Collection[str]]) -> QuerySet[Deadline]:
    return ledger.owned(Deadline.objects.brief().open(group=group), owners)[:READ]


def told_once(
    panels: list[dict[str, Any]], *, things: Collection[tuple[str, str] | None], rows: Collection[int]
) -> list[dict[str, Any]]:
    """Takes out of each panel’s `deadlines`, which are rows of the ledger, those that the page has named by then: by the thing that
    they are about, or by the row. `above` says how many.
    """
    named = set(rows)
    for said in panels:
        days = said.get("deadlines", [])
        left = [
            row for row in days if row.pk not in named and (row.subject_kind, row.subject_id) not in things
        ]
        named |= {row.pk for row in left}
        said |= {"deadlines": left, "above": len(days) - len(left)}
    return panels


def lapses(key: str) -> bool:
    rule = registry.rules.get(key)
    return bool(rule and rule.lapses)


def later(owed: list[Deadline], today: date) -> str:
    """What the list leaves out, in a sentence."""
    near = sum(row.due_on <= today + AHEAD for row in owed)
    rest = len(owed) - min(near, SHOWN)
    if not rest:
        return ""
    first = owed[min(near, SHOWN)].due_on
    number = f"{rest} or more" if len(owed) == READ else str(rest)
    return f"{number} more, the next by {long_date(first)}."


def said_first(
    owed: list[Deadline], decisions: list[Decision], of_panels: list[str], today: date, *, decides: bool
) -> str:
    """“2 things wait for your decision. You owe 5 things; the next is due by Thursday 25 January 2018. 2 are late.”"""
    parts = []
    if decisions:
        waits = "waits" if len(decisions) == 1 else "wait"
        for_what = "for your decision" if decides else "for you"
        parts.append(f"{count(len(decisions), 'thing', 'things')} {waits} {for_what}.")
    near = [row for row in owed if row.due_on <= today + AHEAD]
    if near:
        coming = [row for row in near if row.due_on >= today]
        first = f"; the next is due by {long_date(coming[0].due_on)}" if coming else ""
        parts.append(f"You owe {count(len(near), 'thing', 'things')} in the next six weeks{first}.")
        late = len(near) - len(coming)
        if late:
            parts.append(f"{late} {'is' if late == 1 else 'are'} late.")
    parts += of_panels
    return " ".join(parts) or "Nothing waits for you today."


def main_button(
    decisions: list[Decision], said: Iterable[Mapping[str, Any]], *, decides: bool
) -> Button | None:
    """The first thing that waits; for who decides it is a decision, for others the step itself."""
    if decisions:
        first = decisions[0]
        words = "Decide the first" if len(decisions) > 1 else "Decide"
        return Button(words if decides else first.text, first.href)
    return next((button for one in said if (button := one.get("button"))), None)
