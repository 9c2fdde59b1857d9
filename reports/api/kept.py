"""What is read by some alone, and so by no program: what hangs on confidential plans and actions, and on what is hidden from anybody."""

from django.db.models import CharField, Model, Q, QuerySet
from django.db.models.functions import Cast

from actionplans.models import Action, Challenge, Escalation, Extension, ImpactTest, Plan, UpdateOwed
from reports.api.table import Asked
from subgroup import registry
from subgroup.models import Deadline


def _of_actions(*ways: str) -> Q:
    """By the lookups that lead to an action."""
    found = Q()
    for way in ways:
        found |= Q(**{f"{way}confidential": True}) | Q(**{f"{way}recommendation__plan__confidential": True})
    return found


CONFIDENTIAL: dict[str, tuple[type[Model], Q]] = {
    "plan": (Plan, Q(confidential=True)),
    "plan_update": (UpdateOwed, Q(plan__confidential=True)),
    "action": (Action, _of_actions("")),
    "extension": (Extension, _of_actions("action__")),
    "impact_test": (ImpactTest, _of_actions("action__")),
    "challenge": (Challenge, _of_actions("action__")),
    "escalation": (
        Escalation,
        Q(owed__plan__confidential=True) | _of_actions("action__", "challenge__action__"),
    ),
}
"""By kind of subject."""


def confidential(kind: str) -> QuerySet:
    model, kept = CONFIDENTIAL[kind]
    return model._base_manager.filter(kept).order_by()


def open_deadlines(asked: Asked) -> QuerySet[Deadline]:
    """Those of which everybody with these rights is told. As many queries however many there are."""
    rows = Deadline.objects.filter(group=asked.group)
    kinds = rows.order_by().values_list("subject_kind", flat=True).distinct()
    told = [kind for kind in kinds if _is_told_to_all(asked.rights, kind)]
    rows = rows.filter(subject_kind__in=told)
    for kind, ids in registry.all_hidden(None, asked.group, on=asked.on).items():
        if kind in told:
            rows = rows.exclude(subject_kind=kind, subject_id__in=ids)
    for kind in CONFIDENTIAL:
        if kind in told:
            keys = confidential(kind).annotate(key=Cast("pk", CharField())).values("key")
            rows = rows.exclude(subject_kind=kind, subject_id__in=keys)
    return rows


def _is_told_to_all(rights: frozenset[str], kind: str) -> bool:
    """A kind of which some open to some alone is told to nobody in particular."""
    entry = registry.subjects.get(kind)
    return entry is not None and entry.is_told_to(rights.__contains__) and entry.theirs is None
