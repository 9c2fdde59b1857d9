"""Sections 1 to 3: what the sub-group is for, whom it answers to, and who sits on it."""

import hashlib
from datetime import date
from typing import TypeVar

from members import wording
from members.models import (
    Compact,
    CompactOverride,
    CoordinatingMembership,
    Deputyship,
    Holding,
    PeriodQuerySet,
    Seat,
)
from members.representation import agency_names
from reports.binder.content import Content, Kept, Sheet, day, facts, heading, points, said, table
from reports.binder.redaction import Tells
from reports.binder.scope import Scope
from subgroup.deadlines.wording import count
from subgroup.models import Terms

Row = TypeVar("Row", Holding, Deputyship, CoordinatingMembership, Compact, CompactOverride)
MAY_NAME = "it may name people, and what is in it cannot be changed"


def versions(scope: Scope) -> list[Terms]:
    """The terms in force on the first day, and those that came into force until the last."""
    first = scope.group.terms_on(scope.first)
    rows = scope.group.terms.filter(in_force_from__gt=scope.first, in_force_from__lte=scope.last)
    return [first, *rows.exclude(pk=first.pk).order_by("in_force_from", "pk")]


def terms(scope: Scope) -> Content:
    found = versions(scope)
    content = Content(counts=[count(len(found), "version in force", "versions in force")])
    for one in found:
        content.entries.append(
            Sheet(
                f"Terms of reference {one.version}", f"Terms of reference {one.version}", _terms(scope, one)
            )
        )
    return content


def _terms(scope: Scope, one: Terms) -> list:
    stands = one.content
    return [
        facts(
            ("In force from", day(one.in_force_from)),
            ("Last reviewed", stands.last_review),
            ("Next review", day(one.next_review) if one.next_review else "No date in the terms"),
            ("Meets", stands.meetings.frequency.text.capitalize()),
            ("Quorum", f"{wording.quorum(stands)} {wording.not_quorate(stands)}"),
            ("Deputies", wording.deputies(stands)),
            ("SHA-256 of the file as loaded", hashlib.sha256(one.source.encode()).hexdigest()),
        ),
        heading("What it is for"),
        points(stands.group.responsible_for),
        *([heading("Functions"), points(stands.functions)] if stands.functions else []),
        *([heading("Objectives"), points(stands.objectives)] if stands.objectives else []),
        table("What is due when", ["What", "When", "Where it says so"], wording.deadlines(stands)),
        table(
            "Targets",
            ["Measure", "Target"],
            [(key, "every one" if text == "every" else text) for key, text in stands.targets.items()],
            empty="The terms set no target.",
        ),
    ]


def accountability(scope: Scope) -> Content:
    blocks = []
    for one in versions(scope):
        lines = [(line.who, line.to) for line in one.content.accountability]
        blocks.append(
            table(
                f"Under the terms of reference {one.version}, from {day(one.in_force_from)}",
                ["Who", "Answers to"],
                lines,
                empty=one.content.group.accountable_to or "The terms name no line of account.",
            )
        )
    sat = _held(scope, CoordinatingMembership.objects.filter(seat__group=scope.group).select_related("seat"))
    blocks.append(
        table(
            "Posts with a seat on the Coordination and Delivery Group",
            ["Post", "From", "To"],
            [(f"{one.seat.code} {one.seat.title}", *_days(one)) for one in sat],
            empty="None is recorded.",
        )
    )
    return Content([Sheet("Lines of account", "Lines of account", blocks)], counts=["1 sheet"])


