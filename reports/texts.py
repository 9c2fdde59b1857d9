"""Saving one of the texts that several people write: each is a row of its own, and nobody's is lost."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet

from reports.models.written import Written
from subgroup.errors import Conflict
from subgroup.models import Person

Text = TypeVar("Text", bound=Written)


def save(
    rows: QuerySet[Text], of: Mapping[str, Any], *, text: str, version: int, what: str, by: Person | None, at: datetime
) -> Text:  # fmt: skip
    """The next text of its place; `rows` are those before it, `of` says what all but its text is to be.

    `version` is that of the one that was read, 0 where there was none. Raises Conflict when somebody saved after it.
    Pressed twice it is saved once.
    """
    last, text = rows.order_by("version").last(), text.strip().replace("\r\n", "\n")
    if last and last.text == text and all(getattr(last, name) == value for name, value in of.items()):
        return last
    stands = last.version if last else 0
    if stands != version:
        raise Conflict(
            f"{last.written_by if last else 'Somebody else'} saved {what} in between.",
            theirs=last.text if last else "",
            mine=text,
        )
    return rows.create(**of, version=stands + 1, text=text, written_at=at, written_by=by)
