"""Sections 4 and 5: the meetings, who came, and what was minuted."""

from collections.abc import Collection, Sequence
from typing import Any

from meetings.enums import LetterState, MinutesState, Presence
from meetings.models import AgendaItem, Meeting, MinutesDocument, Withholding
from meetings.services import minutes_document
from meetings.services.withholding import tells_of
from reports.binder.content import Content, Kept, Sheet, day, picture, said, table
from reports.binder.redaction import texts_of
from reports.binder.scope import Scope
from reports.measures.facts import MeetingFacts, circulated_on
from reports.plots.attendance import attendance as plot_of
from subgroup.clock import day_of
from subgroup.deadlines.wording import count

MINUTES = "meetings/minutes_pdf.html"


def meetings(scope: Scope) -> Content:
    found = scope.facts.meetings
    rows = [_meeting(scope, one) for one in found]
    plot = plot_of(scope.facts)
    blocks = [
        said(as_at(scope)),
        table(
            "Meetings of the period",
            ["Meeting", "Day", "State", "In the chair", "Agencies", "Quorum", "Apologies", "Absent without", "Letters"],
            rows,
            empty="No meeting lies between the two days.",
            is_wide=True,
        ),
    ]  # fmt: skip
    if plot.rows and plot.picture:
        blocks += [
            picture(plot.title, plot.sentence, plot.data_url, plot.note),
            table("Who came, by agency and meeting", plot.head, plot.rows, is_wide=True),
        ]
    else:
        blocks.append(said(plot.sentence))
    blocks.append(
        table(
            "Letters after consecutive apologies (P6)",
            ["Meeting", "Post", "State", "Sent"],
            [
                (
                    one.meeting.code, one.seat.title, LetterState(one.state).label,
                    day(day_of(one.sent_at)) if one.sent_at else "–",
                )
                for one in scope.facts.letters
            ],
            empty="None was called for.",
        )
    )  # fmt: skip
    return Content(
        [Sheet("Meetings and attendance", "Meetings and attendance", blocks, is_wide=True)],
        counts=[count(len(found), "meeting", "meetings"), count(len(scope.facts.held), "held", "held")],
    )


def as_at(scope: Scope) -> str:
    if scope.is_past:
        return f"As it stood at the end of {day(scope.last)}: what was recorded later is left out."
    return f"As it stands on {day(scope.last)}."


def _meeting(scope: Scope, one: MeetingFacts) -> tuple[str, ...]:
    meeting = one.meeting
    code = f"{meeting.code} of {meeting.year}"
    state = meeting.get_state_display()
    if one.is_off:
        reason = meeting.cancel_reason if one.is_cancelled else meeting.postpone_reason
        return (
            code, day(meeting.day), f"{state}: {reason}", "–", "–", "–", "–", "–", "–"
        )  # fmt: skip
    if not one.is_held:
        return code, day(meeting.day), state, "–", "–", "–", "–", "–", "–"
    letters = [row for row in scope.facts.letters if row.meeting_id == meeting.pk]
    chair = str(meeting.chaired_by_seat or "–")
    return (
        code, day(meeting.day), state, chair, str(len(one.agencies)), one.quorum.sentence,
        str(len(one.coded(Presence.APOLOGIES))), str(len(one.coded(Presence.ABSENT))), str(len(letters)),
    )  # fmt: skip


