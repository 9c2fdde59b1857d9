"""One change to many actions at once: shown first, then made, by the services that change one."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Max

from actionplans.enums import Stage
from actionplans.models import Action
from actionplans.services import completion, extensions, lights, owing, plans
from members.models import Agency, Seat
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Message, Person
from subgroup.terms.lights import LightTerms

MOST = 200


class What(StrEnum):
    OWNER = "owner"
    DAY = "day"
    LIGHT = "light"
    SIGN_OFF = "sign_off"
    RETURN = "return"


@dataclass(frozen=True)
class Change:
    """`owner` with its agency, or the agency alone; a later `day`, which counts as an extension; or a `colour`.

    What was reported done is signed off with a test of a kind (`test`) to be held by `day`, or is returned with a `reason`.
    """

    what: What
    owner: Seat | None = None
    agency: Agency | None = None
    day: date | None = None
    colour: str = ""
    test: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Outcome:
    """`refused` says why it was left as it is."""

    action: Action
    was: str
    then: str = ""
    refused: str = ""


@dataclass(frozen=True)
class Trial:
    outcomes: list[Outcome]
    told: list[str]
    """Who would be mailed, a name for each mail."""


def try_out(*, actions: Sequence[Action], change: Change, by: Person, at: datetime) -> Trial:
    """What `make` would do. Nothing is kept: it is made and taken back, mails and all. Fetch the actions anew afterwards."""
    with transaction.atomic():
        owing.hold(actions)
        before = Message.objects.aggregate(last=Max("pk"))["last"] or 0
        found = _each(actions, change, by, at)
        mails = Message.objects.filter(pk__gt=before).order_by("recipient__name")
        told = list(mails.values_list("recipient__name", flat=True))
        transaction.set_rollback(True)
    return Trial(found, told)


@transaction.atomic
def make(*, actions: Sequence[Action], change: Change, by: Person, at: datetime, seen: str) -> list[Outcome]:
    """Changes those that may be changed. Raises NotAllowed when any is not as it was when `seen` was worked out."""
    if fingerprint(owing.hold(actions)) != seen:
        raise NotAllowed("Some of these actions were changed in the meantime. Look at what would happen now.")
    return _each(actions, change, by, at)


def fingerprint(actions: Iterable[Action]) -> str:
    """Another one when an action was changed since."""
    rows: list[list[Any]] = sorted(
        [one.pk, one.version, one.stage, str(one.due_on), one.owner_id, one.agency_id, one.agreed_colour]
        for one in actions
    )
    return hashlib.sha256(json.dumps(rows).encode()).hexdigest()


def _each(actions: Sequence[Action], change: Change, by: Person, at: datetime) -> list[Outcome]:
    if not actions:
        return []
    terms, found = actions[0].group.terms_on(day_of(at)).content.lights, []
    for action in actions:
        was = _words(action, change.what, terms)
        try:
            with transaction.atomic():
                _one(action, change, by, at)
        except NotAllowed as refusal:
            found.append(Outcome(action, was, refused=str(refusal)))
        else:
            found.append(Outcome(action, was, then=_words(action, change.what, terms)))
    return found


def _words(action: Action, what: What, terms: LightTerms) -> str:
    match what:
        case What.OWNER:
            return f"{action.agency.code}: {action.owner or 'no seat'}"
        case What.DAY:
            return long_date(action.due_on) if action.due_on else "No day"
        case What.SIGN_OFF | What.RETURN:
            return action.get_stage_display() + _test_words(action)
    return terms.word(action.agreed_colour) or "None agreed"


def _test_words(action: Action) -> str:
    """The test that is still to be held, for what is signed off."""
    waiting = action.tests.filter(result="").first() if action.stage == Stage.SIGNED_OFF else None
    return f"; {waiting.get_kind_display().lower()} by {long_date(waiting.due_on)}" if waiting else ""


def _one(action: Action, change: Change, by: Person, at: datetime) -> None:
    match change.what:
        case What.OWNER:
            agency = change.owner.agency if change.owner else change.agency
            plans.change_action(
                action=action, version=action.version, agency=agency, owner=change.owner, by=by, at=at
            )
        case What.DAY if change.day:
            asked = extensions.ask(action=action, to_day=change.day, reason=change.reason, by=by, at=at)
            extensions.decide(extension=asked, granted=True, reason=change.reason, by=by, at=at)
        case What.LIGHT:
            lights.agree(action=action, colour=change.colour, reason=change.reason, by=by, at=at)
        case What.SIGN_OFF:
            completion.sign_off(action=action, test_kind=change.test, test_due_on=change.day, by=by, at=at)
        case What.RETURN:
            completion.return_(action=action, reason=change.reason, by=by, at=at)
