"""The next step of a case for the person who looks at its page: one, from where the case stands and what they may do."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meetings.enums import MeetingState
from reviews import reading
from reviews.enums import Answer, CaseState, Question, RequestState, StatutoryLetterState
from reviews.models import Case
from reviews.views.requests import address
from subgroup import clock
from subgroup.views.base import GroupRequest

Said = Mapping[str, Mapping[str, Any]]
"""What each section of the page says, by its template."""
NONE: Mapping[str, Any] = {}
ANSWER_IT = {
    Question.NOTIFIABLE: "Answer whether it is notifiable",
    Question.REVIEW: "Answer whether the criteria are met",
}


@dataclass(frozen=True)
class Step:
    """`url` is pressed at once where `press`, else opened. `says`: what else happens. `of`: the section that leaves its button out."""

    text: str
    url: str
    press: bool = False
    says: str = ""
    of: str = ""


def next_step(request: GroupRequest, case: Case, said: Said) -> Step | None:
    """None where nothing is to be done by this person now. What a section refuses is no step."""
    match case.state:
        case CaseState.REFERRED:
            return _acknowledge(said.get("_referral", NONE))
        case CaseState.SCREENING:
            return _screening(said) if request.may("manage_cases") else _of_member(request, case, said)
        case CaseState.FOR_DECISION:
            return _decision(said)
        case CaseState.DEFERRED:
            return _way(said, "_decision", "back_url", "Bring it back now")
        case CaseState.DECIDED:
            return _after(request, said)
    keeping = said.get("_keeping", NONE)
    return _way(said, "_keeping", "keep_url", "Decide how long it is kept") if keeping.get("is_due") else None


def _way(said: Said, section: str, key: str, text: str, *, refused: str = "") -> Step | None:
    """The button of a section, where it has one for this reader and does not refuse it."""
    words = said.get(section, NONE)
    if not words.get(key) or words.get(refused):
        return None
    return Step(text, words[key], of=section)


def _acknowledge(referral: Mapping[str, Any]) -> Step | None:
    if not referral.get("acknowledge_url"):
        return None
    return Step(
        "Acknowledge", referral["acknowledge_url"], press=True, says=referral["mails"], of="_referral"
    )


def _screening(said: Said) -> Step | None:
    """Whether it is notifiable comes first, for its clock is the shortest; then what agencies know, the criteria, the panel."""
    asked = {one["question"]: one for one in said["_questions"]["asked"]}
    review = asked[Question.REVIEW]
    if step := _question(asked[Question.NOTIFIABLE]):
        return step
    if said["_questions"]["unclocked"]:
        return Step("Record the dates", said["_questions"]["unclocked"])
    if not said["_requests"]["rows"] and not review["held"]:
        return _way(said, "_requests", "send_url", "Ask agencies for information", refused="send_refused")
    if step := _question(review) or _worksheet(said):
        return step
    if review["held"].row.answer != Answer.NO:
        return _way(said, "_panels", "call_url", "Call a screening panel", refused="call_refused")
    return _at_meeting(said)


def _question(asked: Mapping[str, Any]) -> Step | None:
    """Not answered, or answered under guidance that the case is not under any more."""
    if asked["held"] and not asked["other_guidance"]:
        return None
    return Step(ANSWER_IT[asked["question"]], asked["url"]) if asked["url"] else None


def _worksheet(said: Said) -> Step | None:
    rows = said.get("_panels", NONE).get("panels", ())
    open_ = [url for panel, url, sent in rows if sent is None and not panel.called_off_at]
    return Step("Go to the panel’s worksheet", open_[0]) if open_ else None


def _at_meeting(said: Said) -> Step | None:
    """A case of concern needs no panel: a meeting considers it, and its outcome is recorded (F4)."""
    rows = said["_considered"]["rows"]
    if not rows:
        return _way(said, "_considered", "put_url", "Put it on an agenda", refused="put_refused")
    if any(row["item"].meeting.state == MeetingState.HELD for row in rows):
        return _outcome(said)
    return None


def _outcome(said: Said) -> Step | None:
    words = said.get("_decision", NONE).get("outcome_word", "")
    return _way(said, "_decision", "outcome_url", words, refused="outcome_refused")


def _decision(said: Said) -> Step | None:
    return _way(said, "_decision", "decide_url", "Record the decision") or _outcome(said)


def _of_member(request: GroupRequest, case: Case, said: Said) -> Step | None:
    """What their agency was asked, then the panel on which they sit."""
    rows = reading.requests(request.user, request.group, request.permissions, at=clock.now())
    mine = rows.filter(case=case, state=RequestState.ASKED).select_related("case__group").first()
    return (
        Step("Answer for your agency", address(mine))
        if mine and request.may("answer_requests")
        else _worksheet(said)
    )


def _after(request: GroupRequest, said: Said) -> Step | None:
    """The review that the outcome asks for, the letters about the decision, the end."""
    return (
        _way(said, "_reviews_of_case", "new_url", "Open the review")
        or _letter(request, said)
        or _way(said, "_closing", "close_url", "Close the case", refused="refused")
    )


def _letter(request: GroupRequest, said: Said) -> Step | None:
    for row in said.get("_letters", NONE).get("rows", ()):
        to = row["letter"].get_addressee_display()
        if row["letter"].state == StatutoryLetterState.DRAFTED and request.may("decide_cases"):
            return Step(f"Approve the letter to {to}", row["url"])
        if row["letter"].state == StatutoryLetterState.APPROVED and request.may("manage_cases"):
            return Step(f"Send the letter to {to}", row["url"])
    return None
