"""The mail of a window: one to each person who answers for an agency, with all of its actions and a link of its own (P8)."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from actionplans import hidden
from actionplans.models import Action, UpdateOwed, Window
from actionplans.owed import asked_in, ends_at
from actionplans.services import links
from members.models import Agency
from members.owners import answers_itself
from subgroup import outbox, registry
from subgroup.clock import day_of
from subgroup.models import Deadline, Message, Person

KIND = "plan_updates"


@dataclass
class Asked:
    """What one agency is asked for. `link` leads in without sign-in, where there is one."""

    agency: Agency
    actions: list[tuple[str, str, date | None]] = field(default_factory=list)
    """The code of the plan, the reference, and the day by which it is due."""
    link: str = ""

    @property
    def total(self) -> int:
        return len(self.actions)

    @property
    def plans(self) -> list[tuple[str, int]]:
        """How many of each plan."""
        return list(Counter(code for code, _, _ in self.actions).items())


def mail(window: Window, *, at: datetime) -> list[Message]:
    """Mails who answers today and was not mailed in this window; answers what it wrote. References and days only."""
    group, today = window.meeting.group, day_of(at)
    asked = _asked(window, today)
    people = registry.people_for(group, [("agency", code) for code in asked], on=today)
    of_person: dict[Person, list[str]] = {}
    for (_, code), found in sorted(people.items()):
        for person in found:
            of_person.setdefault(person, []).append(code)
    keys = {person: f"{KIND}:{window.pk}:{person.pk}" for person in of_person}
    told = set(Message.objects.filter(key__in=keys.values()).values_list("key", flat=True))
    why_then = _why(window) if set(keys.values()) - told else ""
    sent = []
    for person, codes in of_person.items():
        if keys[person] not in told and (
            message := _write(window, person, codes, asked, keys[person], why_then, at)
        ):
            sent.append(message)
    return sent


def _asked(window: Window, today: date) -> dict[str, Asked]:
    """Without what is hidden from anybody: who is named hears of that by their reminders, and says it signed in."""
    waiting = UpdateOwed.objects.filter(window=window, made_at=None).select_related("agency")
    agencies = {owed.agency_id: owed.agency for owed in waiting}
    found: dict[str, Asked] = {}
    gone = hidden.plans(None, window.meeting.group, today)
    rows = asked_in(window, Action.objects.exclude(recommendation__plan__in=gone)).order_by(
        "agency__code", "recommendation__plan__code", "recommendation__position", "position", "pk"
    )
    told = rows.values_list("agency", "recommendation__plan__code", "reference", "due_on")
    for agency, code, reference, due_on in told:
        if agency in agencies:
            entry = found.setdefault(agencies[agency].code, Asked(agencies[agency]))
            entry.actions.append((code, reference, due_on))
    return found


def _why(window: Window) -> str:
    """Why the window closes on its day, as it stands in the ledger; nothing where the window has none there."""
    ids = [str(pk) for pk in window.owed.values_list("pk", flat=True)]
    rows = Deadline.objects.filter(group=window.meeting.group, subject_kind="plan_update", subject_id__in=ids)
    owed = rows.filter(due_on=window.closes_on).first()
    return owed.why if owed else ""


def _write(
    window: Window,
    person: Person,
    codes: list[str],
    asked: Mapping[str, Asked],
    key: str,
    why_then: str,
    at: datetime,
) -> Message | None:
    group = window.meeting.group
    entries = [
        Asked(asked[code].agency, asked[code].actions, _link(window, asked[code].agency, person, at))
        for code in codes
    ]
    names = " and ".join(entry.agency.name for entry in entries)
    return outbox.enqueue(
        kind=KIND,
        to=person,
        group=group,
        key=key,
        context={
            "window": window,
            "entries": entries,
            "total": sum(entry.total for entry in entries),
            "why_then": why_then,
            "closed": window.closes_on < day_of(at),
            "page": outbox.absolute(reverse("actionplans:window", args=[group.slug, window.pk])),
        },
        why=f"you answer for {names} in the sub-group {group}.",
        at=at,
        about=("update_window", str(window.pk)),
        private=True,
    )


def _link(window: Window, agency: Agency, person: Person, at: datetime) -> str:
    """None for who only stands in, and when the window is over: they sign in."""
    if ends_at(window) <= at or not answers_itself(person, agency, day_of(at)):
        return ""
    token = links.make(window=window, agency=agency, person=person, by=None, at=at)
    return outbox.absolute(reverse("update_link:open", args=[token]))
