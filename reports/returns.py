"""The return to the Coordination and Delivery Group (R1, P9): drafted, approved by the chair, frozen with its figures, sent."""

from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from actionplans.services import escalations
from meetings.locks import lock_group
from meetings.notices import mail_people
from meetings.services import seen as words
from reports import exceptions, objectives, risks
from reports.carried import comments, decisions, pictures, programme, promised, tables
from reports.measures import facts, output
from reports.models import CoordinatingMeeting, Return
from subgroup import breaches, ledger, registry
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import Conflict, NotAllowed
from subgroup.models import Breach, Deadline, Person, SubGroup

SENT_ALREADY = "This return was sent already. A sent return never changes."


@transaction.atomic
def expect(
    *, meeting: CoordinatingMeeting, at: datetime, by: Person | None = None, reason: str = ""
) -> Deadline:
    """A return is owed on or before the day of each meeting of the Coordination and Delivery Group (P9)."""
    return ledger.owe(
        group=meeting.group,
        rule="return",
        subject_kind="coordinating_meeting",
        subject_id=meeting.pk,
        trigger_on=meeting.day,
        owner=("role", "chair"),
        label=f"Return for the Coordination and Delivery Group of {meeting.day:%-d %B %Y}",
        at=at,
        by=by,
        reason=reason,
    )


@transaction.atomic
def add_meeting(
    *, group: SubGroup, day: date, name: str, by: Person | None, at: datetime
) -> CoordinatingMeeting:
    """Enters a date of the Coordination and Delivery Group."""
    lock_group(group)
    _check_day(group, day)
    meeting = CoordinatingMeeting.objects.create(group=group, day=day, name=name)
    expect(meeting=meeting, at=at)
    return meeting


def _check_day(group: SubGroup, day: date) -> None:
    if group.coordinating_meetings.standing().filter(day=day).exists():
        raise NotAllowed(
            f"The Coordination and Delivery Group's meeting of {day:%-d %B %Y} is entered already."
        )


def check_change(meeting: CoordinatingMeeting) -> None:
    """Raises NotAllowed where the day can be corrected no more: the return was sent, or the meeting withdrawn."""
    check_stands(meeting)
    sent = Return.objects.filter(meeting=meeting, state=Return.State.SENT).first()
    if sent and sent.sent_at:
        raise NotAllowed(
            f"The return to {meeting.name} was sent on {long_date(day_of(sent.sent_at))}. "
            "A sent return never changes, nor does the day of its meeting."
        )


def check_stands(meeting: CoordinatingMeeting) -> None:
    if meeting.withdrawn_at:
        raise NotAllowed(
            f"{meeting.name} was withdrawn on {long_date(day_of(meeting.withdrawn_at))}. No return is owed to it."
        )


@transaction.atomic
def move_meeting(
    *, meeting: CoordinatingMeeting, day: date, reason: str, by: Person, at: datetime
) -> Deadline:
    """The day was entered wrongly, or was changed; its return is owed for the new one. Answers what is owed."""
    lock_group(meeting.group)
    check_change(_locked_meeting(meeting))
    if day == meeting.day:
        raise NotAllowed(f"{meeting.name} is on {long_date(day)} already.")
    _check_day(meeting.group, day)
    meeting.day = day
    meeting.save(update_fields=["day"])
    return expect(meeting=meeting, at=at, by=by, reason=reason)


@transaction.atomic
def withdraw_meeting(*, meeting: CoordinatingMeeting, reason: str, by: Person, at: datetime) -> None:
    """The meeting was entered by mistake, or does not take place: no return was ever owed to it. What was written is kept."""
    lock_group(meeting.group)
    check_change(_locked_meeting(meeting))
    meeting.withdrawn_at, meeting.withdrawn_by, meeting.withdrawn_reason = at, by, reason
    meeting.save()
    ledger.release(
        group=meeting.group,
        subject_kind="coordinating_meeting",
        subject_id=meeting.pk,
        reason=reason,
        by=by,
        at=at,
        mistake=True,
    )
    breaches.record(meeting.group, on=day_of(at), at=at)


@transaction.atomic
def draft(*, meeting: CoordinatingMeeting, by: Person | None, at: datetime) -> Return:
    """The return for a meeting; a draft's figures are live until it is sent."""
    check_stands(_locked_meeting(meeting))
    found, _ = Return.objects.get_or_create(
        meeting=meeting, defaults={"group": meeting.group, "drafted_at": at, "drafted_by": by}
    )
    return found


