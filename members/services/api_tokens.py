"""Tokens with which a program of the council reads figures (docs/api.md): shown once, hashed, for a year at most, revocable."""

from datetime import date, datetime, timedelta

from django.db import transaction

from members.enums import Role
from members.models import ApiToken
from subgroup import tokens
from subgroup.clock import day_of, moment
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import Person, SubGroup

PREFIX = "sgapi_"
"""Tells what it is: scanners of secrets and our own logs know it by this."""
DAYS = 365
USED_EVERY = timedelta(minutes=1)


def check_last_day(last_day: date, today: date) -> None:
    if last_day < today:
        raise NotAllowed("The last day has passed. Give today or a later day.")
    if last_day > (latest := today + timedelta(days=DAYS)):
        raise NotAllowed(f"A token works for a year at most. Give {long_date(latest)} or an earlier day.")


def check_name(group: SubGroup, name: str) -> None:
    if ApiToken.objects.filter(group=group, name=name, revoked_at=None).exists():
        raise NotAllowed(
            f"There is a token of “{name}” already. Take that one back first, or give another name."
        )


@transaction.atomic
def make(*, group: SubGroup, name: str, role: Role, last_day: date, by: Person, at: datetime) -> str:
    """A new token, to be shown this once. It works until the close of its last day."""
    SubGroup.objects.select_for_update().get(pk=group.pk)
    check_last_day(last_day, day_of(at))
    check_name(group, name)
    token = f"{PREFIX}{tokens.new()}"
    ApiToken.objects.create(
        group=group, name=name, role=role, token_hash=tokens.hashed(token), made_at=at, made_by=by,
        expires_at=moment(last_day + timedelta(days=1)),
    )  # fmt: skip
    return token


@transaction.atomic
def revoke(*, token: ApiToken, by: Person, at: datetime) -> None:
    """It stops working at this moment. Twice is as good as once."""
    row = ApiToken.objects.select_for_update().get(pk=token.pk)
    if row.revoked_at is None:
        row.revoked_at, row.revoked_by = at, by
        row.save()


def find(*, token: str, at: datetime) -> ApiToken | None:
    """The token as it stands, with its group; None for one that is unknown, ended or was taken back. Changes nothing."""
    row = ApiToken.objects.filter(token_hash=tokens.hashed(token)).select_related("group").first()
    return row if row and row.works(at) else None


def used(token: ApiToken, *, at: datetime) -> None:
    """Notes that it was used, to the minute."""
    if token.last_used_at is None or at - token.last_used_at >= USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=at)
