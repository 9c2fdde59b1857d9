"""Who sees what: a case opens to named people alone, somebody is shut out of it, or the glass is broken."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from meetings.notices import mail_people
from reviews import openings, reading
from reviews.models import Breaking, Case, Naming, ShutOut
from reviews.services import considering
from reviews.services.cases import locked
from subgroup import access, clock, registry
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

OPENS = frozenset({"view_cases", "view_all_cases"})
ACTS = frozenset({"manage_cases", "decide_cases"})
NO_SUCH = (
    "No case was opened. The glass is broken only for a restricted case that is not open to you: check its reference. "
    "The attempt is in the log."
)
AT_LEAST = timedelta(hours=1)


def check_restrict(case: Case) -> None:
    """Raises NotAllowed where the case is restricted already."""
    if case.restricted_at:
        raise NotAllowed(
            f"{case} has been restricted since {long_date(clock.day_of(case.restricted_at))}. Name people, or end that."
        )


def check_unrestrict(case: Case) -> None:
    if not case.is_restricted:
        raise NotAllowed(f"{case} is not restricted.")


@transaction.atomic
def restrict(*, case: Case, people: Iterable[Person], because: str, by: Person, at: datetime) -> Case:
    """From now on the case is there for the people named alone; who restricts it is one of them."""
    locked(case)
    check_restrict(case)
    reason = _reason(because, "the case is restricted")
    named = list(dict.fromkeys([by, *people]))
    for person in named:
        _check_can_open(case, person, at)
    case.restricted_at, case.restricted_by, case.restricted_because = at, by, reason
    case.version += 1
    case.save()
    for person in named:
        Naming.objects.get_or_create(
            case=case, person=person, ended_at=None, defaults={"named_at": at, "named_by": by}
        )
    _check_in_hands(case, at)
    _follow(case, by, at)
    return case


@transaction.atomic
def unrestrict(*, case: Case, by: Person, at: datetime) -> Case:
    """The case is open again as other cases are. Those who were shut out stay so."""
    locked(case)
    check_unrestrict(case)
    for naming in case.namings.filter(ended_at=None):
        _end(naming, by, at)
    case.restricted_at, case.restricted_by, case.restricted_because = None, None, ""
    case.version += 1
    case.save()
    _follow(case, by, at)
    return case


@transaction.atomic
def name(*, case: Case, person: Person, by: Person, at: datetime) -> Naming:
    """A restricted case opens to one more, at once."""
    locked(case)
    check_unrestrict(case)
    there = case.namings.filter(person=person, ended_at=None).first()
    if there:
        return there
    _check_can_open(case, person, at)
    naming = Naming.objects.create(case=case, person=person, named_at=at, named_by=by)
    _follow(case, by, at, [person])
    return naming


@transaction.atomic
def end_naming(*, naming: Naming, by: Person, at: datetime) -> Naming:
    """The case is no more there for them, at once. Refused where nobody who may act on it would be left."""
    case = locked(naming.case)
    naming.refresh_from_db()
    if naming.ended_at is None:
        _end(naming, by, at)
        if case.is_restricted:
            _check_in_hands(case, at)
        _follow(case, by, at, [naming.person])
    return naming


@transaction.atomic
def shut_out(*, case: Case, person: Person, because: str, by: Person, at: datetime) -> ShutOut:
    """For somebody with an interest the case is not there from now on, whatever they hold. Ends their naming."""
    locked(case)
    there = case.shut_outs.filter(person=person, lifted_at=None).first()
    if there:
        return there
    reason = _reason(because, f"{person} is shut out")
    row = ShutOut.objects.create(case=case, person=person, because=reason[:300], decided_at=at, decided_by=by)
    for naming in case.namings.filter(person=person, ended_at=None):
        _end(naming, by, at)
    _check_in_hands(case, at)
    _follow(case, by, at, [person])
    return row


@transaction.atomic
def lift(*, shut: ShutOut, by: Person, at: datetime) -> ShutOut:
    """The case is there for them again as for others of their role; a naming that ended stays ended."""
    locked(shut.case)
    shut.refresh_from_db()
    if shut.lifted_at is None:
        shut.lifted_at, shut.lifted_by = at, by
        shut.save(update_fields=["lifted_at", "lifted_by"])
        _follow(shut.case, by, at, [shut.person])
    return shut


@transaction.atomic
def break_glass(*, case: Case, person: Person, because: str, at: datetime) -> Breaking:
    """A restricted case opens to somebody who is not named until the end of the day, for an hour at least.

    The chair and all who are named are told at once. Raises NotAllowed where there is no glass to break.
    """
    locked(case)
    held = access.permissions(person, case.group, on=clock.day_of(at))
    is_there = reading.visible(person, case.group, held, at=at).filter(pk=case.pk).exists()
    is_shut = case.shut_outs.filter(person=person, lifted_at=None).exists()
    if not case.is_restricted or is_there or is_shut or "break_glass" not in held:
        raise NotAllowed(NO_SUCH)
    reason = _reason(because, "you open it")
    ends = max(clock.moment(clock.day_of(at) + timedelta(days=1)), at + AT_LEAST)
    breaking = Breaking.objects.create(case=case, person=person, because=reason, opened_at=at, ends_at=ends)
    openings.note(case=case, person=person, part=openings.BROKE, because=reason, at=at)
    considering.keep_back(case=case, by=person, at=at)
    _tell(breaking)
    return breaking


@transaction.atomic
def try_glass(
    *, group: SubGroup, reference: str, person: Person, because: str, at: datetime
) -> Breaking | None:
    """Breaks the glass of the case with this reference; None, with the attempt logged, where it opens nothing."""
    case = find(group, reference)
    if case is not None:
        try:
            with transaction.atomic():
                return break_glass(case=case, person=person, because=because, at=at)
        except NotAllowed:
            pass
    said = because if case else f"“{reference.strip()[:20]}”: {because}"
    openings.note_refused(group=group, case=case, person=person, because=said, at=at)
    return None


def find(group: SubGroup, reference: str) -> Case | None:
    """The case of the group with this reference, "CC/17/01"."""
    parts = reference.strip().upper().split("/")
    if len(parts) != 3 or not (parts[1].isdecimal() and parts[2].isdecimal() and len(parts[2]) < 6):
        return None
    rows = Case.objects.filter(group=group, number=int(parts[2]), year__startswith=f"20{parts[1]}")
    return next((case for case in rows.select_related("group") if case.reference == "/".join(parts)), None)


def _tell(breaking: Breaking) -> None:
    """Only those for whom the case is there read its reference; a chair for whom it is not learns that it happened."""
    case, at = breaking.case, breaking.opened_at
    group, day = case.group, clock.day_of(at)
    chair = registry.people_for(group, [("role", "chair")], on=day)[("role", "chair")]
    named = [row.person for row in case.namings.filter(ended_at=None).select_related("person")]
    told = [one for one in dict.fromkeys([*chair, *named]) if one != breaking.person]
    for person in told:
        gone = str(case.pk) in reading.hidden_cases(person, group, at)
        path = (
            reverse("reviews:openings", args=[group.slug])
            if gone
            else reverse("reviews:case", args=[group.slug, case.pk])
        )
        mail_people(
            [person], kind="glass_broken", group=group, key=f"glass:{breaking.pk}", at=at,
            context={"who": breaking.person.name, "reference": "" if gone else case.reference, "path": path},
            why="you chair the sub-group" if person in chair else "you are named for this case",
            about=("", "") if gone else (reading.CASE, str(case.pk)),
        )  # fmt: skip


def _reason(because: str, what: str) -> str:
    if not because.strip():
        raise NotAllowed(f"Say why {what}.")
    return because.strip()


def _end(naming: Naming, by: Person, at: datetime) -> None:
    naming.ended_at, naming.ended_by = at, by
    naming.save(update_fields=["ended_at", "ended_by"])


def candidates(case: Case, at: datetime) -> QuerySet[Person]:
    """Who may be named for a case or shut out of it: those whose role opens cases, now or later, and who are not shut out."""
    granted = access.gate.granted_ever(case.group, clock.day_of(at))
    able = [pk for pk, held in granted.items() if held & OPENS]
    shut = case.shut_outs.filter(lifted_at=None).values("person_id")
    return Person.objects.filter(pk__in=able, is_active=True).exclude(pk__in=shut).order_by("name")


def _check_can_open(case: Case, person: Person, at: datetime) -> None:
    """Raises NotAllowed for whom a naming would open nothing."""
    held = access.permissions(person, case.group, on=clock.day_of(at))
    if not held & OPENS:
        raise NotAllowed(f"{person} holds no role that opens cases, and cannot be named.")
    if case.shut_outs.filter(person=person, lifted_at=None).exists():
        raise NotAllowed(f"{person} is shut out of this case. Lift that first.")


def _check_in_hands(case: Case, at: datetime) -> None:
    """Raises NotAllowed where the case would be left without anybody for whom it is there and who may act on it."""
    day = clock.day_of(at)
    shut = case.shut_outs.filter(lifted_at=None).values("person_id")
    people = Person.objects.filter(is_active=True).exclude(pk__in=shut)
    if case.is_restricted:
        people = people.filter(pk__in=case.namings.filter(ended_at=None).values("person_id"))
    else:
        granted = access.gate.granted_ever(case.group, day)
        people = people.filter(pk__in=[pk for pk, held in granted.items() if held & ACTS])
    if not any(access.permissions(person, case.group, on=day) & ACTS for person in people):
        raise NotAllowed("Nobody who may act on the case would be left. Name somebody first.")


def _follow(case: Case, by: Person, at: datetime, people: Iterable[Person] | None = None) -> None:
    """The rows that open a case, and what is withheld of its agenda items, agree with who may know of it now."""
    access.rebuild(case.group, on=clock.day_of(at), people=people)
    considering.keep_back(case=case, by=by, at=at)
