"""What agencies are asked for a child death, and what they answer (F1). The day is a local one and never a statutory limit."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction

from members.models import Agency
from reviews.deadlines import CDOP_RETURN
from reviews.enums import REQUEST_TRANSITIONS, DeathState, Quality, RequestState
from reviews.models import ChildDeath, DeathRequest, DeathRequestNote
from reviews.services import deaths
from subgroup import ledger
from subgroup.clock import day_of
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person
from subgroup.reckoning import Reckoner

SUBJECT = "death_request"
DEFAULT_FORM = "Form B"
ANSWERS = (RequestState.RETURNED, RequestState.NIL, RequestState.DECLINED)


def check_ask(death: ChildDeath) -> None:
    if death.state in (DeathState.REVIEWED, DeathState.CLOSED):
        raise NotAllowed(f"{death} is “{death.get_state_display()}”: agencies are asked before that.")


@transaction.atomic
def ask(
    *, death: ChildDeath, agencies: Sequence[Agency], requested_on: date, by: Person | None, at: datetime,
    form: str = DEFAULT_FORM, reckoner: Reckoner | None = None,
) -> list[DeathRequest]:  # fmt: skip
    """Asks several agencies at once; all or none. Each owes its answer by the local day."""
    deaths.locked(death)
    check_ask(death)
    if not agencies:
        raise NotAllowed("Choose at least one agency.")
    _check_day(requested_on, death.notified_on, day_of(at), "asked")
    asked = death.requests.exclude(state=RequestState.WITHDRAWN).filter(agency__in=agencies, form=form)
    if there := [one.agency.name for one in asked.select_related("agency")]:
        raise NotAllowed(f"{form} was asked for already: {listing(there)}. Nothing was recorded.")
    made = []
    reckoner = reckoner or Reckoner(death.group)
    for agency in agencies:
        due, _ = reckoner.due(CDOP_RETURN.key, requested_on)
        made.append(
            DeathRequest.objects.create(
                death=death, agency=agency, form=form, requested_on=requested_on, due_on=due.on, entered_at=at, entered_by=by
            )
        )  # fmt: skip
        _owe(made[-1], requested_on, by, at, reckoner=reckoner)
    if death.state == DeathState.NOTIFIED:
        deaths.move(death=death, state=DeathState.GATHERING, by=by, at=at)
    return made


def _check_day(day: date, earliest: date, today: date, what: str) -> None:
    if day > today:
        raise NotAllowed(f"The day on which it was {what} is still to come.")
    if day < earliest:
        raise NotAllowed(f"It cannot have been {what} before {long_date(earliest)}.")


def _owe(
    request: DeathRequest, trigger: date, by: Person | None, at: datetime, *, reason: str = "", again: bool = False,
    reckoner: Reckoner | None = None,
) -> Deadline:  # fmt: skip
    death = request.death
    return ledger.owe(
        group=death.group, rule=CDOP_RETURN.key, subject_kind=SUBJECT, subject_id=request.pk, trigger_on=trigger,
        owner=("agency", request.agency.code), label=f"{request} ({request.agency.code})",
        at=at, by=by, reason=reason, again=again, reckoner=reckoner,
    )  # fmt: skip


def check_answer(request: DeathRequest) -> None:
    if request.state == RequestState.WITHDRAWN:
        raise NotAllowed(f"{request} is not needed any more from {request.agency}.")
    if request.state != RequestState.ASKED:
        said = request.get_state_display().lower()
        day = f" on {long_date(request.answered_on)}" if request.answered_on else ""
        raise NotAllowed(f"{request.agency} answered{day}: {said}.")


@transaction.atomic
def answer(
    *, request: DeathRequest, state: RequestState, on: date, by: Person | None, at: datetime, because: str = ""
) -> DeathRequest:  # fmt: skip
    """Returned, no involvement, or declined with a reason. The clock stops, and nobody is chased any more.

    No involvement pressed twice, by one or by two people, is recorded once.
    """
    _locked(request)
    if state == RequestState.NIL == request.state:
        return request
    check_answer(request)
    if state not in ANSWERS:
        raise NotAllowed("Choose what the agency answered.")
    if state == RequestState.DECLINED and not because.strip():
        raise NotAllowed("Say why the agency declined.")
    _check_day(on, request.requested_on, day_of(at), "answered")
    request.state, request.answered_on = state, on
    request.declined_because = because.strip() if state == RequestState.DECLINED else ""
    request.answered_at, request.answered_by = at, by
    request.save()
    group = request.death.group
    about: dict[str, Any] = {
        "group": group,
        "rule": CDOP_RETURN.key,
        "subject_kind": SUBJECT,
        "subject_id": request.pk,
    }
    if state == RequestState.DECLINED:
        ledger.release(**about, reason=f"The agency declined on {long_date(on)}.", by=by, at=at)
    else:
        ledger.meet(**about, on=on, at=at)
    return request


@transaction.atomic
def ask_again(*, request: DeathRequest, because: str, by: Person, at: datetime) -> DeathRequest:
    """The answer was no answer: it is owed again by a new local day. When it was asked first stays."""
    _locked(request)
    check_ask(request.death)
    _check_step(request, RequestState.ASKED)
    if not because.strip():
        raise NotAllowed("Say why it is asked for again.")
    was = f"Asked again; the answer was: {request.get_state_display().lower()}"
    was += f", {long_date(request.answered_on)}" if request.answered_on else ""
    note(request, was, because, by, at)
    request.state, request.declined_because, request.quality = RequestState.ASKED, "", ""
    request.answered_on = request.answered_at = request.answered_by = None
    owed = owe_again(request, reason="It is asked for again.", by=by, at=at, trigger=day_of(at))
    request.due_on = owed.due_on
    request.save()
    return request


def owe_again(
    request: DeathRequest, *, reason: str, by: Person, at: datetime, trigger: date | None = None
) -> Deadline:  # fmt: skip
    """The clock runs again, from `trigger` or from the day it ran from before."""
    for known in deadlines(request):
        ledger.reopen(deadline=known, reason=reason, by=by, at=at)
        trigger = trigger or known.trigger_on
    return _owe(request, trigger or request.requested_on, by, at, reason=reason, again=True)


@transaction.atomic
def withdraw(*, request: DeathRequest, because: str, by: Person, at: datetime) -> DeathRequest:
    """Not needed any more: it is counted nowhere."""
    _locked(request)
    _check_step(request, RequestState.WITHDRAWN)
    if not because.strip():
        raise NotAllowed("Say why it is not needed any more.")
    request.state = RequestState.WITHDRAWN
    request.save()
    note(request, "Taken back: not needed any more", because, by, at)
    reason = f"Not needed any more: {because.strip()}"
    ledger.release(
        group=request.death.group, subject_kind=SUBJECT, subject_id=request.pk, reason=reason, by=by, at=at
    )
    return request


def _check_step(request: DeathRequest, state: RequestState) -> None:
    if state not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise NotAllowed(
            f"{request} is “{request.get_state_display()}”, and cannot become “{state.label}” from there."
        )


@transaction.atomic
def judge(
    *, request: DeathRequest, quality: str, deferred_the_panel: bool, by: Person, at: datetime
) -> DeathRequest:
    """How good the return is, and whether the panel had to wait for it."""
    _locked(request)
    if quality and request.state != RequestState.RETURNED:
        raise NotAllowed("Only what was returned can be judged.")
    request.quality, request.deferred_the_panel = quality, deferred_the_panel
    request.save(update_fields=["quality", "deferred_the_panel"])
    words = Quality(quality).label if quality else "not judged"
    waited = "The panel had to wait for it" if deferred_the_panel else "The panel did not wait for it"
    note(request, f"Judged: {words}. {waited}", "", by, at)
    return request


def note(request: DeathRequest, what: str, because: str, by: Person, at: datetime) -> DeathRequestNote:
    return DeathRequestNote.objects.create(
        request=request, what=what, because=because.strip(), noted_at=at, noted_by=by
    )


def deadlines(request: DeathRequest) -> list[Deadline]:
    """Its rows on the ledger."""
    rows = Deadline.objects.filter(group_id=request.death.group_id, rule=CDOP_RETURN.key)
    return list(rows.about(SUBJECT, request.pk))


def _locked(request: DeathRequest) -> DeathRequest:
    """Always after its death, and that after the group."""
    deaths.locked(request.death)
    request.refresh_from_db(from_queryset=DeathRequest.objects.select_for_update())
    return request