@transaction.atomic
def comment(*, the_return: Return, text: str, version: int, by: Person, at: datetime) -> Return:
    """Saves the commentary. Raises Conflict when somebody saved after `version`."""
    row = locked_draft(the_return)
    if row.version != version:
        raise Conflict("Somebody else saved the commentary in between.", theirs=row.commentary, mine=text)
    row.commentary, row.version = text, version + 1
    row.save()
    return row


def check_draft(the_return: Return) -> None:
    """Raises NotAllowed where nothing can be written any more."""
    if the_return.state == Return.State.SENT:
        raise NotAllowed("This return was sent. A sent return never changes.")
    if the_return.state != Return.State.DRAFT:
        raise NotAllowed("The return is approved. Ask the chair to take the approval back first.")


def locked_draft(the_return: Return) -> Return:
    row = locked(the_return)
    check_draft(row)
    return row


def word_of(the_return: Return, said: dict) -> str:
    """A short word for the return as it reads: what was written in it, its figures, the risks and the breaches that it carries.

    Without the exception list, which is looked through once more as the return is sent.
    """
    carried = [(row["key"], row["sentence"], row["addressed"]) for row in said["breaches"]]
    risks_ = [
        (row["pk"], row["title"], row["score"], row["comment"], row["closed_on"]) for row in said["risks"]
    ]
    written = [said[name] for name in ("commentary", "comments", "decisions", "promised")]
    return words.digest([the_return.version, the_return.state, written, said["year"], carried, risks_])


def _check_seen(row: Return, seen: str | None, act: str, on: date) -> None:
    if seen is not None:
        now = word_of(row, frozen(row, since_last_return(row, on=on), on=on))
        things = [row, *row.section_comments.all(), *row.decisions_asked.all()]
        words.check(seen, now, what="The return was", act=act, things=things)


@transaction.atomic
def approve(*, the_return: Return, by: Person | None, at: datetime, seen: str | None = None) -> Return:
    """`seen` is the word of the page that was read; raises Changed where it reads otherwise now. None: no page was read."""
    row = locked(the_return)
    if row.state == Return.State.SENT:
        raise NotAllowed(SENT_ALREADY)
    if row.state != Return.State.DRAFT:
        raise NotAllowed("This return is approved already.")
    _check_seen(row, seen, "approved", day_of(at))
    row.state, row.approved_at, row.approved_by = Return.State.APPROVED, at, by
    row.save()
    return row


@transaction.atomic
def take_back(*, the_return: Return, by: Person, at: datetime) -> Return:
    """The chair takes the approval back, so that the commentary can change."""
    row = locked(the_return)
    if row.state != Return.State.APPROVED:
        raise NotAllowed("Only an approved return that was not sent can go back to draft.")
    row.state, row.approved_at, row.approved_by = Return.State.DRAFT, None, None
    row.save()
    return row


@transaction.atomic
def send(*, the_return: Return, by: Person | None, at: datetime, seen: str | None = None) -> Return:
    """Freezes the figures, every breach since the last return and the exception list, and sends it. A sent return never changes.

    `seen` as in approve().
    """
    escalations.find(group=the_return.group, at=at)  # before the meeting is locked: it locks the group
    row = locked(the_return)
    if row.state == Return.State.SENT:
        raise NotAllowed(SENT_ALREADY)
    if row.state != Return.State.APPROVED:
        raise NotAllowed("The chair has not approved this return yet.")
    today = day_of(at)
    _check_seen(row, seen, "sent", today)
    ledger.meet(
        group=row.group,
        rule="return",
        subject_kind="coordinating_meeting",
        subject_id=row.meeting_id,
        on=today,
        at=at,
    )
    breaches.record(row.group, on=today, at=at)
    carried = since_last_return(row, on=today)
    row.state, row.sent_at, row.sent_by, row.figures = Return.State.SENT, at, by, {}
    row.save()  # first, so that P8 and P9 count this return as sent in its own figures
    row.breaches.set(carried)
    row.figures = frozen(row, carried, on=today) | {"sent_on": today.isoformat(), "sent_by": str(by or "")}
    row.save()
    _tell(row, at)
    transaction.on_commit(lambda: _ring(row.pk), robust=True)
    return row


def readers(group: SubGroup, *, on: date) -> list[Person]:
    """Who is told that a return was sent: the readers of the Coordination and Delivery Group, and the chair."""
    owners = [("role", "cdg_reader"), ("role", "chair")]
    found = registry.people_for(group, owners, on=on)
    return list(dict.fromkeys(person for owner in owners for person in found[owner]))


