"""A referral is written, checked by its agency's representative where the terms say so, sent, and acknowledged (F4)."""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from random import Random
from typing import Any

from django.db import transaction
from django.urls import reverse

from meetings.locks import lock_group
from meetings.notices import mail_people, mail_role
from members.models import Agency, Holding
from reviews import codenames, referring
from reviews.enums import REFERRAL_TRANSITIONS, CaseSource, DateKind, ReferralState
from reviews.models import Case, LeakOverride, Referral
from reviews.services import acknowledging, cases, dates, duplicates, identity
from subgroup.clock import day_of
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup

SUBJECT = "referral"
_DAYS = (("incident_on", DateKind.INCIDENT), ("aware_on", DateKind.AWARE), ("told_on", DateKind.BOARD_TOLD))
Answers = Mapping[str, Any]


class LooksAlike(NotAllowed):
    """A case that may be the same is known. Its text says no more; who may see the case is told which."""

    def __init__(self, found: Collection[Case]) -> None:
        super().__init__("A case that looks alike is known to the sub-group.")
        self.found = list(found)


@transaction.atomic
def start(
    *, group: SubGroup, agency: Agency | None, by: Person, at: datetime, source: str = CaseSource.REFERRAL
) -> Referral:
    """A draft for an agency, or of a case that came otherwise; one of theirs that is still empty is taken again.

    A case that the sub-group found is of no agency.
    """
    if (agency is None) != (source == CaseSource.OTHER):
        raise NotAllowed("Choose the agency that refers or notifies it; what the sub-group found is of none.")
    lock_group(group)
    mine = Referral.objects.filter(
        group=group, agency=agency, source=source, started_by=by, state=ReferralState.DRAFT
    )
    empty = next((one for one in mine if not one.answers and not one.identity), None)
    return empty or Referral.objects.create(
        group=group, agency=agency, source=source, started_at=at, started_by=by, saved_at=at
    )


@transaction.atomic
def save(
    *, referral: Referral, step: referring.Step, answers: Answers, version: int, page: str, by: Person, at: datetime,
    people: list[dict[str, str]] | None = None, as_typed: bool = False,
) -> Referral:  # fmt: skip
    """Keeps what one page of the form says; answers of other pages stay. Too often for a line in the change log each.

    `page` is the name that the page gave itself: what it saved `as_typed` a moment ago is no conflict with its own button.
    Raises Conflict where another page saved something else for this step in between.
    """
    _locked(referral)
    check_write(referral)
    own = bool(page) and referral.saved_from == page
    if version != referral.version and (as_typed or not own):
        theirs, mine = _said(step, referral.answers), _said(step, answers)
        if theirs != mine or (people is not None and people != people_of(referral)):
            raise Conflict("This referral was saved in another window in between.", theirs=theirs, mine=mine)
    if people is None:
        keys = {one.key for one in step.questions}
        kept = {key: value for key, value in referral.answers.items() if key not in keys}
        referral.answers = kept | {key: value for key, value in answers.items() if value}
    else:
        referral.identity = {"people": people} if people else {}
    referral.saved_at, referral.saved_from, referral.version = at, page[:16], referral.version + 1
    names = ("answers", "identity", "saved_at", "saved_from", "version")
    Referral.objects.filter(pk=referral.pk).update(**{name: getattr(referral, name) for name in names})
    return referral


def _said(step: referring.Step, answers: Answers) -> str:
    rows = [(one.label, referring.in_words(one, answers)) for one in step.questions]
    return "\n".join(f"{label} {words}" for label, words in rows if words)


def people_of(referral: Referral) -> list[dict[str, str]]:
    found: list[dict[str, str]] = referral.identity.get("people", [])
    return found


def representatives(agency: Agency, *, on: date) -> list[Person]:
    """Who holds a seat of the agency on the sub-group."""
    rows = Holding.objects.filter(seat__agency=agency, seat__group=agency.group_id).on(on)
    return list(dict.fromkeys(row.person for row in rows.select_related("person")))


def is_checked_first(referral: Referral, *, by: Person, on: date) -> bool:
    """Whether it goes to the agency's representative before it is sent: the terms say so, and `by` is none of them.

    What an agency did not refer passes nobody.
    """
    if referral.agency is None or not referral.is_referred:
        return False
    if not referral.group.terms_on(on).content.cases.referral_checked_by_representative:
        return False
    people = representatives(referral.agency, on=on)
    return bool(people) and by not in people


@transaction.atomic
def hand_over(*, referral: Referral, by: Person, at: datetime) -> Referral:
    """To the agency's representative, who sends it on or returns it."""
    _locked(referral)
    check_send(referral)
    if referral.agency is None or not referral.is_referred:
        raise NotAllowed("Only what an agency refers is checked by its representative.")
    _move(referral, ReferralState.CHECKING)
    referral.returned_because = ""
    referral.save()
    _mail(
        referral, "referral_to_check", representatives(referral.agency, on=day_of(at)), at,
        why=f"you hold a seat of {referral.agency} on the sub-group.",
    )  # fmt: skip
    return referral