def membership(scope: Scope) -> Content:
    seats = [
        seat
        for seat in Seat.objects.filter(group=scope.group).select_related("agency").order_by("number")
        if seat.closed_on is None or seat.closed_on >= scope.first
    ]
    names = agency_names(scope.group, scope.last)
    held = _held(scope, Holding.objects.filter(seat__group=scope.group).select_related("person", "seat"))
    deputies = _held(
        scope, Deputyship.objects.filter(seat__group=scope.group).select_related("person", "seat")
    )
    overrides = _held(
        scope, CompactOverride.objects.filter(seat__group=scope.group).select_related("seat", "by")
    )
    rows = [
        (
            seat.code,
            seat.title,
            names.get(seat.agency_id, seat.agency.name),
            _who(scope, [one for one in held if one.seat_id == seat.pk]) or "Vacant",
            _who(scope, [one for one in deputies if one.seat_id == seat.pk]) or "–",
        )
        for seat in seats
    ]
    blocks = [
        said("Who held each post between the two days, and who was named as its deputy."),
        table("Posts", ["Post", "Title", "Agency", "Held by", "Deputies"], rows, empty="There is no post."),
    ]
    compacts = _held(
        scope, Compact.objects.filter(agency__group=scope.group).select_related("agency", "document")
    )
    compacts.sort(key=lambda one: (names.get(one.agency_id, one.agency.name), one.starts_on))
    blocks.append(_compacts(compacts, names))
    if overrides:
        blocks.append(
            table(
                "Posts held without a compact, by decision of the business manager",
                ["Post", "Reason", "From", "To"],
                [(one.seat.title, one.reason, *_days(one)) for one in overrides],
            )
        )
    content = Content(
        [Sheet("Membership", "Membership and compacts", blocks)],
        counts=[count(len(seats), "post", "posts"), count(len(compacts), "compact", "compacts")],
    )
    _documents(scope, content, compacts)
    return content


def _compacts(compacts: list[Compact], names: dict[int, str]) -> dict:
    return dict(
        table(
            "Compacts in force",
            ["Agency", "Signed", "Signed by", "From", "To", "Review", "Document"],
            [
                (
                    names.get(one.agency_id, one.agency.name), day(one.signed_on), one.signatory, *_days(one),
                    day(one.review_on) if one.review_on else "–", "Yes" if one.document else "None was uploaded",
                )
                for one in compacts
            ],
            empty="No compact was in force.",
        )
    )  # fmt: skip


def _documents(scope: Scope, content: Content, compacts: list[Compact]) -> None:
    papers = [one for one in compacts if one.document]
    if not scope.has_names:
        content.leave_out(len(papers), "signed compact", "signed compacts", MAY_NAME)
        return
    told = 0
    for one in papers:
        if one.document and tells_of_a_case(scope, one.document, scope.tells):
            told += 1
        elif one.document:
            content.entries.append(
                Kept(
                    f"Compact {one.agency.code} {one.signed_on}", f"Compact of {one.agency}, signed", one.signed_on, one.document
                )
            )  # fmt: skip
    content.leave_out(told, "signed compact", "signed compacts", "it tells of a case")


def tells_of_a_case(scope: Scope, file, tells: Tells) -> bool:  # type: ignore[no-untyped-def]
    """Whether the words of a kept file do, where cases are left out and files are read."""
    from subgroup.files.text import words_of

    if scope.has_cases or not scope.reads_files:
        return False
    with file.full_path.open("rb") as opened:
        return tells(words_of(opened, file.kind).said)


def _held(scope: Scope, rows: PeriodQuerySet) -> list:
    """Those that hold on a day of the period."""
    return list(rows.filter(starts_on__lte=scope.last).on_or_after(scope.first).order_by("starts_on", "pk"))


def _days(one: Row) -> tuple[str, str]:
    ends: date | None = one.ends_on
    return day(one.starts_on), day(ends) if ends else "until further notice"


def _who(scope: Scope, rows: list) -> str:
    """Each with their days; without names only that somebody held it."""
    return "\n".join(
        f"{one.person if scope.has_names else 'Held'}, {'since' if one.ends_on is None else 'from'} {day(one.starts_on)}"
        + (f" to {day(one.ends_on)}" if one.ends_on else "")
        for one in rows
    )
