"""Links by which a lead says how their actions stand with no sign-in: docs/decisions/0007-update-links.md.

The token is the whole secret and only its hash is kept. A link holds for one person, agency and window.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from actionplans.models import LinkUse, Window, WindowLink
from actionplans.owed import ends_at
from members.models import Agency
from members.owners import answers_itself
from subgroup import outbox, tokens
from subgroup.clock import day_of, moment
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person

OPENED, UPDATED, REFUSED, LEFT = "entered", "updated", "refused", "left"


@transaction.atomic
def make(*, window: Window, agency: Agency, person: Person, by: Person | None, at: datetime) -> str:
    """A new token, to be mailed and shown nowhere else; the link that the person had before ends."""
    Window.objects.select_for_update().get(pk=window.pk)
    for row in WindowLink.objects.filter(window=window, agency=agency, person=person, revoked_at=None):
        revoke(link=row, by=by, at=at)
    token = tokens.new()
    WindowLink.objects.create(
        window=window, agency=agency, person=person, token_hash=tokens.hashed(token), made_at=at,
        expires_at=ends_at(window),
    )  # fmt: skip
    return token


@transaction.atomic
def send_new(*, link: WindowLink, by: Person, at: datetime) -> None:
    """Mails a new link to the same person; the old one ends. Raises NotAllowed once the window is over."""
    if link.window.is_paused:
        raise NotAllowed(
            f"{link.window.meeting.code} is postponed: the links work again when its new day is named."
        )
    if link.window.closed_at or ends_at(link.window) <= at:
        raise NotAllowed(f"The window for updates closed on {long_date(link.window.closes_on)}.")
    _check_person(link, at)
    Window.objects.select_for_update().get(pk=link.window_id)
    others = WindowLink.objects.live(at=at).filter(window=link.window, agency=link.agency, person=link.person)
    if newer := others.filter(made_at__gt=link.made_at).first():
        raise NotAllowed(
            f"A newer link was sent to {link.person} on {long_date(day_of(newer.made_at))} already."
        )
    token = make(window=link.window, agency=link.agency, person=link.person, by=by, at=at)
    group = link.window.meeting.group
    outbox.enqueue(
        kind="plan_updates_link", to=link.person, group=group, key=f"plan_updates_link:{tokens.hashed(token)[:32]}",
        context={
            "window": link.window, "agency": link.agency,
            "link": outbox.absolute(reverse("update_link:open", args=[token])),
        },
        why=f"you answer for {link.agency} in the sub-group {group}.", at=at,
        about=("update_window", str(link.window_id)), private=True,
    )  # fmt: skip


@transaction.atomic
def revoke(*, link: WindowLink, by: Person | None, at: datetime) -> None:
    """The link stops working at once."""
    row = WindowLink.objects.select_for_update().get(pk=link.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        row.save()


def find(*, token: str, at: datetime) -> WindowLink:
    """The link of a token. Changes nothing. Raises NotAllowed with a sentence for whoever holds it."""
    rows = WindowLink.objects.select_related("window__meeting__group", "agency__group", "person")
    link = rows.filter(token_hash=tokens.hashed(token)).first()
    if link is None:
        raise NotAllowed("We do not know this link. Check that it was copied whole.")
    return check(link, at)


def check(link: WindowLink, at: datetime) -> WindowLink:
    """Raises NotAllowed when the link does not hold at this moment: taken back, over, or no longer its person’s."""
    if link.revoked_at:
        raise NotAllowed(
            f"This link was taken back on {long_date(day_of(link.revoked_at))}. The newest mail that you had from us holds "
            "the right one."
        )
    if link.window.is_paused:
        raise NotAllowed(
            "This link rests: the meeting that it is for is postponed. It works again when a new day is named."
        )
    if link.expires_at <= at:
        last = link.window.closes_on
        raise NotAllowed(
            f"This link ended with its window, on {long_date(last)}."
            if moment(last) <= at
            else "This link has ended: the meeting that it was for was cancelled."
        )
    _check_person(link, at)
    return link


def _check_person(link: WindowLink, at: datetime) -> None:
    if not link.person.is_active or not answers_itself(link.person, link.agency, day_of(at)):
        raise NotAllowed(f"{link.person} does not answer for {link.agency} any more.")


def enter(*, token: str, at: datetime) -> WindowLink:
    """The button was pressed: its use is kept, a refused one too. Raises NotAllowed as `find` does."""
    try:
        link = find(token=token, at=at)
    except NotAllowed:
        if known := WindowLink.objects.filter(token_hash=tokens.hashed(token)).first():
            used(known, REFUSED, at)
        raise
    used(link, OPENED, at)
    return link


def used(link: WindowLink, what: str, at: datetime) -> None:
    LinkUse.objects.create(link=link, what=what, used_at=at)
