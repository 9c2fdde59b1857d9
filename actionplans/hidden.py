"""The plan of a review whose case is not there for somebody is not there for them either, nor what hangs on it (S1).

A plan is that of the review which bears its code. What an agenda item about such a case led to is hidden in the same way.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from actionplans.models import Action, Plan
from meetings.enums import ItemKind
from meetings.models import AgendaItem
from reviews import reading as reviews_reading
from reviews.models import Case, Review
from reviews.subjects import hidden_cases
from subgroup import access, registry
from subgroup.models import Person, SubGroup
from subgroup.once import once
from subgroup.registry import Hider


def plans(person: Person | None, group: SubGroup, on: date) -> frozenset[int]:
    """The ids of the plans that are not there for this person; for nobody in particular, that are not there for somebody.

    One query where nothing is hidden from anybody.
    """

    def ask() -> frozenset[int]:
        if person is not None and not plans(None, group, on):
            return frozenset()
        cases = hidden_cases(person, group, on)
        return frozenset(_plans_of(cases).values_list("pk", flat=True)) if cases else frozenset()

    return once(("hidden plans", person and person.pk, group.pk, on), ask)


def _plans_of(cases: Collection[str]) -> QuerySet[Plan]:
    reviews = Review.objects.filter(
        group=OuterRef("group"), code=OuterRef("code"), case__in=[int(pk) for pk in cases]
    )
    return Plan.objects.filter(Exists(reviews)).order_by()


def _items_of(cases: Collection[str]) -> set[int]:
    """The agenda items about the cases, carried over ones too."""
    return once(("items of cases", frozenset(cases)), lambda: _asked_items_of(cases))


def _asked_items_of(cases: Collection[str]) -> set[int]:
    about = AgendaItem.objects.filter(subject_kind=reviews_reading.CASE, subject_id__in=cases)
    first = set(about.order_by().values_list("pk", flat=True))
    carried = AgendaItem.objects.filter(kind=ItemKind.CARRIED, subject_id__in=[str(pk) for pk in first])
    return first | set(carried.order_by().values_list("pk", flat=True)) if first else first


def hidden_by(
    model: Any, to_plans: Iterable[str], to_actions: Iterable[str] = (), *, agency: str = ""
) -> Hider:
    """For things of plans or actions: `to_plans` are the lookups that lead to a plan, `to_actions` those to an action.

    `agency` is the one to who owes them. Where it is there for nobody who answers for it, who is named answers.
    """
    to_plans = [*to_plans, *(_joined(way, "recommendation__plan") for way in to_actions)]
    to_items = [_joined(way, "line__item") for way in to_actions]
    rows: QuerySet[Any] = model.objects.order_by()

    def among(cases: frozenset[str], ids: Collection[str] | None) -> Collection[str]:
        plans_ = _plans_of(cases).values("pk")
        ways = [Q(**{f"{way}__in": plans_}) for way in to_plans]
        if to_items and (items := _items_of(cases)):
            ways += [Q(**{f"{way}__in": items}) for way in to_items]
        found = rows.filter(reduce(or_, ways))
        found = found if ids is None else found.filter(pk__in=ids)
        return {str(pk) for pk in found.values_list("pk", flat=True)}

    def left(group: SubGroup, one: str, on: date) -> Sequence[Person]:
        row = rows.filter(pk=one)
        case = next(_cases(group, row, to_plans, to_items), None)
        owes = row.values_list(agency, flat=True).first() if agency else None
        return answering(group, case, owes, on=on) if case else ()

    return Hider(hidden_cases, among, left)


def _joined(*ways: str) -> str:
    return "__".join(filter(None, ways))


def _cases(
    group: SubGroup, row: QuerySet[Any], to_plans: Iterable[str], to_items: Iterable[str]
) -> Iterator[int]:
    """The cases that the one row leads to."""
    for way in to_plans:
        codes = Plan.objects.filter(pk__in=row.values(way)).values("code")
        yield from Case.objects.filter(group=group, reviews__code__in=codes).values_list("pk", flat=True)
    for way in to_items:
        for item in AgendaItem.objects.filter(pk__in=row.values(way)):
            root = AgendaItem.objects.filter(pk=item.root_id, subject_kind=reviews_reading.CASE)
            yield from map(int, root.values_list("subject_id", flat=True))


def answering(group: SubGroup, case: int, agency: int | None, *, on: date) -> list[Person]:
    """Of the people named for a case those of the agency and those who manage actions; all of them where none is of the agency."""
    named = reviews_reading.named(group, case, on=on)
    theirs = [one for one in named if agency in reviews_reading.agencies_of(one, group, on=on)]
    manage = [one for one in named if access.may(one, "manage_actions", group, on=on)]
    return list(dict.fromkeys([*theirs, *manage])) if theirs else named


def stood_in(person: Person, group: SubGroup, on: date) -> set[int]:
    """The open actions of hidden plans for which this person answers, because they are there for nobody who would answer else."""
    secret = plans(None, group, on) - plans(person, group, on)
    if not secret:
        return set()
    rows = (
        Action.objects.open()
        .filter(recommendation__plan__in=secret)
        .select_related("agency", "recommendation__plan")
    )
    owners = {one.pk: owner_of(one) for one in rows}
    people = registry.people_for(group, set(owners.values()), on=on)
    codes = {one.plan.code for one in rows if one.plan}
    case_of = dict(Review.objects.filter(group=group, code__in=codes).values_list("code", "case_id"))
    kept: dict[int, frozenset[int]] = {}

    def is_there(other: Person, plan: int) -> bool:
        if other.pk not in kept:
            kept[other.pk] = plans(other, group, on)
        return plan not in kept[other.pk]

    asked: dict[tuple[int, int], list[Person]] = {}
    found = set()
    for one in rows:
        plan, case = one.plan, case_of.get(one.plan.code) if one.plan else None
        if plan is None or case is None or any(is_there(other, plan.pk) for other in people[owners[one.pk]]):
            continue
        if (case, one.agency_id) not in asked:
            asked[case, one.agency_id] = answering(group, case, one.agency_id, on=on)
        if person in asked[case, one.agency_id]:
            found.add(one.pk)
    return found


def case_of(plan: Plan) -> Case | None:
    """The case of the review whose plan it is."""
    return Case.objects.filter(group=plan.group_id, reviews__code=plan.code).select_related("group").first()


def owner_of(action: Action) -> tuple[str, str]:
    """Who answers for it in the ledger: its seat, or its agency where it has none there."""
    return ("seat", str(action.owner_id)) if action.owner_id else ("agency", action.agency.code)


def told(
    people: Sequence[Person], pair: tuple[str, str], group: SubGroup, *, on: date, also: Iterable[Person] = ()
) -> list[Person]:
    """Those of the people for whom it is there; where it is there for none of them, who answers in their place. And `also`
    others, those for whom it is there."""
    may_know = registry.Told(group, [pair], on=on)
    others = [one for one in also if may_know.is_there(pair, one)]
    return [*may_know.of(pair, people), *others]
