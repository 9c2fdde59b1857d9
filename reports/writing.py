"""What several people write in the draft of a return: a comment on each section, and the decisions it asks for (R1)."""

from datetime import datetime

from django.db import transaction

from reports import returns, texts
from reports.models import DecisionAsked, Return, SectionComment
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Person


@transaction.atomic
def comment(
    *, the_return: Return, section: str, text: str, version: int, by: Person | None, at: datetime
) -> SectionComment | None:
    """Saves what is said of a section. `version` is that of the comment that was read, 0 where there was none.

    Raises Conflict when somebody saved after it. Pressed twice it is saved once.
    """
    row = returns.locked_draft(the_return)
    rows = SectionComment.objects.filter(the_return=row, section=section)
    if not text.strip() and not rows.exists():
        return None
    of = {"the_return": row, "section": section}
    return texts.save(rows, of, text=text, version=version, what="this comment", by=by, at=at)


@transaction.atomic
def ask(*, the_return: Return, text: str, by: Person | None, at: datetime) -> DecisionAsked:
    """A decision that the Coordination and Delivery Group is asked for. Pressed twice it is asked for once."""
    row = returns.locked_draft(the_return)
    text = _decision(text)
    there = DecisionAsked.objects.filter(the_return=row, text=text, removed_at=None).first()
    return there or DecisionAsked.objects.create(the_return=row, text=text, asked_at=at, asked_by=by)


@transaction.atomic
def change(*, decision: DecisionAsked, text: str, version: int) -> DecisionAsked:
    """Raises Conflict when somebody changed it after `version`."""
    returns.locked_draft(decision.the_return)
    row, text = _standing(decision), _decision(text)
    if row.text == text:
        return row
    if row.version != version:
        raise Conflict("Somebody else changed this decision in between.", theirs=row.text, mine=text)
    row.text, row.version = text, version + 1
    row.save()
    return row


@transaction.atomic
def remove(*, decision: DecisionAsked, by: Person, at: datetime) -> DecisionAsked:
    """It is not asked for any more. Pressed twice it is removed once."""
    returns.locked_draft(decision.the_return)
    decision.refresh_from_db()
    if decision.removed_at is None:
        decision.removed_at, decision.removed_by = at, by
        decision.save()
    return decision


def _decision(text: str) -> str:
    text = text.strip().replace("\r\n", "\n")
    if not text:
        raise NotAllowed("Say what is to be decided.")
    return text


def _standing(decision: DecisionAsked) -> DecisionAsked:
    decision.refresh_from_db()
    if decision.removed_at:
        raise NotAllowed(f"{decision.removed_by} removed this decision from the return.")
    return decision
