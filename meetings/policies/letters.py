"""When a letter after consecutive apologies may be changed, signed and sent."""

from meetings.enums import LETTER_TRANSITIONS, LetterState
from meetings.models import ApologyLetter
from subgroup.clock import day_of
from subgroup.deadlines.wording import long_date
from subgroup.errors import NotAllowed


def _check(letter: ApologyLetter, state: LetterState) -> None:
    if state in LETTER_TRANSITIONS[LetterState(letter.state)]:
        return
    match letter.state:
        case LetterState.SENT if letter.sent_at:
            raise NotAllowed(
                f"The letter was sent on {long_date(day_of(letter.sent_at))}. It stays as it was sent."
            )
        case LetterState.NOT_NEEDED:
            raise NotAllowed("The attendance was corrected, so this letter is not needed.")
        case LetterState.SIGNED:
            raise NotAllowed("The letter is signed off already.")
        case _:
            raise NotAllowed("The letter is to be signed off first. The chair or the vice chair can do that.")


def check_edit(letter: ApologyLetter) -> None:
    """A signed letter goes back to being a draft when it is changed."""
    if letter.state not in (LetterState.DRAFTED, LetterState.SIGNED):
        _check(letter, LetterState.DRAFTED)
        raise NotAllowed("The attendance was corrected, so this letter is not needed.")


def check_sign(letter: ApologyLetter) -> None:
    _check(letter, LetterState.SIGNED)


def check_send(letter: ApologyLetter) -> None:
    _check(letter, LetterState.SENT)
