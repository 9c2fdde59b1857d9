"""Who sees which cases and reviews. Every list, page, file and count of them begins here."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from meetings.enums import ItemKind, ItemState
from meetings.models import AgendaItem
from members.models import Agency
from members.representation import seats_held_by
from reviews.enums import ReferralState, RequestState, ReviewState
from reviews.models import (
    Breaking,
    Case,
    ChairDecision,
    DeathRequest,
    InformationRequest,
    Naming,
    Panel,
    PanelMember,
    PanelRecommendation,
    Referral,
    Review,
    ReviewPerson,
    ShutOut,
)
from reviews.models.screening import PanelQuerySet
from subgroup import access, clock
from subgroup.models import Person, SubGroup
from subgroup.once import once
from subgroup.prepared import statement

CASE = "case"
"""The kind of subject of a case: in the ledger, on agendas, in breaches and mails."""


def visible(person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime) -> QuerySet[Case]:
    """The cases that are there for this person at this moment, as section 7 of the rules has it.

    Who opens every case opens those that are not restricted. Who sees cases sees those that have to do with them: on an
    agenda of theirs, referred by their agency, on whose panel or review they sit, or, for the Independent Chair, those for
    decision. A restricted case is there for the people named alone, and for who broke the glass, for as long as that holds.
    Whom the chair shut out of a case does not find it, whatever they hold.
    """
    rows = Case.objects.filter(group=group)
    if not permissions & {"view_all_cases", "view_cases"}:
        return rows.none()
    day = clock.day_of(at)
    named = access.opened(access.CASE, person, group, on=day)
    broken = Breaking.objects.filter(person=person, opened_at__lte=at, ends_at__gt=at)
    special = Q(pk__in=named.values("pk")) | Q(pk__in=broken.values("case_id"))
    open_ = Q() if "view_all_cases" in permissions else _of_theirs(person, group, permissions, day)
    shut = ShutOut.objects.filter(person=person, lifted_at=None)
    return rows.filter(special | (Q(restricted_at=None) & open_)).exclude(pk__in=shut.values("case_id"))


def _of_theirs(person: Person, group: SubGroup, permissions: frozenset[str], day: date) -> Q:
    """Of the cases that are not restricted, those that have to do with this person."""
    agencies = {seat.agency_id for seat in seats_held_by(person, group, day, or_deputised=True)}
    found = (
        Q(
            pk__in=PanelMember.objects.filter(person=person)
            .exclude(handling="stands_down")
            .values("panel__case_id")
        )
        | Q(pk__in=ReviewPerson.objects.filter(person=person, ended_on=None).values("review__case_id"))
        | Q(referral__started_by=person)
        | Q(agency_id__in=agencies)
    )
    if "view_confidential" in permissions and agencies:
        found |= Q(pk__in=_on_agendas(person, group))
    if "decide_reviews" in permissions:
        found |= Q(pk__in=PanelRecommendation.objects.values("panel__case_id"))
        found |= Q(pk__in=ChairDecision.objects.values("case_id"))
    return found


def _on_agendas(person: Person, group: SubGroup) -> set[int]:
    """The cases that stand on an agenda that members have seen, by themselves or carried over, but for what is withheld."""
    there = Q(state=ItemState.ON_AGENDA) | Q(state=ItemState.CARRIED_OVER)
    seen = AgendaItem.objects.filter(there, meeting__group=group, meeting__packs__isnull=False)
    roots = seen.filter(kind=ItemKind.CARRIED, subject_kind="item").values_list("subject_id", flat=True)
    first = Q(pk__in=seen.filter(subject_kind=CASE).order_by().values("pk")) | Q(
        pk__in={int(pk) for pk in roots}
    )
    rows = AgendaItem.objects.filter(first, subject_kind=CASE)
    withheld = {row.item.root_id for row in person.withholdings.filter(lifted_at=None).select_related("item")}
    return {int(subject) for pk, subject in rows.values_list("pk", "subject_id") if pk not in withheld}


_KEPT = statement(f"""
SELECT kept.id, kept.restricted_at IS NOT NULL, shut.person_id FROM {Case._meta.db_table} kept
LEFT JOIN {ShutOut._meta.db_table} shut ON shut.case_id = kept.id AND shut.lifted_at IS NULL
WHERE kept.group_id = %s AND (kept.restricted_at IS NOT NULL OR shut.id IS NOT NULL)
""")  # noqa: S608 - names of tables
"""As SQL: every page asks it, and building it took longer than asking."""


def hidden_cases(person: Person | None, group: SubGroup, at: datetime) -> frozenset[str]:
    """The ids of the group's cases that are not there for this person because they are restricted or they are shut out; for
    nobody in particular, those that are not there for somebody. One query, three where there is a restricted case.
    """
    found = once(("kept cases", group.pk), lambda: _KEPT.rows(group.pk))
    if person is None:
        return frozenset(str(pk) for pk, _, _ in found)
    gone = {pk for pk, _, shut_out in found if shut_out == person.pk}
    restricted = {pk for pk, is_restricted, _ in found if is_restricted} - gone
    if restricted:
        named = access.opened(access.CASE, person, group, on=clock.day_of(at))
        broken = Breaking.objects.filter(person=person, opened_at__lte=at, ends_at__gt=at)
        restricted -= set(named.order_by().values_list("pk", flat=True))
        restricted -= set(broken.order_by().values_list("case_id", flat=True))
    return frozenset(map(str, gone | restricted))


def open_to_all(group: SubGroup, at: datetime) -> QuerySet[Case]:
    """The cases that are hidden from nobody: what may be counted in figures that are the same for every reader."""
    return Case.objects.filter(group=group).exclude(pk__in=map(int, hidden_cases(None, group, at)))


def hidden(person: Person, group: SubGroup, ids: Collection[str], at: datetime) -> set[str]:
    """Those of some cases that are hidden from this person."""
    return set(ids) & hidden_cases(person, group, at)


def named(group: SubGroup, case_id: int, *, on: date) -> list[Person]:
    """The people named for a restricted case whose role still opens cases."""
    rows = Naming.objects.filter(case_id=case_id, case__group=group, ended_at=None).select_related("person")
    people = [row.person for row in rows if row.person.is_active]
    return [one for one in people if access.permissions(one, group, on=on) & {"view_cases", "view_all_cases"}]


def requests(
    person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime
) -> QuerySet[InformationRequest]:
    """What agencies were asked: all of the cases that are there for who manages cases, else what the person's own agencies
    were asked. A restricted case does not keep an agency from what it was asked; being shut out of it does.
    """
    rows = InformationRequest.objects.filter(case__group=group)
    if "manage_cases" in permissions:
        return rows.filter(case__in=visible(person, group, permissions, at=at))
    if "answer_requests" not in permissions:
        return rows.none()
    shut = ShutOut.objects.filter(person=person, lifted_at=None)
    mine = rows.filter(agency_id__in=agencies_of(person, group, on=clock.day_of(at)))
    return mine.exclude(state=RequestState.WITHDRAWN).exclude(case__in=shut.values("case_id"))


def panels(person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime) -> PanelQuerySet:
    """The worksheets of the cases that are there for this person: for who manages or decides about cases, for the
    Independent Chair once the recommendation is sent, and for who sits on the panel.
    """
    rows = Panel.objects.filter(case__in=visible(person, group, permissions, at=at))
    if permissions & {"manage_cases", "decide_cases"}:
        return rows
    sits = Q(
        pk__in=PanelMember.objects.filter(person=person).exclude(handling="stands_down").values("panel_id")
    )
    if "decide_reviews" in permissions:
        return rows.filter(sits | Q(recommendation__isnull=False))
    return rows.filter(sits)


def referrals(
    person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime
) -> QuerySet[Referral]:
    """Their own; those of agencies whose seat they hold, once these were handed over; for who manages cases those that were sent.

    One whose case is restricted, or from which the person is shut out, is there with its case only.
    """
    seats = {seat.agency_id for seat in seats_held_by(person, group, clock.day_of(at))}
    there = Q(case__in=visible(person, group, permissions, at=at))
    theirs = Q(started_by=person) | (Q(agency_id__in=seats) & ~Q(state=ReferralState.DRAFT))
    shut = ShutOut.objects.filter(person=person, lifted_at=None).values("case_id")
    free = Q(case=None) | (Q(case__restricted_at=None) & ~Q(case__in=shut)) | there
    found = theirs & free
    if "manage_cases" in permissions:
        found |= there
    return Referral.objects.filter(group=group).filter(found)


def may_refer_for(
    person: Person, group: SubGroup, permissions: frozenset[str], *, on: date
) -> QuerySet[Agency]:
    """The agencies for which a person refers: their own, and for who manages cases any."""
    rows = Agency.objects.filter(group=group).order_by("name")
    return rows if "manage_cases" in permissions else rows.filter(pk__in=agencies_of(person, group, on=on))


def agencies_of(person: Person, group: SubGroup, *, on: date) -> set[int]:
    """The agencies for which a person speaks: as lead, as holder of a seat or as its deputy."""
    return once(("agencies of", person.pk, group.pk, on), lambda: _agencies_of(person, group, on))


def _agencies_of(person: Person, group: SubGroup, on: date) -> set[int]:
    held = seats_held_by(person, group, on, or_deputised=True)
    return {seat.agency_id for seat in held} | set(access.agencies(person, group, on=on))


def reviews(
    person: Person, group: SubGroup, permissions: frozenset[str], *, at: datetime
) -> QuerySet[Review]:
    """All of them for who opens every case, and for the Independent Chair those of the cases for decision; for others those they
    sit on, and, for who sees cases, what is final or published.

    A review of a case that is not there for the person is not there either, unless it is published.
    """
    rows = Review.objects.filter(group=group)
    if not permissions & {"view_all_cases", "view_cases"}:
        return rows.none()
    on_it = ReviewPerson.objects.filter(review=OuterRef("pk"), person=person, ended_on=None)
    known = Q(case=None) | Q(case__in=visible(person, group, permissions, at=at))
    if not permissions & {"view_all_cases", "decide_reviews"}:
        done = Q(state__in=(ReviewState.FINAL, ReviewState.PUBLISHED, ReviewState.CLOSED))
        known = known & (done | Q(Exists(on_it)))
    return rows.filter(known | Q(published_on__isnull=False))


def deaths_to_answer(person: Person, group: SubGroup, *, on: date) -> QuerySet[DeathRequest]:
    """What the Child Death Overview Panel asked the person's own agencies."""
    return DeathRequest.objects.filter(death__group=group, agency_id__in=agencies_of(person, group, on=on))
