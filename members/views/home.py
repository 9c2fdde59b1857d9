"""What I owe, by date; what waits for my decision; and the panels of every part for this person."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from members import waiting
from members.deciding import Button, Decision
from subgroup import presence, registry
from subgroup.deadlines.wording import count, long_date
from subgroup.models import Deadline
from subgroup.views.base import GroupRequest, GroupView


class Home(GroupView):
    """Open to everybody who holds anything in the group: each panel asks for its own right."""

    permission = "view_group"
    or_permission = ("update_actions", "manage_accounts", "view_measures", "view_actions", "view_deaths")

    def get(self, request: GroupRequest) -> HttpResponse:
        when = waiting.today(request)
        mine = sorted((one for one in registry.panels if self.may(one.permission)), key=lambda one: one.order)
        parts: list[registry.Panel | registry.Waits] = [*waiting.kinds(when), *mine]
        there = presence.with_something(parts, self.group)
        decisions = waiting.decisions(
            request, when, [one for one in there if isinstance(one, registry.Waits)]
        )
        panels = [
            (one, dict(said))
            for one in there
            if isinstance(one, registry.Panel) and (said := one.context(request)) is not None
        ]
        owed = waiting.owed(request, when, decisions)
        of_panels = [said["owes"] for _, said in panels if said.get("owes")]
        near = waiting.near(owed, when.on)
        context = {
            "title": "What waits for you" if owed or decisions or of_panels else "Home",
            "caption": self.group.name,
            "purpose": said_first(owed, decisions, of_panels, when.on, decides=self.may("decide_late")),
            "decides": self.may("decide_late"),
            "decisions": decisions,
            "on": when.on,
            "owed": waiting.shown(near, self.group, when),
            "later": waiting.later(owed, when.on),
            "panels": told_once(
                [said | {"template": panel.template} for panel, said in panels],
                things={one.about for one in decisions},
                rows={row.pk for row in near},
            ),
            "button": main_button(decisions, [said for _, said in panels], decides=self.may("decide_late")),
        }
        return render(request, "members/home.html", context)


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


def said_first(
    owed: list[Deadline], decisions: list[Decision], of_panels: list[str], today: date, *, decides: bool
) -> str:
    """“2 things wait for your decision. You owe 5 things; the next is due by Thursday 25 January 2018. 2 are late.”"""
    parts = []
    if decisions:
        waits = "waits" if len(decisions) == 1 else "wait"
        for_what = "for your decision" if decides else "for you"
        parts.append(f"{count(len(decisions), 'thing', 'things')} {waits} {for_what}.")
    near = [row for row in owed if row.due_on <= today + waiting.AHEAD]
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