def minutes(scope: Scope) -> Content:
    """Those of the period’s meetings, also where they were circulated after its last day."""
    rows = Meeting.objects.filter(group=scope.group).in_period(scope.first, scope.last).held()
    held = list(rows.order_by("day", "starts_at"))
    content = Content()
    index: list[tuple[str, ...]] = []
    there = kept_back = 0
    by_meeting = _documents(scope, held)
    for meeting in held:
        documents = by_meeting.get(meeting.pk, [])
        if not documents:
            index.append((meeting.code, day(meeting.day), _why_none(meeting), "–"))
            continue
        there += 1
        entry, masked, how = _entry(scope, documents[0], f"Minutes {meeting.code} of {meeting.year}")
        kept_back += masked
        content.entries.append(entry)
        circulated = circulated_on(meeting)
        word = f"Circulated on {day(circulated)}. {how}" if circulated else how
        sha256 = entry.file.sha256 if isinstance(entry, Kept) else "–"
        index.append((meeting.code, day(meeting.day), word, sha256))
    content.entries.insert(
        0,
        Sheet(
            "Minutes",
            "Minutes of the period",
            [
                table(
                    "Minutes, as they were circulated",
                    ["Meeting", "Day", "Minutes", "SHA-256 of the document as kept"],
                    index,
                    empty="No meeting was held between the two days.",
                )
            ],
            is_wide=True,
        ),
    )
    content.counts = [f"minutes of {there} of {count(len(held), 'meeting held', 'meetings held')}"]
    if not scope.has_cases:
        content.leave_out(
            kept_back, "item of minutes", "items of minutes", "about a case or kept for people named"
        )
    return content


def _why_none(meeting: Meeting) -> str:
    if meeting.minutes_state in (MinutesState.CIRCULATED, MinutesState.AGREED):
        return "They were circulated, and there is no document of them that may be shown."
    return f"None: they are not circulated yet ({MinutesState(meeting.minutes_state).label.lower()})."


def _documents(scope: Scope, held: Sequence[Meeting]) -> dict[int, list[MinutesDocument]]:
    """Of each meeting what was circulated, the one to show first: with the confidential part where it is shown to whom this is for."""
    open_alone = _without_confidential(scope)
    found: dict[int, list[MinutesDocument]] = {}
    rows = MinutesDocument.objects.filter(meeting__in=held).select_related("file", "meeting__group")
    for row in sorted(rows, key=lambda row: (row.confidential, row.made_at, row.pk), reverse=True):
        if not row.confidential or (open_alone is not None and row.meeting_id not in open_alone):
            found.setdefault(row.meeting_id, []).append(row)
    return found


def _without_confidential(scope: Scope) -> set[int] | None:
    """The meetings whose minutes are shown without the confidential part, as their page has it; None: all of them.

    The document has one confidential form, so that who is kept from one item has none of it.
    """
    if "view_confidential" not in scope.permissions:
        return None
    kept = Withholding.objects.filter(
        item__meeting__group=scope.group, person=scope.by, lifted_at=None
    ).values_list("item__meeting_id", flat=True)
    gone = (
        AgendaItem.objects.filter(pk__in=scope.hidden_items).order_by().values_list("meeting_id", flat=True)
    )
    return {*kept, *gone}


def _entry(scope: Scope, document: MinutesDocument, name: str) -> tuple[Sheet | Kept, int, str]:
    """The document, how many of its items are kept back in it, and how it comes to be there."""
    gone: Collection[int] = scope.hidden_items
    if not scope.has_cases:
        told_of = {item["pk"] for item in document.snapshot["items"] if any(map(scope.tells, texts_of(item)))}
        gone = set(gone) | scope.items_of_cases | told_of
    left = minutes_document.without(document.snapshot, (), gone)
    masked = sum(bool(item.get("kept")) for item in left["items"])
    is_open = not tells_of(document.snapshot, gone)
    told = not scope.has_cases and any(map(scope.tells, texts_of(document.snapshot)))
    if is_open and not told and scope.has_names:
        file = document.file or minutes_document.render(document).file
        if file is not None:
            kept = Kept(name, name, day_of(document.made_at), file, tuple(texts_of(document.snapshot)))
            return kept, masked, "The document as kept."
    return _anew(scope, left, name), masked, "Made anew from what was circulated, with less in it."


def _anew(scope: Scope, snapshot: dict[str, Any], name: str) -> Sheet:
    page = minutes_document.for_page(_redacted(scope, snapshot))
    return Sheet(name, name, template=MINUTES, page={"minutes": page})


def _redacted(scope: Scope, snapshot: dict[str, Any]) -> dict[str, Any]:
    """The days are read by the page, and no name stands in a key."""
    cleaned: dict[str, Any] = {key: scope.redactor.of(value) for key, value in snapshot.items()}
    return cleaned | {"day": snapshot["day"]}
