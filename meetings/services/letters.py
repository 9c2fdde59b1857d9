"""The chair's letter after a seat's second consecutive apologies (P6): found and drafted here, edited, signed and sent by the chair."""

from datetime import datetime

from django.db import transaction
from django.template.loader import render_to_string

from meetings.deadlines import SECOND_APOLOGY_LETTER, SECOND_APOLOGY_LETTER_IN_YEAR
from meetings.enums import LetterState, Presence
from meetings.models import ApologyLetter, Attendance, Meeting
from meetings.policies import letters as policies
from meetings.services import seen as words
from subgroup import ledger, outbox, pdf, registry
from subgroup.clock import day_of
from subgroup.deadlines.rules import Rule
from subgroup.errors import Conflict, NotAllowed
from subgroup.files.storage import keep
from subgroup.models import Deadline, Person

OWNER = ("role", "chair")
ORDINALS = {2: "second", 3: "third", 4: "fourth", 5: "fifth"}


def held_with_attendance(meeting: Meeting) -> list[Meeting]:
    """The group's held meetings whose attendance is confirmed, by date, of every year; cancelled ones are no part of a run."""
    rows = Meeting.objects.held().filter(group=meeting.group, attendance_confirmed_at__isnull=False)
    return list(rows.select_related("terms", "group").order_by("day", "starts_at", "pk"))


def _codes(meetings: list[Meeting]) -> dict[int, dict[int, Attendance]]:
    """Meeting id → seat id → attendance. One query."""
    found: dict[int, dict[int, Attendance]] = {meeting.pk: {} for meeting in meetings}
    for row in Attendance.objects.filter(meeting__in=meetings).select_related("seat", "holder"):
        found[row.meeting_id][row.seat_id] = row
    return found


def run_of_apologies(
    meetings: list[Meeting], codes: dict[int, dict[int, Attendance]], seat_id: int, *, deputy_breaks: bool
) -> int:
    """How many of the latest meetings in a row a seat has sent apologies to, the last of `meetings` included.

    Counted by seat. Absence without apologies is no apology; a vacant seat ends the run; whether a deputy does is
    for the terms to say.
    """
    apologies = {Presence.APOLOGIES} if deputy_breaks else {Presence.APOLOGIES, Presence.DEPUTY}
    run = 0
    for meeting in reversed(meetings):
        row = codes[meeting.pk].get(seat_id)
        if row is None or row.presence not in apologies:
            break
        run += 1
    return run


@transaction.atomic
def draft_due(*, meeting: Meeting, at: datetime) -> list[ApologyLetter]:
    """Drafts the letters that fall due with this meeting; answers the new ones. Repeating it changes nothing."""
    return _review(meeting, held_with_attendance(meeting), "The attendance was corrected.", at)


@transaction.atomic
def review_from(*, meeting: Meeting, reason: str, at: datetime) -> list[ApologyLetter]:
    """After a correction: the letters of this meeting and of all later ones whose runs reach back to it."""
    meetings = held_with_attendance(meeting)
    longest = max(one.terms.content.standing.letter_after_apologies for one in meetings)
    first = next(at_ for at_, one in enumerate(meetings) if one.pk == meeting.pk)
    made = []
    for one in meetings[first : first + longest + 1]:
        made += _review(one, meetings, reason, at)
    return made


def _review(meeting: Meeting, held: list[Meeting], reason: str, at: datetime) -> list[ApologyLetter]:
    standing = meeting.terms.content.standing
    index = next((i for i, one in enumerate(held) if one.pk == meeting.pk), None)
    if index is None:
        return []
    run = held[max(0, index - standing.letter_after_apologies) : index + 1]
    codes = _codes(run)
    due = {
        seat_id: row
        for seat_id, row in codes[meeting.pk].items()
        if run_of_apologies(run, codes, seat_id, deputy_breaks=standing.deputy_breaks_run_of_apologies)
        == standing.letter_after_apologies
    }
    for letter in ApologyLetter.objects.filter(meeting=meeting).exclude(seat_id__in=due):
        _set_down(letter, reason, at)
    new = []
    for row in due.values():
        history = [(one, codes[one.pk][row.seat_id]) for one in run[-standing.letter_after_apologies :]]
        drafted = _draft(meeting, row, history, at)
        new += [drafted] if drafted else []
    return new


def _draft(
    meeting: Meeting, row: Attendance, history: list[tuple[Meeting, Attendance]], at: datetime
) -> ApologyLetter | None:
    letter, made = ApologyLetter.objects.get_or_create(
        meeting=meeting,
        seat=row.seat,
        defaults={"addressee": row.holder, "text": draft_text(meeting, row, history, at), "drafted_at": at},
    )
    if not made and letter.state != LetterState.NOT_NEEDED:
        return None
    if not made:
        letter.state = LetterState.DRAFTED
        letter.save(update_fields=["state"])
    _owe(letter, at, again=not made)
    return letter


def draft_text(
    meeting: Meeting, row: Attendance, history: list[tuple[Meeting, Attendance]], at: datetime
) -> str:
    """The letter's first words: the meetings missed, the rule used, and what is asked for. No case, no child."""
    count = meeting.terms.content.standing.letter_after_apologies
    context = {
        "chair": _chair(meeting, at),
        "seat": row.seat,
        "addressee": row.holder,
        "meeting": meeting,
        "history": [(one, one_row.presence == Presence.DEPUTY) for one, one_row in history],
        "deputy_breaks": meeting.terms.content.standing.deputy_breaks_run_of_apologies,
        "ordinal": ORDINALS.get(count, f"{count}th"),
    }
    return render_to_string("meetings/letter_draft.txt", context).strip() + "\n"


