"""Corrections of a return that was sent (R1): each is a new version, sent as the first was, that says what is other than before."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from meetings.notices import mail_people
from meetings.services import seen as words
from reports import changed, returns
from reports.models import Return, ReturnCorrection
from reports.sections import Section
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person

Texts = Mapping[str, str]
"""`commentary`, and the comment on each section by its name; a text that is not there stays as it was."""
NOTHING = "Nothing in the return would read otherwise. Put the record right first, or change a text here."


def newest(the_return: Return) -> ReturnCorrection | None:
    """Constant queries for many, where `corrections` were prefetched."""
    return max(the_return.corrections.all(), key=lambda one: one.number, default=None)


def number_of(the_return: Return) -> int:
    last = newest(the_return)
    return last.number if last else 1


def versions(the_return: Return) -> list[Return | ReturnCorrection]:
    """The return as it was first sent, then its corrections."""
    return [the_return, *the_return.corrections.all()]


def _later(the_return: Return) -> QuerySet[Return]:
    sent = Return.objects.filter(group=the_return.group, state=Return.State.SENT)
    return sent.filter(sent_at__gt=the_return.sent_at)


def is_last(the_return: Return | None) -> bool:
    """Whether no return was sent after this one."""
    return the_return is not None and not _later(the_return).exists()


def check(the_return: Return) -> None:
    """Raises NotAllowed where there is nothing to correct, or the next return tells it."""
    if the_return.state != Return.State.SENT:
        raise NotAllowed("This return was not sent yet. What is wrong in it can be put right as it stands.")
    if later := _later(the_return).select_related("meeting").order_by("sent_at").last():
        raise NotAllowed(
            f"The return to {later.meeting.name} was sent after this one. Only the return that was sent last is "
            "corrected: what was wrong in an earlier one is told in the next."
        )


def proposed(the_return: Return, *, texts: Texts, because: str, by: Person, on: date) -> dict[str, Any]:
    """All that the corrected version would say, counted anew from the record on the day. Writes nothing.

    It tells the breaches that the return told, those withdrawn since as withdrawn; what came later is for the next return.
    """
    before = (newest(the_return) or the_return).figures or {}
    told = list(the_return.breaches.order_by("day", "pk"))
    gone = [row for row in told if row.withdrawn_at]
    now = returns.frozen(the_return, [row for row in told if not row.withdrawn_at], on=on)
    now["withdrawn"] += [
        {
            "day": row.day.isoformat(),
            "rule": row.clause,
            "sentence": row.sentence,
            "why": row.withdrawn_reason,
        }
        for row in returns.open_to_all(the_return.group, gone, on=on)
    ]
    now["commentary"] = texts.get("commentary", before.get("commentary", ""))
    now["comments"] = _comments(before.get("comments", {}), texts, by, on)
    now |= {"approved_by": str(by), "sent_on": on.isoformat(), "sent_by": str(by)}
    now["correction"] = {
        "number": number_of(the_return) + 1,
        "because": because,
        "of": before.get("sent_on"),
        "changes": changed.between(before, now),
    }
    return now


def _comments(before: Mapping[str, Any], texts: Texts, by: Person, on: date) -> dict[str, Any]:
    found = {}
    for section in map(str, Section):
        was = before.get(section)
        text = texts.get(section, was["text"] if was else "").strip().replace("\r\n", "\n")
        if was and text == was["text"]:
            found[section] = was
        elif text:
            found[section] = {"text": text, "by": [str(by)], "on": on.isoformat()}
    return found


def word_of(figures: Mapping[str, Any]) -> str:
    """A short word for what was shown before it is sent."""
    said = figures["correction"]
    return words.digest([said["number"], said["because"], said["changes"]])


@transaction.atomic
def correct(
    *, the_return: Return, texts: Texts, because: str, by: Person, at: datetime, seen: str
) -> ReturnCorrection:
    """Freezes and sends the next version; the versions before stay. `seen` is the word of what was shown: raises Changed where it
    reads otherwise now. Pressed twice it is made once."""
    row = returns.locked(the_return)
    check(row)
    last = newest(row)
    if last and word_of(last.figures) == seen:
        return last
    figures = proposed(row, texts=texts, because=because, by=by, on=day_of(at))
    if not figures["correction"]["changes"]:
        raise NotAllowed(NOTHING)
    if word_of(figures) != seen:
        raise words.Changed(
            "What the correction would say has changed since you read it. Read it again below."
        )
    made = ReturnCorrection.objects.create(
        the_return=row,
        number=figures["correction"]["number"],
        because=because,
        figures=figures,
        sent_at=at,
        sent_by=by,
    )
    mail_people(
        returns.readers(row.group, on=day_of(at)),
        kind="return_corrected",
        group=row.group,
        key=f"return_corrected:{made.pk}",
        context={
            "meeting": row.meeting,
            "number": made.number,
            "path": reverse("reports:return", args=[row.group.slug, row.meeting_id]),
        },
        why="you chair the sub-group or read its returns for the Coordination and Delivery Group.",
        about=("coordinating_meeting", str(row.meeting_id)),
        at=at,
    )
    transaction.on_commit(lambda: _ring(made.pk), robust=True)
    return made


def _ring(pk: int) -> None:
    """Wakes the rendering; without a broker the document is made when it is first asked for."""
    from reports.tasks import render_correction  # the task calls what calls this module

    render_correction.apply_async(args=[pk], retry=False)
