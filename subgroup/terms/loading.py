"""Stores a version of the terms of reference, and says what it changes (M4)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ManyToOneRel, QuerySet

from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import count, listing, long_date
from subgroup.errors import NotAllowed
from subgroup.models import DeadlineMove, SubGroup, Terms
from subgroup.terms.content import ParsedTerms

OnLoad = Callable[[Terms, ParsedTerms, datetime], Sequence[str]]
"""Called inside the transaction after a version was stored; answers a line for each thing that it changed.

A version may be loaded that is not the newest one: ask is_newest() before changing what stands now.
"""

on_load: list[OnLoad] = []


@dataclass(frozen=True)
class Changes:
    terms: Terms
    created: bool
    lines: tuple[str, ...]


def is_newest(terms: Terms) -> bool:
    return not terms.group.terms.filter(in_force_from__gt=terms.in_force_from).exists()


@transaction.atomic
def load(parsed: ParsedTerms, *, at: datetime) -> Changes:
    """Stores the version and tells the apps above. The same content again changes nothing.

    What is owed already and counted from a day on which other terms are in force now goes over to them: the lines
    say which dates moved.

    Raises NotAllowed when the version was loaded with other content and something was worked out from it, or
    when another version comes into force on the same day.
    """
    group, lines = _group(parsed, at)
    stored = group.terms.filter(version=parsed.version).first()
    if stored and ParsedTerms.from_json(stored.data) == parsed:
        return Changes(stored, False, (f"{parsed.title} is loaded already, with the same content.",))
    clash = group.terms.filter(in_force_from=parsed.in_force_from).exclude(version=parsed.version).first()
    if clash:
        day = f"{parsed.in_force_from.day} {parsed.in_force_from:%B %Y}"
        raise NotAllowed(
            f"Version {clash.version} comes into force on {day} too: two versions cannot begin on one day."
        )
    if stored:
        _check_unused(stored)
    before = stored or group.terms.filter(in_force_from__lte=parsed.in_force_from).last()
    terms = stored or Terms(group=group, version=parsed.version)
    old = ParsedTerms.from_json(before.data) if before else None
    _store(terms, parsed, at)
    verb = "changed" if stored else "stored"
    lines.append(f"{parsed.title} of {group.name}: {verb}, in force from {parsed.in_force_from:%Y-%m-%d}.")
    lines += differences(old, parsed)
    moved = DeadlineMove.objects.filter(deadline__group=group)
    before_them = moved.order_by("-pk").values_list("pk", flat=True).first() or 0
    for hook in on_load:
        lines += hook(terms, parsed, at)
    ledger.follow_terms(group, at=at)
    lines += _moves(moved.filter(pk__gt=before_them), at)
    return Changes(terms, stored is None, tuple(lines))


def _moves(moves: QuerySet[DeadlineMove], at: datetime) -> Iterator[str]:
    """A line for each date that moved; those whose day has passed by then say so."""
    for move in moves.select_related("deadline").order_by("from_due", "pk"):
        if move.from_due == move.to_due:
            continue
        passed = move.deadline.is_open and move.to_due < day_of(at)
        yield (
            f"{move.deadline.label}: was due {long_date(move.from_due)}, now {long_date(move.to_due)}"
            + (", which has passed" if passed else "")
        )


def _group(parsed: ParsedTerms, at: datetime) -> tuple[SubGroup, list[str]]:
    wanted = parsed.group
    group, created = SubGroup.objects.get_or_create(
        slug=wanted.slug, defaults={"name": wanted.name, "board": wanted.board, "created_at": at}
    )
    if created:
        return group, [f"Sub-group {wanted.name} ({wanted.slug}) of {wanted.board}: made."]
    newer = group.terms.filter(in_force_from__gt=parsed.in_force_from).exists()
    if newer or (group.name, group.board) == (wanted.name, wanted.board):
        return group, []
    line = f"Sub-group {group.name} of {group.board} is now {wanted.name} of {wanted.board}."
    group.name, group.board = wanted.name, wanted.board
    group.save(update_fields=["name", "board"])
    return group, [line]


def _store(terms: Terms, parsed: ParsedTerms, at: datetime) -> None:
    terms.in_force_from, terms.next_review = parsed.in_force_from, parsed.next_review
    terms.data, terms.source, terms.loaded_at = parsed.to_json(), parsed.source, at
    terms.__dict__.pop("_content", None)
    terms.save()


def _check_unused(stored: Terms) -> None:
    """Whatever points at a version was worked out from it: deadlines, meetings."""
    uses = []
    for relation in Terms._meta.get_fields(include_hidden=True):
        if isinstance(relation, ManyToOneRel):
            model = relation.related_model
            if number := model._base_manager.filter(**{relation.field.name: stored}).count():
                names = str(model._meta.verbose_name), str(model._meta.verbose_name_plural)
                uses.append(count(number, *names))
    if uses:
        raise NotAllowed(
            f"Version {stored.version} was loaded with other content and has been used by {listing(uses)}. "
            "Give the changed terms a version of their own."
        )


def differences(old: ParsedTerms | None, new: ParsedTerms) -> list[str]:
    """A line for each setting that differs from the version before; all of them where there is none."""
    before = dict(_settings(old.to_json())) if old else {}
    after = dict(_settings(new.to_json()))
    lines = []
    for key in dict.fromkeys((*before, *after)):
        was, now = before.get(key), after.get(key)
        if was == now:
            continue
        if was is None:
            lines.append(f"  {key} = {now}")
        elif now is None:
            lines.append(f"  {key}: was {was}, now not set")
        else:
            lines.append(f"  {key}: was {was}, now {now}")
    return lines


def _settings(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Each single value by where it stands: ("posts.S01.title", …), ("deadlines.items.due", …)."""
    match value:
        case Mapping():
            for key, inner in value.items():
                yield from _settings(inner, f"{path}.{key}" if path else key)
        case list() if value and all(isinstance(one, dict) for one in value):
            for index, inner in enumerate(value, 1):
                name = inner.get("code") or (f"S{inner['number']:02d}" if "number" in inner else index)
                yield from _settings(inner, f"{path}.{name}")
        case None | "" | []:
            return
        case bool():
            yield path, "yes" if value else "no"
        case list():
            yield path, ", ".join(map(str, value))
        case _:
            yield path, str(value)