@transaction.atomic
def give_back(*, referral: Referral, because: str, by: Person, at: datetime) -> Referral:
    """The representative returns it with a reason; the referrer changes it and hands it over again."""
    _locked(referral)
    if not because.strip():
        raise NotAllowed("Say what is to be changed.")
    _move(referral, ReferralState.RETURNED)
    referral.returned_because, referral.checked_at, referral.checked_by = because.strip(), at, by
    referral.version += 1
    referral.save()
    _mail(referral, "referral_returned", [referral.started_by], at, why="you wrote this referral.")
    return referral


@transaction.atomic
def send(
    *, referral: Referral, by: Person, at: datetime, seen_alike: Collection[int] = (), chance: Random = codenames.CHANCE
) -> Case:  # fmt: skip
    """Opens the case under a codename; who the child is goes to the part kept apart, and out of the referral.

    What an agency referred is owed an acknowledgement; what came otherwise is screened at once.
    Raises LooksAlike for a case that may be the same, unless its id is among `seen_alike`: sent all the same, which is kept.
    """
    _locked(referral)
    if referral.state == ReferralState.SENT and referral.case:
        return referral.case
    check_send(referral)
    answers, people = referring.relevant(referral.facts), people_of(referral)
    found = alike(referral)
    if {case.pk for case in found} - set(seen_alike):
        raise LooksAlike(found)
    case = cases.open_case(
        group=referral.group, by=by, at=at, source=referral.source, agency=referral.agency, summary=answers.get("summary", ""),
        theme=answers.get("theme", "")[:100], names=identity.named(people), chance=chance,
    )  # fmt: skip
    identity.save(case=case, people=people, by=by, at=at)
    _record_dates(case, answers, referral, by, at)
    if referral.state == ReferralState.CHECKING:
        referral.checked_at, referral.checked_by = at, by
    _move(referral, ReferralState.SENT)
    referral.case, referral.answers, referral.identity = case, answers, {}
    referral.sent_at, referral.sent_by, referral.returned_because = at, by, ""
    referral.duplicates_seen = [one.pk for one in found]
    referral.save()
    LeakOverride.objects.filter(group=referral.group, case=None, place=place_of(referral)).update(case=case)
    if referral.is_referred:
        acknowledging.owe(case, at)
    else:
        cases.acknowledge(case=case, by=by, at=at)
    _mail(
        referral, "referral_sent", None, at, why="you are business support of this sub-group.",
        path=reverse("reviews:case", args=[case.group.slug, case.pk]),
    )  # fmt: skip
    return case


def place_of(referral: Referral) -> str:
    """Where the leak guard asked about it, in words."""
    return f"Referral {referral.reference}"


def alike(referral: Referral) -> list[Case]:
    answers = referring.relevant(referral.facts)
    day = answers.get("incident_on")
    return duplicates.alike(
        group=referral.group, agency=referral.agency, people=people_of(referral),
        incident_on=date.fromisoformat(day) if day else None, summary=answers.get("summary", ""),
    )  # fmt: skip


def _record_dates(case: Case, answers: Answers, referral: Referral, by: Person, at: datetime) -> None:
    source = f"Referral by {referral.agency}" if referral.is_referred else referral.get_source_display()
    for key, kind in _DAYS:
        if day := answers.get(key):
            dates.record(case=case, kind=kind, day=date.fromisoformat(day), source=source, by=by, at=at)


@transaction.atomic
def throw_away(*, referral: Referral, by: Person, at: datetime) -> None:
    """What was never sent is deleted, with who the child is."""
    _locked(referral)
    check_write(referral)
    referral.delete()


def check_write(referral: Referral) -> None:
    if referral.state not in (ReferralState.DRAFT, ReferralState.RETURNED):
        raise NotAllowed(f"This referral is “{referral.get_state_display()}” and can no longer be changed.")


def check_send(referral: Referral) -> None:
    if referring.missing(referral.facts, people_of(referral)):
        raise NotAllowed("The referral is not complete yet. What is missing stands on its page.")


def _move(referral: Referral, state: ReferralState) -> None:
    if state not in REFERRAL_TRANSITIONS[ReferralState(referral.state)]:
        raise NotAllowed(f"This referral is “{referral.get_state_display()}” already.")
    referral.state = state


def _locked(referral: Referral) -> Referral:
    lock_group(referral.group)
    referral.refresh_from_db(from_queryset=Referral.objects.select_for_update())
    return referral


def _mail(
    referral: Referral, kind: str, people: Collection[Person] | None, at: datetime, *, why: str, path: str = "", **more: Any
) -> None:  # fmt: skip
    """A reference and a link; to business support where nobody is named."""
    group = referral.group
    said: dict[str, Any] = {
        "kind": kind,
        "group": group,
        "key": f"{kind}:{referral.pk}:{referral.version}",
        "context": {
            "referral": referral,
            "path": path or reverse("reviews:referral", args=[group.slug, referral.pk]),
            **more,
        },
        "why": why,
        "about": (SUBJECT, str(referral.pk)),
        "at": at,
    }
    if people is None:
        mail_role("business_support", **said)
    else:
        mail_people(people, **said)
