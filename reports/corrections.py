"""Corrections of a return that was sent (R1): each is a new version, sent as the first was, that says what is other than before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from meetings.notices import mail_people
from meetings.services import seen as words
from reports import changed, returns
from reports.carried import decisions
from reports.carried.decisions import Wording
from reports.models import DecisionAsked, Feedback, Return, ReturnCorrection
from reports.sections import Section
from subgroup.clock import day_of
from subgroup.errors import NotAllowed
from subgroup.models import Person

Texts = Mapping[str, str]
"""`commentary`, the comment on each section by its name, a decision as `decision_1`, and `further` decisions, each on a line of its own.
A text that is not there stays as it was; of a decision that is left empty the version asks no more."""
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


def texts_of(the_return: Return) -> dict[str, str]:
    """Every text that a correction can word anew, as the newest version has it."""
    said = (newest(the_return) or the_return).figures or {}
    comments = said.get("comments", {})
    return {
        "commentary": said.get("commentary", ""),
        **{f"decision_{one['number']}": one["text"] for one in said.get("decisions", ())},
        "further": "",
        **{section: comments.get(section, {}).get("text", "") for section in map(str, Section)},
    }


def read_by(versions: Sequence[Return | ReturnCorrection], feedback: Feedback) -> int:
    """The number of the version that feedback is on: the last one sent by the day on which it was given, before it was recorded."""
    sent = [one.sent_at for one in versions if one.sent_at and one.sent_at <= feedback.recorded_at]
    return max(sum(day_of(at) <= feedback.day for at in sent), 1)


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
    now["commentary"] = _worded(texts, "commentary", before.get("commentary", ""))
    now["comments"] = _comments(before.get("comments", {}), texts, by, on)
    now["decisions"] = _decisions(the_return, before.get("decisions", ()), texts)
    now |= {"approved_by": str(by), "sent_on": on.isoformat(), "sent_by": str(by)}
    now["correction"] = {
        "number": number_of(the_return) + 1,
        "because": because,
        "of": before.get("sent_on"),
        "changes": changed.between(before, now),
    }
    return now


def _worded(texts: Texts, name: str, was: str) -> str:
    """As it was, to the letter, where it reads the same: a browser sends other ends of lines."""
    text = _plain(texts.get(name, was))
    return was if text == _plain(was) else text


def _plain(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _comments(before: Mapping[str, Any], texts: Texts, by: Person, on: date) -> dict[str, Any]:
    found = {}
    for section in map(str, Section):
        was = before.get(section, {"text": "", "by": []})
        text = _worded(texts, section, was["text"])
        if text and text == was["text"]:
            found[section] = was
        elif text:
            authors = list(dict.fromkeys([*was["by"], str(by)]))
            found[section] = {"text": text, "by": authors, "on": on.isoformat()}
    return found


def _decisions(the_return: Return, before: Iterable[Mapping[str, Any]], texts: Texts) -> list[dict[str, Any]]:
    """Words that were never used have no `pk` until they are sent; those of an earlier version come back with the answers to them."""
    used = decisions.wordings(the_return)
    known = {(one.number, one.row.text): one.row.pk for one in used}
    found = []
    for was in before:
        number, text = was["number"], _worded(texts, f"decision_{was['number']}", was["text"])
        if text:
            found.append({"pk": known.get((number, text)), "number": number, "text": text})
    found += _further(used, texts.get("further", ""), beside=found)
    return sorted(found, key=lambda one: one["number"])


def _further(used: Iterable[Wording], text: str, *, beside: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """A line in the words of a decision that is asked for no more is that decision again; any other is a new one."""
    numbers, texts = {one["number"] for one in beside}, {one["text"] for one in beside}
    gone = {one.row.text: one for one in used if one.number not in numbers}
    lines = [line for line in dict.fromkeys(map(str.strip, text.splitlines())) if line and line not in texts]
    last = max((one.number for one in used), default=0)
    found = []
    for line in lines:
        again = gone.get(line)
        if again and again.number not in numbers:
            numbers.add(again.number)
            found.append({"pk": again.row.pk, "number": again.number, "text": line})
        else:
            last += 1
            found.append({"pk": None, "number": last, "text": line})
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
    if not because.strip():
        raise NotAllowed("Say what was wrong: the new version begins with it.")
    figures = proposed(row, texts=texts, because=because, by=by, on=day_of(at))
    if not figures["correction"]["changes"]:
        raise NotAllowed(NOTHING)
    if word_of(figures) != seen:
        raise words.Changed(
            "The correction would say something else than you were shown: a text here or the record has changed. "
            "Read it again below."
        )
    for one in figures["decisions"]:
        if one["pk"] is None:
            asked = DecisionAsked.objects.create(the_return=row, text=one["text"], asked_at=at, asked_by=by)
            one["pk"] = asked.pk
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
