"""Agencies are asked what they know of a case for its screening, and answer: in full, with no involvement, or not at all (F6)."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import transaction
from django.urls import reverse

from meetings.notices import mail_people
from members.models import Agency
from reviews.deadlines import ANSWER_WITHIN, INFORMATION_REQUEST
from reviews.enums import REQUEST_TRANSITIONS, CaseState, RequestState
from reviews.models import Case, EarlierAnswer, InformationRequest, ShutOut
from reviews.services import cases
from subgroup import ledger, registry
from subgroup.calendar import calendar_for
from subgroup.clock import day_of
from subgroup.deadlines.wording import listing, long_date
from subgroup.errors import NotAllowed
from subgroup.models import Deadline, Person, StoredFile, SubGroup

SUBJECT = "case_request"
QUESTION = (
    "Please search your records for the child and the household, and say: since when and how your agency was involved; "
    "what you knew of harm, risk and disability; what you did, with whom, and when you last saw the child; and what in your "
    "own practice or in how agencies worked together should be looked at."
)


def answer_day(group: SubGroup, *, on: date) -> date:
    """By when an answer is asked for unless somebody says otherwise."""
    return ANSWER_WITHIN.from_(on, calendar_for(group)).date


def asked_now(case: Case) -> set[int]:
    """The agencies from which an answer is awaited: they are not asked twice."""
    return set(case.requests.filter(state=RequestState.ASKED).values_list("agency_id", flat=True))


def check_send(case: Case) -> None:
    if case.state != CaseState.SCREENING:
        raise NotAllowed(
            f"{case} is “{case.get_state_display()}”. Agencies are asked while it is being screened."
        )


def _check_due(due_on: date, at: datetime) -> None:
    if due_on < day_of(at):
        raise NotAllowed("The day for the answer has passed already. Give a day from today on.")


@transaction.atomic
def send(
    *, case: Case, agencies: Collection[Agency], question: str, due_on: date, by: Person, at: datetime,
    with_identity: bool = True,
) -> list[InformationRequest]:  # fmt: skip
    """Asks several agencies together. Each owes its answer on the ledger; its people get one mail with a link."""
    cases.locked(case)
    check_send(case)
    _check_due(due_on, at)
    if not agencies:
        raise NotAllowed("Choose at least one agency.")
    if not question.strip():
        raise NotAllowed("Say what the agencies are asked.")
    if twice := [one.code for one in agencies if one.pk in asked_now(case)]:
        raise NotAllowed(f"An answer of {listing(twice)} is awaited already. Choose the others.")
    made = [
        InformationRequest.objects.create(
            case=case, agency=agency, question=question.strip(), with_identity=with_identity, due_on=due_on,
            sent_at=at, sent_by=by,
        )
        for agency in agencies
    ]  # fmt: skip
    for request in made:
        _owe(request, at)
        _mail(request, "information_asked", at)
    return made


@transaction.atomic
def give_answer(
    *, request: InformationRequest, text: str, by: Person, at: datetime, file: StoredFile | None = None
) -> InformationRequest:
    """What the agency knows. The clock stops."""
    _locked(request)
    check_answer(request)
    if not text.strip() and file is None:
        raise NotAllowed("Write what your agency knows, or choose a file that says it.")
    request.answer, request.file = text.strip(), file
    return _answered(request, RequestState.RETURNED, by, at)


@transaction.atomic
def nil(*, request: InformationRequest, by: Person, at: datetime) -> InformationRequest:
    """The agency has no involvement. Pressed twice, by one or by two people, it is recorded once."""
    _locked(request)
    if request.state == RequestState.NIL:
        return request
    check_answer(request)
    return _answered(request, RequestState.NIL, by, at)


@transaction.atomic
def decline(*, request: InformationRequest, because: str, by: Person, at: datetime) -> InformationRequest:
    """The agency gives nothing, and says why."""
    _locked(request)
    check_answer(request)
    if not because.strip():
        raise NotAllowed("Say why your agency declines to answer.")
    request.declined_because = because.strip()
    return _answered(request, RequestState.DECLINED, by, at)


def _answered(
    request: InformationRequest, state: RequestState, by: Person, at: datetime
) -> InformationRequest:
    request.state, request.answered_at, request.answered_by = state, at, by
    request.save()
    ledger.meet(
        group=request.case.group, rule=INFORMATION_REQUEST.key, subject_kind=SUBJECT, subject_id=request.pk,
        on=day_of(at), at=at,
    )  # fmt: skip
    return request


@transaction.atomic
def ask_again(
    *, request: InformationRequest, because: str, due_on: date, by: Person, at: datetime
) -> InformationRequest:
    """Back to the agency: for more, or because it was answered by mistake. What it had sent is kept."""
    _locked(request)
    check_ask_again(request)
    _check_due(due_on, at)
    if not because.strip():
        raise NotAllowed("Say what is missing: the agency is told.")
    if other := request.case.requests.filter(agency=request.agency, state=RequestState.ASKED).first():
        raise NotAllowed(
            f"{request.agency} was asked anew on {long_date(day_of(other.sent_at))}, and is to answer that by {long_date(other.due_on)}."
        )
    assert request.answered_at is not None  # noqa: S101 - what is answered has its moment
    assert request.answered_by is not None  # noqa: S101
    EarlierAnswer.objects.create(
        request=request, state=request.state, answer=request.answer, file=request.file,
        declined_because=request.declined_because, answered_at=request.answered_at, answered_by=request.answered_by,
        sent_back_because=because.strip(), sent_back_at=at, sent_back_by=by,
    )  # fmt: skip
    request.state, request.due_on, request.returned_for_more = RequestState.ASKED, due_on, because.strip()
    request.answer, request.declined_because, request.file = "", "", None
    request.answered_at = request.answered_by = None
    request.save()
    for deadline in Deadline.objects.filter(group=request.case.group).about(SUBJECT, request.pk):
        ledger.reopen(deadline=deadline, reason="The agency was asked again.", by=by, at=at)
    _owe(request, at, by=by)
    _mail(request, "information_asked", at, again=True)
    return request


@transaction.atomic
def withdraw(*, request: InformationRequest, because: str, by: Person, at: datetime) -> InformationRequest:
    """The answer is not needed any more: nobody is chased for it."""
    _locked(request)
    check_withdraw(request)
    if not because.strip():
        raise NotAllowed("Say why the answer is not needed any more.")
    request.state, request.withdrawn_because = RequestState.WITHDRAWN, because.strip()
    request.withdrawn_at, request.withdrawn_by = at, by
    request.save()
    ledger.release(
        group=request.case.group, subject_kind=SUBJECT, subject_id=request.pk, reason=because, by=by, at=at
    )
    return request


def _told(request: InformationRequest) -> str:
    """How the request ended, for a sentence."""
    state = RequestState(request.state)
    if state == RequestState.WITHDRAWN:
        return "The answer to this is not needed any more. Business support can ask anew."
    said = {
        RequestState.RETURNED: "This was answered",
        RequestState.NIL: "“No involvement” was recorded",
        RequestState.DECLINED: "This was declined",
    }[state]
    when = long_date(day_of(request.answered_at)) if request.answered_at else ""
    return f"{said} on {when} by {request.answered_by}. If it was a mistake, business support can ask again."


def check_answer(request: InformationRequest) -> None:
    if request.state != RequestState.ASKED:
        raise NotAllowed(_told(request))


def check_ask_again(request: InformationRequest) -> None:
    if RequestState.ASKED not in REQUEST_TRANSITIONS[RequestState(request.state)]:
        raise NotAllowed(
            "The agency has not answered yet." if request.state == RequestState.ASKED else _told(request)
        )
    check_send(request.case)


def check_withdraw(request: InformationRequest) -> None:
    if request.state != RequestState.ASKED:
        raise NotAllowed(_told(request))


def _locked(request: InformationRequest) -> InformationRequest:
    """Held with its case, whose lock comes first."""
    case = cases.locked(request.case)
    request.refresh_from_db(from_queryset=InformationRequest.objects.select_for_update())
    request.case = case
    return request


def _owe(request: InformationRequest, at: datetime, *, by: Person | None = None) -> None:
    ledger.owe(
        group=request.case.group, rule=INFORMATION_REQUEST.key, subject_kind=SUBJECT, subject_id=request.pk,
        trigger_on=request.due_on, owner=("agency", request.agency.code), label=f"Information for {request.case}",
        at=at, by=by,
    )  # fmt: skip


def people_of(request: InformationRequest, on: date) -> list[Person]:
    """Who answers for the agency, but for whom the chair shut out of the case."""
    owner = ("agency", request.agency.code)
    shut = set(
        ShutOut.objects.filter(case=request.case_id, lifted_at=None).values_list("person_id", flat=True)
    )
    return [
        one for one in registry.people_for(request.case.group, [owner], on=on)[owner] if one.pk not in shut
    ]


def _mail(request: InformationRequest, kind: str, at: datetime, *, again: bool = False) -> None:
    """A reference and a link. A restricted case, too, asks the agency that it asks."""
    group = request.case.group
    mail_people(
        people_of(request, day_of(at)), kind=kind, group=group, key=f"{kind}:{request.pk}:{at.isoformat()}",
        context={
            "case": request.case, "agency": request.agency, "due_on": request.due_on, "again": again,
            "path": reverse("reviews:request", args=[group.slug, request.pk]),
        },
        why=f"you speak for {request.agency}.", about=(SUBJECT, str(request.pk)), at=at,
    )  # fmt: skip
