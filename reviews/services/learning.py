"""Learning points (F11): drafted, agreed by the chair, changed, withdrawn. What they say names no case."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Max, QuerySet

from meetings.locks import lock_group
from meetings.services import seen as words
from meetings.services.planning import year_label
from members.models import Agency
from reviews import learning_policies as policies
from reviews import unnamed
from reviews.enums import LearningState
from reviews.models import Bulletin, Case, LearningPoint, Review
from subgroup.clock import day_of
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup

WORDS = ("title", "what", "practice", "theme")


def next_number(rows: QuerySet[LearningPoint] | QuerySet[Bulletin], year: str) -> int:
    """Asked with the group locked."""
    return (rows.filter(year=year).aggregate(last=Max("number"))["last"] or 0) + 1


def check_unnamed(texts: Iterable[str], group: SubGroup, by: Person, *, at: datetime, what: str) -> None:
    """Raises NotAllowed where one of them could be read as a case."""
    for text in texts:
        if refused := unnamed.refusal(text, group, by, at=at, what=what):
            raise NotAllowed(refused)


def _check_words(said: Iterable[str], group: SubGroup, by: Person, at: datetime) -> None:
    check_unnamed(said, group, by, at=at, what="A learning point")


@transaction.atomic
def draft(
    *, group: SubGroup, title: str, what: str, practice: str, source: str, theme: str, agencies: Iterable[Agency],
    by: Person, at: datetime, case: Case | None = None, review: Review | None = None,
) -> LearningPoint:  # fmt: skip
    """A learning point that waits for the chair. Sent again in the same words it is one. No agency: for all."""
    lock_group(group)
    said = {"title": title.strip(), "what": what.strip(), "practice": practice.strip()}
    rows = LearningPoint.objects.filter(group=group)
    if there := rows.filter(**said, source=source, theme=theme.strip(), withdrawn_at=None).first():
        return there
    _check_words((*said.values(), theme), group, by, at)
    year = year_label(group.terms_on(day_of(at)).content, day_of(at))
    point = LearningPoint.objects.create(
        group=group, year=year, number=next_number(rows, year), source=source, theme=theme.strip(), from_case=case,
        from_review=review, drafted_at=at, drafted_by=by, **said,
    )  # fmt: skip
    point.agencies.set(agencies)
    return point


@transaction.atomic
def edit(
    *, point: LearningPoint, version: int, title: str, what: str, practice: str, source: str, theme: str,
    agencies: Iterable[Agency], case: Case | None, review: Review | None, by: Person, at: datetime,
) -> LearningPoint:  # fmt: skip
    """Changes it; what was agreed is to be agreed again. Bulletins that are approved say what they said.

    Raises Conflict when somebody else saved in between.
    """
    row = _locked(point)
    policies.check_point(row)
    if row.version != version:
        theirs = f"{row.title}. {row.what} {row.practice}"
        raise Conflict("Somebody else changed this learning point in between.", theirs=theirs, mine=what)
    said = {
        "title": title.strip(),
        "what": what.strip(),
        "practice": practice.strip(),
        "theme": theme.strip(),
    }
    _check_words(said.values(), row.group, by, at)
    for name, value in (said | {"source": source, "from_case": case, "from_review": review}).items():
        setattr(row, name, value)
    row.state, row.agreed_at, row.agreed_by = LearningState.DRAFTED, None, None
    row.version += 1
    row.save()
    row.agencies.set(agencies)
    return row


@transaction.atomic
def agree(*, point: LearningPoint, by: Person, at: datetime, seen: str | None = None) -> LearningPoint:
    """The chair agrees what the page showed; it may go into a bulletin. `seen`: see meetings/services/seen.py."""
    row = _locked(point)
    policies.check_agree(row)
    words.check(seen, str(row.version), what="The learning point was", act="agreed", things=[row])
    _check_words((getattr(row, name) for name in WORDS), row.group, by, at)
    row.state, row.agreed_at, row.agreed_by = LearningState.AGREED, at, by
    row.save()
    return row


@transaction.atomic
def withdraw(*, point: LearningPoint, because: str, by: Person, at: datetime) -> LearningPoint:
    """It goes into no bulletin any more. Those that were sent say what they said."""
    row = _locked(point)
    policies.check_point(row)
    policies.check_because(because)
    _check_words([because], row.group, by, at)
    row.state, row.withdrawn_at, row.withdrawn_by = LearningState.WITHDRAWN, at, by
    row.withdrawn_because = because.strip()
    row.save()
    return row


def _locked(point: LearningPoint) -> LearningPoint:
    """The caller's own object, brought up to date and held until the transaction ends."""
    point.refresh_from_db(from_queryset=LearningPoint.objects.select_for_update())
    return point
