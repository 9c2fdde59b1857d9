"""E-bulletins (F11, R3): written from agreed learning points, approved by the chair, sent once, withdrawn with a reason."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from meetings.locks import lock_group
from meetings.services import seen as words
from meetings.services.planning import year_label
from reviews import bulletin_document as document
from reviews import learning_policies as policies
from reviews.enums import BulletinState, LearningState
from reviews.models import Bulletin, BulletinMail, BulletinPoint, LearningPoint
from reviews.services import passing_on, subscribers
from reviews.services.learning import check_unnamed, next_number
from subgroup import bulk, outbox, printing, tokens
from subgroup.clock import day_of
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person, SubGroup

SUBJECT = passing_on.SUBJECT
WHY = "you are on the list of {agency} for the bulletins of the sub-group {group}. By the link above you can end it."


def _check_words(bulletin: Bulletin, by: Person, at: datetime) -> None:
    texts = (bulletin.title, bulletin.opening, bulletin.links)
    check_unnamed(texts, bulletin.group, by, at=at, what="A bulletin")


@transaction.atomic
def start(*, group: SubGroup, title: str, opening: str, links: str, by: Person, at: datetime) -> Bulletin:
    """A draft. Started again in the same words it is one."""
    lock_group(group)
    said = {"title": title.strip(), "opening": opening.strip(), "links": links.strip()}
    if there := Bulletin.objects.filter(group=group, state__in=policies.IN_HAND, **said).first():
        return there
    return _make(group, by=by, at=at, **said)


def _make(group: SubGroup, *, by: Person, at: datetime, **said: Any) -> Bulletin:
    year = year_label(group.terms_on(day_of(at)).content, day_of(at))
    number = next_number(Bulletin.objects.filter(group=group), year)
    row = Bulletin(group=group, year=year, number=number, started_at=at, started_by=by, **said)
    _check_words(row, by, at)
    row.save()
    return row


@transaction.atomic
def edit(
    *, bulletin: Bulletin, version: int, title: str, opening: str, links: str, by: Person, at: datetime
) -> Bulletin:
    """Raises Conflict when somebody else saved in between."""
    row = _to_write(bulletin)
    if row.version != version:
        raise Conflict(
            "Somebody else changed this bulletin in between.",
            theirs=f"{row.title}. {row.opening}",
            mine=opening,
        )
    row.title, row.opening, row.links = title.strip(), opening.strip(), links.strip()
    _check_words(row, by, at)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def choose(
    *, bulletin: Bulletin, points: Sequence[LearningPoint], version: int, by: Person, at: datetime
) -> Bulletin:
    """What is in it: those that were there keep their places, new ones come last. Raises Conflict as `edit` does."""
    row = _to_write(bulletin)
    there = {one.point_id: one for one in row.points.all()}
    wanted = {one.pk for one in points}
    if wanted == set(there):
        return row
    if row.version != version:
        theirs = (
            "; ".join(one.point.title for one in row.points.select_related("point")) or "no learning point"
        )
        raise Conflict("Somebody else changed what is in this bulletin.", theirs=theirs, mine="")
    for one in points:
        if one.state != LearningState.AGREED:
            raise NotAllowed(f"“{one.title}” is not agreed by the chair, and cannot go into a bulletin.")
    row.points.exclude(point__in=wanted).delete()
    last = max((one.position for one in there.values()), default=0)
    for step, pk in enumerate((one.pk for one in points if one.pk not in there), start=1):
        BulletinPoint.objects.create(bulletin=row, point_id=pk, position=last + step)
    row.version += 1
    row.save()
    return row


@transaction.atomic
def put_above(*, bulletin: Bulletin, point: int, other: int, by: Person, at: datetime) -> None:
    """A learning point changes places with the one just above it. Pressed twice it stays there."""
    row = _to_write(bulletin)
    order = list(row.points.all())
    places = {one.point_id: place for place, one in enumerate(order)}
    if point not in places or other not in places:
        raise NotAllowed("This learning point is not in the bulletin any more.")
    if places[point] != places[other] + 1:
        return
    order[places[other]], order[places[point]] = order[places[point]], order[places[other]]
    for place, one in enumerate(order, start=1):
        if one.position != place:
            one.position = place
            one.save(update_fields=["position"])


@transaction.atomic
def put_to_chair(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    row = _locked(bulletin)
    policies.check_put(row)
    row.state = BulletinState.WITH_CHAIR
    row.save()
    return row


def word_of(bulletin: Bulletin) -> str:
    """A short word for the bulletin as it reads."""
    return words.digest([bulletin.version, document.said(bulletin)])


@transaction.atomic
def approve(*, bulletin: Bulletin, by: Person, at: datetime, seen: str | None = None) -> Bulletin:
    """The chair approves what the page showed. Its words are frozen, and a task prints them once. Pressed twice it is approved once."""
    row = _locked(bulletin)
    if row.state == BulletinState.APPROVED and row.approved_by_id == by.pk:
        return row
    _hold_points(row)
    policies.check_whole(row)
    words.check(seen, word_of(row), what="The bulletin was", act="approved", things=[row])
    _check_words(row, by, at)
    said = document.approved(row, by=str(by), at=at)
    texts = [one[name] for one in said["points"] for name in ("title", "what", "practice", "theme")]
    check_unnamed(texts, row.group, by, at=at, what="A bulletin")
    row.state, row.approved_at, row.approved_by, row.said = BulletinState.APPROVED, at, by, said
    page = document.printed(document.for_page(said), draft=False)
    name = f"{page['reference'].replace('/', '-')}.pdf"
    row.printout = printing.ask(
        group=row.group, template=document.TEMPLATE, page=page, title=page["title"], name=name, by=by, at=at
    )
    row.save()
    return row


def _hold_points(bulletin: Bulletin) -> None:
    """Nobody changes them until the transaction ends: what is frozen is what was agreed, and what the page showed."""
    points = LearningPoint.objects.filter(places__bulletin=bulletin).order_by("pk")
    list(points.select_for_update(of=("self",)).values_list("pk", flat=True))


@transaction.atomic
def take_back(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """One that was not sent is a draft again. Its PDF is not the bulletin's any more."""
    row = _locked(bulletin)
    policies.check_take_back(row)
    row.state, row.approved_at, row.approved_by, row.said = BulletinState.DRAFT, None, None, None
    row.printout = None
    row.version += 1
    row.save()
    return row