def _tell(row: Return, at: datetime) -> None:
    path = reverse("reports:return", args=[row.group.slug, row.meeting_id])
    mail_people(
        readers(row.group, on=day_of(at)),
        kind="return_sent",
        group=row.group,
        key=f"return_sent:{row.pk}",
        context={"meeting": row.meeting, "path": path},
        why="you chair the sub-group or read its returns for the Coordination and Delivery Group.",
        about=("coordinating_meeting", str(row.meeting_id)),
        at=at,
    )


def _ring(pk: int) -> None:
    """Wakes the rendering; without a broker the document is made when it is first asked for."""
    from reports.tasks import render_return  # the task calls what calls this module

    render_return.apply_async(args=[pk], retry=False)


def since_last_return(the_return: Return, *, on: date) -> list[Breach]:
    """Every breach that no sent return has carried yet, up to `on`."""
    carried = Breach.objects.filter(returns__state=Return.State.SENT, returns__group=the_return.group)
    told = set(carried.values_list("key", flat=True))
    return [row for row in breaches.listing(the_return.group, on=on) if row.key not in told]


def frozen(the_return: Return, carried: list[Breach], *, on: date) -> dict:
    """What the return says, as plain data: the PDF and the page are made from this once it is sent."""
    group, meeting = the_return.group, the_return.meeting
    known = facts.gather(group, facts.year_of(group, min(on, meeting.day)), on=on)
    year = known.year
    told = open_to_all(group, carried, on=on)
    terms = group.terms_on(on)
    return {
        "group": group.name,
        "board": group.board,
        "meeting": {"name": meeting.name, "day": meeting.day.isoformat()},
        "terms": terms.version,
        "terms_from": terms.in_force_from.isoformat(),
        "terms_review": terms.next_review.isoformat() if terms.next_review else None,
        "commentary": the_return.commentary,
        "comments": comments.standing(the_return),
        "decisions": decisions.standing(the_return),
        "promised": promised.standing(the_return, on=on),
        "approved_by": str(the_return.approved_by or ""),
        "year": output.data_of(known, with_forecasts=False),
        "breaches": [
            {
                "pk": row.pk,
                "key": row.key,
                "day": row.day.isoformat(),
                "rule": row.clause,
                "sentence": row.sentence,
                "addressed": row.addressed,
            }
            for row in told
        ],
        "breaches_kept": len(carried) - len(told),
        "withdrawn": [
            {
                "day": row.day.isoformat(),
                "rule": row.clause,
                "sentence": row.sentence,
                "why": row.withdrawn_reason,
            }
            for row in open_to_all(group, withdrawn_since_last_return(the_return), on=on)
        ],
        "exceptions": exceptions.carried(the_return, on=on),
        "objectives": objectives.standing(group, year.label, on=on),
        "programme": programme.standing(group, year.label, on=on),
        **tables.standing(group, year, since=last_sent(the_return), on=on),
        "pictures": pictures.standing(known),
        "risks": risks.standing(group, on=on, the_return=the_return),
    }


def open_to_all(group: SubGroup, rows: list[Breach], *, on: date) -> list[Breach]:
    """Those that are about nothing that is hidden from anybody; of the others a return says how many they are."""
    gone = registry.hidden(None, group, {(row.subject_kind, row.subject_id) for row in rows}, on=on)
    return [row for row in rows if (row.subject_kind, row.subject_id) not in gone]


def withdrawn_since_last_return(the_return: Return) -> list[Breach]:
    """Breaches that an earlier return told and that were withdrawn after it: a correction is told too."""
    sent = Return.objects.filter(group=the_return.group, state=Return.State.SENT).exclude(pk=the_return.pk)
    last = last_sent(the_return)
    rows = Breach.objects.filter(returns__in=sent, withdrawn_at__gt=last) if last else Breach.objects.none()
    return list(rows.distinct().order_by("day", "pk"))


def last_sent(the_return: Return) -> datetime | None:
    """When the return before this one was sent."""
    last = promised.before(the_return)
    return last.sent_at if last else None


def locked(the_return: Return) -> Return:
    """Always after its meeting, which somebody else may be withdrawing."""
    meeting = CoordinatingMeeting.objects.select_for_update().get(pk=the_return.meeting_id)
    row = Return.objects.select_for_update(of=("self",)).select_related("group").get(pk=the_return.pk)
    check_stands(meeting)
    row.meeting = meeting
    return row


def _locked_meeting(meeting: CoordinatingMeeting) -> CoordinatingMeeting:
    meeting.refresh_from_db(from_queryset=CoordinatingMeeting.objects.select_for_update())
    return meeting