def _chair(meeting: Meeting, at: datetime) -> Person | None:
    """Who signs: the holder of the chair's seat now, the vice chair where it is vacant."""
    people = registry.people_for(meeting.group, [OWNER], on=day_of(at))[OWNER]
    return people[0] if people else None


def _owe(letter: ApologyLetter, at: datetime, *, again: bool) -> None:
    meeting, rule = letter.meeting, _rule(letter.meeting)
    limited = rule is SECOND_APOLOGY_LETTER
    ledger.owe(
        group=meeting.group,
        rule=rule.key,
        subject_kind="letter",
        subject_id=letter.pk,
        trigger_on=meeting.day if limited else meeting.terms.content.reporting_year(meeting.day)[1],
        owner=OWNER,
        label=f"Letter to {letter.seat.code} after consecutive apologies at {meeting.code}",
        at=at,
        again=again,
    )


@transaction.atomic
def follow_terms(meeting: Meeting, at: datetime) -> None:
    """Other terms are in force on the meeting's day: who is written to, and by when, follows from them (P6)."""
    review_from(meeting=meeting, reason=ledger.TERMS_CHANGED, at=at)
    for letter in ApologyLetter.objects.filter(meeting=meeting).exclude(
        state__in=(LetterState.SENT, LetterState.NOT_NEEDED)
    ):
        letter.meeting = meeting
        rule = _rule(meeting)
        rows = Deadline.objects.open().filter(group=meeting.group).about("letter", letter.pk)
        for row in rows.exclude(rule=rule.key):
            ledger.release_one(deadline=row, reason=ledger.TERMS_CHANGED, by=None, at=at, mistake=True)
            _owe(letter, at, again=True)


def _rule(meeting: Meeting) -> Rule:
    """Where the terms set no limit, the letter is owed by the end of the meeting's reporting year."""
    limited = SECOND_APOLOGY_LETTER.key in meeting.terms.content.offsets
    return SECOND_APOLOGY_LETTER if limited else SECOND_APOLOGY_LETTER_IN_YEAR


def _set_down(letter: ApologyLetter, reason: str, at: datetime) -> None:
    """Not needed any more. A letter that was sent stays sent."""
    if letter.state in (LetterState.SENT, LetterState.NOT_NEEDED):
        return
    letter.state, letter.signed_at, letter.signed_by = LetterState.NOT_NEEDED, None, None
    letter.save()
    ledger.release(
        group=letter.meeting.group, subject_kind="letter", subject_id=letter.pk, reason=reason, by=None, at=at, mistake=True
    )  # fmt: skip


def _lock(letter: ApologyLetter) -> None:
    letter.refresh_from_db(from_queryset=ApologyLetter.objects.select_for_update())


@transaction.atomic
def edit(*, letter: ApologyLetter, text: str, version: int, by: Person, at: datetime) -> ApologyLetter:
    """Changes the text; a signed letter is a draft again. Raises Conflict when somebody else saved in between."""
    _lock(letter)
    policies.check_edit(letter)
    if letter.version != version:
        raise Conflict("Somebody else changed the letter in between.", theirs=letter.text, mine=text)
    if not text.strip():
        raise NotAllowed("The letter has no text.")
    letter.text, letter.version = text.replace("\r\n", "\n"), version + 1
    letter.state, letter.signed_at, letter.signed_by = LetterState.DRAFTED, None, None
    letter.save()
    return letter


def _check_seen(letter: ApologyLetter, seen: str | None, act: str) -> None:
    words.check(seen, words.of_letter(letter), what="The letter was", act=act, things=[letter])


@transaction.atomic
def sign(*, letter: ApologyLetter, by: Person, at: datetime, seen: str | None = None) -> ApologyLetter:
    """The chair, or the vice chair for the chair, signs the letter off.

    `seen` is the word of the page that was read; raises Changed for a letter that was changed since. None where no
    page was read.
    """
    _lock(letter)
    policies.check_sign(letter)
    _check_seen(letter, seen, "signed off")
    letter.state, letter.signed_at, letter.signed_by = LetterState.SIGNED, at, by
    letter.save()
    return letter


@transaction.atomic
def send(*, letter: ApologyLetter, by: Person, at: datetime, seen: str | None = None) -> ApologyLetter:
    """Mails the letter to its addressee and files it as PDF; the clock of P6 stops on the London day of `at`.

    `seen` as in sign().
    """
    _lock(letter)
    policies.check_send(letter)
    _check_seen(letter, seen, "sent")
    letter.state, letter.sent_at, letter.sent_by = LetterState.SENT, at, by
    group = letter.meeting.group
    name = f"Letter to {letter.seat.code} after {letter.meeting.code} of {letter.meeting.year}"
    page = {"letter": letter, "reference": name, "marking": "OFFICIAL", "group": group}
    letter.pdf = keep(
        group=group, name=f"{name}.pdf", kind="pdf", by=by, at=at, data=pdf.render("meetings/letter_pdf.html", page, title=name)
    )  # fmt: skip
    letter.save()
    outbox.enqueue(
        kind="apology_letter",
        to=letter.addressee,
        group=group,
        key=f"letter:{letter.pk}:{letter.addressee_id}",
        context={"letter": letter},
        why=f"you hold the seat {letter.seat} on the sub-group.",
        at=at,
        about=("letter", str(letter.pk)),
    )
    for rule in (SECOND_APOLOGY_LETTER, SECOND_APOLOGY_LETTER_IN_YEAR):
        ledger.meet(
            group=group, rule=rule.key, subject_kind="letter", subject_id=letter.pk, on=day_of(at), at=at
        )
    return letter