@transaction.atomic
def send(*, bulletin: Bulletin, by: Person, at: datetime) -> int:
    """A mail with the title and the link to everybody on the list, once; answers how many. Pressed twice it goes once.

    Each agency that sits on the sub-group owes a word on how it passed the bulletin on.
    """
    lock_group(bulletin.group)
    row = _locked(bulletin)
    if row.state == BulletinState.SENT:
        return row.mails.count()
    policies.check_send(row)
    row.state, row.sent_at, row.sent_by = BulletinState.SENT, at, by
    row.save()
    readers = subscribers.taken_up(row.group, by=by, at=at)
    _mail(row, readers, at)
    passing_on.owe(row, at=at)
    return len(readers)


def _mail(bulletin: Bulletin, readers: Sequence[subscribers.Reader], at: datetime) -> None:
    """The bulletin is locked: nobody else can have written one of these mails."""
    group, made = bulletin.group, []
    link = outbox.absolute(reverse("bulletins:page", args=[group.slug, bulletin.year, bulletin.number]))
    for reader in readers:
        token = tokens.new()
        unsubscribe = outbox.absolute(reverse("unsubscribe:ask", args=[token]))
        message = outbox.composed(
            kind="bulletin_sent", to=reader.person, group=group, key=f"bulletin:{bulletin.pk}:{reader.row.pk}",
            context={"bulletin": bulletin, "link": link, "unsubscribe": unsubscribe},
            why=WHY.format(agency=reader.row.agency, group=group), at=at, about=(SUBJECT, str(bulletin.pk)),
            private=True, address=reader.row.email, unsubscribe=unsubscribe,
        )  # fmt: skip
        made.append((reader.row, message, tokens.hashed(token)))
    outbox.enqueue_all([message for _, message, _ in made])
    bulk.insert(
        [
            BulletinMail(
                bulletin=bulletin, subscriber=row, agency=row.agency, message=message, token_hash=hashed
            )
            for row, message, hashed in made
        ]
    )


@transaction.atomic
def withdraw(*, bulletin: Bulletin, because: str, by: Person, at: datetime) -> Bulletin:
    """Who opens it reads that it was withdrawn and why; mails that wait are not sent, and nothing more is owed for it."""
    row = _locked(bulletin)
    policies.check_not_withdrawn(row)
    policies.check_because(because)
    check_unnamed([because], row.group, by, at=at, what="The reason")
    row.state, row.withdrawn_at, row.withdrawn_by = BulletinState.WITHDRAWN, at, by
    row.withdrawn_because = because.strip()
    row.save()
    passing_on.release(row, by=by, at=at)
    return row


@transaction.atomic
def anew(*, bulletin: Bulletin, by: Person, at: datetime) -> Bulletin:
    """A draft with the words of one that was withdrawn, which it replaces. Pressed twice it is one."""
    lock_group(bulletin.group)
    row = _locked(bulletin)
    policies.check_anew(row)
    if there := Bulletin.objects.filter(replaces=row).first():
        if there.withdrawn_at:
            raise NotAllowed(f"{there} took its place and was withdrawn too. Write that one anew.")
        return there
    made = _make(row.group, title=row.title, opening=row.opening, links=row.links, replaces=row, by=by, at=at)
    agreed = row.points.filter(point__state=LearningState.AGREED)
    for one in agreed:
        BulletinPoint.objects.create(bulletin=made, point_id=one.point_id, position=one.position)
    return made


def _locked(bulletin: Bulletin) -> Bulletin:
    """The caller's own object, brought up to date and held until the transaction ends."""
    bulletin.refresh_from_db(from_queryset=Bulletin.objects.select_for_update())
    return bulletin


def _to_write(bulletin: Bulletin) -> Bulletin:
    row = _locked(bulletin)
    policies.check_write(row)
    return row
