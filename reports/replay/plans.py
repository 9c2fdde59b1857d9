"""The action plans of a log: it names them, and the agencies that answer in them, only by their updates.

A book (a TOML file beside the log) may say more: code, recommendations, actions, and what is said of each. Without one a plan
has one action for each agency.
"""

import re
import tomllib
from typing import Any

from actionplans.enums import PlanKind, Stage
from actionplans.models import Action, Plan
from actionplans.saying import last_word
from actionplans.services import plans, updates
from members.models import Agency
from reports.replay.log import Event
from reports.replay.world import World
from subgroup import registry
from subgroup.errors import NotAllowed
from subgroup.models import Person

KIND = "plan-update"
Book = dict[str, dict[str, Any]]


def read(text: str) -> Book:
    """The plans of a book by the name that the log gives them."""
    return {plan["name"]: plan for plan in tomllib.loads(text).get("plans", [])}


def begin(world: World, event: Event, events: list[Event], book: Book) -> None:
    """Every plan that the log names stands from the first day, with an action for each agency that it names."""
    named: dict[str, list[str]] = {}
    for later in events:
        if later.kind == KIND:
            agencies = named.setdefault(later.subject, [])
            code = _code(world, later)
            if code not in agencies:
                agencies.append(code)
    by = world.support(event.day)
    for name, codes in named.items():
        said = book.get(name) or _plain(name, [code for code in codes if _is_known(world, name, code)])
        plan = plans.open_plan(
            group=world.the_group, code=said["code"], title=said.get("title", name), kind=said.get("kind", PlanKind.SCR),
            owner=world.seats.get(said.get("owner", "")), agreed_on=said.get("agreed_on"), by=by, at=event.at,
        )  # fmt: skip
        world.plans[name] = plan
        _fill(world, plan, said, by, event)


def _code(world: World, event: Event) -> str:
    said = event.value("agency") or ""
    return world.codes.get(said, said)


def _is_known(world: World, name: str, code: str) -> bool:
    found = Agency.objects.filter(group=world.the_group, code=code).exists()
    if not found:
        world.notes.append(f"{name}: there is no agency {code}, so that it owes no update")
    return found


def _plain(name: str, codes: list[str]) -> dict[str, Any]:
    code = re.sub(r"[^A-Z0-9]+", "-", name.upper()).strip("-")[:20].strip("-") or "PLAN"
    actions = [{"agency": agency, "text": "Carry out the agency’s part of the plan."} for agency in codes]
    return {
        "code": code,
        "recommendations": [{"number": "1", "text": "The plan is carried out.", "actions": actions}],
    }


def _fill(world: World, plan: Plan, said: dict[str, Any], by: Person | None, event: Event) -> None:
    for one in said["recommendations"]:
        codes = {row["agency"] for row in one["actions"]}
        recommendation = plans.add_recommendation(
            plan=plan, number=one["number"], text=one["text"], finding=one.get("finding", ""),
            addressed_to=one.get("addressed_to", "agencies"),
            agencies=Agency.objects.filter(group=world.the_group, code__in=codes), by=by, at=event.at,
        )  # fmt: skip
        for row in one["actions"]:
            action = plans.add_action(
                recommendation=recommendation, number=row.get("number"), text=row["text"],
                agency=Agency.objects.get(group=world.the_group, code=row["agency"]), officer=row.get("officer", ""),
                owner=world.seats.get(row.get("owner", "")), due_on=row.get("due_on"),
                success_criterion=row.get("success", ""), evidence_required=row.get("evidence", ""), by=by, at=event.at,
            )  # fmt: skip
            world.words[action.pk] = [list(word) for word in row.get("words", [])]


def update(world: World, event: Event) -> None:
    """The agency says how each of its open actions of the plan stands."""
    plan, code = world.plans.get(event.subject), _code(world, event)
    if plan is None:
        raise NotAllowed(f"There is no plan {event.subject}.")
    owner = ("agency", code)
    people = registry.people_for(world.the_group, [owner], on=event.day)[owner]
    actions = Action.objects.filter(recommendation__plan=plan, agency__code=code, withdrawn_at=None)
    for action in actions.filter(stage=Stage.OPEN).order_by("pk"):
        _say(world, action, people[0] if people else world.actor(event), event)


def _say(world: World, action: Action, by: Person, event: Event) -> None:
    """The next word of the book; when it has no more, that nothing has changed."""
    words, last = world.words.get(action.pk, []), last_word(action)
    if words:
        colour, text = words.pop(0)
        updates.say(action=action, colour=colour, text=text, by=by, at=event.at)
    elif last is None:
        updates.say(action=action, text=f"Reported for {event.meeting}.", by=by, at=event.at)
    else:
        text = f"Still so for {event.meeting}." if last.no_change else ""
        updates.say(action=action, no_change=True, text=text, by=by, at=event.at)
