"""Who sees which learning points and bulletins, and where a learning point comes from."""

from datetime import date, datetime

from django.db.models import QuerySet

from reviews import doors, reading
from reviews.enums import BulletinState, LearningState
from reviews.models import Bulletin, Case, Finding, LearningPoint, Review
from subgroup.clock import day_of
from subgroup.models import Person, SubGroup

DRAFTS = frozenset({"write_learning", "approve_learning"})
"""Any of these lets a reader see what is not agreed or sent yet."""
PUBLISHED = (BulletinState.SENT, BulletinState.WITHDRAWN)


def points(group: SubGroup, permissions: frozenset[str]) -> QuerySet[LearningPoint]:
    """All of them for who writes or agrees them, else those that are agreed."""
    rows = LearningPoint.objects.filter(group=group)
    return rows if permissions & DRAFTS else rows.filter(state=LearningState.AGREED)


def bulletins(group: SubGroup, permissions: frozenset[str]) -> QuerySet[Bulletin]:
    """All of them for who writes or approves them, else those that went out, withdrawn ones too."""
    return Bulletin.objects.filter(group=group) if permissions & DRAFTS else published(group)


def published(group: SubGroup) -> QuerySet[Bulletin]:
    """What anybody may know of: those that were sent."""
    return Bulletin.objects.filter(group=group, state__in=PUBLISHED, sent_at__isnull=False)


def source_of(
    point: LearningPoint, person: Person, permissions: frozenset[str], *, at: datetime
) -> tuple[Case | None, Review | None]:
    """The case and the review that it comes from, of what is there for the person. Two queries at most."""
    case = review = None
    if point.from_case_id:
        rows = reading.visible(person, point.group, permissions, at=at)
        case = rows.filter(pk=point.from_case_id).first()
    if point.from_review_id:
        known = reading.reviews(person, point.group, permissions, at=at)
        review = known.filter(pk=point.from_review_id).first()
    return case, review


def themes(group: SubGroup, person: Person, permissions: frozenset[str], *, at: datetime) -> list[str]:
    """The themes there are, of what is there for the person, by name; each as it was written first."""
    cases = reading.visible(person, group, permissions, at=at)
    reviews = reading.reviews(person, group, permissions, at=at)
    rows: list[QuerySet] = [
        LearningPoint.objects.filter(group=group),
        cases,
        Finding.objects.filter(review__in=reviews.order_by().values("pk")),
    ]
    found: dict[str, str] = {}
    for one in rows:
        for theme in one.exclude(theme="").order_by("pk").values_list("theme", flat=True):
            found.setdefault(_plain(theme), theme)
    for theme in _elsewhere(person, group, day_of(at)):
        found.setdefault(_plain(theme), theme)
    return sorted(found.values(), key=str.lower)


def _elsewhere(person: Person, group: SubGroup, on: date) -> list[str]:
    return sorted(theme for ask in doors.themes for theme in ask(person, group, on))


def as_known(theme: str, known: list[str]) -> str:
    """A theme as it is written already, whatever its capitals and spaces."""
    return next((one for one in known if _plain(one) == _plain(theme)), " ".join(theme.split()))


def _plain(theme: str) -> str:
    return " ".join(theme.split()).lower()
