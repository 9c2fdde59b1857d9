"""When a statutory letter may change, be approved, and count as sent (F8)."""

from datetime import date

from reviews.enums import StatutoryLetterState
from reviews.models import StatutoryLetter
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed
from subgroup.models import StoredFile

TO_WRITE = "[Write here"


def check_request(asked_on: date, asked_for: str, today: date) -> None:
    if asked_on > today:
        raise NotAllowed("The day of the request lies in the future. Give the day on which it came.")
    check_because(asked_for, "Say what was asked for.")


def check_because(text: str, sentence: str) -> None:
    if not text.strip():
        raise NotAllowed(sentence)


def check_text(text: str) -> None:
    if not text.strip():
        raise NotAllowed("The letter has no text.")


def check_edit(letter: StatutoryLetter) -> None:
    _check_not_sent(letter)
    if letter.state == StatutoryLetterState.APPROVED:
        raise NotAllowed(
            "The letter is approved. The chair or the vice chair takes it back before it is changed."
        )
    if letter.state == StatutoryLetterState.NOT_NEEDED:
        raise NotAllowed("The letter is not needed. Say first that it is to be sent after all.")


def check_approve(letter: StatutoryLetter) -> None:
    _check_not_sent(letter)
    if letter.state != StatutoryLetterState.DRAFTED:
        raise NotAllowed(f"The letter is “{letter.get_state_display()}”. Only a draft is approved.")
    if TO_WRITE in letter.text:
        raise NotAllowed("The letter still says “Write here …”. Write what was asked for, and save it.")


def check_take_back(letter: StatutoryLetter) -> None:
    _check_not_sent(letter)
    if letter.state != StatutoryLetterState.APPROVED:
        raise NotAllowed("The letter is not approved, so there is nothing to take back.")


def check_send(letter: StatutoryLetter) -> None:
    _check_not_sent(letter)
    if letter.state != StatutoryLetterState.APPROVED:
        raise NotAllowed(
            "The letter is not approved. The chair or the vice chair approves it before it is sent."
        )


def check_sending(
    letter: StatutoryLetter, sent_on: date, how: str, proof_note: str, proof: StoredFile | None, today: date
) -> None:
    if sent_on > today:
        raise NotAllowed("The day of sending lies in the future. Record it once the letter is sent.")
    if letter.approved_at and sent_on < day_of(letter.approved_at):
        raise NotAllowed(
            f"The letter was approved on {long_date(day_of(letter.approved_at))}: it cannot have been sent before."
        )
    check_because(how, "Say how it was sent, and to which address of the body.")
    if proof is None:
        check_because(proof_note, "Say what shows that it was sent, or add a file that shows it.")


def check_not_needed(letter: StatutoryLetter) -> None:
    _check_not_sent(letter)
    if letter.state == StatutoryLetterState.NOT_NEEDED:
        raise NotAllowed("The letter is marked as not needed already.")


def check_need_again(letter: StatutoryLetter) -> None:
    if letter.state != StatutoryLetterState.NOT_NEEDED:
        raise NotAllowed("The letter is to be sent already.")
    if letter.decision and type(letter.decision).objects.filter(replaces=letter.decision).exists():
        raise NotAllowed(
            "The record of the decision that it tells of was replaced. The letters of the record that holds go out."
        )


def _check_not_sent(letter: StatutoryLetter) -> None:
    if letter.state == StatutoryLetterState.SENT:
        raise NotAllowed(f"The letter was sent on {long_date(letter.sent_on)}, and stands as it was sent.")  # type: ignore[arg-type]
